"""The priority a customer states: P1 to P4, or in the answer to the question also a word or a digit."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.core.tickets import PRIORITIES
from bot.flows.reading.impatience import is_of_questions, without_impatience
from bot.flows.reading.text import folded, own_words
from bot.flows.reading.urgency import NOT_URGENT, plainly_urgent_words

LONGEST_ANSWER, LONGEST_TOLD = 40, 80  # characters

_WORDS: Mapping[str, str] = {
    "P1": r"\b(?:urgent|emergency|critical)|紧急|十万火急|很急|非常急|特急",
    "P2": r"\bhigh\b|重要|较急",
    "P3": r"\b(?:normal|medium)\b|普通|一般",
    "P4": r"\b(?:low|question|wish)\b|咨询|建议|不急|低",
}

#: It works, but not as it should, or not for all.
_EASED = re.compile(
    r"\b(?:slow(?:er|ish)?|degraded|sluggish|intermittent(?:ly)?|sometimes|now and then|on and off|work ?around"
    r"|(?:partly|partially|a few|several|some)(?: of (?:us|them|the \w{1,12}))?(?= \w{1,12} (?:can|do|does|is|are"
    r"|fail|work)|\b)"
    r"|only (?:me|i|one (?:user|person|machine|pc|computer))|just (?:me|my (?:pc|computer|machine|laptop))"
    r"|(?:we|i|they|people|staff) can (?:still )?(?:work|manage|use|cope|carry on)|(?:we|i) (?:get|manage) (?:along"
    r"|by)"
    r"|(?:it|they|that) (?:still |mostly |sort of )?works?(?=[,.]? (?:but|most|with))|still (?:works?|working"
    r"|usable)|not (?:fully |completely "
    r"|totally )?down)\b"
    r"|(?:变|很|太|特别|比较|有点|非常|越来越|反应|打开|运行)慢|卡顿|有点卡|部分(?!门)|时好时坏|偶尔|有时候?|断断续续"
    r"|(?:还|其他的?|其它的?|别的|勉强|基本)(?:都|也)?(?:能|可以)(?:用|干|工作|办公|上班|凑合|使用|正常)|能(?:凑合|将就)|(?<![这那])好?几(?:个人|台|位)|好几个|(?:就"
    r"|只有)?我(?:们)?一?个?人(?:不能|用不了|登不|打不|进不|无法)",
    re.IGNORECASE,
)
_SHOWS_ERRORS = re.compile(
    r"\b(?:shows?|gives?|displays?|throws?) (?:an? |some )?(?:errors?|warnings?)\b|报错|有(?:错误)?提示|弹(?:窗|错)"
)
#: "low priority", "优先级高": a level by its name.
_CALLED = re.compile(
    r"\b(?P<en>low(?:est)?|medium|normal|high(?:est)?|top) prio(?:rity)?\b"
    r"|\bprio(?:rity)?(?: is|:)? (?P<after>low(?:est)?|medium|normal|high(?:est)?)\b"
    r"|(?:优先级|级别|紧急程度)[是为:]?\s?(?:比较|很)?(?P<zh>低|中|一般|普通|高|最高)",
    re.IGNORECASE,
)
_CALLED_LEVEL = {
    "low": "P4",
    "lowest": "P4",
    "低": "P4",
    "medium": "P3",
    "normal": "P3",
    "中": "P3",
    "一般": "P3",
    "普通": "P3",
    "high": "P2",
    "高": "P2",
    "highest": "P1",
    "top": "P1",
    "最高": "P1",
}

_HAN_DIGITS = str.maketrans("一二三四", "1234")
_NAMED = re.compile(r"(?<![A-Za-z0-9])[Pp]\s?[1-4](?!\d)")
_LEVEL = re.compile(
    r"(?:\bprio(?:rity)?|\blevel|优先级|级别)\s?(?:is|level|为|是)?\s?:?\s?([1-4])(?!\d)", re.IGNORECASE
)


def is_our_question(text: str) -> bool:
    """Whether a text names so many levels that it is our own question, sent back."""
    return len({level.upper() for level in _NAMED.findall(folded(text))}) > 2


def told_priority(text: str) -> str:
    """Returns what his own words say of how badly it affects him, where he was asked that among other things: a level,
    that it can wait (P4), or that business stands still (P1). Empty when they do not say."""
    said = own_words(text)
    if len({level.upper() for level in _NAMED.findall(folded(said))}) > 1:
        return ""  # our own question, sent back
    if level := read_priority(said, answer=False):
        return level
    if found := _LEVEL.search(folded(said)):
        return f"P{found[1]}"
    if NOT_URGENT.search(folded(said)):
        return "P4"
    if len(said) <= LONGEST_TOLD and is_eased(said):
        return "P2"  # a longer one tells a story, in which "a few minutes" or "sometimes" may be of anything
    return "P1" if plainly_urgent_words(said) else ""


def read_priority(text: str, *, answer: bool) -> str:
    """Returns P1..P4 or empty. In an `answer` to the question single digits and words count too."""
    plain = folded(text).strip()
    found = re.search(r"(?<![A-Za-z0-9])[Pp]\s?([1-4])(?!\d)", plain)
    if found:
        return f"P{found[1]}"
    if called := _CALLED.search(plain):
        return _CALLED_LEVEL[(called["en"] or called["after"] or called["zh"]).lower()]
    if not answer:
        return ""
    if re.fullmatch(r"[1-4]\W{0,20}", plain):
        return f"P{plain[0]}"
    if numbered := re.fullmatch(r"第?([一二三四1-4])级\W{0,3}[吧的]?\W{0,3}", plain):
        return f"P{numbered[1].translate(_HAN_DIGITS)}"
    if is_of_questions(plain):
        return ""
    if len(plain) > LONGEST_ANSWER or NOT_URGENT.search(plain):
        return "P4" if NOT_URGENT.search(plain) and len(plain) <= LONGEST_TOLD else ""
    return next((level for level in PRIORITIES if re.search(_WORDS[level], plain, re.IGNORECASE)), "")


def is_eased(text: str) -> bool:
    """Whether he says that it works in part, or that work goes on."""
    return _EASED.search(without_impatience(folded(text))) is not None


def read_effect(text: str) -> str:
    """Returns the level that he describes when asked how badly it affects him: it works in part (P2), it shows errors
    (P3), business stands still (P1). Empty when he does not say."""
    if is_eased(text):
        return "P2"
    if plainly_urgent_words(text):
        return "P1"
    return "P3" if _SHOWS_ERRORS.search(folded(text)) else ""
