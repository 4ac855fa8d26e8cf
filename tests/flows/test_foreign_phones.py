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


def test_a_national_number_of_another_country_is_left_to_the_question() -> None:
    assert read_own_phone("Tel. 030 1234567, Berlin", "CN") == ("", "")
