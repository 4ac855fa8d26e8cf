"""After every gap: what was written meanwhile is read and handed over like a live event.

Slack redelivers an event three times and then never again. Copies fall away where they are received.
https://docs.slack.dev/reference/methods/conversations.history, .../conversations.replies
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from bot.channels.slack.client import SlackClient
from bot.channels.slack.errors import RefusedError
from bot.channels.slack.settings import SlackSettings
from bot.core.ports import Clock, Cursors

Json = dict[str, Any]
HandOver = Callable[[Json], Awaitable[None]]
#: Everything in every conversation before this time has been handed over.
ALL = "slack:*"
_log = logging.getLogger(__name__)


class ReadBack:
    """Reads customer channels, direct messages and the threads of the engineers' channel since the last time."""

    def __init__(self, settings: SlackSettings, client: SlackClient, cursors: Cursors, clock: Clock) -> None:
        self._settings = settings
        self._client = client
        self._cursors = cursors
        self._clock = clock
        self._due = asyncio.Event()
        self._unreadable: dict[str, str] = {}

    def ask(self) -> None:
        """There may be a gap: read as soon as possible."""
        self._due.set()

    @property
    def trouble(self) -> str:
        """Which conversations of the settings cannot be read, and why; empty when all can."""
        return "; ".join(f"Slack channel {channel}: {why}" for channel, why in self._unreadable.items())

    async def run(self, hand_over: HandOver) -> None:
        """Reads whenever asked, until cancelled; after a failure again."""
        pause = self._settings.backoff_first_seconds
        while True:
            await self._due.wait()
            self._due.clear()
            try:
                await self.once(hand_over)
                pause = self._settings.backoff_first_seconds
            except Exception as error:  # noqa: BLE001  a receive loop: whatever failed, it is read again
                _log.warning("reading Slack back failed, again in %.1f s: %s", pause, type(error).__name__)
                self._due.set()
                await asyncio.sleep(pause)
                pause = min(pause * 2, self._settings.backoff_max_seconds)

    async def once(self, hand_over: HandOver) -> None:
        """Reads everything once. Raises DeliveryError, and what `hand_over` raises."""
        now = self._clock.now().timestamp()
        saved = await self._cursors.load(ALL)
        if saved is None:  # the first start: what was written before is not ours
            await self._cursors.save(ALL, {"ts": now})
            saved = {"ts": now}
        async for channel in self._conversations():
            place = await self._cursors.load(f"slack:{channel['id']}") or saved
            since = max(float(place["ts"]), float(saved["ts"])) - self._settings.read_back_overlap_seconds
            if await self._readable(channel, since, hand_over):
                await self._cursors.save(f"slack:{channel['id']}", {"ts": now})
        await self._cursors.save(ALL, {"ts": now})

    async def _conversations(self) -> AsyncIterator[Json]:
        for name in (*self._settings.customer_channels, self._settings.engineers_channel):
            yield {"id": name, "channel_type": "group" if name.startswith("G") else "channel"}
        ims = self._client.pages("users.conversations", "channels", patient=True, types="im")
        for found in [item async for item in ims]:
            yield {"id": str(found["id"]), "channel_type": "im"}

    async def _readable(self, channel: Json, since: float, hand_over: HandOver) -> bool:
        """Whether a conversation could be read; one that the app is not in does not hold the others up."""
        name = channel["id"]
        try:
            messages = await self._since(name, since)
        except RefusedError as error:
            if not error.permanent:
                raise
            if channel["channel_type"] != "im":
                self._unreadable[name] = error.reason
            return False
        self._unreadable.pop(name, None)
        for message in messages:
            await hand_over({"event": message | {"channel": name, "channel_type": channel["channel_type"]}})
        return True

    async def _since(self, channel: str, since: float) -> list[Json]:
        """What was written after `since`, oldest first, replies under older messages too."""
        found: dict[str, Json] = {}
        window = since - self._settings.thread_window_days * 86_400
        roots: list[str] = []
        oldest = f"{max(window, 0):.6f}"
        async for message in self._client.pages(
            "conversations.history", "messages", patient=True, channel=channel, oldest=oldest
        ):
            if float(message["ts"]) > since:
                found[message["ts"]] = message
            if float(message.get("latest_reply") or 0) > since:
                roots.append(message["ts"])
        for root in roots:
            replies = self._client.pages(
                "conversations.replies", "messages", patient=True, channel=channel, ts=root, oldest=f"{since:.6f}"
            )
            found |= {reply["ts"]: reply async for reply in replies if float(reply["ts"]) > since}
        return sorted(found.values(), key=lambda message: float(message["ts"]))
