"""What a machine opens: nobody asks it, reminds it or phones it, until a person writes from there."""

from __future__ import annotations

import pytest

from bot.core.decisions import Say
from bot.core.events import Returned, Settled
from tests.flows.paper import Paper


@pytest.fixture
def paper() -> Paper:
    """A ticket of an alarm whose solution went out."""
    made = Paper(asks="all", channel="email:support")
    made.writes("db1: disk full", subject="[ALERT] db1", automatic="generated")
    made.does("solve", text="Disk changed")
    return made


def test_what_an_engineer_wants_sent_goes_out(paper: Paper) -> None:
    assert [(say.template, say.explicit) for say in paper.of(Say)] == [("callback/solution", True)]
    paper.does("reply", text="Please stop")
    assert paper.said == ["reply/answer"]


@pytest.mark.parametrize("timer", ["callback", "callback_call"])
def test_it_is_closed_without_a_question_and_the_thread_says_so(paper: Paper, timer: str) -> None:
    paper.waits(timer)
    assert (paper.said, paper.posted) == ([], ["desk/machine_ended"])
    assert (paper.now.status, paper.now.call_task, paper.timers) == ("closed", "", {})


def test_a_solution_that_does_not_reach_it_is_told_and_nobody_phones(paper: Paper) -> None:
    settled = Settled("undeliverable", "solution", "email:alarm@mon.example", solution_version=1, explicit=True)
    paper.happens(settled)
    assert (paper.posted, paper.now.call_task) == (["desk/undeliverable"], "")
    paper.happens(Returned("550 nobody reads this"))
    assert (paper.posted, paper.now.call_task) == (["desk/automatic"], "")


def test_a_further_alarm_changes_nothing_and_opens_nothing_again(paper: Paper) -> None:
    paper.waits("callback")
    paper.writes("db1: disk ok", automatic="generated")
    assert (paper.said, paper.posted, paper.now.status) == ([], ["desk/automatic"], "closed")


def test_a_person_who_writes_from_there_is_called_back_as_anybody(paper: Paper) -> None:
    paper.writes("Still broken, please look again.")
    assert (paper.said, paper.now.status) == (["callback/reopened"], "open")
    paper.does("solve", text="Cable changed")
    paper.waits("callback")
    assert paper.said == ["callback/remind"]
    paper.waits("callback_call")
    assert paper.now.call_task == "silence"
