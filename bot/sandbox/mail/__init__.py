"""Mailboxes and outside people, in this process."""

from .letters import SandboxMail
from .sandbox import MailSandbox

__all__ = ["MailSandbox", "SandboxMail"]
