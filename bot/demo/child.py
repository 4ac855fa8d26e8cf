"""The desk in a process of its own, so that it can be killed: `python -m bot.demo.child FOLDER`."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from bot import logs
from bot.app import build, sole
from bot.config import load
from bot.core.health import Health
from bot.demo.clocks import FollowingClock

SETTINGS, CLOCK, LAMPS = "ringback.toml", "clock", "lamps.json"
LOOK = 0.2  # seconds between two looks at the lamps


async def _work(folder: Path) -> None:
    settings = load(folder / SETTINGS)
    app = await build(settings, clock=FollowingClock(folder / CLOCK))
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    telling = asyncio.create_task(_tell([channel.health for channel in app.channels.values()], folder / LAMPS))
    try:
        await app.run()
    finally:
        telling.cancel()


async def _tell(lamps: Sequence[Health], file: Path) -> None:
    """Writes for the page what is wrong with each part, empty when it is well."""
    told = None
    while True:
        causes = {lamp.name: lamp.cause for lamp in lamps}
        if causes != told:
            beside = file.with_suffix(".new")
            beside.write_text(json.dumps(causes), "utf-8")
            beside.replace(file)
            told = causes
        await asyncio.sleep(LOOK)


def _end_with_parent() -> None:
    """Standard input ends when the demo is gone, however it went."""
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def main() -> None:
    """Runs until SIGTERM, or until the demo that started it is gone."""
    folder = Path(sys.argv[1])
    logs.configure("text", "error")
    with sole(folder / "desk"):
        try:
            asyncio.run(_work(folder))
        except asyncio.CancelledError:
            return
        finally:
            gc.freeze()  # as in the command line: the end is quicker


if __name__ == "__main__":
    main()
