"""Reads what a customer wants out of a short free text: skip, a person, solved, still broken."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.flows.asides import chosen_language, is_wordless
from bot.flows.hours_asked import HOURS
from bot.flows.reading import said
from bot.flows.refusing import refuses_calls
from bot.flows.verdicts import LONGEST, opinion

SHORT = 120  # characters; a longer text is a description, not a word to the bot

_SKIP = re.compile(
    r"^\W*(?:(?:please |let['’]?s )?(?:skip|pass|leave)(?: (?:it|that|this)(?: (?:one|question|out))?| the question"
    r"| on (?:that|this)(?: one)?)?"
    r"|next(?: (?:one|question))?|(?:maybe )?later|not (?:now|yet|sure|important|relevant|applicable|needed"
    r"|necessary)|whatever|unknown"
    r"|(?:i )?(?:really )?(?:don['’]?t|do not) (?:know(?: (?:it|that|what|which|the|my|our|by heart)\b.{0,60})?|care"
    r"|remember(?: (?:it|that|my|the|our)\b.{0,40})?|have (?:(?:it|that|one|any)(?: (?:by heart|here|handy|with me"
    r"|right now|at hand))?|a (?:phone|number|mobile|landline|company)))|(?:i['’]?ve "
    r"|i have )?no idea|i['’]?m not sure"
    r"|(?:i )?(?:have|got) (?:no (?:phone|number|mobile|landline|company)|none)|no (?:phone|number|telephone|mobile"
    r"|company|organi[sz]ation|name)"
    r"|no(?:pe|ne)?(?:,? thanks?| thank you)?|n/a|private|none of your business|(?:it )?doesn['’]?t matter"
    r"|(?:i(?:['’]d| would|['’]ll)? )?(?:prefer|rather) not(?: to)?(?: say| tell(?: you)?| answer)?"
    r"|(?:i['’]?m |i am )?not (?:giving|telling|sharing|saying)\b.{0,50}|you (?:don['’]?t|do not) need (?:it|that"
    r"|to know)\b.{0,20}"
    r"|(?:i )?(?:won['’]?t|will not|don['’]?t want to|do not want to|would(?:n['’]?t| not)"
    r"|['’]d rather not) (?:give|share|tell"
    r"|leave)\b.{0,50}|(?:我)?(?:不(?:太)?(?:想|愿意?|方便))?(?:不)?(?:留|给)(?:你们?)?(?:电话|手机|号码|名字|单位)(?:号码?)?"
    r"|(?:i )?(?:don['’]?t|do not) want to(?: say| tell(?: you)?| answer)?|(?:i )?won['’]?t (?:say|tell(?: you)?)"
    r"|跳过(?:这个|这题|它)?|不知道|下一个|略|(?:我|我们)?没(?:有)?(?:电话|手机|座机|公司|单位)?|无|(?:这个?|先"
    r"|我)?不(?:填|写)|无所谓|随便|都行|都可以"
    r"|(?:我)?(?:不(?:太)?(?:清楚|确定|记得)|记不(?:住|得|清))(?:(?:电话|手机)?号码?)?|(?:以后|回头|晚点)再说|(?:我)?不(?:太)?(?:想|愿意?|方便|便)(?:说|讲"
    r"|回答|透露"
    r"|提供|告诉你们?|告知)?"
    r"|不(?:说|讲|回答|透露|提供|告诉你们?)|保密|不用了?|不需要)(?:了|吧|呢|啊)?"
    r"(?:,? (?:please|sorry|i['’]?m afraid))?\W*$"
    r"|^\W*(?:i )?(?:dunno|idk|no clue)\b.{0,40}$|^\W*ask (?:our|my|the) \w{1,20}\W*$"
    r"|^\W*(?:我)?(?:是|就是)?(?:个人|私人)(?:用户|客户|使用|的)?(?:[,，\s]{1,2}没有?(?:单位|公司))?\W*$|^\W*(?:我)?(?:没有?|无)(?:单位"
    r"|公司)[,，].{0,20}$",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"\b(?:talk|speak|chat|connect(?: me)?|put me through|transfer(?: me)?|get me|pass me|hand me)(?: over)?(?: to"
    r"| with)?\s"
    r"(?:\w+ ){0,3}?(?:some(?:one|body)|any(?:one|body)|person|human|engineer|technician|agent|operator|colleague"
    r"|people|staff|manager|supervisor|boss)\b"
    r"|\b(?:real|live|actual) (?:person|human|agent|operator|people)\b|\ba (?:person|human|agent|operator)\b"
    r"|\bhuman\b(?! (?:resources?|error|machine|interface|body|blood|tissue|health))"
    r"|\b(?:some(?:one|body)|you|an engineer|a technician) (?:please |just )?(?:call|ring|phone) me\b"
    r"|\bget me (?:your|the|a) (?:manager|supervisor|boss)\b|\bthe manager\W*$"
    r"|(?:叫|找|让)你们(?:的)?(?:经理|领导|主管|老板|负责人)"
    r"|\bgive me a (?:call|ring|buzz)\b"
    r"|\b(?:send|get) (?:me |us )?(?:some(?:one|body)|an engineer|a technician)(?: (?:over|here|down|now|please|to "
    r"(?:look|help|come|fix)))?\b"
    r"|\b(?:call|ring|phone) me(?: back)?(?: please| now| asap| today| soon)?\W*$|\b(?:stop|no|not) (?:this |the "
    r"|a |your )?(?:bot|robot|chatbot)\b"
    r"|人工(?!智能|费|成本|呼吸|关节|晶|耳蜗|湖|草|降|授粉|气道|心|肾)|真人|客服人员|转接?(?:给|到)?(?:客服|人工"
    r"|工程师|技术|真人)"
    r"|找(?:个|一个)?(?:人(?!事)|客服|工程师|技术员|师傅)(?:来|说|聊|谈|吧|处理|[\s。!！,，]|$)|(?:别|不要"
    r"|不想)(?:再)?(?:让|叫|用|跟|和)?(?:这个)?机器人"
    r"|(?:叫|让|派|请)(?:个|一个|一位)?(?:人|工程师|师傅|客服)(?:来)?(?:跟我|和我|给我|联系我|打电话|回电话?|回我)"
    r"|(?:叫|派|找|让|请)(?:个|一个|一位|点)?(?:人|工程师|师傅|技术(?:员|人员)?)(?:赶紧|马上|快点?|尽快)?(?:过)?来"
    r"|(?:打|回)(?:个|一个)?电话(?:给我|过来)?(?:吧|啊|好吗)?\W*$|打电话给我|(?:跟|和|找)(?:真|活)?人(?:说话|聊|谈|讲|沟通)",
    re.IGNORECASE,
)
#: He wants to talk with somebody rather than with a machine, whatever else he says.
_TALK = re.compile(
    r"\b(?:talk|speak|chat|connect(?: me)?|put me through|transfer(?: me)?|get me|pass me|hand me)\b"
    r"|\b(?:real|live|actual) (?:person|human|agent|operator|people)\b"
    r"|\b(?:stop|no|not) (?:this |the |a |your )?(?:ro|chat)?bot\b"
    r"|人工(?=客服|服务|\W|$)|真人|机器人|客服人员|转(?:接|到|给)?(?:客服|人工)",
    re.IGNORECASE,
)
#: What stands around a wish for a person and says nothing of a matter.
_AROUND = re.compile(
    r"\b(?:i|we|you|me|us|it|this|the|your|a|an|is|would|want|wanna|need|like|please|pls|can|could|may|might|to|with|from|by|for|hi|hello"
    r"|hey|there|now|asap|today|soon|back|just|only|rather|let|be|get|have|someone|somebody|anyone|anybody|instead"
    r"|support|service|team|desk|thanks|thank|possible|possibly|prefer|first|who|human|person|being)\b|['’](?:d|m|ll|s)\b"
    r"|[我们你您要想能不可以让跟和给请帮麻烦一下个位吗吧呢啊呀了的好是有没需转接到找客服务直快点人工谢来]|说话|聊聊|联系|电话|[打回]",
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
    r"|how (?:much longer|long)(?: (?:will|is|does|do) (?:it|this|that|i|we)(?: (?:going to |gonna |have to "
    r"|need to )?"
    r"(?:take|be|last|wait))?)?|what['’]?s (?:happening|going on|the hold ?up|taking so long)|is any(?:one|body) "
    r"(?:(?:looking|working) (?:at|into|on) (?:it|this|that)|there)|(?:so )?when (?:will|can|do) (?:i|we) (?:hear"
    r"|get)"
    r".{0,30}"
    r"|(?:请问|麻烦问一下)?(?:现在|目前)?(?:处理|维修|修理|办理)?(?:的|得)?(?:进度|进展|情况|状态)(?:如何|怎么样)?"
    r"|(?:请问)?有(?:什么|新|没有)?(?:进展|消息|结果|眉目)"
    r"|(?:请问|你好)?(?:现在|目前)?(?:处理|修|弄|搞)?得?(?:怎么样|怎样|如何)了|到哪(?:一步)?了"
    r"|(?:请问)?(?:什么时候|啥时候|何时|几点)(?:能|可以|会)?(?:有人|派人|过)?(?:来|到|修好|处理|解决|回复|联系我)"
    r"|(?:有人|工程师|师傅)(?:什么时候|啥时候|几点)(?:能|会)?(?:来|到)|(?:大概)?(?:还)?(?:要|需要|得)(?:等)?多(?:久|长时间)"
    r"|(?:到底|究竟)?(?:什么时候|啥时候|何时)(?:才)?(?:能|会)?(?:有人)?(?:管|来|处理|解决|修好|搞定|弄好|联系我?|回复)"
    r"|(?:到底|究竟|怎么)?(?:还)?(?:有没)?有人(?:在)?(?:管|处理|看|弄)|(?:怎么)?(?:还)?没(?:有)?人(?:管|理|处理|来|回复?|联系)"
    r"|(?:那个|我(?:的|们)?)?.{0,8}(?:的事|的问题|报修)(?:处理)?(?:得)?(?:怎么样|如何|怎样)"
    r")(?:了|呢|啊|呀|吗|没有?|yet|now|please|[\s,，])*\W*$",
    re.IGNORECASE,
)
_WHY = re.compile(
    r"^\W*(?:but )?(?:why(?: (?:do|are|would) you (?:need|want|ask(?:ing)?)(?: .{1,30})?)?"
    r"|what (?:is (?:that|this|it) )?for"
    r"|what do you need .{1,30} for|is (?:that|this|it) (?:really )?(?:necessary|needed)"
    r"|(?:为什么|为啥|干嘛|凭什么)(?:非?要|问|需要)?(?:知道|提供)?.{0,8}"
    r"|(?:你们)?(?:问|要)(?:这个|这些|.{2,4})(?:干嘛|干什么|做什么|干啥|有什么用|有啥用)"
    r"|(?:你们)?(?:为什么|干嘛|老|总)?(?:问|要)(?:什么|啥).{1,4}"
    r"|(?:这个?|那)?(?:必须|一定要|有必要)(?:要)?(?:说|填|提供|给|留|报)?(?:电话|手机|号码|名字|姓名|单位|公司(?:名字?)?)?(?:吗|么)"
    r"|(?:不说|不填|不给|不留|不提供)(?:电话|手机|名字|单位|公司)?(?:行|可以|能)(?:不行|不|吗|么)"
    r"|(?:信息|号码|电话)?(?:会不?会?|不会)(?:被)?(?:泄露|外传|泄漏|给别人|骚扰)(?:出去)?(?:吗|么|吧)?|(?:信息)?安全(?:吗|么)"
    r"|why (?:should|must|do) (?:i|we) (?:have to |need to )?(?:tell|say|give|repeat|explain).{0,40}"
    r"|(?:do|must) i (?:really )?(?:have|need) to(?: .{1,30})?|must i(?: .{1,30})?"
    r"|who (?:will )?(?:sees?|gets?) (?:it|that|this)|is (?:it|that|this|my (?:number|data)) (?:safe|private"
    r"|confidential))\W*$",
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
    r"|你好|您好|在吗|在么|在嘛|在不在(?:啊|呢)?|人呢|有人(?:在)?吗|哈喽|嗨|早上好|上午好|中午好|下午好|晚上好|早|大家好|客服"
    r"|请问(?:一下)?|亲|求助|帮帮忙)"
    r"(?:\W+|$|(?<=[\u4e00-\u9fff])))+$",
    re.IGNORECASE,
)
LONGEST_GREETING = 60
_CANCEL = re.compile(
    r"^\W*(?:(?:please |i(?:['’]d| would) like to |can you |you can )?(?:cancel|withdraw|drop)(?: (?:it|that|this"
    r"|(?:my|the|this) (?:request|ticket|case)))?(?: please)?"
    r"|(?:oh |ah |ok |okay |sorry |actually |no )?(?:(?:please )?never ?mind|forget (?:it|about it)"
    r"|(?:\w{1,12} ?[,!.–-] ?){0,3}(?:it was |just ){0,2}(?:a )?false alarm)(?: ?[,!.;:–-].{0,80})?"
    r"|(?:it['’]?s |it is |that['’]s |this is )?(?:no longer|not) needed(?: any ?more)?"
    r"|(?:i|we) (?:do not|don['’]?t|no longer) need (?:it|this|that|help|you|your help)(?: any ?more| any longer)?"
    r"|(?:(?:请|帮我|我要|麻烦)?(?:取消|撤销|撤回|撤单)(?:吧|掉|一下|这个?(?:请求|工单|报修))?"
    r"|(?:哦|噢|啊)?算了[\s,，。.!！]{0,3}(?:不用|不要|没事|不麻烦|已经|自己|我|换).{0,30}|不用(?:管|修|处理|来|麻烦)(?:你们)?了.{0,30}"
    r"|(?:不用了|没事了|不需要了|不麻烦了)[\s,，。.!！]{1,3}(?:已经|自己|我|换|好|又).{1,30}|虚惊一场.{0,20}|搞错了[,，]?没(?:问题|事).{0,10}"
    r"))\W*$",
    re.IGNORECASE,
)
_LEVELS = re.compile(
    r"^\W*(?:(?:and |so )?what(?:['’]?s| (?:does|do|is|are)) (?:the (?:difference|meaning).{0,40}"
    r"|(?:a )?p\s?[1-4]\b.{0,40}"
    r"|(?:these|those|the|all these) (?:levels?|letters|codes|priorities|p['’]?s).{0,20})|(?:which|what) (?:one"
    r"|level)"
    r" (?:should i (?:take|choose|pick)|is right|fits)"
    r"|(?:什么|啥)(?:叫|是)\s?p\s?[1-4].{0,10}|p\s?[1-4].{0,12}(?:什么|啥)(?:意思|区别)?.{0,4}|(?:有)?(?:什么|啥)区别|(?:我)?(?:不知道|不懂"
    r"|不会)?(?:该)?(?:怎么|如何)选|选哪个)\W*$",
    re.IGNORECASE,
)
_SAME = re.compile(
    r"^\W*(?:(?:no,? )?(?:(?:this|that|it)(?: is|['’]s) )?(?:not|no) (?:a )?(?:new|another|different) (?:problem"
    r"|issue|request|ticket"
    r"|one|matter|thing)|(?:(?:this|that|it)(?: is|['’]s) )?(?:still )?(?:the |about the )?(?:same|old|previous"
    r"|earlier|last) (?:problem|issue"
    r"|request|ticket|one|matter|thing)(?: as (?:before|last time|yesterday))?|i (?:already"
    r"|have already) (?:reported|wrote|written|told you)"
    r"(?: (?:it|this|that|about it|about this))?(?: (?:yesterday|before|last week|already))?"
    r"|(?:这个?)?(?:不是|并非)(?:一个)?(?:新的?|另外的?|别的)(?:问题|请求|报修|事|工单)|(?:还是|就是)(?:之前|上次|昨天|原来|同一|那)(?:的)?(?:那)?(?:个|件)?"
    r"(?:问题|事|报修|请求|工单)?|(?:我)?(?:之前|上次|昨天|前天|已经)(?:就)?(?:报[过的]|说过|报修过|反映过|提过)(?:了|的)?)\W*$",
    re.IGNORECASE,
)

_BOT = re.compile(
    r"^\W*(?:(?:are you|is (?:this|that|it)|am i (?:talking|speaking|chatting|writing) (?:to"
    r"|with)) (?:an? )?(?:real |actual |live )?"
    r"(?:bot|robot|machine|computer|ai|human|person|chatbot)(?: or (?:an? )?(?:real )?(?:bot|robot|machine|computer"
    r"|ai|human|person))?"
    r"|(?:你|您|这|对面|你们)(?:现在)?(?:是|是不是)(?:个|一个)?(?:机器人|真人|人工|ai|自动回复|活人|人)(?:还是(?:机器人|真人|人工|人))?(?:回复|客服)?(?:吗|么|吧"
    r"|呢)?)\W*$",
    re.IGNORECASE,
)
#: What he called us for is over, by itself.
_RECOVERED = re.compile(
    r"\b(?:works?|working|runs?|running|back|fine|ok(?:ay)?|good|up|gone|alright)\b.{0,20}\b(?:again|now|by itself"
    r"|already)\b"
    r"|\b(?:solved|fixed|resolved|sorted|cleared)\b|\b(?:came|come|is|it['’]?s) back\b"
    r"|(?:又|已经?|自己|突然|刚才|刚刚|现在).{0,6}(?:好了|恢复|正常|能用了|可以了|解决)|(?:问题)?解决了|没问题了|恢复(?:正常)?了",
    re.IGNORECASE,
)

_WORDS: Mapping[str, re.Pattern[str]] = {
    "bot": _BOT,
    "person": _PERSON,
    "skip": _SKIP,
    "status": _STATUS,
    "cancel": _CANCEL,
    "why": _WHY,
    "levels": _LEVELS,
    "hours": HOURS,
    "same": _SAME,
}


def wish(text: str) -> str:
    """Returns "person", "skip", "status", "cancel", "why", "levels", "hours", "language", "same", "bot" or empty."""
    text = said(text)
    if len(text) > SHORT or refuses_calls(text):
        return ""
    if chosen_language(text):
        return "language"
    return next((name for name, pattern in _WORDS.items() if pattern.search(text)), "")


def is_bare(text: str) -> bool:
    """Whether he wants a person, and says nothing of what for."""
    return wish(text) == "person" and not any(map(str.isalnum, _AROUND.sub("", _PERSON.sub(" ", said(text)))))


def wants_talk(text: str) -> bool:
    """Whether he wants a person instead of questions, already at the beginning; that somebody comes or calls about a
    matter that he tells is no such wish."""
    return wish(text) == "person" and (_TALK.search(said(text)) is not None or is_bare(text))


def greets(text: str) -> bool:
    """Whether he greets or calls for help, and does not say with what; a face alone does not say it either."""
    if len(text) > LONGEST_GREETING:
        return False
    return _GREETING.match(text) is not None or (bool(text.strip()) and is_wordless(text))


def has_recovered(text: str) -> bool:
    """Whether he says that what he called us for works again, before anybody has helped him."""
    return len(text) <= SHORT and opinion(text) == "solved" and _RECOVERED.search(said(text)) is not None


def is_back(text: str) -> bool:
    """Whether he says in few words that a trouble has come back, or never went."""
    text = said(text)
    return len(text) <= SHORT and _BACK.search(text) is not None


def verdict(text: str) -> str:
    """Returns what he says of a solution: "solved", "broken", "person", or empty when it does not say."""
    if _PERSON.search(said(text)) and len(text) <= LONGEST and not refuses_calls(text):
        return "person"
    return opinion(text)
