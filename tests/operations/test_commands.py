"""The commands: backup, restore, migrate, each with a sentence at its end; and the bar of what takes long."""

from __future__ import annotations

import asyncio
import io
import re
import signal
import sys
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy import text
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.app import sole
from bot.db import migrate
from bot.db.engine import open_engine
from bot.operations.backup import back_up
from bot.operations.problem import OperationProblem
from bot.operations.progress import Bar
from bot.operations.restore import Target, restore
from bot.sandbox.stage import Stage
from bot.setup.wording import settings_text
from tests.desk.waiting import until
from tests.servers.postgres import Postgres


def settings(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "ringback.toml"
    file.write_text('[telegram]\ntoken = "1:x"\n')
    return file


def invoke(config: Path, *words: str) -> Result:
    return CliRunner().invoke(app, [words[0], "--config", str(config), *words[1:]])


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """The settings of a desk that was started once."""
    config = settings(tmp_path / "desk")
    engine = open_engine(f"sqlite:///{config.parent / 'var' / 'ringback.sqlite3'}")
    migrate.upgrade(engine)
    engine.dispose()
    return config


def test_a_backup_and_its_restoration_say_what_they_did(desk: Path, tmp_path: Path) -> None:
    place = tmp_path / "monday.tar"
    made = invoke(desk, "backup", "--to", str(place))
    assert (made.exit_code, place.is_file()) == (0, True), made.output
    assert f"schema {migrate.newest()}" in made.output
    fresh = settings(tmp_path / "fresh")
    done = invoke(fresh, "restore", "--from", str(place))
    assert done.exit_code == 0, done.output
    assert "Restored: 0 tickets of 20" in done.output
    refused = invoke(fresh, "restore", "--from", str(place))
    assert (refused.exit_code, "--force" in refused.output) == (2, True)
    forced = invoke(fresh, "restore", "--from", str(place), "--force")
    kept = re.search(r"is kept as (.*)\.\n", forced.output.replace("\n", " ") + "\n")
    assert forced.exit_code == 0
    assert "is kept as" in forced.output
    assert kept is None or Path(kept[1].strip()).exists()


def test_a_running_desk_is_not_restored_nor_migrated(desk: Path, tmp_path: Path) -> None:
    invoke(desk, "backup", "--to", str(tmp_path / "backup"))
    with sole(desk.parent / "var"):
        for words in (("restore", "--from", str(tmp_path / "backup"), "--force"), ("migrate",)):
            refused = invoke(desk, *words)
            assert (refused.exit_code, "stop it first" in refused.output) == (2, True), refused.output
        assert invoke(desk, "backup", "--to", str(tmp_path / "second")).exit_code == 0
        assert invoke(desk, "migrate", "--rehearse").exit_code == 0


def test_migrating_says_from_where_to_where(desk: Path) -> None:
    assert "nothing to do" in invoke(desk, "migrate").output
    rehearsed = invoke(desk, "migrate", "--rehearse")
    assert "Rehearsed on a copy: nothing to do" in rehearsed.output


def test_a_newer_schema_stops_every_command_with_a_sentence(
    desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.logs.configure", lambda *_: None)  # the log would stay bound to this test's output
    engine = open_engine(f"sqlite:///{desk.parent / 'var' / 'ringback.sqlite3'}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    for words in (("migrate",), ("migrate", "--rehearse"), ("backup", "--to", str(tmp_path / "x")), ("run",)):
        stopped = invoke(desk, *words)
        assert (stopped.exit_code, "newer Ringback" in stopped.output) == (2, True), (words, stopped.output)


def test_what_is_no_backup_is_said_to_be_none(desk: Path, tmp_path: Path) -> None:
    (tmp_path / "stranger.tar").write_text("hello")
    for place in (tmp_path / "stranger.tar", tmp_path / "nothing", tmp_path):
        refused = invoke(settings(tmp_path / "fresh"), "restore", "--from", str(place))
        assert refused.exit_code == 2, refused.output
        assert "no backup" in refused.output or "no whole backup" in refused.output


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_running_desk_stops_in_order_within_three_seconds(tmp_path: Path, number: signal.Signals) -> None:
    async with Stage() as stage:
        config = tmp_path / "ringback.toml"
        config.write_text(settings_text(stage.settings(tmp_path / "var")))
        command = [sys.executable, "-m", "bot", "run", "--config", str(config)]
        process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.PIPE)
        await until(lambda: stage.slack.sockets_open, "the desk to work", 20)
        process.send_signal(number)
        async with asyncio.timeout(3):
            _, words = await process.communicate()
    assert process.returncode == 0
    assert b"Traceback" not in words


async def test_what_takes_long_shows_a_bar_and_what_is_quick_does_not() -> None:
    slow, quick = (Console(file=io.StringIO(), force_terminal=True) for _ in range(2))
    shown = lambda console: console.file.getvalue()  # noqa: E731 - one line, used here only
    with Bar(quick) as bar:
        bar("copying", 1, 2)
    assert "copying" not in shown(quick)
    with Bar(slow, patience=0.01) as bar:
        bar("copying", 1, 2)
        await until(lambda: "copying" in shown(slow), "the bar")


def test_without_the_right_to_make_databases_only_an_empty_one_is_filled(postgres: Postgres, tmp_path: Path) -> None:
    source, target = postgres.create_database(), postgres.create_database()
    modest, name = target.replace("ringback@", "modest2@"), target.rpartition("/")[2]
    engine = open_engine(source)
    migrate.upgrade(engine)
    engine.dispose()
    back_up(source, tmp_path / "blobs", tmp_path / "backup")
    home = open_engine(target)
    try:
        with home.begin() as connection:
            connection.execute(text("CREATE ROLE modest2 LOGIN"))
            connection.execute(text(f'ALTER DATABASE "{name}" OWNER TO modest2'))
        restore(tmp_path / "backup", Target(modest, tmp_path / "new"))
        with home.connect() as connection:
            assert migrate.present(connection) == migrate.newest()
        with pytest.raises(OperationProblem, match="may not create databases"):
            restore(tmp_path / "backup", Target(modest, tmp_path / "new"), force=True)
    finally:
        home.dispose()
        for url in (source, target):
            postgres.drop_database(url)
