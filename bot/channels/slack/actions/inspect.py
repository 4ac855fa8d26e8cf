"""*Inspect*: what the ledger knows of a ticket, or of something that waits. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.channels.slack.card import Say, named, step
from bot.channels.slack.compose import clip, plain_text, section
from bot.channels.slack.mrkdwn import unformatted
from bot.core.desk import Came, Inspection, Went

INSPECT = "inspect"
TICKET, ROW = "ticket_inspect", "shelf_inspect"
LONGEST = 2500  # characters of one entry
Json = dict[str, Any]


def view(found: Inspection, say: Say) -> Json:
    """A modal with an entry for each message: at most 73 blocks, where Slack takes 100."""
    blocks: list[Json] = [section(say("inspect.came" if found.came else "inspect.nothing"))]
    for one in found.came:
        blocks += _entry(say, "received", one, _of_came(one, say))
    if found.went:
        blocks += [{"type": "divider"}, section(say("inspect.went"))]
    for message in found.went:
        blocks += _entry(say, "written", message, _of_went(message, say))
    return {
        "type": "modal",
        "title": plain_text(say("modal.inspect"), 24),
        "close": plain_text(say("modal.close"), 24),
        "blocks": blocks,
    }


def _entry(say: Say, what: str, one: Came | Went, lines: Iterable[str]) -> list[Json]:
    when = {"type": "context", "elements": [{"type": "mrkdwn", "text": step(say, what, one.at), "verbatim": True}]}
    return [when, section(clip(unformatted("\n".join(filter(None, lines))), LONGEST))]


def _of_came(one: Came, say: Say) -> Iterable[str]:
    yield " · ".join(filter(None, [one.subject, one.sender]))
    state = "" if one.state == "handled" else named(say, "shelf_state", one.state)
    yield ": ".join(
        filter(None, [one.reference or say("inspect.no_ticket"), "; ".join(filter(None, [state, one.cause]))])
    )
    yield from (say("inspect.arrived_in", place=place) for place in one.places)
    yield one.message_id


def _of_went(one: Went, say: Say) -> Iterable[str]:
    yield say("inspect.to", address=one.address, channel=one.channel, what=named(say, "purpose", one.purpose))
    yield ": ".join(filter(None, [named(say, "delivery", one.state), one.cause]))
