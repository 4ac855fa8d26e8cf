"""Reads what a customer wants out of a short free text: skip, a person, solved, still broken."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.flows.reading import own_words

SHORT = 120  # characters; a longer text is a description, not a word to the bot

# The order matters: "not solved" contains "solved", "不用转人工" does not occur in practice.
_SKIP = re.compile(
    r"^\W*(?:skip|pass|next|later|don['’]?t know|no idea|no(?:pe|ne)?(?:,? thanks?| thank you)?|n/a|private|"
    r"(?:i(?:['’]d| would|['’]ll)? )?(?:prefer|rather) not(?: to)?(?: say| tell(?: you)?| answer)?|"
    r"(?:i )?(?:don['’]?t|do not) want to(?: say| tell(?: you)?| answer)?|(?:i )?won['’]?t (?:say|tell(?: you)?)|"
    r"跳过|不知道|下一个|略|没有|没|无|(?:我)?不(?:太)?(?:想|愿意?|方便|便)(?:说|讲|回答|透露|提供|告诉你们?|告知)?|"
    r"不(?:说|讲|回答|透露|提供|告诉你们?)|保密|不用了?|不需要)(?:了|吧|呢)?\W*$",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"\b(?:a|real) (?:person|human|agent|operator)\b|\bhuman\b|\bcall me\b"
    r"|\b(?:talk|speak) (?:to|with) some(?:one|body)\b"
    r"|人工|真人|客服人员|找人|打电话给我",
    re.IGNORECASE,
)
_BROKEN = re.compile(
    r"\bstill\b|\bnot (?:yet |really |quite )?(?:solved|fixed|working|resolved|ok)|\bnot (?:work|help|solve|fix)"
    r"|no luck"
    r"|\bbroken|\b(?:happen\w*|down|dead|stopped|failed|failing) again\b|same (?:problem|error|issue)"
    r"|\b(?:isn|doesn|didn|won|hasn)['’]?t\b|^\W*no\b"
    r"|还是|仍然|仍旧|依旧|依然|没(?:有)?(?:解决|好|修好|用|搞定)|未(?:解决|修好)|不行|不好用|不能用|又(?:坏|出|不)|没好",
    re.IGNORECASE,
)
_SOLVED = re.compile(
    r"\bsolved|\bfixed\b|\bresolved|works? (?:now|again|fine|great)|working (?:now|again|fine)|\bit works\b"
    r"|\ball good\b|\bperfect\b"
    r"|^\W*(?:yes|ok(?:ay)?|great|thanks?(?: you)?(?: very much| a lot)?|thx|done)\W*(?:thanks?(?: you)?)?\W*$"
    r"|已(?:经)?(?:解决|修好|恢复|正常)|解决了|好了|可以了|搞定|正常了|修好了|恢复了"
    r"|^\W*(?:是的?|可以|好的?|谢谢|多谢|感谢)\W*(?:谢谢)?\W*$",
    re.IGNORECASE,
)
_STATUS = re.compile(r"^\W*(?:status|progress|any (?:news|update)s?|进度|进展|到哪了|怎么样了)\W*$", re.IGNORECASE)
_CANCEL = re.compile(r"^\W*(?:cancel|withdraw|取消|撤销|撤回)\W*$", re.IGNORECASE)

_WORDS: Mapping[str, re.Pattern[str]] = {
    "person": _PERSON,
    "skip": _SKIP,
    "status": _STATUS,
    "cancel": _CANCEL,
}


def wish(text: str) -> str:
    """Returns "person", "skip", "status", "cancel" or empty."""
    text = own_words(text)
    if len(text) > SHORT:
        return ""
    return next((name for name, pattern in _WORDS.items() if pattern.search(text)), "")


def verdict(text: str) -> str:
    """Returns what he says of a solution: "solved", "broken", "person", or empty when it does not say."""
    text = " ".join(own_words(text).split())
    if not text or len(text) > SHORT * 3:
        return ""
    if _PERSON.search(text):
        return "person"
    if _BROKEN.search(text):
        return "broken"
    return "solved" if _SOLVED.search(text) else ""
