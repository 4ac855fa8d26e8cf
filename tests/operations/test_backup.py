"""Backing up a desk while messages arrive, and putting it back: nothing lost, nothing doubled, nothing half."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, delete, select, text, update

from bot.blobs import INLINE
from bot.db import copies, history
from bot.db.migrate import NewerSchemaError
from bot.db.schema import attachments, blobs, cursors, inbox, outbox, tickets
from bot.operations import postgres
from bot.operations.backup import back_up
from bot.operations.package import opened
from bot.operations.problem import OperationProblem, quiet
from bot.operations.restore import Restored, Target, restore
from bot.sandbox.stage import SUPPORT, Stage
from tests.desk.waiting import until
from tests.operations.conftest import Home, running


class Arrivals:
    """Mails that keep coming, every third with a file too large for a row."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._stop = asyncio.Event()
        self.sent = 0

    async def mail(self) -> None:
        """One more."""
        self.sent += 1
        large = f"{self.sent} ".encode() * INLINE
        files = [(f"log {self.sent}.txt", "text/plain", large)] if self.sent % 3 == 0 else []
        sender = f"person{self.sent}@acme.example"
        subject = f"打印机 {self.sent}"
        await self._stage.mail.write("Ann Li", sender, SUPPORT, subject, "It burns.", attachments=files)

    async def run(self) -> None:
        """Until stopped."""
        while not self._stop.is_set():
            await self.mail()
            await asyncio.sleep(0.01)

    def stop(self) -> None:
        self._stop.set()


async def number(home: Home, table: Any) -> int:
    return await asyncio.to_thread(home.read, lambda c: copies.counts(c)[table.name])


def put_back(place: Path, home: Home, **more: Any) -> Restored:
    return restore(place, Target(home.url, home.blobs), **more)


def assert_whole(connection: Connection, home: Home) -> None:
    """Every chain, every content."""
    ids = connection.execute(select(tickets.c.id)).scalars().all()
    assert ids
    assert [history.broken_at(connection, ticket) for ticket in ids] == [None] * len(ids)
    assert copies.unknown_contents(connection) == []
    assert list(copies.damaged_rows(connection)) == []
    for sha256, size in copies.in_files(connection).items():
        content = (home.blobs / sha256[:2] / sha256).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (size, sha256)


@pytest.mark.parametrize("name", ["backup", "backup.tar"])
async def test_a_backup_taken_while_mail_arrives_goes_on_as_if_nothing_had_happened(
    home_at: Callable[[str], Home], tmp_path: Path, name: str
) -> None:
    old, new, place = home_at("old"), home_at("new"), tmp_path / name
    async with Stage() as stage:
        arrivals = Arrivals(stage)
        async with running(stage, old):
            arriving = asyncio.create_task(arrivals.run())
            await until(lambda: number(old, tickets), "the first ticket")
            await until(lambda: number(old, blobs), "the first contents")
            made = await asyncio.to_thread(back_up, old.url, old.blobs, place)
            arrivals.stop()
            await arriving
            await until(lambda: _has(old, arrivals.sent), "every mail to be a ticket")
        assert 0 < made.tables["tickets"] < arrivals.sent, "mail was to arrive before, during and behind the backup"

        await asyncio.to_thread(put_back, place, new)
        new.read(lambda c: assert_whole(c, new))
        assert new.read(copies.counts) == dict(made.tables)
        settled = new.read(lambda c: c.execute(select(outbox.c.message_id).where(outbox.c.state == "sent")).all())

        new.write(lambda c: c.execute(delete(cursors)))  # every mail is offered once more
        async with running(stage, new) as app:
            await until(lambda: _has(new, arrivals.sent), "the mails since the backup to be tickets too")
            known = new.read(lambda c: c.execute(select(inbox.c.key)).scalars().all())
            await stage.mail.write("Ann Li", "last@acme.example", SUPPORT, "The last", "One more.")
            await until(lambda: _has(new, arrivals.sent + 1), "the desk to go on")
            assert app.channels["email:support"].health.green
        subjects = new.read(lambda c: c.execute(select(tickets.c.subject)).scalars().all())
        assert Counter(subjects).most_common(1)[0][1] == 1
        assert len(set(known)) == len(known)
        new.read(lambda c: assert_whole(c, new))
        copies_sent = Counter(mail.message_id for mail in stage.mail.sent)
        assert all(copies_sent[row.message_id] <= 1 for row in settled)


async def _has(home: Home, wanted: int) -> bool:
    found = await number(home, tickets)
    assert found <= wanted, "a mail became two tickets"
    return found == wanted


@pytest.fixture
async def backed_up(home_at: Callable[[str], Home], tmp_path: Path) -> tuple[Home, Path]:
    """A desk that has stopped, with contents small and large, and its backup."""
    home, place = home_at("old"), tmp_path / "backup"
    async with Stage() as stage:
        arrivals = Arrivals(stage)
        for _ in range(3):
            await arrivals.mail()
        async with running(stage, home):
            await until(lambda: _has(home, 3), "three tickets")
            await until(lambda: number(home, attachments), "the file")
    back_up(home.url, home.blobs, place)
    return home, place


def lose(home: Home) -> None:
    """The desk of today differs from its backup."""
    home.write(lambda c: c.execute(update(tickets).values(subject="today's")))


def subjects(home: Home) -> list[str]:
    return list(home.read(lambda c: c.execute(select(tickets.c.subject).order_by(tickets.c.id)).scalars().all()))


async def test_a_place_that_is_not_empty_is_left_alone_without_force(backed_up: tuple[Home, Path]) -> None:
    home, place = backed_up
    lose(home)
    with pytest.raises(OperationProblem, match="there is a database already"):
        put_back(place, home)
    assert set(subjects(home)) == {"today's"}


