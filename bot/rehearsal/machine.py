"""The figures for a machine: JSON that two versions of Ringback can be compared by. Pure."""

from __future__ import annotations

import json
from datetime import timedelta

from bot.rehearsal.figures import CAME, SENT, Figures, Waiting


def as_json(figures: Figures) -> str:
    """One object. Spans are seconds; `mails` holds, for each file, what became of it and of which ticket, so that a
    plain `diff` of two rehearsals names the mails that are treated otherwise."""
    span = figures.span
    value = {
        "since": span.since.isoformat(),
        "until": span.until.isoformat(),
        "mailboxes": {box: {name: counted.get(name, 0) for name in CAME} for box, counted in figures.came.items()},
        "came": {name: figures.count(name) for name in CAME},
        "sent": {name: figures.sent.get(name, 0) for name in SENT},
        "answers": figures.answers,
        "tickets": figures.tickets,
        "threads": {"tickets": figures.threads, "longest": figures.longest_thread, "strays": figures.strays},
        "told": dict(figures.told),
        "robots": dict(figures.robots),
        "never_answered": [one.reference for one in figures.never],
        "waiting": {row.priority or "unknown": _waited(row) for row in figures.waiting},
        "days": {str(day): dict(parts) for day, parts in figures.days},
        "hours": [list(row) for row in figures.hours],
        "mails": {one.mail.name: [one.outcome, one.ticket] for one in figures.mails},
    }
    return json.dumps(value, indent=1, ensure_ascii=False)


def _waited(row: Waiting) -> dict[str, float | int | None]:
    spans = {"median": row.median, "nine_of_ten": row.nine_of_ten, "longest": row.longest}
    return {"tickets": row.tickets, "answered": len(row.times), **{name: _seconds(at) for name, at in spans.items()}}


def _seconds(span: timedelta | None) -> float | None:
    return None if span is None else span.total_seconds()
