"""Who of the people and organisations that a message mentions is its writer, where he does not say so outright.

It is told by what some thousand messages have taught (`tools/learn_writer`): each mark of what stands around a mention
has a weight, and the weights of a mention are summed. Precision before recall: a wrong name is worse than a question.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from bot.core.impression import Proposal
from bot.flows.reading.mentions import Mention, mentions
from bot.flows.reading.names import HAN
from bot.flows.reading.surroundings import surroundings
from bot.flows.reading.weights import weighed

WEIGHTS = Path(__file__).with_name("writer.json")
FIELDS = ("name", "organisation")
#: Above this sum a mention is taken for the writer's own; a plain one has about 1. Two words in large letters may be a
#: person or a firm; Chinese names, and known ones, are told apart more easily.
ENOUGH, ENOUGH_HAN, ENOUGH_GIVEN = 0.35, 0.2, 0.15


def likely(text: str, fields: Collection[str] = FIELDS) -> Iterator[tuple[str, Proposal]]:
    """The mention of each of the `fields` that is most likely the writer's own, if one is likely enough.
    `text` is folded, in lines without blanks around them."""
    found = mentions(text)
    for field in filter(fields.__contains__, FIELDS):
        scored = [
            (weighed(surroundings(one, text, found), WEIGHTS), one.end - one.start, one)
            for one in found
            if one.field == field
        ]
        score, _, best = max(scored, key=lambda one: one[:2], default=(0.0, 0, None))
        if best and score > _enough(best):
            yield field, Proposal(best.value, text[best.start : best.end], "wording")


def _enough(mention: Mention) -> float:
    if mention.known_by == "given":
        return ENOUGH_GIVEN
    return ENOUGH_HAN if HAN.search(mention.value) else ENOUGH
