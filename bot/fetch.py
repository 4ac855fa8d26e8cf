"""Fetches the files that chats hand over as references, and shows them to the engineers."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection

from bot.blobs import Blob, BlobStore
from bot.core.decisions import Decision, ShowFile
from bot.core.messages import DeliveryError
from bot.core.ports import Clock, Fetches
from bot.db import attachments, blobs, tickets
from bot.db.session import Database
from bot.enact import House, Scene, enact

MOST_ATTEMPTS = 8


@dataclass(slots=True)
class Fetcher:
    """Brings waiting references to their end: stored, or lost with a cause that engineers see."""

    database: Database
    house: House
    store: BlobStore
    clock: Clock

    async def fetch_due(self, name: str, channel: Fetches) -> set[str]:
        """Fetches what is due on the channel. Returns the channels that now have something to deliver."""
        rows = await self.database.read(lambda c: attachments.waiting(c, name, self.clock.now()))
        woken: set[str] = set()
        for row in rows:
            woken |= await self._fetch(row, channel)
        return woken

    async def _fetch(self, row: Mapping[str, Any], channel: Fetches) -> set[str]:
        try:
            content = await channel.fetch(row["reference"])
        except DeliveryError as error:
            return await self.database.write(partial(self._failed, row, error))
        blob = await asyncio.to_thread(self.store.prepare, content)
        return await self.database.write(partial(self._stored, row, blob))

    def _failed(self, row: Mapping[str, Any], error: DeliveryError, connection: Connection) -> set[str]:
        attempts = row["attempts"] + 1
        if not error.permanent and attempts < MOST_ATTEMPTS:
            later = self.clock.now() + timedelta(seconds=error.retry_after or 2.0**attempts)
            attachments.settle(connection, row["id"], {"attempts": attempts, "next_at": later})
            return set()
        attachments.settle(connection, row["id"], {"state": "lost", "cause": error.reason[:500], "next_at": None})
        return self._show(row, connection, lost=error.reason)

    def _stored(self, row: Mapping[str, Any], blob: Blob, connection: Connection) -> set[str]:
        blobs.keep(connection, blob.sha256, blob.size, blob.inline)
        values = {"state": "stored", "blob": blob.sha256, "size": blob.size, "next_at": None}
        return self._show(row, connection) if attachments.settle(connection, row["id"], values) else set()

    def _show(self, row: Mapping[str, Any], connection: Connection, *, lost: str = "") -> set[str]:
        loaded = tickets.load(connection, row["ticket_id"])
        assert loaded is not None
        scene = Scene(self.clock.now(), "ringback", row["channel"], loaded[0].language, ticket=loaded[1])
        shown = ShowFile(row["id"], row["name"], lost=lost)
        return enact(connection, self.house, scene, Decision((shown,))).woken
