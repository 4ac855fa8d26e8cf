"""Reads what a customer wants out of a short free text: skip, a person, solved, still broken."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.flows.reading import own_words
from bot.flows.verdicts import LONGEST, opinion

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
_STATUS = re.compile(
    r"^\W*(?:(?:what(?:['’]?s| is) )?(?:the |my )?(?:status|progress)(?: of (?:my|the|this) \w+)?"
    r"|(?:is there |do you have |have you )?(?:any|some) (?:more )?(?:news|updates?|progress)"
    r"(?: (?:on|about|for) .{1,30})?"
    r"|how (?:is it|are things|are we|is my request) (?:going|coming along|doing)"
    r"|when (?:will|can|does|is) (?:some(?:one|body)|an engineer|a technician|the engineer|you) "
    r"(?:be here|come|arrive|call|look at it|answer)(?: (?:back|me|us))?"
    r"|when (?:will|is) it (?:be |going to be )?(?:fixed|repaired|ready|done|solved)"
    r"|(?:请问|麻烦问一下)?(?:现在|目前)?(?:处理|维修|修理|办理)?(?:的|得)?(?:进度|进展|情况|状态)(?:如何|怎么样)?"
    r"|(?:请问)?有(?:什么|新|没有)?(?:进展|消息|结果|眉目)"
    r"|(?:现在|目前)?(?:处理|修|弄|搞)?得?(?:怎么样|怎样|如何)了|到哪(?:一步)?了"
    r"|(?:请问)?(?:什么时候|啥时候|何时|几点)(?:能|可以|会)?(?:有人|派人|过)?(?:来|到|修好|处理|解决|回复|联系我)"
    r"|(?:有人|工程师|师傅)(?:什么时候|啥时候|几点)(?:能|会)?(?:来|到)|(?:大概)?还要(?:等)?多久"
    r")(?:了|呢|啊|呀|吗|没有?|yet|now|please|[\s,，])*\W*$",
    re.IGNORECASE,
)
_WHY = re.compile(
    r"^\W*(?:but )?(?:why(?: (?:do|are|would) you (?:need|want|ask(?:ing)?)(?: .{1,30})?)?"
    r"|what (?:is (?:that|this|it) )?for"
    r"|what do you need .{1,30} for|is (?:that|this|it) (?:really )?(?:necessary|needed)"
    r"|(?:为什么|为啥|干嘛|凭什么)(?:非?要|问|需要)?(?:知道|提供)?.{0,8}"
    r"|(?:你们)?(?:问|要)(?:这个|这些|.{2,4})(?:干嘛|干什么|做什么|干啥|有什么用|有啥用)"
    r"|(?:必须|一定要|有必要)(?:说|填|提供|给)?(?:吗|么))\W*$",
    re.IGNORECASE,
)
#: What was well is not any more.
_BACK = re.compile(
    r"\b(?:again|still|is back|came back|comes back|same (?:problem|error|issue|thing|fault))\b|it['’]?s back"
    r"|又(?:[坏出不来犯卡停报死断黑掉漏响热冷慢]|这样|开始|有)|还是|仍然|仍旧|依旧|依然|老样子|老毛病|(?:同样|一样)的?(?:问题|错误|毛病|故障)|复发",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"^\W*(?:(?:hi|hello|hey|hiya|good (?:morning|afternoon|evening|day)|greetings|help|test(?:ing)?"
    r"|(?:any|some)(?:one|body) (?:there|here)|is (?:any|some)(?:one|body) (?:there|here)|are you there"
    r"|there|all|team|everyone|everybody|support|sir|madam|guys|please"
    r"|你好|您好|在吗|在么|在不在|有人(?:在)?吗|哈喽|嗨|早上好|上午好|中午好|下午好|晚上好|早|大家好|客服|请问(?:一下)?|亲|求助|帮帮忙)"
    r"(?:\W+|$|(?<=[\u4e00-\u9fff])))+$",
    re.IGNORECASE,
)
LONGEST_GREETING = 60
_CANCEL = re.compile(r"^\W*(?:cancel|withdraw|取消|撤销|撤回)\W*$", re.IGNORECASE)

_WORDS: Mapping[str, re.Pattern[str]] = {
    "person": _PERSON,
    "skip": _SKIP,
    "status": _STATUS,
    "cancel": _CANCEL,
    "why": _WHY,
}


def wish(text: str) -> str:
    """Returns "person", "skip", "status", "cancel", "why" or empty."""
    text = own_words(text)
    if len(text) > SHORT:
        return ""
    return next((name for name, pattern in _WORDS.items() if pattern.search(text)), "")


def greets(text: str) -> bool:
    """Whether he greets, and says nothing else."""
    return len(text) <= LONGEST_GREETING and _GREETING.match(text) is not None


def is_back(text: str) -> bool:
    """Whether he says in few words that a trouble has come back, or never went."""
    text = own_words(text)
    return len(text) <= SHORT and _BACK.search(text) is not None


def verdict(text: str) -> str:
    """Returns what he says of a solution: "solved", "broken", "person", or empty when it does not say."""
    if _PERSON.search(own_words(text)) and len(text) <= LONGEST:
        return "person"
    return opinion(text)
