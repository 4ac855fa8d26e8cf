"""Bytes of a mail to text, whatever their label says."""

from __future__ import annotations

import codecs
import re

#: Labels that promise less than the bytes hold: GB2312 is used for all of GB18030, ISO-8859-1 for Windows-1252
#: (WHATWG Encoding Standard, 4.2), and the vendors' Japanese and Korean sets for the standard ones.
WIDER = {
    **dict.fromkeys(("gb2312", "gb_2312-80", "gb-2312", "gbk", "x-gbk", "cp936", "ms936", "hz-gb"), "gb18030"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j"), "cp932"),
    **dict.fromkeys(("ks_c_5601-1987", "ks_c_5601", "euc-kr", "euckr"), "cp949"),
    **dict.fromkeys(("big5", "big-5", "x-big5"), "big5hkscs"),
    **dict.fromkeys(("iso-8859-9", "latin5"), "cp1254"),
    "unicode-1-1-utf-7": "utf-7",
    "utf8mb4": "utf-8",
    "x-unknown": "",
    "unknown-8bit": "",
    "default": "",
}
#: Python codecs that no mail means, or that are slow or noisy on hostile input.
REFUSED = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"}
WESTERN = {"ascii", "iso8859-1", "cp1252"}

_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_JIS_SEGMENT = re.compile(rb"\x1b(\$@|\$B|\$\(D|\(B|\(J|\(I)([^\x1b]*)")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """Returns `text` without what no database takes: NUL characters and lone surrogates."""
    return _UNSTORABLE.sub("", text) if _UNSTORABLE.search(text) else text


def decode(data: bytes, label: str = "") -> tuple[str, bool]:
    """Returns the text and whether every character could be read. Never raises."""
    codec = _codec(label)
    if codec == "iso2022_jp":
        return _japanese(data)
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
    if b"\x1b$" in data:
        return _japanese(data)
    for candidate in ("utf-8", "gb18030" if _looks_chinese(data) else "", codec if codec in WESTERN else ""):
        try:
            if candidate:
                return storable(data.decode(_western(candidate))), True
        except ValueError:
            continue
    if codec and codec not in WESTERN:
        return storable(data.decode(codec, "replace")), False
    text = data.decode("cp1252", "replace")
    return storable(text), "\ufffd" not in text


def _western(codec: str) -> str:
    return "cp1252" if codec in WESTERN else codec


def _looks_chinese(data: bytes) -> bool:
    """Whether the bytes over 0x7F come in pairs, as those of GB2312 do and accents of the West do not."""
    runs = [len(run) for run in _HIGH_RUN.findall(data)]
    return bool(runs) and sum(size % 2 == 0 for size in runs) >= 0.8 * len(runs)


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
