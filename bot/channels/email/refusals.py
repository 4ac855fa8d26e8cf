"""Whether a server's refusal means the address, or us: our server, our sender, or what the mail holds.

Whoever such a mail went to may read the next one: his address is not dead.
"""

from __future__ import annotations

import re

#: Policy and content by number: RFC 3463, 3.7 and 3.8, RFC 7372; a bad sender (X.1.7, X.1.8), a loop (X.4.6; Exchange
#: says X.4.14, too).
_BY_NUMBER = re.compile(r"\b5\.([67]\.\d{1,3}|1\.[78]|4\.(6|14))\b")
_BY_WORDS = re.compile(
    r"\b(anti-?)?spam|\bjunk\b|unsolicited|phishing|\bvirus|malware|malicious|(black|block|deny)-?list|\b(dns|r|d|s)bl\b"
    r"|reputation|blocked (using|by our)|\b(dmarc|dkim|spf|rdns|ptr)\b|sender policy|unauthenticated|reverse dns"
    r"|polic(y|ies)\b"
    r"|(client host|sender( address)?|connection|ip( address)?|content|attachments?) .{0,40}(blocked|banned|rejected"
    r"|refused|denied|limited|prohibited|forbidden|not (allowed|accepted|permitted|authori[sz]ed))"
    r"|(blocked|banned|prohibited|forbidden) .{0,40}(attachment|file|extension)|(attachment|file) (type|extension)"
    r"|(was|been|message|mail) (blocked|banned)|message (rejected|refused) (as|due|because|for)"
    r"|hop count|too many hops|(mail|routing) loop|frequency limited|rejected by (the )?recipients?\b"
    r"|\b(DT|HL|MI|RP):[A-Z]{3}\b"  # 163 and Coremail
    r"|垃圾(邮件|郵件)|反垃圾|拦截|攔截|黑名单|黑名單|病毒|违规|敏感|信誉|策略|(内容|附件).{0,12}(拒|禁|不允许|未被许可)",
    re.IGNORECASE,
)
#: Words that mean the address, whatever stands beside them: Yandex says "550 5.7.1 No such user".
_NOBODY = re.compile(
    r"\b5\.1\.(1|2|3|10)\b|recip(ient)?notfound|no mailbox|no such (user|person|address|mailbox|recipient|account)"
    r"|(unknown|invalid) (user|recipient|mailbox|address|account)"
    r"|(user|recipient|mailbox|address|account|alias) .{0,30}(unknown|invalid|not (found|exist|known|valid|listed)"
    r"|does ?n[o'’]t exist|disabled|inactive|suspended|deleted)|(not|n[’']t) (a )?valid (user|mailbox|recipient)"
    r"|does ?n[o'’]t have an? .{0,30}account|relay(ing)? (access )?denied"
    r"|(用户|用戶|邮箱|信箱|帐号|账号|账户|收件人|地址).{0,12}(不存在|无效|停用|注销|禁用|冻结)"
    r"|(不存在|没有|查无|无)(此|该|这个)(用户|邮箱|帐号)",
    re.IGNORECASE,
)


def refuses_us(said: str) -> bool:
    """Whether the server's words refuse our server or this mail, and do not say that the address takes none."""
    return (_BY_NUMBER.search(said) or _BY_WORDS.search(said)) is not None and _NOBODY.search(said) is None
