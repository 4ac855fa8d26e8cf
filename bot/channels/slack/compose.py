"""Light Markdown and rows of the outbox into Slack's blocks. Pure.

Rich text holds every character as it is: nothing in it is read as markup.
https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bot.channels.markdown import Block, Heading, ListBlock, Paragraph, Quote, Rule, Span, parse_markdown, to_plain
from bot.channels.slack.mrkdwn import escape
from bot.core.desk import WHOLE
from bot.core.messages import Button, DeliveryError, Outbound

Json = dict[str, Any]

#: https://docs.slack.dev/reference/block-kit/blocks: blocks in a message, characters in one block,
#: elements in a row of buttons, characters on a button.
BLOCKS, CHARACTERS, ELEMENTS, LABEL = 50, 3000, 25, 75
#: Readers of notifications and screen readers get this much of a message.
FALLBACK = 2900
MARK = "ringback_outbox"


def mark(outbox_id: int, card_of: int | None = None) -> Json:
    """The metadata by which a row is found again, and on a card its ticket.
    https://docs.slack.dev/messaging/message-metadata"""
    payload = {"id": outbox_id} | ({} if card_of is None else {"ticket": card_of})
    return {"event_type": MARK, "event_payload": payload}


def marked(message: Json, outbox_id: int) -> bool:
    """Whether a message carries the mark of a row."""
    metadata = message.get("metadata") or {}
    return metadata.get("event_type") == MARK and (metadata.get("event_payload") or {}).get("id") == outbox_id


def ticket_of(message: Json) -> int | None:
    """The ticket whose card a message of ours is."""
    metadata = message.get("metadata") or {}
    found = (metadata.get("event_payload") or {}).get("ticket") if metadata.get("event_type") == MARK else None
    return found if isinstance(found, int) else None


def message(outbound: Outbound) -> Json:
    """A row as the arguments of chat.postMessage, without its place. Raises DeliveryError when it does not fit."""
    blocks = markdown_blocks(outbound.body)
    if outbound.kind == "post":
        blocks[:0] = [_named(outbound.cc)] if outbound.cc else []
        blocks += [_choices(outbound.buttons)] if outbound.buttons else []
        return content(blocks, to_plain(outbound.body))
    for first in range(0, len(outbound.buttons), ELEMENTS):
        blocks.append(_buttons(outbound.buttons, first))
    return content(blocks, to_plain(outbound.body))


def asks(outbound: Outbound) -> bool:
    """Whether a post asks engineers something; what they may only read asks nothing."""
    return any(not button.data.startswith(f"{WHOLE}:") for button in outbound.buttons)


def _named(people: Iterable[str]) -> Json:
    """The people and groups who are to hear of it, in such a way that Slack tells them.
    https://docs.slack.dev/reference/block-kit/blocks/rich-text-block"""
    elements: list[Json] = []
    for one in people:
        group = one.startswith("S")
        elements.append({"type": "usergroup", "usergroup_id": one} if group else {"type": "user", "user_id": one})
        elements.append(words(" "))
    return rich({"type": "rich_text_section", "elements": elements})


def content(blocks: list[Json], fallback: str) -> Json:
    """Blocks and the text for notifications. Raises DeliveryError above 50 blocks."""
    if len(blocks) > BLOCKS:
        raise DeliveryError(f"the message has {len(blocks)} blocks, Slack takes {BLOCKS}", permanent=True)
    return {"blocks": blocks, "text": escape(clip(fallback, FALLBACK)) or "-"}


def clip(text: str, length: int) -> str:
    """At most `length` characters, cut with an ellipsis."""
    return text if len(text) <= length else text[: length - 1] + "…"


def plain_text(text: str, length: int = CHARACTERS) -> Json:
    """A text object in which nothing takes effect; Slack refuses an empty one."""
    return {"type": "plain_text", "text": clip(text, length) or "-", "emoji": False}


def section(text: str) -> Json:
    """A block of plain text."""
    return {"type": "section", "text": plain_text(text)}


def rich(*elements: Json) -> Json:
    """A block of rich text."""
    return {"type": "rich_text", "elements": list(elements)}


def words(text: str, **style: bool) -> Json:
    """A literal run of rich text."""
    element: Json = {"type": "text", "text": text}
    return element | ({"style": style} if style else {})


def markdown_blocks(body: str) -> list[Json]:
    """Light Markdown as blocks of at most 3000 characters each."""
    blocks: list[Json] = []
    room = 0
    for element in _separated(_top(parse_markdown(body))):
        if element["type"] == "divider":
            blocks.append(element)
            room = 0
            continue
        for piece in _cut(element):
            size = _size(piece)
            if size > room or blocks[-1]["type"] != "rich_text":
                blocks.append(rich())
                room = CHARACTERS
            blocks[-1]["elements"].append(piece)
            room -= size
    return blocks or [section("")]


