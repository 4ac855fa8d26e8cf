"""Whether a message sounds like a complaint about the service, not only about a device."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.flows.reading.names import HAN
from bot.flows.reading.text import folded, own_words

HOTLINE = "12315"  # of the consumers' protection
_LATIN = re.compile(r"[a-z]{3}")
_COMPLAINT_ZH = re.compile(
    r"投诉|索赔|(?:要求|必须|给我们?)(?:赔偿|赔付|退款|退货|道歉)|赔偿(?:我们?的?)?损失|差评|(?:太|极其?|非常|很|"
    r"十分)(?:不满意?|失望|差劲|气愤|恼火|过分)|不满意|忍无可忍|无法接受|不可接受|没人(?:管|理|负责)|"
    r"推卸责任|态度(?:很|太|极|恶|非常)?(?:差|恶劣|不好)|你们(?:这)?是?骗|消费者协会|12315|律师函|起诉|"
    r"找你们?(?:的)?(?:领导|经理|负责人|老板)|什么(?:破)?(?:服务|态度)|再也不(?:用|买)|失望|严重不满|不满(?!意度|足"
    r"|载)|给(?:个|我们?个?)(?:说法|交代|解释)|"
    r"坑人|坑爹|黑心|骗人|忽悠|敷衍|推诿|糊弄|不像话|太不(?:负责|专业|靠谱)|不靠谱|不负责任|(?<!不)好意思|没完没了"
    r"|(?:说好"
    r"|答应|承诺)(?:了|的)?[^。!?]{0,12}(?:人呢|没来|没人|不来)|"
    r"等了[^。,!?]{1,6}(?:天|周|星期|个月)[^。!?]{0,8}(?:没|还|不|都)|打了[^。,!?]{1,4}(?:个|次"
    r"|遍)电话[^。!?]{0,6}没|"
    r"第[三四五六七八九十]次(?:了|报修|来|打|找|联系|维修|修|反映)|(?:多少|几)次了|合同[^。!?]{0,6}(?:想不想续|不续"
    r"|解除|终止)|还(?:想|要)不(?:想|要)(?:续|做)"
)
#: In small letters: to ignore case takes several times as long.
_COMPLAINT_EN = re.compile(
    r"\b(?:complain(?:t|ts|ing)?|unacceptable|inacceptable|(?:want|demand|expect|request) (?:\w+ ){0,2}(?:refund|"
    r"compensation|apology|money back)|compensat(?:e|ion)|outrageous|"
    r"(?:very|extremely|deeply|really|so|utterly) (?:\w+ )?(?:disappointed|dissatisfied|unhappy|upset|angry|annoyed|"
    r"frustrated)|(?:terrible|horrible|awful|poor|lousy|bad|worst) (?:\w+ )?"
    r"(?:service|support|experience)|sick and tired|fed up|had enough|not acceptable|lawyer|legal action|sue you|"
    r"rude|ignored (?:us|me)|nobody cares|never (?:buy|use) (?:\w+ ){0,3}again|"
    r"speak (?:to|with) (?:your|the|a) (?:manager|supervisor|boss)|escalate this to your|who is your (?:manager"
    r"|supervisor|boss)|"
    r"disgrace(?:ful)?|useless|incompetent|ridiculous|pathetic|scandal(?:ous)?|shame on you|let down|rip-?off"
    r"|waste of (?:time|money)|"
    r"(?:extremely|bitterly|most) disappoint(?:ed|ing)|(?:although|even though|as) (?:you|he|she|they"
    r"|it was) (?:had )?promised|"
    r"(?:nobody|no ?one|never) (?:has |ever )?(?:called|came|come|replied|responded|showed up|turned up|contacted"
    r"|bothered)|"
    r"waiting (?:for )?(?:\w+ ){0,3}(?:days|weeks|months)|(?:third|fourth|fifth|sixth|tenth|umpteenth) time (?:this"
    r"|in|now|i|we)|"
    r"how many (?:more )?times|cancel (?:the|our|my|this) (?:contract|agreement)|"
    r"(?:another|a different) (?:supplier|provider|company) if)\b",
)
_NOT = re.compile(
    r"\bno complaints?\b|\bnot (?:a complaint|complaining)|(?:不是|没有|无)(?:要?投诉|不满)|投诉(?:电话|系统|平台|"
    r"处理系统|模块)|(?:客户|用户|患者|病人|业主|住户|租户|家长|顾客|客人|楼下|楼上|邻居|市民|群众|司机|学生|员工"
    r"|旅客|乘客|住客|会员)们?(?:都|一直|老是?|经常|总是?|在|纷纷"
    r"|天天|也没)?投诉|投诉(?:量|率|很多|不断|了几个|到我)|\bcomplaints (?:are|came|come|keep)\b|"
    r"\b(?:customers?|patients?|tenants?|users?|residents?|guests?|neighbou?rs?|staff|people) (?:are |have "
    r"|keep )?complain|"
    r"\bcomplaints? (?:system|module|form|database|app)\b",
    re.IGNORECASE,
)


def complaint_words(text: str) -> str:
    """Returns the words of his own that sound like a complaint; empty when none do."""
    plain = folded(own_words(text))
    small = plain.replace("İ", "i").lower().replace("ı", "i")  # as many letters
    found = [match for pattern in _patterns(small) if (match := pattern.search(small))]
    first = min(found, key=lambda match: match.start(), default=None)
    return plain[first.start() : first.end()] if first and not _NOT.search(plain) else ""


def _patterns(text: str) -> Iterator[re.Pattern[str]]:
    """Those that may be found: to look for a letter of either writing is quick."""
    if HAN.search(text) or HOTLINE in text:
        yield _COMPLAINT_ZH
    if _LATIN.search(text):
        yield _COMPLAINT_EN
