"""A desk on our mail servers, from outside: how a mailbox stands in its settings, and what its database holds."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg

_MAILBOX = """
[[mailbox]]
name = "{name}"
address = "{name}@desk.example"
responsible = "Anna"
authserv_id = "{authserv_id}"
[mailbox.imap]
host = "127.0.0.1"
port = {imap}
security = "plain"
username = "{user}"
password = "{password}"
history = "all"
{reading}
[mailbox.smtp]
host = "127.0.0.1"
port = {smtp}
security = "plain"
{writing}
"""


def mailbox(
    name: str,
    login: tuple[str, str],
    ports: tuple[int, int],
    reading: str = "",
    writing: str = "",
    *,
    trusted: str = "",
) -> str:
    """Return its section: `login` is user and password, `ports` are IMAP's and SMTP's; further lines for each;
    `trusted` is the server whose results about senders count."""
    (user, password), (imap, smtp) = login, ports
    given = {"name": name, "user": user, "password": password, "imap": imap, "smtp": smtp, "authserv_id": trusted}
    return _MAILBOX.format(**given, reading=reading, writing=writing)


def rows(url: str, file: Path, statement: str) -> list[tuple[Any, ...]]:
    """Read the database at a PostgreSQL address, or an SQLite file, without being able to change it; empty before it
    has tables."""
    try:
        if url:
            with psycopg.connect(url.replace("+psycopg", "")) as connection:
                connection.read_only = True
                return connection.execute(statement.encode()).fetchall()
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10)) as reader:
            return reader.execute(statement).fetchall()
    except (psycopg.errors.UndefinedTable, sqlite3.OperationalError):
        return []
