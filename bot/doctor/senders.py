"""Whether the receiving server's word about senders is heard, seen on a mail that has just arrived."""

from __future__ import annotations

from bot.channels.email.authentication import COREMAIL, NAMELESS, is_trusted, server_names
from bot.channels.email.headers import read_headers
from bot.channels.email.settings import MailboxSettings
from bot.doctor.findings import Finding, ok, warning

WHY = "without it only an answer to our own mail joins a ticket, and nobody is told that a sender is forged"


def senders(box: MailboxSettings, raw: bytes) -> Finding:
    """What the mail says of `authserv_id`. Some servers do not check what they deliver to themselves."""
    part = f"mail {box.name} senders"
    seen = [name for name in server_names(read_headers(raw)) if name]
    if box.authserv_id:
        if any(is_trusted(name, box.authserv_id) for name in seen):
            return ok(part, f"{_named(box.authserv_id)} checks who a mail is from")
        if not seen:
            return ok(part, f"{_named(box.authserv_id)} is trusted; it did not check the mail to itself")
        what = f"nobody called {box.authserv_id} checked the mail to itself, but {', '.join(map(_named, seen))}"
        return warning(part, what, f'set authserv_id = "{seen[0]}" if that is your receiving server')
    if seen:
        return warning(part, f"authserv_id is not set: {WHY}", f'set authserv_id = "{seen[0]}"')
    fix = "look into the source of a mail from outside for Authentication-Results and set authserv_id to its first word"
    return warning(part, f"authserv_id is not set: {WHY}", fix)


def _named(name: str) -> str:
    return {NAMELESS: "a server that gives no name", COREMAIL: "Coremail"}.get(name, name)
