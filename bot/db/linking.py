"""Joining an address to the person it belongs to, and taking that back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from bot.db import agreements, people, tickets
from bot.db.schema import addresses, codes, conversations, customers, links
from bot.db.schema import tickets as ticket_table


def join(connection: Connection, address_id: int, customer_id: int, made: Mapping[str, Any]) -> int:
    """Makes an address one of this customer's, with the tickets that were written from it and what was agreed on them.
    `made` holds the link's evidence, code and time. Returns the link's id."""
    before = connection.execute(select(addresses.c.customer_id).where(addresses.c.id == address_id)).scalar_one()
    mine = (ticket_table.c.address_id == address_id, ticket_table.c.customer_id == before)
    moved = list(connection.execute(select(ticket_table.c.id).where(*mine)).scalars())
    connection.execute(update(addresses).where(addresses.c.id == address_id).values(customer_id=customer_id))
    connection.execute(update(ticket_table).where(ticket_table.c.id.in_(moved)).values(customer_id=customer_id))
    agreements.follow(connection, moved, before, customer_id)
    row = {"address_id": address_id, "from_customer_id": before, "to_customer_id": customer_id, "tickets": moved}
    return int(connection.execute(insert(links).values(**row, **made).returning(links.c.id)).scalar_one())


def undo(connection: Connection, link_id: int, now: datetime) -> list[int] | None:
    """Takes a link back: the address and the tickets that came along belong to whom they did before, and no other
    ticket of the customer is answered there or spoken of there any more. Returns the tickets that this touched;
    None when there is no such link, or it was taken back before."""
    found = connection.execute(select(links).where(links.c.id == link_id, links.c.undone_at.is_(None))).mappings()
    link = next(iter(found), None)
    if link is None:
        return None
    address_id, owner = link["address_id"], link["to_customer_id"]
    connection.execute(update(links).where(links.c.id == link_id).values(undone_at=now))
    back = {"customer_id": link["from_customer_id"]}
    connection.execute(update(addresses).where(addresses.c.id == address_id).values(**back))
    connection.execute(update(ticket_table).where(ticket_table.c.id.in_(link["tickets"])).values(**back))
    agreements.follow(connection, link["tickets"], owner, link["from_customer_id"])
    left = [ticket for ticket in _answered_at(connection, address_id, owner) if ticket not in link["tickets"]]
    _silenced(connection, people.way(connection, address_id), left)
    ways = [way for way in people.ways(connection, owner) if not way.dead]
    if ways:
        there = {"address_id": ways[0].id, "channel": ways[0].channel, "thread": ways[0].thread}
        connection.execute(update(ticket_table).where(ticket_table.c.id.in_(left)).values(**there))
    return [*link["tickets"], *left]


def _answered_at(connection: Connection, address_id: int, customer_id: int) -> list[int]:
    where = (ticket_table.c.address_id == address_id, ticket_table.c.customer_id == customer_id)
    return list(connection.execute(select(ticket_table.c.id).where(*where)).scalars())


def _silenced(connection: Connection, way: people.Reachable, of: list[int]) -> None:
    """The conversation there is about none of these tickets."""
    where = (conversations.c.channel == way.channel, conversations.c.thread == way.thread)
    connection.execute(update(conversations).where(*where, conversations.c.ticket_id.in_(of)).values(ticket_id=None))


def is_used(connection: Connection, code: str) -> bool:
    """Whether a link was followed before."""
    return connection.execute(select(links.c.id).where(links.c.code == code)).scalar() is not None


def owner_of(connection: Connection, address_id: int) -> int | None:
    """The customer whose address it is; None when there is no such address."""
    return connection.execute(select(addresses.c.customer_id).where(addresses.c.id == address_id)).scalar()


def mail_of_number(connection: Connection, phone: str, but: int) -> int | None:
    """The living mail address of the one customer, other than `but`, in whose record this number stands."""
    statement = (
        select(addresses.c.id)
        .join(customers, customers.c.id == addresses.c.customer_id)
        .where(customers.c.phone == phone, customers.c.id != but)
        .where(addresses.c.kind == "email", addresses.c.dead_since.is_(None))
        .limit(2)
    )
    found = list(connection.execute(statement).scalars())
    return found[0] if len(found) == 1 else None


def latest_open(connection: Connection, customer_id: int) -> int | None:
    """His newest ticket that is not closed."""
    statement = (
        select(ticket_table.c.id)
        .where(ticket_table.c.customer_id == customer_id, ticket_table.c.status != "closed")
        .order_by(ticket_table.c.id.desc())
        .limit(1)
    )
    return connection.execute(statement).scalar()


def speaks_of(connection: Connection, way: tuple[str, str], ticket_id: int | None, now: datetime) -> None:
    """The conversation at (channel, thread) is about this ticket, unless it is about one already."""
    known = tickets.of_conversation(connection, *way)
    if ticket_id is not None and (known is None or known[1] is None):
        tickets.converse(connection, *way, {"ticket_id": ticket_id, "updated_at": now})


def keep_code(connection: Connection, values: Mapping[str, Any]) -> None:
    """Keeps the mark of a code; earlier ones asked for from there are void."""
    where = (codes.c.asker_id == values["asker_id"], codes.c.used_at.is_(None))
    connection.execute(update(codes).where(*where).values(used_at=values["made_at"]))
    connection.execute(insert(codes).values(**values))


def codes_since(connection: Connection, asker_id: int, since: datetime) -> int:
    """How many codes were asked for from an address since then."""
    where = (codes.c.asker_id == asker_id, codes.c.made_at >= since)
    return int(connection.execute(select(func.count()).where(*where)).scalar_one())


def open_code(connection: Connection, asker_id: int) -> dict[str, Any] | None:
    """The code that is waited for from there."""
    where = (codes.c.asker_id == asker_id, codes.c.used_at.is_(None))
    row = connection.execute(select(codes).where(*where)).mappings().first()
    return dict(row) if row else None


def tried(connection: Connection, code_id: int, values: Mapping[str, Any]) -> None:
    """Notes what became of an attempt."""
    connection.execute(update(codes).where(codes.c.id == code_id).values(**values))


def listed(connection: Connection) -> list[dict[str, Any]]:
    """Every link with its address, the newest first."""
    statement = select(links, addresses.c.kind, addresses.c.value).join(addresses, addresses.c.id == links.c.address_id)
    return [dict(row) for row in connection.execute(statement.order_by(links.c.id.desc())).mappings()]


def of_customer(connection: Connection, customer_id: int) -> dict[int, str]:
    """The links by which ways became this customer's, the newest first: id -> the way and its proof."""
    statement = select(links.c.id, links.c.evidence, addresses.c.kind, addresses.c.value)
    statement = statement.join(addresses, addresses.c.id == links.c.address_id)
    statement = statement.where(links.c.to_customer_id == customer_id, links.c.undone_at.is_(None))
    found = connection.execute(statement.order_by(links.c.id.desc()))
    return {row.id: f"{row.kind}:{row.value}, by {row.evidence}" for row in found}


def requester_of(connection: Connection, reference: str) -> int | None:
    """Whose ticket this is; None when there is none of that reference."""
    statement = select(ticket_table.c.customer_id).where(ticket_table.c.reference == reference)
    return connection.execute(statement).scalar()


def customer_at(connection: Connection, kind: str, value: str) -> int | None:
    """Whose address this is; None when nobody's."""
    statement = select(addresses.c.customer_id).where(addresses.c.kind == kind, addresses.c.value == value)
    return connection.execute(statement).scalar()
