"""Tells the engineers that a channel is in trouble, once, and that it is well again; and what will not stay well."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot.core.health import Health
from bot.core.ports import Clock
from bot.db import installation
from bot.db.session import Database
from bot.enact import House, put_notice

log = structlog.get_logger()

PATIENCE = 60.0  # seconds a channel may be red before people are told
LOOK = 5.0


@dataclass(slots=True)
class Watch:
    """Watches the channels' lamps. The desk's own trouble cannot be told at the desk: it shows in /healthz."""

    database: Database
    house: House
    clock: Clock
    lamps: Sequence[Health]
    wake: Callable[[Iterable[str]], None]
    monotonic: Callable[[], float] = time.monotonic
    told: set[str] = field(default_factory=set)
    noted: dict[str, str] = field(default_factory=dict)

    async def run(self) -> None:
        """Looks until cancelled."""
        while True:
            await asyncio.sleep(LOOK)
            try:
                await self.look()
            except DBAPIError as error:
                log.error("trouble could not be told", cause=type(error).__name__)

    async def look(self) -> None:
        """Tells what has changed since the last look."""
        for lamp in self.lamps:
            if lamp.name == self.house.desk or not self.house.desk:
                continue
            red = not lamp.green and self.monotonic() - lamp.since >= PATIENCE
            if red and lamp.name not in self.told:
                await self._tell("desk/mailbox_notice", lamp.name, lamp.cause)
                self.told.add(lamp.name)
            elif lamp.green and lamp.name in self.told:
                await self._tell("desk/mailbox_well", lamp.name, "")
                self.told.discard(lamp.name)
            if lamp.note and lamp.note != self.noted.get(lamp.name):
                await self._note(lamp.name, lamp.note)
                self.noted[lamp.name] = lamp.note

    async def _note(self, name: str, note: str) -> None:
        """Tells each note once, restarts or not."""

        def put(connection: Connection) -> bool:
            place = f"noted {name}"
            known = installation.load_cursor(connection, place)
            if known and known["note"] == note:
                return False
            installation.save_cursor(connection, place, {"note": note})
            self._put(connection, "desk/mailbox_note", name, note)
            return True

        if await self.database.write(put):
            self.wake({self.house.desk})

    async def _tell(self, template: str, name: str, cause: str) -> None:
        await self.database.write(lambda connection: self._put(connection, template, name, cause))
        self.wake({self.house.desk})

    def _put(self, connection: Connection, template: str, name: str, cause: str) -> None:
        context = {"mailbox": self.house.mailboxes.get(name, name), "cause": cause}
        put_notice(connection, self.house, self.clock.now(), template, context)
