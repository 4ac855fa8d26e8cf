"""Switches that make the Web API fail in the ways it fails in life."""

from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to one call.

    throttle: 429 with Retry-After, https://docs.slack.dev/apis/web-api/rate-limits
    error: answered with "ok": false and this code, https://docs.slack.dev/apis/web-api#responses
    http: answered with this status and no JSON
    drop: performed, then the connection is cut without an answer
    """

    kind: Literal["throttle", "error", "http", "drop"]
    retry_after: int = 0
    error: str = ""
    status: int = 0


class Faults:
    """Faults waiting for the next calls, by method and in the order they were set."""

    def __init__(self) -> None:
        """Start without any."""
        self._waiting: defaultdict[str, deque[Fault]] = defaultdict(deque)

    def add(self, method: str, fault: Fault, times: int) -> None:
        """Let the next `times` calls of `method` meet `fault`."""
        self._waiting[method].extend([fault] * times)

    def take(self, method: str) -> Fault | None:
        """Return the fault for a call that is made now."""
        waiting = self._waiting[method]
        return waiting.popleft() if waiting else None
