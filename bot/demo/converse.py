"""A conversation in the terminal: you are the customer, the real desk answers."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from sqlalchemy import func, select

from bot.app import App
from bot.core.messages import DeskAction, Engineer
from bot.db.schema import inbox, outbox, tickets
from bot.demo import running
from bot.demo.customers import CUSTOMER, Customer
from bot.demo.settings import DemoSettings
from bot.demo.timeline import Timeline
from bot.sandbox.stage import ANNA, Stage

HELP = """You are a customer; write as one. Lines that begin with a colon are not yours:
  :2            press the second button below the last message
  :wait 30      half an hour passes (what is due happens)
  :reply TEXT   an engineer answers you      :solve TEXT   an engineer records a solution
  :quit         leave (or Ctrl-D)
"""
PATIENCE = 5.0  # seconds of real time
LOOK = 0.02


@dataclass(slots=True)
class Talk:
    """One conversation. `shown` messages were printed so far."""

    app: App
    stage: Stage
    customer: Customer
    out: IO[str] = field(default_factory=lambda: sys.stdout)
    shown: int = 0

    async def hears(self, line: str) -> None:
        """Does what a line says, and prints what the desk answers."""
        taken = await self._taken()
        word, _, rest = line.strip().partition(" ")
        if not word.startswith(":"):
            await self.customer.says(line)
        elif word[1:].isdecimal():
            await self._presses(int(word[1:]))
        elif word == ":wait" and rest.strip().isdecimal():
            self.stage.clock.forward(timedelta(minutes=int(rest)))
            await asyncio.sleep(LOOK)
            taken = -1
        elif word in (":reply", ":solve") and rest.strip():
            await self._engineer(word[1:], rest.strip())
        else:
            print(HELP, file=self.out)
            return
        await self._rests(taken)
        self._shows()

    async def _presses(self, number: int) -> None:
        buttons = self.customer.heard()[-1].buttons if self.shown else ()
        if 1 <= number <= len(buttons):
            await self.customer.presses(self.shown - 1, buttons[number - 1])
        else:
            print(f"There is no button {number}.", file=self.out)

    async def _engineer(self, action: str, text: str) -> None:
        latest = await self.app.database.read(lambda c: c.execute(select(func.max(tickets.c.id))).scalar())
        now = self.stage.clock.now()
        key, anna = f"converse:{await self._taken()}", Engineer(ANNA, "Anna Berg")
        answer = await self.app.receive(DeskAction("slack", key, anna, action, latest or 0, now, {"text": text}))
        if not answer.accepted:
            print(f"Refused: {answer.reason or dict(answer.errors)}", file=self.out)

    async def _taken(self) -> int:
        return await self.app.database.read(
            lambda c: int(c.execute(select(func.count()).select_from(inbox)).scalar_one())
        )

    async def _rests(self, taken: int) -> None:
        """Waits until something was taken in and nothing is to be sent any more, for a while at the most."""
        waiting = select(func.count()).where(outbox.c.state.in_(("pending", "sending")))
        for _ in range(int(PATIENCE / LOOK)):
            await asyncio.sleep(LOOK)
            if await self._taken() <= taken:
                continue  # asked first: what is taken in comes together with what is to be sent for it
            if not await self.app.database.read(lambda c: c.execute(waiting).scalar_one()):
                return

    def _shows(self) -> None:
        heard = self.customer.heard()
        for message in heard[self.shown :]:
            print("\n".join(f"  │ {line}" for line in message.text.rstrip().splitlines()), file=self.out)
            for number, label in enumerate(message.buttons, start=1):
                print(f"  │ [:{number}] {label}", file=self.out)
            print(file=self.out, flush=True)
        self.shown = len(heard)


async def converse(channel: str, language: str) -> int:
    """Holds a conversation until its input ends. `channel` is a key of CUSTOMER."""
    with TemporaryDirectory(prefix="ringback-") as folder:
        demo = DemoSettings(Path(folder) / "data", language=language)
        async with Stage() as stage, running(stage, demo) as app:
            lamps = [made.health for made in app.channels.values()]
            await Timeline(stage.clock).until("the desk", lambda: all(lamp.green for lamp in lamps) or None)
            talk = Talk(app, stage, CUSTOMER[channel](stage, language))
            print(HELP, file=talk.out, flush=True)
            async for line in _lines(sys.stdin, talk.out):
                if line.strip() == ":quit":
                    break
                if line.strip():
                    await talk.hears(line)
    return 0


async def _lines(source: IO[str], out: IO[str]) -> AsyncIterator[str]:
    """The lines of the input; what no terminal has shown is printed. A thread waits for them, for which nobody has to
    wait at the end."""
    loop, lines = asyncio.get_running_loop(), asyncio.Queue[str]()

    def reading() -> None:
        while line := source.readline():
            loop.call_soon_threadsafe(lines.put_nowait, line)
        loop.call_soon_threadsafe(lines.put_nowait, "")

    threading.Thread(target=reading, daemon=True).start()
    while True:
        print("> ", end="", file=out, flush=True)
        line = await lines.get()
        if not line:
            return
        if not source.isatty():
            print(line.rstrip(), file=out)
        yield line.rstrip("\n")
