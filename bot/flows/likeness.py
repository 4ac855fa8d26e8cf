"""Whether a customer's question is one that is known. Precision first: a wrong answer is worse than none.

Compared are the words that carry the matter: greetings, fillers and endings are left out, Chinese is taken in pairs of
characters. The message says next to nothing that the problem does not say, and most of what it says; they must not
differ in error codes, models or numbers, nor in whether something is not so.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from bot.core.terms import terms

LONGEST = 2000  # characters of a question that are compared: what is longer is a story of its own
FEWEST = 3  # terms that both must have
OF_KNOWN, OF_ASKED = 0.75, 0.9  # of the terms of either that the other must have
_FILLERS = re.compile(
    r"\b(?:a|about|after|again|all|also|although|am|an|and|any|anymore|are|as|at|be|because|been"
    r"|before|being|best|but|by|call|can|cannot|could|dear|did|do|does|even|every|few|for|from|get"
    r"|gets|good|got|had|has|have|hello|help|her|here|hi|his|how|i|if|in|inside|into|is|it|its"
    r"|just|kind|like|longer|many|may|me|might|more|morning|much|my|need|needs|no|not|now|of"
    r"|often|on|one|only|or|our|ours|out|please|problem|problems|regards|since|so|some|still|than"
    r"|thank|thanks|that|the|their|them|then|there|these|they|this|to|today|too|us|very|was|we"
    r"|were|what|when|where|which|while|who|why|will|with|would|yesterday|you|your)\b"
)
_CHINESE_FILLERS = re.compile(
    "您好|你好|早上好|下午好|请问|谢谢|感谢|麻烦|帮忙|看一下|怎么办|怎么回事|为什么|什么|怎么|如何|哪里|哪种|可以|需要|现在"
    "|我们|你们|他们|自己|里面|以后|之后|然后|时候|经常|老是|总是|但是|可是|因为|所以|已经|还是|一下|一直|今天|昨天|出来|问题"
    "|[我您你他她它的了吗呢吧啊呀哦么请把被就都也还会要在是有时上中后里很和与跟却而但到又]"
)
_NOT = re.compile(r"\b(?:not|no|never|without|cannot|fail(?:s|ed|ure)?)\b|n['’]t\b|[不没无未]|失败")
_SHORT_NOT = re.compile(r"\b(?:ca|do|does|did|is|are|was|were|has|have|had|wo|would|could|should)n['’]t\b")
# What he tells of himself: greeting and name, answers to our questions, phone numbers, how urgent it is.
_OF_HIMSELF = re.compile(
    r"^\W{0,9}(?:name|contact|company|organi[sz]ation|phone|tel|mobile|priority|姓名|联系人|公司|单位|电话|手机|优先级)"
    r"[^:：\n]{0,20}[:：].*$|(?<!\w)\+?\d[\d ().-]{6,20}\d(?!\w)|\bp[1-4]\b"
    r"|^(?:hi|hello|dear)(?: \w{1,20}){0,2} ?[,!]|\bmy name is [^.,\n]{1,40}[.,]|我[是叫][^,.。\n]{1,20}[,.。]"
    r"|\b(?:thanks?|thank you|regards|wishes|cheers|sincerely|谢谢)[,!. ]{0,3}\n{0,2}(?:\w{1,20} ?){0,3}[.!]?\s{0,9}\Z",
    re.MULTILINE,
)
_CODE = re.compile(r"\d")
_ENDING = re.compile(r"(?:ies|ing|ed|es|s|ly|e)$")


@dataclass(frozen=True, slots=True)
class Gist:
    """What a text is about: its terms without endings, those of them that have digits, and whether it denies."""

    terms: frozenset[str]
    codes: frozenset[str]
    denies: bool


def content(text: str) -> list[str]:
    """The terms that carry the matter, in their order, as they are written."""
    bare = _CHINESE_FILLERS.sub(" ", _FILLERS.sub(" ", _SHORT_NOT.sub(" ", _folded(text))))
    return [term for term in terms(bare) if len(term) > 1 or not "a" <= term <= "z"]


def gist(text: str) -> Gist:
    """Reads it."""
    found = {_stem(term) for term in content(text)}
    return Gist(frozenset(found), frozenset(filter(_CODE.search, found)), bool(_NOT.search(_folded(text))))


def _folded(text: str) -> str:
    return _OF_HIMSELF.sub(" ", unicodedata.normalize("NFKC", text[:LONGEST]).casefold())


def alike(asked: Gist, known: Gist) -> float:
    """How much of both is the same, 0 to 1; 0 when who asks the one is not surely helped by the other.

    Where each says something that the other does not, a word stands in another's place: black stripes are not white
    ones."""
    if len(asked.terms & known.terms) < FEWEST or asked.codes != known.codes or asked.denies != known.denies:
        return 0.0
    unasked, unknown = _beyond(known, asked), _beyond(asked, known)
    of_known, of_asked = 1 - unasked / len(known.terms), 1 - unknown / len(asked.terms)
    if (unasked and unknown) or of_known < OF_KNOWN or of_asked < OF_ASKED:
        return 0.0
    return min(of_known, of_asked)


def _beyond(one: Gist, other: Gist) -> int:
    """How many terms of one say what the other does not. A pair of characters says nothing new when the other has both
    of them, in another order."""
    there = set().union(*other.terms)
    return sum(term.isascii() or not there.issuperset(term) for term in one.terms - other.terms)


def _stem(term: str) -> str:
    """Without its ending; English has few, and a wrong cut costs nothing when it is the same on both sides."""
    if not term.isascii() or len(term) < 4 or _CODE.search(term):
        return term
    stem = _ENDING.sub("", term)
    return stem[:-1] if len(stem) > 3 and stem[-1] == stem[-2] else stem
