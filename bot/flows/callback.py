"""Calls the customer back with the solution, by itself, until he is reached.

A recorded solution goes out at once on the customer's own channel with three choices: solved, still broken, a person.
His answer confirms or reopens. Refused deliveries go the next agreed way; silence is reminded once; the end of
every line is a call task in front of a person.
"""

from __future__ import annotations

from bot.core.decisions import (
    Advance,
    Change,
    DraftArticle,
    DropTimer,
    Keep,
    Note,
    Patch,
    Post,
    RecordSolution,
    Say,
    SetTimer,
    ShowCard,
)
from bot.core.events import Case, Did, Fired, Settled
from bot.core.tickets import Ticket
from bot.flows import releasing
from bot.flows.asides import asks_back, holds_question, is_courtesy
from bot.flows.verdicts import is_open

ASKED = "asked"  # what is to be done for him: his question is open


def solve(case: Case, ticket: Ticket, event: Did) -> tuple[Change, ...]:
    """An engineer recorded a solution: it is kept and goes to the customer, with its files."""
    version = ticket.solution_version + 1
    text, engineer = event.fields["text"].strip(), event.engineer.name
    return (
        Advance("solve"),
        RecordSolution(text, engineer),
        *((Keep("out", text, engineer, with_files=True),) if event.files else ()),
        DraftArticle(text),
        Patch({"delivered_at": None, "reached_at": None, "reached_by": "", "confirmed_at": None, "call_task": ""}),
        Note("solved", {"version": version, **event.noted}),
        Say(
            "callback/solution",
            {"solution": text, "engineer": engineer, "version": version},
            purpose="solution",
            explicit=True,
            solution_version=version,
            with_files=True,
        ),
        DropTimer("intake"),
        DropTimer("callback_call"),
        SetTimer("callback", case.policy.callback_remind),
        Post("desk/solved", {"text": text, "version": version, **event.told}),
        ShowCard(),
    )


def heard(ticket: Ticket, channel: str) -> tuple[Change, ...]:
    """The customer reacted in any way after the solution went out: he is reached."""
    return () if ticket.unread else _reached(ticket, channel)


def again(ticket: Ticket, unsent: Settled) -> tuple[Change, ...]:
    """He writes, and the solution has not reached him in any way: it goes where he is now."""
    return (
        Patch({"call_task": ""}),
        _sent_anew(unsent),
        Note("sent_again", {"version": ticket.solution_version}),
        Post("desk/sent_again"),
        ShowCard(),
    )


def _reached(ticket: Ticket, channel: str) -> tuple[Change, ...]:
    if ticket.solution_version == 0 or ticket.reached_at is not None:
        return ()
    return (
        Patch({"reached_at": "now", "reached_by": channel, "call_task": ""}),
        Note("reached", {"by": channel}),
        Post("desk/reached_self"),
        ShowCard(),
    )


def unclear(case: Case, ticket: Ticket, text: str) -> tuple[Change, ...]:
    """He reacted, and did not say whether it works. A question of his own waits for an engineer, which the card shows
    until one has answered. Else a chat asks him once more, unless he only nods or means to try."""
    reached = heard(ticket, case.channel)
    if asks_back(text) or holds_question(text):
        return (*reached, *_passed_on(case, ticket))
    if not reached or case.asks != "one" or is_courtesy(text) or is_open(text):
        return reached
    version = ticket.solution_version
    return (*reached, Say("callback/unclear", {"version": version}, purpose="remind", solution_version=version))


def _passed_on(case: Case, ticket: Ticket) -> tuple[Change, ...]:
    """He is told that an engineer will answer; by mail once, until one has: a second mail says nothing new."""
    told = Say("conversation/asked")
    if ticket.call_task == ASKED:
        return (told,) if case.asks == "one" else ()
    return (Patch({"call_task": ASKED}), Note("asked"), Post("desk/asked", alert=True), told, ShowCard())


def replied(ticket: Ticket) -> tuple[Change, ...]:
    """An engineer has answered him: no question of his is open any more."""
    return (Patch({"call_task": ""}),) if ticket.call_task == ASKED else ()


def answer(case: Case, ticket: Ticket, verdict: str) -> tuple[Change, ...]:
    """He said what the solution did: "solved", "broken" or "person". A verdict given twice changes nothing."""
    if verdict == "solved":
        return _confirm(case, ticket)
    if verdict == "broken":
        return _reopen(case, ticket)
    return (
        *_reached(ticket, case.channel),
        *reopened(ticket),
        Patch({"call_task": "person_wanted"}),
        Note("person_wanted"),
        Say("callback/person", {"phone": ticket.phone}),
        Post("desk/person_wanted", {"phone": ticket.phone}),
        ShowCard(),
    )


def reopened(ticket: Ticket) -> tuple[Change, ...]:
    """Moves a solved or closed ticket back to open; nothing when it is open."""
    if ticket.status not in ("solved", "closed"):
        return ()
    return (
        Advance("reopen"),
        Patch({"solved_at": None, "closed_at": None, "confirmed_at": None}),
        DropTimer("callback"),
        DropTimer("callback_call"),
        Note("reopened"),
    )


