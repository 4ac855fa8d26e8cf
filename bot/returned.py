"""What a report on delivery says of a message of ours: which one it was, and how it ended after all.

Only our own signed Message-ID proves which message came back: such a report fails the delivery, and kills the address
when the server says that it takes no mail. A report that merely names an address is shown to engineers, for anybody
could write it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.core.events import Returned, Settled, Way
from bot.core.messages import RETURNED, Address, Bounce, Inbound, Unreached
from bot.core.signing import outbox_key_of
from bot.db import outbox, participants, people, tickets
from bot.enact import House
from bot.enact.telling import show_cards_copied_to


def read(
    connection: Connection, house: House, inbound: Inbound, ticket: Mapping[str, Any], now: datetime
) -> tuple[Returned, tuple[Way, ...]]:
    """What the ticket's flow is told of the report, and the other ways to the customer. The message that came back,
    and its address, are marked before that."""
    files = tuple(file.name for file in inbound.attachments)
    row = outbox.by_key(connection, outbox_key_of(house.signer, inbound.bounce.message_id))
    named = {entry.address for entry in inbound.bounce.recipients}
    if row is not None and named and named.issubset(row["cc"] or ()):
        return _uncopied(connection, house, inbound, row, now), ()
    entry = _about(connection, inbound.bounce, row)
    if entry is not None and entry.verdict == "delayed":
        return Returned(inbound.text, delayed=True, files=files), ()
    if row is None or entry is None or row["ticket_id"] != ticket["id"] or row["kind"] != "message":
        return Returned(inbound.text, files=files), ()
    cause = entry.words or RETURNED
    if not outbox.returned(connection, row["id"], {"state": "undeliverable", "cause": cause, "settled_at": now}):
        return Returned(inbound.text, files=files), ()
    if entry.verdict == "permanent":
        people.mark_dead(connection, row["address_id"], now)
        show_cards_copied_to(connection, house, people.way(connection, row["address_id"]).address, now)
    told = Returned(inbound.text, settled=_settled(connection, house, row, cause), files=files)
    return told, _other_ways(connection, house, ticket["customer_id"], row["address_id"])


def _uncopied(
    connection: Connection, house: House, inbound: Inbound, row: Mapping[str, Any], now: datetime
) -> Returned:
    """A copy did not arrive; where that address takes no mail, nothing more is copied to it until he writes."""
    files = tuple(file.name for file in inbound.attachments)
    failed = tuple(entry for entry in inbound.bounce.recipients if entry.verdict != "delayed")
    for entry in failed:
        if entry.verdict == "permanent":
            participants.gone(connection, row["ticket_id"], entry.address)
            people.mark_dead_address(connection, entry.address, now)
            show_cards_copied_to(connection, house, Address("email", entry.address), now)
    return Returned(inbound.text, delayed=not failed, files=files, uncopied=failed)


def _other_ways(connection: Connection, house: House, customer_id: int, tried: int) -> tuple[Way, ...]:
    found = people.ways(connection, customer_id)
    alive = (way for way in found if not way.dead and way.id != tried and way.channel in house.abilities)
    return tuple(Way(way.id, str(way.address)) for way in alive)


def _about(connection: Connection, bounce: Bounce, row: Mapping[str, Any] | None) -> Unreached | None:
    """What is said of the address that the message went to. A server that sent it on names the last one."""
    if row is None or row["address_id"] is None:
        return next(iter(bounce.recipients), None)
    address = people.way(connection, row["address_id"]).address.value
    said = {entry.address: entry for entry in bounce.recipients}
    return said.get(address) or next(iter(bounce.recipients), None)


def text_of(connection: Connection, house: House, row: Mapping[str, Any]) -> str:
    """What a message said: the solution, an engineer's own words, else all of it as it went out."""
    if row["purpose"] == "solution":
        return tickets.solution_text(connection, row["ticket_id"], row["solution_version"])
    said = "" if row["automatic"] else tickets.said_at(connection, row["ticket_id"], row["created_at"])
    return said or house.plain(row["body"])


def _settled(connection: Connection, house: House, row: Mapping[str, Any], cause: str) -> Settled:
    return Settled(
        state="undeliverable",
        purpose=row["purpose"],
        address=str(people.way(connection, row["address_id"]).address),
        text=text_of(connection, house, row),
        cause=cause,
        solution_version=row["solution_version"],
        explicit=not row["automatic"],
        files=tuple(row["files"]),
    )
