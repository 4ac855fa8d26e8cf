"""The application as it runs on the stage: started, stopped, and started again on the same database."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from bot.app import App
from tests.desk.spying import Spy


@dataclass
class Running:
    """One application at a time; `build` makes one on the same settings and data. `spy` looks on at each."""

    build: Callable[[], Awaitable[App]]
    spy: Spy
    task: asyncio.Task[None] = field(init=False)

    async def start(self) -> App:
        """Builds it and lets it run."""
        app = await self.build()
        self.spy.receive = app.receive
        app = replace(app, receive=self.spy)
        self.task = asyncio.create_task(app.run())
        return app

    async def stop(self) -> None:
        """Stops it in order; a stopped one stays so."""
        if not self.task.done():
            await stopped(self.task)

    async def again(self) -> App:
        """Stops it, and starts another one."""
        await self.stop()
        return await self.start()


async def stopped(running: asyncio.Task[None]) -> None:
    """Stops the application; it must end within seconds."""
    running.cancel()
    _, late = await asyncio.wait([running], timeout=20)
    if late:
        stuck = [f"{task.get_name()}: {task.get_stack(limit=1)}" for task in asyncio.all_tasks() if not task.done()]
        raise AssertionError("the application does not stop:\n" + "\n".join(stuck))
    with contextlib.suppress(asyncio.CancelledError):
        running.result()
