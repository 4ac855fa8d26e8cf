"""*Similar cases* and /ringback find: what was found out before, for the one engineer who asks. Changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.channels.slack.card import Say
from bot.channels.slack.compose import clip, content, plain_text, rich, section, words
from bot.core.desk import Precedent

COMMAND = "/ringback"
SIMILAR, USE = "ticket_similar", "use_in_reply"
PROBLEM, SOLUTION = 300, 700  # characters that are shown of each
Json = dict[str, Any]
_ASKS = re.compile(r"\s*(?:(?:find|search|查|找)\s|查找|搜索)\s*(.+)", re.IGNORECASE | re.DOTALL)


def asked(text: str) -> str:
    """The words that are looked for in what follows the command; empty when it asks for nothing we know."""
    found = _ASKS.fullmatch(text)
    return found[1].strip() if found else ""


def shown(
    title: str, found: Sequence[Precedent], links: Mapping[int, str], say: Say, reply_to: int | None = None
) -> Json:
    """What was found as a message. `links` are the addresses of cards by ticket; with `reply_to` each known answer can
    be put into the reply to that ticket."""
    blocks = [section(title)]
    for one in found:
        blocks.append(_entry(one, links.get(one.article.ticket_id, ""), say))
        if reply_to is not None and one.article.state != "draft":
            value = f"{reply_to}:{one.article.id}"
            button = {"type": "button", "action_id": USE, "text": plain_text(say("find.use"), 75), "value": value}
            blocks.append({"type": "actions", "elements": [button]})
    return content(blocks, title)


def chosen(body: Mapping[str, Any]) -> tuple[int, int]:
    """The ticket and the article of a pressed *Use in reply*. Raises ValueError when it names nothing."""
    ticket, _, article = str(body["actions"][0]["value"]).partition(":")
    return int(ticket), int(article)


def _entry(one: Precedent, link: str, say: Say) -> Json:
    head = list(_head(one, link, say))
    return rich(
        {"type": "rich_text_section", "elements": head},
        {"type": "rich_text_quote", "elements": [words(clip(one.article.problem.strip() or "-", PROBLEM))]},
        {"type": "rich_text_section", "elements": [words(clip(one.article.solution.strip() or "-", SOLUTION))]},
    )


def _head(one: Precedent, link: str, say: Say) -> Iterator[Json]:
    yield {"type": "link", "url": link, "text": one.reference} if link else words(one.reference, bold=True)
    facts = [say(f"found.{one.article.state}"), one.article.released_by, " ".join(one.article.product.split())]
    yield words("".join(f" · {clip(fact, 200)}" for fact in facts if fact))
