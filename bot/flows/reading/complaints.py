"""Whether a message sounds like a complaint about the service, not only about a device."""

from __future__ import annotations

import re

from bot.flows.reading.text import folded, own_words

_COMPLAINT = re.compile(
    r"投诉|索赔|(?:要求|必须|给我们?)(?:赔偿|赔付|退款|退货|道歉)|赔偿(?:我们?的?)?损失|差评|(?:太|极其?|非常|很|"
    r"十分)(?:不满意?|失望|差劲|气愤|恼火|过分)|不满意|忍无可忍|无法接受|不可接受|没人(?:管|理|负责)|"
    r"推卸责任|态度(?:很|太|极|恶|非常)?(?:差|恶劣|不好)|你们(?:这)?是?骗|消费者协会|12315|律师函|起诉|"
    r"找你们?(?:领导|经理|负责人)|什么(?:破)?服务|再也不(?:用|买)"
    r"|\b(?:complain(?:t|ts|ing)?|unacceptable|inacceptable|(?:want|demand|expect|request) (?:\w+ ){0,2}(?:refund|"
    r"compensation|apology|money back)|compensat(?:e|ion)|outrageous|"
    r"(?:very|extremely|deeply|really|so|utterly) (?:\w+ )?(?:disappointed|dissatisfied|unhappy|upset|angry|annoyed|"
    r"frustrated)|(?:terrible|horrible|awful|poor|lousy|bad|worst) (?:\w+ )?"
    r"(?:service|support|experience)|sick and tired|fed up|had enough|not acceptable|lawyer|legal action|sue you|"
    r"rude|ignored (?:us|me)|nobody cares|never (?:buy|use) (?:\w+ ){0,3}again|"
    r"speak (?:to|with) (?:your|the|a) (?:manager|supervisor)|escalate this to your)\b",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\bno complaints?\b|\bnot (?:a complaint|complaining)|(?:不是|没有|无)(?:要?投诉|不满)|投诉(?:电话|系统|平台|"
    r"处理系统|模块)|\bcomplaints? (?:system|module|form|database|app)\b",
    re.IGNORECASE,
)


def complaint_words(text: str) -> str:
    """Returns the words of his own that sound like a complaint; empty when none do."""
    plain = folded(own_words(text))
    found = _COMPLAINT.search(plain)
    return found[0] if found and not _NOT.search(plain) else ""
