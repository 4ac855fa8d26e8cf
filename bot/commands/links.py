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
    from bot.operations.database import reading
    from bot.operations.links import listed

    with operating(), reading(read_settings(config).ringback.url) as connection:
        print(listed(connection))


@links.command()
def join(one: Reference, other: Reference, config: ConfigPath = Path("ringback.toml")) -> None:
    """Says that the requesters of two tickets are one person: the first one's way becomes the other's, too."""
    from bot.operations.database import writing
    from bot.operations.links import joined

    now = datetime.now(UTC)
    with operating(), writing(read_settings(config).ringback.url) as connection:
        print(joined(connection, (one, other), now))


@links.command()
def undo(
    link: Annotated[int, typer.Argument(help="Its number in the list.")], config: ConfigPath = Path("ringback.toml")
) -> None:
    """Takes a link back: the address and its tickets belong to whom they did before."""
    from bot.operations.database import writing
    from bot.operations.links import undone

    now = datetime.now(UTC)
    with operating(), writing(read_settings(config).ringback.url) as connection:
        print(undone(connection, link, now))
