"""Which character set bytes without a true label are in, by which characters languages use most.

Each set is tried whole; what its most used characters make up decides. Nothing here raises.
"""

from __future__ import annotations

import re

#: So many bytes are looked at.
LONGEST = 8000
#: Fewer characters over 0x7F tell nothing.
FEWEST = 4

_PAIR = rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]"
_PAIRS = re.compile(rb"(?:" + _PAIR + rb")+")
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
#: Kana and Japanese marks in Shift_JIS and EUC-JP; the characters of the first level and the marks in Big5 and GB 2312.
_SJIS_KANA = re.compile(rb"[\x82\x83][\x40-\xf1]|\x81[\x40-\x7e]")
_EUC_KANA = re.compile(rb"[\xa4\xa5][\xa1-\xf6]")
_BIG5_COMMON = re.compile(rb"[\xa1-\xa3\xa4-\xc6][\x40-\x7e\xa1-\xfe]")
_HANGUL = re.compile(rb"[\xb0-\xc8][\xa1-\xfe]")


def guess(data: bytes) -> str:
    """Returns the codec that fits best; empty when none of the known ones does."""
    sample = data[:LONGEST]
    high = sum(map(len, _HIGH_RUN.findall(sample)))
    if high < FEWEST:
        return ""
    pairs = _PAIRS.findall(sample)
    if _share(_SJIS_KANA, pairs) > 0.3 and _reads(data, "cp932"):
        return "cp932"
    even = _in_pairs(sample)
    if even and _share(_EUC_KANA, pairs) > 0.3 and _reads(data, "euc_jp"):
        return "euc_jp"
    if even and high >= 6 * FEWEST and _share(_HANGUL, pairs) > 0.95 and _reads(data, "cp949"):
        return "cp949"
    if not even and max(map(len, pairs), default=0) > 4 and _share(_BIG5_COMMON, pairs) > 0.9:
        return "big5hkscs" if _reads(data, "big5hkscs") else ""
    if even and _reads(data, "gb18030"):
        return "gb18030"
    return _cyrillic(sample)


def _in_pairs(data: bytes) -> bool:
    """Whether the bytes over 0x7F come in pairs, as those of GB2312 do and accents of the West do not."""
    runs = [len(run) for run in _HIGH_RUN.findall(data)]
    return bool(runs) and sum(size % 2 == 0 for size in runs) >= 0.8 * len(runs)


def _share(common: re.Pattern[bytes], runs: list[bytes]) -> float:
    """Which part of the pairs are of the common ones."""
    whole = found = 0
    for run in runs:
        for at in range(0, len(run) - 1, 2):
            whole += 1
            found += common.fullmatch(run, at, at + 2) is not None
    return found / whole if whole else 0.0


def _reads(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except ValueError:
        return False
    return True


def wide_order(data: bytes) -> str:
    """Returns which way round text in UTF-16 without a mark is: the way that gives more of the usual characters."""
    orders = {codec: data[:LONGEST].decode(codec, "replace") for codec in ("utf-16-le", "utf-16-be")}
    return max(orders, key=lambda codec: sum(map(_usual, orders[codec])))


def _usual(character: str) -> bool:
    return character < "\u0250" or "\u3000" <= character < "\ua000" or "\uac00" <= character < "\ud7b0"


def _cyrillic(sample: bytes) -> str:
    """Russian, where most letters are over 0x7F: the set in which most of them are small ones."""
    letters = [byte for byte in sample if byte > 0x7F or chr(byte).isalpha()]
    high = bytes(byte for byte in letters if byte > 0x7F)
    if len(high) < 0.6 * len(letters) or len(high) < 2 * FEWEST:
        return ""
    read = {codec: high.decode(codec, "replace") for codec in ("cp1251", "koi8-r")}
    small = {codec: sum("а" <= letter <= "ё" for letter in text) for codec, text in read.items()}
    best = max(small, key=lambda codec: small[codec])
    return best if small[best] > 0.7 * len(high) else ""
