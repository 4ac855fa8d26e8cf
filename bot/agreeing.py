"""What a flow must know to ask where else a customer may be reached, and of what he changes afterwards."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from bot import rewording
from bot.core.messages import Inbound
from bot.core.tickets import Ticket
from bot.db import agreements, people
from bot.enact import House


def other_ways(
    connection: Connection, house: House, customer: people.Customer, inbound: Inbound, ticket: Ticket | None
) -> dict[str, Any]:
    """What is agreed of other ways to him, as fields of the case; looked up only while that may be asked. And the words
    that he has changed just now."""
    changed = {"before": rewording.before(connection, inbound, ticket)}
    if ticket is not None and ticket.intake.state != "asking":
        return changed
    address = inbound.sender.address.value
    own = frozenset((address, *(address.lower() for address in house.mailboxes.values())))
    known = {} if customer.new else agreements.of(connection, customer.id)
    return {**changed, "own": own, "agreements": known, "offering": house.offering, "address": address}
