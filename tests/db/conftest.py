"""Both databases, each empty and migrated, for everything below."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine

from bot.blobs import BlobStore
from bot.channels.markdown import split_markdown
from bot.core.events import Policy
from bot.core.messages import Address, Sender
from bot.core.ports import Abilities
from bot.core.signing import Signer
from bot.core.tickets import Intake
from bot.db import migrate, people, tickets
from bot.db.engine import open_engine
from bot.db.schema import inbox
from bot.db.session import Database
from bot.enact import House
from bot.receive import Receiver
from bot.rendering import Rendering, default_folders
from tests.servers.postgres import Postgres

NOW = datetime(2025, 3, 4, 5, 6, 7, 890123, tzinfo=UTC)
SQLITE = "ringback.sqlite3"


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """Which database a test runs on."""
    return str(request.param)


@pytest.fixture
def empty_engine(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without tables."""
    sqlite = backend == "sqlite"
    yield from opened(sqlite_url(tmp_path) if sqlite else request.getfixturevalue("postgres_url"))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy: migrating anew for every test takes long."""
    folder = tmp_path_factory.mktemp("template")
    for engine in opened(sqlite_url(folder)):
        migrate.upgrade(engine)
    return folder / SQLITE


@pytest.fixture(scope="session")
def postgres_template(postgres: Postgres) -> str:
    """The name of a migrated PostgreSQL database to copy."""
    url = postgres.create_database()
    for engine in opened(url):
        migrate.upgrade(engine)
    return url.rpartition("/")[2]


@pytest.fixture
def engine(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database with our tables, empty."""
    if backend == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / SQLITE)
        yield from opened(sqlite_url(tmp_path))
        return
    server: Postgres = request.getfixturevalue("postgres")
    url = server.create_database(request.getfixturevalue("postgres_template"))
    yield from opened(url)
    server.drop_database(url)


def sqlite_url(folder: Path) -> str:
    """The address of the SQLite file in a folder."""
    return f"sqlite:///{folder / SQLITE}"


def opened(url: str) -> Iterator[Engine]:
    """The engine, closed afterwards."""
    engine = open_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """One transaction on it."""
    with engine.begin() as connection:
        yield connection


@pytest.fixture
def database_with(engine: Engine) -> Iterator[Callable[..., Database]]:
    """`database_with(before_commit=...)`: a writer on it."""
    with ExitStack() as stack:

        def make(**arguments: Any) -> Database:
            database = Database(engine, **arguments)
            stack.callback(database.close)
            return database

        yield make


def a_ticket(connection: Connection, value: str = "li@example.com") -> int:
    """Makes a customer and a ticket of his; returns its id."""
    sender = Sender(Address("email", value), "李伟")
    customer = people.meet(connection, sender, "email:support", "", NOW)
    values = {
        "subject": "打印机着火了",
        "status": "new",
        "language": "zh",
        "customer_id": customer.id,
        "address_id": customer.address_id,
        "channel": "email:support",
        "intake": tickets.write_intake(Intake()),
        "opened_at": NOW,
    }
    return tickets.create(connection, values)


def inbox_row(key: str) -> dict[str, Any]:
    """The values of an event in the ledger."""
    return {"key": key, "channel": "telegram", "kind": "message", "state": "handled", "received_at": NOW}


def recorded(connection: Connection) -> list[str]:
    """The keys in the ledger, in order."""
    return [row.key for row in connection.execute(inbox.select().order_by(inbox.c.id))]


def receiver_on(database: Database, folder: Path) -> Receiver:
    """The door for what comes in, with a customers' chat and the engineers' desk behind it."""
    house = House(
        rendering=Rendering(default_folders()),
        split=split_markdown,
        abilities={name: Abilities(length=4000, asks="one") for name in ("telegram", "slack")},
        signer=Signer(b"a key"),
        new_key=partial(secrets.token_hex, 8),
        desk="slack",
    )
    return Receiver(database, house, BlobStore(folder / "blobs"), StandingClock(), Policy(), lambda _channels: None)


class StandingClock:
    """Always the same moment."""

    def now(self) -> datetime:
        return NOW
