"""Articles: a problem and what solved it; and what customers made of those that were shown to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from bot.core.knowledge import Article, Offer
from bot.core.terms import terms
from bot.db import article_index
from bot.db.article_index import Question
from bot.db.schema import articles, messages, offers
from bot.db.statements import Statement

_FACTS = Article.__dataclass_fields__.keys()
_ANY = Statement(
    select(articles.c.id).where(articles.c.state == "customers", articles.c.language == bindparam("language")).limit(1)
)


def of_ticket(connection: Connection, ticket_id: int) -> Article | None:
    """What the ticket taught; None when nothing yet."""
    row = connection.execute(select(articles).where(articles.c.ticket_id == ticket_id)).mappings().first()
    return None if row is None else _article(row)


def draft(connection: Connection, ticket: Mapping[str, Any], solution: str, at: datetime) -> None:
    """Keeps a ticket's problem and solution as a draft. One that was ever released stays as it is."""
    known = of_ticket(connection, ticket["id"])
    if known is not None and known.released_at is not None:
        return
    said = (
        select(messages.c.text)
        .where(messages.c.ticket_id == ticket["id"], messages.c.direction == "in")
        .order_by(messages.c.id)
        .limit(1)
    )
    first = connection.execute(said).scalar() or ""
    problem = first if first.strip().startswith(ticket["subject"]) else f"{ticket['subject']}\n{first}".strip()
    values = {"problem": problem, "solution": solution, "language": ticket["language"], "state": "draft"}
    keep(connection, ticket["id"], values, at)


def keep(connection: Connection, ticket_id: int, values: Mapping[str, Any], at: datetime) -> None:
    """Sets facts of the ticket's article, making it when it is new: problem, solution, language and state at least."""
    article_id = connection.execute(select(articles.c.id).where(articles.c.ticket_id == ticket_id)).scalar()
    if article_id is None:
        row = {"ticket_id": ticket_id, "created_at": at, **values}
        article_id = connection.execute(insert(articles).values(row).returning(articles.c.id)).scalar_one()
    else:
        connection.execute(update(articles).where(articles.c.id == article_id).values(**values))
    named = f"{values['problem']}\n{values.get('product', '')}"
    article_index.put(connection, article_id, named, values["solution"])


def find(connection: Connection, text: str, states: Sequence[str], limit: int = 10) -> list[Article]:
    """The articles in these states that have every word of `text`, or else any of them, the most relevant first."""
    wanted = terms(text)
    found = article_index.match(connection, Question(wanted, states, limit))
    found = found or article_index.match(connection, Question(wanted, states, limit, "any"))
    return [_article(row) for row in found]


def similar(connection: Connection, wanted: Sequence[str], language: str, limit: int = 10) -> list[Article]:
    """Articles released for customers in a language whose problem has most of these terms."""
    question = Question(wanted, ("customers",), limit, "neighbours", language, only_problem=True)
    return [_article(row) for row in article_index.match(connection, question)]


def near(connection: Connection, wanted: Sequence[str], states: Sequence[str], limit: int) -> list[Article]:
    """The articles in these states that share two neighbouring terms, or else any term, the most relevant first."""
    found = article_index.match(connection, Question(wanted, states, limit, "neighbours"))
    found = found or article_index.match(connection, Question(wanted, states, limit, "any"))
    return [_article(row) for row in found]


def by_id(connection: Connection, article_id: int) -> Article | None:
    """An article by its number."""
    row = connection.execute(select(articles).where(articles.c.id == article_id)).mappings().first()
    return None if row is None else _article(row)


def offer(connection: Connection, ticket_id: int, shown: Article, at: datetime) -> None:
    """Notes that the customer was shown an article, in its present words."""
    row = {"ticket_id": ticket_id, "article_id": shown.id, "text": shown.solution, "at": at}
    connection.execute(insert(offers).values(row))


def offered(connection: Connection, ticket_id: int) -> Offer | None:
    """What the customer was shown on this ticket, and what he said of it; None when nothing."""
    row = connection.execute(select(offers).where(offers.c.ticket_id == ticket_id)).mappings().first()
    return None if row is None else Offer(row["article_id"], row["text"], row["answer"])


def answer_offer(connection: Connection, ticket_id: int, answer: str) -> None:
    """Keeps what he said of it."""
    connection.execute(update(offers).where(offers.c.ticket_id == ticket_id).values(answer=answer))


def speaks(connection: Connection, language: str) -> bool:
    """Whether anything is released for customers in a language."""
    return _ANY.first(connection, {"language": language}) is not None


def _article(row: Mapping[Any, Any]) -> Article:
    return Article(**{name: row[name] for name in _FACTS})
