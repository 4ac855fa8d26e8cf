"""The servers of a benchmark: Dovecot, the sink, PostgreSQL when it is asked for; and the programs under test."""

from __future__ import annotations

import asyncio
import base64
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.mails import AUTHSERV_ID, BOXES, Letter
from bot.operations.problem import Tell, quiet
from tests.servers import outside
from tests.servers.dovecot import Dovecot
from tests.servers.ports import free_port, wait_until_open
from tests.servers.postgres import Postgres

ROOT = Path(__file__).resolve().parents[1]
PASSWORD = "benchmark"


@dataclass(frozen=True, slots=True)
class Accepted:
    """An answer that the sink has taken, at `at` on the monotonic clock."""

    at: float
    recipient: str
    raw: bytes


@dataclass(slots=True)
class Stage:
    """What runs around the program under test."""

    folder: Path
    dovecot: Dovecot
    postgres: Postgres | None
    sink: int
    tell: Tell
    profile: Path | None = None
    users: int = 0

    def mailboxes(self, letters: list[Letter]) -> list[str]:
        """Makes new users whose mailboxes hold the letters; returns their names in the order of the boxes."""
        self.users += 1
        names = [f"{box}{self.users}" for box in BOXES]
        for name in names:
            self.dovecot.add_user(name, PASSWORD)
        for number, letter in enumerate(letters, start=1):
            self.dovecot.deliver(names[letter.box], letter.raw)
            self.tell("filling the mailboxes", number, len(letters))
        return names

    def desk(self, users: list[str], *, imap: int = 0, name: str = "desk") -> Desk:
        """A desk on an empty database, not yet running. `imap` is another port to reach the mailboxes by."""
        folder = self.folder / f"{name}{self.users}"
        folder.mkdir()
        url = self.postgres.create_database() if self.postgres else ""
        lines = [
            f'[ringback]\ndata = "data"\nlog = "json"\n{f"database = {url!r}" if url else ""}\n[web]\nenabled = false'
        ]
        lines += [
            outside.mailbox(box, (user, PASSWORD), (imap or self.dovecot.port, self.sink), trusted=AUTHSERV_ID)
            for box, user in zip(BOXES, users, strict=True)
        ]
        (folder / "ringback.toml").write_text("".join(lines))
        return Desk(folder, url, self.profile)

    async def bare(self, users: list[str]) -> dict[str, float]:
        """Runs the bare chain over the users' mailboxes and returns its figures."""
        self.tell("the bare chain", 0, 0)
        database = self.folder / f"bare{self.users}.sqlite3"
        command = [sys.executable, "-m", "benchmarks.bare", self.dovecot.port, self.sink, database, PASSWORD, *users]
        process = await asyncio.create_subprocess_exec(*map(str, command), cwd=ROOT, stdout=asyncio.subprocess.PIPE)
        words, _ = await process.communicate()
        if process.returncode:
            raise RuntimeError("the bare chain failed; its words are above")
        figures: dict[str, float] = json.loads(words)
        return figures

    async def accepted(self) -> list[Accepted]:
        """Takes the answers out of the sink."""
        path = self.folder / "accepted"
        await self._ask(f"XTAKE {path}")
        rows = map(json.loads, path.read_text().splitlines())
        return [Accepted(row["at"], row["recipient"], base64.b64decode(row["raw"])) for row in rows]

    async def wait_for(self, count: int, patience: float = 15) -> None:
        """Returns once the sink holds so many answers. TimeoutError when none comes for `patience` seconds."""
        present, waited = -1, 0.0
        while present < count:
            now = int((await self._ask("XCOUNT")).split()[1])
            waited = 0.0 if now > present else waited + 0.05
            if waited > patience:
                raise TimeoutError(f"only {now} of {count} answers have come")
            present = now
            self.tell("the desk's answers", present, count)
            await asyncio.sleep(0.05)

    async def _ask(self, command: str) -> str:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.sink)
        writer.write(f"{command}\r\n".encode())
        await reader.readline()
        line = await reader.readline()
        writer.close()
        return line.decode()


@dataclass(slots=True)
class Desk:
    """A desk in a process of its own."""

    folder: Path
    url: str
    profile: Path | None = None
    process: asyncio.subprocess.Process | None = None
    spy: asyncio.subprocess.Process | None = None

    @property
    def database(self) -> str:
        """The database's address for SQLAlchemy."""
        return self.url or f"sqlite:///{self.folder / 'data' / 'ringback.sqlite3'}"

    async def start(self) -> None:
        """Starts it."""
        with (self.folder / "log").open("wb") as log:
            settings, result = self.folder / "ringback.toml", self.folder / "result.json"
            command = [sys.executable, "-m", "benchmarks.desk", settings, result]
            self.process = await asyncio.create_subprocess_exec(*map(str, command), cwd=ROOT, stdout=log, stderr=log)
        if self.profile:
            spy = [
                "record",
                "--pid",
                self.process.pid,
                "--format",
                "raw",
                "--threads",
                "--gil",
                "--rate",
                500,
                "--output",
                self.profile,
            ]
            program = Path(sys.executable).parent / "py-spy"
            self.spy = await asyncio.create_subprocess_exec(program, *map(str, spy), stdout=asyncio.subprocess.DEVNULL)

    async def stop(self) -> dict[str, Any]:
        """Ends it in order and returns what it says of itself."""
        assert self.process is not None
        if self.process.returncode is None:
            self.process.terminate()
        if await self.process.wait():
            raise RuntimeError(f"the desk failed: {self.log()[-3000:]}")
        if self.spy:
            await self.spy.wait()
        figures: dict[str, Any] = json.loads((self.folder / "result.json").read_text())
        return figures

    def log(self) -> str:
        """What it has said so far."""
        return (self.folder / "log").read_text(errors="replace")

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Reads its database."""
        return outside.rows(self.url, self.folder / "data" / "ringback.sqlite3", statement)


@contextmanager
def stage(folder: Path, *, postgresql: bool, tell: Tell = quiet, profile: Path | None = None) -> Iterator[Stage]:
    """Starts the servers, and ends them. `tell` hears how far the work is."""
    dovecot = Dovecot()
    postgres = Postgres(durable=True) if postgresql else None
    port = free_port()
    sink = subprocess.Popen([sys.executable, "-m", "benchmarks.sink", str(port)], cwd=ROOT)
    try:
        dovecot.start()
        if postgres:
            postgres.start()
        wait_until_open(port)
        yield Stage(folder, dovecot, postgres, port, tell, profile)
    finally:
        sink.terminate()
        sink.wait()
        dovecot.close()
        if postgres:
            postgres.close()
