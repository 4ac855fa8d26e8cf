"""What engineers read of the ledger, in the desk's language: what came, why it is where it is, what was sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection

from bot.core.desk import Came, Inspection, Went
from bot.core.messages import BLOCKED, JUNK_FOLDER, KEPT_OUT
from bot.core.ports import Phrase
from bot.db import trails
from bot.joining import WORDS
from bot.shelf import IMPOSTOR, SPAM

MOST_CAME, MOST_WENT = 20, 15
LONGEST = 300  # characters of a subject, a cause or an identifier

#: What the ledger says, and the phrase that engineers read instead.
_KEYS: Mapping[str, str] = {
    **{words: f"cause.{sign or 'opened'}" for sign, words in WORDS.items()},
    IMPOSTOR: "cause.impostor",
    BLOCKED: "cause.blocked",
    JUNK_FOLDER: "cause.junk_folder",
    KEPT_OUT: "cause.kept_out",
    "automatic: replied": "cause.replied",
    "automatic: bounce": "cause.bounce",
    "empty": "cause.empty",
    "no ticket": "cause.no_ticket",
}


def in_words(phrase: Phrase, language: str, cause: str) -> str:
    """A cause of the ledger's as engineers read it; what a provider or an error says stays as it is."""
    first, semicolon, rest = cause.partition("; ")
    if semicolon and first in _KEYS:
        return f"{in_words(phrase, language, first)}; {in_words(phrase, language, rest)}"
    if cause.startswith(SPAM):
        return phrase(language, "cause.spam", reason=in_words(phrase, language, cause.removeprefix(SPAM)))
    return phrase(language, _KEYS[cause]) if cause in _KEYS else cause


def of_ticket(phrase: Phrase, language: str, ticket_id: int, connection: Connection) -> Inspection:
    """Everything that came in and went out for a ticket, the newest of it when there is much."""
    rows = trails.came(connection, ticket_id, MOST_CAME)
    went = tuple(
        Went(
            row["created_at"],
            row["address"] or "",
            row["channel"],
            row["purpose"],
            row["state"],
            in_words(phrase, language, _line(row["cause"])),
        )
        for row in trails.went(connection, ticket_id, MOST_WENT)
    )
    return Inspection(_came(phrase, language, rows, connection), went)


def of_row(phrase: Phrase, language: str, inbox_id: int, connection: Connection) -> Inspection:
    """One row of the ledger that belongs to no ticket yet; empty when there is none."""
    row = trails.one(connection, inbox_id)
    return Inspection(_came(phrase, language, [row] if row else [], connection))


def _came(phrase: Phrase, language: str, rows: Iterable[Mapping[str, Any]], connection: Connection) -> tuple[Came, ...]:
    found = list(rows)
    places = trails.places(connection, [row["id"] for row in found])
    return tuple(
        Came(
            at=row["received_at"],
            sender=_line(row["sender"]),
            subject=_line(row["excerpt"].partition("\n")[0]),
            message_id=_line(row["message_id"]),
            state=row["state"],
            cause=_line(in_words(phrase, language, row["cause"])),
            reference=row["reference"] or "",
            places=tuple(places[row["id"]]),
        )
        for row in found
    )


def _line(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text).strip()[:LONGEST]
