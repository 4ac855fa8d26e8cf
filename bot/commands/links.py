"""ringback links: which ways were joined to one person."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.shared import ConfigPath, operating, read_settings

links = typer.Typer(no_args_is_help=True, help="Which mail addresses and accounts belong to one person.")
Reference = Annotated[str, typer.Argument(metavar="REFERENCE", help="A ticket, such as RB-1001.")]


@links.command("list")
def listing(config: ConfigPath = Path("ringback.toml")) -> None:
    """Every link, the newest first, with its proof."""
    from bot.operations.links import listed, working

    with operating():
        print(working(read_settings(config).ringback.url, listed))


@links.command()
def join(one: Reference, other: Reference, config: ConfigPath = Path("ringback.toml")) -> None:
    """Says that the requesters of two tickets are one person: the first one's way becomes the other's, too."""
    from bot.operations.links import joined, working

    now = datetime.now(UTC)
    with operating():
        print(working(read_settings(config).ringback.url, lambda connection: joined(connection, (one, other), now)))


@links.command()
def undo(
    link: Annotated[int, typer.Argument(help="Its number in the list.")], config: ConfigPath = Path("ringback.toml")
) -> None:
    """Takes a link back: the address and its tickets belong to whom they did before."""
    from bot.operations.links import undone, working

    now = datetime.now(UTC)
    with operating():
        print(working(read_settings(config).ringback.url, lambda connection: undone(connection, link, now)))
