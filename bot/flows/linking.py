"""Says what became of a proof that another way is his, too, and goes on where the conversation was."""

from __future__ import annotations

from dataclasses import replace

from bot.core.decisions import Change, Decision, Note, Post, Say, ShowCard
from bot.core.events import Case, Linked, Wrote
from bot.flows import intake


def decide(case: Case, event: Linked) -> Decision:
    """What he and the engineers hear of it."""
    return Decision(
        _joined(case, event) if event.outcome == "joined" else _told(event), ledger=f"link: {event.outcome}"
    )


def with_known_number(decision: Decision, event: Wrote) -> Decision:
    """The decision about a message with a shared contact, and what he hears when a record has that number already."""
    if event.known_number is None:
        return decision
    return replace(decision, changes=(*decision.changes, *_told(event.known_number)))


def _told(event: Linked) -> tuple[Change, ...]:
    said: tuple[Change, ...] = (Say(f"linking/{event.outcome}", {"address": event.address}),)
    if event.address_id is None:
        return said
    return (*said, Say("linking/code", {"code": event.code}, address_id=event.address_id))


def _joined(case: Case, event: Linked) -> tuple[Change, ...]:
    ticket = case.ticket
    if ticket is None:
        return (Say("linking/joined"),)
    return (
        Note("linked", {"by": event.evidence, "channel": case.channel}),
        Say("linking/joined"),
        Post("desk/linked", {"channel": case.channel, "evidence": event.evidence}),
        *intake.resume(case, ticket),
        ShowCard(),
    )
