"""What was found out before, as flows and engineers see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

#: Who may read an article: nobody yet, the engineers, the customers too. "doubted": it was for customers until its own
#: ticket was opened again because it does not work; engineers may read it.
ArticleState = Literal["draft", "engineers", "customers", "doubted"]
#: What an engineer may choose.
AUDIENCES: tuple[ArticleState, ...] = ("draft", "engineers", "customers")


@dataclass(frozen=True, slots=True)
class Article:
    """A problem and what solved it, as raw text. `released_at` is the last release, None when there was none."""

    id: int
    ticket_id: int
    problem: str
    solution: str
    language: str
    state: ArticleState = "draft"
    product: str = ""
    released_by: str = ""
    released_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """An article that the customer was shown when he asked: the solution in the words he saw, and whether he said
    that it "helped", "declined" it, or said nothing yet."""

    article_id: int
    solution: str
    answer: str = ""
