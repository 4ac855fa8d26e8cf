"""The desk under test, in a process of its own: `python -m benchmarks.desk SETTINGS RESULT`.

It is built and run as `ringback run` does; only its door is watched, to know when each mail was committed. On SIGTERM
it stops in order and writes what it took.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path

from benchmarks.measure import cpu_seconds, peak_memory, peak_memory_of_children
from bot import logs
from bot.app import build
from bot.config import load
from bot.core.messages import Answer, DeskAction, Inbound


async def run(settings_path: Path, result: Path) -> None:
    """Runs the desk until SIGTERM."""
    settings = load(settings_path)
    logs.configure(settings.ringback.log)
    desk = await build(settings)
    committed: dict[str, float] = {}

    async def watched(event: Inbound | DeskAction) -> Answer:
        answer = await desk.receive(event)
        if isinstance(event, Inbound):
            committed.setdefault(event.message_id, time.monotonic())
        return answer

    started, cpu = time.monotonic(), cpu_seconds()
    task = asyncio.ensure_future(replace(desk, receive=watched).run())
    stopped = asyncio.Event()

    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    await asyncio.wait({task, asyncio.ensure_future(stopped.wait())}, return_when=asyncio.FIRST_COMPLETED)
    memory = peak_memory() + peak_memory_of_children()
    task.cancel()
    await asyncio.wait({task})
    figures = {"started": started, "cpu": cpu_seconds() - cpu, "memory": memory, "committed": committed}
    result.write_text(json.dumps(figures))


if __name__ == "__main__":
    asyncio.run(run(Path(sys.argv[1]), Path(sys.argv[2])))
