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
        _refuse_newer(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def _refuse_newer(connection: Connection) -> None:
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    present = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if present is not None and present not in known:
        raise NewerSchemaError(
            f"the database has schema {present}, which this version does not know: it was written by a newer Ringback; "
            "install that version or a newer one"
        )
