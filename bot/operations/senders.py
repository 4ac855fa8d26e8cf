"""Shows and undoes what engineers have said of senders."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from bot.db import migrate, senders
from bot.db.engine import open_engine
from bot.operations.problem import OperationProblem

_WORDS = {"blocked": "kept out", "allowed": "let through"}


def shown(url: str) -> str:
    """Every sender with what was said of him, by whom and when. Raises OperationProblem."""
    with _opened(url) as connection:
        rows = senders.listed(connection)
    lines = [f"{r['value']}  {_WORDS[r['rule']]}  {r['at']:%Y-%m-%d %H:%M} UTC  {r['by']}" for r in rows]
    return "\n".join(lines) or "Nobody is kept out or let through."


def forgotten(url: str, sender: str) -> str:
    """Forgets what was said of an address or a domain; a sentence either way. Raises OperationProblem."""
    name = sender.strip().lower().removeprefix("@")
    with _opened(url) as connection:
        done = senders.forget(connection, name)
    return f"{name}: forgotten." if done else f"Nothing was said of {name}."


@contextmanager
def _opened(url: str) -> Iterator[Connection]:
    engine = open_engine(url)
    try:
        with engine.begin() as connection:
            if migrate.present(connection) != migrate.newest():
                raise OperationProblem("the database is not of this version: start the desk, or `ringback migrate`")
            yield connection
    finally:
        engine.dispose()
