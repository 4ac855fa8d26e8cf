"""Bytes of a mail to text, whatever their label says."""

from __future__ import annotations

import codecs
import re

from bot.channels.email.charset_guess import guess, wide_order

#: Labels that promise less than the bytes hold: GB2312 is used for all of GB18030, ISO-8859-1 for Windows-1252
#: (WHATWG Encoding Standard, 4.2), and the vendors' Japanese and Korean sets for the standard ones.
WIDER = {
    **dict.fromkeys(("gb2312", "gb_2312-80", "gb-2312", "gbk", "x-gbk", "cp936", "ms936", "hz-gb"), "gb18030"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j"), "cp932"),
    **dict.fromkeys(("ks_c_5601-1987", "ks_c_5601", "euc-kr", "euckr"), "cp949"),
    **dict.fromkeys(("big5", "big-5", "x-big5"), "big5hkscs"),
    **dict.fromkeys(("iso-8859-9", "latin5"), "cp1254"),
    **dict.fromkeys(("iso-8859-8-i", "iso-8859-8-e", "logical"), "cp1255"),
    **dict.fromkeys(("unicode", "ucs-2", "iso-10646-ucs-2", "csunicode"), "utf-16"),
    **dict.fromkeys(("iso-8859-11", "tis-620", "dos-874"), "cp874"),
    "unicode-1-1-utf-7": "utf-7",
    "utf8mb4": "utf-8",
    "x-unknown": "",
    "unknown-8bit": "",
    "default": "",
}
#: Python codecs that no mail means, or that are slow or noisy on hostile input.
REFUSED = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"}
WESTERN = {"ascii", "iso8859-1", "cp1252"}

_CHINESE_SEGMENT = re.compile(rb"\x0e([^\x0f\n]*)\x0f?|\x1b\$[)*+][A-Z]")
_JIS_SEGMENT = re.compile(rb"\x1b(\$@|\$B|\$\(D|\(B|\(J|\(I)([^\x1b]*)")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """Returns `text` without what no database takes: NUL characters and lone surrogates."""
    if text.isascii() and "\x00" not in text:
        return text
    return _UNSTORABLE.sub("", text) if _UNSTORABLE.search(text) else text


def decode(data: bytes, label: str = "") -> tuple[str, bool]:
    """Returns the text and whether every character could be read. Never raises."""
    codec = _codec(label)
    if codec == "iso2022_jp":
        return _japanese(data)
    if codec == "utf-16" and data[:2] not in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        codec = wide_order(data)
    if codec and codec not in WESTERN:
        try:
            return storable(data.decode(codec)), True
        except ValueError:
            pass  # mislabelled or cut: look at the bytes themselves
    if data.isascii() and codec != "utf-7" and b"\x1b$" not in data:
        return storable(data.decode("ascii")), True
    return _guess(data, codec)


def _codec(label: str) -> str:
    label = label.strip().strip("\"'").lower()
    label = WIDER.get(label, label)
    try:
        name = codecs.lookup(label).name if label else ""
        "".encode(name or "ascii")
    except (LookupError, ValueError, TypeError):
        return ""
    return "" if name.replace("-", "_") in REFUSED else name


def _guess(data: bytes, codec: str) -> tuple[str, bool]:
    """Reads bytes whose label is missing, unknown or wrong."""
    if b"\x1b$)A" in data:
        return _chinese(data)
    if b"\x1b$)C" in data:
        return storable(data.decode("iso2022_kr", "replace")), True
    if b"\x1b$" in data:
        return _japanese(data)
    try:
        return storable(data.decode("utf-8")), True
    except ValueError:
        text = data.decode("utf-8", "replace")
    if sum(character > "\x7f" for character in text) > 10 * text.count("\ufffd"):
        return storable(text), False
    found = guess(data) or (codec if codec in WESTERN else "")
    try:
        if found:
            return storable(data.decode(_western(found))), True
    except ValueError:
        pass
    if codec and codec not in WESTERN:
        return storable(data.decode(codec, "replace")), False
    text = data.decode("cp1252", "replace")
    return storable(text), "\ufffd" not in text


def _western(codec: str) -> str:
    return "cp1252" if codec in WESTERN else codec


def _chinese(data: bytes) -> tuple[str, bool]:
    """Reads ISO-2022-CN (RFC 1922), for which there is no codec: GB 2312 between shift-out and shift-in."""

    def shifted(match: re.Match[bytes]) -> bytes:
        return bytes(byte | 0x80 for byte in match[1] or b"")

    text = storable(_CHINESE_SEGMENT.sub(shifted, data).decode("gb18030", "replace"))
    return text, "\ufffd" not in text


def _japanese(data: bytes) -> tuple[str, bool]:
    """Reads ISO-2022-JP with vendors' rows (circled digits, units), which the strict codec refuses."""
    try:
        return storable(data.decode("iso2022_jp_ext")), True
    except ValueError:
        pass
    head, _, _ = data.partition(b"\x1b")
    parts = [head.decode("ascii", "replace")]
    for escape, segment in _JIS_SEGMENT.findall(data):
        line, newline, rest = segment.partition(b"\n")  # a line end returns to ASCII
        parts.append(_jis(escape, line) + (newline + rest).decode("ascii", "replace"))
    text = storable("".join(parts))
    return text, "\ufffd" not in text


def _jis(escape: bytes, segment: bytes) -> str:
    shifted = bytes(byte | 0x80 for byte in segment)
    if escape in (b"$@", b"$B"):
        return shifted.decode("euc_jis_2004", "replace")
    if escape == b"$(D":
        pairs = (shifted[at : at + 2] for at in range(0, len(shifted), 2))
        return b"".join(b"\x8f" + pair for pair in pairs).decode("euc_jp", "replace")
    if escape == b"(I":
        return shifted.decode("shift_jis", "replace")
    return segment.decode("ascii", "replace")
