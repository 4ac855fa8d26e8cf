"""Gathers name, organisation, phone and priority: one definition for every channel.

The ticket opens with the first message, whatever is still unknown. What profile, history or the message itself says
is not asked. Chat asks the next missing thing, mail everything missing in one message; no field more than twice.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from bot.core.decisions import (
    Change,
    DropTimer,
    Follow,
    Keep,
    Learn,
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
from bot.flows import agreeing, besides, complaint, facts, greetings, questions
from bot.flows.asides import cries
from bot.flows.facts import Told
from bot.flows.questions import Progress, context, go_on
from bot.flows.reading import has_no_company
from bot.flows.tables import after
from bot.flows.wishes import has_recovered, is_bare, wants_talk, wish


def open_ticket(case: Case, event: Wrote) -> tuple[Change, ...]:
    """A first message: opens the ticket, answers at once, and asks what is missing."""
    told = facts.first(case, event)
    said = told.facts
    known = {**{k: v for k, v in case.known.items() if v}, **said}
    silent = bool(event.automatic)
    wants_person = not silent and wants_talk(event.text)
    told = replace(told, greets=not silent and greetings.only_greets(case, event))
    greeted = told.greets or (wants_person and is_bare(event.text))
    intake = Intake("silent" if silent else "asking", also=agreeing.named(case, event), greeted=greeted)
    progress = Progress(known, intake)
    urgent = facts.impression(case, event).urgent or said.get("priority") == "P1"
    opening: tuple[Change, ...] = (
        OpenTicket(greetings.subject(event), case.language, progress.intake, urgent=urgent, trouble=event.trouble),
        *(Learn(field, value, _source(told, field)) for field, value in known.items()),
        *((Patch(told.things),) if told.things else ()),
        Keep("in", event.text),
        Note("opened", {"urgent": urgent} if urgent else {}),
        *((Note("read", told.read),) if told.read else ()),
    )
    answer = () if silent else _welcome(case, event, progress, told)
    if wants_person and "phone" not in said:
        answer = _handed_over(intake, known.get("phone", ""))
    wrote = Post("desk/automatic" if silent else "desk/customer_wrote", wrote_context(event), files=True)
    return (*opening, *answer, ShowCard(), wrote, *complaint.heard(case, event))


def _welcome(case: Case, event: Wrote, progress: Progress, told: Told) -> tuple[Change, ...]:
    if case.asks == "one" and case.earlier is None and wish(event.text) in ("status", "same"):
        return (Say("conversation/same_unknown"), SetTimer("intake", case.policy.remind_after["one"]))
    if told.greets and case.asks == "one":
        return greetings.greeted(case, event)
    return go_on(case, progress, told, first=True)


def _handed_over(intake: Intake, phone: str) -> tuple[Change, ...]:
    """He begins with the wish for a person: no questions, and the answer names his reference."""
    ended = replace(intake, state=after(intake.state, "person"))
    return (
        Patch({"intake": ended, "call_task": "person_wanted"}),
        Note("person_wanted"),
        Say("intake/person_coming", {"phone": phone}),
        Post("desk/person_wanted", {"phone": phone}),
    )


def hear(case: Case, ticket: Ticket, event: Wrote) -> tuple[Change, ...]:
    """A further message while questions are open (or left open): takes answers out of it, asks on."""
    begins = greetings.begins(ticket, event)
    told = facts.later(case, ticket, event, begins=begins)
    said = told.facts
    asking, wished = ticket.intake.state == "asking", wish(event.text)
    learnt = tuple(Learn(field, value, _source(told, field)) for field, value in said.items())
    if asking and wished == "person" and "phone" not in said:
        return (*learnt, *person(ticket))
    if asking and not said and not ticket.intake.spoken and has_recovered(event.text):
        return withdraw(ticket, "recovered")
    has_none = ticket.intake.current == "organisation" and has_no_company(event.text)
    if asking and not said and (has_none or (wished == "skip" and ticket.intake.current)):
        return skip(case, ticket)
    if cries(event.text) and not ticket.urgent and ticket.intake.current != "priority":
        return learnt  # he hears that it is marked urgent; what we asked stands as it stood
    if besides.only_courtesy(event):
        return ()
    matter = greetings.matter(case, ticket, event, said.values()) if asking or begins else ()
    if ticket.intake.state == "withdrawn" and not said:
        ticket = replace(ticket, intake=replace(ticket.intake, state=after(ticket.intake.state, "again")))
        if case.asks == "all":
            return (*matter, *learnt, *_taken_up(case, ticket))
    elif not asking:
        return (*matter, *learnt, *questions.noted(case, ticket, said, named=bool(matter)))
    if case.asks == "one" and not said and (aside := besides.beside(ticket, event, further=told.further)):
        return (*matter, *aside)
    also = agreeing.named(case, event, ticket.intake.also)
    known = {**{field: ticket.value(field) for field in FIELDS}, **said}
    piece = "" if known["phone"] else told.piece or ticket.intake.piece
    progress = Progress(known, replace(ticket.intake, also=also, piece=piece))
    read = (Note("read", told.read),) if told.read else ()
    things = (Patch(told.things),) if told.things else ()
    return (*matter, *learnt, *things, *read, *go_on(case, progress, told, named=bool(matter)))


def _taken_up(case: Case, ticket: Ticket) -> tuple[Change, ...]:
    """A request that was taken back goes on; in a mail the questions stand already, and are repeated once."""
    reminder = SetTimer("intake", case.policy.remind_after["all"])
    return (Patch({"intake": ticket.intake}), Say("intake/taken_up"), reminder, ShowCard())


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
    return (*learnt, *go_on(case, progress, Told({"priority": argument})))


def resume(case: Case, ticket: Ticket) -> tuple[Change, ...]:
    """The conversation goes on by this channel: a chat asks the next question, in a mail they stand already."""
    if ticket.intake.state != "asking" or case.asks == "all":
        return ()
    progress = Progress({field: ticket.value(field) for field in FIELDS}, replace(ticket.intake, current=""))
    return go_on(case, progress, Told({"": "goes on"}))


def skip(case: Case, ticket: Ticket) -> tuple[Change, ...]:
    """The present question is left out (in a mail: all that are open)."""
    left = (ticket.intake.current,) if ticket.intake.current else ticket.missing
    intake = replace(ticket.intake, left=(*ticket.intake.left, *left), current="")
    progress = Progress({field: ticket.value(field) for field in FIELDS}, intake)
    return go_on(case, progress, Told({"": "skipped"}))


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
    return () if ticket.intake.spoken else (Patch({"intake": replace(ticket.intake, spoken=True)}),)


def withdraw(ticket: Ticket, told: str = "cancelled") -> tuple[Change, ...]:
    """He takes the request back, or it has "recovered" by itself; the ticket stays in front of the engineers, who close
    it."""
    return (
        Patch(
            {
                "intake": replace(ticket.intake, state=after(ticket.intake.state, "withdraw"), current=""),
                "call_task": "",
            }
        ),
        DropTimer("intake"),
        Note("withdrawn"),
        Say(f"intake/{told}", {}),
        Post("desk/withdrawn", {}),
        ShowCard(),
    )


def same(case: Case, ticket: Ticket) -> tuple[Change, ...]:
    """It is not a new problem: the ticket goes on where his last one stopped, what stood there is not asked again, and
    engineers see both. Without one we can only ask him for its number."""
    older = case.earlier
    if older is None:
        return (Say("conversation/same_unknown"),)
    known = {field: older.value(field) for field in FIELDS if older.value(field) and not ticket.value(field)}
    ended = ticket.intake if ticket.intake.state != "asking" else replace(ticket.intake, state="complete", current="")
    return (
        *(Learn(field, value, "read") for field, value in known.items()),
        Patch({"intake": ended}),
        DropTimer("intake"),
        Follow(older.id, older.reference, said=True),
        Say("conversation/same", {"other": older.reference}),
        ShowCard(),
    )


def overdue(case: Case, ticket: Ticket) -> tuple[Change, ...]:
    """He did not answer our questions: reminds once, unless an engineer speaks with him, then leaves the rest to the
    engineers, marked missing."""
    if ticket.intake.state != "asking":
        return ()
    intake = ticket.intake if ticket.intake.reminded or ticket.intake.spoken else _reminding(case, ticket)
    if not intake.reminded or ticket.intake.reminded:
        return leave(case, ticket)
    one, facts = case.asks == "one", {field: ticket.value(field) for field in FIELDS}
    return (
        Patch({"intake": intake}),
        Say("intake/remind_one" if one else "intake/remind_all", context(case, ticket.missing, facts, intake.current)),
        SetTimer("intake", case.policy.give_up_after[case.asks]),
        Note("intake_reminded"),
    )


def _reminding(case: Case, ticket: Ticket) -> Intake:
    """The questions with the reminder, which in a chat counts as one more asking: of the present question, of the next
    one when that was asked often enough, or of the matter that he has not told. As they are when nothing may be asked
    any more."""
    intake = ticket.intake
    if case.asks == "all" or (greetings.is_unnamed(ticket) and not intake.current):
        return replace(intake, reminded=True)
    wanted = Progress({field: ticket.value(field) for field in FIELDS}, intake).wanted
    if not wanted:
        return intake
    field = intake.current if intake.current in wanted else wanted[0]
    return replace(intake, reminded=True, current=field, asked={**intake.asked, field: intake.asked.get(field, 0) + 1})


def leave(case: Case, ticket: Ticket) -> tuple[Change, ...]:
    """The questions end here, whatever is still unknown: the engineers complete the ticket."""
    if ticket.intake.state != "asking":
        return ()
    facts = {field: ticket.value(field) for field in FIELDS}
    return (
        Patch({"intake": replace(ticket.intake, state=after(ticket.intake.state, "give_up"), current="")}),
        DropTimer("intake"),
        Note("intake_timed_out", {"missing": list(ticket.missing)}),
        Post("desk/intake_timeout", context(case, ticket.missing, facts, "")),
        ShowCard(),
    )


def correct(case: Case, ticket: Ticket, event: Wrote) -> tuple[Change, ...]:
    """What he states or corrects while no question is open."""
    said = facts.stated(case, ticket, event)
    return (*(Learn(field, value, "said") for field, value in said.items()), *questions.noted(case, ticket, said))


def _source(told: Told, field: str) -> Literal["profile", "read", "said"]:
    if field not in told.facts:
        return "profile"
    return "read" if field in told.read else "said"


def shown(event: Wrote) -> tuple[Change, ...]:
    """What the requester wrote, in the record and before the engineers."""
    template = "desk/automatic" if event.automatic else "desk/customer_wrote"
    return (Keep("in", event.text), Note("wrote"), Post(template, wrote_context(event), files=True))


def wrote_context(event: Wrote) -> dict[str, object]:
    """What a post about a customer's message needs. Thousands of posts would keep the engineers' channel busy for
    hours: a text beyond all measure is cut, and stands whole in a file."""
    text = event.text
    if len(text) > LONGEST_SHOWN and WHOLE_TEXT in event.files:
        text = f"{text[:LONGEST_SHOWN]}\n[…] {WHOLE_TEXT}"
    return {"text": text, "attachments": list(event.files), "trouble": event.trouble}
