"""The header block of a mail, read from its raw bytes without ever raising."""

from __future__ import annotations

import base64
import binascii
import email.utils
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from bot.channels.email.charsets import decode, storable

_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:(.*)", re.DOTALL)
_WORD = re.compile(r"=\?([^?\s]*)\?([bBqQ])\?(.*?)\?=", re.DOTALL)
_BETWEEN_WORDS = re.compile(r"(\?=)\s+(?==\?[^?\s]*\?[bBqQ]\?)")
_QUOTED_BYTE = re.compile(rb"=([0-9A-Fa-f]{2})")
LONGEST_ADDRESSES = 10_000  # bytes of one header that are read
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"']+@[^\s<>()\[\],;:\"']+")
#: "Ann Smith <ann@example.org>", "ann@example.org" (RFC 5322, 3.4), of characters that mean nothing else there.
_PLAIN_MAILBOX = re.compile(
    r"([\w=-]{1,60}(?: [\w=-]{1,60}){0,9}) <([\w+=-]{1,60}(?:\.[\w+=-]{1,60}){0,9}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,9})>"
    r"|([\w+=-]{1,60}(?:\.[\w+=-]{1,60}){0,9}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,9})",
    re.ASCII,
)
_STAND_IN = re.compile("=rbword([0-9]{1,5})=")
_MBOX = (b"From ", b">From ")  # the line between the mails of an mbox file (RFC 4155)
_ID = re.compile(r"<[^<>\s]{1,900}>")
_CUT_ID = re.compile(r"<[^<>@]{1,900}@[^<>@]{1,900}>")

#: Newer Pythons give up on whole headers when they are strict (CVE-2023-27043), also where a comment names several
#: people; then one of those would be taken for the sender.
_read_addresses: Callable[[list[str]], list[tuple[str, str]]] = (
    partial(email.utils.getaddresses, strict=False)
    if getattr(email.utils, "supports_strict_parsing", False)
    else email.utils.getaddresses
)


