"""Where mails are read: here while few wait; in a process of its own while many do, beside the desk's own work, and for
those that lay there when the desk started: one of them may be what brought it down.

There a mail that brings the parser down, or would take for ever, costs nothing but that process: the mail becomes a
message that says so, with the original beside it, and the others are read as if it had not been there.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Self

import structlog

from bot.channels.email.aside import LENGTH, Letter, framed, read_one
from bot.channels.email.reader import Reader
from bot.core.messages import Inbound

log = structlog.get_logger()

MANY = 8  # mails that wait together; with fewer a second process is not worth its start
PATIENCE, START = 60.0, 20.0  # seconds for a batch, and for the process to be ready
IDLE = 30.0  # seconds without work after which it goes
THREAD_BYTES = 200_000  # above this, a mail is read in a thread, so that the others need not wait
LARGE = 2_000_000  # bytes that are taken in by one mailbox at a time, from the server until they are stored
_ROOT = Path(__file__).resolve().parents[3]


class ClerkError(Exception):
    """The process ended, or took too long."""


class NoClerkError(Exception):
    """The process cannot be started."""


@dataclass(slots=True)
class Clerk:
    """The process that reads. It knows no secret of the environment, for it handles what strangers wrote."""

    process: Process

    @classmethod
    async def start(cls) -> Clerk:
        """Starts one and waits until it is ready. Raises NoClerkError."""
        known = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TZ") if name in os.environ}
        environment = {**known, "PYTHONPATH": str(_ROOT)}
        command = (sys.executable, "-m", "bot.channels.email.aside")
        try:
            process = await asyncio.create_subprocess_exec(
                *command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=environment
            )
        except OSError as error:
            raise NoClerkError(str(error)) from error
        clerk = cls(process)
        try:
            async with asyncio.timeout(START):
                await clerk._frame()
        except BaseException as error:  # nobody else knows of it
            await clerk.end()
            if isinstance(error, OSError | EOFError):
                raise NoClerkError(f"it was not ready ({type(error).__name__})") from error
            raise
        return clerk

    async def read(self, reader: Reader, letters: Sequence[Letter]) -> list[Inbound]:
        """The messages of the letters, in their order. Raises ClerkError."""
        assert self.process.stdin is not None
        try:
            async with asyncio.timeout(PATIENCE):
                self.process.stdin.write(framed((reader, letters)))
                await self.process.stdin.drain()
                found: list[Inbound] = pickle.loads(await self._frame())  # noqa: S301 - our own process wrote it
        except (OSError, EOFError) as error:
            raise ClerkError("it took too long" if isinstance(error, TimeoutError) else "its reader ended") from error
        return [replace(mail, raw=letter.raw) for mail, letter in zip(found, letters, strict=True)]

    async def end(self) -> None:
        """Ends it. Idempotent."""
        with suppress(ProcessLookupError):
            self.process.kill()
        assert self.process.stdout is not None
        # asyncio knows of the end only when the pipes have ended too, and one with an answer nobody takes never does.
        with suppress(OSError):
            while await self.process.stdout.read(LARGE):
                pass
        await self.process.wait()

    async def _frame(self) -> bytes:
        assert self.process.stdout is not None
        (length,) = LENGTH.unpack(await self.process.stdout.readexactly(LENGTH.size))
        return await self.process.stdout.readexactly(length)


@dataclass(slots=True)
class ReadingRoom:
    """Reads the mails of all mailboxes. `async with` it while listening: the last one who leaves ends the process."""

    _clerk: Clerk | None = None
    _busy: asyncio.Lock = field(default_factory=asyncio.Lock)
    _large: asyncio.Lock = field(default_factory=asyncio.Lock)
    _guests: int = 0
    _goes: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._guests += 1
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._guests -= 1
        if not self._guests:
            async with self._busy:  # it may be going just now, and must be gone before the loop ends
                self._stay()
                await self._end()

    @asynccontextmanager
    async def space(self, size: int) -> AsyncIterator[None]:
        """Room for mails of so many bytes together: several copies of them are needed until they are stored, so large
        ones wait for each other."""
        if size < LARGE:
            yield
            return
        async with self._large:
            yield

    async def read(self, reader: Reader, letters: Sequence[Letter], *, wary: bool = False) -> list[Inbound]:
        """The messages of the letters, in their order; `wary`: aside, however few. Never raises for a mail, however
        odd."""
        if not letters or (len(letters) < MANY and not wary):
            return [await _here(reader, letter) for letter in letters]
        async with self._busy:
            self._stay()
            try:
                return await self._aside(reader, letters)
            except NoClerkError as error:
                log.warning("mails are read without a process of their own", cause=str(error))
                return [await _here(reader, letter) for letter in letters]
            finally:
                self._goes = asyncio.create_task(self._go())

    async def _aside(self, reader: Reader, letters: Sequence[Letter]) -> list[Inbound]:
        try:
            return await self._asked(reader, letters)
        except ClerkError as error:
            log.warning("mails are read one by one", cause=str(error), channel=reader.channel)
            return [await self._alone(reader, letter) for letter in letters]

    async def _alone(self, reader: Reader, letter: Letter) -> Inbound:
        try:
            return (await self._asked(reader, [letter]))[0]
        except ClerkError as error:
            log.error("mail cannot be read", cause=str(error), mail=letter.number)
            return reader.unreadable(letter.number, f"it cannot be read: {error}", letter.arrived, letter.raw)

    async def _asked(self, reader: Reader, letters: Sequence[Letter]) -> list[Inbound]:
        if self._clerk is None:
            self._clerk = await Clerk.start()
        try:
            return await self._clerk.read(reader, letters)
        except BaseException:  # an answer that nobody took would be the next one's
            await self._end()
            raise

    async def _end(self) -> None:
        clerk, self._clerk = self._clerk, None
        if clerk is not None:
            await clerk.end()

    def _stay(self) -> None:
        if self._goes is not None:
            self._goes.cancel()
            self._goes = None

    async def _go(self) -> None:
        await asyncio.sleep(IDLE)
        async with self._busy:
            await self._end()


async def _here(reader: Reader, letter: Letter) -> Inbound:
    if len(letter.raw) > THREAD_BYTES:
        return await asyncio.to_thread(read_one, reader, letter)
    return read_one(reader, letter)
