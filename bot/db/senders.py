"""Senders of mail whom engineers keep out as spam, or let through although their server marks them."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from bot.core.mail_domains import above
from bot.db.schema import senders
from bot.db.statements import Statement

Rule = Literal["", "blocked", "allowed"]


@lru_cache
def _said(count: int) -> Statement:
    """What was said of so many names, which are its values "0", "1" and so on."""
    said = select(senders.c.value, senders.c.rule)
    return Statement(said.where(senders.c.value.in_([bindparam(str(place)) for place in range(count)])))


def rule_of(connection: Connection, address: str) -> Rule:
    """What engineers have said of an address: of it itself, else of the nearest domain it belongs to."""
    names = (address, *above(address.rpartition("@")[2]))
    rows = _said(len(names)).rows(connection, {str(place): name for place, name in enumerate(names)})
    said: dict[str, Rule] = {row["value"]: row["rule"] for row in rows}
    return next((said[name] for name in names if name in said), "")


def is_blocked(connection: Connection, address: str) -> bool:
    """Whether engineers keep an address out."""
    return rule_of(connection, address) == "blocked"


def learn(connection: Connection, value: str, rule: Rule, by: str, at: datetime) -> None:
    """Keeps what was said of an address or a domain last."""
    values = {"rule": rule, "by": by, "at": at}
    if connection.execute(update(senders).where(senders.c.value == value).values(**values)).rowcount == 0:
        connection.execute(insert(senders).values(value=value, **values))


def forget(connection: Connection, value: str) -> bool:
    """Forgets what was said of it; False when nothing was."""
    return connection.execute(delete(senders).where(senders.c.value == value)).rowcount == 1


def listed(connection: Connection) -> list[dict[str, Any]]:
    """Everything that was said, the newest first."""
    return [dict(row) for row in connection.execute(select(senders).order_by(senders.c.id.desc())).mappings()]
