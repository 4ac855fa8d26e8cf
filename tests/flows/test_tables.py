"""The tables tell the truth: every state with everything that can happen in it, through the flows' own door."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import get_args

import pytest

from bot.core.decisions import Patch
from bot.core.knowledge import Article
from bot.core.tickets import ImpossibleMoveError, Intake, IntakeState
from bot.flows.tables import CALLBACK, INTAKE, CallbackStep, IntakeStep, Phase, after, phase
from tests.flows.paper import Paper
from tools.draw_flows import drawing

DRAWING = Path(__file__).parents[2] / "docs" / "flows.md"
KNOWN = Article(7, 3, "The printer reports a paper jam, but no paper is stuck.", "Clean the sensor.", "en")
ALL = "Name: Ann Li\nCompany: Acme\nPhone: 13800138000\nPriority: P2"

_ASK: Mapping[IntakeStep, Callable[[Paper], object]] = {
    "answer": lambda paper: paper.writes("Name: Ann Li"),
    "skip": lambda paper: paper.presses("skip"),
    "remind": lambda paper: paper.waits("intake"),
    "complete": lambda paper: paper.writes(ALL),
    "give_up": lambda paper: paper.waits("intake"),
    "person": lambda paper: paper.presses("person"),
    "withdraw": lambda paper: paper.writes("", command="cancel"),
    "again": lambda paper: paper.writes("Sorry, I still need help with it."),
}


def _asking(state: IntakeState, step: IntakeStep) -> Paper:
    paper = Paper()
    paper.writes("The printer burns. Help!")
    intake = Intake(state=state, current="name" if state == "asking" else "", reminded=step == "give_up")
    paper.ticket = replace(paper.now, intake=intake)
    return paper


@pytest.mark.parametrize(("state", "step"), list(product(get_args(IntakeState), get_args(IntakeStep))))
def test_the_questions_go_as_their_table_says(state: IntakeState, step: IntakeStep) -> None:
    paper = _asking(state, step)
    _ASK[step](paper)
    patches = [patch.values["intake"].state for patch in paper.of(Patch) if "intake" in patch.values]
    assert (patches or [state])[-1] == INTAKE[state].get(step, state)
    if step in INTAKE[state]:
        assert after(state, step) == INTAKE[state][step]
    else:
        with pytest.raises(ImpossibleMoveError, match=f"{step} is impossible while the questions are {state}"):
            after(state, step)


_SOLVED: Mapping[Phase, tuple[CallbackStep, ...]] = {
    "none": (),
    "on_its_way": ("solve",),
    "delivered": ("solve", "sent"),
    "undelivered": ("solve", "undeliverable"),
    "call_task": ("solve", "sent", "silence"),
    "reached": ("solve", "sent", "wrote"),
    "confirmed": ("solve", "sent", "solved"),
}
_CALL: Mapping[CallbackStep, Callable[[Paper], object]] = {
    "solve": lambda paper: paper.does("solve", text="Restart it"),
    "sent": lambda paper: paper.settles("sent"),
    "undeliverable": lambda paper: paper.settles("undeliverable"),
    "remind": lambda paper: paper.waits("callback"),
    "silence": lambda paper: paper.waits("callback_call"),
    "wrote": lambda paper: paper.writes("I will look at it tomorrow"),
    "solved": lambda paper: paper.presses("solved", "1"),
    "broken": lambda paper: paper.presses("broken", "1"),
    "person": lambda paper: paper.presses("person", "1"),
    "phoned": lambda paper: paper.does("log_call", outcome="reached"),
    "close": lambda paper: paper.does("close"),
    "helped": lambda paper: paper.presses("helped"),
}


@pytest.mark.parametrize(("before", "step"), list(product(get_args(Phase), get_args(CallbackStep))))
def test_calling_back_goes_as_its_table_says(before: Phase, step: CallbackStep) -> None:
    paper = Paper(articles=(KNOWN,) if step == "helped" else ())
    paper.writes(KNOWN.problem)
    paper.writes(ALL)
    for done in _SOLVED[before]:
        _CALL[done](paper)
    assert phase(paper.now) == before
    _CALL[step](paper)
    assert phase(paper.now) == CALLBACK[before].get(step, before)


def test_no_call_back_gets_stuck() -> None:
    for start in get_args(Phase):
        reached = {start}
        for _ in get_args(Phase):
            reached |= {later for seen in reached for later in CALLBACK[seen].values()}
        assert {"none", "confirmed"} <= reached


def test_the_drawings_are_current() -> None:
    assert DRAWING.read_text("utf-8") == drawing(), "run: python -m tools.draw_flows"
