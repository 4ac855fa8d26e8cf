"""Customers, their organisations, and the ways to reach them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, or_, select, update
from sqlalchemy.exc import NoResultFound

from bot.core.messages import Address, Sender
from bot.core.offering import folded
from bot.db.schema import addresses, customers, organisations
from bot.db.statements import Statement


@dataclass(frozen=True, slots=True)
class Customer:
    """A requester as stored, with the address that led to him; `new`: nothing is known of him but that he writes;
    `moved`: he writes from elsewhere, or from where no mail arrived any more."""

    id: int
    address_id: int
    name: str
    organisation: str
    phone: str
    language: str
    new: bool = False
    moved: bool = False


_FIND = Statement(
    select(
        customers.c.id,
        addresses.c.id,
        customers.c.name,
        organisations.c.name,
        customers.c.phone,
        customers.c.language,
    )
    .join_from(addresses, customers, addresses.c.customer_id == customers.c.id)
    .outerjoin(organisations, customers.c.organisation_id == organisations.c.id)
    .where(addresses.c.kind == bindparam("kind"), addresses.c.value == bindparam("value"))
)
_NEW_CUSTOMER = Statement(insert(customers).returning(customers.c.id))
_NEW_ADDRESS = Statement(insert(addresses).returning(addresses.c.id))
_LEARN = Statement(update(customers).where(customers.c.id == bindparam("row")))
_WAY = Statement(select(addresses).where(addresses.c.id == bindparam("row")))
_HERE = Statement(
    update(addresses)
    .where(addresses.c.id == bindparam("row"))
    .where(
        or_(
            addresses.c.channel != bindparam("here"),
            addresses.c.thread != bindparam("there"),
            addresses.c.dead_since.is_not(None),
        )
    )
    .values(channel=bindparam("here"), thread=bindparam("there"), dead_since=None)
)
_ORGANISATION = Statement(select(organisations.c.id).where(organisations.c.folded == bindparam("key")))
_NEW_ORGANISATION = Statement(insert(organisations).returning(organisations.c.id))


def find(connection: Connection, address: Address) -> Customer | None:
    """The customer behind an address, or None."""
    row = _FIND.first(connection, {"kind": address.kind, "value": address.value})
    if row is None:
        return None
    return Customer(row[0], row[1], row[2], row[3] or "", row[4], row[5])


def meet(connection: Connection, sender: Sender, channel: str, thread: str, now: datetime) -> Customer:
    """Finds the customer who wrote, or makes his acquaintance. His address counts as agreed: he wrote from it."""
    known = find(connection, sender.address)
    if known is not None:
        moved = _HERE.run(connection, {"row": known.address_id, "here": channel, "there": thread}) > 0
        return replace(known, moved=moved)
    customer = {"created_at": now, "name": "", "phone": "", "language": ""}
    customer_id = _NEW_CUSTOMER.scalar(connection, customer)
    address = {
        "kind": sender.address.kind,
        "value": sender.address.value,
        "customer_id": customer_id,
        "channel": channel,
        "thread": thread,
        "verified": False,
        "agreed": True,
        "evidence": f"wrote through {channel}",
    }
    address_id = _NEW_ADDRESS.scalar(connection, address)
    return Customer(customer_id, address_id, "", "", "", "", new=True)


def same_organisation(connection: Connection, one: int, other: int) -> bool:
    """Whether two customers belong to the same organisation that we know."""
    mine, his = customers.alias(), customers.alias()
    statement = select(mine.c.id).where(
        mine.c.id == one, his.c.id == other, mine.c.organisation_id == his.c.organisation_id
    )
    return connection.execute(statement).scalar() is not None


def learn(connection: Connection, customer_id: int, facts: Mapping[str, str]) -> None:
    """Keeps facts for his next request: name, organisation, phone, language."""
    values: dict[str, object] = {name: value for name, value in facts.items() if name != "organisation"}
    if "organisation" in facts:
        values["organisation_id"] = organisation(connection, facts["organisation"])
    if values:
        _LEARN.run(connection, {"row": customer_id, **values})


def organisation(connection: Connection, name: str) -> int:
    """The id of the organisation of this name (case and width do not matter), made when it is new."""
    key = folded(name)
    found = _ORGANISATION.scalar(connection, {"key": key})
    if found is not None:
        return int(found)
    return int(_NEW_ORGANISATION.scalar(connection, {"name": name, "folded": key}))


@dataclass(frozen=True, slots=True)
class Reachable:
    """A way to a customer: his address, and where he last used it."""

    id: int
    address: Address
    channel: str
    thread: str
    dead: bool


def ways(connection: Connection, customer_id: int) -> list[Reachable]:
    """All agreed ways to the customer, oldest first."""
    statement = (
        select(addresses)
        .where(addresses.c.customer_id == customer_id, addresses.c.agreed.is_(True))
        .order_by(addresses.c.id)
    )
    return [_reachable(row) for row in connection.execute(statement).mappings()]


def way(connection: Connection, address_id: int) -> Reachable:
    """One way, by id. Raises NoResultFound."""
    row = _WAY.row(connection, {"row": address_id})
    if row is None:
        raise NoResultFound(f"no address {address_id}")
    return _reachable(row)


def mark_dead(connection: Connection, address_id: int, now: datetime) -> None:
    """The provider refused it for good; a new message of the customer revives it."""
    connection.execute(update(addresses).where(addresses.c.id == address_id).values(dead_since=now))


def mark_dead_address(connection: Connection, mail: str, now: datetime) -> None:
    """The same for a mail address that may be nobody's here."""
    where = (addresses.c.kind == "email", addresses.c.value == mail)
    connection.execute(update(addresses).where(*where).values(dead_since=now))


def _reachable(row: Mapping[Any, Any]) -> Reachable:
    address = Address(row["kind"], row["value"])
    return Reachable(row["id"], address, row["channel"], row["thread"], row["dead_since"] is not None)
