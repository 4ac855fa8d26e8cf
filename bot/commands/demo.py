"""ringback demo and ringback converse: the real desk against emulators. No account, no service."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Annotated

import typer

from bot import logs
from bot.commands.shared import stop
from bot.stopping import interruptible


def demo(
    story: Annotated[bool, typer.Option("--story", help="Play a scripted day and leave.")] = False,
    journal: Annotated[Path | None, typer.Option(help="Write every call of Slack's and Telegram's API here.")] = None,
    data: Annotated[Path, typer.Option(help="Where the demo keeps its data.")] = Path("var/demo"),
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port of the page on 127.0.0.1; 0 takes a free one.")
    ] = 8470,
    language: Annotated[str, typer.Option(help="The desk's language: en or zh.")] = "en",
    fresh: Annotated[bool, typer.Option("--fresh", help="Start with an empty desk.")] = False,
) -> None:
    """Runs the real desk against emulators: no account, no service."""
    from bot import demo as stage
    from bot.demo.customers import NAMES

    _one_of(NAMES, language)
    logs.configure("text", "error" if story else "warning")
    chosen = stage.DemoSettings(data, journal, port, language, fresh)
    try:
        code = interruptible(stage.play_story(chosen) if story else stage.keep_open(chosen), 0)
    except stage.RefusedError as error:
        stop(str(error))
        return
    raise typer.Exit(code)


def converse(
    channel: Annotated[str, typer.Option(help="telegram, email or slack.")] = "telegram",
    language: Annotated[str, typer.Option(help="en or zh.")] = "en",
) -> None:
    """Lets you be the customer, in the terminal: the real desk answers. No account, nothing is kept."""
    from bot.demo.converse import converse as talk
    from bot.demo.customers import CUSTOMER, NAMES

    logs.configure("text", "error")
    _one_of(CUSTOMER, channel)
    _one_of(NAMES, language)
    raise typer.Exit(interruptible(talk(channel, language), 0))


def _one_of(known: Collection[str], given: str) -> None:
    if given not in known:
        stop(f"There is no {given}; there are {', '.join(known)}.")
