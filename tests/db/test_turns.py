"""Deliveries that a crash would leave in doubt go one after the other; a slow one does not hold up the others long."""

from __future__ import annotations

import asyncio
import time

import pytest

from bot.engine import embedded
from bot.engine.embedded import Turns


async def test_two_deliveries_are_never_in_doubt_together() -> None:
    turns, under_way, most = Turns(), 0, 0

    async def deliver() -> None:
        nonlocal under_way, most
        async with turns.one():
            under_way += 1
            most = max(most, under_way)
            await asyncio.sleep(0)
            under_way -= 1

    await asyncio.gather(*(deliver() for _ in range(20)))
    assert most == 1


async def test_a_burst_keeps_its_turn_for_a_moment_only(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = Turns()
    async with turns.one() as turn:
        assert turn.kept()
    assert not turn.kept()
    monkeypatch.setattr(embedded, "BURST", -1.0)
    async with turns.one() as turn:
        assert not turn.kept()


async def test_a_slow_delivery_gives_its_turn_back_and_only_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "LONGEST_TURN", 0.05)
    turns, started = Turns(), time.monotonic()
    async with turns.one(), turns.one():
        assert 0.04 < time.monotonic() - started < 2
    async with turns.one():
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01), turns.one():
                pass
