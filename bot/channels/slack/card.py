"""What engineers see of a ticket and of the shelf, as blocks. Pure.

Customer text stands in plain_text and rich text only, where Slack reads no markup; the line of times is ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Protocol

from bot.channels.slack.compose import clip, content, plain_text, rich, section, words
from bot.channels.slack.mrkdwn import escape, moment, unformatted
from bot.core.desk import ShelfCard, TicketCard

Json = dict[str, Any]
#: How much of a customer's first words stands on the card.
EXCERPT = 1500
_WHEN = "\N{OBJECT REPLACEMENT CHARACTER}"  # stands in a phrase for a time until the phrase is escaped


class Say(Protocol):
    """A phrase in the desk's language, by key. Raises KeyError for an unknown key."""

    def __call__(self, key: str, /, **values: object) -> str: ...


def ticket(card: TicketCard, say: Say) -> Json:
    """A ticket's card as the arguments of chat.postMessage or chat.update, without its place."""
    title = headline(card, say)
    blocks = [{"type": "header", "text": plain_text(title, 150)}, rich(_section(_details(card, say)))]
    if card.excerpt.strip():
        quoted = {"type": "rich_text_quote", "elements": [words(clip(card.excerpt.strip(), EXCERPT))]}
        blocks.append(rich(quoted))
    if notices := list(_notices(card, say)):
        blocks.append(rich(_section(notices)))
    blocks.append({"type": "context", "elements": [{"type": "mrkdwn", "text": status(card, say), "verbatim": True}]})
    if buttons := _buttons(card, say):
        blocks.append({"type": "actions", "elements": buttons})
    return content(blocks, title)


def headline(card: TicketCard, say: Say) -> str:
    """Priority, reference and subject in one line."""
    loud = "🚨 " if card.priority == "P1" or (card.urgent and not card.priority) else ""
    priority = card.priority or say("card.no_priority")
    return f"{loud}{priority} · {card.reference} · {' '.join(card.subject.split())}".rstrip(" ·")


def status(card: TicketCard, say: Say) -> str:
    """Where the ticket stands, with who and when, as mrkdwn."""
    steps = [
        step(say, "acknowledged", card.acknowledged_at, card.assignee),
        step(say, "solved", card.solved_at),
        step(say, "delivered", card.delivered_at),
        step(say, "reached", card.reached_at, card.reached_by),
        step(say, "confirmed", card.confirmed_at),
        step(say, "closed", card.closed_at),
    ]
    first = f"{escape(named(say, 'status', card.status))} · {step(say, 'opened', card.opened_at)}"
    return " · ".join(filter(None, [first, *steps]))


def shelf(card: ShelfCard, say: Say) -> Json:
    """Something that could not be handled, with what to do about it, or what became of it."""
    held, done = card.state == "held", card.state == "handled"
    title = say("shelf.held" if held else "shelf.done" if done else "shelf.title", channel=card.channel)
    told = " · ".join(filter(None, [card.reference, card.cause])) if done else card.cause
    lines = [(say("shelf.became" if done else "shelf.cause"), told), (say("shelf.released_by"), card.released_by)]
    lines.append((say("shelf.sender"), card.sender))
    lines.append(("🚨 " + say("card.urgent"), say("card.look") if card.urgent else ""))
    lines += list(card.fields.items())
    blocks = [{"type": "header", "text": plain_text(title, 150)}, rich(_section(list(_lines(lines))))]
    if card.excerpt.strip():
        quoted = {"type": "rich_text_quote", "elements": [words(clip(card.excerpt.strip(), EXCERPT))]}
        blocks.append(rich(quoted))
    state = f"{escape(named(say, 'shelf_state', card.state))} · {step(say, 'received', card.received_at)}"
    blocks.append({"type": "context", "elements": [{"type": "mrkdwn", "text": state, "verbatim": True}]})
    inspect = _button(say, "inspect", "shelf_inspect", card.inbox_id)
    retry = _button(say, "release" if held else "retry", "shelf_retry", card.inbox_id) | {"style": "primary"}
    waits = held or card.state == "shelved"
    blocks.append({"type": "actions", "elements": [retry, inspect] if waits else [inspect]})
    return content(blocks, f"{title}: {told}")


def quiet_list(count: int, held: Sequence[ShelfCard], say: Say) -> Json:
    """What is held as spam, the newest first, each with a way out."""
    title = say("quiet.title", count=count)
    blocks: list[Json] = [{"type": "header", "text": plain_text(title, 150)}]
    for one in held:
        told = f"{one.sender} · {one.cause}\n{one.excerpt.strip()}"
        button = _button(say, "not_spam", "shelf_retry", one.inbox_id)
        text = {"type": "plain_text", "text": clip(unformatted(told), 300) or "…", "emoji": False}
        blocks.append({"type": "section", "text": text, "accessory": button})
    return content(blocks, title)


