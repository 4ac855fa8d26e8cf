"""What was sent is settled as soon as the database lets us, and is never sent anew because it would not."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.core.health import Health
from bot.core.ports import Abilities
from bot.deliver import Outcome
from bot.engine import embedded
from bot.engine.embedded import Embedded


class Toy:
    """A channel of which only the name and the abilities are asked."""

    name, abilities, health = "toy", Abilities(1000, "one"), Health("toy")


class RefusingDeliverer:
    """One row to deliver, and a database that refuses to settle it three times."""

    def __init__(self) -> None:
        self.rows: list[Mapping[str, Any]] = [{"id": 1}]
        self.sent: list[int] = []
        self.settled: list[int] = []
        self.refusals = 3
        self.done = asyncio.Event()

    async def recover(self, channel: str) -> int:
        return 0

    async def claim(self, channel: str) -> Mapping[str, Any] | None:
        return self.rows.pop(0) if self.rows else None

    async def attempt(self, row: Mapping[str, Any]) -> Outcome:
        self.sent.append(row["id"])
        return Outcome({"state": "sent"}, "sent")

    async def settle(
        self, row: Mapping[str, Any], outcome: Outcome, *, more: bool
    ) -> tuple[set[str], Mapping[str, Any] | None]:
        if self.refusals:
            self.refusals -= 1
            raise OperationalError("COMMIT", {}, Exception("disk is full"))
        self.settled.append(row["id"])
        self.done.set()
        return set(), None


class Idle:
    async def fire_due(self) -> set[str]:
        return set()


class SlowDeliverer(RefusingDeliverer):
    """A provider that takes its time."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds, self.refusals, self.begun = seconds, 0, asyncio.Event()
        self.rows.append({"id": 2})

    async def attempt(self, row: Mapping[str, Any]) -> Outcome:
        self.begun.set()
        await asyncio.sleep(self.seconds)
        return await super().attempt(row)


@pytest.mark.parametrize(("seconds", "ends"), [(0.1, [1]), (30.0, [])])
async def test_a_stop_lets_the_delivery_under_way_come_to_its_end_but_waits_for_none_too_long(
    seconds: float, ends: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "LAST_WORK", 0.5)
    deliverer = SlowDeliverer(seconds)
    engine = Embedded(deliverer, Idle(), Idle(), {"toy": Toy()})  # type: ignore[arg-type]  # as below
    running = asyncio.create_task(engine.run())
    async with asyncio.timeout(5):
        await deliverer.begun.wait()
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
    assert (deliverer.sent, deliverer.settled) == (ends, ends)


class SlowCommit(RefusingDeliverer):
    """Takes the next row in the commit that settles one, and that commit takes its time."""

    def __init__(self) -> None:
        super().__init__()
        self.refusals, self.committing = 0, asyncio.Event()
        self.rows.append({"id": 2})

    async def settle(
        self, row: Mapping[str, Any], outcome: Outcome, *, more: bool
    ) -> tuple[set[str], Mapping[str, Any] | None]:
        behind = await self.claim("toy") if more else None
        self.committing.set()
        await asyncio.sleep(0.05)
        await super().settle(row, outcome, more=more)
        return set(), behind


async def test_a_row_that_was_taken_in_the_moment_of_a_stop_is_delivered_too() -> None:
    deliverer = SlowCommit()
    engine = Embedded(deliverer, Idle(), Idle(), {"toy": Toy()})  # type: ignore[arg-type]  # as below
    running = asyncio.create_task(engine.run())
    async with asyncio.timeout(5):
        await deliverer.committing.wait()
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
    assert (deliverer.sent, deliverer.settled, deliverer.rows) == ([1, 2], [1, 2], [])


async def test_a_database_that_refuses_is_asked_again_and_nothing_is_sent_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(embedded, "REST", 0.01)
    deliverer = RefusingDeliverer()
    engine = Embedded(deliverer, Idle(), Idle(), {"toy": Toy()})  # type: ignore[arg-type]  # only what the loop asks of them
    running = asyncio.create_task(engine.run())
    async with asyncio.timeout(5):
        await deliverer.done.wait()
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    assert (deliverer.sent, deliverer.settled) == ([1], [1])
