"""What engineers look for: known answers, and earlier tickets that were solved."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import Connection

from bot.core.desk import Precedent
from bot.core.knowledge import Article, ArticleState
from bot.db import knowledge, tickets
from bot.flows import likeness

RELEASED: tuple[ArticleState, ...] = ("customers", "engineers", "doubted")
MOST, MOST_EARLIER = 5, 3  # known answers and earlier tickets that are shown
MOST_TERMS = 24
_REFERENCE = re.compile(r"\s*(RB-\d{1,15})\b[\s:,，：]*(.*)", re.IGNORECASE | re.DOTALL)


def split(wanted: str) -> tuple[str, str]:
    """The reference that a search begins with, empty for none, and the words after it."""
    found = _REFERENCE.fullmatch(wanted)
    return (found[1].upper(), found[2].strip()) if found else ("", wanted.strip())


def found(connection: Connection, wanted: str) -> tuple[Precedent, ...]:
    """What has all of these words, or else any of them: known answers first, then earlier tickets."""
    released = knowledge.find(connection, wanted, RELEASED, MOST)
    earlier = knowledge.find(connection, wanted, ("draft",), MOST_EARLIER)
    return _precedents(connection, [*released, *earlier])


def similar(connection: Connection, ticket_id: int) -> tuple[Precedent, ...]:
    """What is about the same as a ticket, which is left out itself; nothing when there is no such ticket."""
    loaded = tickets.load(connection, ticket_id, lock=False)
    if loaded is None:
        return ()
    wanted = likeness.content(f"{loaded[1]['subject']}\n{loaded[1]['excerpt']}")[:MOST_TERMS]
    near = [
        article
        for states, most in ((RELEASED, MOST), (("draft",), MOST_EARLIER))
        for article in _others(knowledge.near(connection, wanted, states, most + 1), ticket_id, most)
    ]
    return _precedents(connection, near)


def one(connection: Connection, article_id: int) -> Precedent | None:
    """A known answer by its number; None when there is none that may be read."""
    article = knowledge.by_id(connection, article_id)
    return _precedents(connection, [article])[0] if article and article.state in RELEASED else None


def _others(articles: Sequence[Article], ticket_id: int, most: int) -> list[Article]:
    return [article for article in articles if article.ticket_id != ticket_id][:most]


def _precedents(connection: Connection, articles: Sequence[Article]) -> tuple[Precedent, ...]:
    places = tickets.places(connection, [article.ticket_id for article in articles])
    return tuple(Precedent(article, *places[article.ticket_id]) for article in articles)
