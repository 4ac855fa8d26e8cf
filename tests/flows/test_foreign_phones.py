"""A number that names its country is read as that country's, whatever the desk's own is."""

from __future__ import annotations

import pytest

from bot.flows.reading.phones import read_own_phone


@pytest.mark.parametrize("region", ["CN", "DE"])
@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("call me at 0044 20 7946 0958", "+442079460958"),
        ("call me at (0044) 20 7946 0958", "+442079460958"),
        ("我的电话 (00852) 23456789", "+85223456789"),
        ("电话：(+852) 2345 6789", "+85223456789"),
        ("Tel. 0049 (0)30 1234567", "+49301234567"),
    ],
)
def test_a_number_that_names_its_country_is_read(text: str, number: str, region: str) -> None:
    assert read_own_phone(text, region)[0] == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Tel. 030 1234567, Berlin", "0301234567"),
        ("please call me back on 01632 960417", "01632960417"),
        ("Please phone 0113 496 0188 ext. 214 and ask for Mo", "01134960188 ext. 214"),
        ("My direct line is 020 7946 0731.", "02079460731"),
        ("two people inside, Tower House, call 0161 496 0329", "01614960329"),
    ],
)
def test_a_national_number_of_another_country_is_kept_as_he_writes_it_where_he_says_to_call(
    text: str, number: str
) -> None:
    assert read_own_phone(text, "CN")[0] == number


@pytest.mark.parametrize(
    "text",
    [
        "030 1234567, Berlin",
        "I tried to call you on 01632 960999 twice",
        "I had to call 0161 496 0329 first",
        "your number 01632 960999 is dead",
        "our supplier's phone 01632 960999",
        "call me about order 0163 2960 417 001 22",
        "phone 01.02.2026",
    ],
)
def test_elsewhere_it_is_left_to_the_question(text: str) -> None:
    assert read_own_phone(text, "CN") == ("", "")
