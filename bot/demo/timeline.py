"""The time line of the story: who, through what, how long it took."""

from __future__ import annotations

import asyncio
import sys
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO, TypeVar

from bot.sandbox.clock import MovableClock

T = TypeVar("T")
PATIENCE = 20.0  # seconds of real time until the story says that something did not happen
LOOK = 0.01


class StoryStoppedError(Exception):
    """What the story expected did not happen."""


@dataclass(slots=True)
class Timeline:
    """Prints what happens, in columns. Time stands still for nobody: waits are real, jumps of the clock are told."""

    clock: MovableClock
    out: IO[str] = field(default_factory=lambda: sys.stdout)

    def happened(self, who: str, through: str, what: str, took: float | None = None) -> None:
        """One line: the stage's time, who, through what, what, and how long we waited for it."""
        at = self.clock.now().astimezone().strftime("%H:%M:%S")
        duration = f"{took:6.2f} s" if took is not None else " " * 8
        line = " ".join(what.split())
        print(
            f"{at}  {duration}  {_padded(who, 14)} {_padded(through, 16)} {_cut(line, 96)}", file=self.out, flush=True
        )

    async def acts(self, who: str, through: str, what: str) -> None:
        """A person is about to do something; told like everything that happens."""
        self.happened(who, through, what)

    def title(self, text: str) -> None:
        """A chapter."""
        print(f"\n── {text} " + "─" * max(2, 76 - _width(text)), file=self.out, flush=True)

    async def until(self, what: str, look: Callable[[], T | None]) -> tuple[T, float]:
        """Waits until `look` finds something; returns it and the seconds it took. Raises StoryStoppedError."""
        start = time.monotonic()
        while (found := look()) is None:
            if time.monotonic() - start > PATIENCE:
                raise StoryStoppedError(f"waited {PATIENCE:.0f} s in vain: {what}")
            await asyncio.sleep(LOOK)
        return found, time.monotonic() - start


def _width(text: str) -> int:
    """Columns of a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _padded(text: str, width: int) -> str:
    return text + " " * max(0, width - _width(text))


def _cut(text: str, width: int) -> str:
    if _width(text) <= width:
        return text
    while _width(text) > width - 1:
        text = text[:-1]
    return text + "…"
