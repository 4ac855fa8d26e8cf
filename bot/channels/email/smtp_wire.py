"""Small things of the way to a mail server: what it said, and whether what was written has left us."""

from __future__ import annotations

import asyncio

from aiosmtplib import SMTP, SMTPResponseException


def has_left(client: SMTP) -> bool:
    """Whether the operating system has taken what was written. Raises ConnectionError when the connection is cut."""
    transport = client.protocol.transport if client.protocol else None
    if transport is None or transport.is_closing():
        raise ConnectionResetError("connection lost")
    assert isinstance(transport, asyncio.WriteTransport)
    return transport.get_write_buffer_size() == 0


async def drained(client: SMTP) -> None:
    """Waits until it has. Raises ConnectionError."""
    while True:
        if has_left(client):
            return
        await asyncio.sleep(0.005)


def reply_words(code: int, message: str) -> str:
    """A reply on one line, as it is shown."""
    return f"{code} {' '.join(message.split())}"[:300]


def words_of(error: BaseException) -> str:
    """What an error says."""
    if isinstance(error, SMTPResponseException):
        return reply_words(error.code, error.message)
    return (str(error) or type(error).__name__)[:200]
