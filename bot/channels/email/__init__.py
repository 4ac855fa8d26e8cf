"""The mail room: mailboxes over IMAP and SMTP."""

from bot.channels.email.channel import EmailChannel
from bot.channels.email.settings import MailboxSettings

__all__ = ["EmailChannel", "MailboxSettings"]
