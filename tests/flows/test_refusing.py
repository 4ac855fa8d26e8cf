"""What he once allowed or told he may take back, in his own words and at any time."""

from __future__ import annotations

import pytest

from bot.core.decisions import Agree
from bot.flows.refusing import refuses_calls
from bot.flows.wishes import verdict, wish
from tests.flows.paper import Paper

NUMBER = "+8613800138000"
NO_CALL = (
    "please do not call that number after all", "don't call me", "Don't call me, please.", "please stop calling me",
    "please don't ring my mobile", "don't contact me by phone", "do not use that number any more", "no calls please",
    "I don't want to be called", "I don't want you to call me", "别打这个电话了", "不要给我打电话", "别打电话给我",
    "不用打电话了", "请不要再打我的手机", "不要电话联系我",
)  # fmt: skip
CALL = (
    "call me", "please call me back", "don't call me before nine", "don't call me Bob, my name is Robert",
    "nobody called me", "do not use the printer", "打电话给我", "不用打印了", "别打开那个文件", "电话打不通",
    "the phone does not ring",
)  # fmt: skip
OUT = (
    "delete my phone number", "please remove that number", "that was a wrong number", "oops, wrong number",
    "this is my old number", "删掉我的电话", "请把我的手机号删了", "那个号码是错的", "电话号码写错了",
)  # fmt: skip


def agreed(*, solved: bool = False) -> Paper:
    """He is asked for his number when nothing else is missing, gives it, and has agreed so."""
    paper = Paper(known={"name": "Ann", "organisation": "Acme", "priority": "P3"})
    paper.writes("The printer does not print.")
    paper.writes("13800138000")
    assert paper.now.intake.agreed == (NUMBER,)
    if solved:
        paper.does("solve", text="Restart it")
    return paper


@pytest.mark.parametrize("solved", [False, True])
@pytest.mark.parametrize("text", NO_CALL)
def test_he_is_not_called_any_more_once_he_says_so(text: str, solved: bool) -> None:
    paper = agreed(solved=solved)
    paper.writes(text)
    assert (paper.said, paper.now.intake.agreed) == (["intake/also_no"], ())
    assert paper.of(Agree) == [Agree((NUMBER,), "declined")]
    assert (paper.now.phone, paper.now.call_task) == (NUMBER, "")


@pytest.mark.parametrize("text", NO_CALL)
def test_who_is_asked_for_a_number_and_wants_no_call_leaves_it_out(text: str) -> None:
    paper = Paper(known={"name": "Ann", "organisation": "Acme"})
    paper.writes("The printer does not print.")
    assert paper.now.intake.current == "phone"
    paper.writes(text)
    assert (paper.said, paper.now.intake.left) == (["intake/ask_priority"], ("phone",))


@pytest.mark.parametrize("text", CALL)
def test_what_is_said_of_calls_otherwise_refuses_none(text: str) -> None:
    assert not refuses_calls(text)


@pytest.mark.parametrize("text", NO_CALL)
def test_who_wants_no_call_does_not_want_a_person_to_call(text: str) -> None:
    assert "person" not in (wish(text), verdict(text))


@pytest.mark.parametrize("text", OUT)
def test_a_number_is_taken_out_and_not_asked_for_again(text: str) -> None:
    paper = agreed()
    paper.writes(text)
    assert paper.said == ["intake/number_removed"]
    assert (paper.now.phone, paper.now.intake.agreed) == ("", ())
    assert "phone" in paper.now.intake.left
    paper.writes("13900139000")
    assert paper.now.phone == "+8613900139000"


def test_a_wrong_number_that_comes_with_the_right_one_is_corrected() -> None:
    paper = agreed()
    paper.writes("that was a wrong number, it is 13900139000")
    assert paper.now.phone == "+8613900139000"
    assert "intake/number_removed" not in paper.said
