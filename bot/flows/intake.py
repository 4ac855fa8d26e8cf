"""Gathers name, organisation, phone and priority: one definition for every channel.

The ticket opens with the first message, whatever is still unknown. What profile, history or the message itself says
is not asked. Chat asks the next missing thing, mail everything missing in one message; no field more than twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.core.decisions import (
    Change,
    DropTimer,
    Keep,
    Learn,
    LeaveTicket,
    Note,
    OpenTicket,
    Patch,
    Post,
    Say,
    SetTimer,
    ShowCard,
)
from bot.core.events import Case, Wrote
from bot.core.files import LONGEST_SHOWN, WHOLE_TEXT
from bot.core.tickets import FIELDS, Intake, Ticket
from bot.flows import agreeing, besides, complaint, facts
from bot.flows.facts import Told
from bot.flows.tables import after
from bot.flows.wishes import wish

MOST_ASKED = 2


@dataclass(frozen=True, slots=True)
class Progress:
    """What is known after an event: the facts, and how far the questions are."""

    facts: Mapping[str, str]
    intake: Intake

    @property
    def wanted(self) -> tuple[str, ...]:
        """What may still be asked, most important first."""
        return tuple(
            field
            for field in FIELDS
            if not self.facts.get(field)
            and field not in self.intake.left
            and self.intake.asked.get(field, 0) < MOST_ASKED
        )


def open_ticket(case: Case, event: Wrote) -> tuple[Change, ...]:
    """A first message: opens the ticket, answers at once, and asks what is missing."""
    told = facts.first(case, event)
    said = told.facts
    known = {**{k: v for k, v in case.known.items() if v}, **said}
    silent = bool(event.automatic)
    progress = Progress(known, Intake(state="silent" if silent else "asking", also=agreeing.named(case, event)))
    urgent = facts.impression(case, event).urgent or said.get("priority") == "P1"
    opening: tuple[Change, ...] = (
        OpenTicket(besides.subject(event), case.language, progress.intake, urgent=urgent, trouble=event.trouble),
        *(Learn(field, value, _source(told, field)) for field, value in known.items()),
        *((Patch(told.things),) if told.things else ()),
        Keep("in", event.text),
        Note("opened", {"urgent": urgent} if urgent else {}),
        *((Note("read", told.read),) if told.read else ()),
    )
    after = () if silent else _welcome(case, event, progress, told)
    wrote = Post("desk/automatic" if silent else "desk/customer_wrote", wrote_context(event), files=True)
    return (*opening, *after, ShowCard(), wrote, *complaint.heard(case, event))


def _welcome(case: Case, event: Wrote, progress: Progress, told: Told) -> tuple[Change, ...]:
    if besides.only_greets(case, event):
        return besides.greeted(case)
    return _go_on(case, progress, told, first=True)


def hear(case: Case, ticket: Ticket, event: Wrote) -> tuple[Change, ...]:
    """A further message while questions are open (or left open): takes answers out of it, asks on."""
    told = facts.later(case, ticket, event)
    said = told.facts
    wanted_person = ticket.intake.state == "asking" and not said and wish(event.text) == "person"
    if wanted_person:
        return person(ticket)
    if ticket.intake.state == "asking" and not said and wish(event.text) == "skip" and ticket.intake.current:
        return skip(case, ticket)
    learnt = tuple(Learn(field, value, _source(told, field)) for field, value in said.items())
    if ticket.intake.state != "asking":
        return (*learnt, *_noted(case, ticket, said))
    also = agreeing.named(case, event, ticket.intake.also)
    known = {**{field: ticket.value(field) for field in FIELDS}, **said}
    progress = Progress(known, replace(ticket.intake, also=also))
    read = (Note("read", told.read),) if told.read else ()
    return (*besides.matter(ticket, event), *learnt, *read, *_go_on(case, progress, told))


def press(case: Case, ticket: Ticket, action: str, argument: str) -> tuple[Change, ...]:
    """A button of ours: a priority, skip, or a person, please."""
    if action == "person":
        return person(ticket)
    if action == "skip":
        return skip(case, ticket)
    progress = Progress(
        {**{field: ticket.value(field) for field in FIELDS}, "priority": argument},
        ticket.intake,
    )
    learnt = (Learn("priority", argument, "said"),)
    if ticket.intake.state != "asking" or ticket.status == "solved":
        return (*learnt, ShowCard())
    return (*learnt, *_go_on(case, progress, Told({"priority": argument})))


def resume(case: Case, ticket: Ticket) -> tuple[Change, ...]:
    """The conversation goes on by this channel: a chat asks the next question, in a mail they stand already."""
    if ticket.intake.state != "asking" or case.asks == "all":
        return ()
    progress = Progress({field: ticket.value(field) for field in FIELDS}, replace(ticket.intake, current=""))
    return _go_on(case, progress, Told({"": "goes on"}))


def skip(case: Case, ticket: Ticket) -> tuple[Change, ...]:
    """The present question is left out (in a mail: all that are open)."""
    left = (ticket.intake.current,) if ticket.intake.current else ticket.missing
    intake = replace(ticket.intake, left=(*ticket.intake.left, *left), current="")
    progress = Progress({field: ticket.value(field) for field in FIELDS}, intake)
    return _go_on(case, progress, Told({"": "skipped"}))


def person(ticket: Ticket) -> tuple[Change, ...]:
    """He wants a person: no more questions, the engineers are told."""
    intake = replace(ticket.intake, state=after(ticket.intake.state, "person"), current="")
    return (
        Patch({"intake": intake, "call_task": ticket.call_task or "person_wanted"}),
        DropTimer("intake"),
        Note("person_wanted"),
        Say("intake/person_coming", {"phone": ticket.phone}),
        Post("desk/person_wanted", {"phone": ticket.phone}),
        ShowCard(),
    )


def person_speaks(ticket: Ticket) -> tuple[Change, ...]:
    """An engineer answered him: no reminder of ours speaks in between. What is still open when it would have come is
    left to the engineers."""
    return (Patch({"intake": replace(ticket.intake, spoken=True)}),) if ticket.intake.state == "asking" else ()


def withdraw(ticket: Ticket) -> tuple[Change, ...]:
    """He takes the request back; the ticket stays in front of the engineers, who close it."""
    return (
        Patch(
            {
                "intake": replace(ticket.intake, state=after(ticket.intake.state, "withdraw"), current=""),
                "call_task": "",
            }
        ),
        DropTimer("intake"),
        Note("withdrawn"),
        Say("intake/cancelled", {}),
        Post("desk/withdrawn", {}),
        LeaveTicket(),
        ShowCard(),
    )


def overdue(case: Case, ticket: Ticket) -> tuple[Change, ...]:
    """He did not answer our questions: reminds once, unless an engineer speaks with him, then leaves the rest to the
    engineers, marked missing."""
    if ticket.intake.state != "asking":
        return ()
    facts = {field: ticket.value(field) for field in FIELDS}
    if not ticket.intake.reminded and not ticket.intake.spoken:
        wanted = ticket.intake.current or next(iter(ticket.missing), "")
        one = case.asks == "one"
        return (
            Patch({"intake": replace(ticket.intake, reminded=True)}),
            Say("intake/remind_one" if one else "intake/remind_all", _context(case, ticket.missing, facts, wanted)),
            SetTimer("intake", case.policy.give_up_after[case.asks]),
            Note("intake_reminded"),
        )
    return leave(case, ticket)


def leave(case: Case, ticket: Ticket) -> tuple[Change, ...]:
    """The questions end here, whatever is still unknown: the engineers complete the ticket."""
    if ticket.intake.state != "asking":
        return ()
    facts = {field: ticket.value(field) for field in FIELDS}
    return (
        Patch({"intake": replace(ticket.intake, state=after(ticket.intake.state, "give_up"), current="")}),
        DropTimer("intake"),
        Note("intake_timed_out", {"missing": list(ticket.missing)}),
        Post("desk/intake_timeout", _context(case, ticket.missing, facts, "")),
        ShowCard(),
    )


def _go_on(case: Case, progress: Progress, told: Told, *, first: bool = False) -> tuple[Change, ...]:
    """Asks what is wanted next, or ends the questions."""
    wanted, said = progress.wanted, told.facts
    if not wanted or (case.asks == "all" and not first and not said and progress.intake.reminded):
        return _finish(case, progress, told, first=first)
    if case.asks == "all":
        return _ask_all(case, progress, said, first=first)
    field = wanted[0]
    again = field == progress.intake.current and not said and told.tried
    asked = {**progress.intake.asked, field: progress.intake.asked.get(field, 0) + 1}
    ask = f"intake/again_{field}" if again and field in ("phone", "priority") else f"intake/ask_{field}"
    context = _context(case, wanted, progress.facts, field, told.noted)
    return (
        Patch({"intake": replace(progress.intake, current=field, asked=asked)}),
        Say("intake/opened_one" if first else ask, context),
        SetTimer("intake", case.policy.remind_after["one"]),
        *((ShowCard(),) if said and not first else ()),
    )


def _ask_all(case: Case, progress: Progress, said: Mapping[str, str], *, first: bool) -> tuple[Change, ...]:
    """Mail: the first answer holds all questions; later mails are not answered with questions again, the one
    reminder is the timer's."""
    if not first:
        return (ShowCard(),) if said else ()
    asked = dict.fromkeys(progress.wanted, 1)
    return (
        Patch({"intake": replace(progress.intake, asked=asked)}),
        Say("intake/opened_all", _context(case, progress.wanted, progress.facts, "")),
        SetTimer("intake", case.policy.remind_after["all"]),
    )


