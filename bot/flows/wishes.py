"""Reads what a customer wants out of a short free text: skip, a person, solved, still broken."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.flows.reading import said
from bot.flows.verdicts import LONGEST, opinion

SHORT = 120  # characters; a longer text is a description, not a word to the bot

_SKIP = re.compile(
    r"^\W*(?:(?:please |let['’]?s )?(?:skip|pass|leave)(?: (?:it|that|this)(?: (?:one|question|out))?| the question"
    r"| on (?:that|this)(?: one)?)?"
    r"|next(?: (?:one|question))?|(?:maybe )?later|not (?:now|yet|sure|important|relevant|applicable|needed"
    r"|necessary)|whatever|unknown"
    r"|(?:i )?(?:really )?(?:don['’]?t|do not) (?:know|care|remember|have (?:one|any|a (?:phone|number|mobile"
    r"|landline|company)))|(?:i['’]?ve "
    r"|i have )?no idea|i['’]?m not sure"
    r"|(?:i )?(?:have|got) (?:no (?:phone|number|mobile|landline|company)|none)|no (?:phone|number|telephone|mobile"
    r"|company|organi[sz]ation|name)"
    r"|no(?:pe|ne)?(?:,? thanks?| thank you)?|n/a|private|none of your business|(?:it )?doesn['’]?t matter"
    r"|(?:i(?:['’]d| would|['’]ll)? )?(?:prefer|rather) not(?: to)?(?: say| tell(?: you)?| answer)?"
    r"|(?:i )?(?:don['’]?t|do not) want to(?: say| tell(?: you)?| answer)?|(?:i )?won['’]?t (?:say|tell(?: you)?)"
    r"|跳过(?:这个|这题|它)?|不知道|下一个|略|(?:我|我们)?没(?:有)?(?:电话|手机|座机|公司|单位)?|无|(?:这个?|先"
    r"|我)?不(?:填|写)|无所谓|随便|都行|都可以"
    r"|不(?:太)?(?:清楚|确定|记得)|(?:以后|回头|晚点)再说|(?:我)?不(?:太)?(?:想|愿意?|方便|便)(?:说|讲|回答|透露"
    r"|提供|告诉你们?|告知)?"
    r"|不(?:说|讲|回答|透露|提供|告诉你们?)|保密|不用了?|不需要)(?:了|吧|呢|啊)?(?: please)?\W*$",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"\b(?:talk|speak|chat|connect(?: me)?|put me through|transfer(?: me)?|get me|pass me|hand me)(?: over)?(?: to"
    r"| with)?\s"
    r"(?:\w+ ){0,3}?(?:some(?:one|body)|any(?:one|body)|person|human|engineer|technician|agent|operator|colleague"
    r"|people|staff)\b"
    r"|\b(?:real|live|actual) (?:person|human|agent|operator|people)\b|\ba (?:person|human|agent|operator)\b"
    r"|\bhuman\b(?! (?:resources?|error|machine|interface|body|blood|tissue|health))"
    r"|\b(?:some(?:one|body)|you|an engineer|a technician) (?:please |just )?(?:call|ring|phone) me\b"
    r"|\bgive me a (?:call|ring|buzz)\b"
    r"|\b(?:call|ring|phone) me(?: back)?(?: please| now| asap| today| soon)?\W*$|\b(?:stop|no|not) (?:this |the "
    r"|a |your )?(?:bot|robot|chatbot)\b"
    r"|人工(?!智能|费|成本|呼吸|关节|晶|耳蜗|湖|草|降|授粉|气道|心|肾)|真人|客服人员|转接?(?:给|到)?(?:客服|人工"
    r"|工程师|技术|真人)"
    r"|找(?:个|一个)?(?:人(?!事)|客服|工程师|技术员|师傅)(?:来|说|聊|谈|吧|处理|[\s。!！,，]|$)|(?:别|不要"
    r"|不想)(?:再)?(?:让|叫|用|跟|和)?(?:这个)?机器人"
    r"|(?:叫|让|派|请)(?:个|一个|一位)?(?:人|工程师|师傅|客服)(?:来)?(?:跟我|和我|给我|联系我|打电话|回电话?|回我)"
    r"|(?:打|回)(?:个|一个)?电话(?:给我|过来)?(?:吧|啊|好吗)?\W*$|打电话给我|(?:跟|和|找)(?:真|活)?人(?:说话|聊|谈|讲|沟通)",
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
    r"|(?:请问|你好)?(?:现在|目前)?(?:处理|修|弄|搞)?得?(?:怎么样|怎样|如何)了|到哪(?:一步)?了"
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
    r"|(?:very )?urgent|emergency|asap|sos|救命|很急|非常急|十万火急|紧急|急"
    r"|(?:any|some)(?:one|body) (?:there|here)|is (?:any|some)(?:one|body) (?:there|here)|are you there"
    r"|there|all|team|everyone|everybody|support|sir|madam|guys|please"
    r"|你好|您好|在吗|在么|在不在|有人(?:在)?吗|哈喽|嗨|早上好|上午好|中午好|下午好|晚上好|早|大家好|客服"
    r"|请问(?:一下)?|亲|求助|帮帮忙)"
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
    text = said(text)
    if len(text) > SHORT:
        return ""
    return next((name for name, pattern in _WORDS.items() if pattern.search(text)), "")


def greets(text: str) -> bool:
    """Whether he greets or calls for help, and does not say with what."""
    return len(text) <= LONGEST_GREETING and _GREETING.match(text) is not None


def is_back(text: str) -> bool:
    """Whether he says in few words that a trouble has come back, or never went."""
    text = said(text)
    return len(text) <= SHORT and _BACK.search(text) is not None


def verdict(text: str) -> str:
    """Returns what he says of a solution: "solved", "broken", "person", or empty when it does not say."""
    if _PERSON.search(said(text)) and len(text) <= LONGEST:
        return "person"
    return opinion(text)
