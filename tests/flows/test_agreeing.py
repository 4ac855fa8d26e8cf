"""Whether he may also be reached another way, in his own words."""

import pytest

from bot.core.tickets import Intake, Ticket
from tests.flows.paper import NOON, Paper

YES = (
    "sure", "go ahead", "yes please", "ok", "of course", "why not",
    "fine by me", "that's ok", "yep", "y", "sounds good", "no problem",
    "please do", "可以", "可以的", "行", "没问题", "好呀",
    "嗯嗯", "同意", "当然可以", "随便",
)  # fmt: skip
NO = (
    "no", "no thanks", "please don't", "rather not", "better not", "I don't want that",
    "never", "nope", "不要", "别打", "不可以", "不用",
    "不用了谢谢", "算了", "不行", "不方便",
)  # fmt: skip


def asked() -> Paper:
    """He was asked whether he may be reached by telephone, too."""
    intake = Intake(state="complete", also=("+442079460018",), may="asked")
    return Paper(ticket=Ticket(1, "RB-1001", "Lift", "new", "en", "telegram", NOON, intake=intake))


@pytest.mark.parametrize("text", YES)
def test_yes_in_his_own_words(text: str) -> None:
    paper = asked()
    paper.writes(text)
    assert (paper.now.intake.may, paper.now.intake.agreed) == ("agreed", ("+442079460018",))


@pytest.mark.parametrize("text", NO)
def test_no_in_his_own_words(text: str) -> None:
    paper = asked()
    paper.writes(text)
    assert (paper.now.intake.may, paper.now.intake.agreed) == ("declined", ())


@pytest.mark.parametrize("text", ["The lift still stands.", "yes but it is noisy", "电梯还没好", "我看看", "no water"])
def test_what_is_neither_answers_nothing(text: str) -> None:
    paper = asked()
    paper.writes(text)
    assert paper.now.intake.may == "asked"
