"""Learns how much each word tells that a message is P1: `python -m tools.learn_urgency` writes `urgency.json`.

Messages of both kinds stand in `tools/urgency`; those in `tests/flows/urgency` are never learnt from, for they measure.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path

from bot.flows.reading.text import folded
from bot.flows.reading.urgency import WEIGHTS, grams
from tools.linear import kept, row, trained, write

CORPUS = Path(__file__).parent / "urgency"
RARITY = 5.0  # what a weight of about one is worth: most words are about so rare
LEAST = 0.15  # smaller weights tell nothing: they are left out


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a message looks like, and whether it is P1."""

    grams: frozenset[str]
    urgent: bool


def lessons(folder: Path = CORPUS) -> list[Lesson]:
    """All messages of the corpus."""
    return [Lesson(frozenset(grams(folded(text))), urgent) for urgent, text in messages(folder)]


def messages(folder: Path = CORPUS) -> list[tuple[bool, str]]:
    """Whether it is P1, and the text, of each message."""
    files = [tomllib.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.toml"))]
    return [(kind == "p1", text) for file in files for kind, texts in file.items() for text in texts]


def learnt(taught: Sequence[Lesson]) -> dict[str, object]:
    """The weights, as they are kept. A word counts for more the rarer it is."""
    seen = Counter(gram for lesson in taught for gram in lesson.grams)
    names = sorted(seen)
    rarity = [(1 + log((1 + len(taught)) / (1 + seen[name]))) / RARITY for name in names]
    index = {name: number for number, name in enumerate(names)}
    rows = [row([index[gram] for gram in lesson.grams], rarity) for lesson in taught]
    weights = trained(rows, [1.0 if lesson.urgent else -1.0 for lesson in taught], len(names) + 1)
    return kept({name: weights[number] * rarity[number] for name, number in index.items()}, weights[-1], LEAST)


if __name__ == "__main__":
    write(learnt(lessons()), WEIGHTS)
