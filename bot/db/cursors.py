"""Listeners' places and other small facts, in our database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.db import installation
from bot.db.session import Database


@dataclass(frozen=True, slots=True)
class StoredCursors:
    """Listeners' places, in our database."""

    database: Database

    async def load(self, name: str) -> Mapping[str, Any] | None:
        """What was saved last; None at the first start."""
        return await self.database.read(lambda connection: installation.load_cursor(connection, name))

    async def save(self, name: str, value: Mapping[str, Any]) -> None:
        """Commits the new place."""
        await self.database.write(lambda connection: installation.save_cursor(connection, name, value))
