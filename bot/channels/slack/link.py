"""One websocket of Socket Mode, used once and thrown away.

https://docs.slack.dev/apis/events-api/using-socket-mode: its address holds a ticket that is good once, so the
library's own reconnecting (the same address again and again) is off.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

CUT = "the connection to Slack was cut"
SILENT = "Slack was silent on an open connection"
#: How long what has begun may take to be acknowledged; Slack's own deadline is three seconds.
DRAIN_SECONDS = 2.5
_CLOSE_SECONDS = 1.0
_LOOK_SECONDS = 0.1
# slack_sdk logs a failed connection with its address, whose ticket is a secret; the lamp tells the cause.
_LIBRARY = logging.getLogger(f"{__name__}.library")
_LIBRARY.setLevel(logging.CRITICAL)


class _OneSocket(SocketModeClient):
    """Tells when Slack asks for a new socket, instead of opening one by itself."""

    asked: asyncio.Event

    async def connect_to_new_endpoint(self, force: bool = False) -> None:  # noqa: ARG002  the library's signature
        """Called by the library on a "disconnect" message."""
        self.asked.set()


class Link(AsyncSocketModeHandler):
    """Bolt's handler over one socket. `monotonic` gives seconds."""

    def __init__(
        self,
        app: AsyncApp,
        web: AsyncWebClient,
        app_token: str,
        silence: float,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Must be made in the running loop. `silence` is how many seconds without a frame are too many."""
        self.app = app
        self.app_token = app_token
        self._silence = silence
        self._monotonic = monotonic
        self._busy: set[asyncio.Task[Any]] = set()
        self._frames = 0
        self._seen: tuple[int, float | None] = (0, None)
        self._seen_at = monotonic()
        self._socket = _OneSocket(
            app_token,
            logger=_LIBRARY,
            web_client=web,
            proxy=web.proxy,
            auto_reconnect_enabled=False,
            ping_interval=min(10.0, silence / 3),
            on_message_listeners=[self._frame],
        )
        self._socket.asked = asyncio.Event()
        self._socket.socket_mode_request_listeners.append(self.handle)
        self.client = self._socket

    async def open(self, url: str, seconds: float) -> None:
        """Connects to a fresh address. Raises TimeoutError."""
        self._socket.wss_uri = url
        async with asyncio.timeout(seconds):
            await self._socket.connect()  # type: ignore[no-untyped-call]  # slack_sdk has no types here
        self._seen_at = self._monotonic()

    async def handle(self, client: AsyncBaseSocketModeClient, req: SocketModeRequest) -> None:
        """Lets Bolt work on an envelope; what has begun is finished before the socket is closed."""
        task = asyncio.current_task()
        assert task is not None
        self._busy.add(task)
        try:
            await super().handle(client, req)  # type: ignore[arg-type]  # Bolt narrows what it does not use
        finally:
            self._busy.discard(task)

    async def ended(self, well: Callable[[], None]) -> str:
        """Waits until the socket is of no more use; returns why, empty when Slack asked for a new one.
        Calls `well` again and again until then, from Slack's first word on."""
        while True:
            if self._socket.asked.is_set():
                return ""
            if cause := self._broken():
                return cause
            if self._frames:
                well()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._socket.asked.wait(), min(_LOOK_SECONDS, self._silence / 5))

    async def close(self) -> None:
        """Finishes what has begun, or gives it up, then closes. Never raises."""
        if self._busy:
            await asyncio.wait(set(self._busy), timeout=DRAIN_SECONDS)
        socket = self._socket
        socket.closed = True
        tasks = [socket.message_processor, socket.current_session_monitor, socket.message_receiver]
        running = [task for task in tasks if task is not None]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        for late in (left := set(self._busy)):  # not acknowledged: Slack has it still
            late.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        if socket.current_session is not None:
            with contextlib.suppress(TimeoutError, aiohttp.ClientError, OSError):
                await asyncio.wait_for(socket.current_session.close(), _CLOSE_SECONDS)
        await socket.aiohttp_client_session.close()

    async def _frame(self, _message: aiohttp.WSMessage) -> None:
        self._frames += 1

    def _broken(self) -> str:
        session, now = self._socket.current_session, self._monotonic()
        seen = (self._frames, self._socket.last_ping_pong_time)
        if seen != self._seen and self._frames:  # a living socket begins with Slack's "hello"
            self._seen, self._seen_at = seen, now
        if session is None or session.closed:
            silent = session is not None and isinstance(session.exception(), TimeoutError)
            return SILENT if silent else CUT
        return SILENT if now - self._seen_at > self._silence else ""
