"""Concepts in a sentence: word lists as data, looked up word by word, so that long lists cost no time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import pairwise


def lookup(lists: Mapping[str, str], separator: str | None = None) -> dict[str, frozenset[str]]:
    """Returns which concepts each entry stands for. The entries of a list are separated by `separator`; one that
    ends with "*" stands for every word that begins with it."""
    found: dict[str, set[str]] = {}
    for concept, entries in lists.items():
        for entry in entries.split(separator):
            found.setdefault(entry.strip(), set()).add(concept)
    return {entry: frozenset(concepts) for entry, concepts in found.items() if entry}


def rules(written: str) -> tuple[frozenset[str], ...]:
    """Returns the rules of "a+b,c": what must stand together in a sentence, or alone."""
    return tuple(frozenset(rule.split("+")) for rule in written.split(","))


def in_words(table: Mapping[str, frozenset[str]], words: list[str]) -> frozenset[str]:
    """The concepts that entries of at most three words name."""
    return _named(table, _phrases(words).__iter__)


def in_characters(table: Mapping[str, frozenset[str]], said: str) -> frozenset[str]:
    """The concepts that entries of at most six characters name."""
    return _named(table, lambda: (said[at : at + n] for at in range(len(said)) for n in range(1, 7)))


def _named(table: Mapping[str, frozenset[str]], entries: Callable[[], Iterator[str]]) -> frozenset[str]:
    hits = (table[entry] for entry in entries() if entry in table)
    return frozenset().union(*hits)


def _phrases(words: list[str]) -> list[str]:
    stems = [f"{word[:n]}*" for word in words for n in range(3, min(len(word), 9) + 1)]
    pairs = [f"{one} {two}" for one, two in pairwise(words)]
    triples = [f"{pair} {three}" for pair, three in zip(pairs, words[2:], strict=False)]
    return words + stems + pairs + triples


def told(any_of: Collection[frozenset[str]], concepts: frozenset[str]) -> bool:
    """Whether one of the rules has all its concepts."""
    return any(rule <= concepts for rule in any_of)
