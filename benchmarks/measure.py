"""What a process has used."""

from __future__ import annotations

import re
import resource
from pathlib import Path


def peak_memory() -> int:
    """The most memory this process has held, in KiB. (`ru_maxrss` of a child would count its parent's memory too.)"""
    found = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    return int(found[1]) if found else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def cpu_seconds() -> float:
    """Processor time of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
