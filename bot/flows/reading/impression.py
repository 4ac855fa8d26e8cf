"""All that a message tells at a first look. It takes a millisecond or two, so it is done outside of transactions."""

from __future__ import annotations

from bot.core.impression import Impression
from bot.flows.reading.complaints import complaint_words
from bot.flows.reading.opening import read_opening
from bot.flows.reading.urgency import sounds_urgent


def impression(text: str, region: str, *, subject: str = "", signature: str = "") -> Impression:
    """Reads what he wrote and the lines under it; `region` (ISO 3166) reads national numbers."""
    said = f"{subject}\n{text}"
    proposals = read_opening(text, region, subject=subject, signature=signature)
    return Impression(proposals, sounds_urgent(said), complaint_words(said))
