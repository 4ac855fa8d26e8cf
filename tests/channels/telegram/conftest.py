"""A running emulator, a room against it, and a desk that stores what it is given."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import SecretStr

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.settings import TelegramSettings
from bot.core.messages import Answer, DeskAction, Inbound
from bot.sandbox.telegram import TelegramSandbox

ANNA, BORIS, GROUP = 1001, 1002, -77


class Clock:
    def now(self) -> datetime:
        return datetime(2026, 11, 22, 12, tzinfo=UTC)


def phrase(language: str, key: str, /, **values: object) -> str:
    if key == "answers.unknown":
        raise KeyError(key)
    return f"{language}|{key}|{sorted(values.items())}"


class Desk:
    """Stores what it is given, as the database would; fails while told to."""

    def __init__(self) -> None:
        self.stored: list[Inbound] = []
        self.tries: list[Inbound] = []
        self.refuses: Callable[[Inbound], bool] = lambda _: False
        self.answer = Answer()
        self.before: Callable[[Inbound], Any] | None = None

    async def receive(self, event: Inbound | DeskAction) -> Answer:
        assert isinstance(event, Inbound)
        self.tries.append(event)
        if self.before:
            await self.before(event)
        if self.refuses(event):
            raise OSError("disk full")
        self.stored.append(event)
        return self.answer

    @property
    def texts(self) -> list[str]:
        return [event.text for event in self.stored]


async def until(holds: Callable[[], object], seconds: float = 5) -> None:
    """Until something holds."""
    async with asyncio.timeout(seconds):
        while not holds():
            await asyncio.sleep(0.005)


def settings(sandbox: TelegramSandbox, **more: Any) -> TelegramSettings:
    values: dict[str, Any] = {
        "token": SecretStr(sandbox.token),
        "api_url": sandbox.api_url,
        "poll_seconds": 1,
        "timeout_seconds": 1.0,
        "backoff_first": 0.01,
        "backoff_max": 0.05,
    }
    return TelegramSettings(**(values | more))


@pytest.fixture
async def sandbox() -> AsyncIterator[TelegramSandbox]:
    async with TelegramSandbox() as sandbox:
        sandbox.add_user(ANNA, "Anna", "Li", language_code="zh-hans")
        sandbox.add_user(BORIS, "Boris")
        sandbox.add_group(GROUP, "Group", [ANNA, BORIS])
        yield sandbox


@pytest.fixture
async def channel(sandbox: TelegramSandbox) -> AsyncIterator[TelegramChannel]:
    channel = TelegramChannel(settings(sandbox), phrase=phrase, clock=Clock())
    yield channel
    await channel.close()


@pytest.fixture
def desk() -> Desk:
    return Desk()


@contextlib.asynccontextmanager
async def listening(channel: TelegramChannel, desk: Desk, *, well: bool = True) -> AsyncIterator[None]:
    """While the room listens; with `well`, only once it is green."""
    task = asyncio.create_task(channel.listen(desk.receive))
    try:
        if well:
            await until(lambda: channel.health.green or task.done())
        yield
        assert not task.done(), task.exception()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
