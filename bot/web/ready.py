"""GET /readyz: 200 once every part has worked once and the database takes writes; else 503 and what is missing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, update
from sqlalchemy.exc import DBAPIError
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.core.health import Health
from bot.db.schema import installation
from bot.db.session import Database

LOOK = 0.2  # seconds between looks at the lamps
WRITE_SECONDS = 5.0
BELIEVED_SECONDS = 1.0  # a write is not repeated sooner, however often somebody asks


@dataclass(slots=True)
class Readiness:
    """Remembers which parts have been green, and tries the database."""

    parts: Sequence[Health]
    database: Database
    been: set[str] = field(default_factory=set)
    _tried: float = field(default=float("-inf"))
    _cause: str = ""

    async def watch(self) -> None:
        """Looks at the lamps until each was green once."""
        while self.missing():  # noqa: ASYNC110 - lamps have no event; this ends soon after the start
            await asyncio.sleep(LOOK)

    def missing(self) -> list[str]:
        """The parts that have not worked yet."""
        self.been |= {part.name for part in self.parts if part.green}
        return [part.name for part in self.parts if part.name not in self.been]

    async def refused(self) -> str:
        """Why the database takes no writes; empty when it does."""
        now = time.monotonic()
        if now - self._tried >= BELIEVED_SECONDS:
            self._tried = now
            self._cause = await self._try()
        return self._cause

    async def _try(self) -> str:
        try:
            async with asyncio.timeout(WRITE_SECONDS):
                await self.database.write(_touch)
        except (DBAPIError, OSError, TimeoutError) as error:
            return type(error).__name__
        return ""

    def route(self) -> Route:
        """The way to ask."""

        async def readyz(_request: Request) -> JSONResponse:
            missing, refused = self.missing(), await self.refused()
            ready = not missing and not refused
            answer = {"ready": ready, "waits_for": missing, "database": refused or "writes"}
            return JSONResponse(answer, status_code=200 if ready else 503)

        return Route("/readyz", readyz, methods=["GET"])


def _touch(connection: Connection) -> None:
    """A write that changes nothing."""
    connection.execute(update(installation).values(value=installation.c.value))
