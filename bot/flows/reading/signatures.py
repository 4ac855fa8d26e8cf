"""What a signature proposes: who wrote, for whom he works, and on which number he is reached.

A signature may be a colleague's, or years old: it fills gaps only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.core.impression import Proposal
from bot.flows.reading.labelled import read_labelled
from bot.flows.reading.names import HAN, han_person, latin_person
from bot.flows.reading.organisations import han_organisation, is_department, is_organisation, latin_organisation
from bot.flows.reading.phones import read_phone
from bot.flows.reading.text import folded

#: A signature of more lines is looked at in its first ones.
LONGEST_SIGNATURE = 12

_LEGAL = r"(?:Inc|Ltd|LLC|LLP|Corp|Co|S\.?A|S\.?L|S\.?r\.?l|PLC|GmbH|B\.?V|N\.?V)\b"
_PARTS = re.compile(rf"\s{{0,9}}(?:[|｜/，•·;]|,(?!\s{{0,2}}{_LEGAL}))\s{{0,9}}|\s{{2,9}}|\s[-–]\s")
#: By whose leave he signs ("i. A. Petra Lindner"), and how he is to be spoken to ("Chen Xiao (Ms.)").
_SIGNS_FOR = re.compile(r"^(?:i\.\s?[AV]\.|ppa\.|gez\.|p\.\s?p\.|p\.\s?o\.)\s{0,3}", re.IGNORECASE)
_SPOKEN_TO = re.compile(
    r"\s{0,3}\((?:mr|mrs|ms|miss|mx|herr|frau|he|she|they|先生|女士|小姐)[^()]{0,20}\)$", re.IGNORECASE
)
_SECTION = re.compile(
    r"(?:department|dept\.?|division|office|abteilung|service) (?:of|for|für|des?|du) ", re.IGNORECASE
)
_FAX = re.compile(r"\b(?:fax|f)\b\s{0,3}[:.]|传真", re.IGNORECASE)


def read_signed(lines: Sequence[str], region: str) -> dict[str, Proposal]:
    """Reads the lines below a closing formula. `region` (ISO 3166) reads national numbers."""
    block = [folded(line[:200]).strip() for line in lines if line.strip()][:LONGEST_SIGNATURE]
    found: dict[str, Proposal] = {}
    for line in block:
        for field, value in read_labelled(line, region).items():
            if field != "priority":
                found.setdefault(field, Proposal(value, line, "signed"))
    for at, line in enumerate(block):
        for field, value in _told(line, region, first=at == 0):
            before = found.setdefault(field, Proposal(value, line, "signed"))
            if field == "name" and value.startswith(f"{before.value} "):  # the first name above the whole one
                found[field] = Proposal(value, line, "signed")
    return found


def _told(line: str, region: str, *, first: bool) -> Iterator[tuple[str, str]]:
    """What one line says: a number, or in parts a firm and a name."""
    if phone := read_phone(line, region):
        if not _FAX.search(line):
            yield "phone", phone
        line = re.sub(
            r"(?:tel|phone|mobile|mob|电话|手机|[mtp])?[.:]?\s{0,2}\+?\d[\d\s().-]{5,20}.{0,20}$",
            "",
            line,
            flags=re.IGNORECASE,
        )
    for part in _PARTS.split(line):
        text = _SPOKEN_TO.sub("", _SIGNS_FOR.sub("", part.strip(" .*_")))
        if not text or _SECTION.match(text) or re.search(r"[@:：\d]|www|http", text):
            continue
        if is_organisation(text):
            yield "organisation", text
        elif HAN.search(text):
            yield from _han(text)
        elif is_department(text):
            continue
        else:
            name, rest = latin_person(text, single=first)
            if name and not rest.strip(" ."):
                yield "name", name
            elif (firm := latin_organisation(text)[0]) and len(firm) > len(text) - 4:
                yield "organisation", firm


def _han(text: str) -> Iterator[tuple[str, str]]:
    squeezed = "".join(text.split())
    if person := han_person(squeezed) or han_person(squeezed, strict=False):
        yield "name", person
        return
    firm, rest = han_organisation(text)
    if firm:
        yield "organisation", firm
        words = rest.split()
        if words and (person := han_person(words[-1])):
            yield "name", person
