"""What a mail server's report on a message of ours leads to."""

from __future__ import annotations

from bot.core.decisions import Change, Keep, Note, Post, ShowCard
from bot.core.events import Case, Returned
from bot.core.messages import RETURNED, Unreached
from bot.core.tickets import Ticket
from bot.flows import callback


def decide(case: Case, ticket: Ticket, event: Returned) -> tuple[Change, ...]:
    """A report on a message of ours: a delay is only noted, a failure is followed up, and what does not prove which
    message it means is shown to engineers."""
    kept = Keep("in", event.text, threads=False)
    if event.uncopied:
        return (kept, Note("uncopied"), *(_no_copy(one, event.text) for one in event.uncopied), ShowCard())
    if event.delayed:
        return (kept, Note("delayed"))
    if event.settled is not None:
        line = Note("returned", {"purpose": event.settled.purpose})
        return (kept, line, *callback.returned(case, ticket, event.settled))
    context = {"text": event.text, "attachments": list(event.files)}
    shown = (kept, Note("machine_wrote"), Post("desk/automatic", context))
    unreached = ticket.awaits_answer and ticket.reached_at is None and not ticket.call_task
    return (*shown, *(callback.call_task(ticket, "undeliverable") if unreached else ()))


def _no_copy(one: Unreached, report: str) -> Post:
    return Post("desk/uncopied", {"address": one.address, "cause": one.words or RETURNED, "text": report})
