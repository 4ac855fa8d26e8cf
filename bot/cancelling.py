"""A task that is told to stop stops, also where a library waits with `asyncio.wait_for`.

Before Python 3.12 that function forgets a cancellation that comes in the same moment as the answer it waits for
(https://github.com/python/cpython/issues/86296), and the libraries that speak IMAP, SMTP and Slack's sockets wait with
it: a listener told to stop in such a moment listens on, and the process never ends.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")


def make_cancellations_heard() -> None:
    """Gives `asyncio.wait_for` the manner of Python 3.12, in the whole process. Idempotent."""
    if sys.version_info < (3, 12):
        asyncio.wait_for = _wait_for  # type: ignore[assignment]  # typeshed names generators, which nobody passes


async def _wait_for(fut: Awaitable[T], timeout: float | None) -> T:  # noqa: ASYNC109 - the names are asyncio's
    """As asyncio.wait_for of Python 3.12: the awaitable runs in the caller's own task."""
    if timeout is not None and timeout <= 0:
        return await _at_once(asyncio.ensure_future(fut))
    async with asyncio.timeout(timeout):
        return await fut


async def _at_once(future: asyncio.Future[T]) -> T:
    """What is there already; TimeoutError when it is not."""
    if not future.done():
        future.cancel()
        await asyncio.wait({future})
    try:
        return future.result()
    except asyncio.CancelledError as error:
        raise TimeoutError from error
