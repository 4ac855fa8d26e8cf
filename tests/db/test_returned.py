"""A message that had gone out comes back, in both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select, update

from bot.core.messages import Address, Inbound, Sender
from bot.db import outbox
from bot.db.schema import outbox as rows
from bot.db.session import Database
from tests.db.conftest import NOW, receiver_on


async def test_a_message_is_found_by_key_or_address_and_comes_back_once(
    database_with: Callable[..., Database], tmp_path: Path
) -> None:
    database = database_with()
    sender = Sender(Address("telegram", "4711"))
    await receiver_on(database, tmp_path)(Inbound("telegram", "k", sender, "4711", "the lamp is out", NOW, b"{}"))
    [row] = await database.read(
        lambda c: [dict(r) for r in c.execute(select(rows).where(rows.c.kind == "message")).mappings()]
    )

    def back() -> Callable[..., bool]:
        return lambda c: outbox.returned(c, row["id"], {"state": "undeliverable", "cause": "550", "settled_at": NOW})

    def written_to(since: object) -> Callable[..., int | None]:
        return lambda c: outbox.ticket_written_to(c, "telegram", "4711", since)

    assert not await database.write(back()), "it has not gone out yet"
    await database.write(lambda c: c.execute(update(rows).where(rows.c.id == row["id"]).values(state="sent")))
    assert await database.read(written_to(NOW - timedelta(days=7))) == row["ticket_id"]
    assert await database.read(written_to(NOW + timedelta(days=1))) is None
    assert await database.write(back())
    assert not await database.write(back())
    found = await database.read(lambda c: outbox.by_key(c, row["key"]))
    assert found is not None
    assert (found["state"], found["cause"]) == ("undeliverable", "550")
    assert await database.read(lambda c: outbox.by_key(c, "no such key")) is None
