"""A linear support vector machine (squared hinge loss), trained by dual coordinate descent: Hsieh et al., "A Dual
Coordinate Descent Method for Large-scale Linear SVM", ICML 2008. Plain Python, deterministic; some seconds."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping, Sequence
from math import sqrt
from pathlib import Path

ROUNDS = 15
COST = 1.0  # of a row on the wrong side

Row = tuple[tuple[int, float], ...]


def row(numbers: Iterable[int], scale: Sequence[float]) -> Row:
    """What holds the marks of these numbers, for their number; `scale` has a value for each mark there is. One more
    value is the same in all rows: its weight is the bias."""
    known = sorted(numbers)
    length = sqrt(max(1, len(known)))
    return (*((number, scale[number] / length) for number in known), (len(scale), 1.0))


def trained(rows: Sequence[Row], signs: Sequence[float], size: int) -> list[float]:
    """The weights that tell two kinds of rows apart. A row is (number, value) of what it holds; `signs` are 1 or -1."""
    weights, duals = [0.0] * size, [0.0] * len(rows)
    slack = 1 / (2 * COST)
    norms = [sum(value * value for _, value in row) + slack for row in rows]
    order, chance = list(range(len(rows))), random.Random(0)  # noqa: S311 - an order, no secret
    for _ in range(ROUNDS):
        chance.shuffle(order)
        for at in order:
            margin = signs[at] * sum(weights[number] * value for number, value in rows[at])
            before, duals[at] = duals[at], max(0.0, duals[at] - (margin - 1 + slack * duals[at]) / norms[at])
            step = (duals[at] - before) * signs[at]
            for number, value in rows[at] if step else ():
                weights[number] += step * value
    return weights


def kept(weights: Mapping[str, float], bias: float, least: float) -> dict[str, object]:
    """What was learnt as it is written: two decimals, without what weighs next to nothing."""
    valued = {name: round(weight, 2) for name, weight in weights.items()}
    return {
        "bias": round(bias, 3),
        "weights": {name: weight for name, weight in valued.items() if abs(weight) >= least},
    }


def write(learnt: Mapping[str, object], path: Path) -> None:
    """Writes it, a weight a line."""
    lines = json.dumps(learnt, ensure_ascii=False, indent=0, separators=(",", ":"))
    path.write_text(lines + "\n", "utf-8")
