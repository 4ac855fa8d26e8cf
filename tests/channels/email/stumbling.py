"""Readers that stumble over a mail, importable by the process that reads aside."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from datetime import datetime

from bot.channels.email.reader import Reader
from bot.core.messages import Inbound


@dataclass(frozen=True, slots=True)
class Stumbling(Reader):
    """Meets stones: mails with these words."""

    def read(self, raw: bytes, arrived: datetime) -> Inbound:
        if b"a stone" in raw:
            raise ArithmeticError("no reader is meant to raise this")
        if b"an abyss" in raw:
            os.kill(os.getpid(), signal.SIGKILL)
        if b"for ever" in raw:
            time.sleep(3600)
        return super(Stumbling, self).read(raw, arrived)
