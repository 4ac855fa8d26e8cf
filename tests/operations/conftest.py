"""A desk on a stage, on either database, whose afternoon an admin has."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.app import App, build
from bot.config import Settings
from bot.db.engine import open_engine
from bot.sandbox.stage import Stage
from tests.desk.harness import quick
from tests.desk.waiting import until
from tests.servers.postgres import Postgres


@dataclass(frozen=True)
class Home:
    """Where a desk is kept."""

    data: Path
    url: str

    @property
    def blobs(self) -> Path:
        return self.data / "blobs"

    def settings(self, stage: Stage) -> Settings:
        values = quick(stage.settings(self.data))
        values["ringback"]["database"] = self.url
        return Settings.model_validate(values)

    def read(self, look: Callable[[Connection], Any]) -> Any:
        """Looks at the database from outside."""
        engine = open_engine(self.url)
        try:
            with engine.connect().execution_options(readonly=True) as connection:
                return look(connection)
        finally:
            engine.dispose()

    def write(self, work: Callable[[Connection], Any]) -> None:
        """Changes the database from outside."""
        engine = open_engine(self.url)
        try:
            with engine.begin() as connection:
                work(connection)
        finally:
            engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """Which database a test runs on."""
    return str(request.param)


@pytest.fixture
def home_at(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], Home]]:
    """`home_at(name)`: a place for a desk, with nothing there."""
    made: list[str] = []
    server: Postgres | None = request.getfixturevalue("postgres") if backend == "postgresql" else None

    def make(name: str) -> Home:
        data = tmp_path / name
        if server is None:
            return Home(data, f"sqlite:///{data / 'ringback.sqlite3'}")
        made.append(server.create_database())
        return Home(data, made[-1])

    yield make
    if server is not None:
        for url in made:
            for name in databases_like(server, url):
                server.drop_database(f"x/{name}")


def databases_like(server: Postgres, url: str) -> list[str]:
    """The names of the databases that belong to this one: itself, and what was built or put beside it."""
    engine = open_engine(f"postgresql+psycopg://ringback@127.0.0.1:{server.port}/postgres")
    try:
        with engine.connect() as connection:
            rows = connection.exec_driver_sql("SELECT datname FROM pg_database").scalars().all()
    finally:
        engine.dispose()
    name = url.rpartition("/")[2]
    return [row for row in rows if row == name or row.startswith(f"{name}_")]


@asynccontextmanager
async def running(stage: Stage, home: Home) -> AsyncIterator[App]:
    """The real desk, every channel green from the first line on."""
    app = await build(home.settings(stage), clock=stage.clock)
    task = asyncio.create_task(app.run())
    try:
        for channel in app.channels.values():
            await until(lambda lamp=channel.health: lamp.green, f"{channel.name} to turn green")
        yield app
        assert not task.done(), "the application ended"
    finally:
        while not task.done():  # a client library may swallow one cancellation
            task.cancel()
            await asyncio.wait({task}, timeout=2)
        with contextlib.suppress(asyncio.CancelledError):
            await task
