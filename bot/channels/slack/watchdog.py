"""Keeps one living socket to Slack, and the lamp in step with it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass

from slack_bolt.async_app import AsyncApp

from bot.channels.slack.client import SlackClient
from bot.channels.slack.link import Link
from bot.channels.slack.settings import SlackSettings
from bot.channels.slack.trouble import ill
from bot.core.health import Health
from bot.core.messages import DeliveryError

#: A socket that lived this long was a good one: the next attempt is made at once.
GOOD_LIFE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Signals:
    """What the watchdog tells. `connected` after every new socket; `trouble` is asked for what else is wrong."""

    connected: Callable[[], None]
    trouble: Callable[[], str]


class Watchdog:
    """Opens sockets, one after another, each with a fresh address."""

    def __init__(self, settings: SlackSettings, client: SlackClient, health: Health, signals: Signals) -> None:
        self._settings = settings
        self._client = client
        self._health = health
        self._signals = signals
        self._retiring: set[asyncio.Task[None]] = set()

    async def keep(self, app: AsyncApp) -> None:
        """Runs until cancelled; then what has begun is still acknowledged."""
        link: Link | None = None
        pause = 0.0
        try:
            while True:
                await asyncio.sleep(pause)
                opened, pause = await self._try(app, pause)
                if opened is None:
                    continue
                if link is not None:
                    self._retire(link)
                link = opened
                self._signals.connected()
                pause = await self._stay(link, pause)
        finally:
            if link is not None:
                await link.close()
            if self._retiring:
                await asyncio.wait(self._retiring)

    async def _try(self, app: AsyncApp, pause: float) -> tuple[Link | None, float]:
        """Opens a socket; without success says so and returns how long to wait."""
        longer = min(max(pause * 2, self._settings.backoff_first_seconds), self._settings.backoff_max_seconds)
        try:
            return await self._open(app), longer
        except DeliveryError as error:
            ill(self._health, f"Slack: {error.reason}")
            return None, max(longer, error.retry_after or 0.0)
        except TimeoutError:
            ill(self._health, "Slack: no connection")
            return None, longer

    async def _open(self, app: AsyncApp) -> Link:
        """Raises DeliveryError or TimeoutError."""
        settings, token = self._settings, self._settings.app_token.get_secret_value()
        answer = await self._client.call(self._client.reading.apps_connections_open(app_token=token))
        link = Link(app, self._client.reading, token, settings.watchdog_seconds)
        try:
            await link.open(str(answer["url"]), settings.timeout_seconds)
        except BaseException:
            await link.close()
            raise
        return link

    async def _stay(self, link: Link, pause: float) -> float:
        """Watches a socket to its end; returns how long to wait before the next."""
        clock = asyncio.get_running_loop()
        began = clock.time()
        cause = await link.ended(self._well)
        if cause:
            ill(self._health, f"Slack: {cause}")
        return 0.0 if clock.time() - began > GOOD_LIFE_SECONDS else pause

    def _well(self) -> None:
        trouble = self._signals.trouble()
        if trouble:
            ill(self._health, trouble)
        else:
            self._health.well()

    def _retire(self, link: Link) -> None:
        """Closes a socket beside the new one, after its last acknowledgements."""
        task = asyncio.create_task(_closed(link))
        self._retiring.add(task)
        task.add_done_callback(self._retiring.discard)


async def _closed(link: Link) -> None:
    with contextlib.suppress(asyncio.CancelledError):
        await link.close()
