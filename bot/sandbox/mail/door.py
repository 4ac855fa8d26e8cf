"""A server of the sandbox's post, which can be shut."""

from __future__ import annotations

import abc
import asyncio
from typing import Any


class Door(abc.ABC):
    """One server on 127.0.0.1. While `down`, it accepts nobody."""

    def __init__(self) -> None:
        self._server: asyncio.Server | None = None
        self._down = False
        self.port = 0

    @property
    def down(self) -> bool:
        """Whether it is out of order; set it to cut all connections and accept none."""
        return self._down

    @down.setter
    def down(self, down: bool) -> None:
        self._down = down
        if down:
            self._cut()

    async def start(self) -> None:
        """Listens from now on, on `port`."""
        self._server = await self._listening()
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stops listening and cuts every connection."""
        if self._server is not None:
            self._server.close()
            await asyncio.gather(*self._cut(), return_exceptions=True)
            await self._server.wait_closed()
            self._server = None

    @abc.abstractmethod
    async def _listening(self) -> asyncio.Server:
        """Opens `port`."""

    @abc.abstractmethod
    def _cut(self) -> list[asyncio.Task[Any]]:
        """Drops every connection; returns their tasks, which end soon."""
