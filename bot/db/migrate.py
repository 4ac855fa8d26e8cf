"""Brings a database to the schema of this program, and refuses a newer one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine

if TYPE_CHECKING:  # alembic is loaded only when used
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"


class NewerSchemaError(Exception):
    """The database was written by a newer Ringback."""


def upgrade(engine: Engine) -> None:
    """Applies the migrations that are missing. Idempotent. Raises NewerSchemaError and changes nothing then."""
    from alembic import command

    config = _config()
    with engine.begin() as connection:
        refuse_newer(present(connection))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def present(connection: Connection) -> str | None:
    """The schema that a database has; None when it has none."""
    from alembic.runtime.migration import MigrationContext

    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    """The schema of this program."""
    from alembic.script import ScriptDirectory

    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None
    return head


def refuse_newer(schema: str | None) -> None:
    """Raises NewerSchemaError for a schema that this program does not know."""
    from alembic.script import ScriptDirectory

    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if schema is not None and schema not in known:
        raise NewerSchemaError(
            f"the database has schema {schema}, which this version does not know: it was written by a newer Ringback; "
            "install that version or a newer one"
        )


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
