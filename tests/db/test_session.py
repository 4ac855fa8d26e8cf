"""The writer: one commit for those who wait, each alone when it fails, nobody told before the commit."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import Connection, Engine, text

from bot.db import inbox
from bot.db.session import SHARED, Database
from tests.db.conftest import inbox_row, recorded

MakeDatabase = Callable[..., Database]


class Commits:
    """Counts commits, or breaks them."""

    def __init__(self) -> None:
        self.count = 0
        self.error: Exception | None = None

    def __call__(self) -> None:
        self.count += 1
        if self.error is not None:
            raise self.error


def record(key: str, connection: Connection) -> int | None:
    return inbox.record(connection, inbox_row(key))


def fail(error: BaseException, connection: Connection) -> None:
    inbox.record(connection, inbox_row("of the one that fails"))
    raise error


async def held(database: Database) -> tuple[threading.Event, asyncio.Task[None]]:
    """Keeps the writer busy until the event is set, so that what is written meanwhile waits together."""
    begun, go_on = threading.Event(), threading.Event()

    def hold(_connection: Connection) -> None:
        begun.set()
        assert go_on.wait(10)

    task = asyncio.create_task(database.write(hold))
    await asyncio.to_thread(begun.wait, 10)
    return go_on, task


async def waiting(database: Database, *works: Callable[[Connection], object]) -> list[asyncio.Task[object]]:
    tasks = [asyncio.create_task(database.write(work)) for work in works]
    await asyncio.sleep(0)  # each has reached the queue
    return tasks


async def test_what_is_written_can_be_read_once_write_has_returned(database_with: MakeDatabase) -> None:
    database = database_with()
    assert await database.write(partial(record, "one")) is not None
    assert await database.read(recorded) == ["one"]


async def test_a_reader_sees_nothing_before_the_commit(database_with: MakeDatabase) -> None:
    database = database_with()
    inside, go_on = threading.Event(), threading.Event()

    def slow(connection: Connection) -> None:
        record("one", connection)
        inside.set()
        assert go_on.wait(10)

    task = asyncio.create_task(database.write(slow))
    await asyncio.to_thread(inside.wait, 10)
    assert await database.read(recorded) == []
    assert not task.done()
    go_on.set()
    await task
    assert await database.read(recorded) == ["one"]


async def test_transactions_that_wait_share_one_commit_in_the_order_they_came(database_with: MakeDatabase) -> None:
    commits = Commits()
    database = database_with(before_commit=commits)
    go_on, first = await held(database)
    keys = [f"key {number}" for number in range(SHARED)]
    tasks = await waiting(database, *(partial(record, key) for key in keys))
    go_on.set()
    await asyncio.gather(first, *tasks)
    assert commits.count == 2
    assert await database.read(recorded) == keys


async def test_what_ends_something_begun_goes_before_those_who_wait(database_with: MakeDatabase) -> None:
    database = database_with()
    go_on, held_back = await held(database)
    tasks = await waiting(database, partial(record, "new"), partial(record, "newer"))
    ending = asyncio.create_task(database.write(partial(record, "end"), first=True))
    await asyncio.sleep(0)
    go_on.set()
    await asyncio.gather(held_back, *tasks, ending)
    assert await database.read(recorded) == ["end", "new", "newer"]


async def test_a_commit_is_shared_by_so_many_and_no_more(database_with: MakeDatabase) -> None:
    commits = Commits()
    database = database_with(before_commit=commits)
    go_on, first = await held(database)
    tasks = await waiting(database, *(partial(record, f"key {number}") for number in range(SHARED + 1)))
    go_on.set()
    await asyncio.gather(first, *tasks)
    assert commits.count == 3


async def test_one_that_raises_is_undone_alone(database_with: MakeDatabase) -> None:
    commits = Commits()
    database = database_with(before_commit=commits)
    go_on, first = await held(database)
    before, broken, after = await waiting(
        database, partial(record, "before"), partial(fail, ValueError("mine")), partial(record, "after")
    )
    go_on.set()
    await asyncio.gather(first, before, after)
    with pytest.raises(ValueError, match="mine"):
        await broken
    assert commits.count == 2
    assert await database.read(recorded) == ["before", "after"]


async def test_a_statement_that_the_database_refuses_is_undone_alone(database_with: MakeDatabase) -> None:
    database = database_with()
    go_on, first = await held(database)

    def refused(connection: Connection) -> None:
        record("of the one that is refused", connection)
        connection.execute(text("SELECT nothing FROM nowhere"))

    before, broken, after = await waiting(database, partial(record, "before"), refused, partial(record, "after"))
    go_on.set()
    await asyncio.gather(first, before, after)
    with pytest.raises(Exception, match="nowhere"):
        await broken
    assert await database.read(recorded) == ["before", "after"]


async def test_when_the_commit_fails_everybody_in_it_is_told_and_nothing_is_kept(database_with: MakeDatabase) -> None:
    commits = Commits()
    database = database_with(before_commit=commits)
    go_on, first = await held(database)
    tasks = await waiting(database, partial(record, "one"), partial(record, "two"))
    commits.error = OSError("the disk is full")
    go_on.set()
    results = await asyncio.gather(first, *tasks, return_exceptions=True)
    assert all(isinstance(result, OSError) for result in results)
    assert await database.read(recorded) == []


async def test_the_writer_goes_on_after_a_commit_that_failed(database_with: MakeDatabase) -> None:
    commits = Commits()
    database = database_with(before_commit=commits)
    commits.error = OSError("the disk is full")
    with pytest.raises(OSError, match="full"):
        await database.write(partial(record, "one"))
    commits.error = None
    await database.write(partial(record, "one"))
    assert await database.read(recorded) == ["one"]


async def test_one_whose_caller_has_gone_before_its_turn_is_not_run(database_with: MakeDatabase) -> None:
    database = database_with()
    go_on, first = await held(database)
    gone, stays = await waiting(database, partial(record, "gone"), partial(record, "stays"))
    gone.cancel()
    await asyncio.gather(gone, return_exceptions=True)
    go_on.set()
    await asyncio.gather(first, stays)
    assert await database.read(recorded) == ["stays"]


async def test_one_whose_caller_goes_during_its_turn_is_kept(database_with: MakeDatabase) -> None:
    database = database_with()
    begun, go_on = threading.Event(), threading.Event()

    def slow(connection: Connection) -> None:
        record("one", connection)
        begun.set()
        assert go_on.wait(10)

    task = asyncio.create_task(database.write(slow))
    await asyncio.to_thread(begun.wait, 10)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    go_on.set()
    await database.write(partial(record, "two"))
    assert await database.read(recorded) == ["one", "two"]


async def test_what_waits_is_still_written_when_the_writer_is_closed(engine: Engine) -> None:
    database = Database(engine)
    go_on, first = await held(database)
    tasks = await waiting(database, partial(record, "one"), partial(record, "two"))
    closing = asyncio.create_task(asyncio.to_thread(database.close))
    go_on.set()
    await asyncio.gather(first, *tasks, closing)
    with engine.connect() as connection:
        assert recorded(connection) == ["one", "two"]
    engine.dispose()


async def test_the_same_event_is_recorded_once_also_within_one_commit(database_with: MakeDatabase) -> None:
    database = database_with()
    go_on, first = await held(database)
    tasks = await waiting(database, *(partial(record, "the same") for _ in range(5)))
    go_on.set()
    results = [result for result in (await asyncio.gather(first, *tasks))[1:] if result is not None]
    assert len(results) == 1
    assert await database.write(partial(record, "the same")) is None