def settled(case: Case, ticket: Ticket, event: Settled) -> tuple[Change, ...]:
    """A message of ours found its end."""
    current = event.solution_version == ticket.solution_version
    if event.state == "sent":
        if event.purpose != "solution" or not current or ticket.delivered_at is not None:
            return ()
        return (Patch({"delivered_at": "now"}), Note("delivered", {"version": event.solution_version}), ShowCard())
    if event.purpose == "solution" and not current:
        return ()
    told: tuple[Change, ...] = (
        Note(event.state, {"purpose": event.purpose}),
        Post(
            "desk/undeliverable",
            {
                "address": event.address,
                "cause": event.cause,
                "text": event.text,
                "state": event.state,
                "purpose": event.purpose,
            },
        ),
    )
    if not event.explicit and event.purpose != "solution":
        return (*told, ShowCard())
    if event.purpose == "solution" and event.state == "undeliverable":
        told = (*told, Patch({"delivered_at": None, "reached_at": None, "reached_by": ""}))
    if case.ways and event.state == "undeliverable":
        return (*told, *_other_way(case, event), ShowCard())
    return (*told, *call_task(ticket, "undeliverable"))


def returned(case: Case, ticket: Ticket, event: Settled) -> tuple[Change, ...]:
    """A message that had gone out came back. A solution goes another way, unless he was reached in the meantime."""
    if event.purpose != "solution":
        return settled(case, ticket, event)
    if not ticket.awaits_answer or ticket.reached_at is not None or event.solution_version != ticket.solution_version:
        return ()
    return settled(case, ticket, event)


def overdue(case: Case, ticket: Ticket, event: Fired) -> tuple[Change, ...]:
    """He has not reacted: reminds once, then a person phones."""
    if not ticket.awaits_answer or ticket.reached_at is not None:
        return ()
    if ticket.by_machine:
        return _ended(ticket)
    if event.kind == "callback":
        if ticket.unread:  # he has nothing that he could be reminded of
            return (SetTimer("callback_call", case.policy.callback_call - case.policy.callback_remind),)
        return (
            Say(
                "callback/remind",
                {"version": ticket.solution_version, "solution": event.text},
                purpose="remind",
                solution_version=ticket.solution_version,
            ),
            Note("callback_reminded"),
            SetTimer("callback_call", case.policy.callback_call - case.policy.callback_remind),
        )
    return call_task(ticket, "undeliverable" if ticket.unread else "silence")


def call_task(ticket: Ticket, why: str) -> tuple[Change, ...]:
    """A person is to phone the customer; shown on the card and in its thread. Nobody phones a machine."""
    if ticket.by_machine:
        return (ShowCard(),)
    return (
        Patch({"call_task": why}),
        Note("call_task", {"why": why}),
        Post(f"desk/call_{why}", {"phone": ticket.phone, "agreed": list(ticket.intake.agreed)}),
        ShowCard(),
    )


def _ended(ticket: Ticket) -> tuple[Change, ...]:
    """What a machine reported and an engineer solved is closed without a question."""
    return (
        Advance("close"),
        Patch({"closed_at": "now", "call_task": ""}),
        DropTimer("callback"),
        DropTimer("callback_call"),
        Note("machine_ended", {"version": ticket.solution_version}),
        Post("desk/machine_ended"),
        ShowCard(),
    )


def _confirm(case: Case, ticket: Ticket) -> tuple[Change, ...]:
    if ticket.confirmed_at is not None or ticket.status not in ("solved", "closed"):
        return ()
    return (
        *_reached(ticket, case.channel),
        Advance("confirm"),
        Patch({"confirmed_at": "now", "closed_at": "now", "call_task": ""}),
        DropTimer("callback"),
        DropTimer("callback_call"),
        Note("confirmed", {"by": case.channel, "version": ticket.solution_version}),
        Say("callback/confirmed", {}),
        Post("desk/confirmed"),
        ShowCard(),
    )


def _reopen(case: Case, ticket: Ticket) -> tuple[Change, ...]:
    if ticket.status not in ("solved", "closed"):
        return ()
    return (
        *_reached(ticket, case.channel),
        *reopened(ticket),
        Say("callback/reopened", {"engineer": ticket.assignee}),
        Post("desk/reopened"),
        *releasing.doubted(case),
        ShowCard(),
    )


def _other_way(case: Case, event: Settled) -> tuple[Change, ...]:
    way = case.ways[0]
    return (_sent_anew(event, way.address_id), Note("other_way", {"address": way.address_id}))


def _sent_anew(event: Settled, address_id: int | None = None) -> Say:
    return Say(
        "callback/solution" if event.purpose == "solution" else "reply/answer",
        {"solution": event.text, "text": event.text, "engineer": "", "version": event.solution_version},
        purpose=event.purpose,
        explicit=True,
        address_id=address_id,
        solution_version=event.solution_version,
        files=event.files,
    )
