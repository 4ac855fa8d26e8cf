"""The writer and the readers: every transaction is a short synchronous function on a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.db.statements import Statement

T = TypeVar("T")
SHARED = 20  # waiting transactions that may share one commit

# Plain statements: a savepoint of SQLAlchemy's costs as much as three of its own.
_BEGIN, _UNDO, _END = (
    Statement(text(words)) for words in ("SAVEPOINT job", "ROLLBACK TO SAVEPOINT job", "RELEASE SAVEPOINT job")
)


@dataclass(frozen=True, slots=True)
class _Job:
    work: Callable[[Connection], Any]
    done: asyncio.Future[Any]


@dataclass(frozen=True, slots=True)
class _Result:
    job: _Job
    value: Any = None
    error: BaseException | None = None

    def tell(self) -> None:
        """Wakes the caller; on his loop."""
        if self.job.done.done():
            return
        if self.error is not None:
            self.job.done.set_exception(self.error)
        else:
            self.job.done.set_result(self.value)


class Database:
    """Runs transactions: `write` on the one writer thread, `read` on a small pool.

    Transactions that wait for the writer share a commit, each in its own savepoint: one that raises is rolled
    back alone. `write` returns only after the commit; when the commit itself fails, every transaction in it fails.
    """

    def __init__(self, engine: Engine, *, before_commit: Callable[[], None] | None = None) -> None:
        self.engine = engine
        self._before_commit = before_commit or (lambda: None)
        self._waiting: SimpleQueue[None] = SimpleQueue()  # as many as wait, and one more when the writer is closed
        self._first: deque[_Job] = deque()
        self._jobs: deque[_Job] = deque()
        self._closed = False
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="reader")
        self._writer = threading.Thread(target=self._run, name="writer", daemon=True)
        self._writer.start()

    async def write(self, work: Callable[[Connection], T], *, first: bool = False) -> T:
        """Runs `work` in a transaction and returns its result once it is committed. Raises what it raised.

        `first` goes before those that wait already: for what ends something begun, so that it need not wait behind
        a crowd of new things."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        (self._first if first else self._jobs).append(_Job(work, future))
        self._waiting.put(None)
        return await future

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Runs `work` on a reader; it sees what was committed before the call."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    def close(self) -> None:
        """Waits for the transactions under way and closes the connections. Idempotent."""
        self._closed = True
        self._waiting.put(None)
        self._writer.join(timeout=30)
        self._readers.shutdown()
        self.engine.dispose()

    def _read(self, work: Callable[[Connection], T]) -> T:
        with self.engine.connect().execution_options(readonly=True) as connection, connection.begin():
            return work(connection)

    def _run(self) -> None:
        while batch := self._gather():
            _tell(self._commit(batch))

    def _gather(self) -> list[_Job]:
        """Those who wait; nobody when the writer is closed."""
        batch: list[_Job] = []
        while not batch or (len(batch) < SHARED and not self._waiting.empty()):
            if self._closed and not (self._first or self._jobs):
                break
            self._waiting.get()
            if self._first or self._jobs:
                batch.append((self._first or self._jobs).popleft())
        return batch

    def _commit(self, batch: Sequence[_Job]) -> list[_Result]:
        try:
            with self.engine.begin() as connection:
                results = [_attempt(connection, job) for job in batch if not job.done.cancelled()]
                self._before_commit()
        except BaseException as error:  # noqa: BLE001 - whatever broke the commit belongs to the waiting callers
            return [_Result(job, error=error) for job in batch]
        return results


def _attempt(connection: Connection, job: _Job) -> _Result:
    _BEGIN.run(connection, {})
    try:
        value = job.work(connection)
    except BaseException as error:  # noqa: BLE001 - it is the caller's; it must not undo its neighbours
        _UNDO.run(connection, {})
        _END.run(connection, {})
        return _Result(job, error=error)
    _END.run(connection, {})
    return _Result(job, value)


def _tell(results: Sequence[_Result]) -> None:
    """Wakes the callers, all of a loop at once; a loop that has ended has nobody to tell."""
    for loop in {result.job.done.get_loop() for result in results}:
        mine = [result for result in results if result.job.done.get_loop() is loop]
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_tell_all, mine)


def _tell_all(results: Sequence[_Result]) -> None:
    for result in results:
        result.tell()


def is_down(error: BaseException) -> bool:
    """Whether nothing can be committed now, as opposed to an event that cannot be handled."""
    if isinstance(error, OSError):
        return True
    return (
        isinstance(error, DBAPIError)
        and not isinstance(error, IntegrityError)
        and (
            error.connection_invalidated
            or type(error).__name__ in ("OperationalError", "InterfaceError", "InternalError")
        )
    )
