"""Why a database cannot be used, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError


@dataclass(frozen=True, slots=True)
class Trouble:
    """`fix` is for the admin. `lasting`: trying again will not help."""

    what: str
    fix: str
    lasting: bool = False

    def __str__(self) -> str:
        return f"The database cannot be used: {self.what}; {self.fix}"


def trouble(error: SQLAlchemyError, url: str | URL) -> Trouble:
    """What an error of the database at `url` means. A server may be mended without us, so its trouble never lasts."""
    parsed = make_url(url)
    cause = " ".join(str(error.orig if isinstance(error, DBAPIError) and error.orig else error).split())
    if parsed.get_backend_name() == "sqlite":
        return _of_file(parsed.database or "", cause)
    return Trouble(f"PostgreSQL says: {cause}", _server_fix(cause))


def _of_file(file: str, cause: str) -> Trouble:
    """SQLite's words: https://www.sqlite.org/rescode.html."""
    if "readonly" in cause or "unable to open" in cause:
        return Trouble(f"{file} cannot be written", own(Path(file or ".")), lasting=True)
    if "locked" in cause:
        return Trouble(f"{file} is locked by another program", "end that program (a backup?)")
    if "malformed" in cause or "not a database" in cause:
        return Trouble(f"{file}: {cause}", "restore it from a backup", lasting=True)
    return Trouble(f"{file}: {cause}", "see the SQLite error")


def _server_fix(cause: str) -> str:
    if "password authentication failed" in cause or "no password supplied" in cause:
        return "correct user and password in ringback.database"
    if "does not exist" in cause:
        return "make it (createdb, createuser), or correct ringback.database"
    if "permission denied" in cause:
        return "let the user make tables: GRANT ALL ON SCHEMA public TO <user>, or make him the database's owner"
    if "read-only" in cause:
        return "name the primary server in ringback.database, not a replica"
    if "no pg_hba.conf entry" in cause:
        return "allow this machine in the server's pg_hba.conf"
    return "see that the server runs and that host and port in ringback.database are right"


def own(place: Path) -> str:
    """What helps where rights lack."""
    return f"let the user that runs Ringback write there, for example: chown -R ringback {place}"
