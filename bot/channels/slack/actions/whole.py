"""*Whole message*: everything that can be read in a message of which a post shows a part. Changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from bot.channels.slack.card import Say
from bot.channels.slack.compose import CHARACTERS, plain_text, section
from bot.core.desk import WHOLE, WholeMessage

ACTION_ID = f"ticket_{WHOLE}"
#: Slack takes 100 blocks and 250 kB (https://docs.slack.dev/reference/methods/views.open, view_too_large); its size is
#: that of JSON in which a Chinese character takes six bytes. What is left is for the frame and the last line.
MOST, BYTES = 98, 245_000
Json = dict[str, Any]


def view(found: WholeMessage, say: Say) -> Json:
    """A modal with the text as it was written, as much of it as Slack takes."""
    blocks: list[Json] = []
    room = BYTES
    for block in map(section, _pieces(found.text)):
        room -= len(json.dumps(block)) + len(", ")
        if room < 0 or len(blocks) == MOST:
            rest = say("whole.rest", file=found.file) if found.file else say("whole.cut")
            blocks += [{"type": "divider"}, section(rest)]
            break
        blocks.append(block)
    return {
        "type": "modal",
        "title": plain_text(say("modal.whole"), 24),
        "close": plain_text(say("modal.close"), 24),
        "blocks": blocks,
    }


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces that each fit a block, cut where a line ends if there is such a place."""
    while text := text.strip("\n"):
        line_end = text.rfind("\n", 0, CHARACTERS + 1)
        end = line_end if len(text) > CHARACTERS and line_end > 0 else CHARACTERS
        if text[:end].strip():
            yield text[:end]
        text = text[end:]
