"""What a customer says of a solution in his own words: it works, it does not, or neither.

A wrong "solved" would end a ticket whose trouble goes on: a question, a hope, a condition or a "but" is no verdict.
What is neither is shown to engineers, and he counts as reached.
"""

from __future__ import annotations

import re

from bot.flows.reading import said
from bot.flows.reading.further import TROUBLE, TROUBLE_ZH

LONGEST = 360  # characters; a longer text is a report

#: That a trouble is no more is good news in a negative form; taken out before anything negative is looked for.
_NO_MORE = re.compile(
    rf"\b(?:no (?:more|further|longer)|never|without(?: any)?|(?:do|does|did|has|have|is|are)(?:n['’]?t| not)|not"
    rf"|stopped)"
    rf"\s(?:[\w'’-]+\s){{0,3}}?{TROUBLE}\b(?:\s\w+){{0,3}}?(?:\s(?:any ?more|any longer|since|now|again|so far))?"
    rf"|\bno {TROUBLE}\b|\b(?:problem|issue|error|fault|noise|smell|alarm|leak|message|warning|line|trouble)s?"
    r" (?:is|are|has|have|seems?(?: to be)?)?\s?(?:now |all |completely )?(?:gone|disappeared|vanished|stopped|over"
    r"|away)"
    rf"|没(?:有)?(?:再)?(?:任何)?(?:什么)?(?:问题|事|毛病|异常|故障|报错|出现|发生|再犯)(?:了|啦)?|不(?:再|会再"
    rf"|怎么)?{TROUBLE_ZH}(?:了|啦)"
    r"|(?:问题|错误|故障|报错|异响|噪音|毛病)(?:已经?|都|就)?(?:消失|没有?|不见|没)了",
    re.IGNORECASE,
)
_BROKEN = re.compile(
    r"\bstill (?!fine|good|ok|working|works|running|runs)|\bno (?:luck|change|difference|improvement|effect|success"
    r"|better|joy)\b"
    r"|\b(?:is|does|did|wo|has|have|ca|could|was|are|do|were|would)n['’]?t\b|\b(?:cannot|can not|does not|did not"
    r"|do not|is not|was"
    r" not|will not|has not)\b|\bnot (?:yet|really|quite|solved|fixed|working|resolved|ok|work|help|better"
    r"|any better)"
    r"|\b(?:came|comes|coming|come) back|\b(?:is|are|it['’]?s) back\b(?! (?:to|online|up|in|on)\b)|\bbroken\b"
    r"|\bworse\b|\bnope\b|^\W*no\b"
    r"|\b(?:down|dead|stopped|stops|failed|fails|failing|out|stuck|gone|offline|crashed|happen\w*|same) again\b"
    r"|\b(?:the |exactly |just )?same (?:problem|error|issue|thing|as|result|fault|story)|^\W*same\W*$"
    r"|\b(?:another|different|new|other) (?:error|fault|problem|alarm|message|issue)|\binstead\b|\bunfortunately\b"
    r"|\bsadly\b|\bin vain\b"
    r"|\b(?:changed|does|did|changes|brought|helped) nothing|\bnothing (?:has )?(?:changed|happen\w*|helps?|helped"
    r"|works?)"
    r"|\bfor (?:a|an|one|two|five|ten|some|about) \w+[, ]{1,2}(?:and )?then\b|\bthen (?:it )?(?:stop|fail|crash"
    r"|di)\w+|\bneither\b"
    r"|还是|仍|依旧|依然|没(?:有)?(?:解决|好|修好|用|搞定|效果|效|变化|反应|改善|好转|区别|动静|起色|恢复|弄好)"
    r"|未(?:解决|修好|恢复)"
    r"|不(?:行|好用|好使|管用|起作用|顶用|能用|灵|对|工作|启动|出|转|动|亮|制冷|通)|没啥?用|用不了|打不开|进不去"
    r"|登不上|连不上|开不了|启动不了"
    r"|无法|无效|失败|又(?:坏|出|不|来|报|停|卡|死|断|黑|掉|这样|犯|开始|有|漏|响|跳)|更(?:严重|糟|差|慢|卡|厉害)"
    r"|(?:另|别的?|新的?)(?:一个|个)?"
    r"(?:错误|故障|问题|报警|代码)|还在|照样|照旧|白(?:弄|修|搞|忙)|原样|老样子|(?:一点|丝毫|半点).{0,5}(?:没|无"
    r"|不)|一样(?:的)?(?:问题|错误)?[。!！\s]*$"
    r"|没好|反复|复发|坏(?:的|着|了)",
    re.IGNORECASE,
)
_SOLVED = re.compile(
    r"\bsolved|\bfixed\b|\bresolved|\bsorted\b|\brepaired\b|\bcured\b"
    r"|\b(?:works|worked|working|running|runs|prints|printing|operational|functional|functioning|responding|boots"
    r"|scans|starts)\b"
    r"|\b(?:did|does) (?:it|the trick|the job|wonders)\b|\bthat was it\b|\bhelped\b|\bup and running\b"
    r"|\bback (?:online|to normal|up|in (?:business|service|action|operation|use)|on (?:track|line))"
    r"|\blike (?:a charm|new|a dream)\b"
    r"|\b(?:fine|good|ok(?:ay)?|great|well|normal|perfect(?:ly)?|in order|alright|all right|stable) (?:now|again)\b"
    r"|\b(?:looks?|looking|seems?(?: to be)?|is|are|['’]s|everything|all) (?:now |all |back )?(?:fine|good|ok|okay"
    r"|well|normal|in order|perfect"
    r"|clear|set|stable|great)\b|\bcan (?:[\w-]+\s){0,4}(?:again|now)\b|\b(?:able"
    r"|possible) (?:to )?(?:[\w-]+\s){0,4}(?:again|now)"
    r"|\bclose (?:this|it|the (?:ticket|case|request|call)|my (?:ticket|case|request))\b|\bcase closed\b"
    r"|^\W*(?:yes|yep|yup|yeah)\b(?:\W{0,3}(?:it|that|they|thanks?|perfect|great|all|now|thank you)\b.{0,40})?\W*$"
    r"|^\W*(?:perfect|excellent|brilliant|wonderful|fantastic|super|great|awesome|ok(?:ay)?"
    r"|thanks?(?: you)?(?: very much| a lot| so much)?|thx|done)"
    r"\W*(?:thanks?(?: you)?(?: very much| a lot| so much)?|thx|cheers)?\W*$"
    r"|解决(?!不|方案|办法|方法)|修好|弄好|搞好|搞定|处理好|换好|装好|调好|治好|恢复|正常|好(?:了|啦|嘞|咯|喽)"
    r"|(?<!不)行(?:了|啦)|(?<!不)可以(?:了|啦|用|正常)"
    r"|能用(?:了|啦)|(?<!不)好[用使]|(?<!不)通(?:了|啦)|ok\s?(?:了|啦)|消失|(?<!不)能\S{1,6}(?:了|啦)|(?:关单|关闭"
    r"|结单|结案|关掉)(?:了|吧)?"
    r"|搞掂|妥了|成了|(?<!不)管用|有效|(?<!没)有用|(?<!不)起作用|顺畅|流畅"
    r"|^\W*(?:是的?|可以|好的?|谢谢|多谢|感谢|嗯+|对)\W*(?:谢谢)?\W*$",
    re.IGNORECASE,
)
#: Whatever it was, it is so once more.
_AGAIN = re.compile(
    r"\b(?:is|are|it['’]?s|they['’]?re|went|goes|got|keeps|has|have|shows?|does|did"
    r"|was) (?:\w+ ){0,3}?(?<!me )again\b(?! (?:tomorrow|later))",
    re.IGNORECASE,
)
#: A question, a hope, a condition, a plan; and what limits a verdict or comes beside it.
_OPEN = re.compile(
    r"[?？]|(?:吗|么|呢)\W*$|\b(?:if|once|when|hope|hopefully|would|should|wish|until|as soon as|before|why|how"
    r"|which|whether)\b"
    r"|\b(?:will|shall|going to|let me|(?<!no )need to|have to|want to|can you|could you|i['’]?ll|we['’]?ll)\b"
    r"|\b(?:tomorrow|later|next week|arrived?|delivered|waiting for)\b"
    r"|如果|要是|希望|但愿|等|再(?:说|看|试|联系)|明天|下午|晚上|回头|稍后|待会|怎么|为什么|是不是|能不能|可不可以"
    r"|什么时候|多久|试试|请(?:问|通知|告诉)|(?:我|先)(?:们)?(?:去|来)?(?:试|重启|看|查|检查|换|弄|问)[\u4e00-\u9fff]{0,4}?(?:一?下|看看|再说)\W*$",
    re.IGNORECASE,
)
_LIMITED = re.compile(
    r"\b(?:but|however|except|although|though|only|partly|almost|nearly|also|another|by the way|btw|besides"
    r"|one more|yet|not|never)\b|n['’]t\b"
    r"|但|可是|不过|只是|就是|除了|另外|还有|顺便|差不多|基本|暂时|偶尔|有时|(?<!真)不(?!错|好意思|客气|用)",
    re.IGNORECASE,
)