def notice(text: str) -> Json:
    """A short sentence for one engineer, as the arguments of chat.postEphemeral."""
    return content([section(text)], text)


def named(say: Say, table: str, word: str) -> str:
    """A word of ours in the desk's language; the word itself when nobody has translated it."""
    try:
        return say(f"{table}.{word}")
    except KeyError:
        return word


def _details(card: TicketCard, say: Say) -> list[Json]:
    priorities = [
        say("card.stated", priority=card.priority_stated) if card.priority_stated else "",
        say("card.agreed", priority=card.priority_agreed) if card.priority_agreed else "",
    ]
    lines = [
        (say("field.name"), card.requester),
        (say("field.organisation"), card.organisation),
        (say("field.phone"), card.phone),
        (say("card.channel"), " · ".join(filter(None, [card.channel, *card.also, card.address]))),
        (say("card.product"), card.product),
        (say("card.site"), card.site),
        (say("field.priority"), ", ".join(filter(None, priorities))),
        (say("card.tier"), named(say, "tier", card.tier)),
        (say("card.assignee"), card.assignee),
        (say("card.responsible"), card.responsible),
        (say("card.copied"), ", ".join(card.copied)),
        (say("card.follows"), card.follows),
        (say("card.messages"), str(card.messages) if card.messages > 1 else ""),
    ]
    return list(_lines(lines))


def _notices(card: TicketCard, say: Say) -> Iterator[Json]:
    """What somebody should do or know, each on a line of its own."""
    missing = ", ".join(named(say, "field", name) for name in card.missing)
    lines = [
        (_call(card, say), named(say, "call", card.call_task) if card.call_task else ""),
        ("🤝 " + say("card.may_reach"), ", ".join(card.agreed) if card.call_task else ""),
        ("🚨 " + say("card.urgent"), say("card.look") if card.urgent and card.priority != "P1" else ""),
        ("❓ " + say("card.missing"), missing),
        ("📣 " + say("card.complaint"), _complaint(card, say)),
        ("⚠️ " + say("card.trouble"), card.trouble),
        ("✅ " + say("card.solution"), card.solution),
        ("📖 " + say("card.known"), _released(card, say)),
    ]
    return _lines(lines)


def _call(card: TicketCard, say: Say) -> str:
    return f"💬 {say('card.asked')}" if card.call_task == "asked" else f"☎️ {say('card.call_task')}"


def _complaint(card: TicketCard, say: Say) -> str:
    return say(f"complaint.{card.complaint}", who=card.complaint_by) if card.complaint else ""


def _released(card: TicketCard, say: Say) -> str:
    if card.article is None or card.article.state == "draft":
        return ""
    return f"{say(f'article.{card.article.state}')} ({card.article.released_by})"


def _lines(pairs: list[tuple[str, str]]) -> Iterator[Json]:
    shown = [(label, value.strip()) for label, value in pairs if value.strip()]
    for place, (label, value) in enumerate(shown):
        yield words(("\n" if place else "") + label + ": ", bold=True)
        yield words(clip(value, 600))


def _section(elements: list[Json]) -> Json:
    return {"type": "rich_text_section", "elements": elements or [words(" ")]}


def step(say: Say, name: str, at: datetime | None, who: str = "") -> str:
    """A fact with its time, as mrkdwn; empty when it has not happened."""
    if at is None:
        return ""
    key = f"step.{name}_by" if who else f"step.{name}"
    return escape(say(key, who=unformatted(who), when=_WHEN)).replace(_WHEN, moment(at))


def _buttons(card: TicketCard, say: Say) -> list[Json]:
    taught = card.article is not None and card.article.state != "draft"
    taught = taught or (bool(card.solution) and card.status in ("solved", "closed"))
    release = [_button(say, "article", "ticket_release", card.ticket_id)] if taught else []
    if card.article is not None and card.article.state == "doubted" and card.status in ("solved", "closed"):
        release.insert(0, _button(say, "article_again", "ticket_release_again", card.ticket_id))
    if card.status == "closed":
        return [*release, _button(say, "inspect", "ticket_inspect", card.ticket_id)]
    buttons = [
        _button(say, "reply", "ticket_reply", card.ticket_id),
        _button(say, "solve", "ticket_solve", card.ticket_id),
        _button(say, "priority", "ticket_priority", card.ticket_id),
        _button(say, "similar", "ticket_similar", card.ticket_id),
        _button(say, "more", "ticket_more", card.ticket_id),
    ]
    if card.acknowledged_at is None and card.status != "solved":
        buttons.insert(0, _button(say, "acknowledge", "ticket_acknowledge", card.ticket_id) | {"style": "primary"})
    return [*buttons, *release]


def _button(say: Say, label: str, action_id: str, value: int) -> Json:
    text = plain_text(say(f"card.{label}"), 75)
    return {"type": "button", "action_id": action_id, "text": text, "value": str(value)}
