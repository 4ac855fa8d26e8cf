"""Which flow decides about an event. The one door: decide(case, event) -> Decision."""

from __future__ import annotations

from dataclasses import replace
from unicodedata import category

from bot.core.decisions import (
    Change,
    ChooseLanguage,
    Decision,
    Follow,
    Keep,
    Learn,
    LeaveTicket,
    Note,
    Patch,
    Post,
    Say,
    ShowCard,
)
from bot.core.events import Case, Did, Event, Fired, Linked, Pressed, Returned, Settled, Wrote
from bot.core.messages import Answer
from bot.core.tickets import Ticket
from bot.flows import (
    agreeing,
    besides,
    callback,
    complaint,
    desk,
    facts,
    intake,
    known,
    linking,
    praised,
    presses,
    refusing,
    reports,
    urgent,
)
from bot.flows.absences import only_away
from bot.flows.praise import is_praise
from bot.flows.reading import sounds_urgent
from bot.flows.wishes import verdict, wish

LANGUAGES = {"en": "en", "english": "en", "英文": "en", "英语": "en", "zh": "zh", "chinese": "zh", "中文": "zh"}


def decide(case: Case, event: Event) -> Decision:
    """Decides what is to be done about `event`. Pure; the same case and event give the same decision. A machine that
    opened a ticket hears nothing by itself, only what engineers want sent."""
    decision = _decide(case, event)
    if case.ticket is None or not case.ticket.by_machine or isinstance(event, Wrote | Pressed | Linked):
        return decision
    kept = (change for change in decision.changes if not isinstance(change, Say) or change.explicit)
    return replace(decision, changes=tuple(kept))


def _decide(case: Case, event: Event) -> Decision:
    if isinstance(event, Wrote):
        return linking.with_known_number(_wrote(case, event), event)
    if isinstance(event, Linked):
        return linking.decide(case, event)
    if case.ticket is None:
        return Decision(answer=Answer(accepted=False, reason="no_ticket"))
    if isinstance(event, Pressed):
        return presses.pressed(case, case.ticket, event)
    if isinstance(event, Did):
        return desk.decide(case, case.ticket, event)
    if isinstance(event, Returned):
        return Decision(reports.decide(case, case.ticket, event))
    if isinstance(event, Fired):
        return Decision(_fired(case, case.ticket, event))
    return Decision(_settled(case, case.ticket, event))


def _wrote(case: Case, event: Wrote) -> Decision:
    if event.automatic in ("replied", "bounce"):
        return _machine(case, event)
    if event.withdrawn:
        return _taken_back(case, event)
    if event.changed and case.ticket is not None and not event.automatic:
        return Decision(_changed(case, case.ticket, event))
    if event.continues:
        said = (Post("desk/customer_wrote", intake.wrote_context(event)),) if event.text else ()
        return Decision((Keep("in", event.text), *said))
    if event.command and not event.automatic:
        return _command(case, event)
    if (
        case.role == "requester"
        and not event.automatic
        and not _visible(event.text)
        and not event.files
        and not event.subject.strip()
        and not event.contact
        and not event.trouble
    ):
        return Decision((Say("conversation/empty"),), ledger="empty")
    if case.ticket is None and case.asks == "one" and not event.automatic and (asked := besides.before_any(event)):
        return asked
    if case.ticket is None:
        return Decision(_opened(case, event))
    return Decision(_further(case, case.ticket, event))


def _opened(case: Case, event: Wrote) -> tuple[Change, ...]:
    """A first message: a ticket, and for nothing but praise one that needs nothing any more."""
    if praised.begins(event):
        return praised.opened(case, event)
    follow = (Follow(case.follows.id, case.follows.reference),) if case.follows else ()
    return (*known.offer(case, event, intake.open_ticket(case, event)), *follow)


def _visible(text: str) -> bool:
    """Whether anything of it can be seen: marks without width are no message."""
    return any(not (character.isspace() or category(character) == "Cf") for character in text)


