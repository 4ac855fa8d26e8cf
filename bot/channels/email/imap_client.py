"""aioimaplib, taught what it lets pass: a lost connection, mail announced between two IDLEs, XOAUTH2's challenge."""

from __future__ import annotations

import asyncio
import logging
import ssl
from typing import Any

from aioimaplib.aioimaplib import IMAP4, IMAP4ClientProtocol, IncompleteRead

from bot.channels.email.settings import ImapSettings
from bot.channels.email.way import route

logging.getLogger("aioimaplib").setLevel(logging.WARNING)  # its debug lines hold whole mails

PIECE = 16_384  # bytes


class Protocol(IMAP4ClientProtocol):  # type: ignore[misc] # the library ships no types
    """Notices what the library lets pass: a lost connection, and new mail announced between two IDLEs."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop)
        self.lost: asyncio.Future[None] = loop.create_future()
        self.grown = False
        self.incomplete_line: bytes = b""
        self.current_command: Any = None
        self.log_in = b""
        self.objection = b""

    def connection_lost(self, error: Exception | None) -> None:
        if not self.lost.done():
            self.lost.set_result(None)
        super().connection_lost(error)

    def data_received(self, data: bytes) -> None:
        """The library writes all of it into a line for the log, and copies what is left of it for each line it reads:
        it gets the data in small pieces, and no log."""
        for start in range(0, len(data), PIECE):
            piece = self.incomplete_line + data[start : start + PIECE]
            try:
                self._handle_responses(piece, self._handle_line, self.current_command)
                self.incomplete_line, self.current_command = b"", None
            except IncompleteRead as rest:
                self.incomplete_line, self.current_command = rest.data, rest.cmd

    def _continuation(self, line: bytes) -> None:
        """AUTHENTICATE (RFC 3501, 6.2.2): `log_in` goes out once. A server that refuses it says why and waits for an
        empty line, which the library does not send."""
        command = self.pending_sync_command
        if command is None or command.name != "AUTHENTICATE":
            super()._continuation(line)
            return
        if not self.log_in:
            self.objection = line[1:].strip()
        self.transport.write(self.log_in + b"\r\n")
        self.log_in = b""

    def _untagged_response(self, line: bytes) -> Any:
        if line.endswith(b" EXISTS"):
            self.grown = True
        return super()._untagged_response(line)


class Client(IMAP4):  # type: ignore[misc] # the library ships no types
    """The library's client, over a proxy where one is named, on a protocol that tells more."""

    def __init__(self, server: ImapSettings, context: ssl.SSLContext | None) -> None:
        self._server = server
        super().__init__(server.host, server.port, timeout=server.timeout_seconds, ssl_context=context)

    def create_client(self, _host: str, _port: int, loop: Any, _callback: Any = None, ssl_context: Any = None) -> None:
        running = loop or asyncio.get_running_loop()
        self.protocol = Protocol(running)
        self._client_task = running.create_task(self._connect(running, ssl_context))

    async def _connect(self, loop: asyncio.AbstractEventLoop, context: ssl.SSLContext | None) -> None:
        await loop.create_connection(lambda: self.protocol, **await route(self._server, context))

    async def hello(self) -> None:
        """Waits for the connection and the greeting. Raises OSError and ProxyProblem."""
        await self._client_task
        await self.protocol.wait("AUTH|NONAUTH")

    def abort(self) -> None:
        """Drops the connection and whatever still runs on it."""
        self._client_task.cancel()
        if self._idle_waiter is not None:
            self._idle_waiter.cancel()
        for task in (*self.tasks, *self.protocol.tasks):
            task.cancel()
        if self.protocol.transport is not None:
            self.protocol.transport.abort()
