"""What every command does: reads the settings, shows how far work is, ends with a sentence."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.app import AlreadyRunningError, DataFolderError
from bot.config import ConfigProblem, Settings, load
from bot.db.migrate import NewerSchemaError

if TYPE_CHECKING:  # loaded only when used
    from bot.operations.progress import Bar

ConfigPath = Annotated[Path, typer.Option("--config", "-c", help="The settings file.")]


@contextmanager
def operating() -> Iterator[Bar]:
    """Shows how far work is, and ends with a sentence when it cannot be done."""
    from bot.operations.problem import OperationProblem
    from bot.operations.progress import Bar

    try:
        with Bar() as bar:
            yield bar
    except (OperationProblem, NewerSchemaError, AlreadyRunningError, DataFolderError, OSError) as error:
        stop(str(error))


def read_settings(path: Path) -> Settings:
    """The settings; ends with everything that is wrong with them."""
    try:
        return load(path)
    except ConfigProblem as problem:
        stop(str(problem))
        raise


def stop(message: str, code: int = 2) -> None:
    """Ends with a sentence; the exit code is 2 for what starting again would not help."""
    print(message, file=sys.stderr)
    raise typer.Exit(code)
