"""A running emulator with a clock of its own, and a bare HTTP caller beside it."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.sandbox.telegram import TelegramSandbox

ANNA, BORIS = 1001, 1002
GROUP, SUPERGROUP = -77, -1001234567890


class Clock:
    """Seconds that stand still until moved."""

    def __init__(self) -> None:
        self.seconds = 1_800_000_000.0

    def __call__(self) -> float:
        return self.seconds

    def forward(self, seconds: float) -> None:
        self.seconds += seconds


async def poll_waits(sandbox: TelegramSandbox) -> None:
    """Until a long poll waits at the service."""
    async with asyncio.timeout(5):
        while (poller := sandbox.world.updates._poller) is None or poller.done():
            await asyncio.sleep(0.002)


class Api:
    """Calls the service by HTTP alone: forms by default, objects as JSON text, as the page describes it."""

    def __init__(self, session: aiohttp.ClientSession, sandbox: TelegramSandbox) -> None:
        self.session = session
        self.url = f"{sandbox.api_url}/bot{sandbox.token}"

    async def call(self, method: str, **arguments: Any) -> tuple[int, dict[str, Any]]:
        form = {k: v if isinstance(v, str | bytes) else json.dumps(v) for k, v in arguments.items()}
        async with self.session.post(f"{self.url}/{method}", data=form) as response:
            body = await response.json()
        assert body["ok"] == (response.status == 200)
        assert body["ok"] or body["error_code"] == response.status
        return response.status, body

    async def result(self, method: str, **arguments: Any) -> Any:
        status, body = await self.call(method, **arguments)
        assert status == 200, body
        return body["result"]

    async def refusal(self, method: str, **arguments: Any) -> tuple[int, str]:
        status, body = await self.call(method, **arguments)
        assert status != 200, body
        return status, body["description"]

    async def upload(self, method: str, field: str, content: bytes, **arguments: Any) -> Any:
        form = aiohttp.FormData(quote_fields=False)
        for name, value in arguments.items():
            form.add_field(name, value if isinstance(value, str) else json.dumps(value))
        form.add_field(field, io.BytesIO(content), filename="报告.pdf", content_type="application/pdf")
        async with self.session.post(f"{self.url}/{method}", data=form) as response:
            return response.status, await response.json()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def telegram(clock: Clock) -> AsyncIterator[TelegramSandbox]:
    async with TelegramSandbox(now=clock) as sandbox:
        sandbox.add_user(ANNA, "Anna", last_name="Ivanova", username="anna_i")
        sandbox.add_user(BORIS, "Борис", language_code="ru")
        sandbox.add_group(GROUP, "Acme", [ANNA])
        sandbox.add_group(SUPERGROUP, "Acme support", [ANNA, BORIS])
        yield sandbox


@pytest.fixture
async def api(telegram: TelegramSandbox) -> AsyncIterator[Api]:
    async with aiohttp.ClientSession() as session:
        yield Api(session, telegram)
