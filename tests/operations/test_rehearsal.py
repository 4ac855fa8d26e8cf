"""Migrating, and trying it on a copy first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.db import migrate
from bot.db.engine import open_engine
from bot.operations import postgres
from bot.operations.problem import OperationProblem
from bot.operations.rehearse import migrated, rehearsed
from tests.operations.conftest import Home
from tests.servers.ports import free_port


def at_the_first_schema(home: Home) -> None:
    """A desk of an older version."""
    home.data.mkdir(exist_ok=True)
    from alembic import command

    engine = open_engine(home.url)
    with engine.begin() as connection:
        config = migrate._config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()


def schema(home: Home) -> str | None:
    found: str | None = home.read(migrate.present)
    return found


def test_a_rehearsal_changes_nothing_and_tells_how_it_went(home_at: Callable[[str], Home]) -> None:
    home = home_at("desk")
    at_the_first_schema(home)
    done = rehearsed(home.url, home.data)
    assert (done.before, done.after) == ("0001", migrate.newest())
    assert done.seconds > 0
    assert schema(home) == "0001"
    assert [path.name for path in home.data.iterdir() if "rehearsal" in path.name] == []


def test_migrating_applies_what_is_missing(home_at: Callable[[str], Home]) -> None:
    home = home_at("desk")
    at_the_first_schema(home)
    assert migrated(home.url).before == "0001"
    assert schema(home) == migrate.newest()
    assert migrated(home.url).before == migrate.newest()


def test_a_rehearsal_that_fails_says_why_and_leaves_the_desk_alone(home_at: Callable[[str], Home]) -> None:
    home = home_at("desk")
    at_the_first_schema(home)
    home.write(lambda c: c.execute(text("CREATE INDEX ix_tickets_status ON tickets (id)")))
    with pytest.raises(OperationProblem, match="already exists"):
        rehearsed(home.url, home.data)
    assert schema(home) == "0001"


def test_a_newer_schema_is_refused(home_at: Callable[[str], Home]) -> None:
    home = home_at("desk")
    at_the_first_schema(home)
    home.write(lambda c: c.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    for attempt in (lambda: migrated(home.url), lambda: rehearsed(home.url, home.data)):
        with pytest.raises(migrate.NewerSchemaError, match="newer Ringback"):
            attempt()


def test_without_the_right_to_make_databases_there_is_no_rehearsal(postgres_url: str, tmp_path: Path) -> None:
    home = Home(tmp_path, postgres_url)
    home.write(lambda c: c.execute(text("CREATE ROLE modest LOGIN")))
    modest = postgres_url.replace("ringback@", "modest@")
    try:
        assert not postgres.may_create(modest)
        with pytest.raises(OperationProblem, match="may not create a database"):
            rehearsed(modest, tmp_path)
    finally:
        home.write(lambda c: c.execute(text("DROP ROLE modest")))


def test_a_server_that_is_away_is_what_keeps_it_from_being_tried(tmp_path: Path) -> None:
    with pytest.raises(OperationProblem, match="cannot be reached"):
        rehearsed(f"postgresql+psycopg://desk@127.0.0.1:{free_port()}/desk", tmp_path)
