"""The call-back: until the customer is reached, or a person phones."""

from __future__ import annotations

import pytest

from bot.core.decisions import Say
from bot.core.events import Way
from tests.flows.paper import NOON, Paper


@pytest.fixture
def paper() -> Paper:
    """A ticket whose first solution is on its way."""
    made = Paper()
    made.writes("P2 no print.\nName: Ann\nCompany: Acme\nTel: 13800138000")
    made.does("solve", text="Restart it")
    assert made.said == ["callback/solution"]
    return made


def test_the_solution_goes_out_and_its_delivery_is_noted_once(paper: Paper) -> None:
    paper.settles("sent")
    assert paper.now.delivered_at == NOON
    paper.settles("sent")
    assert paper.changes == []


@pytest.mark.parametrize(
    ("text", "status", "told"),
    [
        ("It works now, thanks!", "closed", "callback/confirmed"),
        ("解决了", "closed", "callback/confirmed"),
        ("still broken", "open", "callback/reopened"),
        ("还是不行", "open", "callback/reopened"),
        ("I want a real person", "open", "callback/person"),
    ],
)
def test_his_own_words_are_a_verdict_too(paper: Paper, text: str, status: str, told: str) -> None:
    paper.writes(text)
    assert (paper.now.status, paper.said, paper.now.reached_at) == (status, [told], NOON)


def test_any_word_of_his_means_that_he_is_reached(paper: Paper) -> None:
    paper.writes("I will try tomorrow")
    assert (paper.now.status, paper.now.reached_at, paper.said) == ("solved", NOON, [])
    assert paper.posted == ["desk/customer_wrote", "desk/reached_self"]


@pytest.mark.parametrize(
    "text",
    [
        "How do I do that?",
        "Does that delete my files?",
        f"{'I have looked at it. ' * 20}Which one is it?",
        "怎么操作？",
        "会删掉我的文件吗",
    ],
)
def test_a_question_about_the_solution_is_passed_on_and_stands_open_until_it_is_answered(
    paper: Paper, text: str
) -> None:
    paper.writes(text)
    assert paper.said == ["conversation/asked"]
    assert (paper.now.status, paper.now.call_task, paper.now.confirmed_at) == ("solved", "asked", None)
    assert paper.posted[-1] == "desk/asked"
    paper.writes("And where is the button?")
    assert (paper.said, paper.posted) == (["conversation/asked"], ["desk/customer_wrote"])
    paper.waits("callback")
    assert (paper.said, paper.now.call_task) == ([], "asked")
    paper.does("reply", text="It keeps your files.")
    assert (paper.now.status, paper.now.call_task) == ("solved", "")


@pytest.mark.parametrize(
    "text",
    [
        "Which screw do you mean?",
        "Which screw do you mean?\n\nAnn Li",
        "Which screw do you mean? I see three of them.",
        "请问是哪一颗螺丝？我看到三颗。",
    ],
)
def test_a_question_by_mail_is_passed_on_as_well_and_he_is_told_once(text: str) -> None:
    paper = Paper(asks="all", channel="email:support", known={"name": "Ann"})
    paper.writes("The scanner hums.", subject="Scanner")
    paper.does("solve", text="Loosen the screw.")
    paper.writes(text)
    assert (paper.said, paper.now.call_task) == (["conversation/asked"], "asked")
    paper.writes("Or is it the one below?")
    assert (paper.said, paper.posted) == ([], ["desk/customer_wrote"])
    paper.does("reply", text="The left one.")
    paper.writes("And how far?")
    assert paper.said == ["conversation/asked"]


def test_silence_is_reminded_once_and_then_a_person_phones(paper: Paper) -> None:
    paper.waits("callback")
    assert paper.said == ["callback/remind"]
    assert paper.of(Say)[0].context["solution"] == "Restart it"
    paper.waits("callback_call")
    assert paper.said == []
    assert (paper.posted, paper.now.call_task) == (["desk/call_silence"], "silence")


def test_who_was_reached_is_not_reminded(paper: Paper) -> None:
    paper.writes("I will try tomorrow")
    paper.waits("callback")
    assert paper.changes == []


def test_a_refused_solution_goes_the_next_agreed_way(paper: Paper) -> None:
    paper.ways = (Way(9, "email:ann@example.org"),)
    paper.settles("undeliverable", text="Restart it", cause="403")
    [say] = paper.of(Say)
    assert (say.template, say.address_id, say.explicit) == ("callback/solution", 9, True)
    assert say.context["solution"] == "Restart it"


def test_a_refused_solution_takes_its_files_along(paper: Paper) -> None:
    paper.ways = (Way(9, "email:ann@example.org"),)
    paper.settles("undeliverable", text="Restart it", cause="403", files=(4, 5))
    assert paper.of(Say)[0].files == (4, 5)


@pytest.mark.parametrize("state", ["undeliverable", "unclear"])
def test_without_another_way_a_person_phones(paper: Paper, state: str) -> None:
    paper.settles(state, cause="403")
    assert paper.posted == ["desk/undeliverable", "desk/call_undeliverable"]
    assert paper.now.call_task == "undeliverable"


def test_a_refused_automatic_message_is_only_told(paper: Paper) -> None:
    paper.settles("undeliverable", purpose="auto", cause="403")
    assert paper.posted == ["desk/undeliverable"]
    assert paper.now.call_task == ""


def test_a_second_solution_starts_the_call_back_anew(paper: Paper) -> None:
    paper.writes("still broken")
    paper.does("solve", text="Replace it")
    assert (paper.now.solution_version, paper.now.reached_at, paper.now.status) == (2, None, "solved")
    paper.waits("callback")
    assert paper.of(Say)[0].context["solution"] == "Replace it"


def test_the_clock_of_an_older_solution_does_not_run_on(paper: Paper) -> None:
    paper.waits("callback")
    assert "callback_call" in paper.timers
    paper.does("solve", text="Replace it")
    assert paper.timers.keys() == {"callback"}


def test_reopening_stops_the_clock(paper: Paper) -> None:
    paper.waits("callback")
    paper.writes("a person, please")
    assert paper.timers == {}


def test_thanks_after_the_end_changes_nothing(paper: Paper) -> None:
    paper.presses("solved", "1")
    paper.writes("thanks!")
    assert (paper.now.status, paper.said) == ("closed", [])


def test_a_new_trouble_after_the_end_reopens(paper: Paper) -> None:
    paper.presses("solved", "1")
    paper.writes("The paper jams now. Please come.")
    assert (paper.now.status, paper.said) == ("open", ["callback/reopened"])
