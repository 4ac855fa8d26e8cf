"""ringback knowledge: what was found out before."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.shared import ConfigPath, operating, read_settings

articles = typer.Typer(no_args_is_help=True, help="What was found out before.")


@articles.command()
def find(
    wanted: Annotated[str, typer.Argument(metavar="WORDS", help="What it is about, in English or Chinese.")],
    config: ConfigPath = Path("ringback.toml"),
) -> None:
    """Shows the released answers that have these words, the most relevant first. The desk may run."""
    from bot.operations.articles import asked

    with operating():
        print(asked(read_settings(config).ringback.url, wanted))
