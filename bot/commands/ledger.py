"""The commands `ringback inbox` and `ringback senders`: what came in, and whose mail engineers have judged."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.shared import ConfigPath, operating, read_settings
from bot.core.command import COMMAND

inbox = typer.Typer(no_args_is_help=True, help="The ledger of everything that came in.")
senders = typer.Typer(no_args_is_help=True, help="Whose mail engineers called spam, or no spam.")


@inbox.command()
def explain(
    wanted: Annotated[str, typer.Argument(metavar="MESSAGE-ID|ADDRESS", help="A Message-ID, or who wrote.")],
    config: ConfigPath = Path("ringback.toml"),
) -> None:
    """Tells why a mail did or did not become a ticket, and where each copy of it lies. The desk may run."""
    from bot.operations.explain import asked

    with operating():
        print(asked(read_settings(config).ringback.url, wanted))


@senders.command("list")
def listed(config: ConfigPath = Path("ringback.toml")) -> None:
    """Shows every address and domain that engineers have blocked or let through. The desk may run."""
    from bot.operations.senders import shown

    with operating():
        print(shown(read_settings(config).ringback.url))


@senders.command()
def forget(
    sender: Annotated[str, typer.Argument(metavar="ADDRESS|DOMAIN", help=f"As `{COMMAND} senders list` shows it.")],
    config: ConfigPath = Path("ringback.toml"),
) -> None:
    """Undoes what was said of a sender: his mail counts as his server marks it again. The desk may run."""
    from bot.operations.senders import forgotten

    with operating():
        print(forgotten(read_settings(config).ringback.url, sender))
