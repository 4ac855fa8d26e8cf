"""What a customer says beside the matter: a bare greeting, where his request stands, why we ask."""

from __future__ import annotations

from bot.core.decisions import Change, Patch, Say, SetTimer, ShowCard
from bot.core.events import Case, Wrote
from bot.core.tickets import Ticket
from bot.flows import reading
from bot.flows.wishes import greets, is_back, verdict, wish

SUBJECT_LIMIT = 120


def answered(case: Case, ticket: Ticket, event: Wrote) -> tuple[Change, ...]:
    """The answer to a question of his, in however few words; empty when he asks none. Nothing else changes: what we
    asked stands as it stood."""
    wished = wish(event.text)
    if wished == "status":  # whoever asks it of a ticket that is solved has not read the solution
        return (status(ticket),)
    if wished == "why" and case.asks == "one" and ticket.intake.state == "asking" and ticket.intake.current:
        return (Say("intake/why", {"ask": ticket.intake.current}),)
    return ()


def status(ticket: Ticket | None) -> Say:
    """Where his request stands."""
    if ticket is None:
        return Say("conversation/status_none")
    context = {"status": ticket.status, "engineer": ticket.assignee, "priority": ticket.priority}
    return Say("conversation/status", context)


def only_greets(case: Case, event: Wrote) -> bool:
    """Whether a chat begins with a greeting and nothing else."""
    return case.asks == "one" and not event.files and not event.contact and not event.trouble and greets(event.text)


def greeted(case: Case) -> tuple[Change, ...]:
    """He is asked what we can do for him, before anything else."""
    return (Say("intake/opened_greeting"), SetTimer("intake", case.policy.remind_after["one"]))


def matter(ticket: Ticket, event: Wrote) -> tuple[Change, ...]:
    """The ticket is named after what he wants once he says it, where it began with a greeting."""
    if not greets(ticket.subject) or greets(event.text) or wish(event.text):
        return ()
    return (Patch({"subject": subject(event)}), ShowCard())


def goes_on(ticket: Ticket, text: str) -> bool:
    """Whether what he writes in a chat is about the closed ticket before: a thank you, a question how it stands, or
    that the trouble has come back, of that device or of none that he names. Anything else is a new request."""
    if verdict(text) == "solved" or wish(text) == "status":
        return True
    named = reading.read_product(text).casefold()
    return is_back(text) and (not named or named in f"{ticket.subject} {ticket.product}".casefold())


def subject(event: Wrote) -> str:
    """What the ticket is called: the mail's subject, or the first line of what he wrote."""
    line = next((line.strip() for line in event.text[: reading.READ_LIMIT].splitlines() if line.strip()), "")
    chosen = event.subject.strip() or line or ", ".join(event.files)
    return " ".join(chosen.split())[:SUBJECT_LIMIT]
