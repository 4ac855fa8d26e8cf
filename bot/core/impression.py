"""What a message tells at a first look, before anything is known of its ticket."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

#: labelled: "Name: …". stated: "my name is …". contact: he names whom to call. listed: it stands beside his number or
#: his company. signed: it stands in his signature. wording: it sounds so.
Why = Literal["labelled", "stated", "contact", "listed", "signed", "wording"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal for one field. `words` stand in the text that was read."""

    value: str
    words: str
    why: Why

    @property
    def explicit(self) -> bool:
        """Whether he said it of himself in so many words."""
        return self.why in ("labelled", "stated", "contact")


@dataclass(frozen=True, slots=True)
class Impression:
    """`proposals` for name, organisation, phone, product, site and priority, each at most once; whether it sounds
    `urgent`; the words that sound like a `complaint`, empty when none do."""

    proposals: Mapping[str, Proposal] = field(default_factory=dict)
    urgent: bool = False
    complaint: str = ""
