"""Lets the desk live and die: starts it, feeds it, kills it, starts it again; in the end lets it finish."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.crash.counting import Count, count
from tests.crash.crowd import Crowd, Job, Size
from tests.crash.town import ENGINEERS, Town

ROOT = Path(__file__).parent.parent.parent
POINTS = ("before_commit", "after_commit", "mid_send_before", "mid_send_after")
#: How often a point may be passed before it kills: commits are shared, so they are fewer.
PASSINGS = {"before_commit": 20, "after_commit": 8, "mid_send_before": 12, "mid_send_after": 12}
UP_SECONDS = 60.0
PATIENCE = 4.0  # seconds that a life waits for its named point
FEED_SECONDS = 1.2  # over which a portion is fed to a life
STILL_SECONDS = 10.0  # without any change, and it will never finish
LAST_SECONDS = 240.0


@dataclass(frozen=True, slots=True)
class Death:
    """How a life ended: `planned` is "POINT:N" or seconds after it was up, `hit` what it was doing."""

    planned: str
    hit: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Report:
    """Everything about an exam."""

    seed: int
    database: str
    deaths: Sequence[Death]
    count: Count
    seconds: float

    def table(self) -> str:
        """For people."""
        lines = [f"crash exam on {self.database}, seed {self.seed}: {len(self.deaths)} kills, {self.seconds:.0f} s"]
        lines += [
            f"  kill {number:2}  {death.planned:20} {death.seconds:5.2f} s  {death.hit}"
            for number, death in enumerate(self.deaths, start=1)
        ]
        return "\n".join([*lines, *self.count.lines()])


class Nursery:
    """Starts desks, one at a time, each a process of its own."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None
        self.desk = 0
        """The process id of the desk; 0 while there is none."""

    async def __aenter__(self) -> Nursery:
        """Loads the program."""
        pipe = asyncio.subprocess.PIPE
        command = (sys.executable, "-m", "tests.crash.victim")
        self._process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdin=pipe, stdout=pipe)
        return self

    async def __aexit__(self, *_error: object) -> None:
        """Ends whatever still runs."""
        assert self._process is not None
        self.kill()
        self._process.kill()
        await self._process.wait()

    async def bear(self, *arguments: str) -> None:
        """Starts a desk."""
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(arguments).encode() + b"\n")
        self.desk = await self._number()

    def kill(self) -> None:
        """kill -9."""
        self.signal(signal.SIGKILL)

    def signal(self, number: signal.Signals) -> None:
        """Sends a signal to the desk; nothing happens when it has died."""
        if self.desk:
            os.kill(self.desk, number)  # it is not reaped, so its number is nobody else's, until `ended` said so

    async def ended(self) -> int:
        """Waits for the desk's end; returns its exit code."""
        code = await self._number()
        self.desk = 0
        return code

    async def _number(self) -> int:
        assert self._process is not None
        assert self._process.stdout is not None
        return int(await self._process.stdout.readline())


class Life:
    """One run of the desk."""

    def __init__(self, nursery: Nursery, town: Town, number: int) -> None:
        self._nursery = nursery
        self._town = town
        self._trace = town.folder / "trace"
        self._log = town.folder / f"life-{number:02}.log"
        self._began = 0.0
        self._end: asyncio.Task[int] | None = None

    async def start(self, *arguments: str) -> None:
        """Starts it, and returns once it is up or has died."""
        self._trace.write_bytes(b"")
        up = self._town.folder / "up"
        up.unlink(missing_ok=True)
        places = (str(self._log), str(self._town.settings), "--trace", str(self._trace), "--up", str(up))
        await self._nursery.bear(*places, *arguments)
        self._end = asyncio.create_task(self._nursery.ended())
        async with asyncio.timeout(UP_SECONDS):
            while not up.exists() and not self._end.done():
                await asyncio.sleep(0.01)
        self._began = time.monotonic()

    async def lasts(self, seconds: float) -> None:
        """Lets it live so long, unless it dies by itself before."""
        assert self._end is not None
        await asyncio.wait([self._end], timeout=seconds)

    async def kill(self, planned: str) -> Death:
        """Kills it if it still lives, and tells where it was."""
        assert self._end is not None
        if not self._end.done():
            self._nursery.kill()
        code, lived = await self._end, time.monotonic() - self._began
        assert code == -signal.SIGKILL, f"it ended with {code}:\n{self.words()[-3000:]}"
        said = [line for line in self.words().splitlines() if line.startswith("died at ")]
        doing = self._trace.read_bytes().decode(errors="replace").strip(" \0") or "nothing"
        hit = f"{said[-1] if said else 'from outside'}; under way: {doing}"
        return Death(planned, hit, lived)

    async def stop(self) -> None:
        """Stops it in order."""
        assert self._end is not None
        self._nursery.signal(signal.SIGTERM)
        async with asyncio.timeout(60):
            code = await self._end
        assert code == 0, f"it ended with {code}:\n{self.words()[-3000:]}"

    def words(self) -> str:
        """What it has printed."""
        return self._log.read_text(errors="replace")