def _separated(elements: Iterable[Json]) -> Iterable[Json]:
    """Sections that follow each other stand apart by an empty line."""
    before: Json | None = None
    for element in elements:
        if before is not None:
            if element["type"] == before["type"] == "rich_text_section":
                before["elements"].append(words("\n\n"))
            yield before
        before = element
    if before is not None:
        yield before


def _top(blocks: Sequence[Block]) -> Iterable[Json]:
    for block in blocks:
        match block:
            case Paragraph(spans):
                yield {"type": "rich_text_section", "elements": _runs(spans)}
            case Heading(_, spans):
                yield {"type": "rich_text_section", "elements": _runs(spans, bold=True)}
            case Quote(inner):
                yield {"type": "rich_text_quote", "elements": _flat(inner)}
            case ListBlock():
                yield from _list(block, 0)
            case Rule():
                yield {"type": "divider"}


def _list(block: ListBlock, indent: int) -> Iterable[Json]:
    """A list and those inside it, which Slack wants one after another with their depth."""
    style = "bullet" if block.start is None else "ordered"
    for place, item in enumerate(block.items):
        own = [inner for inner in item if not isinstance(inner, ListBlock)]
        element: Json = {"type": "rich_text_list", "style": style, "indent": min(indent, 8)}
        element["elements"] = [{"type": "rich_text_section", "elements": _flat(own)}]
        if block.start is not None:
            element["offset"] = block.start - 1 + place
        yield element
        for inner in item:
            if isinstance(inner, ListBlock):
                yield from _list(inner, indent + 1)


def _flat(blocks: Sequence[Block]) -> list[Json]:
    """Blocks inside a quote or a list item as one run of text."""
    runs: list[Json] = []
    for block in blocks:
        if runs:
            runs.append(words("\n"))
        match block:
            case Paragraph(spans) | Heading(_, spans):
                runs += _runs(spans)
            case Quote(inner):
                runs += [words("> "), *_flat(inner)]
            case ListBlock():
                for mark_, item in block.marks():
                    runs += [words(f"{mark_} "), *_flat(item), words("\n")]
            case Rule():
                runs.append(words("———"))
    return runs or [words(" ")]


def _runs(spans: Sequence[Span], *, bold: bool = False) -> list[Json]:
    return [_run(span, bold=bold) for span in spans if span.text] or [words(" ")]


def _run(span: Span, *, bold: bool) -> Json:
    style = {"bold": span.bold or bold, "italic": span.italic, "code": span.code}
    shown = {name: True for name, wanted in style.items() if wanted}
    if not span.link:
        return words(span.text, **shown)
    element: Json = {"type": "link", "url": span.link, "text": span.text}
    return element | ({"style": shown} if shown else {})


def _size(element: Json) -> int:
    inner = sum(_size(part) for part in element.get("elements", ()))
    return inner + len(element.get("text", "")) + len(element.get("url", ""))


def _cut(element: Json) -> Iterable[Json]:
    """An element in pieces that each fit a block."""
    if _size(element) <= CHARACTERS:
        yield element
        return
    if element["type"] == "rich_text_list":
        inner = element["elements"][0]
        yield from (element | {"elements": [piece]} for piece in _cut(inner))
        return
    pieces: list[list[Json]] = [[]]
    room = CHARACTERS
    for run in _short_runs(element["elements"]):
        if _size(run) > room:
            pieces.append([])
            room = CHARACTERS
        pieces[-1].append(run)
        room -= _size(run)
    yield from (element | {"elements": piece} for piece in pieces if piece)


def _short_runs(runs: Sequence[Json]) -> Iterable[Json]:
    """No run above a third of a block, so that pieces fill up well; a link is not cut."""
    step = CHARACTERS // 3
    for run in runs:
        if run["type"] == "link":
            yield run if _size(run) <= CHARACTERS else words(clip(run["text"], step))
            continue
        for first in range(0, len(run["text"]), step):
            yield run | {"text": run["text"][first : first + step]}


def _buttons(buttons: Sequence[Button], first: int) -> Json:
    row = buttons[first : first + ELEMENTS]
    return {
        "type": "actions",
        "elements": [
            {
                "type": "button",
                "action_id": f"customer_{first + place}",
                "text": plain_text(button.label, LABEL),
                "value": button.data,
            }
            for place, button in enumerate(row)
        ],
    }


def _choices(buttons: Sequence[Button]) -> Json:
    """An engineer's choices under a post: "action:ticket" is a button like those of the card, WHOLE names a message."""
    elements = []
    for button in buttons[:ELEMENTS]:
        action, _, about = button.data.partition(":")
        label = plain_text(button.label, LABEL)
        elements.append({"type": "button", "action_id": f"ticket_{action}", "text": label, "value": about})
    return {"type": "actions", "elements": elements}