def _finish(case: Case, progress: Progress, told: Told, *, first: bool) -> tuple[Change, ...]:
    missing = [field for field in FIELDS if not progress.facts.get(field)]
    context = {
        **_context(case, missing, progress.facts, "", told.noted),
        "priority": progress.facts.get("priority", ""),
    }
    intake, also, kept = agreeing.closing(case, progress.facts, progress.intake, told)
    name = ("opened" if first else "complete") + ("_all" if case.asks == "all" else "_one" if first else "")
    return (
        Patch({"intake": replace(intake, state=after(intake.state, "complete"), current="")}),
        *kept,
        DropTimer("intake"),
        Note("intake_complete", {"missing": missing}),
        Say(f"intake/{name}", {**context, "also": list(also)}),
        Post("desk/intake_done", context),
        ShowCard(),
    )


def correct(case: Case, ticket: Ticket, event: Wrote) -> tuple[Change, ...]:
    """What he states or corrects while no question is open."""
    said = facts.later(case, replace(ticket, intake=replace(ticket.intake, state="complete")), event).facts
    return (*(Learn(field, value, "said") for field, value in said.items()), *_noted(case, ticket, said))


def _noted(case: Case, ticket: Ticket, said: Mapping[str, str]) -> tuple[Change, ...]:
    """A correction is confirmed in a chat; a mail shows it with the next answer."""
    new = [field for field in FIELDS if field in said and said[field] != ticket.value(field)]
    if not new:
        return (ShowCard(),) if said else ()
    told = (Say("intake/noted", _context(case, (), said, "", new)),) if case.asks == "one" else ()
    return (*told, ShowCard())


def _source(told: Told, field: str) -> Literal["profile", "read", "said"]:
    if field not in told.facts:
        return "profile"
    return "read" if field in told.read else "said"


def _context(
    case: Case, missing: Sequence[str], facts: Mapping[str, str], ask: str, noted: Sequence[str] = ()
) -> dict[str, object]:
    known = {field: facts[field] for field in FIELDS if facts.get(field)}
    return {"missing": list(missing), "known": known, "ask": ask, "asks": case.asks, "noted": list(noted)}


def wrote_context(event: Wrote) -> dict[str, object]:
    """What a post about a customer's message needs. Thousands of posts would keep the engineers' channel busy for
    hours: a text beyond all measure is cut, and stands whole in a file."""
    text = event.text
    if len(text) > LONGEST_SHOWN and WHOLE_TEXT in event.files:
        text = f"{text[:LONGEST_SHOWN]}\n[…] {WHOLE_TEXT}"
    return {"text": text, "attachments": list(event.files), "trouble": event.trouble}