@dataclass(frozen=True, slots=True)
class Headers:
    """The fields in their order: lower-case name and unfolded raw value. `body_at` is where the body starts, `stray`
    are the lines before it that are no fields."""

    fields: tuple[tuple[str, bytes], ...]
    body_at: int = field(default=0, repr=False)
    stray: bytes = field(default=b"", repr=False)
    _named: dict[str, list[bytes]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for name, value in self.fields:
            self._named.setdefault(name, []).append(value)

    def raw(self, name: str) -> Sequence[bytes]:
        """Every value of a field as it was sent, unfolded, in order."""
        return self._named.get(name, ())

    def texts(self, name: str) -> list[str]:
        """Every value of a field, decoded."""
        return [decode_header(value) for value in self.raw(name)]

    def text(self, name: str) -> str:
        """The first value of a field that is not empty, decoded; empty when there is none."""
        for value in self.raw(name):
            if text := decode_header(value):
                return text
        return ""

    def ids(self, name: str) -> list[str]:
        """The message ids of a field, with their angle brackets; one that folding cut in two is whole again."""
        found: list[str] = []
        for value in self.raw(name):
            text = storable(value.decode("ascii", "replace"))
            text = _CUT_ID.sub(lambda cut: "".join(cut[0].split()), text)
            bare = [f"<{word}>" for word in text.split() if "@" in word and len(word) < 900]
            found += _ID.findall(text) or bare
        return found


def read_headers(raw: bytes) -> Headers:
    """Splits off the header block. Lines before or between the fields that are none (an mbox line, garbage)
    are passed over; the block ends at the first empty line after a field (RFC 5322, 2.1)."""
    fields: list[tuple[str, list[bytes]]] = []
    stray: list[bytes] = []
    at, size = 0, len(raw)
    while at < size:
        end = raw.find(b"\n", at)
        end = size if end < 0 else end + 1
        line = raw[at:end].rstrip(b"\r\n")
        if not line:
            if fields:
                return Headers(_unfolded(fields), end, b"\n".join(stray))
        elif line[:1] in b" \t" and fields:
            fields[-1][1].append(line.strip())
        elif match := _FIELD.fullmatch(line.strip()):
            fields.append((match[1].decode("ascii").lower(), [match[2].strip()]))
        elif not fields and at > 1000:
            break
        elif not line.startswith(_MBOX):
            stray.append(line)
        at = end
    return Headers(_unfolded(fields), size, b"\n".join(stray)) if fields else Headers(())


def _unfolded(fields: list[tuple[str, list[bytes]]]) -> tuple[tuple[str, bytes], ...]:
    return tuple((name, b" ".join(lines)) for name, lines in fields)


def decode_header(value: bytes) -> str:
    """Returns a header's text: encoded words (RFC 2047) also when cut, mislabelled, with raw 8-bit or coded twice."""
    if b"=?" not in value:
        return " ".join(decode(value)[0].split())
    text = _decoded(value)
    return _decoded(text.encode("utf8")) if _WORD.search(text) else text


def _decoded(value: bytes) -> str:
    text = value.decode("ascii", "surrogateescape")
    if not _WORD.search(text):
        return " ".join(decode(value)[0].split())
    pieces: list[tuple[str, bytes]] = []
    at = 0
    text = _BETWEEN_WORDS.sub(r"\1", text)
    for match in _WORD.finditer(text):
        if match.start() > at:
            pieces.append(("", _as_bytes(text[at : match.start()])))
        label = match[1].partition("*")[0].lower() or "us-ascii"
        pieces.append((label, _word_bytes(match[2], _as_bytes(match[3]))))
        at = match.end()
    pieces.append(("", _as_bytes(text[at:])))
    return " ".join("".join(decode(data, label)[0] for label, data in _joined(pieces)).split())


def _joined(pieces: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """Joins neighbouring words of one charset: some programs cut a character in two."""
    joined: list[tuple[str, bytes]] = []
    for label, data in pieces:
        if joined and label and joined[-1][0] == label:
            joined[-1] = (label, joined[-1][1] + data)
        elif data:
            joined.append((label, data))
    return joined


def _word_bytes(encoding: str, data: bytes) -> bytes:
    if encoding in "qQ":
        return _QUOTED_BYTE.sub(lambda match: bytes([int(match[1], 16)]), data.replace(b"_", b" "))
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
    try:
        return base64.b64decode(letters[: len(letters) - (len(letters) % 4 == 1)] + b"==")
    except binascii.Error:
        return data


def _as_bytes(text: str) -> bytes:
    return text.encode("ascii", "surrogateescape")


def mailboxes(value: bytes) -> list[tuple[str, str]]:
    """Returns (name, address) of each mailbox in an address header; addresses are lower-case."""
    text = decode(value)[0] if not value.isascii() else value.decode("ascii")
    found: list[tuple[str, str]] = []
    shielded, words = _shielded(text)
    for name, address in _pairs(shielded):
        if "@" in address.strip("@"):
            named = decode_header(_restored(name, words).encode("utf8", "replace")) if name else ""
            found.append((named, _tidy(_restored(address, words))))
    if not found:
        decoded = decode_header(value)
        matches = _ADDRESS.finditer(decoded)
        found = [(decoded[: match.start()].strip(" <\"'"), _tidy(match[0])) for match in matches]
    return found


def beginning(value: bytes) -> bytes:
    """The first of very many addresses; all of it where the cut could fall into a quoted name or a comment, from which
    another address could be read (RFC 5322, 3.4)."""
    if len(value) <= LONGEST_ADDRESSES:
        return value
    begun = value[: max(value.rfind(b",", 0, LONGEST_ADDRESSES), 0)]
    whole = begun and begun.count(b'"') % 2 == 0 and not any(sign in begun for sign in (b"\\", b"("))
    return begun if whole else value


def _pairs(text: str) -> list[tuple[str, str]]:
    """Names and addresses as the standard library reads them; the plainest form, which most have, without its help."""
    if plain := _PLAIN_MAILBOX.fullmatch(text):
        return [(plain[1] or "", plain[2] or plain[3])]
    try:
        return _read_addresses([text])
    except (ValueError, IndexError, TypeError, AttributeError, RecursionError):
        return []


def _shielded(text: str) -> tuple[str, list[str]]:
    """Puts an atom in place of each encoded word: what it spells is no part of the header's grammar (RFC 2047, 5),
    else "=?utf-8?q?x@y?= <a@b>" would come from x@y. Returns the text and the words."""
    words: list[str] = []

    def stand_in(match: re.Match[str]) -> str:
        words.append(match[0])
        return f"=rbword{len(words) - 1}="

    return _WORD.sub(stand_in, text), words


def _restored(text: str, words: list[str]) -> str:
    """The text with its words again."""
    if not words:
        return text
    numbered = ((match, int(match[1])) for match in _STAND_IN.finditer(text))
    for match, number in reversed(list(numbered)):
        if number < len(words):
            text = text[: match.start()] + words[number] + text[match.end() :]
    return text


def _tidy(address: str) -> str:
    """Lower-case, without control characters, a local part that needs quotes (blanks) in quotes (RFC 5321, 4.1.2)."""
    address = address.strip("<> ").lower()
    if not address.isprintable():
        address = "".join(filter(str.isprintable, address))
    address = storable(address)
    local, _, domain = address.rpartition("@")
    if re.search(r"[\s\"(),:;<>@\[\]]", local.strip('"')):
        local = '"' + re.sub(r"[\\\"]", "", local) + '"'
    return f"{local}@{domain}"
