"""The engine of one process, on any database: workers a channel, and the clock's tick."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

import structlog
from sqlalchemy.exc import DBAPIError

from bot.core.health import Health
from bot.core.ports import Channel, Fetches, ReadsBack
from bot.deliver import Deliverer
from bot.fetch import Fetcher
from bot.rendering import TemplateProblem
from bot.tick import Ticker

log = structlog.get_logger()

T = TypeVar("T")

LOOK = 0.5  # seconds between looks at the due rows when nothing wakes a loop
BURST = 0.1  # seconds in which deliveries of one channel follow each other at once
LONGEST_TURN = 0.25  # seconds that a delivery keeps others waiting
REST = 2.0  # seconds of rest after the database refused
LAST_WORK = 1.5  # seconds that a delivery under way is given when the process is to stop


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
class Turn:
    """The right to deliver now. `kept`: it lasts, and the next row may follow at once."""

    free: asyncio.Semaphore
    over: bool = False
    ends: float = field(default_factory=lambda: asyncio.get_running_loop().time() + BURST)

    def kept(self) -> bool:
        """Whether another delivery may begin in this turn."""
        return not self.over and asyncio.get_running_loop().time() < self.ends

    def give_back(self) -> None:
        """Lets the next one in. Idempotent."""
        if not self.over:
            self.over = True
            self.free.release()


class Turns:
    """Lets deliveries that a crash would leave in doubt go one after the other, so that a crash repeats at most one.
    A burst keeps its turn for BURST, a slow delivery for LONGEST_TURN: one channel's trouble must not become the
    others'."""

    def __init__(self) -> None:
        self._free = asyncio.Semaphore(1)

    @asynccontextmanager
    async def one(self) -> AsyncIterator[Turn]:
        """A turn."""
        await self._free.acquire()
        turn = Turn(self._free)
        overdue = asyncio.get_running_loop().call_later(LONGEST_TURN, turn.give_back)
        try:
            yield turn
        finally:
            overdue.cancel()
            turn.give_back()


@dataclass(slots=True)
class Embedded:
    """Runs deliveries, fetches and timers in this process."""

    deliverer: Deliverer
    fetcher: Fetcher
    ticker: Ticker
    channels: Mapping[str, Channel]
    health: Health = field(default_factory=lambda: Health("engine"))
    _bells: Bells = field(init=False)
    _turns: Turns = field(init=False, default_factory=Turns)

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
        reads_back = isinstance(self.channels[name], ReadsBack)
        while not _cancelled():
            bell.clear()
            found = await (self._burst(name) if reads_back else self._in_turn(name))
            if not found:
                await _heard(bell)

    async def _in_turn(self, name: str) -> bool:
        async with self._turns.one() as turn:
            return await self._burst(name, turn)

    async def _burst(self, name: str, turn: Turn | None = None) -> bool:
        """Delivers due rows one after the other, while the turn lasts. Returns whether there was one."""
        task = asyncio.current_task()
        assert task is not None

        def more() -> bool:
            return not task.cancelling() and (turn is None or turn.kept())

        async def rows() -> bool:
            found, row = await self._one(name, None, more)
            while row is not None:
                _, row = await self._one(name, row, more)
            return found

        return await _finished(rows())

    async def _one(
        self, name: str, row: Mapping[str, Any] | None, more: Callable[[], bool]
    ) -> tuple[bool, Mapping[str, Any] | None]:
        """Delivers this row, or the next due one. Returns whether there was one, and the one behind it, taken in the
        commit that settles this one, when there may be `more`."""
        row = row or await self._insist(partial(self.deliverer.claim, name))
        if row is None:
            return False, None
        outcome = await self.deliverer.attempt(row)
        woken, behind = await self._insist(partial(self.deliverer.settle, row, outcome, more=more()))
        self.wake({name, *woken})
        return True, behind

    async def _insist(self, work: Callable[[], Awaitable[T]]) -> T:
        """Does it as soon as the database lets us."""
        while True:
            try:
                return await work()
            except DBAPIError as error:
                await self._rest(error)

    async def _fetch(self, name: str, channel: Fetches, bell: asyncio.Event) -> None:
        while not _cancelled():
            bell.clear()
            try:
                self.wake(await self.fetcher.fetch_due(name, channel))
            except (DBAPIError, OSError, TemplateProblem) as error:
                await self._rest(error)
            await _heard(bell)

    async def _tick(self) -> None:
        while not _cancelled():
            try:
                self.wake(await self.ticker.fire_due())
            except DBAPIError as error:
                await self._rest(error)
                continue
            self.health.well()
            await asyncio.sleep(LOOK)

    async def _rest(self, error: BaseException) -> None:
        cause = f"work cannot be committed: {type(error).__name__}"
        if self.health.cause != cause:  # many loops meet the same trouble every other second
            log.error("work cannot be committed", cause=type(error).__name__)
        self.health.ill(cause)
        await asyncio.sleep(REST)


async def _finished(work: Coroutine[Any, Any, T]) -> T:
    """Does it to its end, also when told to stop meanwhile, if that takes no longer than LAST_WORK: a mail that is cut
    off while the server takes it would be sent twice."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        try:
            await asyncio.wait({task}, timeout=LAST_WORK)
        finally:
            if not task.cancel() and not task.cancelled():
                task.exception()  # it is of no use to anybody now
        raise


def _cancelled() -> bool:
    """Whether this task was told to stop. A client library may have swallowed that: wait_for of Python 3.11 does when
    its call ends in the same moment (https://github.com/python/cpython/issues/86296)."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def _heard(bell: asyncio.Event) -> None:
    """Waits for the bell, or for the next look."""
    try:
        async with asyncio.timeout(LOOK):
            await bell.wait()
    except TimeoutError:
        return
