"""Time passes: a due timer is an event like any other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import Connection

from bot.core.events import Case, Fired, Policy
from bot.core.ports import Clock
from bot.db import tickets, timers
from bot.db.session import Database, is_down
from bot.enact import House, Scene, enact
from bot.flows import router

log = structlog.get_logger()


@dataclass(slots=True)
class Ticker:
    """Fires due timers, one transaction each."""

    database: Database
    house: House
    clock: Clock
    policy: Policy

    async def fire_due(self) -> set[str]:
        """Fires what is due. Returns the channels that now have something to deliver. A timer whose flow fails is
        put off and reported, never dropped."""
        woken: set[str] = set()
        for timer in await self.database.read(lambda c: timers.due_before(c, self.clock.now())):
            try:
                woken |= await self.database.write(partial(self._fire, timer))
            except Exception as error:  # of the tick: one timer must not stop the others, nor the desk
                if is_down(error):
                    raise
                log.exception("timer failed", timer=timer.kind, ticket=timer.ticket_id, cause=str(error))
                later = self.clock.now() + timedelta(minutes=10)
                await self.database.write(partial(_put_off, timer, later))
        return woken

    def _fire(self, timer: timers.Due, connection: Connection) -> set[str]:
        if not timers.take(connection, timer):
            return set()
        loaded = tickets.load(connection, timer.ticket_id)
        if loaded is None:
            return set()
        ticket, row = loaded
        limits = self.house.abilities.get(ticket.channel)
        case = Case(ticket, ticket.channel, limits.asks if limits else "all", ticket.language, policy=self.policy)
        text = tickets.solution_text(connection, ticket.id, ticket.solution_version)
        scene = Scene(self.clock.now(), "ringback", ticket.channel, ticket.language, ticket=row)
        return enact(connection, self.house, scene, router.decide(case, Fired(timer.kind, text))).woken


def _put_off(timer: timers.Due, later: datetime, connection: Connection) -> None:
    timers.postpone(connection, timer, later)
