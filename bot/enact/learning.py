"""What a ticket teaches, and what earlier ones taught its customer."""

from __future__ import annotations

from typing import Any

from bot.core import decisions as d
from bot.db import knowledge
from bot.enact.scene import Enactment


def draft(work: Enactment, change: d.DraftArticle) -> None:
    """The problem as the customer first put it, and what solved it."""
    knowledge.draft(work.connection, work.ticket, change.solution, work.scene.now)


def keep(work: Enactment, change: d.KeepArticle) -> None:
    """An article that is taken back or in doubt still tells its last release."""
    values: dict[str, Any] = {
        "problem": change.problem,
        "solution": change.solution,
        "product": change.product,
        "state": change.state,
        "language": work.ticket["language"],
    }
    if change.state in ("engineers", "customers"):
        values |= {"released_by": change.engineer, "released_at": work.scene.now}
    knowledge.keep(work.connection, work.ticket["id"], values, work.scene.now)


def offer(work: Enactment, change: d.OfferArticle) -> None:
    """The words that he sees are kept: the article may get others."""
    knowledge.offer(work.connection, work.ticket["id"], change.article, work.scene.now)


def answer(work: Enactment, change: d.AnswerOffer) -> None:
    """His last word counts."""
    knowledge.answer_offer(work.connection, work.ticket["id"], change.answer)
