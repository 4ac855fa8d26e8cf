"""What messages have taught: a weight for each mark by which something is told."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from functools import cache
from math import fsum, sqrt
from pathlib import Path


def weighed(marks: Collection[str], learnt: Path) -> float:
    """How much the marks together speak for it: their weights summed, for their number; about 1 when it is plainly so,
    about -1 when plainly not, and when there are none. `learnt` is a file that `tools/linear` wrote."""
    if not marks:
        return -1.0
    weights, bias = _read(learnt)
    # Exact: a set is in another order in each process, and a rounded sum would depend on it.
    return fsum([weights[mark] for mark in marks if mark in weights]) / sqrt(len(marks)) + bias


@cache
def _read(learnt: Path) -> tuple[Mapping[str, float], float]:
    kept = json.loads(learnt.read_text("utf-8"))
    return kept["weights"], kept["bias"]