def _changed(case: Case, ticket: Ticket, event: Wrote) -> tuple[Change, ...]:
    """He changed the wording of what stands in the record: both stay there, and engineers see the new one. It answers
    no question and opens nothing again; what it states beyond doubt, the fact that it gave before, and an urgency
    count."""
    marked = replace(event, text=f"{facts.CHANGED}{event.text}")
    if case.role != "requester":
        return _shown_of_other(case, marked)
    shown = intake.shown(marked)
    if ticket.status == "closed":
        return shown
    read = _read(case, ticket, event) if intake.correct(case, ticket, event) else ()
    return (*shown, *urgent.marked(ticket, event, read), *read)


def _taken_back(case: Case, event: Wrote) -> Decision:
    """He deleted a message. It stays in the record; engineers see that he took it back, and nobody answers."""
    if case.ticket is None:
        return Decision(ledger="withdrawn")
    return Decision((Note("deleted"), Post("desk/customer_deleted", {"text": event.text, **_named(case)})))


def _named(case: Case) -> dict[str, str]:
    """Whose words they are, when they are not the requester's."""
    return {} if case.role == "requester" else {"name": case.writer}


def _further(case: Case, ticket: Ticket, event: Wrote) -> tuple[Change, ...]:
    """One more message of a ticket: shown, then read by the flow that waits for it."""
    if case.role != "requester":
        return _others(case, ticket, event)
    shown = intake.shown(event)
    if event.automatic:
        return shown
    if only_away(case, event):
        return tuple(replace(change, threads=False) if isinstance(change, Keep) else change for change in shown)
    if ticket.by_machine:
        ticket = replace(ticket, intake=replace(ticket.intake, heard=True))
        shown = (*shown, Patch({"intake": ticket.intake}))
    if case.unsent is not None and verdict(event.text) in ("", "broken"):
        shown = (*shown, *callback.again(ticket, case.unsent))
    return _answered(case, ticket, event, shown)


def _answered(case: Case, ticket: Ticket, event: Wrote, shown: tuple[Change, ...]) -> tuple[Change, ...]:
    """What a person's further message leads to, behind what shows it."""
    if asked := besides.answered(case, ticket, event):
        return (*shown, *asked)
    if wish(event.text) == "same" and ticket.status not in ("solved", "closed"):
        return (*shown, *intake.same(case, ticket))
    if wish(event.text) == "cancel" and ticket.status not in ("solved", "closed"):
        return (*shown, *intake.withdraw(ticket))
    if refused := _refused(case, ticket, event):
        return (*shown, *refused)
    read = _read(case, ticket, event)
    heard = complaint.heard(case, event, ticket)
    told = (*heard, *urgent.marked(ticket, event, read), *read, *complaint.sorry(ticket, heard, read))
    unanswered = not any(isinstance(change, Say | Learn) for change in told)
    return (*shown, *told, *(besides.added(case, ticket, event) if unanswered else ()))


def _refused(case: Case, ticket: Ticket, event: Wrote) -> tuple[Change, ...]:
    """He is not to be called, or not there: the number that he is asked for he leaves out, any other is taken back."""
    if ticket.intake.state == "asking" and ticket.intake.current == "phone" and refusing.refuses_calls(event.text):
        return intake.skip(case, ticket)
    taken_back = refusing.refused(case, ticket, event.text)
    return (*taken_back, *(callback.heard(ticket, case.channel) if taken_back and ticket.awaits_answer else ()))


def _read(case: Case, ticket: Ticket, event: Wrote) -> tuple[Change, ...]:
    """What his message means to the flow that waits for it."""
    if ticket.awaits_answer and (corrected := intake.correct(case, ticket, event)):
        return (*corrected, *callback.heard(ticket, case.channel))
    if ticket.awaits_answer:
        said = verdict(event.text)
        if said == "broken" and case.unsent is not None:  # he cannot mean a solution that he gets only now
            said = ""
        return callback.answer(case, ticket, said) if said else callback.unclear(case, ticket, event.text)
    if ticket.status == "closed":
        return _after_the_end(case, ticket, event)
    if agreed := agreeing.heard(case, ticket, event.text):
        return agreed
    opinion = known.opinion(case, ticket, event.text)
    if opinion == "helped":
        return known.helped(case, ticket)
    if opinion and wish(event.text) == "skip":  # "no" to the answer that was shown, not to the question
        return known.declined()
    return (*(known.declined() if opinion else ()), *intake.hear(case, ticket, event))


