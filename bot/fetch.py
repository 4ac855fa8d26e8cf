"""Fetches the files that chats hand over as references, and shows them to the engineers.

A message to a customer waits for the engineer's files that go with it. When one cannot be had, the message leaves
without it and says so, and the engineers are asked to send it again: held back, it would keep the answer from the
customer for as long as nobody looks; sent as if nothing were amiss, it would lose the file.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import structlog
from sqlalchemy import Connection

from bot.blobs import Blob, BlobStore
from bot.core.decisions import Change, Decision, Note, Post, ShowFile
from bot.core.messages import DeliveryError
from bot.core.ports import Clock, Fetches
from bot.core.tickets import Ticket
from bot.db import attachments, blobs, outbox, tickets
from bot.db.session import Database
from bot.enact import House, Scene, enact

log = structlog.get_logger()

#: Fetches of a file in vain after which engineers are told, some eight minutes; a message that an engineer wrote waits
#: no longer than that for its files.
TOLD_AFTER = 8
#: A customer's file is tried for a day: his provider has it still.
MOST_ATTEMPTS, LONGEST_PAUSE = {"in": 150, "out": TOLD_AFTER}, 600.0  # attempts by direction, seconds
MOST_NAMES, LONGEST_NAME = 5, 80


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
        except Exception as error:  # of the fetch loop: one file must not stop the others, nor the desk
            log.exception("fetch failed unexpectedly", attachment=row["id"], cause=type(error).__name__)
            unexpected = DeliveryError(f"unexpected: {type(error).__name__}")
            return await self.database.write(partial(self._failed, row, unexpected))
        blob = await asyncio.to_thread(self.store.prepare, content)
        return await self.database.write(partial(self._stored, row, blob))

    def _failed(self, row: Mapping[str, Any], error: DeliveryError, connection: Connection) -> set[str]:
        attempts = row["attempts"] + 1
        if not error.permanent and attempts < MOST_ATTEMPTS[row["direction"]]:
            pause = timedelta(seconds=error.retry_after or min(2.0**attempts, LONGEST_PAUSE))
            later = self.clock.now() + pause
            attachments.settle(connection, row["id"], {"attempts": attempts, "next_at": later})
            return self._late(row, connection, error.reason) if attempts == TOLD_AFTER else set()
        attachments.settle(connection, row["id"], {"state": "lost", "cause": error.reason[:500], "next_at": None})
        return self._show(row, connection, lost=error.reason)

    def _late(self, row: Mapping[str, Any], connection: Connection, cause: str) -> set[str]:
        told = Post("desk/file_late", {"file": row["name"], "cause": cause})
        return self._enacted(row, connection, (told,))

    def _stored(self, row: Mapping[str, Any], blob: Blob, connection: Connection) -> set[str]:
        blobs.keep(connection, blob.sha256, blob.size, blob.inline)
        values = {"state": "stored", "blob": blob.sha256, "size": blob.size, "next_at": None}
        return self._show(row, connection) if attachments.settle(connection, row["id"], values) else set()

    def _show(self, row: Mapping[str, Any], connection: Connection, *, lost: str = "") -> set[str]:
        ours = row["direction"] == "out"
        changes: tuple[Change, ...] = (ShowFile(row["id"], row["name"], lost=lost),)
        if ours and lost:
            changes = (
                Note("file_unsent", {"file": row["id"]}),
                Post("desk/file_unsent", {"file": row["name"], "cause": lost}),
            )
        woken = self._enacted(row, connection, changes)
        return woken | self._released(row, connection) if ours else woken

    def _enacted(self, row: Mapping[str, Any], connection: Connection, changes: tuple[Change, ...]) -> set[str]:
        ticket, values = self._ticket(row, connection)
        scene = Scene(self.clock.now(), "ringback", row["channel"], ticket.language, ticket=values)
        return enact(connection, self.house, scene, Decision(changes)).woken

    def _ticket(self, row: Mapping[str, Any], connection: Connection) -> tuple[Ticket, Mapping[str, Any]]:
        loaded = tickets.load(connection, row["ticket_id"])
        assert loaded is not None
        return loaded

    def _released(self, row: Mapping[str, Any], connection: Connection) -> set[str]:
        """Lets a message leave whose last file is here, or lost. Returns whom to wake."""
        files = attachments.of_message(connection, row["message_id"])
        if any(file["state"] == "waiting" for file in files):
            return set()
        stored = [file["id"] for file in files if file["state"] == "stored"]
        lost = [file["name"] for file in files if file["state"] == "lost"]
        ticket, woken = self._ticket(row, connection)[1], set[str]()
        for message in outbox.carrying(connection, row["ticket_id"], [file["id"] for file in files]):
            body = message["body"] + (self._missing(ticket, message["language"], lost) if lost else "")
            outbox.release(connection, message, {"files": stored, "body": body}, self.clock.now())
            woken.add(message["channel"])
        return woken

    def _missing(self, ticket: Mapping[str, Any], language: str, names: Sequence[str]) -> str:
        """What the customer is told of files that he does not get; it fits below the longest message of a chat."""
        shown = [name[:LONGEST_NAME] for name in names[:MOST_NAMES]] + ["…"] * (len(names) > MOST_NAMES)
        context = {"reference": ticket["reference"], "subject": ticket["subject"], "attachments": shown}
        return "\n\n" + self.house.rendering.render(language, "reply/files_missing", context).body
