"""Slack's own markup: read into plain text, and made harmless.

https://docs.slack.dev/messaging/formatting-message-text
"""

from __future__ import annotations

import re
from datetime import datetime

_MARK = re.compile(r"<([^\s<>][^<>]*)>")
_FORMATTING = str.maketrans(dict.fromkeys("*_~`"))


def plain(mrkdwn: str) -> str:
    """Returns what a person sees: links as "label (address)", mentions as "@name", entities undone."""
    return _unescape(_MARK.sub(lambda match: _spoken(match[1]), mrkdwn))


def escape(text: str) -> str:
    """Returns `text` for a mrkdwn field: no mention, link or special command in it takes effect."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unformatted(text: str) -> str:
    """Returns a name on one line without formatting characters; still to be escaped."""
    return " ".join(text.translate(_FORMATTING).split())


def moment(at: datetime) -> str:
    """Returns a time that Slack shows in each reader's own zone."""
    fallback = f"{at:%Y-%m-%d %H:%M} UTC"
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} {{time}}|{fallback}>"


def _spoken(mark: str) -> str:
    target, _, label = mark.partition("|")
    if target.startswith(("@", "#")):
        sign, name = target[0], label or target[1:]
        return sign + name.removeprefix(sign)
    if target.startswith("!"):
        return label or "@" + target[1:].split("^", 1)[0]
    address = target.removeprefix("mailto:").removeprefix("tel:")
    return f"{label} ({address})" if label and label not in (target, address) else address


def _unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
