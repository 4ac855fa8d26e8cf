"""A database or a place that cannot be used: every command says so in a sentence, and makes nothing by looking."""

from __future__ import annotations

import contextlib
import random
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.db.engine import open_engine
from tests.servers.ports import free_port

ROOT = Path(__file__).parents[2]
READING = [("links", "list"), ("senders", "list"), ("inbox", "explain", "x@y.example"), ("knowledge", "find", "jam")]
MAILBOX = """[[mailbox]]
name = "support"
address = "support@desk.example"
imap = { host = "127.0.0.1", port = 1, username = "support", password = "x" }
smtp = { host = "127.0.0.1" }
[web]
enabled = false
"""


def settings(folder: Path, general: str = "", more: str = '[telegram]\ntoken = "1:x"\n') -> Path:
    config = folder / "ringback.toml"
    config.write_text(f"[ringback]\n{general}\n{more}")
    return config


def told(config: Path, *words: str) -> Result:
    done = CliRunner().invoke(app, [*words, "--config", str(config)])
    assert done.exit_code == 2, done.output
    assert not done.exception or isinstance(done.exception, SystemExit), done.exception
    return done


def alone(config: Path, word: str) -> tuple[int, str]:
    """In a process of its own, for the command says where logs go."""
    command = [sys.executable, "-m", "bot", word, "--config", str(config)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


def damaged(folder: Path) -> Path:
    """The settings of a desk whose database holds nothing that SQLite could read."""
    (folder / "var").mkdir()
    (folder / "var" / "ringback.sqlite3").write_bytes(random.Random(7).randbytes(5000))
    return settings(folder)


@pytest.mark.parametrize("words", READING)
def test_a_new_installation_is_told_what_to_do_and_nothing_is_made(tmp_path: Path, words: tuple[str, ...]) -> None:
    config = settings(tmp_path)
    assert f"no database at {tmp_path}/var/ringback.sqlite3 yet" in told(config, *words).output
    assert "ringback migrate" in told(config, *words).output
    assert list(tmp_path.iterdir()) == [config]


@pytest.mark.parametrize("words", READING)
def test_a_server_that_does_not_answer_and_a_damaged_file_are_sentences(tmp_path: Path, words: tuple[str, ...]) -> None:
    url = f"postgresql+psycopg://desk:hunter2@127.0.0.1:{free_port()}/desk"
    stopped = told(settings(tmp_path, f'database = "{url}"'), *words).output
    assert "see that the server runs" in stopped
    assert "hunter2" not in stopped
    broken = told(damaged(tmp_path), *words).output
    assert f"{tmp_path}/var/ringback.sqlite3: file is not a database; restore it from a backup" in broken


@pytest.mark.parametrize("words", READING)
def test_a_program_older_than_the_database_says_so(tmp_path: Path, words: tuple[str, ...]) -> None:
    config = settings(tmp_path)
    CliRunner().invoke(app, ["migrate", "--config", str(config)])
    engine = open_engine(f"sqlite:///{tmp_path}/var/ringback.sqlite3")
    for version, sentence in (("9999", "written by a newer Ringback"), ("0001", "older version: start the desk")):
        with engine.begin() as connection:
            connection.execute(text(f"UPDATE alembic_version SET version_num = '{version}'"))
        assert sentence in told(config, *words).output
    engine.dispose()


def test_the_desk_is_not_started_again_on_a_damaged_file_nor_on_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    code, said = alone(damaged(tmp_path), "run")
    assert (code, "file is not a database; restore it from a backup" in said) == (2, True), said
    code, said = alone(settings(tmp_path, 'data = "/proc/x"'), "run")
    assert (code, "The data folder /proc/x cannot be used (No such file or directory)" in said) == (2, True), said
    code, said = alone(settings(tmp_path, 'database = "sqlite:////proc/x/desk.sqlite3"'), "run")
    assert (code, "/proc/x cannot be used (No such file or directory)" in said) == (2, True), said


def test_damage_that_only_the_running_desk_meets_ends_it_for_good_too(tmp_path: Path) -> None:
    config, file = settings(tmp_path, "", MAILBOX), tmp_path / "var" / "ringback.sqlite3"
    CliRunner().invoke(app, ["migrate", "--config", str(config)])
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        pages = connection.execute("SELECT rootpage FROM sqlite_master WHERE tbl_name = 'outbox'").fetchall()
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    with file.open("r+b") as content:
        for (page,) in pages:
            content.seek((page - 1) * size)
            content.write(b"\xff" * size)
    code, said = alone(config, "run")
    assert (code, "malformed; restore it from a backup" in said) == (2, True), said


def test_places_that_cannot_be_are_named_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    config = settings(tmp_path)
    CliRunner().invoke(app, ["migrate", "--config", str(config)])
    backup = told(config, "backup", "--to", str(tmp_path / "file" / "x.tar")).output
    assert f"{tmp_path}/file cannot be used (Not a directory): " in backup
    nowhere = settings(tmp_path, 'data = "/proc/x"', MAILBOX)
    assert "The data folder /proc/x cannot be used (No such file" in told(nowhere, "migrate").output
    code, said = alone(nowhere, "rehearse")
    assert (code, "/proc/x cannot be used (No such file" in said) == (2, True), said
    elsewhere = settings(tmp_path, f'data = "/proc/x"\ndatabase = "sqlite:///{tmp_path}/var/ringback.sqlite3"')
    assert "/proc/x cannot be used (No such file" in told(elsewhere, "migrate", "--rehearse").output


def test_a_demo_whose_database_is_damaged_says_so_at_once_and_how_to_begin_anew(tmp_path: Path) -> None:
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "ringback.sqlite3").write_bytes(b"U" * 8192)
    command = [sys.executable, "-m", "bot", "demo", "--data", str(tmp_path), "--port", "0"]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (shown.returncode, "file is not a database; start anew with --fresh" in shown.stderr) == (2, True), shown
