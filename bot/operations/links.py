"""Lists which ways were joined to one person, joins two at an engineer's word, and takes it back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from bot.core.command import COMMAND
from bot.db import history, linking
from bot.db.schema import tickets
from bot.operations.problem import OperationProblem


def listed(connection: Connection) -> str:
    """Every link, the newest first, one line each."""
    return "\n".join(_line(row) for row in linking.listed(connection)) or "No ways were joined yet."


def _line(row: Mapping[str, Any]) -> str:
    undone_at = f", taken back {row['undone_at']:%Y-%m-%d %H:%M}" if row["undone_at"] else ""
    way = f"{row['kind']}:{row['value']}"
    return f"{row['id']:>5}  {row['made_at']:%Y-%m-%d %H:%M}  {way}  by {row['evidence']}{undone_at}"


def joined(connection: Connection, references: tuple[str, str], now: datetime) -> str:
    """Makes the way of the first ticket one of the second's requester, too. Raises OperationProblem for a ticket
    that is none."""
    first, second = (_ticket(connection, reference) for reference in references)
    if linking.owner_of(connection, first["address_id"]) == second["customer_id"]:
        return "They are one person already."
    made = {"evidence": "engineer", "made_at": now}
    link = linking.join(connection, first["address_id"], second["customer_id"], made)
    _note(connection, [first["id"], second["id"]], "linked", now)
    return f"Joined as link {link}; `{COMMAND} links undo {link}` takes it back."


def undone(connection: Connection, link: int, now: datetime) -> str:
    """Takes a link back. Raises OperationProblem when there is none."""
    touched = linking.undo(connection, link, now)
    if touched is None:
        raise OperationProblem(f"there is no link {link} to take back; `{COMMAND} links list` shows them")
    _note(connection, touched, "unlinked", now)
    return f"Taken back; tickets that this touched: {len(touched)}."


def _ticket(connection: Connection, reference: str) -> Mapping[str, Any]:
    row = connection.execute(select(tickets).where(tickets.c.reference == reference.upper())).mappings().first()
    if row is None:
        raise OperationProblem(f"there is no ticket {reference}")
    return dict(row)


def _note(connection: Connection, touched: Iterable[int], kind: str, now: datetime) -> None:
    for ticket in touched:
        history.append(connection, ticket, [history.Line(kind, "engineer:admin", "", now, {"by": "engineer"})])
