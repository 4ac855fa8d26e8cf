"""What a subject says that a mail is to another one: its answer, or the mail itself handed on."""

from __future__ import annotations

import re

#: "[EXTERNAL] " and the like stand before what the program wrote.
_BEFORE = r"\s{0,3}(?:[\[【(][^\[\]【】()]{1,30}[\]】)]\s{0,3}){0,3}"
_COUNT = r"(?:\s?[\[(]\d{1,3}[\])]|\s?\d{1,2})?\s{0,2}[:：]"
_ANSWER = re.compile(
    rf"{_BEFORE}(?:re|r|aw|antw|antwort|sv|vs|odp|rif|res|réf|réponse|ynt|yan|bls|vá|ref|atb|ответ|回复|答复|回覆|答覆|答|返信|"
    rf"회신|답장){_COUNT}",
    re.IGNORECASE,
)
_HANDED_ON = re.compile(
    rf"{_BEFORE}(?:fwd?|wg|wtr|tr|rv|enc|doorst|vb|vl|vid|pd|i|inoltra|ilt|i̇lt|továbbítás|пересл|转发|轉寄|轉發|転送|전달)"
    rf"{_COUNT}",
    re.IGNORECASE,
)


def answers(subject: str) -> bool:
    """Whether it is that of an answer ("Re: …", "回复：…")."""
    return _ANSWER.match(subject) is not None


def hands_on(subject: str) -> bool:
    """Whether it is that of a mail which somebody hands on ("Fwd: …", "转发：…")."""
    return _HANDED_ON.match(subject) is not None
