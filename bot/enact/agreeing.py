"""Keeps where a customer may be reached besides the way he wrote by."""

from __future__ import annotations

from bot.core import decisions as d
from bot.db import agreements
from bot.enact.scene import Enactment


def agree(work: Enactment, change: d.Agree) -> None:
    """Each way with when, on which ticket, by which channel and by which message he was asked or answered."""
    scene = work.scene
    evidence = f"{change.answer} through {scene.channel}, message {scene.inbox_id or 0} of the ledger"
    values = {"answer": change.answer, "evidence": evidence, "ticket_id": work.ticket["id"], "at": scene.now}
    for way in change.ways:
        agreements.keep(work.connection, work.ticket["customer_id"], way, values)
