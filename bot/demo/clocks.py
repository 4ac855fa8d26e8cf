"""One moved clock for two processes: the demo moves it and writes how far, the desk's process reads it."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.sandbox.clock import MovableClock


class SharedClock(MovableClock):
    """A movable clock that keeps in a file how far it is ahead, so that others follow and a restart goes on."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file
        super().forward(_ahead(file))

    def forward(self, step: timedelta) -> datetime:
        """Moves ahead and tells the file before it returns. Raises ValueError for a step back."""
        now = super().forward(step)
        beside = self._file.with_suffix(".new")
        beside.write_text(str(self.ahead.total_seconds()), "ascii")
        beside.replace(self._file)
        return now


class FollowingClock:
    """Goes as a SharedClock of another process."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._seen = -1
        self._moved = timedelta()

    def now(self) -> datetime:
        """The present moment on the stage, UTC."""
        try:
            changed = os.stat(self._file).st_mtime_ns  # noqa: PTH116  called very often; Path.stat takes twice the time
        except FileNotFoundError:
            changed = -1
        if changed != self._seen:
            self._seen, self._moved = changed, _ahead(self._file)
        return datetime.now(UTC) + self._moved


def _ahead(file: Path) -> timedelta:
    try:
        return timedelta(seconds=float(file.read_text("ascii")))
    except FileNotFoundError:
        return timedelta()