def _others(case: Case, ticket: Ticket, event: Wrote) -> tuple[Change, ...]:
    """Somebody else wrote on the ticket: it is shown as his. A colleague of the requester says whether a solution
    works; who is merely in copy does not, and neither of them answers the questions about the requester."""
    shown = _shown_of_other(case, event)
    if event.automatic:
        return shown
    if only_away(case, event):
        return tuple(replace(change, threads=False) if isinstance(change, Keep) else change for change in shown)
    if not ticket.urgent and sounds_urgent(event.text):
        shown = (*shown, *urgent.alerted(event.text, case.writer), ShowCard())
    said = verdict(event.text)
    if case.role == "copied":
        return shown
    if ticket.awaits_answer:
        return (*shown, *(callback.answer(case, ticket, said) if said else callback.heard(ticket, case.channel)))
    if ticket.status == "closed":
        return (*shown, *_after_the_end(case, ticket, event))
    return shown


def _after_the_end(case: Case, ticket: Ticket, event: Wrote) -> tuple[Change, ...]:
    """Whatever he writes on a closed ticket opens it again, but a word that it works, thanks and praise. It says
    something of the solution only when he says so: he may have another matter."""
    said = verdict(event.text)
    if said == "solved":
        return ()
    if not said and (besides.only_courtesy(event) or is_praise("", event.text)):
        return praised.answered(case, event)
    return callback.answer(case if said == "broken" else replace(case, taught=None), ticket, "broken")


def _shown_of_other(case: Case, event: Wrote) -> tuple[Change, ...]:
    """What somebody else wrote, in the record and before the engineers."""
    template = "desk/automatic" if event.automatic else "desk/other_wrote"
    context = {**intake.wrote_context(event), "writer": case.writer, "role": case.role}
    return (
        Keep("in", event.text, case.writer),
        Note("wrote", {"role": case.role}),
        Post(template, context, files=True),
    )


def _machine(case: Case, event: Wrote) -> Decision:
    """A robot's reply joins its ticket or stays in the ledger, as a bounce of nobody's does; it is never answered."""
    if case.ticket is None:
        return Decision(ledger=f"automatic: {event.automatic}")
    return Decision(
        (
            Keep("in", event.text, threads=False),
            Note("machine_wrote"),
            Post("desk/automatic", intake.wrote_context(event)),
        )
    )


def _fired(case: Case, ticket: Ticket, event: Fired) -> tuple[Change, ...]:
    if event.kind == "intake":
        return intake.overdue(case, ticket)
    return callback.overdue(case, ticket, event)


def _settled(case: Case, ticket: Ticket, event: Settled) -> tuple[Change, ...]:
    return callback.settled(case, ticket, event)


def _command(case: Case, event: Wrote) -> Decision:
    ticket = case.ticket
    if event.command == "language":
        return _language(event)
    if event.command in ("start", "new"):
        left = intake.leave(case, ticket) if ticket else ()
        said = Say(f"conversation/{event.command}")
        return Decision((*left, LeaveTicket(), said), ledger=f"command: {event.command}")
    if event.command == "status":
        return Decision((besides.status(ticket),), ledger="command: status")
    if event.command == "cancel":
        if ticket is None or ticket.status in ("solved", "closed"):
            return Decision((Say("conversation/nothing_to_cancel"),), ledger="command: cancel")
        return Decision((Keep("in", "/cancel"), *intake.withdraw(ticket)))
    return Decision((Say("conversation/unknown_command"),), ledger="command: unknown")


def _language(event: Wrote) -> Decision:
    chosen = LANGUAGES.get(event.text.strip().lower())
    if chosen is None:
        return Decision((Say("conversation/language_ask"),), ledger="command: language")
    return Decision((ChooseLanguage(chosen), Say("conversation/language_set")), ledger="command: language")
