"""Answers to our questions: one field, or one line a field."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.flows.reading.company import read_company
from bot.flows.reading.firms import ENDS_KIND
from bot.flows.reading.given_names import is_given
from bot.flows.reading.names import HAN, TITLED, han_person, is_nickname, latin_person, read_name
from bot.flows.reading.organisations import before_department, is_organisation, read_organisation
from bot.flows.reading.phones import only_phone, read_phone_answer
from bot.flows.reading.priorities import read_priority
from bot.flows.reading.text import folded
from bot.flows.reading.traditional import simplified

_GREETING = re.compile(
    r"^(?:hi|hello|dear|thanks|thank you|regards|best regards|kind regards)\b.{0,30}$"
    r"|^(?:您好|你好|谢谢|此致|敬礼).{0,20}$",
    re.IGNORECASE,
)


LONGEST_BOTH = 80
_FROM = re.compile(
    r"(?:(?:oh|ah|hi|hello|sorry|sure|ok|yes|i am|i'm|im|this is|it's|its)[,! ]{1,2}){0,4}"
    r"(?P<name>[^\W\d_][\w.'’-]{0,20}(?: [\w.'’-]{1,20}){0,2})(?:, by the way,?)? "
    r"(?:from|at|@|with) (?:the )?(?P<firm>[^\s,].{1,59})",
    re.IGNORECASE,
)
_FIRM_FIRST = re.compile(
    r"(?:(?:hi|hello|ok|yes)[,! ]{1,2}){0,2}(?:we are|we're|were|it's|its"
    r"|this is) (?:the )?(?P<firm>[^\s,].{1,59}?)(?:,| and|\.) {0,2}"
    r"(?:i am|i'm|im|my name is|my name's) (?P<name>[^\W\d_][\w.'’-]{0,20}(?: [\w.'’-]{1,20}){0,2})",
    re.IGNORECASE,
)
_APART = re.compile(r"\s{0,2}[,、;/|]\s{0,2}|\s[-–—]{1,2}\s|:\s|\s?\(|\)$")
_MOST_PARTS = 4
_SAYS = re.compile(r"^(?:(?:this is|it['’]s|it is|i am|i['’]m|my name is) |- ?|我(?:是|叫))", re.IGNORECASE)
_SEVERAL = re.compile(r"&|\band\b|\bsons?\b|\binc\b|\bllp\b", re.IGNORECASE)  # partners: "Taylor, Reed & Co"
#: At the end of a Chinese answer, somebody as colleagues call him.
_PERSON_LAST = re.compile(rf"(?P<firm>.{{2,40}})(?P<person>{TITLED.pattern}|[小老阿][\u4e00-\u9fff])")


#: "1) Ann Smith 2) Acme 3) …", all in a line.
_NUMBERED = re.compile(r"(?:^|\s)[1-4][.)、]\s{0,3}(?=\S)|\n")
_NUMBERED_TWO = re.compile(r"(?:^|\n)\s{0,3}1[.)、][^\n]{1,80}\s2[.)、]")


def read_field(field: str, text: str, region: str) -> str:
    """Reads the answer to the question about `field`; empty when the text does not answer it."""
    if field == "name":
        return read_name(text)
    if field == "organisation":
        return read_company(text)
    if field == "phone":
        return read_phone_answer(text, region) or only_phone(text, region)
    return read_priority(text, answer=True)


def read_both(text: str) -> dict[str, str]:
    """Reads an answer that tells person and organisation in one breath ("Kev from Blue Bottle", "市三院信息科小周");
    empty when it does not tell both."""
    plain = " ".join(folded(text[:LONGEST_BOTH]).split()).strip(" .。!")
    if linked := _FROM.fullmatch(plain) or _FIRM_FIRST.fullmatch(plain):
        return _both(linked["name"], linked["firm"])
    if told := _side_by_side(plain):
        return told
    both = _PERSON_LAST.fullmatch(simplified(plain))
    if not both or not is_person(both["person"]):
        return {}
    at = both.start("person")
    return _both(plain[at:], before_department(plain[:at]))


def _side_by_side(plain: str) -> dict[str, str]:
    """ "Maggie, Lakeside Dental", "老百姓大药房，小王": one of the two is surely a person, and the other is not."""
    parts = [part for part in _APART.split(_SAYS.sub("", plain)) if part]
    if told := _by_its_mark(parts):
        return told
    if len(parts) != 2 or _surely_person(parts[0]) == _surely_person(parts[1]):
        return {}
    person, firm = parts if _surely_person(parts[0]) else reversed(parts)
    alone = " " not in firm and not HAN.search(firm)  # "Austin, Texas"
    return {} if alone or _SEVERAL.search(firm) else _both(person, before_department(firm))


def _by_its_mark(parts: list[str]) -> dict[str, str]:
    """ "Kat Rose, CTO, Blue Ltd": of the parts one is marked as an organisation, one is a whole name, and the rest, his
    role or a town, is neither."""
    firms = [part for part in parts if is_organisation(part)]
    people = [part for part in parts if part not in firms and _is_whole_name(part)]
    if not 2 <= len(parts) <= _MOST_PARTS or len(firms) != 1 or len(people) != 1:
        return {}
    return _both(people[0], firms[0])


def _is_whole_name(text: str) -> bool:
    if HAN.search(text):
        return _surely_person(text)
    name, rest = latin_person(text)
    return bool(name) and not rest.strip(" .")


def _surely_person(text: str) -> bool:
    if HAN.search(text):
        return is_person(simplified(text)) or han_person(simplified(text)) == simplified(text)
    words = text.split()
    return len(words) < 4 and text.replace(" ", "").isalpha() and is_given(words[0])


def _both(person: str, firm: str) -> dict[str, str]:
    found = {"name": read_name(person), "organisation": read_organisation(firm)}
    sure = all(found.values()) and not ENDS_KIND.search(person) and len(found["organisation"]) > 1
    return found if sure else {}


def is_person(text: str) -> bool:
    """Whether it is somebody as colleagues call him: 孙工, 小周."""
    return bool(TITLED.fullmatch(text)) or is_nickname(text)


def read_lines(text: str, wanted: Iterable[str], region: str) -> dict[str, str]:
    """Reads unlabelled answers, one a line, in the order in which they were asked. Name and organisation are only
    taken when exactly as many lines are left as fields are wanted."""
    plain = folded(text)
    lines = [line.strip() for line in (_NUMBERED.split(plain) if _NUMBERED_TWO.search(plain) else plain.splitlines())]
    lines = [re.sub(r"^\d{1,2}[.、)]\s{0,9}", "", line) for line in lines if line and not _GREETING.match(line)][:8]
    wanted = list(wanted)
    found: dict[str, str] = {}
    for field in ("phone", "priority"):
        hits = [line for line in lines if field in wanted and len(line) <= 40 and read_field(field, line, region)]
        if hits and (field == "phone" or len(hits) == 1):  # several levels are our own question, sent back
            found[field] = read_field(field, hits[0], region)
            lines.remove(hits[0])
    names = [field for field in ("name", "organisation") if field in wanted]
    if names and len(lines) == len(names) and all(read_field(f, v, region) for f, v in zip(names, lines, strict=True)):
        found |= {f: read_field(f, v, region) for f, v in zip(names, lines, strict=True)}
    return found
