"""Reads a first message as a good receptionist does: who writes, for whom, from where, about what, and how badly.

Every proposal says which words it was read from. A wrong name, organisation or number is worse than a question, so
they are proposed only where the wording leaves no doubt; a missed standstill is worse than a false one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.core.impression import Proposal
from bot.flows.reading.closings import SALUTATION, signature_of
from bot.flows.reading.introductions_en import introductions as introductions_en
from bot.flows.reading.introductions_zh import introductions as introductions_zh
from bot.flows.reading.labelled import read_labelled, read_labelled_things
from bot.flows.reading.names import HAN
from bot.flows.reading.phones import read_own_phone
from bot.flows.reading.priorities import is_our_question, read_priority
from bot.flows.reading.products import read_product
from bot.flows.reading.segments import last_pair, listed
from bot.flows.reading.signatures import read_signed
from bot.flows.reading.sites import read_site
from bot.flows.reading.text import folded, own_words
from bot.flows.reading.traditional import simplified
from bot.flows.reading.urgency import plainly_urgent_words
from bot.flows.reading.writer import FIELDS, likely

MOST_LINES, LONGEST_LINE = 120, 400

_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,5}|https?://\S{1,200}|www\.\S{1,200}")
#: What he cites, with a number in it: a label, a screen.
_SHOWN = re.compile(r"[“「](?=[^”」\n]{0,60}\d{7})[^”」\n]{1,80}[”」]")
FIRST_LINES, LAST_LINES = 5, 7
_NO_PEOPLE = ("organisation", "product", "site")
_SENTENCE = re.compile(
    r"\s(?<=[.!?]\s)(?<!\bSt\.\s)(?<!\s[A-Z]\.\s)(?!(?:ltd|inc|co|kg|llc|ohg|pty|limited)\b)|(?<=[。!?;；])",
    re.IGNORECASE,
)
_LATIN = re.compile(r"[A-Za-z]{2}")
_SHORT_TITLE = re.compile(r"\b(Mr|Mrs|Ms|Dr|Prof|No|ext)\.(?=\s)")


def read_opening(text: str, region: str, *, subject: str = "", signature: str = "") -> dict[str, Proposal]:
    """Returns proposals for name, organisation, phone, product, site and priority, each at most once. `text` is what
    he wrote, `signature` the lines under a mail; `region` (ISO 3166) reads national numbers."""
    written = [folded(text), folded(subject[:LONGEST_LINE]), folded(signature)]
    plain = [simplified(one) for one in written]
    found = _read(plain[0], region, subject=plain[1], signature=plain[2])
    return found if plain == written else _as_written(found, "\n".join(plain), "\n".join(written))


def _read(text: str, region: str, *, subject: str, signature: str) -> dict[str, Proposal]:
    said = _said(text)
    title = _without_addresses(subject)
    body, signed = signature_of(_lines(said))
    body = _ends([SALUTATION.sub("", line, count=1) if at < 2 else line for at, line in enumerate(body)])
    introduced = [line for line in (title, *body) if line.strip()]
    written = "\n".join((subject, text, signature))
    found: dict[str, Proposal] = {}
    for field, proposal in (
        *_labelled(text, region),
        *_people(introduced, body),
        *_phone("\n".join((*body, title)), region),
        *read_signed(signed, region).items(),
        *read_signed(signature.split("\n"), region).items(),
        *_things("\n".join((title, said)), f"{subject}\n{text}"),
    ):
        if field != "name" or not _is_thing(proposal, found, written):
            found.setdefault(field, proposal)
    if missing := [field for field in FIELDS if field not in found]:
        read = dict(likely(_told(said), missing))
        found |= {field: one for field, one in read.items() if field != "name" or not _is_thing(one, found, written)}
    return found


def _is_thing(person: Proposal, found: dict[str, Proposal], written: str) -> bool:
    """Whether a person is named nowhere but in what he labels as something else: 单位:华星, "Company: Allen Brown"."""
    labelled = [found[field].value for field in _NO_PEOPLE if field in found and found[field].why == "labelled"]
    return person.why != "labelled" and any(
        person.value in value and person.value not in written.replace(value, " ") for value in labelled
    )


def _as_written(found: dict[str, Proposal], plain: str, written: str) -> dict[str, Proposal]:
    """The proposals in the characters in which they were written, which are as many."""

    def original(words: str) -> str:
        at = plain.find(words)
        return written[at : at + len(words)] if at >= 0 else words

    return {field: Proposal(original(one.value), original(one.words), one.why) for field, one in found.items()}


def told(text: str) -> str:
    """The lines in which somebody may introduce himself: the first and the last of his own words, folded, in
    simplified characters."""
    return _told(_said(simplified(folded(text))))


def _told(said: str) -> str:
    return "\n".join(_ends(_lines(said)))


def _said(text: str) -> str:
    said = _without_addresses(own_words(text))
    return _SHOWN.sub(" ", said) if "“" in said or "「" in said else said


def _without_addresses(text: str) -> str:
    return _ADDRESS.sub(" ", text) if any(mark in text for mark in ("@", "://", "www.")) else text


def _ends(lines: list[str]) -> list[str]:
    """People introduce themselves at the beginning or at the end."""
    if len(lines) <= FIRST_LINES + LAST_LINES:
        return lines
    return [*lines[:FIRST_LINES], *lines[-LAST_LINES:]]


def _lines(text: str) -> list[str]:
    lines = (line.strip()[:LONGEST_LINE] for line in text.split("\n"))
    return [line for line in lines if line][:MOST_LINES]


def _labelled(text: str, region: str) -> Iterator[tuple[str, Proposal]]:
    found = read_labelled(text, region) | read_labelled_things(text)
    for line in _lines(folded(text)) if found else ():
        for field, value in (read_labelled(line, region) | read_labelled_things(line)).items():
            if found.get(field) == value:
                yield field, Proposal(found.pop(field), line, "labelled")
    yield from ((field, Proposal(value, value, "labelled")) for field, value in found.items())


def _people(lines: list[str], body: list[str]) -> Iterator[tuple[str, Proposal]]:
    """Who he is: what he says of himself before what stands in a list."""
    introduced = [found for line in lines for found in _introductions(line)]
    for why in ("stated", "contact"):
        yield from (found for found in introduced if found[1].why == why)
    yield from (found for found in introduced if found[1].why == "listed")
    yield from listed(lines)
    yield from last_pair(body)


def _introductions(line: str) -> Iterator[tuple[str, Proposal]]:
    for sentence in _SENTENCE.split(_SHORT_TITLE.sub(r"\1", line) if "." in line else line):
        if HAN.search(sentence):
            yield from introductions_zh(sentence)
        if _LATIN.search(sentence):
            yield from introductions_en(sentence.strip())


def _phone(text: str, region: str) -> Iterator[tuple[str, Proposal]]:
    number, words = read_own_phone(text, region)
    if number:
        yield "phone", Proposal(number, words, "stated")


def _things(plain: str, written: str) -> Iterator[tuple[str, Proposal]]:
    """Priority, product and site."""
    if (priority := read_priority(plain, answer=False)) and not is_our_question(plain):
        yield "priority", Proposal(priority, priority, "stated")
    elif words := plainly_urgent_words(written):
        yield "priority", Proposal("P1", words, "wording")
    for field, value in (("product", read_product(plain)), ("site", read_site(plain))):
        if value:
            yield field, Proposal(value, value, "wording")


def values(proposals: dict[str, Proposal], fields: Sequence[str]) -> dict[str, str]:
    """The bare values of some fields."""
    return {field: proposals[field].value for field in fields if field in proposals}
