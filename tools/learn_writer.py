"""Learns by what a writer is told from the others he mentions: `python -m tools.learn_writer` writes `writer.json`.

First messages with what is to be read in them stand in `tools/openings` and in `tests/flows/openings`; of the latter
the fresh ones are never learnt from, for they measure. In the messages of `tools/urgency` nobody introduces himself,
but for those that stand in `tools/openings` as well.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.flows.reading.mentions import mentions
from bot.flows.reading.opening import told
from bot.flows.reading.surroundings import surroundings
from bot.flows.reading.text import folded
from bot.flows.reading.traditional import simplified
from bot.flows.reading.writer import WEIGHTS
from tools.learn_urgency import messages
from tools.linear import kept, row, trained, write

OURS = Path(__file__).parent / "openings"
TESTS = Path(__file__).parent.parent / "tests" / "flows" / "openings"
LEAST = 0.1  # smaller weights tell nothing: they are left out


@dataclass(frozen=True, slots=True)
class Lesson:
    """What stands around a mention, and whether it is the writer's own."""

    marks: frozenset[str]
    own: bool


def openings(folder: Path, files: str = "[!f]*.toml") -> list[Mapping[str, str]]:
    """The messages of a folder that may be learnt from; those of other `files` when asked for."""
    tables = [tomllib.loads(path.read_text("utf-8")) for path in sorted(folder.glob(files))]
    return [one for table in tables for one in table["opening"]]


def lessons() -> list[Lesson]:
    """All mentions of all messages."""
    written = [*openings(OURS), *openings(TESTS)]
    known = {one["text"] for one in (*written, *openings(TESTS, "fresh*.toml"))}
    others = [{"text": text} for _, text in messages() if text not in known]
    return [lesson for one in (*written, *others) for lesson in _lessons(one)]


def _lessons(one: Mapping[str, str]) -> Iterator[Lesson]:
    text = told(one["text"])
    found = mentions(text)
    for mention in found:
        wanted = one.get(mention.field)
        own = wanted is not None and same(wanted, mention.value)
        yield Lesson(surroundings(mention, text, found), own)


def same(one: str, other: str) -> bool:
    """Whether two name the same, however they are written."""
    return _bare(one) == _bare(other)


def _bare(text: str) -> str:
    return "".join(simplified(folded(text)).split()).rstrip(".").casefold().removeprefix("the")


def learnt(taught: Sequence[Lesson]) -> dict[str, object]:
    """The weights, as they are kept."""
    names = sorted({mark for lesson in taught for mark in lesson.marks})
    index = {name: number for number, name in enumerate(names)}
    rows = [row([index[mark] for mark in lesson.marks], [1.0] * len(names)) for lesson in taught]
    weights = trained(rows, [1.0 if lesson.own else -1.0 for lesson in taught], len(names) + 1)
    return kept({name: weights[number] for name, number in index.items()}, weights[-1], LEAST)


if __name__ == "__main__":
    write(learnt(lessons()), WEIGHTS)
