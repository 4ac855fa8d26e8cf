"""Every event has its decision."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.decisions import Keep, LeaveTicket, Note, Say
from bot.core.desk import ACTIONS
from bot.core.events import Case, Did, Fired, Pressed, Returned, Settled, Way
from bot.core.messages import Engineer
from bot.core.tickets import Ticket
from bot.flows import router
from tests.flows.paper import ANNA, BO, NOON, Paper


def ticket(status: str = "open", **more: object) -> Paper:
    made = Ticket(1, "RB-1001", "Printer", status, "en", "telegram", NOON, **more)  # type: ignore[arg-type]  # tables
    return Paper(ticket=made, tickets=1)


def test_nothing_but_words_can_happen_without_a_ticket() -> None:
    case = Case(None, "telegram", "one", "en")
    for event in (
        Pressed("solved"),
        Did(ANNA, "reply"),
        Fired("intake"),
        Returned("550"),
        Settled("sent", "auto", "x:7"),
    ):
        decision = router.decide(case, event)
        assert (decision.answer.accepted, decision.answer.reason) == (False, "no_ticket")
        assert decision.changes == ()


@pytest.mark.parametrize(
    ("command", "text", "open_", "told"),
    [
        ("start", "", False, "conversation/start"),
        ("new", "", True, "conversation/new"),
        ("status", "", True, "conversation/status"),
        ("status", "", False, "conversation/status_none"),
        ("cancel", "", False, "conversation/nothing_to_cancel"),
        ("cancel", "", True, "intake/cancelled"),
        ("language", "zh", False, "conversation/language_set"),
        ("language", "中文", True, "conversation/language_set"),
        ("language", "klingon", True, "conversation/language_ask"),
        ("dance", "", True, "conversation/unknown_command"),
    ],
)
def test_commands_are_answered(command: str, text: str, open_: bool, told: str) -> None:
    paper = ticket("new") if open_ else Paper()
    paper.writes(text, command=command)
    assert paper.said == [told]


def test_new_leaves_the_ticket_and_the_language_is_kept() -> None:
    paper = ticket()
    paper.writes("", command="new")
    assert paper.of(LeaveTicket)
    paper.writes("zh", command="language")
    assert paper.language == "zh"


def test_an_empty_message_is_asked_about() -> None:
    paper = Paper()
    assert paper.writes("  \n").ledger == "empty"
    assert paper.said == ["conversation/empty"]
    assert paper.tickets == 0


def test_robots_are_never_answered() -> None:
    for automatic in ("replied", "bounce"):
        paper = Paper(asks="all")
        assert paper.writes("Out of office", automatic=automatic).ledger == f"automatic: {automatic}"
        assert paper.changes == []
    paper = ticket("solved", solution_version=1, solved_at=NOON)
    paper.writes("I am away, all good", automatic="replied")
    assert (paper.said, paper.posted, paper.now.status) == ([], ["desk/automatic"], "solved")
    assert paper.now.reached_at is None


def test_a_bounce_of_the_solution_ends_in_a_call_task() -> None:
    paper = ticket("solved", solution_version=1, solved_at=NOON)
    paper.happens(Returned("550 no such user"))
    assert paper.said == []
    assert paper.posted == ["desk/automatic", "desk/call_undeliverable"]
    assert paper.now.call_task == "undeliverable"
    paper.happens(Returned("550 no such user"))
    assert paper.posted == ["desk/automatic"]


def came_back(purpose: str = "solution", *, version: int = 1, explicit: bool = True) -> Returned:
    address = "email:ann@acme.example"
    settled = Settled("undeliverable", purpose, address, "Use water.", cause="550", solution_version=version)
    return Returned("550 no such user", settled=replace(settled, explicit=explicit))


def test_a_solution_that_came_back_is_not_delivered_and_goes_the_next_agreed_way() -> None:
    paper = ticket("solved", solution_version=1, solved_at=NOON, delivered_at=NOON)
    paper.ways = (Way(7, "telegram:5"),)
    paper.happens(came_back())
    [say] = paper.of(Say)
    assert (say.template, say.address_id) == ("callback/solution", 7)
    assert paper.posted == ["desk/undeliverable"]
    assert (paper.now.delivered_at, paper.now.call_task) == (None, "")


def test_a_message_that_came_back_with_no_other_way_lands_in_front_of_a_person() -> None:
    paper = ticket("solved", solution_version=1, solved_at=NOON, delivered_at=NOON)
    paper.happens(came_back())
    assert paper.posted == ["desk/undeliverable", "desk/call_undeliverable"]
    assert (paper.now.delivered_at, paper.now.call_task) == (None, "undeliverable")
    paper = ticket("open")
    paper.happens(came_back("auto", version=0, explicit=False))
    assert (paper.posted, paper.now.call_task) == (["desk/undeliverable"], "")


def test_an_old_solution_that_came_back_and_one_that_reached_him_otherwise_change_nothing() -> None:
    for facts in ({"solution_version": 2}, {"solution_version": 1, "reached_at": NOON}):
        paper = ticket("solved", solved_at=NOON, **facts)
        paper.happens(came_back())
        assert (paper.said, paper.posted, paper.now.call_task) == ([], [], "")


def test_a_delay_is_only_noted() -> None:
    paper = ticket("solved", solution_version=1, solved_at=NOON, delivered_at=NOON)
    paper.happens(Returned("delayed for 4 hours", delayed=True))
    assert (paper.said, paper.posted, paper.now.delivered_at) == ([], [], NOON)
    assert [note.kind for note in paper.of(Note)] == ["delayed"]


def test_the_first_engineer_takes_the_ticket_and_the_second_is_told() -> None:
    paper = ticket("new")
    assert paper.does("acknowledge", ANNA).answer.accepted
    assert (paper.now.status, paper.now.assignee) == ("open", "Anna Berg")
    answer = paper.does("acknowledge", BO).answer
    assert (answer.accepted, answer.reason, answer.context["who"]) == (False, "already_acknowledged", "Anna Berg")
    assert paper.now.assignee == "Anna Berg"


def test_a_reply_takes_the_ticket_and_always_goes_out() -> None:
    paper = ticket("new")
    paper.does("reply", text="Is it plugged in?")
    [say] = paper.of(Say)
    assert (say.template, say.explicit, say.purpose) == ("reply/answer", True, "reply")
    assert paper.now.assignee == "Anna Berg"
    assert [keep.direction for keep in paper.of(Keep)] == ["out"]


def test_a_note_stays_inside() -> None:
    paper = ticket()
    paper.does("note", text="the customer is difficult")
    assert [(keep.direction, keep.text) for keep in paper.of(Keep)] == [("internal", "the customer is difficult")]
    assert paper.said == paper.posted == []


@pytest.mark.parametrize(
    ("action", "fields", "wrong"),
    [
        ("reply", {"text": "  "}, {"text": "text_missing"}),
        ("solve", {}, {"text": "text_missing"}),
        ("reply", {"text": "x" * 20_001}, {"text": "text_too_long"}),
        ("priority", {"priority": "P9"}, {"priority": "priority_unknown"}),
        ("priority", {"priority": "P1", "reason": " "}, {"reason": "text_missing"}),
        ("escalate", {"tier": "boss"}, {"tier": "tier_unknown"}),
        ("details", {"phone": "none"}, {"phone": "phone_invalid"}),
        ("log_call", {}, {"outcome": "outcome_missing"}),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(action: str, fields: dict[str, str], wrong: dict[str, str]) -> None:
    paper = ticket()
    answer = paper.does(action, ANNA, **fields).answer
    assert (answer.accepted, dict(answer.errors)) == (False, wrong)
    assert paper.changes == []


@pytest.mark.parametrize(("action", "fields"), [("acknowledge", {}), ("solve", {"text": "x"}), ("close", {})])
def test_a_closed_ticket_is_not_acted_on(action: str, fields: dict[str, str]) -> None:
    assert ticket("closed").does(action, ANNA, **fields).answer.reason == "ticket_closed"


def test_the_company_agrees_a_priority_beside_the_stated_one() -> None:
    paper = ticket(priority_stated="P1")
    paper.does("priority", priority="P3", reason="one desk only")
    assert (paper.now.priority_stated, paper.now.priority_agreed, paper.now.priority) == ("P1", "P3", "P3")


def test_escalation_details_and_calls_are_kept() -> None:
    paper = ticket("solved", solution_version=1, call_task="silence")
    paper.does("escalate", tier="rnd", note="firmware")
    assert paper.now.tier == "rnd"
    paper.does("details", name="Ann Li", phone="13800138000")
    assert (paper.now.name, paper.now.phone) == ("Ann Li", "+8613800138000")
    paper.does("log_call", outcome="not_reached")
    assert paper.now.call_task == "silence"
    paper.does("log_call", outcome="reached", note="it works")
    assert (paper.now.call_task, paper.now.reached_at, paper.facts["reached_by"]) == ("", NOON, "phone")


def test_every_action_has_its_decision() -> None:
    for action in ACTIONS.keys() - {"shelf_retry"}:
        router.decide(Case(ticket().ticket, "telegram", "one", "en"), Did(Engineer("U", "A"), action, {}))


@pytest.mark.parametrize(
    ("action", "argument", "told", "status"),
    [
        ("solved", "2", "callback/confirmed", "closed"),
        ("broken", "2", "callback/reopened", "open"),
        ("person", "2", "callback/person", "open"),
    ],
)
def test_a_choice_under_the_solution_counts_once(action: str, argument: str, told: str, status: str) -> None:
    paper = ticket("solved", solution_version=2, solved_at=NOON)
    paper.presses(action, argument)
    assert (paper.said, paper.now.status, paper.now.reached_at) == ([told], status, NOON)
    before = paper.now
    if action != "person":
        answer = paper.presses(action, argument).answer
        assert answer.reason in ("choice_outdated", "ticket_closed")
        assert paper.now == before


def test_a_choice_under_an_older_solution_changes_nothing() -> None:
    paper = ticket("solved", solution_version=2, solved_at=NOON)
    assert paper.presses("solved", "1").answer.reason == "choice_outdated"
    assert (paper.said, paper.now.status) == ([], "solved")


@pytest.mark.parametrize("action", ["priority", "skip", "person", "dance"])
def test_buttons_of_a_closed_ticket_do_nothing(action: str) -> None:
    paper = ticket("closed")
    assert paper.presses(action, "P1").answer.reason == "ticket_closed"
    assert paper.said == ["conversation/ticket_closed_button"]
    assert paper.now.status == "closed"
