"""A fact as it was read: its value, the words it was read from, and why they were read so."""

from __future__ import annotations

from dataclasses import dataclass
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
