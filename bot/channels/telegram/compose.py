"""From an Outbound to the arguments of sendMessage: https://core.telegram.org/bots/api#sendmessage."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from bot.channels.markdown import Block, Heading, ListBlock, Paragraph, Quote, Rule, Span, parse_markdown, units
from bot.core.messages import Button, DeliveryError, Outbound

LONGEST_TEXT = 4096  # characters, https://core.telegram.org/bots/api#sendmessage
LONGEST_CAPTION = 1024  # characters, https://core.telegram.org/bots/api#senddocument
LONGEST_DATA = 64  # bytes, https://core.telegram.org/bots/api#inlinekeyboardbutton
MOST_BUTTONS = 100
LARGEST_FILE = 50 * 1024 * 1024  # bytes, https://core.telegram.org/bots/api#senddocument
_WIDE = 14  # characters of a label that gets a row of its own

Arguments = dict[str, Any]


class _Text:
    """Text under construction with its entities (offsets in UTF-16 units, #messageentity)."""

    def __init__(self) -> None:
        self.text = ""
        self.units = 0
        self.entities: list[Arguments] = []

    def add(self, text: str) -> None:
        self.text += text
        self.units += units(text)

    def mark(self, kind: str, start: int, **fields: str) -> None:
        """Everything since `start` is of this kind."""
        if self.units > start:
            self.entities.append({"type": kind, "offset": start, "length": self.units - start, **fields})


def text_of(markdown: str) -> tuple[str, list[Arguments]]:
    """Returns a body as text and entities, outer before inner."""
    out = _Text()
    _blocks(out, parse_markdown(markdown), quoted=False)
    return out.text, sorted(out.entities, key=lambda entity: (entity["offset"], -entity["length"]))


def _blocks(out: _Text, blocks: Sequence[Block], *, quoted: bool) -> None:
    for place, block in enumerate(blocks):
        if place:
            out.add("\n\n")
        _block(out, block, quoted=quoted)


def _block(out: _Text, block: Block, *, quoted: bool) -> None:
    start = out.units
    match block:
        case Paragraph(spans):
            _spans(out, spans)
        case Heading(_, spans):
            _spans(out, [Span(span.text, bold=True, link=span.link) for span in spans])
        case Rule():
            out.add("———")
        case Quote(inner):
            _blocks(out, inner, quoted=True)
            if not quoted:  # quotes cannot be nested, #formatting-options
                out.mark("blockquote", start)
        case ListBlock():
            for place, (mark, item) in enumerate(block.marks()):
                out.add(("\n" if place else "") + ("•" if mark == "-" else mark) + " ")
                _blocks(out, item, quoted=quoted)


def _spans(out: _Text, spans: Sequence[Span]) -> None:
    """Code stands alone: it may not be inside of other entities (#formatting-options)."""
    for span in spans:
        start = out.units
        out.add(span.text)
        if not span.text.strip():
            continue
        if span.code:
            out.mark("code", start)
            continue
        if span.link:
            out.mark("text_link", start, url=span.link)
        for kind, wanted in (("bold", span.bold), ("italic", span.italic)):
            if wanted:
                out.mark(kind, start)


def keyboard_of(buttons: Sequence[Button]) -> Arguments | None:
    """The inline keyboard: wide labels each on a row of its own, narrow ones three abreast.

    Raises DeliveryError (permanent) for a button that Telegram cannot carry."""
    if not buttons:
        return None
    if len(buttons) > MOST_BUTTONS:
        raise DeliveryError(f"{len(buttons)} buttons are too many", permanent=True)
    abreast = 1 if any(len(button.label) > _WIDE for button in buttons) else 3
    row = [_button(button) for button in buttons]
    return {"inline_keyboard": [row[place : place + abreast] for place in range(0, len(row), abreast)]}


def _button(button: Button) -> Arguments:
    size = len(button.data.encode())
    if not 1 <= size <= LONGEST_DATA:
        raise DeliveryError(f"button data of {size} bytes, 1 to {LONGEST_DATA} are possible", permanent=True)
    if not button.label.strip():
        raise DeliveryError("a button has no label", permanent=True)
    return {"text": button.label, "callback_data": button.data}


def chat_of(outbound: Outbound) -> int:
    """Where it goes: the conversation's chat ("CHAT", in a group "CHAT/PERSON"), else the person himself. Raises
    DeliveryError (permanent)."""
    chat = outbound.thread.partition("/")[0] or (outbound.address.value if outbound.address else "")
    if not re.fullmatch(r"-?[0-9]{1,19}", chat) or not int(chat):
        raise DeliveryError("no Telegram chat is known", permanent=True)
    return int(chat)


def compose(outbound: Outbound) -> Arguments:
    """Returns the arguments of sendMessage, without a link preview. Raises DeliveryError (permanent) for an empty
    text and for one above 4 096 characters (in UTF-16 units, as entities are counted): rows are split
    before they are written."""
    text, entities = text_of(outbound.body)
    if not text.strip():
        raise DeliveryError("the message has no text", permanent=True)
    if units(text) > LONGEST_TEXT:
        raise DeliveryError(f"{units(text)} characters, {LONGEST_TEXT} are possible", permanent=True)
    arguments: Arguments = {
        "chat_id": chat_of(outbound),
        "text": text,
        "entities": entities,
        "link_preview_options": {"is_disabled": True},
    }
    if (keyboard := keyboard_of(outbound.buttons)) is not None:
        arguments["reply_markup"] = keyboard
    return arguments
