"""A thank you and praise, and nothing else: whoever says it wants nothing of us."""

from __future__ import annotations

import re

from bot.flows.reading import said
from bot.flows.reading.names import han_person, latin_person

LONGEST = 160  # characters

#: What thanks are for: anything but a number, or what is not well.
_FOR = (
    r"(?:(?!\b(?:but|not|never|nothing|still|again|broken|fails?|failed|problems?|issues?|errors?|wrong|please"
    r"|could|can|call|send)\b|n['’]t\b)[^,.;:!?\d\n]){1,70}"
)
_THANKS = (
    r"(?:(?:many|big|huge|warm|a big) )?(?:thanks|thank you|thank u|thx|thnx|cheers)"
    r"(?: (?:so|very)? ?much| a (?:lot|million|bunch)| again| indeed| sincerely| all| guys| team| every(?:one|body)"
    r"| folks| mate| you)*"
    rf"(?:(?-i: [A-Z][a-z]{{1,15}})|(?: (?:to|for) {_FOR})?)"
)
_VERY = r"(?:(?:so|very|really|truly|always|absolutely|just|such|super|extremely|more than|as|all) ){0,3}"
_GOOD = (
    rf"{_VERY}(?:great|good|nice|excellent|awesome|amazing|fantastic|wonderful|brilliant|superb|perfect|outstanding"
    r"|lovely|(?:the )?best|kind|helpful|friendly|professional|quick|fast|prompt|efficient|polite|patient|happy"
    r"|pleased|satisfied|impressed|impressive|competent|first[ -]class|top(?:[ -]notch)?|(?:five|5)[ -]stars?"
    r"|grateful|thankful|glad)"
)
_WHO = (
    r"(?:customer )?(?:service|support|help|job|work|response|reply|repair|visit|team|guys|engineers?|technicians?"
    r"|colleagues?|staff|experience|people|everyone|everybody)"
)
_WHEN = (
    r"(?:,? (?:yesterday|today|(?:last|this) (?:week|time|night|morning|afternoon|evening|month)|again|as always"
    r"|the other day|so far|indeed))*"
)
_PRAISE = re.compile(
    rf"(?:(?:{_THANKS}"
    rf"|(?:(?:i|we)(?: just)? (?:wanted|want|would like)|(?:i|we)['’]d like|just wanted) to say {_THANKS}"
    r"|(?:(?:i|we) )?(?:(?:really|very much|do|truly) ){0,2}appreciate"
    r" (?:it|that|this|all|(?:your|the) \w+(?: \w+){0,3})"
    r"|(?:(?:much|greatly|very much|really|highly|very) )?appreciated"
    rf"|(?:(?:i am|i['’]m|we are|we['’]re) )?{_GOOD}(?:,? (?:and )?{_GOOD}){{0,3}}(?: {_WHO}){{0,2}}"
    rf"(?: (?:with|by|from|to|of) (?:you|us|me|your {_WHO}|the {_WHO}|all of you))?"
    rf"|(?:that|it|this|you(?: guys| all)?|he|she|they|(?:your|the|our|all) {_WHO})(?: (?:was|is|are|were|has been"
    rf"|did)|['’](?:s|re))"
    rf" (?:a |an |the )?{_GOOD}(?:,? (?:and )?{_GOOD}){{0,3}}(?: {_WHO})?(?: of you| to (?:me|us))?"
    rf"|you(?: guys)? rock|well done|bravo|(?:kudos|hats off)(?: to {_FOR})?|what a {_GOOD} {_WHO}"
    rf"|keep (?:it up|up the good work)){_WHEN}(?:[\s,.;:!~–-]+(?:and )?|$)){{1,5}}",
    re.IGNORECASE,
)
_MANY = r"(?:太|非常|十分|万分|很|真的?|特别|挺|超级?|确实|一直|都|又|最|真心|由衷|衷心|表示|也|实在是?)"
_WHOM = r"(?:你们?|您们?|大家|各位|贵司|老师|师傅|客服|工程师|小哥|同事|团队|们|的|了|啦|啊|呀|哈|哦)"
#: Whose help, or whom he thanks; a wish for help begins otherwise.
_FOR_ZH = (
    r"(?:(?!请|帮我|给我|尽快|赶快|快点|早日|希望|麻烦|不|没)[\u4e00-\u9fff]){0,16}"
    r"(?:帮助|帮忙|支持|服务|回复|付出|努力|关心|耐心|工作|师傅|工程师|老师|团队|客服|小哥)"
)
_OF = (
    r"(?:你们?|您们?|贵司|昨天|上次|今天|这次|的|那位|这位|师傅|工程师|客服|小哥|老师|同事|团队|服务|态度|技术|水平|效率|工作"
    r"|速度|反应|回复|人|(?:维?修|处理|解决)(?=得))"
)
_PRAISE_ZH = re.compile(
    r"(?!(?:(?:老师|师傅|工程师|客服|大家|各位|你|您|同事)们?)?好\W*$)"
    rf"(?:(?:{_MANY}*+(?:感谢|谢谢|多谢|谢){_WHOM}*+(?:{_FOR_ZH}{_WHOM}*+)?"
    rf"|(?:我们?)?{_OF}*+得?{_MANY}*+(?:好|棒|赞|优秀|专业|到位|及时|周到|热情|耐心|细心|负责|高效|(?<=[得么很真太])快|满意|感动"
    r"|靠谱|认真|厉害|给力)(?:了|啊|呀|的|哦|啦)*"
    rf"|(?:必须|要|给)?{_WHOM}*+(?:点个?赞|五星(?:好评)?|好评|表扬)(?:一下)?{_WHOM}*+|辛苦{_WHOM}*+)"
    r"[\s,，.。;；!！~～、]*+){1,6}"
)
_NAMED = re.compile(r"(?!(?i:many |big )?(?i:thanks?|thx|kudos)\b)[A-Z][\w&'’-]*(?: [A-Z][\w&'’-]*)+")
#: What the subject of such a mail may say.
_TITLE = re.compile(
    r"\W*(?:(?:(?:your|the|our) )?(?:service|support|feedback|visit|repair)|(?:客户)?反馈|服务)?\W*", re.IGNORECASE
)


def is_praise(subject: str, text: str) -> bool:
    """Whether a message is praise with its subject, and at most his name below it."""
    if _TITLE.fullmatch(subject) is None and not praises(subject):
        return False
    lines = text.rstrip().split("\n")
    name = lines[-1].strip(" .,。，-–—")
    signed = len(lines) > 1 and (latin_person(name, single=True)[0] == name or han_person(name) == name)
    own = "\n".join(lines[:-1]) if signed and name else text
    return praises(own)


def praises(text: str) -> bool:
    """Whether he thanks or praises us, and says nothing else. A question is none, nor what may be the name of a firm
    ("Best Service"), nor a bare good word."""
    words = " ".join(said(text).split())
    if not words or len(words) > LONGEST or _NAMED.fullmatch(words):
        return False
    return _PRAISE.fullmatch(words) is not None or _PRAISE_ZH.fullmatch(words) is not None
