"""What is said after the end: the same matter, which was not finished, or another one."""

from __future__ import annotations

import pytest

from bot.core.tickets import Ticket
from bot.flows.besides import goes_on, is_another_matter
from tests.flows.paper import NOON, Paper

CLOSED = Ticket(1, "RB-1001", "The printer jams", "closed", "en", "telegram", NOON)
UNFINISHED = (
    "But it is not fixed!", "It isn't solved yet", "why did you close it?", "please reopen", "don't close this",
    "没修好呢，怎么就关了",
    "还没解决", "怎么把工单关了",
)  # fmt: skip
ANOTHER = (
    "By the way, the projector in room 5 has no picture.", "btw my laptop is slow",
    "I have another question: who orders the toner?",
    "顺便问一下，投影仪怎么开", "另外，投影仪没有画面", "还有一个问题：键盘坏了",
)  # fmt: skip
SAME = (
    "It does not print again.", "By the way, it still does not work.", "The printer jams again", "Thanks!",
    "It works now, by the way",
    "another jam, the same as before", "又卡纸了", "还是不行",
)  # fmt: skip


@pytest.mark.parametrize("text", UNFINISHED)
def test_what_was_not_finished_is_the_same_matter(text: str) -> None:
    assert goes_on(CLOSED, text)
    assert not is_another_matter(CLOSED, text)


@pytest.mark.parametrize("text", ["The doors do not close", "The scanner is not fixed to the wall", "屏幕关不掉"])
def test_a_new_trouble_is_not(text: str) -> None:
    assert not goes_on(CLOSED, text)


@pytest.mark.parametrize("text", ANOTHER)
def test_another_matter_is_told_apart(text: str) -> None:
    assert is_another_matter(CLOSED, text)


@pytest.mark.parametrize("text", SAME)
def test_what_is_about_the_same_is_no_other_matter(text: str) -> None:
    assert not is_another_matter(CLOSED, text)


def test_a_person_is_wanted_once_and_an_old_skip_leaves_out_nothing() -> None:
    paper = Paper(known={"name": "Ann"})
    paper.writes("The printer does not print.")
    paper.presses("skip", "organisation")
    assert paper.said == ["intake/ask_phone"]
    paper.presses("skip", "organisation")
    assert (paper.said, paper.now.intake.current) == ([], "phone")
    paper.presses("person")
    assert paper.said == ["intake/person_coming"]
    paper.presses("person")
    assert (paper.said, paper.posted) == ([], [])
    paper.does("solve", text="Restart it")
    paper.presses("person", "1")
    assert paper.said == ["callback/person"]
    paper.presses("person", "1")
    assert (paper.said, paper.posted) == ([], [])
