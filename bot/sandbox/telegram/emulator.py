"""The emulator of api.telegram.org as one object: start it, let people write, look at what the bot did."""

import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from aiohttp import web

from bot.sandbox.journal import Journal

from . import memory
from .errors import Json
from .faults import Faults
from .people import People
from .server import Service
from .world import World


class TelegramSandbox(People, Faults):
    """A Bot API server on 127.0.0.1 inside this process, for one bot; use it with `async with`.

    `now` gives Unix seconds and may be moved; only waiting (long polls) goes by the real clock. `port` 0
    takes a free one. A pressed button can be answered for `query_lifetime` seconds.
    """

    def __init__(
        self,
        *,
        journal: Journal | None = None,
        now: Callable[[], float] = time.time,
        port: int = 0,
        token: str = "12345:sandbox",  # noqa: S107 - a token of the sandbox only
        username: str = "RingbackSandboxBot",
        query_lifetime: float = 15 * 60.0,
    ) -> None:
        bot = {"id": int(token.partition(":")[0]), "is_bot": True, "first_name": "Ringback", "username": username}
        self.world = World(bot, now, query_lifetime)
        People.__init__(self, self.world)
        Faults.__init__(self, self.world.updates)
        self.journal = journal if journal is not None else Journal(None)
        self.token = token
        self._port = port
        self._runner: web.AppRunner | None = None

    @property
    def api_url(self) -> str:
        """The address of the service, without a slash at its end."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def base_url(self) -> str:
        """`base_url` for python-telegram-bot."""
        return f"{self.api_url}/bot"

    @property
    def base_file_url(self) -> str:
        """`base_file_url` for python-telegram-bot."""
        return f"{self.api_url}/file/bot"

    async def __aenter__(self) -> Self:
        """Listen; the port stays the same until the end."""
        service = Service(self.world, self, self.token, self.journal)
        # A poll whose client has gone must not take part in the next one.
        self._runner = web.AppRunner(
            service.application(), handler_cancellation=True, shutdown_timeout=0.1, access_log=None
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        return self

    def kept(self) -> Json:
        """What the service knows, for a snapshot."""
        return memory.kept(self.world)

    async def restore(self, kept: Json) -> None:
        """Knows that again. Raises what `Keeps` says."""
        memory.restore(self.world, kept)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Cut all connections and stop listening."""
        self.world.updates.interrupt()
        if self._runner is not None:
            await self._runner.cleanup()
