"""Parts that hold a message in another shape: calendar entries, winmail.dat, mail inside of its own signature."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.channels.email import tnef
from bot.channels.email.charsets import decode

LARGEST_ENTRY = 1_000_000  # bytes of a calendar entry that is read
_SIGNED, _SIGNATURE = "-----BEGIN PGP SIGNED MESSAGE-----\n", "\n-----BEGIN PGP SIGNATURE-----\n"
_ENCRYPTED, _ENCRYPTED_END = "-----BEGIN PGP MESSAGE-----", "-----END PGP MESSAGE-----"
_END = "\n-----END PGP SIGNATURE-----"


@dataclass(frozen=True, slots=True)
class Contained:
    """What a part holds: a text to show, files, or a whole mail (`inner`) that is to be read like one; or that
    nobody can read it."""

    text: str = ""
    files: tuple[tuple[str, bytes], ...] = ()
    inner: bytes = b""
    encrypted: bool = False


def opened(kind: str, name: str, content: bytes) -> Contained:
    """Opens a part by its media type or its name. Raises what its reader raises on broken content."""
    by_name = "application/ms-tnef" if name.lower() == "winmail.dat" else kind
    reader = _READERS.get(by_name)
    return reader(content) if reader else Contained()


def without_armour(text: str) -> str:
    """A text signed in place (RFC 9580, 7) without what signs it; the first one, for a mail has one."""
    before, begun, rest = text.partition(_SIGNED)
    signed, signature, after = rest.partition(_SIGNATURE)
    _, end, after = after.partition(_END)
    if not (begun and signature and end):
        return text
    said = signed.partition("\n\n")[2]  # below the armour's own headers
    return before + re.sub(r"^- ", "", said, flags=re.MULTILINE) + after


def without_cipher(text: str) -> tuple[str, bytes]:
    """A text without its encrypted block (RFC 9580, 6.2), and that block; the text as it is and nothing when it holds
    none. A block that does not end goes on to the end."""
    before, begun, rest = text.partition(_ENCRYPTED)
    if not begun or (before and not before.endswith("\n")):
        return text, b""
    inside, _, after = rest.partition(_ENCRYPTED_END)
    block = f"{_ENCRYPTED}{inside}{_ENCRYPTED_END}\n"
    return (before + after).strip("\n"), block.encode()


def _winmail(content: bytes) -> Contained:
    text, files = tnef.opened(content)
    return Contained(text, tuple(files))


def _signed(content: bytes) -> Contained:
    """S/MIME whose signature holds the mail (RFC 8551, 3.5.2). The signature itself proves nothing here."""
    from asn1crypto.cms import ContentInfo

    info = ContentInfo.load(content)
    if info["content_type"].native != "signed_data":
        return Contained(encrypted="enveloped" in info["content_type"].native)
    inner = info["content"]["encap_content_info"]["content"].native
    return Contained(inner=inner if isinstance(inner, bytes) else b"")


def _entry(content: bytes) -> Contained:
    """A calendar entry in lines: what, when, where, who, and what it says (RFC 5545)."""
    from icalendar import Calendar

    if len(content) > LARGEST_ENTRY:
        return Contained()
    calendar = Calendar.from_ical(decode(content, "utf-8")[0])
    lines: list[str] = []
    for event in calendar.walk("VEVENT")[:5]:
        times = [_moment(event.get(name)) for name in ("DTSTART", "DTEND")]
        found = [str(event.get("SUMMARY") or ""), " – ".join(filter(None, times)), str(event.get("LOCATION") or "")]
        found += [re.sub(r"^mailto:", "", str(event.get("ORGANIZER") or ""), flags=re.IGNORECASE)]
        lines += [*filter(None, found), "", str(event.get("DESCRIPTION") or ""), ""]
    return Contained("\n".join(lines).strip())


def _moment(value: object) -> str:
    moment = getattr(value, "dt", None)
    if isinstance(moment, datetime):
        zone = f" ({moment.tzinfo})" if moment.tzinfo else ""
        return f"{moment:%Y-%m-%d %H:%M}{zone}"
    return str(moment or "")


_READERS: Mapping[str, Callable[[bytes], Contained]] = {
    "application/ms-tnef": _winmail,
    "application/vnd.ms-tnef": _winmail,
    "application/pkcs7-mime": _signed,
    "application/x-pkcs7-mime": _signed,
    "text/calendar": _entry,
}
