"""An engineer's word that two requesters are one person, and taking such a link back."""

from __future__ import annotations

from bot.core import decisions as d
from bot.db import history, linking, tickets
from bot.enact import telling
from bot.enact.scene import Enactment


def join(work: Enactment, change: d.Join) -> None:
    """The way of this ticket, with what was written from it, becomes the other's, too."""
    made = {"evidence": change.evidence, "made_at": work.scene.now}
    linking.join(work.connection, work.ticket["address_id"], change.customer_id, made)
    work.ticket["customer_id"] = change.customer_id


def part(work: Enactment, change: d.Part) -> None:
    """Every ticket that this touches says so in its history, and on its card where it is written from now."""
    touched = linking.undo(work.connection, change.link_id, work.scene.now) or []
    for ticket_id in touched:
        if ticket_id != work.ticket["id"]:
            line = history.Line("unlinked", work.scene.actor, work.scene.channel, work.scene.now, {"by": "engineer"})
            history.append(work.connection, ticket_id, [line])
    work.woken |= telling.show_cards(work.connection, work.house, touched, work.scene.now)
    loaded = tickets.load(work.connection, work.ticket["id"])
    assert loaded is not None
    work.ticket.update(loaded[1])
