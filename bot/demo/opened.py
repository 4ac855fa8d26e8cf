"""The demo in the browser: the emulators and the page here, the desk in a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import json
from pathlib import Path
from typing import Any

import typer
import uvicorn

from bot.demo.behind import Behind
from bot.demo.child import CLOCK, LAMPS
from bot.demo.clocks import SharedClock
from bot.demo.keeper import Keeper
from bot.demo.settings import DemoSettings, bind, emptied, held, inviting, usable, writable
from bot.demo.stageplay import StagePlay
from bot.sandbox.memory import Keeps, Memory
from bot.sandbox.page import Cast, Director, page_app
from bot.sandbox.stage import Stage

EMULATORS = "emulators"  # a folder of the data
DATABASE = Path("desk/ringback.sqlite3")


async def keep_open(demo: DemoSettings) -> int:
    """Runs the desk on the stage and the page over it, until cancelled. Raises RefusedError."""
    with contextlib.closing(bind(demo.port)) as listening:
        if demo.fresh:
            emptied(demo.data)
        with held(demo.data):
            usable(demo.data / DATABASE)
            clock = SharedClock(demo.data / CLOCK)
            async with Stage(journal=writable(demo.journal), clock=clock) as stage:
                await _play(demo, stage, listening)
    return 0


async def _play(demo: DemoSettings, stage: Stage, listening: Any) -> None:
    cast = Cast(stage)
    await cast.enter()
    director = Director(stage, cast)
    parts: dict[str, Keeps] = {"mail": stage.mail, "slack": stage.slack, "telegram": stage.telegram, "page": director}
    memory = Memory(demo.data / EMULATORS, parts, lambda told: typer.echo(told, err=True))
    await memory.recall()
    keeper = Keeper(demo.data, director.happened)
    behind = Behind(demo.data / DATABASE)
    play = StagePlay(stage, director, cast, behind)
    director.behind, director.kill = behind, keeper.kill
    lamps = demo.data / LAMPS
    lamps.unlink(missing_ok=True)  # an earlier demo's

    def desk() -> dict[str, Any]:
        pid = keeper.pid
        parts = json.loads(lamps.read_text("utf-8")) if pid and lamps.exists() else {}
        return {"pid": pid, "starts": keeper.starts, "connected": stage.slack.sockets_open > 0, "parts": parts}

    director.desk = desk
    director.story, director.told = play.command, play.told
    settings = inviting(stage.settings(demo.data.absolute() / "desk", language=demo.language))
    async with memory.keeping(), keeper.running(settings):
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        typer.echo(f"The desk runs on emulators. Open {address} in a browser; it is the remote control's address too.")
        typer.echo(f"Its data is in {demo.data}; --fresh starts anew. Ctrl-C stops it.")
        try:
            await _serve(director, demo.language, listening)
        finally:
            await play.stop()


async def _serve(director: Director, language: str, listening: Any) -> None:
    page = page_app(director, language)
    server = uvicorn.Server(
        uvicorn.Config(page, log_level="warning", lifespan="off", timeout_graceful_shutdown=1, access_log=False)
    )
    # The demo stops everything in order itself; uvicorn would only stop its own server.
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign,assignment]  # no switch for it
    work = asyncio.create_task(server.serve(sockets=[listening]), name="page")
    try:
        await asyncio.shield(work)
    finally:
        director.over = server.should_exit = True
        await work
