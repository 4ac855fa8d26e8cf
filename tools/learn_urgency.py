"""Learns how much each word tells that a message is P1: `python -m tools.learn_urgency` writes `urgency.json`.

Messages of both kinds stand in `tools/urgency`, words that tell the same in its folder `kindred`; the messages in
`tests/flows/urgency` are never learnt from, for they measure.
"""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum, log, sqrt
from pathlib import Path

from bot.flows.reading.text import folded
from bot.flows.reading.urgency import WEIGHTS, grams
from tools.linear import kept, row, trained, write

CORPUS = Path(__file__).parent / "urgency"
RARITY = 5.0  # what a weight of about one is worth: most words are about so rare
KINSHIP = 0.6  # how much of what its kindred tell a word has
UNSEEN = 0.5  # times that a word is thought to have been seen which was not
SHORT = 4  # letters; shorter words get no other forms
LEAST = 0.25  # smaller weights tell nothing: they are left out


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
    """The weights, as they are kept. A word counts for more the rarer it is; and it has some of what its kindred tell,
    so that it tells something though no message holds it. To what is learnt the odds of each word are added, counted
    in the messages: the two are wrong about different ones (Wang and Manning, "Baselines and Bigrams", ACL 2012)."""
    seen = Counter(gram for lesson in taught for gram in lesson.grams)
    kinds = kindred()
    names, groups = sorted(seen), sorted({kind for found in kinds.values() for kind in found})
    rarity = [(1 + log((1 + len(taught)) / (1 + seen[name]))) / RARITY for name in names]
    index = {name: number for number, name in enumerate([*names, *groups])}
    rows = [
        (*row([index[gram] for gram in lesson.grams], rarity)[:-1], *_kinds(lesson, kinds, index)) for lesson in taught
    ]
    bias = (len(index), 1.0)
    signs = [1.0 if lesson.urgent else -1.0 for lesson in taught]
    weights = trained([(*one, bias) for one in rows], signs, len(index) + 1)
    total = {
        name: weights[index[name]] * rarity[number] + odds for number, (name, odds) in enumerate(_odds(taught, names))
    }
    for name, found in kinds.items():
        total[name] = total.get(name, 0.0) + KINSHIP * fsum(weights[index[kind]] for kind in sorted(found))
    return kept(total, weights[-1], LEAST)


def kindred(folder: Path = CORPUS / "kindred") -> dict[str, frozenset[str]]:
    """Of which kinds each gram is that stands in the lists."""
    lists = {
        f"<{kind}-{path.stem}>": words.split()
        for path in sorted(folder.glob("*.toml"))
        for kind, words in tomllib.loads(path.read_text("utf-8")).items()
    }
    found: defaultdict[str, set[str]] = defaultdict(set)
    for kind, words in lists.items():
        for gram in (gram for word in words for form in _forms(word) for gram in _grams(form)):
            found[gram].add(kind)
    return {gram: frozenset(kinds) for gram, kinds in found.items()}


def _forms(word: str) -> set[str]:
    """The word and what it may look like in a sentence; a form that does not exist does no harm."""
    if not word.isascii() or len(word) < SHORT:
        return {word}
    stem = {"e": word[:-1], "y": f"{word[:-1]}i"}.get(word[-1], word)
    doubled = word + word[-1]
    return {word, f"{word}s", f"{stem}es", f"{word}ing", f"{stem}ing", f"{stem}ed", f"{doubled}ing", f"{doubled}ed"}


def _grams(word: str) -> list[str]:
    """An English word; of a Chinese one each pair of neighbours."""
    return [word] if word.isascii() or len(word) == 1 else [f"{one} {two}" for one, two in pairwise(word)]


def _kinds(lesson: Lesson, kinds: Mapping[str, frozenset[str]], index: Mapping[str, int]) -> list[tuple[int, float]]:
    """How much of each kind a message holds."""
    counted = Counter(kind for gram in lesson.grams for kind in kinds.get(gram, ()))
    return [(index[kind], KINSHIP * count / sqrt(max(1, len(lesson.grams)))) for kind, count in sorted(counted.items())]


def _odds(taught: Sequence[Lesson], names: Sequence[str]) -> list[tuple[str, float]]:
    """By how much each gram is likelier in one that is P1 (a naive Bayes classifier)."""
    seen = {urgent: Counter(g for one in taught if one.urgent is urgent for g in one.grams) for urgent in (True, False)}
    spread = {urgent: log(seen[urgent].total() + UNSEEN * len(names)) for urgent in seen}

    def share(name: str, urgent: bool) -> float:
        return log(seen[urgent][name] + UNSEEN) - spread[urgent]

    return [(name, (share(name, urgent=True) - share(name, urgent=False)) / RARITY) for name in names]


if __name__ == "__main__":
    write(learnt(lessons()), WEIGHTS)
