"""What the demo is told on the command line, and the port it takes."""

from __future__ import annotations

import errno
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot.app import AlreadyRunningError, DataFolderError, sole
from bot.db import migrate
from bot.db.engine import open_engine
from bot.db.trouble import trouble


@dataclass(frozen=True, slots=True)
class DemoSettings:
    """What the command line says. `port` 0 takes any free one."""

    data: Path
    journal: Path | None = None
    port: int = 8470
    language: str = "en"
    fresh: bool = False


class RefusedError(Exception):
    """The demo cannot begin. The message says why and what to do."""


def emptied(data: Path) -> None:
    """Removes what an earlier demo left. Raises RefusedError for a folder with anything else in it."""
    if not data.exists():
        return
    try:
        if any(data.iterdir()) and not (data / "lock").exists():
            raise RefusedError(f"{data} holds other things than a demo; choose another folder with --data")
        shutil.rmtree(data)
    except OSError as error:
        raise RefusedError(f"{data} cannot be emptied ({error.strerror}); choose another folder with --data") from error


@contextmanager
def held(data: Path) -> Iterator[None]:
    """Holds the folder for this demo. Raises RefusedError when it cannot be had."""
    try:
        with sole(data):
            yield
    except AlreadyRunningError as error:
        raise RefusedError(str(error)) from error
    except DataFolderError as error:
        raise RefusedError(f"{error.what}; choose another folder with --data") from error


def usable(database: Path) -> None:
    """Looks into the database of an earlier demo. Raises RefusedError: the desk, in its own process, could only say
    again and again that it cannot begin."""
    if not database.exists():
        return
    engine = open_engine(url := f"sqlite:///{database}")
    try:
        with engine.connect() as connection:
            migrate.refuse_newer(migrate.present(connection))
            told = str(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar())
    except (migrate.NewerSchemaError, SQLAlchemyError) as error:
        told = trouble(error, url).what if isinstance(error, SQLAlchemyError) else str(error)
    finally:
        engine.dispose()
    if told != "ok":
        raise RefusedError(f"the desk of an earlier demo cannot be opened: {told}; start anew with --fresh")


def writable(journal: Path | None) -> Path | None:
    """The journal, made when missing. Raises RefusedError when nothing can be written there."""
    try:
        if journal is not None:
            journal.open("ab").close()
    except OSError as error:
        fix = "choose another file with --journal, in a folder that is there"
        raise RefusedError(f"{journal} cannot be written ({error.strerror}); {fix}") from error
    return journal


def inviting(settings: dict[str, Any]) -> dict[str, Any]:
    """The settings of a desk whose mail customers are invited to go on in Telegram, too."""
    boxes = [{**box, "offers": ["telegram", "phone", "email"]} for box in settings["mailbox"]]
    return {**settings, "mailbox": boxes}


def bind(port: int) -> socket.socket:
    """Takes the port on 127.0.0.1. Raises RefusedError."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        why = "is taken by another program" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
        raise RefusedError(f"port {port} {why}; choose one with --port") from error
    return listening
