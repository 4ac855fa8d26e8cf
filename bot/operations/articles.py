"""Finds released answers for the command line."""

from __future__ import annotations

from bot.core.knowledge import Article
from bot.db import knowledge, tickets
from bot.operations.database import reading
from bot.operations.explain import without_controls

MOST = 10
RELEASED = ("engineers", "customers", "doubted")


def asked(url: str, wanted: str) -> str:
    """The released answers that have these words, the most relevant first; a sentence when there is none. Reads only.
    Raises OperationProblem when the database's schema is not this program's."""
    with reading(url) as connection:
        found = knowledge.find(connection, wanted, RELEASED, MOST)
    return "\n\n".join(map(_told, found)) or "No released answer has any of these words."


def _told(article: Article) -> str:
    at = f", {article.released_at:%Y-%m-%d}" if article.released_at else ""
    whom = "in doubt" if article.state == "doubted" else f"for {article.state}"
    told = f"{whom}, released by {article.released_by}{at}"
    head = "  ".join(filter(None, [tickets.reference(article.ticket_id), article.product, told]))
    text = [line for part in (article.problem, "", article.solution) for line in part.splitlines() or [""]]
    return "\n".join(without_controls(line) for line in [head, *(f"  {line}" for line in text)])
