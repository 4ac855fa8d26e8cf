"""What a press on one of our buttons means, in a chat or by the mail that it opens."""

from __future__ import annotations

from dataclasses import replace

from bot.core.decisions import Change, Decision, Note, Post, Say
from bot.core.events import Case, Pressed, Wrote
from bot.core.messages import Answer
from bot.core.tickets import PRIORITIES, Ticket
from bot.flows import agreeing, callback, intake, known, urgent


def pressed(case: Case, ticket: Ticket, event: Pressed) -> Decision:
    """A press, and what he wrote into the mail that bears it. Where that changes nothing he is told by a message (in a
    chat he sees it at once), and engineers see that he pressed."""
    decision = _choice(case, ticket, event)
    if not event.written:
        return decision
    changes = decision.changes
    if all(isinstance(change, Note) for change in changes):
        changes = (*changes, _chosen(event), _outdated(event))
    return replace(decision, changes=(*_added(ticket, event, changes), *changes))


def _added(ticket: Ticket, event: Pressed, answered: tuple[Change, ...]) -> tuple[Change, ...]:
    """What he wrote beside the button, in the record and before the engineers."""
    if not (event.words or event.files):
        return ()
    wrote = Wrote(event.words, files=event.files)
    return (*intake.shown(wrote), *urgent.marked(ticket, wrote, answered))


def _chosen(event: Pressed) -> Post:
    return Post(
        "desk/customer_pressed", {"text": event.label or event.action}
    )  # the link of a plain text bears no label


def _outdated(event: Pressed) -> Say:
    return Say("conversation/ticket_closed_button", {"added": bool(event.words)})


def _choice(case: Case, ticket: Ticket, event: Pressed) -> Decision:
    pressed: tuple[Change, ...] = (Note("pressed", {"action": event.action}),)
    if event.action in ("solved", "broken", "person") and ticket.solution_version > 0:
        return _verdict(case, ticket, event, pressed)
    if event.action in ("helped", "declined"):
        changes = known.pressed(case, ticket, event.action)
        if changes:
            return Decision((*pressed, _chosen(event), *changes))
    if ticket.status == "closed":
        return Decision((_outdated(event),), Answer(reason="ticket_closed"))
    if event.action == "same":
        return Decision((*pressed, *intake.same(case, ticket)))
    if event.action == "also":
        return Decision((*pressed, *agreeing.answer(case, ticket, "yes" if event.argument == "yes" else "no")))
    if event.action == "priority" and event.argument in PRIORITIES:
        return Decision((*pressed, *intake.press(case, ticket, "priority", event.argument)))
    if event.action in ("skip", "person") and ticket.intake.state == "asking" and ticket.status != "solved":
        return Decision((*pressed, *intake.press(case, ticket, event.action, "")))
    if event.action == "person":
        return Decision((*pressed, *intake.person(ticket)))
    return Decision(pressed)


def _verdict(case: Case, ticket: Ticket, event: Pressed, pressed: tuple[Change, ...]) -> Decision:
    """A choice under a solution. One under an older solution, or a second one, changes nothing."""
    stale = event.argument.isdecimal() and int(event.argument) != ticket.solution_version
    changes = () if stale else callback.answer(case, ticket, event.action)
    if not changes:
        if ticket.status == "closed":
            return Decision((_outdated(event),), Answer(reason="ticket_closed"))
        return Decision(pressed, Answer(reason="choice_outdated"))
    return Decision((*pressed, _chosen(event), *changes))
