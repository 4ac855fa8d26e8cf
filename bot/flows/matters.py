"""Whether what he writes after the end is the same matter, which was not finished, or another one."""

from __future__ import annotations

import re

from bot.flows.reading import said

SHORT = 120  # characters
_UNFINISHED = re.compile(
    r"(?:\bnot|n['’]t|\bnever)(?: (?:been|really|yet|even|at all|quite|properly)){0,2} (?:fixed|solved|resolved"
    r"|repaired|sorted|finished|done)\b"
    r"|\bwhy (?:did you|was (?:it|this|that|my)|is (?:it|this|that|my)|have you|has (?:it|this)) ?.{0,24}\bclos"
    r"|\b(?:do not|don['’]?t) close (?:it|this|that|(?:the|my|our) (?:ticket|case|request))\b|\bre-?open\b"
    r"|(?:没有?|未|还没|并没)(?:有|完全|真正)?(?:给我?)?(?:修好|解决|弄好|搞定|处理好?|搞好|完)"
    r"|(?:怎么|为什么|为啥|咋)(?:就|又|把|给)?(?:工单|单子)?(?:给)?(?:关|结)(?:了|掉|单|闭)|别关|(?:重新)?打开(?:工单|单子)",
    re.IGNORECASE,
)
_ANEW = re.compile(
    r"\b(?:by the way|btw)\b(?=\W+\w)|\bwhile (?:i am|i['’]m|we are|we['’]re) at it\b|\bunrelated\b"
    r"|\bon another (?:note"
    r"|matter|topic)\b"
    r"|\b(?:another|a (?:new|different|further|second)|one more) (?:thing|matter|problem|issue|question|request"
    r"|topic)\b"
    r"|\bsomething else\b|顺便|另外|还有(?:一|个|件)|(?:再|想)(?:问|报)(?:一?个|一?件|下)"
    r"|(?:别的|其他|新的?|另一个)(?:问题|事|故障)",
    re.IGNORECASE,
)


def is_unfinished(text: str) -> bool:
    """Whether he says in few words that it is not done, or asks why it was closed."""
    text = said(text)
    return len(text) <= SHORT and _UNFINISHED.search(text) is not None


def begins_anew(text: str) -> bool:
    """Whether he says that another matter follows."""
    return _ANEW.search(said(text)) is not None
