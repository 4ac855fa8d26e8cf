"""What a report on delivery says: whom a mail did not reach, whether for good, and which mail it was.

A standard report (RFC 3464) comes first, then flufl.bounce, which knows many servers' own forms, then rules of ours
over the words. Pure, and it never raises: what cannot be read names nobody.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.policy import compat32
from typing import TypeVar

from bot.channels.email import bounce_words as words
from bot.channels.email.bodies import FAULTS
from bot.channels.email.charsets import decode, storable
from bot.channels.email.headers import decode_header
from bot.core.messages import Bounce, Unreached

#: A report stands at a mail's start, the mail that bounced behind it.
LONGEST, MOST_BLOCKS, MOST_PARTS, MOST_RECIPIENTS = 200_000, 2000, 60, 100
LONGEST_WORDS = 300

_MULTIPART = re.compile(rb"multipart/", re.IGNORECASE)
_FIELD = re.compile(r"([A-Za-z-]{4,40})[ \t]*:[ \t]*(.*)")
_MESSAGE_ID = re.compile(r"^[> \t]{0,20}message-id:[ \t]{0,20}(<[^<>\s]{3,900}>)", re.IGNORECASE | re.MULTILINE)
_ID = re.compile(r"<[^<>\s]{3,900}>")
#: A character of an address that had to be written in ASCII (RFC 6533, 3).
_ESCAPED = re.compile(r"\\x\{(0[0-9A-F]|10[0-9A-F]{4}|[1-9A-F][0-9A-F]{1,4})\}", re.IGNORECASE)
_T = TypeVar("_T")


def read_bounce(raw: bytes, text: str) -> Bounce:
    """Reads a mail that is known to be a report; `text` is what of it is shown. Addresses are lower-case, each once."""
    raw = b"\n\n".join(raw[:LONGEST].replace(b"\r\n", b"\n").split(b"\n\n", MOST_BLOCKS)[:MOST_BLOCKS])
    if len(_MULTIPART.findall(raw)) > MOST_PARTS:
        return Bounce()
    nothing = Message()
    mail = _guard(lambda: message_from_bytes(raw, policy=compat32), nothing)
    if _guard(lambda: _arrived(mail), False):
        return Bounce()
    report = words.report_of(text)
    ways: tuple[Callable[[], list[Unreached]], ...] = (
        lambda: _reported(mail),
        lambda: _known_form(mail, report, words.is_delay(_header(mail, "subject"), report)),
        lambda: words.failed_header(mail.get_all("x-failed-recipients", []), report),
        lambda: words.named_in(report, _header(mail, "subject"), _correspondents(mail)),
        lambda: _addressed(mail, report),
    )
    found: list[Unreached] = []
    for way in ways:
        found = _guard(way, [])
        if found:
            break
    meant = words.written_to(text)
    found = [replace(entry, address=meant.get(entry.address, entry.address)) for entry in found]
    each = {entry.address: entry for entry in reversed(found)}
    recipients = tuple(reversed(each.values()))[:MOST_RECIPIENTS]
    return Bounce(recipients, storable(_guard(lambda: _bounced_id(mail, text), "")))


def _guard(read: Callable[[], _T], otherwise: _T) -> _T:
    try:
        return read()
    except (*FAULTS, MessageError):
        return otherwise


def _reported(mail: Message) -> list[Unreached]:
    """The recipients' blocks of a standard report that were not reached."""
    entries = (_recipient(fields) for fields in _blocks(mail))
    return [entry for entry in entries if entry is not None]


def _blocks(mail: Message) -> list[dict[str, str]]:
    """The blocks of a standard report (RFC 3464, 2.3), also of one for UTF-8 addresses (RFC 6533)."""
    found: list[dict[str, str]] = []
    for part in mail.walk():
        if part.get_content_type() in ("message/delivery-status", "message/global-delivery-status"):
            blocks = re.split(r"\n\s*\n", _text_of(part).replace("\r\n", "\n"))
            found += [_fields(block) for block in blocks[:MOST_RECIPIENTS]]
    return found


def _arrived(mail: Message) -> bool:
    """Whether a standard report tells of nobody but of whom the mail reached."""
    actions = [fields["action"].lower() for fields in _blocks(mail) if fields.get("action")]
    return bool(actions) and all(action.startswith(words.ARRIVED) for action in actions)


def _text_of(part: Message) -> str:
    """The text of a part, of the blocks that the parser made of it, or of the encoding it should not have."""
    payload = part.get_payload()
    blocks = payload if isinstance(payload, list) else [payload]
    text = "\n\n".join(_written(block) if isinstance(block, Message) else str(block) for block in blocks)
    encoding = str(part.get("content-transfer-encoding", "")).strip().lower()
    if encoding in ("base64", "quoted-printable"):
        bare = Message()
        bare["content-transfer-encoding"] = encoding
        bare.set_payload(text.strip())
        data = bare.get_payload(decode=True)
        return decode(data)[0] if isinstance(data, bytes) else text
    return text


