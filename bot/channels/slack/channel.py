"""The Slack room: customers' direct messages and channels, and the engineers' desk."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.channels.slack.client import SlackClient
from bot.channels.slack.listen import Listener, Room
from bot.channels.slack.parse import FILE_ID
from bot.channels.slack.people import People
from bot.channels.slack.read_back import ReadBack
from bot.channels.slack.sending import Sending
from bot.channels.slack.settings import SlackSettings
from bot.channels.slack.trouble import ill
from bot.channels.slack.watchdog import Signals, Watchdog
from bot.core.health import Health
from bot.core.messages import DeliveryError, Outbound, Sent
from bot.core.ports import Abilities, Clock, Cursors, DeskReads, Phrase, Receive


class SlackChannel:
    """One Slack workspace. Implements core.ports.Channel, ReadsBack and Fetches.

    `ticket_of_card` finds the ticket whose card stands at "CHANNEL:ts"; `preview` renders what the customer would
    get for (ticket id, action, text typed), as light Markdown.
    """

    name = "slack"
    abilities = Abilities(length=9000, asks="one")

    def __init__(  # noqa: PLR0913  the room's ports, each handed in by name
        self,
        settings: SlackSettings,
        *,
        phrase: Phrase,
        desk: DeskReads,
        ticket_of_card: Callable[[str], Awaitable[int | None]],
        preview: Callable[[int, str, str], Awaitable[str]],
        cursors: Cursors,
        clock: Clock,
    ) -> None:
        say = functools.partial(phrase, settings.language)
        self.health = Health(self.name)
        self.abilities = replace(self.abilities, file_bytes=settings.file_bytes_max)
        self._settings = settings
        self._client = SlackClient(settings)
        self._people = People(self._client, settings)
        self._sending = Sending(settings, self._client, desk, say, clock)
        self._read_back = ReadBack(settings, self._client, cursors, clock)
        self._room = Room(settings, self._client, self._people, say, desk, ticket_of_card, preview, clock, phrase)

    async def listen(self, receive: Receive) -> None:
        """Hands over what customers and engineers do, until cancelled."""
        signals = Signals(self._connected, lambda: self._read_back.trouble)
        watchdog = Watchdog(self._settings, self._client, self.health, signals)
        async with self._client.pooled():
            await self._introduced()
            listener = Listener(self._room, receive)
            try:
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._read_back.run(listener.message))
                    tasks.create_task(watchdog.keep(listener.bolt(self._read_back.ask)))
            finally:
                await listener.finish()

    async def send(self, outbound: Outbound) -> Sent:
        """Delivers one row. Raises DeliveryError with its verdict."""
        return await self._sending.send(outbound)

    async def find(self, outbound: Outbound) -> Sent | None:
        """Returns what an earlier attempt left there, or None. Raises DeliveryError."""
        return await self._sending.find(outbound)

    async def fetch(self, reference: str) -> bytes:
        """Returns a file's content, of at most `file_bytes_max`. Raises DeliveryError."""
        if reference.startswith(FILE_ID):
            info = self._client.reading.files_info(file=reference.removeprefix(FILE_ID))
            reference = str((await self._client.call(info)).get("file", {}).get("url_private") or "")
            if not reference:
                raise DeliveryError("Slack does not say where the file is kept", permanent=True)
        return await self._client.download(reference)

    def _connected(self) -> None:
        self._people.forget_members()
        self._read_back.ask()

    async def _introduced(self) -> None:
        """Learns who the app is, as often as it takes."""
        pause = self._settings.backoff_first_seconds
        while True:
            try:
                return await self._people.introduce()
            except DeliveryError as error:
                ill(self.health, f"Slack: {error.reason}")
                await asyncio.sleep(max(pause, error.retry_after or 0.0))
                pause = min(pause * 2, self._settings.backoff_max_seconds)
