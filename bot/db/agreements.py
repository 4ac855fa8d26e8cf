"""Where a customer may be reached besides the way he wrote by, and how he said so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from bot.db.schema import agreements
from bot.db.statements import Statement

_OF = Statement(
    select(agreements.c.way, agreements.c.answer)
    .where(agreements.c.customer_id == bindparam("customer"))
    .order_by(agreements.c.id)
)


def of(connection: Connection, customer_id: int) -> dict[str, str]:
    """What he was asked about, and what he said: way -> asked | agreed | declined, the oldest first."""
    return {row["way"]: row["answer"] for row in _OF.rows(connection, {"customer": customer_id})}


def keep(connection: Connection, customer_id: int, way: str, values: Mapping[str, Any]) -> None:
    """Keeps his newest answer about a way: `values` are answer, evidence, ticket_id and at."""
    where = (agreements.c.customer_id == customer_id, agreements.c.way == way)
    if not connection.execute(update(agreements).where(*where).values(**values)).rowcount:
        connection.execute(insert(agreements).values(customer_id=customer_id, way=way, **values))


def follow(connection: Connection, moved: Sequence[int], old: int, new: int) -> None:
    """What was agreed on these tickets goes from their old customer to the new one, unless he has said something of the
    way himself."""
    said = select(agreements.c.way).where(agreements.c.customer_id == new)
    where = (agreements.c.customer_id == old, agreements.c.ticket_id.in_(moved), agreements.c.way.not_in(said))
    connection.execute(update(agreements).where(*where).values(customer_id=new))
