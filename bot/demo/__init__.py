"""The demo: starts the emulators, then the real desk against them. No account, no service."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from bot.app import App, build
from bot.config import Settings
from bot.demo.behind import Behind
from bot.demo.settings import DemoSettings, RefusedError, emptied, held, writable
from bot.demo.story import Story
from bot.demo.timeline import Timeline
from bot.sandbox.stage import Stage

__all__ = ["DemoSettings", "RefusedError", "keep_open", "play_story", "running"]


async def play_story(demo: DemoSettings) -> int:
    """Plays a day at the desk and prints it as it happens. Returns 0 only if every customer was reached. Raises
    RefusedError."""
    emptied(demo.data)
    with held(demo.data):
        async with Stage(journal=writable(demo.journal)) as stage, running(stage, demo) as app:
            lamps = [channel.health for channel in app.channels.values()]

            def ready() -> str | None:
                return ", ".join(lamp.name for lamp in lamps) if all(lamp.green for lamp in lamps) else None

            behind = Behind(demo.data / "ringback.sqlite3")
            return await Story(stage, Timeline(stage.clock), behind, ready).play()


async def keep_open(demo: DemoSettings) -> int:
    """Runs the desk with its page and remote control, until cancelled. Raises RefusedError."""
    from bot.demo.opened import keep_open as keep

    return await keep(demo)


@contextlib.asynccontextmanager
async def running(stage: Stage, demo: DemoSettings) -> AsyncIterator[App]:
    """The real desk, at work on the stage."""
    settings = Settings.model_validate(stage.settings(demo.data, language=demo.language))
    app = await build(settings, clock=stage.clock)
    work = asyncio.create_task(app.run(), name="desk")
    try:
        yield app
    finally:
        work.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await work
