"""The story on the page: by itself at a speed to watch, or step by step."""

from __future__ import annotations

import asyncio
import contextlib
import re
from dataclasses import dataclass, field
from typing import Any

from bot.demo.behind import Behind
from bot.demo.story import Parts, Story
from bot.demo.timeline import Timeline
from bot.sandbox.page import Cast, Director, Person
from bot.sandbox.stage import Stage

#: Seconds before each act of a person when the story plays by itself.
BREATHS = {"auto": 1.5, "fast": 0.2}


@dataclass(slots=True)
class Paced(Timeline):
    """A time line that is shown on the page, and lets people wait for their turn."""

    lines: list[dict[str, Any]] = field(default_factory=list)
    mode: str = "pause"
    turn: asyncio.Event = field(default_factory=asyncio.Event)

    def happened(self, who: str, through: str, what: str, took: float | None = None) -> None:
        """One line."""
        self.lines.append({"who": who, "through": through, "what": _paragraphs(what), "took": took})

    def title(self, text: str) -> None:
        """A chapter."""
        self.lines.append({"title": text})

    async def acts(self, who: str, through: str, what: str) -> None:
        """Waits for the turn, then tells."""
        self.lines.append({"who": who, "through": through, "what": _paragraphs(what), "next": True})
        while breath := BREATHS.get(self.mode):
            self.turn.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.turn.wait(), breath)
                continue  # told anew how to go on
            break
        while self.mode == "pause":
            await self.turn.wait()
            self.turn.clear()
        if self.mode == "step":
            self.mode = "pause"
        self.lines[-1].pop("next")


def _paragraphs(text: str) -> str:
    """The text in its own lines, with one blank line at the most between them."""
    lines = (" ".join(line.split()) for line in text.strip().split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


class StagePlay:
    """Plays the story as often as one likes; each performance has customers of its own."""

    def __init__(self, stage: Stage, director: Director, cast: Cast, behind: Behind) -> None:
        self._stage, self._director, self._cast, self._behind = stage, director, cast, behind
        self._line = Paced(stage.clock)
        self._play: asyncio.Task[int] | None = None
        self._number = 0

    def told(self) -> dict[str, Any]:
        """The story so far, as the page shows it."""
        playing = self._play is not None and not self._play.done()
        return {"lines": self._line.lines[-60:], "mode": self._line.mode, "playing": playing}

    async def command(self, command: str) -> None:
        """ "auto", "fast", "step" or "pause"; all but the last begin it. Raises ValueError for anything else."""
        if command not in (*BREATHS, "step", "pause"):
            raise ValueError(f"the story knows no {command}")
        if command != "pause" and (self._play is None or self._play.done()):
            self._line = Paced(self._stage.clock)
            parts = await self._parts()
            story = Story(self._stage, self._line, self._behind, self._ready, parts)
            self._play = asyncio.create_task(story.play(), name="story")
        self._line.mode = command
        self._line.turn.set()

    async def stop(self) -> None:
        """Ends a performance."""
        if self._play is not None:
            self._play.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._play

    def _ready(self) -> str | None:
        return "mail, Telegram, Slack" if self._stage.slack.sockets_open and self._director.desk()["pid"] else None

    async def _parts(self) -> Parts:
        """New people whose data the desk does not know yet."""
        taken = self._stage.telegram.world.people
        while 700_100 + self._number in taken:
            self._number += 1
        number, mark = self._number, f".{self._number + 1}" if self._number else ""
        parts = Parts(f"zhang.w{mark}@huaxing.example", 700_100 + number, f"e.brown{mark}@northwind.example", "")
        parts = Parts(parts.zhang, parts.li, parts.emma, f"U0CARLOS{number + 1}")
        self._cast.add(Person(f"story-zhang{mark}", "张伟 ✉", "zh", parts.zhang))
        self._cast.add(Person(f"story-li{mark}", "李娜", "zh", telegram=parts.li))
        self._cast.add(Person(f"story-emma{mark}", "Emma Brown ✉", "en", parts.emma))
        await self._cast.add_in_slack(parts.carlos, "Carlos Diaz")
        return parts
