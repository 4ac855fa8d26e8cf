"""The commands that only look something up: ringback inbox explain, ringback knowledge find."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.terminal import ConfigPath, operating, settings_in

ledger = typer.Typer(no_args_is_help=True, help="The ledger of everything that came in.")
articles = typer.Typer(no_args_is_help=True, help="What was found out before.")


@ledger.command()
def explain(
    wanted: Annotated[str, typer.Argument(metavar="MESSAGE-ID|ADDRESS", help="A Message-ID, or who wrote.")],
    config: ConfigPath = Path("ringback.toml"),
) -> None:
    """Tells why a mail did or did not become a ticket, and where each copy of it lies. The desk may run."""
    from bot.operations.explain import asked

    with operating():
        print(asked(settings_in(config).ringback.url, wanted))


@articles.command()
def find(
    wanted: Annotated[str, typer.Argument(metavar="WORDS", help="What it is about, in English or Chinese.")],
    config: ConfigPath = Path("ringback.toml"),
) -> None:
    """Shows the released answers that have these words, the most relevant first. The desk may run."""
    from bot.operations.articles import asked

    with operating():
        print(asked(settings_in(config).ringback.url, wanted))
