"""The engine of one process, on any database: workers a channel, and the clock's tick."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import structlog
from sqlalchemy.exc import DBAPIError

from bot.core.health import Health
from bot.core.ports import Channel, Fetches
from bot.deliver import Deliverer
from bot.fetch import Fetcher
from bot.tick import Ticker

log = structlog.get_logger()

LOOK = 0.5  # seconds between looks at the due rows when nothing wakes a loop
REST = 2.0  # seconds of rest after the database refused


@dataclass(slots=True)
class Bells:
    """Wakes the loops of channels at once when there is something to deliver."""

    events: Mapping[str, tuple[asyncio.Event, ...]]

    def ring(self, channels: Iterable[str]) -> None:
        """Wakes every loop of these channels."""
        for name in channels:
            for event in self.events.get(name, ()):
                event.set()


@dataclass(slots=True)
class Embedded:
    """Runs deliveries, fetches and timers in this process."""

    deliverer: Deliverer
    fetcher: Fetcher
    ticker: Ticker
    channels: Mapping[str, Channel]
    health: Health = field(default_factory=lambda: Health("engine"))
    _bells: Bells = field(init=False)

    def __post_init__(self) -> None:
        self._bells = Bells({name: tuple(asyncio.Event() for _ in self._loops(name)) for name in self.channels})

    def wake(self, channels: Iterable[str]) -> None:
        """There is something to deliver on these channels."""
        self._bells.ring(channels)

    def _loops(self, name: str) -> range:
        return range(self.channels[name].abilities.at_once + 1)

    async def run(self) -> None:
        """Runs until cancelled. First settles what the last process left half sent."""
        for name in self.channels:
            await self.deliverer.recover(name)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._tick(), name="tick")
            for name, channel in self.channels.items():
                bells = self._bells.events[name]
                for number, bell in enumerate(bells[1:]):
                    tasks.create_task(self._deliver(name, bell), name=f"deliver {name} {number}")
                if isinstance(channel, Fetches):
                    tasks.create_task(self._fetch(name, channel, bells[0]), name=f"fetch {name}")

    async def _deliver(self, name: str, bell: asyncio.Event) -> None:
        while True:
            bell.clear()
            try:
                row = await self.deliverer.claim(name)
                woken = await self.deliverer.deliver(row) if row else None
            except DBAPIError as error:
                await self._rest(error)
                continue
            if woken is None:
                await _heard(bell)
            else:
                self.wake({name, *woken})

    async def _fetch(self, name: str, channel: Fetches, bell: asyncio.Event) -> None:
        while True:
            bell.clear()
            try:
                self.wake(await self.fetcher.fetch_due(name, channel))
            except (DBAPIError, OSError) as error:
                await self._rest(error)
            await _heard(bell)

    async def _tick(self) -> None:
        while True:
            try:
                self.wake(await self.ticker.fire_due())
            except DBAPIError as error:
                await self._rest(error)
                continue
            self.health.well()
            await asyncio.sleep(LOOK)

    async def _rest(self, error: BaseException) -> None:
        log.error("the database refuses", cause=type(error).__name__)
        self.health.ill(f"the database refuses: {type(error).__name__}")
        await asyncio.sleep(REST)


async def _heard(bell: asyncio.Event) -> None:
    """Waits for the bell, or for the next look."""
    try:
        async with asyncio.timeout(LOOK):
            await bell.wait()
    except TimeoutError:
        return
