"""Lines are passed over quickly when they lack every word of what is looked for; no fact is lost by that."""

from __future__ import annotations

import itertools
import re
import tomllib
from pathlib import Path

import pytest

from bot.flows.reading import introductions_en as english
from bot.flows.reading import read_opening

OPENINGS = Path(__file__).parent / "openings"
PATTERNS: tuple[tuple[frozenset[str], tuple[re.Pattern[str], ...]], ...] = (
    (english._INTRODUCE, (english._NAMED, english._SELF)),
    (english._BELONG, (english._FIRM, english._ROLE, english._BARE_FIRM)),
    (english._ASK_FOR, (english._CONTACT,)),
)
SAID = (
    "my name is Ann", "My full name: Ann", "name's Ann", "i am called Ann", "Call me Ann",
    "you can call me Ann", "I'm Ann", "I’m Ann", "This is Ann", "it's Ann", "It’s Ann", "here's Ann",
    "Here is Ann", "i work for Acme", "we’re from Acme", "writing you from Acme", "on behalf of Acme",
    "our organisation is Acme", "my organization Acme", "our employer, Acme", "we at Acme",
    "greetings from Acme", "Hi from Acme", "I'm the buyer at Acme", "We are Acme", "we're Acme Ltd",
    "please contact Ann", "you may ring Ann", "best phone Ann", "reach out to Ann", "get in touch with Ann",
    "speak to Ann", "just text Ann", "ask for Ann", "contact: Ann", "our on-site contact is Ann",
)  # fmt: skip


def lines() -> list[str]:
    read = [tomllib.loads(path.read_text()) for path in OPENINGS.glob("*.toml")]
    texts = [one["text"] for table in read for one in itertools.chain.from_iterable(table.values())]
    return [*SAID, *(line for text in texts for line in text.split("\n"))]


@pytest.mark.parametrize(("words", "patterns"), PATTERNS)
def test_no_line_that_says_something_is_passed_over(
    words: frozenset[str], patterns: tuple[re.Pattern[str], ...]
) -> None:
    said = [line for line in lines() if any(pattern.search(line) for pattern in patterns)]
    assert len(said) > 10
    assert all(words & set(english._WORD.findall(line.lower())) for line in said)


@pytest.mark.parametrize(
    "text",
    [
        "Hi, my name is written with one n",
        "My name is misspelled on the invoice",
        "my name is on the contract",
        "Newspaper here: the press has stopped",
        "Kitchen here. The oven is off.",
    ],
)
def test_what_is_said_of_a_name_or_a_place_is_no_name(text: str) -> None:
    assert "name" not in read_opening(text, "CN")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("hi its Maggie from Lakeside Dental, the compressor won't build pressure", "Maggie"),
        ("Hey there, Jake again from Cobalt Ridge Brewing. Keg washer is stuck.", "Jake"),
        ("We spoke last week about the extractor fan - it's Fiona. It has stopped.", "Fiona"),
        ("The name is Whitcombe, Arthur Whitcombe. My stairlift has stopped.", "Arthur Whitcombe"),
        ("The pump is leaking.\nYours, A. J. Thistlewood", "A. J. Thistlewood"),
    ],
)
def test_a_writer_says_who_he_is_in_passing(text: str, name: str) -> None:
    assert read_opening(text, "CN")["name"].value == name
