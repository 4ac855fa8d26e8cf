"""A mail server that accepts everything (aiosmtpd), in a process of its own: `python -m benchmarks.sink PORT`.

Two verbs are the benchmark's own: XCOUNT says how many mails there are; XTAKE PATH writes them there as JSON lines,
each with the time of its acceptance, and forgets them.
"""

from __future__ import annotations

import asyncio
import base64
import json
import sys
import time
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session


class Store:
    """What was accepted: (seconds on the monotonic clock, recipient, content)."""

    def __init__(self) -> None:
        self.mails: list[tuple[float, str, bytes]] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802, ARG002 - aiosmtpd's
        """Keeps a mail."""
        assert isinstance(envelope.content, bytes)
        self.mails.append((time.monotonic(), envelope.rcpt_tos[0], envelope.content))
        return "250 2.0.0 Accepted"

    def take(self, path: Path) -> None:
        """Writes everything down and forgets it."""
        with path.open("w") as file:
            for at, recipient, content in self.mails:
                line = {"at": at, "recipient": recipient, "raw": base64.b64encode(content).decode()}
                file.write(json.dumps(line) + "\n")
        self.mails.clear()


class Sink(SMTP):
    """One connection."""

    def __init__(self, store: Store, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(store, hostname="sink.example", enable_SMTPUTF8=True, loop=loop)
        self._store = store

    async def smtp_XCOUNT(self, _argument: str | None) -> None:  # noqa: N802 - aiosmtpd finds a verb by this name
        """How many there are."""
        await self.push(f"250 {len(self._store.mails)}")

    async def smtp_XTAKE(self, argument: str | None) -> None:  # noqa: N802 - as above
        """Hands them over."""
        self._store.take(Path(argument or ""))
        await self.push("250 OK")


async def serve(port: int) -> None:
    """Serves until the process is ended."""
    store, loop = Store(), asyncio.get_running_loop()
    server = await loop.create_server(lambda: Sink(store, loop), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
