"""The writer and the readers: every transaction is a short synchronous function on a thread of its own."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

T = TypeVar("T")
SHARED = 20  # waiting transactions that may share one commit


@dataclass(frozen=True, slots=True)
class _Job:
    work: Callable[[Connection], Any]
    done: Future[Any]


class Database:
    """Runs transactions: `write` on the one writer thread, `read` on a small pool.

    Transactions that wait for the writer share a commit, each in its own savepoint: one that raises is rolled
    back alone. `write` returns only after the commit; when the commit itself fails, every transaction in it fails.
    """

    def __init__(self, engine: Engine, *, before_commit: Callable[[], None] | None = None) -> None:
        self.engine = engine
        self._before_commit = before_commit or (lambda: None)
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="reader")
        self._writer = threading.Thread(target=self._run, name="writer", daemon=True)
        self._writer.start()

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Runs `work` in a transaction and returns its result once it is committed. Raises what it raised."""
        future: Future[T] = Future()
        self._jobs.put(_Job(work, future))
        return await asyncio.wrap_future(future)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Runs `work` on a reader; it sees what was committed before the call."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    def close(self) -> None:
        """Waits for the transactions under way and closes the connections. Idempotent."""
        self._jobs.put(None)
        self._writer.join(timeout=30)
        self._readers.shutdown()
        self.engine.dispose()

    def _read(self, work: Callable[[Connection], T]) -> T:
        with self.engine.connect().execution_options(readonly=True) as connection, connection.begin():
            return work(connection)

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            batch, stop = self._gather(job)
            self._commit(batch)
            if stop:
                return

    def _gather(self, first: _Job) -> tuple[list[_Job], bool]:
        batch = [first]
        while len(batch) < SHARED:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
            if job is None:
                return batch, True
            batch.append(job)
        return batch, False

    def _commit(self, batch: list[_Job]) -> None:
        results: list[tuple[_Job, Any, BaseException | None]] = []
        try:
            with self.engine.begin() as connection:
                results.extend((job, *self._attempt(connection, job)) for job in batch)
                self._before_commit()
        except BaseException as error:  # noqa: BLE001 - whatever broke the commit belongs to the waiting callers
            for job in batch:
                _fail(job.done, error)
            return
        for job, value, failure in results:
            if failure is not None:
                _fail(job.done, failure)
            elif not job.done.cancelled():
                job.done.set_result(value)

    @staticmethod
    def _attempt(connection: Connection, job: _Job) -> tuple[Any, BaseException | None]:
        if not job.done.set_running_or_notify_cancel():
            return None, None
        savepoint = connection.begin_nested()
        try:
            value = job.work(connection)
        except BaseException as error:  # noqa: BLE001 - it is the caller's; it must not undo its neighbours
            if connection.in_nested_transaction():
                savepoint.rollback()
            return None, error
        savepoint.commit()
        return value, None


def _fail(future: Future[Any], error: BaseException) -> None:
    if not future.done():
        future.set_exception(error)