def _written(block: Message) -> str:
    """A block as it was sent: the standard writer takes what is not ASCII for an unknown charset."""
    fields = "\n".join(f"{name}: {value}" for name, value in block.raw_items())
    return decode(f"{fields}\n\n{block.get_payload()}".encode("utf8", "surrogateescape"))[0]


def _fields(block: str) -> dict[str, str]:
    """The fields of a block, unfolded, the first of each name."""
    fields: dict[str, str] = {}
    name = ""
    for line in block.split("\n"):
        if match := _FIELD.fullmatch(line):
            name = match[1].lower() if match[1].lower() not in fields else ""
            fields[name] = match[2].strip()
        elif name and line[:1] in (" ", "\t"):
            fields[name] = f"{fields[name]} {line.strip()}"
    return fields


def _recipient(fields: dict[str, str]) -> Unreached | None:
    """Whom a block names. Who was written to comes before where his mail was sent on to."""
    stated = (fields.get(name, "") for name in ("original-recipient", "final-recipient", "x-actual-recipient"))
    address = next(filter(None, map(_stated, stated)), "")
    action, status = fields.get("action", "").lower(), fields.get("status", "")
    said = fields.get("diagnostic-code", "")
    said = (said.partition(";")[2] if re.match(r"[\w-]{1,20}\s*;", said) else said) or status
    verdict = words.verdict_of(action, status, said)
    return Unreached(address, verdict, tidy(said)) if address and verdict else None


def _stated(value: str) -> str:
    """The address in a field that says its kind before it."""
    kind, _, address = value.partition(";")
    if kind.strip().lower() == "utf-8":
        address = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), address)
    return words.address_in(address or value)


def _known_form(mail: Message, report: str, delay: bool) -> list[Unreached]:
    """What flufl.bounce finds: "temporary" are those still being tried, all are when the report as a whole says so. It
    also looks into what is returned: where the report's own words name some of them, those are meant."""
    from flufl.bounce import all_failures

    logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL + 1)  # it logs every detector it tries
    temporary, permanent = all_failures(mail)
    found: list[Unreached] = []
    for addresses, delayed in ((permanent, delay), (temporary, True)):
        for value in sorted(addresses, key=bytes):
            address = words.address_in(bytes(value).decode("ascii", "replace"))
            if address:
                said = words.said_of(report, address)
                waits = delayed and not words.is_blocked(report)
                found.append(Unreached(address, "delayed" if waits else words.severity(said), tidy(said)))
    named = set(words.addresses_in(report))
    return [entry for entry in found if entry.address in named] or found


def _addressed(mail: Message, report: str) -> list[Unreached]:
    """The only one whom the mail that bounced was addressed to, when no other words name anybody."""
    original = _original(mail)
    if original is None or original["list-id"] or str(original["precedence"]).lower() == "list":
        return []
    if not words.is_failure(f"{_header(mail, 'subject')}\n{report}"):
        return []
    addresses = words.addresses_in(_header(original, "to"))
    verdict = words.severity(report)
    return [Unreached(addresses[0], verdict, "")] if len(addresses) == 1 else []


def _original(mail: Message) -> Message | None:
    """The mail that bounced, or its headers, as the report encloses them."""
    for part in mail.walk():
        if part is mail:
            continue
        kind, payload = part.get_content_type(), part.get_payload()
        if kind in ("message/rfc822", "message/global") and isinstance(payload, list) and payload:
            return payload[0] if isinstance(payload[0], Message) else None
        if kind in ("text/rfc822-headers", "message/rfc822-headers", "message/global-headers"):
            return message_from_bytes(_text_of(part).encode("utf8", "surrogateescape"), policy=compat32)
    return None


def _bounced_id(mail: Message, text: str) -> str:
    """The Message-ID of the mail that bounced: of what is enclosed, as quoted in the text, or as answered."""
    original = _original(mail)
    enclosed = _ID.search(str(original["message-id"])) if original is not None else None
    found = enclosed or _MESSAGE_ID.search(text[:LONGEST])
    if found:
        return found[found.re.groups]
    answered = _ID.findall(f"{mail.get('in-reply-to', '')} {mail.get('references', '')}")
    return str(answered[0]) if answered else ""


def _correspondents(mail: Message) -> tuple[set[str], set[str]]:
    """The addresses of the report itself: ours, and its sender's."""

    def named(*names: str) -> set[str]:
        values = (str(value) for name in names for value in mail.get_all(name, []))
        return set(words.addresses_in(" ".join(values)))

    return named("to", "delivered-to", "x-original-to"), named("from", "reply-to", "sender", "return-path")


def _header(mail: Message, name: str) -> str:
    return decode_header(str(mail.get(name, "")).encode("utf8", "surrogateescape"))


def tidy(said: str) -> str:
    """The server's words in one line that fits a card."""
    return storable(" ".join(said.split())[:LONGEST_WORDS])
