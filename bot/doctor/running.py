"""Whether the desk itself is at work on a data folder."""

from __future__ import annotations

import fcntl
from pathlib import Path


def is_running(data: Path) -> bool:
    """Whether a running Ringback holds the folder's lock. Makes nothing and holds nothing itself."""
    try:
        with (data / "lock").open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