def plan_of(chance: random.Random, kills: int) -> list[str]:
    """Half of the deaths at named points, half at random moments."""
    named = [POINTS[number % len(POINTS)] for number in range((kills + 1) // 2)]
    planned = [f"{point}:{chance.randint(1, PASSINGS[point])}" for point in named]
    planned += [f"{chance.uniform(0.05, 1.5):.2f}" for _ in range(kills - len(planned))]
    chance.shuffle(planned)
    return planned


async def examine(town: Town, size: Size, seed: int, *, swap: bool = False) -> Report:
    """The whole exam. With `swap` every kill falls between a too early acknowledgement and its commit."""
    began, chance = time.monotonic(), random.Random(seed)
    crowd = Crowd(town, size, random.Random(seed))
    plan = ["after_ack:1"] * size.kills if swap else plan_of(chance, size.kills)
    deaths = []
    async with Nursery() as nursery, engineers(crowd):
        await install(Life(nursery, town, 0), town)
        first, *portions = crowd.portions(size.kills + 2)
        for job in first:
            await job()
        for number, (planned, portion) in enumerate(zip(plan, portions, strict=False), start=1):
            deaths.append(await one_life(Life(nursery, town, number), planned, portion, swap=swap))
        last = Life(nursery, town, size.kills + 1)
        await last.start()
        await feed(portions[-1])
        await finish(town, crowd)
        await last.stop()
    database = "PostgreSQL" if town.url else "SQLite"
    return Report(seed, database, deaths, count(town, crowd, len(deaths)), time.monotonic() - began)


async def install(life: Life, town: Town) -> None:
    """The first start, undisturbed: what was said in Slack before it is nobody's business."""
    await life.start()
    async with asyncio.timeout(UP_SECONDS):
        while not town.rows("SELECT name FROM cursors WHERE name = 'slack:*'"):
            await asyncio.sleep(0.05)
    await life.stop()


async def one_life(life: Life, planned: str, portion: Sequence[Job], *, swap: bool) -> Death:
    """A life that ends as planned; a point that is never passed is replaced by a kill from outside."""
    named = ":" in planned
    await life.start(*(["--die", planned] if named else []), *(["--swap"] if swap else []))
    feeding = asyncio.create_task(feed(portion))
    await life.lasts(PATIENCE if named else float(planned))
    death = await life.kill(planned)
    await feeding
    return death


async def feed(portion: Sequence[Job]) -> None:
    """Lets people do their part, spread over a moment."""
    for job in portion:
        await job()
        await asyncio.sleep(FEED_SECONDS / max(len(portion), 1))


@asynccontextmanager
async def engineers(crowd: Crowd) -> AsyncIterator[None]:
    """Engineers at work."""
    tasks = [asyncio.create_task(crowd.engineer(user)) for user in ENGINEERS]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def finish(town: Town, crowd: Crowd) -> None:
    """Waits until everything has found its end, or until nothing moves any more."""
    done = asyncio.create_task(crowd.engineers_are_done())
    before, since, began = "", time.monotonic(), time.monotonic()
    while time.monotonic() - since < STILL_SECONDS and time.monotonic() - began < LAST_SECONDS:
        state = await asyncio.to_thread(state_of, town)
        if done.done() and not unfinished(town, crowd):
            break
        if state != before:
            before, since = state, time.monotonic()
        await asyncio.sleep(0.25)
    done.cancel()


def state_of(town: Town) -> str:
    """A picture of how far everything is."""
    inbox = town.rows("SELECT count(*) FROM inbox")
    rows = town.rows("SELECT state, attempts, count(*) FROM outbox GROUP BY state, attempts ORDER BY state, attempts")
    return f"{inbox} {rows} {len(town.telegram.pending)} {len(town.smtp.received)} {len(town.slack.journal.entries)}"


def unfinished(town: Town, crowd: Crowd) -> bool:
    """Whether something still waits: for delivery, at a service, or to be taken in."""
    live = town.rows("SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending')")
    kept = "\n".join(str(row[0]) for row in town.rows("SELECT text FROM messages WHERE direction <> 'out'"))
    return bool(
        live != [(0,)]
        or town.telegram.pending
        or any(delivery.state == "pending" for delivery in town.slack.record)
        or any(said.word not in kept for said in crowd.said)
    )
