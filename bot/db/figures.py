"""Figures for the monitoring: each from an index, none with anybody's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, text

from bot.db.schema import inbox, outbox, tickets, timers

# Literals, not parameters: SQLite takes a partial index only for a condition it can read.
_LIVE = text("outbox.state IN ('pending', 'sending')")
_SAID = text("tickets.complaint <> ''")
_ENDED = text("outbox.state IN ('undeliverable', 'unclear')")


@dataclass(frozen=True, slots=True)
class Figures:
    """Tickets by status; deliveries that wait or ended badly by (channel, state); when the oldest delivery that
    waits was made; how many events lie on the shelf; when the oldest timer was due; tickets that engineers
    have confirmed as complaints, and those that only sound like one."""

    tickets: Mapping[str, int]
    deliveries: Mapping[tuple[str, str], int]
    oldest_waiting: datetime | None
    shelf: int
    oldest_timer: datetime | None
    complaints: int = 0
    complaints_proposed: int = 0


def read(connection: Connection) -> Figures:
    """Reads them all."""
    by_status = connection.execute(select(tickets.c.status, func.count()).group_by(tickets.c.status))
    count = select(outbox.c.channel, outbox.c.state, func.count()).group_by(outbox.c.channel, outbox.c.state)
    rows = [*connection.execute(count.where(_LIVE)).all(), *connection.execute(count.where(_ENDED)).all()]
    # Rows are numbered as they are made: the first is the oldest, and its number stands in the index.
    first = select(func.min(outbox.c.id)).where(_LIVE).scalar_subquery()
    oldest = select(outbox.c.created_at).where(outbox.c.id == first)
    shelved = select(func.count()).select_from(inbox).where(text("inbox.state = 'shelved'"))
    complained = select(tickets.c.complaint, func.count()).where(_SAID).group_by(tickets.c.complaint)
    complaints = {row[0]: row[1] for row in connection.execute(complained)}
    return Figures(
        tickets={row[0]: row[1] for row in by_status},
        deliveries={(row[0], row[1]): row[2] for row in rows},
        oldest_waiting=connection.execute(oldest).scalar(),
        shelf=int(connection.execute(shelved).scalar_one()),
        oldest_timer=connection.execute(select(func.min(timers.c.due))).scalar(),
        complaints=complaints.get("confirmed", 0),
        complaints_proposed=complaints.get("proposed", 0),
    )
