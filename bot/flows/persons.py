"""An engineer says that two requesters are one person, or that they are not after all."""

from __future__ import annotations

from bot.core.decisions import Decision, Join, Note, Part, Post, ShowCard
from bot.core.events import Case, Did
from bot.core.messages import Answer
from bot.core.tickets import Ticket

LONGEST_REASON = 1000


def same_person(case: Case, ticket: Ticket, event: Did) -> Decision:
    """Joins the requester to the person named by a ticket or an address; the reason stays with the link."""
    del ticket
    named, reason = event.fields.get("same_as", "").strip(), " ".join(event.fields.get("note", "").split())
    faults = {"note": "text_too_long" if reason else "text_missing"} if not 0 < len(reason) <= LONGEST_REASON else {}
    if not named:
        faults["same_as"] = "text_missing"
    elif case.other is None:
        faults["same_as"] = "person_unknown"
    elif case.other.is_requester:
        faults["same_as"] = "same_already"
    if faults or case.other is None:
        return Decision(answer=Answer(accepted=False, errors=faults))
    engineer = event.engineer
    return Decision(
        (
            Join(case.other.customer_id, f"engineer {engineer.name}: {reason}"),
            Note("linked", {"by": "engineer", "engineer": engineer.id}),
            Post("desk/same_person", {"engineer": engineer.name, "address": named, "text": reason}),
            ShowCard(),
        )
    )


def apart(case: Case, ticket: Ticket, event: Did) -> Decision:
    """Takes one of the requester's links back."""
    del ticket
    chosen = event.fields.get("link", "")
    link = next((one for one in case.links if str(one) == chosen), None)
    if link is None:
        return Decision(answer=Answer(accepted=False, errors={"link": "link_missing"}))
    engineer = event.engineer
    return Decision(
        (
            Part(link),
            Note("unlinked", {"by": "engineer", "engineer": engineer.id}),
            Post("desk/apart", {"engineer": engineer.name}),
            ShowCard(),
        )
    )
