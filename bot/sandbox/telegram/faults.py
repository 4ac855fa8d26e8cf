"""Switches that break the service, for tests and for the demo."""

import asyncio
from collections import Counter, defaultdict, deque

from .errors import Refused, too_many_requests
from .updates import UpdateQueue


class Faults:
    """What goes wrong next. Methods are named as in the interface, in any case of letters."""

    def __init__(self, updates: UpdateQueue) -> None:
        self._updates = updates
        self._refusals: defaultdict[str, deque[Refused]] = defaultdict(deque)
        self._drops: Counter[str] = Counter()
        self._down = False
        self._black_hole = False

    @property
    def down(self) -> bool:
        """While true, every request is answered with 502 Bad Gateway, a poll that waits too."""
        return self._down

    @down.setter
    def down(self, value: bool) -> None:
        self._down = value
        if value:
            self._updates.interrupt()

    @property
    def black_hole(self) -> bool:
        """While true, requests are taken and never answered, nor are they carried out."""
        return self._black_hole

    @black_hole.setter
    def black_hole(self, value: bool) -> None:
        self._black_hole = value

    def throttle(self, method: str, times: int = 1, retry_after: int = 1) -> None:
        """Refuse the next `times` calls of `method` with 429; `retry_after` in seconds."""
        self._refusals[method.lower()].extend([too_many_requests(retry_after)] * times)

    def fail(self, method: str, code: int, description: str, times: int = 1) -> None:
        """Refuse the next `times` calls of `method` with this code and description."""
        self._refusals[method.lower()].extend([Refused(code, description)] * times)

    def drop_answer(self, method: str, times: int = 1) -> None:
        """Carry out the next `times` calls of `method`, then cut the connection without an answer."""
        self._drops[method.lower()] += times

    def refusal_of(self, method: str) -> Refused | None:
        """The refusal that is next for `method`, used up by asking."""
        waiting = self._refusals[method.lower()]
        return waiting.popleft() if waiting else None

    def takes_cut(self, method: str) -> bool:
        """Whether the answer of `method` is cut this time, used up by asking."""
        if not self._drops[method.lower()]:
            return False
        self._drops[method.lower()] -= 1
        return True


async def never() -> None:
    """Wait until the caller is gone."""
    await asyncio.get_running_loop().create_future()
