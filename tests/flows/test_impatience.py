"""What he says of us, of waiting or of our questions is no level that he states."""

from __future__ import annotations

import pytest

from bot.flows.reading import read_effect, sounds_urgent
from bot.flows.reading.impatience import without_impatience
from tests.flows.paper import Paper

OF_US = (
    "you people are so slow", "You are always so slow!", "your service is too slow", "so slow to answer",
    "I've been waiting for two weeks",
    "Nobody calls me back and still nothing", "I'm really fed up", "I don't understand the question",
    "what a lot of stupid questions",
    "你们太慢了", "怎么还没来，太慢了！", "你们回复也太慢了", "我有个建议，你们别问这么多", "等了两个星期还没人来",
    "不懂你们的问题",
)  # fmt: skip
OF_IT = (
    ("it is so slow", "P2"), ("the system is too slow", "P2"), ("系统太慢了", "P2"), ("你们的系统太慢了", "P2"),
    ("打印很慢", "P2"),
    ("just a question", "P4"), ("a question or wish", "P4"), ("咨询一下", "P4"), ("提个建议", "P4"),
    ("nobody can work", "P1"),
    ("全公司都停了", "P1"), ("we are waiting and nobody can work", "P1"), ("people are stuck in the lift", "P1"),
)  # fmt: skip


def asked(asks: str = "one") -> Paper:
    """All but the level is known."""
    known = {"name": "Ann", "organisation": "Acme", "phone": "+8613800138000"}
    paper = Paper(asks=asks, known=known)  # type: ignore[arg-type]  # one of both
    paper.writes("The printer does not print.", subject="" if asks == "one" else "Printer")
    return paper


@pytest.mark.parametrize("asks", ["one", "all"])
@pytest.mark.parametrize("text", OF_US)
def test_what_he_says_of_us_is_no_level(text: str, asks: str) -> None:
    paper = asked(asks)
    paper.writes(text)
    assert paper.now.priority_stated == ""
    first = Paper(asks=asks)  # type: ignore[arg-type]  # one of both
    first.writes(text)
    assert (first.now.priority_stated, first.now.urgent) == ("", False)


@pytest.mark.parametrize(("text", "level"), OF_IT)
def test_what_he_says_of_his_trouble_is_one(text: str, level: str) -> None:
    paper = asked()
    paper.writes(text)
    assert paper.now.priority_stated == level


@pytest.mark.parametrize("text", ["Car is out", "while locked out", "Thirty people get this."])
def test_a_fragment_that_names_no_danger_and_no_standstill_is_no_level(text: str) -> None:
    paper = asked("all")
    paper.writes(text)
    assert paper.now.priority_stated == ""
    assert read_effect(text) == ""


def test_impatience_at_first_is_no_standstill_and_a_standstill_beside_it_is_one() -> None:
    fed_up = "I'm really fed up with you, I've been waiting for two weeks and still nothing"
    paper = Paper()
    paper.writes(fed_up)
    assert (paper.now.priority_stated, paper.now.urgent) == ("", False)
    assert sounds_urgent(f"{fed_up}. The whole production stands still!")
    assert without_impatience("The line stands still.") == "The line stands still."
