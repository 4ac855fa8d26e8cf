"""Whether the receiving server takes a mail for spam, or the admin wants nothing of its sender. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection

from bot.channels.email.headers import Headers

#: Exchange's spam confidence level from which on it files mail as junk
#: (https://learn.microsoft.com/defender-office-365/anti-spam-spam-confidence-level-scl-about).
SCL = 5
_YES = ("x-spam-flag", "x-spam", "x-spam-status", "x-barracuda-spam-status", "x-kaspersky-spam")
_LEVEL = re.compile(r"\bSCL:\s?(-?\d{1,2})\b")


def is_blocked(sender: str, blocked: Collection[str]) -> bool:
    """Whether the admin wants nothing of a sender: `blocked` are addresses, and domains with those below them, in small
    letters."""
    labels = sender.rpartition("@")[2].split(".")
    return sender in blocked or any(".".join(labels[part:]) in blocked for part in range(len(labels)))


def spam(headers: Headers) -> str:
    """Returns why the server takes the mail for spam, in a few words; empty when it does not."""
    for name in _YES:
        if headers.text(name).lower().startswith("yes"):
            return f"{name}: yes"
    if headers.text("x-rspamd-action").lower() in ("add header", "rewrite subject", "reject"):
        return f"x-rspamd-action: {headers.text('x-rspamd-action').lower()}"
    report = headers.text("x-forefront-antispam-report")
    levels = [headers.text("x-ms-exchange-organization-scl"), *_LEVEL.findall(report)]
    level = max((int(found) for found in levels if re.fullmatch(r"\d{1,2}", found)), default=0)
    return f"spam confidence level {level}" if level >= SCL else ""
