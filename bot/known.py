"""Looks up what is known already: articles that may answer a first message, the one a customer was shown, and the
solution that did not reach him."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from bot.core.events import Case, Did, Event, Pressed, Settled, Wrote
from bot.core.tickets import Ticket
from bot.db import knowledge, outbox, tickets
from bot.flows import known, likeness

MOST_TERMS = 24  # of a question: with 20 000 articles it takes 7 ms (SQLite) to 14 ms (PostgreSQL)
MOST_ARTICLES = 10


def prepared(connection: Connection, case: Case, event: Event) -> Case:
    """The case with what is known about the event. A machine's message and a command ask nothing."""
    if case.ticket is not None:
        return _of_ticket(connection, case, case.ticket, event)
    if not isinstance(event, Wrote) or event.automatic or event.command:
        return case
    if not knowledge.speaks(connection, case.language):
        return case
    wanted = likeness.content(known.question(event))[:MOST_TERMS]
    found = knowledge.similar(connection, wanted, case.language, MOST_ARTICLES)
    return replace(case, articles=tuple(found))


def _of_ticket(connection: Connection, case: Case, ticket: Ticket, event: Event) -> Case:
    """With what he was shown and with what the ticket taught, where the event may say something of it."""
    customers = isinstance(event, Wrote | Pressed)
    if isinstance(event, Wrote):
        case = replace(case, unsent=_unsent(connection, ticket))
    if ticket.offered and customers:
        case = replace(case, offer=knowledge.offered(connection, ticket.id))
    judged = customers and ticket.status in ("solved", "closed")
    if ticket.solution_version and (judged or isinstance(event, Did)):
        case = replace(case, taught=knowledge.of_ticket(connection, ticket.id))
    return case


def _unsent(connection: Connection, ticket: Ticket) -> Settled | None:
    """The solution, when no way to the customer has taken it. What may have arrived is not meant."""
    row = outbox.solution(connection, ticket.id, ticket.solution_version) if ticket.unread else None
    if row is None or row["state"] != "undeliverable":
        return None
    text = tickets.solution_text(connection, ticket.id, ticket.solution_version)
    return Settled(
        "undeliverable",
        "solution",
        "",
        text,
        solution_version=ticket.solution_version,
        explicit=True,
        files=tuple(row["files"]),
    )
