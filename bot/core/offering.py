"""Which other ways customers are offered: what their mailbox offers, less what does not reach their organisation."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

CHATS_ASK = frozenset({"phone", "email"})  # where nothing is set, as in chats


def folded(organisation: str) -> str:
    """An organisation's name as names are compared: case, width and spaces do not matter."""
    return " ".join(unicodedata.normalize("NFKC", organisation).casefold().split())[:400]


@dataclass(frozen=True, slots=True)
class Offering:
    """Kinds of ways ("telegram", "phone", "email"). `by_channel` is what its customers are offered; `by_organisation`,
    by folded name or mail domain, is all that is offered to people of one organisation."""

    by_channel: Mapping[str, frozenset[str]] = field(default_factory=dict)
    by_organisation: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def kinds(self, channel: str, organisation: str = "", address: str = "") -> frozenset[str]:
        """What is offered to somebody who writes through a channel: he belongs to the organisation that he named, and
        to that whose domain (or one below it) his mail address has."""
        found = self.by_channel.get(channel, CHATS_ASK)
        domain = address.rpartition("@")[2].lower() if "@" in address else ""
        labels = domain.split(".") if domain else []
        marks = [folded(organisation), *(".".join(labels[first:]) for first in range(len(labels)))]
        for mark in marks if self.by_organisation else ():
            found &= self.by_organisation.get(mark, found)
        return found
