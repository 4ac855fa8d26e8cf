"""What a process has used."""

from __future__ import annotations

import re
import resource
from pathlib import Path


def peak_memory() -> int:
    """The most memory this process has held, in KiB. (`ru_maxrss` of a child would count its parent's memory too.)"""
    return _peak("self") or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def peak_memory_of_children() -> int:
    """The same of the processes that it has started and that still run, in KiB, added up."""
    tasks = Path("/proc/self/task").glob("*/children")
    return sum(_peak(child) for task in tasks for child in task.read_text().split())


def _peak(process: str) -> int:
    try:
        found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{process}/status").read_text())
    except FileNotFoundError:
        return 0
    return int(found[1]) if found else 0


def cpu_seconds() -> float:
    """Processor time of this process and of the children that have ended, so far."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)
