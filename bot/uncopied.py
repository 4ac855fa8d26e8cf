"""What follows when the mail server does not take a copy: it is tried again for that address alone, or told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.core.decisions import Decision, Note, Post
from bot.core.messages import Uncopied
from bot.db import outbox, tickets
from bot.enact import House, Scene, enact

#: What such a row is for: a mail that only the first address in copy still needs.
PURPOSE = "copy"
AGAIN_AFTER = timedelta(minutes=5)  # what servers that greylist ask for (RFC 6647)
_SAME = (
    "channel", "kind", "priority", "ticket_id", "address_id", "thread", "language", "subject", "body", "buttons",
    "files", "message_id", "refs", "automatic",
)  # fmt: skip


def follow(
    connection: Connection, house: House, row: Mapping[str, Any], uncopied: Sequence[Uncopied], now: datetime
) -> set[str]:
    """Puts by what may still be taken, and tells the engineers of what will not. Returns whom to wake."""
    woken: set[str] = set()
    for one in uncopied:
        if one.passing:
            outbox.add(connection, _again(house, row, one.address, now))
        else:
            woken |= tell(connection, house, row, one, now)
    return woken


def tell(connection: Connection, house: House, row: Mapping[str, Any], one: Uncopied, now: datetime) -> set[str]:
    """Tells the engineers that somebody got no copy. Returns whom to wake."""
    loaded = tickets.load(connection, row["ticket_id"] or 0)
    if loaded is None:
        return set()
    scene = Scene(now, "ringback", row["channel"], house.desk_language, ticket=loaded[1])
    said = Post("desk/uncopied", {"address": one.address, "cause": one.words})
    return enact(connection, house, scene, Decision((Note("uncopied"), said))).woken


def _again(house: House, row: Mapping[str, Any], address: str, now: datetime) -> dict[str, Any]:
    others = [other for other in row["cc"] or () if other != address]
    return {
        **{name: row[name] for name in _SAME},
        "key": house.new_key(),
        "lane": f"{row['channel']}|copy|{address}",
        "cc": [address, *others],
        "purpose": PURPOSE,
        "state": "pending",
        "next_at": now + AGAIN_AFTER,
        "created_at": now,
    }
