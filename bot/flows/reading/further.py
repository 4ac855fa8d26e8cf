"""A further trouble, told beside the first one: "also the second printer makes noise", 还有另一台也坏了."""

from __future__ import annotations

import re

from bot.flows.reading.organisations import is_organisation
from bot.flows.reading.products import read_product
from bot.flows.reading.text import folded

LONGEST = 240  # characters
FEWEST_WORDS = 5  # of a sentence that begins so, and names no trouble that we know

#: What troubles do.
TROUBLE = (
    r"(?:crash|jam|beep|leak|hang|hung|freez|froz|flicker|happen|fail|error|line|noise|smell|stop|drop|block"
    r"|disconnect|"
    r"overheat|complain|alarm|trip|rattle|squeak|vibrat|stick|stuck|drip|smok|burn|problem|issue|trouble|message"
    r"|fault)\w*"
)
TROUBLE_ZH = (
    r"(?:报错|报警|漏水?|卡纸?|卡顿|响|闪|叫|死机|断网?|掉线|黑屏"
    r"|蓝屏|跳闸?|抖|烫|冒烟|异响|闪退|出错|花屏|堵|滴水|停机)"
)
_CUE = re.compile(
    r"^\W*(?:(?:oh|ah|ok|hi|hello|sorry|and|ps|p\.s\.)\W{1,2}){0,3}(?:also|in addition|additionally|furthermore"
    r"|something else|(?:another|a (?:second|further|new)|one more) (?:thing|problem|issue|trouble"
    r"|question|matter)|there(?:['’]s| is) (?:also|another))\b"
    r"|^\W*and (?!(?:my|our|the) (?:full )?(?:name|company|organi[sz]ation|firm|phone|number|mobile)\b)"
    r"(?:the|my|our|now|another|one|in|on)\b|^\W*(?:the |our |my )?(?:other|second|third|next|neighbou?ring) \w"
    r"|\b(?:is|are|has|have|does|do|keeps?) also\b|['’]s also\b|^\W*(?:it|that|this) also\b|\b(?:too|as well)\W*$",
    re.IGNORECASE,
)
_CUE_ZH = re.compile(
    r"^\W*(?:哦|对了|嗯)?\W*(?:还有|另外|再就是)|(?:另|其他|隔壁|旁边).{0,3}[一那几][台个部间层]|第[二三四五]|也"
)
#: What follows may as well be a remark on the first trouble.
_ASIDE = re.compile(r"^\W*(?:by the way|btw)\b|^\W*(?:哦|对了|嗯)?\W*顺便", re.IGNORECASE)
_NAMED = re.compile(rf"\b{TROUBLE}\b|{TROUBLE_ZH}", re.IGNORECASE)
_WRONG = re.compile(
    rf"\b{TROUBLE}\b|\b(?:broken|dead|slow|off|down|black|dark|out|noisy|loud|wrong|missing)\b|n['’]t\b|\bnot\b"
    rf"|{TROUBLE_ZH}|[坏不没停慢断黑]|[那几一两三四五]台|[一二三四五六七八九\d]楼|有?(?:问题|故障|毛病|异常)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d(?:\W{0,2}\d){6}")


def adds_trouble(text: str) -> bool:
    """Whether he tells, in few words, of a further trouble, and not what we ask him."""
    plain = " ".join(folded(text).split())
    if len(plain) > LONGEST or _NUMBER.search(plain) or is_organisation(plain):
        return False
    if _ASIDE.search(plain):
        return bool(_NAMED.search(plain) or read_product(plain))
    if not (_CUE.search(plain) or _CUE_ZH.search(plain)):
        return False
    return bool(_WRONG.search(plain) or read_product(plain)) or (
        _CUE.search(plain) is not None and len(plain.split()) >= FEWEST_WORDS
    )
