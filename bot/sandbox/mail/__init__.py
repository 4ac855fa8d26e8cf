"""Mailboxes and outside people, in this process."""

from .letters import AUTHSERV_ID, SandboxMail
from .sandbox import MailSandbox

__all__ = ["AUTHSERV_ID", "MailSandbox", "SandboxMail"]
