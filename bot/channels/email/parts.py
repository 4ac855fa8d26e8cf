"""Single parts of a mail: what their headers say."""

from __future__ import annotations

import re
from email.message import Message
from email.policy import compat32
from functools import lru_cache

from bot.channels.email.charsets import decode

LONGEST_KIND = 200  # characters of a media type with its parameters whose charset is remembered
#: Encodings that change nothing, and charsets of which the parser makes text without fail.
AS_IT_STANDS = frozenset({"", "7bit", "8bit", "binary"})
HARMLESS = frozenset(
    {"", "utf-8", "utf8", "us-ascii", "iso-8859-1", "windows-1252", "gb2312", "gbk", "gb18030", "big5"}
)


def charset_of(part: Message) -> str:
    """The charset that its type names, as it stands there. Raises what a broken one makes the parser raise."""
    kind = part.get("content-type", "")
    return _charset_of(kind) if isinstance(kind, str) and len(kind) < LONGEST_KIND else _charset_in(part)


@lru_cache(maxsize=200)  # most mails have one of a few types
def _charset_of(kind: str) -> str:
    part: Message = Message(policy=compat32)
    part.set_raw("content-type", kind)
    return _charset_in(part)


def _charset_in(part: Message) -> str:
    return str(part.get_param("charset") or "")


def may_be_named(part: Message) -> bool:
    """Whether it may name a file: to look for the word is quicker than to take the headers apart."""
    said = (part.get("content-disposition", ""), part.get("content-type", ""))
    return any(not isinstance(words, str) or "name" in words.lower() for words in said)


def extension(kind: str) -> str:
    """The end of a file's name by its media type."""
    known = {"text/plain": "txt", "image/jpeg": "jpg", "message/delivery-status": "txt", "text/calendar": "ics"}
    return known.get(kind) or re.sub(r"[^a-z0-9]", "", kind.rpartition("/")[2].removeprefix("x-"))[:8] or "bin"


def raw_name(part: Message) -> str:
    """A name that stands in the header in bytes of no stated set."""
    bare = Message()
    for header, value in part.raw_items():
        if header.lower() in ("content-disposition", "content-type"):
            bare[header] = decode(str(value).encode("ascii", "surrogateescape"))[0]
    return bare.get_filename() or ""
