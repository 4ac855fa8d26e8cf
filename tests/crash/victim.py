"""The desk as a process that dies: the production's own build and run, with a death at a named point.

Run without arguments it is a nursery: loading the program takes seconds, so it is loaded once and forks a desk for
every line on its input: the command line as JSON, the log's path first. It prints the desk's process id, and when it
has ended its exit code (negative: the signal).

Points: before_commit, after_commit (before the channel gets the answer), mid_send_before, mid_send_after (before the
outcome is committed); with --swap also after_ack. `--swap` acknowledges before it commits, which must lose messages.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot import logs
from bot.app import App, build, sole
from bot.config import load
from bot.core.messages import Answer, DeskAction, Inbound, Outbound, Sent
from bot.core.ports import Channel, Receive

COMMIT_AFTER, DIE_AFTER = 0.3, 0.2  # seconds after the acknowledgement, with --swap
TRACE_BYTES = 200


@dataclass(slots=True)
class Fate:
    """Dies at the `number`-th passing of `point`."""

    point: str
    number: int
    passed: int = 0

    def passes(self, point: str) -> None:
        """Dies here when it is time."""
        if self.is_due(point):
            self.die()

    def is_due(self, point: str) -> bool:
        """Counts a passing."""
        self.passed += point == self.point
        return point == self.point and self.passed == self.number

    def die(self) -> None:
        """As kill -9 does: nothing is flushed, closed or told, but one line to whoever counts."""
        os.write(sys.stderr.fileno(), f"died at {self.point}:{self.number}\n".encode())
        os.kill(os.getpid(), signal.SIGKILL)


@dataclass(slots=True)
class Trace:
    """Says in a file what is under way, so that a random death can be told."""

    file: int
    doing: Counter[str] = field(default_factory=Counter)

    @contextlib.contextmanager
    def under_way(self, what: str) -> Iterator[None]:
        """Shows `what` as long as it lasts."""
        self._change(what, 1)
        try:
            yield
        finally:
            self._change(what, -1)

    def _change(self, what: str, by: int) -> None:
        self.doing[what] += by
        shown = ", ".join(f"{name} x{count}" for name, count in sorted(self.doing.items()) if count)
        os.pwrite(self.file, shown.encode()[:TRACE_BYTES].ljust(TRACE_BYTES), 0)


def with_deaths(app: App, fate: Fate, trace: Trace) -> App:
    """The same desk, whose door and channels pass the named points."""
    for channel in app.channels.values():
        _wrap_send(channel, fate, trace)

    async def receive(event: Inbound | DeskAction) -> Answer:
        with trace.under_way(f"receive {event.channel}"):
            answer = await app.receive(event)
            fate.passes("after_commit")
            return answer

    return replace(app, receive=receive)


def _wrap_send(channel: Channel, fate: Fate, trace: Trace) -> None:
    original = channel.send

    async def send(outbound: Outbound) -> Sent:
        with trace.under_way(f"send {outbound.channel} {outbound.kind}"):
            fate.passes("mid_send_before")
            sent = await original(outbound)
            fate.passes("mid_send_after")
            return sent

    setattr(channel, "send", send)  # noqa: B010  # a plain assignment to a method is an error to the type checker


def swapped(receive: Receive, fate: Fate) -> Receive:
    """The mistake: says yes first, commits later."""
    later: set[asyncio.Task[None]] = set()

    async def commit(event: Inbound | DeskAction) -> None:
        await asyncio.sleep(COMMIT_AFTER)
        await receive(event)

    async def at_once(event: Inbound | DeskAction) -> Answer:
        task = asyncio.create_task(commit(event))
        later.add(task)
        task.add_done_callback(later.discard)
        if fate.is_due("after_ack"):
            asyncio.get_running_loop().call_later(DIE_AFTER, fate.die)
        return Answer()

    return at_once


def command_line() -> argparse.ArgumentParser:
    """What a desk may be told."""
    parser = argparse.ArgumentParser()
    parser.add_argument("settings", type=Path)
    parser.add_argument("--trace", type=Path, required=True)
    parser.add_argument("--up", type=Path, required=True, help="made when it is up")
    parser.add_argument("--die", default="", help="POINT:N")
    parser.add_argument("--swap", action="store_true")
    return parser


async def live(arguments: argparse.Namespace) -> None:
    """Runs until it dies or is told to stop."""
    settings = load(arguments.settings)
    logs.configure(settings.ringback.log, "warning")
    point, _, number = arguments.die.partition(":")
    fate = Fate(point, int(number or 0))
    trace = Trace(os.open(arguments.trace, os.O_RDWR | os.O_CREAT | os.O_TRUNC))
    with sole(settings.ringback.data):
        app = await build(settings, before_commit=lambda: fate.passes("before_commit"))
        app = with_deaths(app, fate, trace)
        if arguments.swap:
            app = replace(app, receive=swapped(app.receive, fate))
        work = asyncio.create_task(app.run())
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, work.cancel)
        arguments.up.touch()
        with contextlib.suppress(asyncio.CancelledError):
            await work


def be_born(log: str, arguments: list[str]) -> None:
    """Turns a freshly forked process into a desk. Never returns."""
    code = 1
    try:
        random.seed()
        os.dup2(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), sys.stderr.fileno())
        asyncio.run(live(command_line().parse_args(arguments)))
        code = 0
    except Exception:  # noqa: BLE001  the process ends here; its log says why
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def main() -> None:
    """The nursery."""
    for line in sys.stdin:
        log, *arguments = json.loads(line)
        process = os.fork()
        if not process:
            be_born(log, arguments)
        print(process, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), flush=True)


if __name__ == "__main__":
    main()
