"""Stands between the desk and the mail server, and knows when the server announced a mail."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress

from tests.servers.ports import free_port


class Relay:
    """Passes everything on at once; `notice` is the moment an EXISTS of an idling connection came by."""

    def __init__(self, target: int) -> None:
        self.port = free_port()
        self._target = target
        self._notices: asyncio.Queue[float] = asyncio.Queue()
        self._idling = 0
        self._changed = asyncio.Condition()
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Listens from now on."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    async def stop(self) -> None:
        """Ends."""
        assert self._server is not None
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def idling(self, count: int) -> None:
        """Returns once so many connections wait for mail."""
        async with asyncio.timeout(30), self._changed:
            await self._changed.wait_for(lambda: self._idling >= count)

    async def notice(self) -> float:
        """The moment of the next notice, on the monotonic clock."""
        return await asyncio.wait_for(self._notices.get(), 30)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self._target)
        pair = ((reader, back, False), (there, writer, True))
        tasks = {asyncio.ensure_future(self._pass(*way)) for way in pair}
        self._tasks |= tasks
        await asyncio.wait(tasks)
        self._tasks -= tasks

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, from_server: bool) -> None:
        idle = False
        with suppress(ConnectionError):
            while data := await reader.read(65536):
                now = time.monotonic()
                writer.write(data)
                if not from_server:
                    continue
                if data.startswith(b"+ "):
                    idle = True
                    async with self._changed:
                        self._idling += 1
                        self._changed.notify_all()
                if idle and b" EXISTS\r\n" in data:
                    idle = False
                    self._notices.put_nowait(now)
        writer.close()
