"""A clock that can be moved forward, for everything that plays on one stage."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class MovableClock:
    """Goes with the machine's clock, plus what it was moved."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        """The present moment on the stage, UTC."""
        return datetime.now(UTC) + self._ahead

    def timestamp(self) -> float:
        """The same in seconds since 1970."""
        return self.now().timestamp()

    @property
    def ahead(self) -> timedelta:
        """How far it was moved."""
        return self._ahead

    def forward(self, step: timedelta) -> datetime:
        """Moves ahead. Raises ValueError for a step back: time that was told cannot be taken back."""
        if step < timedelta():
            raise ValueError("the clock only moves forward")
        self._ahead += step
        return self.now()
