"""The body of a mail: its text and its files. Standard library parser behind a guard, for every access may raise."""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.policy import compat32
from typing import TypeVar

from bot.channels.email.alternatives import Found, best, together
from bot.channels.email.bulk import Bulk
from bot.channels.email.charsets import decode, storable
from bot.channels.email.contained import Contained, opened, without_armour, without_cipher
from bot.channels.email.flowed import as_written
from bot.channels.email.headers import Headers, decode_header, read_headers
from bot.channels.email.html_text import html_to_text
from bot.channels.email.parts import AS_IT_STANDS, HARMLESS, charset_of, extension, may_be_named, raw_name
from bot.channels.email.transfer import encoding_of, from_base64
from bot.channels.email.uuencoded import without_uuencoded
from bot.channels.email.well_formed import well_formed
from bot.core.messages import Attachment

#: More multiparts than this are an attack on the parser (each line is held against every open boundary).
MOST_MULTIPARTS = 200
MOST_PICTURES = 200
ENCRYPTED = "the mail is encrypted, and the desk has no key for it"
_CONTENT_ID = re.compile(rb"^content-id:", re.IGNORECASE | re.MULTILINE)
_MULTIPART = re.compile(rb"^content-type:\s*multipart/", re.IGNORECASE | re.MULTILINE)
#: What a parser of hostile bytes raises; RecursionError and MemoryError are the nested and the huge.
FAULTS = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    RecursionError,
    MemoryError,
    MessageError,
)

_T = TypeVar("_T")


@dataclass(slots=True)
class Body:
    """What was found. `faults` says in a few words what could not be read; `contained` are texts of parts in other
    shapes, for a mail that has no text of its own."""

    text: str = ""
    attachments: list[Attachment] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    contained: list[str] = field(default_factory=list)
    is_inner: bool = False
    encrypted: bool = False
    pictures: list[tuple[str, str]] = field(default_factory=list)
    bulk: Bulk = field(default_factory=Bulk, repr=False)

    @property
    def trouble(self) -> str:
        """What engineers are told of it."""
        return "; ".join([*([ENCRYPTED] if self.encrypted else []), *self.faults])

    def fault(self, words: str) -> None:
        if words not in self.faults:
            self.faults.append(words)


def read_body(raw: bytes, headers: Headers, *, is_inner: bool = False) -> Body:
    """Reads the parts of a mail, or of one inside of another. Never raises. The standard parser sees a tidy header
    block: garbage between the headers would end it for that parser."""
    lines = [name.encode() + b": " + value for name, value in headers.fields if name.startswith("content-")]
    body = Body(bulk=Bulk(b"\n".join([*lines, b"", b""]), raw, headers.body_at), is_inner=is_inner)
    message = _message(body)
    if message is not None:
        body.pictures = _guard(lambda: _pictures(message, body), body.pictures, body, "a picture's name")
        found = _guard(lambda: _walk(message, body, 0), Found(), body, "a part")
        body.text = "\n\n".join(text for text in found.shown if text.strip())
        if not body.text.strip():
            body.text = next((text for text in body.contained if text.strip()), "") or _last_resort(message, body)
    if not body.text.strip() and not body.attachments:
        body.text = _bare(raw[headers.body_at :], body)
        if not body.text.strip():
            body.text = _bare(headers.stray, body)
    text = without_armour(storable(body.text).replace("\r\n", "\n").replace("\r", "\n"))
    body.text = _files_taken_out(text, body).strip("\n\ufeff")
    return body


def _message(body: Body) -> Message | None:
    raw = body.bulk.slim
    if raw.lower().count(b"multipart/") > MOST_MULTIPARTS and len(_MULTIPART.findall(raw)) > MOST_MULTIPARTS:
        body.fault("too many nested parts")
        return None
    return _guard(lambda: _parsed(raw), None, body, "the structure")


def _parsed(raw: bytes) -> Message:
    message = well_formed(raw)
    return message if message is not None else message_from_bytes(raw, policy=compat32)


