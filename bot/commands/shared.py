"""What every command does: reads the settings, shows how far work is, ends with a sentence."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from sqlalchemy.exc import DBAPIError

from bot.app import AlreadyRunningError, DataFolderError
from bot.config import ConfigProblem, Settings, load
from bot.core.command import COMMAND
from bot.db.migrate import NewerSchemaError
from bot.tokens import KeyProblem

if TYPE_CHECKING:  # loaded only when used
    from bot.operations.progress import Bar

ConfigPath = Annotated[Path, typer.Option("--config", "-c", help="The settings file.")]


@contextmanager
def operating() -> Iterator[Bar]:
    """Shows how far work is, and ends with a sentence when it cannot be done."""
    from bot.operations.problem import OperationProblem, place_problem
    from bot.operations.progress import Bar

    try:
        with Bar() as bar:
            yield bar
    except (OperationProblem, NewerSchemaError, AlreadyRunningError, DataFolderError, KeyProblem) as error:
        stop(str(error))
    except OSError as error:
        stop(place_problem(error))
    except DBAPIError as error:
        stop(f"The database cannot be used: {error.orig}\n`{COMMAND} doctor` tells more.")


def read_settings(path: Path) -> Settings:
    """The settings; ends with everything that is wrong with them."""
    try:
        return load(path)
    except ConfigProblem as problem:
        stop(str(problem))
        raise


def stop(message: str, *, lasting: bool = True) -> None:
    """Ends with a sentence. The exit code is 2 for what lasts, so that nothing starts it again, else 1."""
    print(message, file=sys.stderr)
    raise typer.Exit(2 if lasting else 1)
