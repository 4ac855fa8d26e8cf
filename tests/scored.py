"""The doors through which cases of others are held against our reading of mail."""

from datetime import UTC, datetime

from bot.channels.email.bodies import read_body
from bot.channels.email.bounces import read_bounce
from bot.channels.email.headers import read_headers
from bot.channels.email.parse import parse_mail
from bot.core.signing import Signer


def bounces(raw: bytes) -> list[tuple[str, bool]]:
    """Return whom a report names, and whether the server gave up (it is no delay)."""
    text = read_body(raw, read_headers(raw)).text
    return [(entry.address, entry.verdict != "delayed") for entry in read_bounce(raw, text).recipients]


def mails(raw: bytes) -> str:
    """Return the readable text of any mail, subject first."""
    now = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    read = parse_mail(raw, channel="email:scored", own_addresses=(), signer=Signer(b"key"), now=now)
    return "\n".join(filter(None, (read.subject, read.text, *(file.name for file in read.attachments))))
