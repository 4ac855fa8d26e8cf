"""Ends work in order at SIGTERM and Ctrl-C."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import Coroutine
from typing import TypeVar

T = TypeVar("T")


def interruptible(work: Coroutine[None, None, T], stopped: T) -> T:
    """Runs it; SIGTERM and Ctrl-C end it in order, with `stopped`."""

    async def watched() -> T:
        task = asyncio.ensure_future(work)
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)
        try:
            return await task
        except asyncio.CancelledError:
            return stopped

    try:
        return asyncio.run(watched())
    finally:
        gc.freeze()  # the interpreter's last collection then skips what ends with it: half a second on a busy machine
