"""Whether a message sounds like P1: business stands still, something is being lost, or somebody is in danger.

It is told by what several thousand messages of both kinds have taught (`tools/learn_urgency`): each word, each Chinese
character and each pair of neighbours has a weight, and the weights of a message are summed. Recall before precision.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from bot.flows.reading import weights
from bot.flows.reading.impatience import without_impatience
from bot.flows.reading.text import folded, own_words
from bot.flows.reading.traditional import simplified

WEIGHTS = Path(__file__).with_name("urgency.json")
#: What is weighed together: a cry for help drowns in a long story. So many pieces are looked at.
LONGEST_PIECE, MOST_PIECES = 320, 60
#: Above this sum a message sounds like P1; below zero, for recall counts more than precision.
ENOUGH = -0.24
#: Above this it is beyond our guess, though he says in no word how far it reaches. Between the two he is asked.
PLAIN = 0.3
FEW = 9  # words or Chinese characters; fewer are a fragment

NOT_URGENT = re.compile(
    r"\b(?:not|isn['’]?t|hardly|nothing|less|non)[ -](?:(?:very|that|so|super|too|really|overly|particularly|terribly|"
    r"extremely|exactly|at all|yet|an?) ){0,2}(?:urgent|emergency|critical)|\bno (?:hurry|rush|emergency)\b"
    r"|不(?:太|是很|是|很|怎么|算太|算|那么|是那么|是特别|特别|是太|是非常)?(?:紧急|急|着急)|没(?:有)?(?:那么|这么)(?:紧急|急|着急)|非紧急",
    re.IGNORECASE,
)
#: He says so in so many words; the bare word is what our answer outside hours asks for.
SAYS_SO = re.compile(
    r"\b(?:very|extremely|super|really|so|most) urgent\b|\burgent(?:ly)?\s{0,3}[!:]|^\W{0,3}urgent\b"
    r"|^\W{0,3}(?:emergency|p1)\W{0,3}$|(?:很|非常|十分|特别|万分|太)(?:着|紧)?急|火急|急急|特急"
    r"|\b(?:need|send|get)\s(?:\w{1,12}\s){0,3}?(?:help|someone|somebody|engineers?|technicians?|eyes|support|assistance)\b"
    r"[^.!?\n]{0,40}\b(?:now|immediately|right away|straight away|at once|this minute|asap)\b"
    r"|(?<!like it)(?<!if it)(?<!nothing )(?:\b(?:is|are)|['’]s)(?: now| literally| actually)? "
    r"(?:on fire|in flames|burning)\b(?! (?:hot|red|green|yellow|orange|blue|white|for|through|in)\b)"
    r"|(?<!had )\bcaught fire\b|\bcome (?:here )?(?:at once|immediately|right (?:now|away))\b"
    r"|快来人|救命[啊呀!]|求救|(?:马上|立即|立刻|火速|赶紧|赶快|速速?)(?:派人|来人|支援|救援|到场|到现场)"
    r"|紧急[!:]|^\W{0,3}紧急(?:[,。!:\s]|$)|(?:^|[,。!;\s])急[!。]{0,3}$",
    re.IGNORECASE | re.MULTILINE,
)
#: He calls it urgent, or says how far it reaches.
_SAYS_HOW_BAD = re.compile(
    r"\b(?:urgent(?:ly)?|asap|emergency|critical)\b|紧急|加急|火急|(?:非常|十分|特别|很|万分|比较)急"
    r"|\b(?:whole|entire|all|every\w{0,9}|nobody|no[ -]one|nothing|production|plant|factory|warehouse|business)\b"
    r"|\b(?:losing|lost|lose) (?:orders|money|customers|business|data)\b|\b(?:we|staff|people) can(?:not|'t) work\b"
    r"|全|所有|整个|都|停产|停工|生产|产线|瘫痪|没(?:有)?人能|无法(?:营业|生产|办公|工作)",
    re.IGNORECASE,
)
#: A danger, a loss or a standstill by its name.
_NAMES_IT = re.compile(
    r"\b(?:stuck|trapped|fire|flames?|smok\w+|burn\w*|sparks?|sparking|gas|leak\w*|flood\w*|explo\w+|shock\w*|electrocut\w+|injur\w+"
    r"|hurt|bleed\w*|danger\w*|evacuat\w*|down|dead|stopp?\w*|stand(?:s|ing)? still|standstill|halt\w*|outage"
    r"|offline|blackout"
    r"|crash\w*|collaps\w*|ransom\w*|hack\w*|encrypt\w*|alarm|help|patients?|ambulance|emergency)\b"
    r"|[困火烟爆漏泄淹伤血毒晕救停瘫断崩死黑]|触电|危险|勒索|加密|丢失|报警|中断|进水|坏",
    re.IGNORECASE,
)
#: One of these is in each alternative of NOT_URGENT.
_DENIED = ("urgent", "emergency", "critical", "hurry", "rush", "急")
_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|[\u3400-\u9fff]|[?!]")
_END = re.compile(r"(?<=[.!?;])\s|(?<=[。！？；!?;])|\n")


def sounds_urgent(text: str) -> bool:
    """Whether it sounds like P1."""
    return bool(urgent_words(text))


def urgent_words(text: str) -> str:
    """Returns the piece of his own words that sounds most like P1; empty when none does, or when he says himself that
    it is not urgent."""
    return _most_urgent(text)[1]


def plainly_urgent_words(text: str) -> str:
    """Returns that piece when it says in so many words how bad it is, or leaves no doubt; else empty. A few words leave
    one unless they name a danger or a standstill. What he says of us and of waiting is no standstill."""
    score, words = _most_urgent(text)
    clear = score > PLAIN and (len(_TOKEN.findall(words)) >= FEW or _NAMES_IT.search(words) or SAYS_SO.search(words))
    return words if clear or _SAYS_HOW_BAD.search(words) else ""


@lru_cache(maxsize=16)  # a message is asked about it several times
def _most_urgent(text: str) -> tuple[float, str]:
    said = without_impatience(folded(own_words(text)))
    if _names(said, _DENIED) and NOT_URGENT.search(said):
        return -1.0, ""
    score, words = max(((_sum(piece), piece) for piece in _pieces(said)), default=(ENOUGH, ""))
    return (score, words) if score > ENOUGH else (score, "")


def grams(text: str) -> set[str]:
    """What is weighed of a text: its words, how long ones begin, Chinese characters, question and exclamation marks,
    and each pair of neighbours."""
    tokens = _TOKEN.findall(simplified(text.lower()).replace("’", "'"))
    stems = (f"{token[:5]}-" for token in tokens if len(token) > 5)
    return {*tokens, *(f"{one} {two}" for one, two in pairwise(tokens)), *stems}


def weighed(piece: str) -> float:
    """How much a piece of text sounds like P1: about 1 or -1 when it is plain."""
    return weights.weighed(grams(piece), WEIGHTS)


def _sum(piece: str) -> float:
    return 1.0 if SAYS_SO.search(piece) else weighed(piece)


def _names(text: str, words: tuple[str, ...]) -> bool:
    """Whether one of these stands in it: to look for these is quick."""
    small = text.lower()
    for word in words:  # noqa: SIM110 - any() takes twice as long, and this is asked often
        if word in small:
            return True
    return False


def _pieces(text: str) -> Iterator[str]:
    """Sentences that stand together, as many as are not too long."""
    piece, count = "", 0
    for sentence in (part.strip()[:LONGEST_PIECE] for part in _END.split(text)):
        if len(piece) + len(sentence) > LONGEST_PIECE:
            yield piece
            piece, count = "", count + 1
            if count == MOST_PIECES:
                return
        piece = f"{piece} {sentence}" if piece else sentence
    if piece:
        yield piece
