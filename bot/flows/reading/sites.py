"""Where the trouble is: addresses, buildings, floors, branches. A proposal that is never asked for."""

from __future__ import annotations

import re
from itertools import islice

from bot.flows.reading.firms_zh import SITE_UNIT
from bot.flows.reading.names import HAN

SITE_LIMIT = 80

_ZH = re.compile(
    r"(?:[\u4e00-\u9fff]{2,3}省)?(?:[\u4e00-\u9fff]{2,4}市)?(?:[\u4e00-\u9fff]{1,4}[区县镇])?[\u4e00-\u9fff]{1,6}(?:"
    r"路|街|大道|巷)\s?\d{1,5}(?:弄\d{1,4})?号(?:院)?(?:[\u4e00-\u9fffA-Z0-9]{1,8}(?:大厦|广场|中心|园))?"
    r"(?:\s?[A-Z\d一二三四五六七八九十]{1,3}(?:号楼|栋|座|幢))?(?:\s?[\d一二三四五六七八九十]{1,3}(?:楼|"
    r"层))?(?:\s?\d{2,5}(?:室|房))?"
    r"|(?:[A-Z\d一二三四五六七八九十]{1,3}(?:号楼|号厂房|号车间|号仓库|号库|栋|座|幢|期厂房|"
    r"号机房)(?:\s?[\d一二三四五六七八九十]{1,3}(?:楼|层))?(?:\s?\d{2,5}(?:室|房|办公室))?)"
    r"|[\d一二三四五六七八九十]{1,3}(?:楼|层)(?:\s?\d{2,5}(?:室|房间?)|[\u4e00-\u9fff]{1,4}(?:部|科|室|区))?|"
    r"\d{3,4}(?:会议室|房间|办公室)"
)
_PLACED_ZH = re.compile("[号栋座幢楼层室房]")  # one of these is in each of them
_WORDS_OF_PLACES = (
    "building bldg hall block tower wing warehouse plant gate dock bay room floor unit"
    " street st road rd avenue ave lane drive square boulevard blvd way"
)
_PLACED, _WORD = frozenset(_WORDS_OF_PLACES.split()), re.compile(r"[a-z]+")
_ORDINAL = r"(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|ground|top)"
_EN = re.compile(
    rf"\b(?:(?:building|bldg\.?|hall|block|tower|wing|warehouse|plant|gate|dock|bay|room|floor|unit) (?:no\.?"
    rf" ?)?(?:[A-Z]\d{{0,3}}|\d{{1,4}}[A-Za-z]?)\b(?:, ?(?:(?:room|floor) \d{{1,4}}|{_ORDINAL} floor))?"
    rf"|{_ORDINAL} floor\b(?: of (?:the )?(?:building|hall|block) [A-Z0-9]{{1,3}})?"
    r"|\d{1,5} [A-Z][a-z]{2,20}(?: [A-Z][a-z]{2,20})? (?:Street|St\.|Road|Rd\.?|Avenue|Ave\.?|Lane|Drive|Square|"
    r"Boulevard|Blvd\.?|Way)\b(?:, (?:suite|ste\.?|unit|apt\.?|floor|room) \w{1,5}\b)?"
    r"(?-i:, [A-Z][a-z]{2,15}(?: [A-Z][a-z]{2,15})?(?:, [A-Z]{2}\b(?: \d{5})?)?)?)",
    re.IGNORECASE,
)
#: What may stand before an address and is none of it: "地址是…", "在…".
_BEFORE_ADDRESS = re.compile(r"^[\u4e00-\u9fff]{0,5}[址是在到为于](?=[\u4e00-\u9fff]{2})")
_OFFICE = re.compile(
    r"\b(?:[Oo]ur|[Tt]he|[Ii]n|[Aa]t) ((?:[A-Z][a-zà-ÿ]{2,20} ){1,2}(?:office|site|plant|warehouse|branch|factory|"
    r"store|shop|campus|location|hub|depot))\b"
)


def read_site(text: str) -> str:
    """Returns where the trouble is, in the writer's words; empty when he does not say."""
    begin = text[:4000]
    patterns = (SITE_UNIT, *([_ZH] if _PLACED_ZH.search(begin) else []), _EN) if HAN.search(begin) else (_EN,)
    if _PLACED.isdisjoint(_WORD.findall(begin.lower())):
        patterns = patterns[:-1]
    found = [
        _BEFORE_ADDRESS.sub("", match[0]).strip()
        for pattern in patterns
        for match in islice(pattern.finditer(begin), 3)
    ]
    found += [match[1] for match in islice(_OFFICE.finditer(begin), 1)]
    kept: list[str] = []
    for place in found:
        if not any(place in other for other in kept):
            kept = [other for other in kept if other not in place] + [place]
    return ", ".join(sorted(kept, key=text.find)[:2])[:SITE_LIMIT]
