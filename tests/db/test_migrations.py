"""Migrations: they make what the code believes in, may be applied again, and refuse what a newer version wrote."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from bot.db import migrate
from bot.db.schema import metadata
from bot.db.schema.knowledge import INDEX

DAY = "'2026-03-02 09:30:00+00'"
IN_USE = (
    f"INSERT INTO customers (id, created_at) VALUES (1, {DAY})",
    "INSERT INTO addresses (id, kind, value, customer_id) VALUES (1, 'email', 'ann@acme.example', 1)",
    "INSERT INTO tickets (id, subject, status, customer_id, channel, address_id, language, intake, opened_at)"
    f" VALUES (1, 'Printer', 'new', 1, 'email:support', 1, 'en', '{{}}', {DAY})",
    f"INSERT INTO messages (id, ticket_id, direction, text, at) VALUES (1, 1, 'in', 'It jams.', {DAY})",
    "INSERT INTO outbox (key, channel, lane, kind, ticket_id, language, body, buttons, files, refs, automatic, state,"
    " next_at, created_at)"
    f" VALUES ('k', 'email:support', 'l', 'message', 1, 'en', 'Hello', '[]', '[]', '[]', true, 'sent', {DAY}, {DAY})",
)


def shape(engine: Engine) -> dict[str, list[str]]:
    """The tables and their columns, as they are, but for the full-text index: each database makes its own."""
    found = inspect(engine)
    names = sorted(name for name in found.get_table_names() if is_described(name))
    return {table: [c["name"] for c in found.get_columns(table)] for table in names}


def is_described(name: str | None, kind: str = "table", *_: object) -> bool:
    return kind != "table" or not str(name).startswith(INDEX)


def test_all_tables_are_made_from_nothing(empty_engine: Engine) -> None:
    migrate.upgrade(empty_engine)
    assert set(shape(empty_engine)) == {*metadata.tables, "alembic_version"}


def test_applying_the_migrations_again_changes_nothing(engine: Engine) -> None:
    before = shape(engine)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO installation (name, value) VALUES ('signing_key', 'kept')"))
    migrate.upgrade(engine)
    assert shape(engine) == before
    with engine.connect() as connection:
        assert connection.execute(text("SELECT value FROM installation")).scalar() == "kept"


def test_the_migrations_and_the_tables_in_the_code_agree(engine: Engine) -> None:
    # alembic takes every empty text as a default on SQLite for a difference.
    options = {"compare_type": True, "compare_server_default": engine.dialect.name == "postgresql"}
    options["include_name"] = is_described
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts=options), metadata) == []


def test_the_comparison_would_see_a_difference(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE tickets DROP COLUMN site"))
        connection.execute(text("DROP INDEX ix_outbox_lane"))
        context = MigrationContext.configure(connection, opts={"include_name": is_described})
        assert {difference[0] for difference in compare_metadata(context, metadata)} == {"add_column", "add_index"}


def test_a_database_that_is_in_use_keeps_its_rows(empty_engine: Engine) -> None:
    config = migrate._config()
    with empty_engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0004")
    with empty_engine.begin() as connection:
        for row in IN_USE:
            connection.execute(text(row))
    migrate.upgrade(empty_engine)
    with empty_engine.connect() as connection:
        assert connection.execute(text("SELECT text FROM messages")).scalars().all() == ["It jams."]
        assert connection.execute(text("SELECT subject, follows_id FROM tickets")).all() == [("Printer", None)]
        assert connection.execute(text("SELECT body FROM outbox WHERE cc IS NULL")).scalars().all() == ["Hello"]


def test_a_database_of_a_newer_version_is_refused_and_left_as_it_is(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.execute(text("ALTER TABLE tickets ADD COLUMN mood TEXT"))
    before = shape(engine)
    with pytest.raises(migrate.NewerSchemaError, match=r"9999.*newer"):
        migrate.upgrade(engine)
    assert shape(engine) == before
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "9999"


def test_a_migration_that_fails_half_way_leaves_nothing_behind(empty_engine: Engine) -> None:
    with empty_engine.begin() as connection:
        connection.execute(text("CREATE TABLE outbox (stranger TEXT)"))
    with pytest.raises(Exception, match="already exists"):
        migrate.upgrade(empty_engine)
    assert shape(empty_engine) == {"outbox": ["stranger"]}
