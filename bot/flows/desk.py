"""What engineers do to a ticket: one small function an action, table at the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.core.decisions import (
    Advance,
    Change,
    Decision,
    DropTimer,
    Keep,
    KeepOut,
    Learn,
    Note,
    Patch,
    Post,
    Say,
    ShowCard,
)
from bot.core.desk import TIERS
from bot.core.events import Case, Did
from bot.core.files import is_executable
from bot.core.messages import Answer
from bot.core.tickets import LIFE, PRIORITIES, Ticket
from bot.flows import callback, complaint, intake, persons, releasing
from bot.flows.reading import read_phone_answer
from bot.flows.releasing import TEXT_LIMIT


def _refused(reason: str, field: str = "", **context: str) -> Decision:
    """Not done. Beside a field of its form, which then stays open with all that he has typed."""
    errors = {field: reason} if field else {}
    return Decision(answer=Answer(accepted=False, reason=reason, errors=errors, context=context))


def _wrong(**errors: str) -> Decision:
    return Decision(answer=Answer(accepted=False, errors=errors))


def _changed_meanwhile(newer: Mapping[str, str]) -> Decision:
    """Nothing is done with a form that shows what is no more: he is told what stands there now."""
    errors = dict.fromkeys(newer, "changed_meanwhile")
    return Decision(answer=Answer(accepted=False, errors=errors, context=newer))


def _text_fault(event: Did) -> Decision | None:
    text = event.fields.get("text", "").strip()
    if not text:
        return _wrong(text="text_missing")
    return _wrong(text="text_too_long") if len(text) > TEXT_LIMIT else None


def _fault(case: Case, event: Did) -> Decision | None:
    """What is wrong with a message to the customer, beside its field."""
    if fault := _text_fault(event):
        return fault
    if any(is_executable(file.name) for file in event.files):
        return _wrong(files="file_executable")
    if sum(file.size for file in event.files) > case.file_bytes and event.files:
        most = f"{case.file_bytes // 1_000_000} MB"
        return Decision(answer=Answer(accepted=False, errors={"files": "files_too_large"}, context={"most": most}))
    return None


def _taken(ticket: Ticket, event: Did) -> tuple[Change, ...]:
    """Whoever answers first also acknowledges."""
    if ticket.acknowledged_at is not None:
        return ()
    engineer = event.engineer
    return (
        Patch({"acknowledged_at": "now", "assignee_id": engineer.id, "assignee": engineer.name}),
        Note("acknowledged", {"engineer": engineer.id}),
    )


def acknowledge(case: Case, ticket: Ticket, event: Did) -> Decision:
    """Takes the ticket. One wins; the other is told who."""
    if ticket.acknowledged_at is not None:
        at = f"{ticket.acknowledged_at:%Y-%m-%d %H:%M} UTC"
        return _refused("already_acknowledged", who=ticket.assignee, when=at)
    if "acknowledge" not in LIFE[ticket.status]:
        return _refused("ticket_closed")
    told = Say("acknowledge/acknowledged", {"engineer": event.engineer.name}) if case.asks == "one" else None
    return Decision(
        (
            Advance("acknowledge"),
            *_taken(ticket, event),
            *((told,) if told and ticket.intake.state not in ("asking", "silent") else ()),
            Post("desk/acknowledged", {"engineer": event.engineer.name}),
            ShowCard(),
        )
    )


def reply(case: Case, ticket: Ticket, event: Did) -> Decision:
    """Answers the customer; always goes out."""
    if fault := _fault(case, event):
        return fault
    text, engineer = event.fields["text"].strip(), event.engineer.name
    return Decision(
        (
            *_taken(ticket, event),
            Advance("answer"),
            *intake.person_speaks(ticket),
            *callback.replied(ticket),
            Keep("out", text, engineer, with_files=True),
            Note("replied", event.noted),
            Say(
                "reply/answer",
                {"text": text, "engineer": engineer},
                purpose="reply",
                explicit=True,
                with_files=True,
            ),
            Post("desk/sent", {"text": text, **event.told}),
            ShowCard(),
        )
    )


def solve(case: Case, ticket: Ticket, event: Did) -> Decision:
    """Records the solution; the call-back starts at once. Of two who began at the same time one wins; the other is told
    who, and his text stays in his form."""
    if fault := _fault(case, event):
        return fault
    if "solve" not in LIFE[ticket.status]:
        return _refused("ticket_closed", "text")
    if event.seen.get("version", str(ticket.solution_version)) != str(ticket.solution_version):
        answer = Answer(accepted=False, errors={"text": "already_solved"}, context={"who": case.solver})
        return Decision(answer=answer)
    return Decision((*_taken(ticket, event), *callback.solve(case, ticket, event)))


def priority(case: Case, ticket: Ticket, event: Did) -> Decision:
    """The company agrees a priority; the customer's word stays beside it."""
    del case
    chosen = event.fields.get("priority", "")
    if chosen not in PRIORITIES:
        return _wrong(priority="priority_unknown")
    if chosen != ticket.priority != event.seen.get("priority", ticket.priority):
        return _changed_meanwhile({"priority": ticket.priority})
    reason = event.fields.get("reason", "").strip()
    if chosen != ticket.priority and not reason:
        return _wrong(reason="text_missing")
    context = {"engineer": event.engineer.name, "priority": chosen, "before": ticket.priority, "text": reason}
    return Decision(
        (
            Patch({"priority_agreed": chosen}),
            Note("priority_agreed", {"priority": chosen, "engineer": event.engineer.id}),
            Post("desk/priority_changed", context),
            ShowCard(),
        )
    )


