"""What he says of us, of our questions and of waiting for us: it tells nothing of how badly his trouble affects him."""

from __future__ import annotations

import re

_US = r"(?:you(?: guys| people| lot| all)?|your (?:people|team|service|support|staff|engineers?|answers?|replies))"
_SLOW = r"(?:slow\w*|late|useless|(?:taking|take|takes) (?:so|too|very|far too|way too)? ?long)"
_US_ZH = r"(?:你们?|您们?|贵司|客服|人工|工程师|师傅)"
_IMPATIENCE = re.compile(
    rf"\b{_US}(?:['’]re| are| is|['’]s)? (?:(?:all|just|always|still|really|being|so|too|very|far|way|much"
    rf"|a bit) ){{0,3}}{_SLOW}"
    r"|\b(?:so|too|very|really|such a) slow (?:to |in |with )?(?:answer|respon[ds]|repl[iy]|com[ei]|react|help"
    r"|service|support)\w*"
    r"|\b(?:i|we)(?:['’]ve| have|['’]m| am| are|['’]re)?(?: now| already| still| just)? (?:been )?waiting\b"
    r"[^.!?;,\n]{0,60}?(?= and\b| but\b|[.!?;,\n]|$)"
    r"|\b(?:and )?still (?:nothing|no (?:answer|reply|reaction|response|news|one|body|sign))\b(?: (?:has )?happen\w*)?"
    r"|\b(?:fed up|sick and tired|tired of)\b[^.!?;,\n]{0,40}"
    r"|\b(?:nobody|no ?one|none of you) (?:has |is |ever |even |bothers? to |seems to )*"
    r"(?:answer|repl[iy]|call(?:s|ed)? (?:me|us|back)|com(?:e|es|ing)\b|came|show\w* up|turn\w* up|respon"
    r"|contact|car(?:es?|ing|ed)\b"
    r"|help|react|listen)[^.!?;,\n]{0,30}"
    r"|(?:等了|等待了?)[^,。!?;\n]{1,15}|(?:一直|还)在等|受够了|忍无可忍"
    r"|(?:怎么|为什么|咋)?(?:到现在)?(?:还|都|也|就)?没(?:有)?人?(?:来|到|管|理|回复?|联系|处理|动静|消息|反应|音讯)(?:我们?)?"
    rf"|{_US_ZH}(?:这|那|真|也|都|实在|怎么|的|(?:服务|回复|处理|响应|动作|效率|速度|办事|反应)){{0,4}}(?:太|好|真|很|这么|那么|非常|有点){{0,2}}慢"
    r"|(?:回复|响应|服务|处理|办事|来)(?:得|的)?(?:也)?(?:太|好|真|很|这么|非常){1,2}慢",
    re.IGNORECASE,
)
#: Beside such words a bare "too slow" is of us as well.
_NOBODY_COMES = re.compile(
    r"(?:怎么|为什么|咋)?(?:到现在)?还(?:没|不)(?:有)?人?(?:来|到|回)|等了|\bwaiting\b|\b(?:hurry up|come on)\b",
    re.IGNORECASE,
)
_ONLY_SLOW = re.compile(
    r"(?:^|(?<=[,.!?。，！？\s]))(?:(?:太|好|真|很|这么){1,2}慢(?:了|啦)?|(?:too|so|very) slow)(?=\W|$)"
)
#: He speaks of our questions, and answers none.
_OF_QUESTIONS = re.compile(
    r"\b(?:the|this|that|your|these|those|stupid|silly|many|more|another|of) questions?\b"
    r"|(?:别|不要|少|干嘛|老|总)(?:再)?(?:这么|那么|一直|总|老)?问|问(?:这么|那么|太)多|(?:这个?|你们?的|什么)问题(?:我)?(?:不|没)?(?:懂|明白|看)"
    r"|(?:不懂|不明白|没看懂|看不懂)",
    re.IGNORECASE,
)


def without_impatience(text: str) -> str:
    """What he says of his trouble: the text without what he says of us and of waiting."""
    rest = _IMPATIENCE.sub(" ", text)
    rest = _ONLY_SLOW.sub(" ", rest) if _NOBODY_COMES.search(text) else rest
    return rest if rest == text or sum(map(str.isalnum, rest)) > 1 else ""  # a particle is left: 了


def is_of_questions(text: str) -> bool:
    """Whether he speaks of what we ask, and not of his trouble."""
    return _OF_QUESTIONS.search(text) is not None
