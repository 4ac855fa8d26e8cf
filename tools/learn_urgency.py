"""Learns how much each word tells that a message is P1: `python -m tools.learn_urgency` writes `urgency.json`.

Messages of both kinds stand in `tools/urgency`; those in `tests/flows/urgency` are never learnt from, for they measure.
A linear support vector machine (squared hinge loss), trained by dual coordinate descent: Hsieh et al., "A Dual
Coordinate Descent Method for Large-scale Linear SVM", ICML 2008. Deterministic; some seconds.
"""

from __future__ import annotations

import json
import random
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log, sqrt
from pathlib import Path

from bot.flows.reading.text import folded
from bot.flows.reading.urgency import WEIGHTS, grams

CORPUS = Path(__file__).parent / "urgency"
ROUNDS = 15
COST = 1.0  # of a message on the wrong side
RARITY = 5.0  # what a weight of about one is worth: most words are about so rare
LEAST = 0.05  # smaller weights are left out

Row = tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a message looks like, and whether it is P1."""

    grams: frozenset[str]
    urgent: bool


def lessons(folder: Path = CORPUS) -> list[Lesson]:
    """All messages of the corpus."""
    files = [tomllib.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.toml"))]
    kinds = [(kind == "p1", text) for file in files for kind, texts in file.items() for text in texts]
    return [Lesson(frozenset(grams(folded(text))), urgent) for urgent, text in kinds]


def learnt(taught: Sequence[Lesson]) -> dict[str, object]:
    """The weights, as they are kept. A word counts for more the rarer it is."""
    seen = Counter(gram for lesson in taught for gram in lesson.grams)
    names = sorted(seen)
    rarity = [(1 + log((1 + len(taught)) / (1 + seen[name]))) / RARITY for name in names]
    index = {name: number for number, name in enumerate(names)}
    rows = [_row([index[gram] for gram in lesson.grams], rarity) for lesson in taught]
    weights = _trained(rows, [1.0 if lesson.urgent else -1.0 for lesson in taught], len(names) + 1)
    valued = {name: round(weights[number] * rarity[number], 2) for name, number in index.items()}
    return {"bias": round(weights[-1], 3), "weights": {k: v for k, v in valued.items() if abs(v) >= LEAST}}


def _row(numbers: Iterable[int], rarity: Sequence[float]) -> Row:
    """A message as numbered values; the last one is the same in all."""
    known = sorted(numbers)
    length = sqrt(max(1, len(known)))
    return (*((number, rarity[number] / length) for number in known), (len(rarity), 1.0))


def _trained(rows: Sequence[Row], signs: Sequence[float], size: int) -> list[float]:
    """The weights that tell the two kinds apart."""
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


def main() -> None:
    """Writes what was learnt."""
    lines = json.dumps(learnt(lessons()), ensure_ascii=False, indent=0, separators=(",", ":"))
    WEIGHTS.write_text(lines + "\n", "utf-8")


if __name__ == "__main__":
    main()
