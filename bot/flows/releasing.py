"""What a ticket taught, for others: released by an engineer in his words, in doubt once its own customer says that it
does not work, and released again."""

from __future__ import annotations

from bot.core.decisions import Change, Decision, KeepArticle, Note, Post, ShowCard
from bot.core.events import Case, Did
from bot.core.knowledge import AUDIENCES, Article, ArticleState
from bot.core.messages import Answer
from bot.core.tickets import Ticket

TEXT_LIMIT, PRODUCT_LIMIT = 20_000, 200


def release(case: Case, ticket: Ticket, event: Did) -> Decision:
    """Releases what the ticket taught for engineers or customers, in the engineer's words, or takes it back."""
    del case
    if ticket.solution_version == 0:
        return Decision(answer=Answer(accepted=False, reason="not_solved"))
    audience = next((state for state in AUDIENCES if state == event.fields.get("audience")), None)
    problem, solution, product = (event.fields.get(f, "").strip() for f in ("problem", "solution", "product"))
    texts = {"problem": problem, "solution": solution}
    faults = {
        f: "text_too_long" if text else "text_missing" for f, text in texts.items() if not 0 < len(text) <= TEXT_LIMIT
    }
    if audience is None or faults:
        errors = {**faults, **({} if audience else {"audience": "audience_missing"})}
        return Decision(answer=Answer(accepted=False, errors=errors))
    name = event.engineer.name
    kept = KeepArticle(problem, solution, product[:PRODUCT_LIMIT], audience, name)
    if audience != "draft":
        return Decision(_released(kept, event))
    context = {"engineer": name, "audience": audience, "problem": problem, "text": solution, "product": product}
    taken_back = Note("article_taken_back", {"engineer": event.engineer.id})
    return Decision((kept, taken_back, Post("desk/article_taken_back", context), ShowCard()))


def release_again(case: Case, ticket: Ticket, event: Did) -> Decision:
    """Releases an answer that was in doubt for customers again, as it stands, now that its ticket is solved."""
    if case.taught is None or case.taught.state != "doubted":
        return Decision(answer=Answer(accepted=False, reason="not_in_doubt"))
    if ticket.status not in ("solved", "closed"):
        return Decision(answer=Answer(accepted=False, reason="not_solved_again"))
    return Decision(_released(_as_it_stands(case.taught, "customers", event.engineer.name), event))


def doubted(case: Case) -> tuple[Change, ...]:
    """The ticket's own customer says that the solution does not work: other customers are not shown it any more, and
    whoever released it is told. What only engineers read stays."""
    taught = case.taught
    if taught is None or taught.state != "customers":
        return ()
    context = {"engineer": taught.released_by, "problem": taught.problem, "text": taught.solution}
    return (
        _as_it_stands(taught, "doubted", taught.released_by),
        Note("article_doubted", {"article": taught.id, "why": "reopened"}),
        Post("desk/article_doubted", context),
    )


def _released(kept: KeepArticle, event: Did) -> tuple[Change, ...]:
    context = {"engineer": kept.engineer, "audience": kept.state, "problem": kept.problem, "text": kept.solution}
    return (
        kept,
        Note("article_released", {"audience": kept.state, "engineer": event.engineer.id}),
        Post("desk/article_released", {**context, "product": kept.product}),
        ShowCard(),
    )


def _as_it_stands(article: Article, state: ArticleState, engineer: str) -> KeepArticle:
    return KeepArticle(article.problem, article.solution, article.product, state, engineer)