def _pictures(message: Message, body: Body) -> list[tuple[str, str]]:
    """Where HTML shows a picture of this mail, and its name there (RFC 2392)."""
    if b"content-id:" not in body.bulk.slim.lower() or not _CONTENT_ID.search(body.bulk.slim):
        return []
    ids = [(str(part.get("content-id") or "").strip(" <>"), part) for part in message.walk()]
    return [
        (f"cid:{place}", f"cid:{name}") for place, part in ids[:MOST_PICTURES] if place and (name := _name(part, body))
    ]


def _guard(read: Callable[[], _T], otherwise: _T, body: Body, what: str) -> _T:
    try:
        return read()
    except FAULTS:
        body.fault(f"{what} could not be read")
        return otherwise


def _walk(part: Message, body: Body, depth: int) -> Found:
    payload = part.get_payload() if part.is_multipart() else ""
    kind = part.get_content_type()
    if kind.startswith("multipart/") and isinstance(payload, str):
        kind = "text/plain"  # no boundary was given or found
    if kind == "message/rfc822" or (isinstance(payload, list) and not kind.startswith("multipart/")):
        _attach(part, body, kind)
        return Found()
    if isinstance(payload, list):
        found = [_guard(lambda p=child: _walk(p, body, depth + 1), Found(), body, "a part") for child in payload]  # type: ignore[misc] # mypy infers no type for a lambda's default
        if kind == "multipart/encrypted":
            body.encrypted = True
        return best(found) if kind == "multipart/alternative" else together(found)
    return _leaf(part, body, kind)


def _leaf(part: Message, body: Body, kind: str) -> Found:
    disposition = str(part.get("content-disposition", "")).strip().lower()
    named = bool(_name(part, body))
    if kind not in ("text/plain", "text/html") or disposition.startswith("attachment") or named:
        _attach(part, body, kind)
        return Found()
    text = _text(part, body)
    if kind == "text/html":
        for place, name in body.pictures:
            text = text.replace(place, name)
        shown = _guard(lambda: html_to_text(text), text, body, "HTML")
        return Found(html=[text], shown=[shown])
    text = as_written(text, part)
    return Found(plain=[text], shown=[text])


def _text(part: Message, body: Body) -> str:
    label = _guard(lambda: charset_of(part), "", body, "a charset")
    data = _content(part, body, label)
    if not label and part.get_content_type() == "text/html":
        meta = re.search(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{2,40})", data[:4000], re.IGNORECASE)
        label = meta[1].decode("ascii", "replace") if meta else ""
    text, whole = decode(data, label)
    if not whole:
        body.fault("some characters could not be read")
    return text


def _content(part: Message, body: Body, charset: str = "unknown") -> bytes:
    """The decoded bytes of a leaf; when the transfer encoding is broken, the bytes as sent."""
    encoding = encoding_of(part)
    if encoding in AS_IT_STANDS and charset.lower() in HARMLESS:
        data = _guard(lambda: part.get_payload(decode=True), None, body, "an encoding")
        if isinstance(data, bytes):
            return body.bulk.restore(data)
    payload = _payload(part)
    plain = payload.encode("utf8", "surrogateescape") if isinstance(payload, str) else b""
    if encoding == "base64":
        return from_base64(body.bulk.restore(plain))
    if encoding == "quoted-printable":
        return binascii.a2b_qp(body.bulk.restore(_as_sent(part, body, plain)))
    data = _guard(lambda: part.get_payload(decode=True), None, body, "an encoding")
    return body.bulk.restore(data if isinstance(data, bytes) else plain)


def _as_sent(part: Message, body: Body, otherwise: bytes) -> bytes:
    """The bytes of a leaf, not decoded: the parser decodes by the header, which is taken off meanwhile."""
    encoding = part["content-transfer-encoding"]
    del part["content-transfer-encoding"]
    data = _guard(lambda: part.get_payload(decode=True), None, body, "an encoding")
    part["Content-Transfer-Encoding"] = encoding
    return data if isinstance(data, bytes) else otherwise


