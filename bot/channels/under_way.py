"""Calls that are being made: who closes the connections they run on waits for them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class UnderWay:
    """Counts calls. At an orderly stop the engine lets a delivery end (LAST_WORK) while the listener that owns the
    connections has ended already: cut off there, a message that has arrived would count as unclear and go out twice,
    and a connection that is just being made would be closed by nobody."""

    def __init__(self) -> None:
        self._count = 0
        self._none = asyncio.Event()
        self._none.set()

    @contextmanager
    def one(self) -> Iterator[None]:
        """A call, from its first byte to its answer."""
        self._count += 1
        self._none.clear()
        try:
            yield
        finally:
            self._count -= 1
            if not self._count:
                self._none.set()

    async def ended(self) -> None:
        """Waits until none is under way."""
        await self._none.wait()
