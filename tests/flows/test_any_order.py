"""Whatever happens in whatever order: the promises of the flows hold."""

from __future__ import annotations

from collections import Counter
from typing import Literal

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.decisions import Say
from bot.core.desk import ACTIONS
from bot.core.events import Did, Event, Pressed, Wrote
from bot.core.tickets import FIELDS, LIFE
from tests.flows.paper import ANNA, BO, Paper

WORDS = (
    "The printer burns. Help!",
    "Ann Li",
    "Acme",
    "13800138000",
    "no phone",
    "P2",
    "2",
    "skip",
    "跳过",
    "a person, please",
    "status",
    "cancel",
    "thanks",
    "still broken",
    "it works now",
    "Name: Ann\nPhone: 13800138000",
    "姓名：王伟\n公司：蓝天\n电话：13800138000\n优先级：P1",
    "",
    "全公司瘫痪",
    "yes",
    "You can also reach me at ann@home.example",
)
COMMANDS = ("start", "new", "status", "cancel", "language", "dance")
CHOICES = ("solved", "broken", "person", "skip", "priority", "also", "dance")

wrote = st.builds(
    Wrote,
    text=st.sampled_from(WORDS),
    command=st.sampled_from(("", "", "", "", *COMMANDS)),
    automatic=st.sampled_from(("", "", "", "", "generated", "replied", "bounce")),
    files=st.sampled_from(((), (), ("a.png",))),
)
pressed = st.builds(Pressed, st.sampled_from(CHOICES), st.sampled_from(("", "1", "2", "P1", "P4", "x", "yes", "no")))
fields = st.fixed_dictionaries(
    {"text": st.sampled_from(("", "Restart it")), "priority": st.sampled_from(("", "P1")), "reason": st.just("so")}
    | {"tier": st.sampled_from(("", "rnd")), "outcome": st.sampled_from(("", "reached", "not_reached"))}
    | {"name": st.sampled_from(("", "Bo")), "phone": st.sampled_from(("", "x", "13800138000")), "note": st.just("")}
)
actions = st.sampled_from(sorted(ACTIONS.keys() - {"shelf_retry"}))
did = st.builds(Did, st.sampled_from((ANNA, BO)), actions, fields)
timer = st.sampled_from(("intake", "callback", "callback_call"))
settled = st.sampled_from(("sent", "undeliverable", "unclear"))
happening = st.one_of(wrote, wrote, pressed, did, timer.map(lambda k: ("timer", k)), settled.map(lambda s: ("end", s)))


def _happens(paper: Paper, what: Event | tuple[str, str]) -> None:
    if not isinstance(what, tuple):
        paper.happens(what)
    elif paper.ticket is None:
        paper.changes = []
    elif what[0] == "end":
        paper.settles(what[1])
    elif what[1] in paper.timers:
        paper.waits(what[1])
    else:
        paper.changes = []


def _questions(paper: Paper) -> list[str]:
    return [
        say.template
        for say in paper.of(Say)
        if say.template.startswith(("intake/ask", "intake/again", "intake/remind"))
        or (say.template == "intake/opened_one" and say.context["ask"])
    ]


@given(
    asks=st.sampled_from(("one", "all")),
    known=st.sampled_from(({}, {"name": "Ann"}, {"name": "Ann", "organisation": "Acme", "phone": "+8613800138000"})),
    story=st.lists(happening, max_size=25),
)
@settings(max_examples=300, deadline=None)
def test_any_story_keeps_the_promises(
    asks: Literal["one", "all"], known: dict[str, str], story: list[Event | tuple[str, str]]
) -> None:
    paper = Paper(asks=asks, known=known)
    reminders = offered = 0
    heard: Counter[str] = Counter()
    for what in story:
        opened = paper.tickets
        _happens(paper, what)  # raises ImpossibleMoveError when a flow asks for the impossible
        reminders = 0 if paper.tickets != opened else reminders
        reminders += sum("remind" in name for name in _questions(paper))
        assert reminders <= 1
        if asks == "one":
            assert len(_questions(paper)) <= 1
        assert all(paper.asked[field] <= 2 for field in FIELDS)
        heard = Counter() if paper.tickets != opened else heard
        heard.update(say.context["ask"] for say in paper.of(Say) if say.template in _questions(paper))
        assert asks == "all" or all(heard[field] <= 2 for field in FIELDS)  # the reminder is one of the two
        also = [say for say in paper.of(Say) if say.context.get("also")]
        offered = (0 if paper.tickets != opened else offered) + len(also)
        assert offered <= 1
        assert not any(say.context["ask"] for say in also)
        if isinstance(what, Wrote) and what.automatic:
            assert paper.said == []
        if paper.ticket is not None:
            assert paper.ticket.status in LIFE
            assert (paper.ticket.status == "closed") == (paper.ticket.closed_at is not None)
            assert paper.ticket.confirmed_at is None or paper.ticket.reached_at is not None


@given(answers=st.lists(st.sampled_from(WORDS), min_size=12, max_size=12))
@settings(max_examples=100, deadline=None)
def test_the_questions_come_to_an_end(answers: list[str]) -> None:
    paper = Paper()
    paper.writes("The printer burns. Help!")
    for text in answers:
        if paper.ticket is not None:
            paper.writes(text)
    while paper.ticket is not None and "intake" in paper.timers:
        paper.waits("intake")
    if paper.ticket is not None:
        assert paper.ticket.intake.state != "asking"
