"""The figures on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.rehearsal.figures import CAME, Figures
from bot.rehearsal.page import summary
from bot.rehearsal.wording import Words

_COUNTS = ("tickets", "answered", "median", "nine_of_ten", "longest")


def show(figures: Figures, words: Words, console: Console) -> None:
    """Prints what became of the mails, how long customers waited, and what would have been said."""
    console.print(Text(summary(figures, words)), soft_wrap=True)
    console.print()
    console.print(_outcomes(figures, words))
    console.print()
    console.print(_waiting(figures, words))
    console.print()
    for line in _sentences(figures, words):
        console.print(Text(line), soft_wrap=True)


def _outcomes(figures: Figures, words: Words) -> Table:
    several = len(figures.came) > 1
    rows = []
    for name in CAME:
        counts = [counted.get(name, 0) for counted in figures.came.values()]
        if any(counts):
            rows.append([words(f"outcome.{name}"), *counts, *([sum(counts)] if several else [])])
    return _table([words("mails"), *figures.came, *([words("all")] if several else [])], rows)


def _waiting(figures: Figures, words: Words) -> Table:
    rows = [
        [
            row.priority or words("nobody"),
            row.tickets,
            len(row.times),
            words.span(row.median),
            words.span(row.nine_of_ten),
            words.span(row.longest),
        ]
        for row in figures.waiting
        if row.tickets
    ]
    return _table([words("waiting"), *map(words, _COUNTS)], rows)


def _sentences(figures: Figures, words: Words) -> list[str]:
    asked = sum(row.tickets for row in figures.waiting)
    found = [
        words("threads_words", threads=figures.threads, longest=figures.longest_thread),
        words("would_say_words", acknowledged=figures.told["acknowledged"], reminded=figures.told["reminded"]),
    ]
    if figures.span.sent_read:
        found.append(words("never_words", count=len(figures.never), asked=asked))
    else:
        found.append(words("sent_unread"))
    return [*found, words("promise")]


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", pad_edge=False)
    for number, name in enumerate(head):
        table.add_column(Text(name), justify="right" if number else "left", no_wrap=bool(number))
    for row in rows:
        table.add_row(*(Text(str(value)) for value in row))
    return table
