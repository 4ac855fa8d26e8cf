"""The full-text index of articles: FTS5 on SQLite, tsvector with GIN on PostgreSQL, both fed with terms of ours.

Ready-made terms are letters and digits (bot.core.terms): quoting them is enough, and no database's own parser takes a
text apart in its own way, so that both find the same articles.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, text

from bot.core.terms import terms
from bot.db.schema import articles

MOST_TERMS = 64  # of a question; more make no better answer and take longer

_SQL: Mapping[str, Mapping[str, str]] = {
    "sqlite": {
        "forget": "DELETE FROM article_terms WHERE rowid = :row",
        "add": "INSERT INTO article_terms (rowid, problem, solution) VALUES (:row, :problem, :solution)",
        "match": "SELECT articles.* FROM article_terms JOIN articles ON articles.id = article_terms.rowid"
        " WHERE article_terms MATCH :query AND articles.state IN :states"
        " AND (:language = '' OR articles.language = :language)"
        " ORDER BY bm25(article_terms, 3.0, 1.0), articles.id DESC LIMIT :most",
    },
    "postgresql": {
        "forget": "DELETE FROM article_terms WHERE article_id = :row",
        "add": "INSERT INTO article_terms (article_id, terms) VALUES (:row, CAST(:problem || :solution AS tsvector))",
        "match": "SELECT articles.* FROM article_terms JOIN articles ON articles.id = article_terms.article_id"
        " WHERE article_terms.terms @@ CAST(:query AS tsquery) AND articles.state IN :states"
        " AND (:language = '' OR articles.language = :language)"
        " ORDER BY ts_rank(article_terms.terms, CAST(:query AS tsquery)) DESC, articles.id DESC LIMIT :most",
    },
}
_FORGET = {name: text(sql["forget"]) for name, sql in _SQL.items()}
_ADD = {name: text(sql["add"]) for name, sql in _SQL.items()}
_MATCH = {
    name: text(sql["match"]).bindparams(bindparam("states", expanding=True)).columns(*articles.c)
    for name, sql in _SQL.items()
}


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for, in any of the states and in one language ("": in all), in the problem and the solution or in
    the problem alone: articles with `all` of the terms, `any` of them, or two that are `neighbours` in the question.
    What has more than half of the terms has two neighbours, and little else does: the database need not weigh every
    article in which a common word stands."""

    terms: Sequence[str]
    states: Sequence[str]
    most: int
    joined: Literal["all", "any", "neighbours"] = "all"
    language: str = ""
    only_problem: bool = False


def put(connection: Connection, article_id: int, problem: str, solution: str) -> None:
    """Makes the article be found by these texts, and by no earlier ones."""
    dialect = connection.dialect.name
    connection.execute(_FORGET[dialect], {"row": article_id})
    weighed = _plain if dialect == "sqlite" else _placed
    values = {"row": article_id, "problem": weighed(terms(problem), "A"), "solution": weighed(terms(solution), "D")}
    connection.execute(_ADD[dialect], values)


def match(connection: Connection, question: Question) -> list[dict[str, Any]]:
    """The rows of the articles that answer the question, the most relevant first."""
    wanted = list(dict.fromkeys(question.terms))[:MOST_TERMS]
    if not wanted:
        return []
    dialect = connection.dialect.name
    values = {
        "query": (_fts5 if dialect == "sqlite" else _tsquery)(wanted, question),
        "states": list(question.states),
        "language": question.language,
        "most": question.most,
    }
    return [dict(row) for row in connection.execute(_MATCH[dialect], values).mappings()]


def _plain(found: Iterable[str], weight: str) -> str:
    del weight
    return " ".join(found)


def _placed(found: Iterable[str], weight: str) -> str:
    """A tsvector as it is written (https://www.postgresql.org/docs/current/datatype-textsearch.html)."""
    return "".join(f"'{term}':{place}{weight} " for place, term in enumerate(found, start=1))


def _fts5(wanted: Sequence[str], question: Question) -> str:
    """https://www.sqlite.org/fts5.html#full_text_query_syntax"""
    query = _joined([f'"{term}"' for term in wanted], question.joined, " AND ", " OR ")
    return f"problem : ({query})" if question.only_problem else query


def _tsquery(wanted: Sequence[str], question: Question) -> str:
    """https://www.postgresql.org/docs/current/datatype-textsearch.html"""
    weight = ":A" if question.only_problem else ""
    return _joined([f"'{term}'{weight}" for term in wanted], question.joined, " & ", " | ")


def _joined(quoted: Sequence[str], joined: str, both: str, either: str) -> str:
    if joined == "neighbours" and len(quoted) > 1:
        return either.join(f"({one}{both}{next_})" for one, next_ in pairwise(quoted))
    return (both if joined == "all" else either).join(quoted)
