"""Keeps the desk's process alive: starts it, sees it die, starts it again within a second."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Any

from bot.demo.child import SETTINGS

PAUSE = 0.4  # seconds between a death and the next start; long enough to be seen
QUICK = 3.0  # a process that lived shorter than this is started again more slowly
STOP = 2.0  # seconds a process gets to stop in order


class Keeper:
    """The desk's process. `told(event, **facts)` hears of starts and deaths."""

    def __init__(self, folder: Path, told: Callable[..., None]) -> None:
        self._folder = folder
        self._told = told
        self._process: asyncio.subprocess.Process | None = None
        self.starts = 0

    @property
    def pid(self) -> int | None:
        """The process that works now; None between two."""
        process = self._process
        return process.pid if process is not None and process.returncode is None else None

    def kill(self) -> bool:
        """kill -9; False when there is nothing to kill."""
        process = self._process
        if process is None or process.returncode is not None:
            return False
        process.kill()
        return True

    @contextlib.asynccontextmanager
    async def running(self, settings: Mapping[str, Any]) -> AsyncIterator[None]:
        """The desk works, and comes back, while the context is open."""
        (self._folder / SETTINGS).write_text("".join(toml(settings)), "utf-8")
        work = asyncio.create_task(self._keep(), name="keeper")
        try:
            yield
        finally:
            work.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await work

    async def _keep(self) -> None:
        while True:
            began = time.monotonic()
            self.starts += 1
            # In a group of its own Ctrl-C does not reach it: the demo stops it in order.
            command = [sys.executable, "-m", "bot.demo.child", str(self._folder)]
            process = self._process = await asyncio.create_subprocess_exec(
                *command, stdin=asyncio.subprocess.PIPE, process_group=0
            )
            self._told("started", pid=process.pid, again=self.starts > 1)
            try:
                code = await process.wait()
            except asyncio.CancelledError:
                await _stop(process)
                raise
            self._told("died", pid=process.pid, cause=_cause(code))
            await asyncio.sleep(PAUSE if time.monotonic() - began > QUICK or code < 0 else QUICK)


async def _stop(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP)
        except TimeoutError:
            process.kill()
            await process.wait()


def _cause(code: int) -> str:
    return f"kill -{-code} ({signal.Signals(-code).name})" if code < 0 else f"exit {code}"


def toml(settings: Mapping[str, Any], path: str = "") -> list[str]:
    """Settings of texts, numbers, lists of texts and sections as a TOML file, in pieces."""
    plain = [f"{key} = {_value(value)}\n" for key, value in settings.items() if not _section(value)]
    for key, value in settings.items():
        name = f"{path}.{key}".strip(".")
        if isinstance(value, Mapping):
            plain += [f"\n[{name}]\n", *toml(value, name)]
        elif _section(value):
            for item in value:
                plain += [f"\n[[{name}]]\n", *toml(item, name)]
    return plain


def _section(value: Any) -> bool:
    return isinstance(value, Mapping) or (isinstance(value, list) and bool(value) and isinstance(value[0], Mapping))


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    quoted = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"'
