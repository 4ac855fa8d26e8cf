"""A message that sounds like a complaint is a proposal, told at once; an engineer says whether it is one, and if so, it
is told to the lead."""

from __future__ import annotations

from bot.core.decisions import Change, Decision, Note, Patch, Post, Say, ShowCard
from bot.core.events import Case, Did, Wrote
from bot.core.messages import Answer
from bot.core.tickets import ComplaintState, Ticket
from bot.flows import facts


def heard(case: Case, event: Wrote, ticket: Ticket | None = None) -> tuple[Change, ...]:
    """What sounds like a complaint is proposed as one; once an engineer has confirmed it, it is only told."""
    words = "" if event.automatic else facts.impression(case, event).complaint
    if not words:
        return ()
    if ticket is not None and ticket.complaint == "confirmed":
        return (Note("complaint"), Post("desk/complaint_again", {"words": words}, lead=True))
    proposed = Patch({"complaint": "proposed", "complaint_by": "", "complaint_by_id": ""})
    return (proposed, Note("complaint"), Post("desk/complaint", {"words": words}), ShowCard())


def confirm(case: Case, ticket: Ticket, event: Did) -> Decision:
    """An engineer says that it is a complaint."""
    del case
    return _decided(ticket, event, "confirmed", Note("complaint_confirmed", {"engineer": event.engineer.id}))


def refute(case: Case, ticket: Ticket, event: Did) -> Decision:
    """An engineer says that it is none."""
    del case
    return _decided(ticket, event, "refuted", Note("complaint_refuted", {"engineer": event.engineer.id}))


def _decided(ticket: Ticket, event: Did, state: ComplaintState, line: Note) -> Decision:
    """The first word counts; only who gave it may change his mind. The same word twice changes nothing."""
    engineer = event.engineer
    if not ticket.complaint:
        return Decision(answer=Answer(accepted=False, reason="no_complaint"))
    if ticket.complaint != "proposed" and ticket.complaint_by_id != engineer.id:
        told = Answer(accepted=False, reason=f"complaint_{ticket.complaint}", context={"who": ticket.complaint_by})
        return Decision(answer=told)
    if ticket.complaint == state:
        return Decision()
    return Decision(
        (
            Patch({"complaint": state, "complaint_by": engineer.name, "complaint_by_id": engineer.id}),
            line,
            Post(f"desk/complaint_{state}", {"engineer": engineer.name}, lead=state == "confirmed"),
            ShowCard(),
        )
    )


def sorry(ticket: Ticket, heard: tuple[Change, ...], read: tuple[Change, ...]) -> tuple[Change, ...]:
    """What he hears when he complains for the first time, unless he is answered anyhow."""
    answered = any(isinstance(change, Say) for change in read)
    return (Say("conversation/sorry"),) if heard and not ticket.complaint and not answered else ()
