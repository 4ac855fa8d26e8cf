"""Whether a message sounds like P1: the customer's business stands still. Recall before precision."""

from __future__ import annotations

import re
from functools import lru_cache
from types import ModuleType

from bot.flows.reading import concepts, urgency_en, urgency_en_danger, urgency_zh, urgency_zh_danger
from bot.flows.reading.text import folded, own_words

#: Sentences that are looked at, and the characters of each: a cry for help stands near the beginning.
MOST_SENTENCES, LONGEST_SENTENCE = 200, 300

NOT_URGENT = re.compile(
    r"\bnot (?:very |that |so )?urgent|no (?:hurry|rush)|不(?:太|是很|是|很)?(?:紧急|急|着急)|非紧急", re.IGNORECASE
)
#: He calls it urgent, or says how far it reaches. One machine that does not start is only our guess: he is asked.
SAYS_HOW_BAD = re.compile(
    r"\b(?:urgent(?:ly)?|asap|emergency|critical)\b|紧急|加急|火急|(?:非常|十分|特别|很|万分|比较)急"
    r"|\b(?:whole|entire|all|every\w{0,9}|nobody|no[ -]one|nothing|production|plant|factory|warehouse|business)\b"
    r"|\b(?:losing|lost|lose) (?:orders|money|customers|business|data)\b|\b(?:we|staff|people) can(?:not|'t) work\b"
    r"|全|所有|整个|都|停产|停工|生产|产线|瘫痪|没(?:有)?人能|无法(?:营业|生产|办公|工作)",
    re.IGNORECASE,
)
_EN, _ZH = (urgency_en, urgency_en_danger), (urgency_zh, urgency_zh_danger)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_END = re.compile(r"(?<=[.!?;])\s|(?<=[。！？；!?;])|\n|, but ")


def sounds_urgent(text: str) -> bool:
    """Whether it sounds like P1; a fire does, too."""
    return any(_told(text))


def urgent_words(text: str) -> str:
    """Returns the first sentence of his own that tells of a standstill, or calls it urgent; empty when none does, or
    when he says himself that it can wait, that it is over or that it is his alone."""
    return _told(text)[0]


@lru_cache(maxsize=16)  # a message is asked about it several times
def _told(text: str) -> tuple[str, str]:
    """The first sentence that tells of a standstill, and the first that tells of danger."""
    found = danger = ""
    for sentence in _sentences(folded(own_words(text))):
        lowered = sentence.lower()
        if urgency_en.CALM.search(lowered) or urgency_zh.CALM.search(sentence):
            return "", ""
        chinese = _HAN.search(sentence)
        words, more, said = (*_ZH, sentence) if chinese else (*_EN, lowered)
        named = more.named(said)
        stands = concepts.told(more.STANDSTILL, named) or _stands_still(words, said)
        harms = concepts.told(more.DANGER, named) or any(rule.search(said) for rule in words.DANGER)
        if (stands or harms) and not any(veto.search(said) for veto in words.VETOES + more.VETOES):
            found = found or (sentence if stands else "")
            danger = danger or (sentence if harms else "")
    return found, danger


def _sentences(text: str) -> list[str]:
    parts = (part.strip()[:LONGEST_SENTENCE] for part in _END.split(text))
    return [part for part in parts if part][:MOST_SENTENCES]


def _stands_still(words: ModuleType, said: str) -> bool:
    fails = words.HARD.search(said) or (words.BUSINESS.search(said) and words.FAILURE.search(said))
    if fails and (words.GRAVE.search(said) or not words.MINOR.search(said)):
        return True
    return any(rule.search(said) for rule in words.RULES)
