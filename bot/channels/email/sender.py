"""Shares out the SMTP connections of a mailbox."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from bot.channels.email.send import Line
from bot.channels.email.settings import SmtpSettings
from bot.core.messages import Uncopied

if TYPE_CHECKING:  # loads an HTTP client and cryptography: only where a mailbox has OAuth2
    from bot.channels.email.oauth.tokens import Tokens

CONNECTIONS = 2


class SmtpSender:
    """Sends over at most `CONNECTIONS` connections; the second one only when there is a backlog."""

    def __init__(
        self, settings: SmtpSettings, host_name: str, tell: Callable[[str], None], tokens: Tokens | None = None
    ) -> None:
        """`host_name` is what we call ourselves; `tell` gets a cause when the server cannot be used, "" when it can.
        With `tokens`, a user without a password logs in with OAuth2."""
        if not settings.username or settings.password.get_secret_value():
            tokens = None
        self._closed = False
        self._free: asyncio.LifoQueue[Line] = asyncio.LifoQueue()
        for _ in range(CONNECTIONS):
            self._free.put_nowait(Line(settings, host_name, tell, tokens))

    async def send(
        self, content: bytes, sender: str, recipient: str, copies: Sequence[str] = ()
    ) -> tuple[Uncopied, ...]:
        """Sends a mail with CRLF line ends. Raises DeliveryError; `ambiguous` only when all of the mail has left
        us and no answer came. A copy that the server does not take does not keep the mail from its recipient: these
        are returned."""
        line = await self._free.get()
        try:
            return await line.send(content, sender, [recipient, *copies])
        finally:
            await self._back(line)

    async def log_in(self) -> None:
        """Connects and logs in, and sends nothing. Raises DeliveryError."""
        line = await self._free.get()
        try:
            await line.connected()
        finally:
            await self._back(line)

    def open(self) -> None:
        """Keeps connections for a burst again, after `close`."""
        self._closed = False

    async def close(self) -> None:
        """Ends the connections politely; one that is sending, or sends later, ends when it has sent, and is not waited
        for."""
        self._closed = True
        idle = [self._free.get_nowait() for _ in range(self._free.qsize())]
        try:
            await asyncio.gather(*(line.close() for line in idle))
        finally:
            for line in reversed(idle):
                self._free.put_nowait(line)

    async def _back(self, line: Line) -> None:
        """The line is free again; nobody will end its connection when we are closed."""
        try:
            if self._closed:
                await line.close()
        finally:
            self._free.put_nowait(line)
