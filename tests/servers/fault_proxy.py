"""A TCP proxy that breaks connections in the ways networks do; switched while it runs."""

import asyncio
import socket
import struct
from contextlib import suppress

from tests.servers.ports import free_port

_PIECE = 65_536


class FaultProxy:
    """Stands before a server on 127.0.0.1; clients connect to `port`. Faithful until told otherwise.

    `pass_through()` ends whatever was switched on; connections that are cut stay cut.
    """

    def __init__(self, target: int) -> None:
        self.target = target
        self.port = free_port()
        self.accepted = 0
        """How many connections were ever accepted."""
        self._delay = 0.0
        self._bytes_left: int | None = None
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._clients: dict[asyncio.StreamWriter, asyncio.Task[None]] = {}
        self._server: asyncio.Server | None = None

    @property
    def live(self) -> int:
        """How many connections are open now."""
        return len(self._clients)

    async def start(self) -> None:
        """Accept connections from now on."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    async def refuse(self) -> None:
        """Stop listening: new connections are refused until `start()`; the open ones go on."""
        if self._server is not None:
            self._server.close()
            self._server = None
            await asyncio.sleep(0)

    async def stop(self) -> None:
        """Refuse, and cut all connections."""
        await self.refuse()
        self.cut()
        await asyncio.gather(*self._clients.values(), return_exceptions=True)

    def pass_through(self) -> None:
        """Be faithful again; what a black hole held back goes on."""
        self._delay = 0.0
        self._bytes_left = None
        self._flowing.set()

    def cut(self) -> None:
        """Reset every open connection now; new ones are served."""
        for client, task in self._clients.items():
            _reset(client)
            task.cancel()

    def cut_after(self, count: int) -> None:
        """Let so many more bytes come from the server, then cut; once."""
        self._bytes_left = count

    def black_hole(self) -> None:
        """Keep accepting and keep connections open, but let nothing through either way."""
        self._flowing.clear()

    def half_close(self) -> None:
        """Tell every client that the server will send no more (FIN), as a server that ends politely does."""
        for client in self._clients:
            with suppress(OSError):
                client.write_eof()

    def say_and_close(self, words: bytes) -> None:
        """Say something to every client in the server's name, then end the connection (FIN), as a server that shuts
        down does."""
        for client in self._clients:
            with suppress(OSError):
                client.write(words)
        self.half_close()

    def delay(self, seconds: float) -> None:
        """Hold back each piece that comes from the server."""
        self._delay = seconds

    async def _serve(self, client_reader: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        self.accepted += 1
        task = asyncio.current_task()
        assert task is not None
        self._clients[client] = task
        server: asyncio.StreamWriter | None = None
        try:
            await self._flowing.wait()
            server_reader, server = await asyncio.open_connection("127.0.0.1", self.target)
            async with asyncio.TaskGroup() as both:
                both.create_task(self._to_server(client_reader, server))
                both.create_task(self._to_client(server_reader, client))
        except (OSError, ExceptionGroup, asyncio.CancelledError):
            pass  # an ended connection is this proxy's daily bread
        finally:
            for side in (client, server):
                if side is not None:
                    side.close()
            del self._clients[client]

    async def _to_server(self, reader: asyncio.StreamReader, server: asyncio.StreamWriter) -> None:
        while piece := await reader.read(_PIECE):
            await self._flowing.wait()
            server.write(piece)
            await server.drain()
        server.write_eof()

    async def _to_client(self, reader: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        while piece := await reader.read(_PIECE):
            if self._delay:
                await asyncio.sleep(self._delay)
            await self._flowing.wait()
            client.write(self._allowed(piece))
            await client.drain()
            if self._bytes_left == 0:
                self._bytes_left = None
                raise ConnectionResetError("cut as asked")
        with suppress(OSError):
            client.write_eof()

    def _allowed(self, piece: bytes) -> bytes:
        if self._bytes_left is None:
            return piece
        allowed = piece[: self._bytes_left]
        self._bytes_left -= len(allowed)
        return allowed


def _reset(connection: asyncio.StreamWriter) -> None:
    # Closing without lingering makes the kernel send RST in place of FIN.
    plug = connection.get_extra_info("socket")
    plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.transport.abort()
