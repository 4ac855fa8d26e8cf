"""A question that is known gets its answer at once; the ticket stays in front of the engineers all the same.

The first answer shows the article with two choices: it helped, or a person is needed. *It helped* records the
article's text as the solution and closes the ticket; anything else lets it go on as if nothing had been shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from bot.core.decisions import (
    Advance,
    AnswerOffer,
    Change,
    DropTimer,
    Note,
    OfferArticle,
    OpenTicket,
    Patch,
    Post,
    RecordSolution,
    Say,
    ShowCard,
)
from bot.core.events import Case, Wrote
from bot.core.knowledge import Article
from bot.core.offering import Offering
from bot.core.tickets import Ticket
from bot.flows import callback, intake
from bot.flows.likeness import alike, gist
from bot.flows.reading import own_words
from bot.flows.wishes import verdict

LONGEST_OPINION = 240  # characters; a longer text is a description
LONGEST_TITLE = 120

_HELPED = re.compile(
    r"\b(?:this|that|it|which) (?:has |really |already |just )?(?:helped|worked|solved|fixed)\b|\bthat was it\b"
    r"|\b(?:helped|solved|fixed) (?:it|me|us|the problem)\b|\b(?:problem|issue) (?:is |was )?(?:solved|fixed|gone)\b"
    r"|\bworks? (?:now|again)\b|\bworking (?:now|again)\b|\b(?:it|this|that) works\b"
    r"|(?<![没沒])有(?:帮助|用)|管用|解决了|已(?:经)?解决|修好了|弄好了|恢复(?:正常)?了|正常了|可以用了|搞定|没问题了",
    re.IGNORECASE,
)
_DECLINED = re.compile(
    r"\b(?:not|never|doesn['’]?t|didn['’]?t|hasn['’]?t) (?:really )?(?:help|work|solve|fix)|\bno help\b|\bnot helpful\b"
    r"|\bno,? (?:i|we) need\b|\bnot (?:my|our|the same) (?:problem|issue)\b|\bstill (?:not|does|the same)\b"
    r"|没有?(?:用|帮助|解决)|不管用|不行|不是这个|不一样|无效",
    re.IGNORECASE,
)
# Said with one of these it is no plain word: a question, a condition, a wish, or the half of it.
_DOUBT = re.compile(
    r"[?？]|\b(?:but|if|when|once|until|unless|however|hope|need|want|must|would|should|could|please)\b"
    r"|但|不过|可是|如果|希望|等|请|需要|吗|能否",
    re.IGNORECASE,
)


def question(event: Wrote) -> str:
    """What he asks, in his own words."""
    return f"{event.subject}\n{own_words(event.text)}"


def offer(case: Case, event: Wrote, opened: tuple[Change, ...]) -> tuple[Change, ...]:
    """What a first message leads to, with the article that answers it shown in the first answer. Nothing is shown to a
    machine, nor to somebody who wants a person or whose business stands still: he needs one."""
    urgent = any(isinstance(change, OpenTicket) and change.urgent for change in opened)
    person = any(isinstance(change, Say) and change.template == "intake/person_coming" for change in opened)
    article = None if urgent or person or event.automatic else _answer_to(case, event)
    if article is None:
        return opened
    alone = Offering({case.channel: frozenset()})
    opened = intake.open_ticket(replace(case, offering=alone), event)  # one question at a time
    title = _title(article)
    return (
        *(part for change in opened for part in _with(change, article)),
        OfferArticle(article),
        Patch({"offered": article.id}),
        Note("offered", {"article": article.id}),
        Post("desk/offered", {"problem": title, "text": article.solution}),
    )


def opinion(case: Case, ticket: Ticket, text: str) -> Literal["", "helped", "declined"]:
    """What he says in his own words of the article that he was shown; empty when it is not certain that he means it:
    once an engineer has the ticket, he may mean the engineer."""
    said = " ".join(own_words(text).split())
    if case.offer is None or case.offer.answer or ticket.status != "new" or len(said) > LONGEST_OPINION:
        return ""
    if _DECLINED.search(said):
        return "declined"
    plain = verdict(said) not in ("broken", "person") and not _DOUBT.search(said)
    return "helped" if plain and _HELPED.search(said) else ""


def pressed(case: Case, ticket: Ticket, action: str) -> tuple[Change, ...]:
    """One of the two choices under the article. Nothing for one that comes twice or too late."""
    if case.offer is None:
        return ()
    before = case.offer.answer
    if action == "helped":
        return helped(case, ticket) if ticket.status != "closed" else ()
    if ticket.status in ("solved", "closed"):
        taken_back = before == "helped"
        return (AnswerOffer("declined"), *callback.answer(case, ticket, "broken")) if taken_back else ()
    return (*declined(), Say("known/goes_on")) if before != "declined" else ()


def helped(case: Case, ticket: Ticket) -> tuple[Change, ...]:
    """The article was the solution: it is recorded as such, confirmed by him. A solution that an engineer has sent in
    the meantime is confirmed instead."""
    assert case.offer is not None
    if ticket.status == "solved":
        return (AnswerOffer("helped"), *callback.answer(case, ticket, "solved"))
    facts = dict.fromkeys(("delivered_at", "reached_at", "confirmed_at", "closed_at"), "now")
    return (
        AnswerOffer("helped"),
        Advance("solve"),
        RecordSolution(case.offer.solution, ""),
        Advance("confirm"),
        Patch({**facts, "reached_by": case.channel, "call_task": ""}),
        *(DropTimer(kind) for kind in ("intake", "callback", "callback_call")),
        Note("helped", {"article": case.offer.article_id, "version": ticket.solution_version + 1}),
        Say("callback/confirmed"),
        Post("desk/helped"),
        ShowCard(),
    )


def declined() -> tuple[Change, ...]:
    """The article was of no help: noted, and the ticket goes on."""
    return (AnswerOffer("declined"), Note("declined"), Post("desk/declined"))


def _answer_to(case: Case, event: Wrote) -> Article | None:
    """The article that is surely about the same; of several the likeliest, then the newest."""
    if not case.articles:
        return None
    asked = gist(question(event))
    likeness, article = max(
        ((alike(asked, gist(one.problem)), one) for one in case.articles), key=lambda pair: (pair[0], pair[1].id)
    )
    return article if likeness else None


def _with(change: Change, article: Article) -> Iterator[Change]:
    """The first answer shows the article. In a chat the first question follows in a message of its own, so that each
    has its own choices."""
    if not isinstance(change, Say) or change.template not in ("intake/opened_one", "intake/opened_all"):
        yield change
        return
    shown = {**change.context, "problem": _title(article), "solution": article.solution}
    yield replace(change, template=change.template.replace("intake/", "known/"), context=shown)
    if ask := change.context.get("ask"):
        yield Say(f"intake/ask_{ask}", change.context)


def _title(article: Article) -> str:
    first = article.problem.strip().partition("\n")[0]
    return first if len(first) <= LONGEST_TITLE else f"{first[: LONGEST_TITLE - 1]}…"
