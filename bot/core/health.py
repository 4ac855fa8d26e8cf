"""How a part of the desk is doing: green, or red with a cause and since when."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Health:
    """The state of one part. Starts red ("starting") until the part says it is well. Mutable on purpose: it is a
    lamp. `since` and `seen` are monotonic seconds. `note` is what will not stay well by itself, for the admin; the same
    words as long as it is the same thing."""

    name: str
    monotonic: Callable[[], float] = field(default=time.monotonic, repr=False)
    cause: str = "starting"
    since: float = 0.0
    seen: float = 0.0
    note: str = ""

    def __post_init__(self) -> None:
        self.since = self.seen = self.monotonic()

    @property
    def green(self) -> bool:
        return not self.cause

    def well(self) -> None:
        """The part works at this moment."""
        self.seen = self.monotonic()
        if self.cause:
            self.cause, self.since = "", self.seen

    def ill(self, cause: str) -> None:
        """The part does not work; `cause` is a sentence for the admin, without secrets."""
        if not self.cause:
            self.since = self.monotonic()
        self.cause = cause or "unknown"
