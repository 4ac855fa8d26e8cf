"""Copies the last days of an IMAP folder into files. The folder is opened for reading only, nothing in it changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.channels.email.imap import ImapConnection, ImapError, Mail, RefusedError
from bot.channels.email.place import SLICE_MAILS, Waiting, batches
from bot.channels.email.settings import ImapSettings
from bot.rehearsal import mails

if TYPE_CHECKING:
    from bot.channels.email.oauth.tokens import Tokens

ATTEMPTS = 3  # connections that may break while mails are fetched

#: Told how many of how many mails are there.
Told = Callable[[int, int], None]


@dataclass(slots=True)
class Copying:
    """A folder being copied: what came since a moment until another. `refused` are the UIDs that the server did not
    hand over."""

    settings: ImapSettings
    since: datetime
    until: datetime
    folder: Path
    told: Told
    tokens: Tokens | None = None
    refused: set[int] = field(default_factory=set)
    _opened: bool = False
    _last: int = 0
    _done: int = 0

    async def run(self) -> None:
        """Copies everything. Raises ImapError when the folder cannot be opened, or breaks off again and again; what
        was copied until then stays."""
        for attempt in range(1, ATTEMPTS + 1):
            connection = ImapConnection(self.settings, self.tokens)
            try:
                await connection.open()
                self._opened = True
                self.folder.mkdir(parents=True, exist_ok=True)
                await self._copy(connection)
            except ImapError:
                if attempt == ATTEMPTS or not self._opened:
                    raise
            else:
                return
            finally:
                connection.close()

    async def _copy(self, connection: ImapConnection) -> None:
        # SINCE compares days, in a zone that the server chooses (RFC 3501, 6.4.4).
        uids = await connection.search(self._last + 1, since=(self.since - timedelta(days=1)).date())
        total = self._done + len(uids)
        for start in range(0, len(uids), SLICE_MAILS):
            piece = uids[start : start + SLICE_MAILS]
            waiting = [one for one in await connection.sizes(piece) if self._wanted(one)]
            for batch in batches(waiting):
                await self._keep(connection, batch)
            self._last = piece[-1]
            self._done += len(piece)
            self.told(self._done, total)

    def _wanted(self, waiting: Waiting) -> bool:
        return waiting.arrived is None or self.since <= waiting.arrived <= self.until

    async def _keep(self, connection: ImapConnection, batch: list[Waiting]) -> None:
        """A mail that the server refuses does not hold up the others."""
        try:
            found = await connection.bodies([one.uid for one in batch], sum(one.size for one in batch))
        except RefusedError:
            found = [mail for one in batch for mail in await self._alone(connection, one)]
        for mail in found:
            self._store(mail)

    async def _alone(self, connection: ImapConnection, waiting: Waiting) -> list[Mail]:
        try:
            return await connection.bodies([waiting.uid], waiting.size)
        except RefusedError:
            self.refused.add(waiting.uid)
            return []

    def _store(self, mail: Mail) -> None:
        arrived = min(mail.arrived or mails.noted_time(mail.raw) or self.until, self.until)
        mails.store(self.folder, mail.uid, mail.raw, arrived)
