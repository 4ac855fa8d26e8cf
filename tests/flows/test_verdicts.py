"""What a customer says of a solution in his own words."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path

import pytest

from bot.flows.verdicts import LONGEST, opinion

SAID = tomllib.loads(Path(__file__).with_name("verdicts.toml").read_text("utf-8"))["said"]


@pytest.mark.parametrize(("text", "means"), [(text, said["means"]) for said in SAID for text in said["texts"]])
def test_whether_it_works_is_read_in_his_own_words(text: str, means: str) -> None:
    assert opinion(text) == means


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("No more errors since this morning", "solved"),
        ("It does not jam any more", "solved"),
        ("不再报错了", "solved"),
        ("没问题了", "solved"),
        ("no water", "broken"),
        ("It works now.\n\nBest regards\nAnn Smith\nNot-for-profit Trust", "solved"),
        ("您好，\n还是不行。\n谢谢\n王丽", "broken"),
        ("Thanks,\nAnn", "solved"),
        ("👍", "solved"),
        ("👍🏽 🙏", "solved"),
        ("thanks 👍", "solved"),
        ("好的👌", "solved"),
        ("👎", "broken"),
        ("🤔", ""),
        ("It works, but it is slow", ""),
        ("能用了，但是很慢", ""),
        ("What if it comes back?", ""),
        ("Why is it still broken?", "broken"),
        ("怎么还是不行？", "broken"),
        ("x" * (LONGEST + 1), ""),
        ("", ""),
    ],
)
def test_good_news_may_be_negative_and_a_but_is_no_verdict(text: str, means: str) -> None:
    assert opinion(text) == means


@pytest.mark.parametrize("unit", ["no ", "not a ", "still ", "can a ", "a b c d ", "没有", "不", "又", "without any "])
def test_hostile_text_is_read_at_once(unit: str) -> None:
    text = (unit * LONGEST)[:LONGEST]
    begun = time.process_time()
    opinion(text)
    assert time.process_time() - begun < 0.05
