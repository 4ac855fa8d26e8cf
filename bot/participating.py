"""Who may do what on a ticket that is not his own, and who takes part in it by mail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from bot.core.events import Role
from bot.core.mail_domains import own_domain
from bot.core.messages import Inbound
from bot.db import participants, people
from bot.enact import House, Scene


def role_of(
    connection: Connection, house: House, ticket: Mapping[str, Any], customer: people.Customer, inbound: Inbound
) -> Role:
    """What the writer is on this ticket: its requester, a colleague of his (the same organisation, or the same domain
    where not everybody has a mailbox), or somebody in copy. In a chat that nobody else reads he is its requester; where
    others read and write, they are in copy."""
    if ticket["customer_id"] == customer.id:
        return "requester"
    address = inbound.sender.address
    if address.kind != "email" and inbound.private:
        return "requester"
    his = people.way(connection, ticket["address_id"]).address
    domain = own_domain(address.value, house.mailboxes.values())
    if address.kind == his.kind == "email" and domain and domain == own_domain(his.value, house.mailboxes.values()):
        return "colleague"
    same = people.same_organisation(connection, ticket["customer_id"], customer.id)
    return "colleague" if same else "copied"


def note(connection: Connection, ticket: Mapping[str, Any], scene: Scene) -> None:
    """Lets those take part whom the requester wrote to as well, and whoever else wrote a mail. On a ticket that is
    there already the requester must be proven: nobody gets our answers by writing in his name."""
    inbound, customer = scene.inbound, scene.customer
    if inbound is None or customer is None or inbound.automatic or inbound.sender.address.kind != "email":
        return
    opened = scene.sign in ("", "follows")
    if ticket["customer_id"] != customer.id:
        participants.add(connection, ticket["id"], [inbound.sender.address.value], "wrote", scene.now)
    elif opened or inbound.proof == "proven":
        participants.add(connection, ticket["id"], inbound.copied, "cc", scene.now)