def _payload(part: Message) -> object:
    """The payload as text. The parser decodes 8-bit text by its charset, and fails on names that are none."""
    try:
        return part.get_payload()
    except FAULTS:
        del part["content-type"]
        return part.get_payload()


def _attach(part: Message, body: Body, kind: str) -> None:
    content = _guard(lambda: _whole(part, body), b"", body, "an attachment")
    name = _name(part, body)
    if not content and not name:
        return
    if not name:
        inner = kind == "message/rfc822"
        name = "message.eml" if inner else f"file-{len(body.attachments) + 1}.{extension(kind)}"
    body.attachments.append(Attachment(name, kind, len(content), content))
    coded = kind == "message/rfc822" and encoding_of(part) == "base64"
    _guard(
        lambda: _open(Contained(inner=content) if coded else opened(kind, name, content), body),
        None,
        body,
        f"what {name} holds",
    )


def _open(found: Contained, body: Body) -> None:
    """Takes out what a part in another shape holds, one layer deep."""
    body.contained.append(found.text)
    if found.encrypted:
        body.encrypted = True
    for name, content in found.files:
        body.attachments.append(Attachment(_bare_name(name), "application/octet-stream", len(content), content))
    if found.inner and not body.is_inner:
        inner = read_body(found.inner, read_headers(found.inner), is_inner=True)
        body.contained.append(inner.text)
        body.attachments += inner.attachments
        body.faults += [words for words in inner.faults if words not in body.faults]


def _whole(part: Message, body: Body) -> bytes:
    payload = part.get_payload() if part.is_multipart() else ""
    if not isinstance(payload, list):
        return _content(part, body)
    whole = body.bulk.restore(b"\n".join(item.as_bytes() for item in payload if isinstance(item, Message)))
    # An attached mail may not be coded (RFC 2046, 5.2.1); some programs do it all the same.
    return from_base64(whole) if encoding_of(part) == "base64" else whole


def _name(part: Message, body: Body) -> str:
    """A file's name, decoded (RFC 2231, and encoded words, which programs use although they may not), its folders
    and control characters taken off."""
    if not may_be_named(part):
        return ""
    name = _guard(lambda: part.get_filename() or "", "", body, "a file name")
    if "\ufffd" in name:
        name = _guard(lambda: raw_name(part) or name, name, body, "a file name")
    return _bare_name(decode_header(str(name).encode("utf8", "surrogateescape")))


def _bare_name(text: str) -> str:
    text = re.split(r"[/\\]", "".join(character for character in text if character.isprintable()))[-1]
    return text.strip().strip(".")[:200]


def _last_resort(message: Message, body: Body) -> str:
    """Text of parts that are files by their headers, when the mail has no other: an attached mail, a text file."""
    texts: list[str] = []
    nothing: list[Message] = []
    for part in _guard(lambda: list(message.walk()), nothing, body, "a part"):
        if _guard(part.get_content_maintype, "", body, "a type") == "text" and not part.is_multipart():
            text = _guard(lambda p=part: _text(p, body), "", body, "a part")  # type: ignore[misc] # as above
            html = part.get_content_subtype() == "html"
            texts.append(_guard(lambda t=text: html_to_text(t), text, body, "HTML") if html else text)  # type: ignore[misc] # as above
    return next((text for text in texts if text.strip()), "")


def _files_taken_out(text: str, body: Body) -> str:
    text, block = without_cipher(text)
    if block:
        body.encrypted = True
        body.attachments.append(Attachment("encrypted.asc", "application/pgp-encrypted", len(block), block))
    text, files = without_uuencoded(text)
    body.attachments += [Attachment(name, "application/octet-stream", len(data), data) for name, data in files]
    return text


def _bare(data: bytes, body: Body) -> str:
    """The bytes after the headers as they stand, for a mail whose parts could not be told apart."""
    text, whole = decode(data)
    if text.strip():
        body.fault("the structure could not be read" if whole else "some characters could not be read")
    return text
