"""Holds what the providers keep against what the ledger knows: every mail must be somewhere one can see."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import structlog
from sqlalchemy.exc import DBAPIError

from bot.core.ports import Census, Channel, Clock, Compares, Receive
from bot.db import inbox
from bot.db.session import Database
from bot.enact import House, put_notice

log = structlog.get_logger()

EVERY = 3600.0  # seconds
SPAN = timedelta(days=7)  # what is older was compared often enough


@dataclass(slots=True)
class Reconciler:
    """Compares every hour. What the ledger did not know is taken in by then, and the engineers are told."""

    database: Database
    house: House
    clock: Clock
    channels: Mapping[str, Channel]
    receive: Receive
    wake: Callable[[Iterable[str]], None]

    async def run(self) -> None:
        """Compares until cancelled."""
        while True:
            await asyncio.sleep(EVERY)
            try:
                await self.compare((self.clock.now() - SPAN).date())
            except DBAPIError as error:
                log.error("mailboxes could not be compared", cause=type(error).__name__)

    async def compare(self, since: date) -> dict[str, Census]:
        """Compares every channel that can be asked what it holds; returns what was found where one answered."""
        found = {}
        for name, channel in self.channels.items():
            if isinstance(channel, Compares):
                census = await channel.compare(partial(self._known, name), self.receive, since)
                if census is not None:
                    found[name] = census
                    await self._tell(name, census)
        return found

    async def _known(self, name: str, places: Sequence[str]) -> set[str]:
        return await self.database.read(lambda connection: inbox.known_places(connection, name, places))

    async def _tell(self, name: str, census: Census) -> None:
        log.info("mailbox compared", channel=name, held=census.held, missing=len(census.missing))
        if census.missing and self.house.desk:
            context = {"mailbox": self.house.mailboxes.get(name, name), "count": len(census.missing)}
            now = self.clock.now()
            await self.database.write(lambda c: put_notice(c, self.house, now, "desk/mailbox_differs", context))
            self.wake({self.house.desk})
