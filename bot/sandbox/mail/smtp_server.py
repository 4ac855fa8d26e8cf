"""The way out: an SMTP server (RFC 5321) in this process, by aiosmtpd."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Awaitable, Callable
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from .door import Door

Accept = Callable[[bytes, list[str]], Awaitable[None]]


class SmtpServer(Door):
    """`refused`: recipient -> the reply he is refused with. `greylisted`: so many recipients are told to come again."""

    def __init__(self, accept: Accept) -> None:
        super().__init__()
        self._accept = accept
        self._open: set[_Connection] = set()
        self.refused: dict[str, str] = {}
        self.greylisted = 0

    async def _listening(self) -> asyncio.Server:
        loop = asyncio.get_running_loop()
        return await loop.create_server(lambda: _Connection(self, loop), "127.0.0.1", self.port)

    def opened(self, connection: _Connection) -> bool:
        """Whether a new connection may stay."""
        if not self._down:
            self._open.add(connection)
        return not self._down

    def closed(self, connection: _Connection) -> None:
        """Forgets a connection."""
        self._open.discard(connection)

    def _cut(self) -> list[asyncio.Task[Any]]:
        return [task for connection in list(self._open) if (task := connection.cut())]

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, recipient: str, _options: list[str]
    ) -> str:
        """A recipient: taken, refused, or told to come again (RFC 6647)."""
        if refusal := self.refused.get(recipient.lower()):
            return refusal
        if self.greylisted > 0:
            self.greylisted -= 1
            return "451 4.7.1 Greylisted, please try again later"
        envelope.rcpt_tos.append(recipient)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's name
        """A whole mail."""
        content = envelope.content
        await self._accept(content if isinstance(content, bytes) else b"", envelope.rcpt_tos)
        return "250 2.0.0 Accepted"


class _Connection(SMTP):
    """One connection, which any log-in opens."""

    def __init__(self, owner: SmtpServer, loop: asyncio.AbstractEventLoop) -> None:
        self._owner = owner
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # log-in without TLS: this server is on 127.0.0.1 only
            super().__init__(
                owner,
                hostname="sandbox.invalid",
                enable_SMTPUTF8=True,
                authenticator=lambda *_: AuthResult(success=True),
                auth_require_tls=False,
                loop=loop,
            )

    def cut(self) -> asyncio.Task[Any] | None:
        """Drops the connection; returns its task, which ends soon."""
        if isinstance(self.transport, asyncio.Transport):
            self.transport.abort()
        task: asyncio.Task[Any] | None = self._handler_coroutine
        return task

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if not self._owner.opened(self):
            assert isinstance(transport, asyncio.Transport)
            transport.abort()
            return
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._owner.closed(self)
        if self.transport is not None:
            super().connection_lost(error)
