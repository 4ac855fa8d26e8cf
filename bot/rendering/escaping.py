"""Makes any text harmless inside light Markdown (CommonMark 0.31, 2.4: every ASCII punctuation mark may be escaped)."""

from __future__ import annotations

import re
import string
import unicodedata

_NO_BREAK_SPACE = "\u00a0"
_BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # they could show a text in another order
_LINE_ENDS = {ord(mark): "\n" for mark in "\r\x0b\x0c\x85\u2028\u2029"}
_REMOVED: dict[int, None] = {
    code: None for code in range(0xA0) if unicodedata.category(chr(code)) == "Cc" and chr(code) not in "\n\t"
} | {ord(mark): None for mark in _BIDI}
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
_CLEAN: dict[int, str | None] = {**_REMOVED, **_SURROGATES, **_LINE_ENDS, ord("\t"): "    "}
_PUNCTUATION = {ord(mark): "\\" + mark for mark in string.punctuation}
_BLANK_LINES = re.compile(r"\n{3,}")
_REPLY_MARK = re.compile(
    r"^(?:(?:re|fwd?|aw|wg|sv|antw|回复|回覆|答复|转发|轉寄)\s*(?:\[\d+\])?\s*[:：]|\[[A-Z]{1,8}-\d+\])\s*",
    re.IGNORECASE,
)


class Ready(str):
    """Markdown that is already escaped and is printed as it is."""

    __slots__ = ()


def clean(text: str) -> str:
    """Strips control and reordering characters; all line ends become a newline, a tab four blanks."""
    return text.replace("\r\n", "\n").translate(_CLEAN)


def _lines(text: str) -> list[str]:
    """The escaped lines of `text`, without blank ones at either end; leading blanks no longer indent a code block."""
    lines = []
    for line in clean(text).strip().split("\n"):
        kept = line.rstrip()
        bare = kept.lstrip(" ")
        lines.append(_NO_BREAK_SPACE * (len(kept) - len(bare)) + bare.translate(_PUNCTUATION))
    return lines


def _broken(lines: list[str], prefix: str) -> str:
    """`lines` with a hard break after each that another one follows in the same paragraph."""
    following = [*lines[1:], ""]
    return "\n".join(
        (prefix + line + ("\\" if line and after else "")).rstrip(" ")
        for line, after in zip(lines, following, strict=True)
    )


def escape(text: str) -> Ready:
    """Returns `text` as Markdown that shows it and does nothing else. Newlines stay hard breaks, blank lines
    paragraphs."""
    return Ready(_BLANK_LINES.sub("\n\n", _broken(_lines(text), "")))


def quote(text: object) -> Ready:
    """Returns `text` as a block quote, set apart from what stands around it; empty for blank text."""
    lines = _lines("" if text is None else str(text))
    return Ready("\n\n" + _broken(lines, "> ") + "\n\n") if any(lines) else Ready("")


def single_line(text: object) -> str:
    """Returns `text` on one line, plain: for subjects and labels."""
    return " ".join(clean("" if text is None else str(text)).split())


def topic(text: object) -> str:
    """Returns a mail's subject without reply marks and our own "[RB-1001]"."""
    bare = single_line(text)
    while match := _REPLY_MARK.match(bare):
        bare = bare[match.end() :]
    return bare
