"""The doors through which cases of others are held against our reading of mail."""

from bot.channels.email.bodies import read_body
from bot.channels.email.bounces import read_bounce
from bot.channels.email.headers import read_headers


def bounces(raw: bytes) -> list[tuple[str, bool]]:
    """Return whom a report names, and whether the server gave up (it is no delay)."""
    text = read_body(raw, read_headers(raw)).text
    return [(entry.address, entry.verdict != "delayed") for entry in read_bounce(raw, text).recipients]
