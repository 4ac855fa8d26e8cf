"""Database and data folder, looked at."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from sqlalchemy import create_engine, inspect

from bot.config import GeneralSettings
from bot.db.engine import open_engine
from bot.db.migrate import upgrade
from bot.doctor import Finding
from bot.doctor.database import check, check_folder
from tests.servers.ports import free_port

NOBODY = 65534


def general(data: Path, database: str | None = None) -> GeneralSettings:
    return GeneralSettings.model_validate({"data": data, "database": database})


def only(found: list[Finding]) -> Finding:
    (finding,) = found
    return finding


def migrated(url: str) -> None:
    engine = open_engine(url)
    upgrade(engine)
    engine.dispose()


@pytest.fixture
def readable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder that this process may read and not write, whoever runs the tests."""
    folder = Path(tempfile.mkdtemp(prefix="ringback-"))
    with sqlite3.connect(folder / "ringback.sqlite3") as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE alembic_version (version_num TEXT)")
    made.close()
    check(general(folder / "warm"))  # what is loaded lazily is loaded with all rights
    for path in folder.iterdir():
        path.chmod(0o444)
    folder.chmod(0o555)
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    yield folder
    if root:
        os.seteuid(0)
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_an_sqlite_file_is_not_made_by_looking(tmp_path: Path) -> None:
    found = only(check(general(tmp_path / "var")))
    assert found.sign == "ok"
    assert "first start" in found.found
    assert list(tmp_path.iterdir()) == []


def test_a_current_sqlite_is_good_and_nothing_stays_in_it(tmp_path: Path) -> None:
    settings = general(tmp_path)
    migrated(settings.url)
    found = only(check(settings))
    assert found.sign == "ok"
    assert "(current), takes a write" in found.found
    engine = create_engine(settings.url)
    assert "ringback_doctor" not in inspect(engine).get_table_names()
    engine.dispose()


def test_a_newer_schema_is_broken(tmp_path: Path) -> None:
    settings = general(tmp_path)
    migrated(settings.url)
    with sqlite3.connect(tmp_path / "ringback.sqlite3") as file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")
    file.close()
    found = only(check(settings))
    assert found.sign == "broken"
    assert "9999 was written by a newer Ringback" in found.found


def test_a_folder_that_may_only_be_read_is_broken_in_both_parts(readable: Path) -> None:
    found = only(check(general(readable)))
    assert found.sign == "broken"
    assert "chown" in found.fix
    found = only(check_folder(readable))
    assert found.sign == "broken"
    assert "Permission denied" in found.found
    found = only(check(general(readable, f"sqlite:///{readable}/new/ringback.sqlite3")))
    assert "no right to write" in found.found


def test_a_file_that_is_no_database_is_broken(tmp_path: Path) -> None:
    (tmp_path / "ringback.sqlite3").write_bytes(b"not a database" * 1000)
    found = only(check(general(tmp_path)))
    assert found.sign == "broken"
    assert "backup" in found.fix


def test_a_folder_that_is_there_is_not_made_at_the_first_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "var").mkdir()
    monkeypatch.chdir(tmp_path)
    assert "made at" not in only(check_folder(Path("var"))).found
    assert only(check_folder(Path("later"))).found.endswith("; made at the first start")


def test_a_file_in_the_folders_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("")
    assert "not a folder" in only(check(general(tmp_path / "var"))).found
    assert "not a folder" in only(check_folder(tmp_path / "var")).found


def test_a_locked_sqlite_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.db.engine.BUSY_MS", 50)
    settings = general(tmp_path)
    migrated(settings.url)
    holder = sqlite3.connect(tmp_path / "ringback.sqlite3", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    found = only(check(settings))
    holder.close()
    assert "locked" in found.found


@pytest.mark.parametrize(("free", "sign"), [(10**8, "broken"), (10**9, "warning"), (10**11, "ok")])
def test_free_disk_is_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, sign: str) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    found = only(check_folder(tmp_path))
    assert found.sign == sign
    assert "fsync" in found.found
    assert list(tmp_path.iterdir()) == []


def test_postgresql_is_good_with_and_without_tables(postgres_url: str, tmp_path: Path) -> None:
    settings = general(tmp_path, postgres_url)
    assert "no tables yet" in only(check(settings)).found
    migrated(postgres_url)
    found = only(check(settings))
    assert found.sign == "ok"
    assert "PostgreSQL" in found.found
    assert "(current), takes a write" in found.found


def test_a_newer_schema_in_postgresql_is_broken(postgres_url: str, tmp_path: Path) -> None:
    migrated(postgres_url)
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert "newer Ringback" in only(check(general(tmp_path, postgres_url))).found


def test_an_old_postgresql_is_broken(postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.doctor.database.OLDEST_POSTGRES", 990_000)
    assert "too old" in only(check(general(tmp_path, postgres_url))).found


def test_a_missing_database_and_a_closed_port_have_their_own_fix(postgres_url: str, tmp_path: Path) -> None:
    absent = postgres_url.rpartition("/")[0] + "/nowhere"
    found = only(check(general(tmp_path, absent)))
    assert found.sign == "broken"
    assert "createdb" in found.fix
    closed = f"postgresql+psycopg://desk:hunter2@127.0.0.1:{free_port()}/desk"
    found = only(check(general(tmp_path, closed)))
    assert "the server runs" in found.fix
    assert "hunter2" not in repr(found)


def administer(url: str, *statements: str) -> None:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def test_a_postgresql_that_cannot_hold_chinese_is_broken(postgres_url: str, tmp_path: Path) -> None:
    name = f"latin_{os.getpid()}"
    administer(postgres_url, f"CREATE DATABASE {name} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    found = only(check(general(tmp_path, f"{postgres_url.rpartition('/')[0]}/{name}")))
    administer(postgres_url, f"DROP DATABASE {name}")
    assert found.sign == "broken"
    assert "LATIN1" in found.found
    assert "UTF8" in found.fix


def test_a_postgresql_user_who_may_make_no_tables_is_broken(postgres_url: str, tmp_path: Path) -> None:
    role = f"guest_{os.getpid()}"
    administer(postgres_url, f"CREATE ROLE {role} LOGIN")
    found = only(check(general(tmp_path, postgres_url.replace("ringback@", f"{role}@"))))
    administer(postgres_url, f"DROP ROLE {role}")
    assert found.sign == "broken"
    assert "permission denied" in found.found
    assert "GRANT" in found.fix


def test_a_postgresql_that_takes_no_writes_is_broken(postgres_url: str, tmp_path: Path) -> None:
    name = postgres_url.rpartition("/")[2]
    administer(postgres_url, f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    found = only(check(general(tmp_path, postgres_url)))
    assert found.sign == "broken"
    assert "read-only" in found.found
    assert "primary" in found.fix


def test_a_damaged_sqlite_file_is_broken(tmp_path: Path) -> None:
    settings = general(tmp_path)
    migrated(settings.url)
    path = tmp_path / "ringback.sqlite3"
    content = path.read_bytes()
    path.write_bytes(content[:8192] + b"\xff" * 4096 + content[12288:])
    found = only(check(settings))
    assert found.sign == "broken"
    assert "backup" in found.fix


def test_a_slow_disk_is_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.doctor.database.SLOW_FSYNC", 0)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=10**11))
    found = only(check_folder(tmp_path))
    assert found.sign == "warning"
    assert "fsync" in found.fix
