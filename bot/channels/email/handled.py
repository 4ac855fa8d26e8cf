"""Marks or moves the mails that are handled, where the admin wants it: over a connection of its own, after the commit.

The listener's folder stays opened for reading only. What was done twice after a crash changes nothing, and a mail that
cannot be moved stays where it is, in the ledger all the same.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog

from bot.channels.email.imap import ImapConnection, ImapError
from bot.channels.email.listen import Lamp, Listener
from bot.channels.email.place import SLICE_MAILS, Place, next_place

log = structlog.get_logger()

LOOK_SECONDS = 30.0
#: handled -> the flag that is set, and what a mail without it is searched by (RFC 3501, 6.4.4).
FLAGS = {"seen": (r"\Seen", "UNSEEN"), "flagged": (r"\Flagged", "UNFLAGGED")}

#: Of these places, those whose mails are handled: not what waits for an engineer.
Settled = Callable[[Sequence[str]], Awaitable[set[str]]]


@dataclass(frozen=True, slots=True)
class Handled:
    """Puts by what `inbox` has handed over since this was first switched on."""

    inbox: Listener
    lamp: Lamp
    settled: Settled

    async def run(self) -> None:
        """Looks every half minute until cancelled. Trouble is shown, and costs no mail."""
        while self.inbox.settings.handled:
            try:
                await self._once()
                self.lamp.well()
            except ImapError as error:
                self.lamp.ill(str(error))
            except Exception as error:  # part of the receive loop: it goes on whatever happens
                log.exception("handled mail not put by", channel=self.inbox.name)
                self.lamp.ill(f"unexpected {type(error).__name__}")
            await asyncio.sleep(LOOK_SECONDS)

    async def _once(self) -> None:
        cursor = await self.inbox.cursors.load(self.inbox.name)
        if cursor is None:
            return
        connection = ImapConnection(self.inbox.settings, self.inbox.tokens)
        try:
            folder = await connection.open(writing=True)
            place = next_place(cursor, folder, 0)
            if folder.uidvalidity == int(cursor["uidvalidity"]):
                await self._put_by(connection, place, await self._first(place))
        finally:
            connection.close()

    async def _first(self, place: Place) -> int:
        """The first UID that is ours to put by: what was there before this was switched on is left alone."""
        name = f"{self.inbox.name} handled"
        kept = await self.inbox.cursors.load(name)
        if kept is None or kept["uidvalidity"] != place.uidvalidity:
            kept = {"uidvalidity": place.uidvalidity, "uid": place.uid}
            await self.inbox.cursors.save(name, kept)
        return int(kept["uid"]) + 1

    async def _put_by(self, connection: ImapConnection, place: Place, first: int) -> None:
        flag, without = FLAGS.get(self.inbox.settings.handled, ("", ""))
        if first > place.uid:
            return
        uids = await connection.search(first, place.uid, only=without)
        for start in range(0, len(uids), SLICE_MAILS):
            slice_ = uids[start : start + SLICE_MAILS]
            ready = await self.settled([place.of(uid) for uid in slice_])
            chosen = [uid for uid in slice_ if place.of(uid) in ready]
            if chosen and flag:
                await connection.mark(chosen, flag)
            elif chosen:
                await connection.move(chosen, self.inbox.settings.handled_folder)