async def test_with_force_the_old_desk_is_replaced_and_kept_beside_it(backed_up: tuple[Home, Path]) -> None:
    home, place = backed_up
    lose(home)
    done = put_back(place, home, force=True)
    assert subjects(home) == ["打印机 1", "打印机 2", "打印机 3"]
    assert done.aside
    beside = (
        f"sqlite:///{done.aside}" if home.url.startswith("sqlite") else home.url.rpartition("/")[0] + f"/{done.aside}"
    )
    assert set(subjects(Home(home.data, beside))) == {"today's"}
    home.read(lambda c: assert_whole(c, home))


async def test_what_still_waits_is_looked_for_before_it_is_sent_again(
    backed_up: tuple[Home, Path], home_at: Callable[[str], Home], tmp_path: Path
) -> None:
    home, _ = backed_up
    home.write(lambda c: c.execute(update(outbox).values(state="pending", unclear=0)))
    back_up(home.url, home.blobs, tmp_path / "again")
    new = home_at("new")
    put_back(tmp_path / "again", new)
    assert set(new.read(lambda c: c.execute(select(outbox.c.unclear)).scalars().all())) == {1}


@pytest.mark.parametrize("what", ["database", "content", "missing content", "manifest", "half"])
async def test_a_damaged_backup_is_refused_before_anything_is_touched(backed_up: tuple[Home, Path], what: str) -> None:
    home, place = backed_up
    lose(home)
    large = next(path for path in (place / "blobs").rglob("*") if path.is_file())
    database = next(place.glob("database.*"))
    if what == "database":
        database.write_bytes(database.read_bytes()[:-1] + b"x")
    elif what == "content":
        large.write_bytes(large.read_bytes()[:-1] + b"x")
    elif what == "missing content":
        large.unlink()
    elif what == "manifest":
        (place / "manifest.json").write_text("{}")
    else:
        (place / "manifest.json").unlink()
    with pytest.raises(OperationProblem, match=r"damaged|lacks|no whole"):
        put_back(place, home, force=True)
    assert set(subjects(home)) == {"today's"}


async def test_a_backup_of_a_newer_schema_is_refused(backed_up: tuple[Home, Path]) -> None:
    home, place = backed_up
    lose(home)
    file = place / "manifest.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"schema": "9999"}))
    with pytest.raises(NewerSchemaError, match=r"9999.*newer"):
        put_back(place, home, force=True)
    assert set(subjects(home)) == {"today's"}


async def test_a_backup_that_does_not_hold_what_it_says_is_not_put_in_place(backed_up: tuple[Home, Path]) -> None:
    home, place = backed_up
    lose(home)
    file = place / "manifest.json"
    told = json.loads(file.read_text())
    told["tables"]["tickets"] += 1
    file.write_text(json.dumps(told))
    with pytest.raises(OperationProblem, match="not what the backup says"):
        put_back(place, home, force=True)
    assert set(subjects(home)) == {"today's"}
    assert not [path for path in home.data.iterdir() if "restoring" in path.name]


async def test_the_other_kind_of_database_is_refused(backed_up: tuple[Home, Path]) -> None:
    home, place = backed_up
    other = "postgresql+psycopg://nobody@127.0.0.1:1/x" if home.url.startswith("sqlite") else "sqlite:///x.sqlite3"
    with pytest.raises(OperationProblem, match="they must agree"):
        put_back(place, Home(home.data, other))


@pytest.mark.parametrize("what", ["content", "missing content", "row"])
async def test_a_desk_that_lacks_a_content_cannot_be_backed_up_unnoticed(
    backed_up: tuple[Home, Path], tmp_path: Path, what: str
) -> None:
    home, _ = backed_up
    large = next(path for path in home.blobs.rglob("*") if path.is_file())
    if what == "content":
        large.write_bytes(b"rotten")
    elif what == "missing content":
        large.unlink()
    else:
        rotten = update(blobs).where(blobs.c.content.is_not(None)).values(content=b"rotten")
        home.write(lambda c: c.execute(rotten))
    with pytest.raises(OperationProblem, match="missing or damaged"):
        back_up(home.url, home.blobs, tmp_path / "second")
    assert not [path for path in tmp_path.iterdir() if "second" in path.name]


async def test_a_backup_never_takes_a_place_that_is_taken(backed_up: tuple[Home, Path]) -> None:
    home, place = backed_up
    before = (place / "manifest.json").read_bytes()
    with pytest.raises(OperationProblem, match="is there already"):
        back_up(home.url, home.blobs, place)
    assert (place / "manifest.json").read_bytes() == before


async def test_only_the_owner_may_read_a_backup(backed_up: tuple[Home, Path], tmp_path: Path) -> None:
    home, place = backed_up
    back_up(home.url, home.blobs, tmp_path / "one.tar")
    assert place.stat().st_mode & 0o077 == 0
    assert (tmp_path / "one.tar").stat().st_mode & 0o077 == 0
    with opened(tmp_path / "one.tar") as backup:
        backup.verify(backup.manifest(), quiet)


async def test_a_database_without_a_desk_is_no_backup(home_at: Callable[[str], Home], tmp_path: Path) -> None:
    home = home_at("empty")
    home.data.mkdir()
    home.write(lambda c: c.execute(text("CREATE TABLE stranger (x INTEGER)")))
    with pytest.raises(OperationProblem, match="holds no desk"):
        back_up(home.url, home.blobs, tmp_path / "backup")


def test_a_client_older_than_the_server_is_not_used() -> None:
    with pytest.raises(OperationProblem, match=r"PostgreSQL 99 or newer is needed.*postgresql-client-99"):
        postgres.find("pg_dump", 99)
