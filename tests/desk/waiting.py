"""Waiting for something to become true, with a time limit."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar, overload

T = TypeVar("T")
LIMIT = 15.0
What = str | Callable[[], object]


@overload
async def until(
    look: Callable[[], Coroutine[Any, Any, T | None]], what: What, seconds: float = ..., pause: float = ...
) -> T: ...
@overload
async def until(look: Callable[[], T | None], what: What, seconds: float = ..., pause: float = ...) -> T: ...
async def until(look: Callable[[], Any], what: What, seconds: float = LIMIT, pause: float = 0.01) -> Any:
    """Looks until it finds something true and returns it, every `pause` seconds. After `seconds` fails, saying what
    was waited for."""
    end = time.monotonic() + seconds
    while True:
        seen = look()
        found = await seen if inspect.isawaitable(seen) else seen
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"waited in vain for {what() if callable(what) else what}")
        await asyncio.sleep(pause)
