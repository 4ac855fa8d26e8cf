"""The demo: starts the emulators, then the real desk against them. No account, no service."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import typer
import uvicorn

from bot.app import App, build, sole
from bot.config import Settings
from bot.demo.story import Story
from bot.demo.timeline import Timeline
from bot.sandbox.control import control_app
from bot.sandbox.stage import Stage


@dataclass(frozen=True, slots=True)
class DemoSettings:
    """What the command line says. `port` 0 takes any free one."""

    data: Path
    journal: Path | None = None
    port: int = 8470
    language: str = "en"
    fresh: bool = False


async def play_story(demo: DemoSettings) -> int:
    """Plays a day at the desk and prints it as it happens. Returns 0 only if every customer was reached."""
    if demo.data.exists():
        shutil.rmtree(demo.data)
    with sole(demo.data):
        async with Stage(journal=demo.journal) as stage, running(stage, demo) as app:
            timeline = Timeline(stage.clock)
            story = Story(stage, app, timeline)
            return await story.play()


async def keep_open(demo: DemoSettings) -> int:
    """Runs the desk on the stage, with its remote control, until cancelled."""
    if demo.fresh and demo.data.exists():
        shutil.rmtree(demo.data)
    with sole(demo.data):
        async with Stage(journal=demo.journal) as stage, running(stage, demo):
            listening = bind(demo.port)
            address = f"http://127.0.0.1:{listening.getsockname()[1]}"
            typer.echo(f"The desk runs on emulators. Remote control: {address} (docs/sandbox.md)")
            typer.echo(f"Its data is in {demo.data}. Ctrl-C stops it.")
            server = uvicorn.Server(
                uvicorn.Config(control_app(stage), log_level="warning", timeout_graceful_shutdown=1, lifespan="off")
            )
            # The demo stops everything in order itself; uvicorn would only stop its own server.
            server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign,assignment]  # no switch for it
            await server.serve(sockets=[listening])
    return 0


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


class PortTakenError(Exception):
    """Another program listens on the port."""


def bind(port: int) -> socket.socket:
    """Takes the port on 127.0.0.1. Raises PortTakenError."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
    except OSError as error:
        listening.close()
        raise PortTakenError(f"port {port} is taken by another program; choose one with --port") from error
    return listening