#: Such words are a verdict even in a question: "why is it still broken?"
_PLAIN = re.compile(
    r"\bstill\b|\bsame\b|\bbroken\b|\bworse\b|\bback\b|n['’]t (?:work|help|start)|还是|仍|依旧|依然|没好|没用|不行|更",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"\b(?:if|what if|hope|once)\b|如果|要是|希望|但愿", re.IGNORECASE)


#: A thumb, a heart, a pair of hands; with the marks that colour and join them.
_GLAD = re.compile("[\\s👍👌🙏🎉✅✔😊😀🙂💯❤♥🥳😄😁😃🤝👏💪🌹\U0001f3fb-\U0001f3ff\ufe0f\u200d]+")
_SORRY = re.compile("[\\s👎❌😡😠🙁☹😞😢😭💔\U0001f3fb-\U0001f3ff\ufe0f\u200d]+")


def is_open(text: str) -> bool:
    """Whether he asks, hopes or means to do something first."""
    return _OPEN.search(said(text)) is not None


def opinion(text: str) -> str:
    """Returns "solved", "broken", or empty when he does not say."""
    text = " ".join(said(text).split())
    if not text or len(text) > LONGEST:
        return ""
    if _GLAD.fullmatch(text) or _SORRY.fullmatch(text):
        return "solved" if _GLAD.fullmatch(text) else "broken"
    rest = _NO_MORE.sub(" ✓ ", text)
    is_open = _OPEN.search(rest) is not None
    if _BROKEN.search(rest):
        asks = is_open and not _PLAIN.search(rest)
        return "" if asks or _CONDITION.search(rest) else "broken"
    if is_open or _LIMITED.search(rest):
        return ""
    if "✓" in rest or _SOLVED.search(rest):
        return "solved"
    return "broken" if _AGAIN.search(rest) else ""