def escalate(case: Case, ticket: Ticket, event: Did) -> Decision:
    """Hands the ticket to another tier with what is known; the customer's contact and clock stay."""
    del case
    tier = event.fields.get("tier", "")
    if tier not in TIERS:
        return _wrong(tier="tier_unknown")
    if ticket.status == "closed":
        return _refused("ticket_closed", "what")
    context = {"engineer": event.engineer.name, "tier": tier, "text": event.fields.get("note", "").strip()}
    return Decision(
        (
            Patch({"tier": tier}),
            Note("escalated", {"tier": tier, "from": ticket.tier, "engineer": event.engineer.id}),
            Post("desk/escalated", context),
            ShowCard(),
        )
    )


def details(case: Case, ticket: Ticket, event: Did) -> Decision:
    """Corrects name, organisation or phone. What is empty, or as the form showed it, stays as it is; what somebody else
    has changed meanwhile, too."""
    given = {f: event.fields.get(f, "").strip() for f in ("name", "organisation", "phone")}
    given = {f: v for f, v in given.items() if v and v not in (ticket.value(f), event.seen.get(f, "").strip())}
    if "phone" in given:
        phone = read_phone_answer(given["phone"], case.policy.region)
        if not phone:
            return _wrong(phone="phone_invalid")
        given["phone"] = phone
    late = {f: ticket.value(f) for f, v in given.items() if v != ticket.value(f) != event.seen.get(f, ticket.value(f))}
    if late:
        return _changed_meanwhile(late)
    changes = tuple(Learn(f, v, "engineer") for f, v in given.items())
    note = Note("details", {"fields": sorted(given), "engineer": event.engineer.id})
    return Decision((*changes, note, ShowCard()) if changes else ())


def log_call(case: Case, ticket: Ticket, event: Did) -> Decision:
    """Records a phone call to the customer: reached or not."""
    del case
    outcome = event.fields.get("outcome", "")
    if outcome not in ("reached", "not_reached"):
        return _wrong(outcome="outcome_missing")
    text = event.fields.get("note", "").strip()
    reached = outcome == "reached"
    fresh = reached and ticket.solution_version > 0 and ticket.reached_at is None
    values = {"call_task": ""} if reached else {}
    values |= {"reached_at": "now", "reached_by": "phone"} if fresh else {}
    return Decision(
        (
            *((Patch(values),) if values else ()),
            Note("called", {"outcome": outcome, "engineer": event.engineer.id}),
            *((Note("reached", {"by": "phone", "engineer": event.engineer.id}),) if fresh else ()),
            *((Keep("internal", text, event.engineer.name),) if text else ()),
            Post("desk/called", {"engineer": event.engineer.name, "outcome": outcome, "text": text}),
            ShowCard(),
        )
    )


def spam(case: Case, ticket: Ticket, event: Did) -> Decision:
    """Closes without a word to the sender, whose mail waits in the quiet list from now on. Nobody is kept out whom an
    engineer has answered, and no domain where everybody has a mailbox."""
    author = case.author
    if author is None or not author.address:
        return _refused("spam_by_mail_only")
    if "close" not in LIFE[ticket.status]:
        return _refused("ticket_closed", "what")
    if author.answered:
        return _refused("spam_answered")
    whole = event.fields.get("block") == "domain"
    if whole and not author.domain:
        return _wrong(block="domain_is_public")
    sender = author.domain if whole else author.address
    return Decision(
        (
            *_closed(),
            KeepOut(sender),
            Note("spam", {"engineer": event.engineer.id, "whole_domain": whole}),
            Post("desk/spam", {"engineer": event.engineer.name, "address": sender}),
            ShowCard(),
        )
    )


def _closed() -> tuple[Change, ...]:
    dropped = (DropTimer(kind) for kind in ("intake", "callback", "callback_call"))
    return (Advance("close"), Patch({"closed_at": "now", "call_task": ""}), *dropped)


def close(case: Case, ticket: Ticket, event: Did) -> Decision:
    """Closes without asking the customer any more."""
    del case
    if "close" not in LIFE[ticket.status]:
        return _refused("ticket_closed", "what")
    text = event.fields.get("note", "").strip()
    return Decision(
        (
            *_closed(),
            Note("closed", {"engineer": event.engineer.id}),
            Post("desk/closed", {"engineer": event.engineer.name, "text": text}),
            ShowCard(),
        )
    )


def note(case: Case, ticket: Ticket, event: Did) -> Decision:
    """Thread talk: kept, never sent."""
    del case, ticket
    text = event.fields.get("text", "").strip()
    return Decision((Keep("internal", text, event.engineer.name),) if text else ())


_ACTIONS: Mapping[str, Callable[[Case, Ticket, Did], Decision]] = {
    "acknowledge": acknowledge,
    "reply": reply,
    "solve": solve,
    "priority": priority,
    "escalate": escalate,
    "details": details,
    "log_call": log_call,
    "close": close,
    "spam": spam,
    "release": releasing.release,
    "release_again": releasing.release_again,
    "complaint_confirmed": complaint.confirm,
    "complaint_refuted": complaint.refute,
    "same_person": persons.same_person,
    "apart": persons.apart,
    "note": note,
}


def decide(case: Case, ticket: Ticket, event: Did) -> Decision:
    """Decides about an engineer's action. Raises KeyError for one that is not in core.desk.ACTIONS."""
    return _ACTIONS[event.action](case, ticket, event)
