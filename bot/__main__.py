"""The command line: ringback run, demo, check."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
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
            asyncio.run(_run(settings))
    except (AlreadyRunningError, NewerSchemaError) as error:
        _stop(str(error))


@app.command()
def check(config: ConfigPath = Path("ringback.toml")) -> None:
    """Reads the settings and says everything that is wrong with them."""
    settings = _settings(config)
    for warning in settings.warnings():
        print(f"warning: {warning}")
    print("The settings are complete.")


async def _run(settings: Settings) -> None:
    desk = await build(settings)
    loop = asyncio.get_running_loop()
    work = asyncio.create_task(desk.run(), name="ringback")
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, work.cancel)
    print("Ringback runs. Ctrl-C stops it.", file=sys.stderr)
    with contextlib.suppress(asyncio.CancelledError):
        await work


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
