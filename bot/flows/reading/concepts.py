"""Concepts in a sentence: word lists as data, looked up word by word, so that long lists cost no time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """Which concepts an entry stands for, and with what entries of several words, and stems, begin."""

    entries: Mapping[str, frozenset[str]]
    heads: frozenset[str]
    beginnings: frozenset[str]


def lookup(lists: Mapping[str, str], separator: str | None = None) -> Table:
    """Returns which concepts each entry stands for. The entries of a list are separated by `separator`; one that
    ends with "*" stands for every word that begins with its three to nine letters."""
    found: dict[str, set[str]] = {}
    for concept, written in lists.items():
        for entry in filter(None, map(str.strip, written.split(separator))):
            found.setdefault(entry, set()).add(concept)
    entries = {entry: frozenset(concepts) for entry, concepts in found.items()}
    heads = frozenset(entry.split()[0] for entry in entries if " " in entry)
    return Table(entries, heads, frozenset(entry[:3] for entry in entries if entry.endswith("*")))


def rules(written: str) -> tuple[frozenset[str], ...]:
    """Returns the rules of "a+b,c": what must stand together in a sentence, or alone."""
    return tuple(frozenset(rule.split("+")) for rule in written.split(","))


def in_words(table: Table, words: list[str]) -> frozenset[str]:
    """The concepts that entries of at most three words name."""
    return _named(table, [*words, *_phrases(table, words), *_stems(table, words)])


def in_characters(table: Table, said: str) -> frozenset[str]:
    """The concepts that entries of at most six characters name."""
    return _named(table, {said[at : at + n] for n in range(1, 7) for at in range(len(said))})


def told(any_of: Collection[frozenset[str]], concepts: frozenset[str]) -> bool:
    """Whether one of the rules has all its concepts."""
    return any(rule <= concepts for rule in any_of)


def _named(table: Table, entries: Collection[str]) -> frozenset[str]:
    return frozenset().union(*(table.entries[entry] for entry in entries if entry in table.entries))


def _phrases(table: Table, words: list[str]) -> Iterator[str]:
    for at, word in enumerate(words):
        if word in table.heads:
            yield " ".join(words[at : at + 2])
            yield " ".join(words[at : at + 3])


def _stems(table: Table, words: list[str]) -> Iterator[str]:
    for word in words:
        if word[:3] in table.beginnings:
            yield from (f"{word[:n]}*" for n in range(3, min(len(word), 9) + 1))
