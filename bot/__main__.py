"""The command line: ringback run, demo, check."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated

import typer

from bot import logs
from bot.app import AlreadyRunningError, build, sole
from bot.config import ConfigProblem, Settings, load
from bot.db.migrate import NewerSchemaError

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)

ConfigPath = Annotated[Path, typer.Option("--config", "-c", help="The settings file.")]


@app.command()
def run(config: ConfigPath = Path("ringback.toml")) -> None:
    """Runs the desk against the services in the settings, until SIGTERM or Ctrl-C."""
    settings = _settings(config)
    logs.configure(settings.ringback.log)
    for warning in settings.warnings():
        print(f"warning: {warning}", file=sys.stderr)
    try:
        with sole(settings.ringback.data):
            _interruptible(_run(settings))
    except (AlreadyRunningError, NewerSchemaError) as error:
        _stop(str(error))


@app.command()
def check(config: ConfigPath = Path("ringback.toml")) -> None:
    """Reads the settings and says everything that is wrong with them."""
    settings = _settings(config)
    for warning in settings.warnings():
        print(f"warning: {warning}")
    print("The settings are complete.")


@app.command()
def demo(
    story: Annotated[bool, typer.Option("--story", help="Play a scripted day and leave.")] = False,
    journal: Annotated[Path | None, typer.Option(help="Write every call of Slack's and Telegram's API here.")] = None,
    data: Annotated[Path, typer.Option(help="Where the demo keeps its data.")] = Path("var/demo"),
    port: Annotated[int, typer.Option(help="Port of the remote control on 127.0.0.1; 0 takes a free one.")] = 8470,
    language: Annotated[str, typer.Option(help="The desk's language: en or zh.")] = "en",
    fresh: Annotated[bool, typer.Option("--fresh", help="Start with an empty desk.")] = False,
) -> None:
    """Runs the real desk against emulators: no account, no service."""
    from bot import demo as stage

    logs.configure("text", "error" if story else "warning")
    chosen = stage.DemoSettings(data, journal, port, language, fresh)
    try:
        code = _interruptible(stage.play_story(chosen) if story else stage.keep_open(chosen))
    except (AlreadyRunningError, stage.PortTakenError) as error:
        _stop(str(error))
        return
    raise typer.Exit(code)


def _interruptible(work: Coroutine[None, None, int]) -> int:
    """Runs it; SIGTERM and Ctrl-C end it in order, with 0."""

    async def watched() -> int:
        task = asyncio.ensure_future(work)
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)
        try:
            return await task
        except asyncio.CancelledError:
            return 0

    return asyncio.run(watched())


async def _run(settings: Settings) -> int:
    desk = await build(settings)
    print("Ringback runs. Ctrl-C stops it.", file=sys.stderr)
    await desk.run()
    return 0


def _settings(path: Path) -> Settings:
    try:
        return load(path)
    except ConfigProblem as problem:
        _stop(str(problem))
        raise


def _stop(message: str) -> None:
    print(message, file=sys.stderr)
    raise typer.Exit(2)


def main() -> None:
    """The console entry point."""
    app()


if __name__ == "__main__":
    main()
