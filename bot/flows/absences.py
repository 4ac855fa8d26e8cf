"""Whether a mail says only that its writer is away: what answering machines write, also those that declare nothing.

Every sentence has to be of the kind that such notes are made of. Whoever adds a word on the matter is a person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.core.events import Case, Wrote
from bot.flows.reading import said
from bot.flows.verdicts import opinion

LONGEST = 600  # characters

_DAY = (
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?"
    r"|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
    r"|\d[\d.:/-]*+(?:st|nd|rd|th)?"
    r"|today|tomorrow|tonight|(?:this|next|the|all|end|of|rest|week|month|year|days?|weeks?|afternoon|morning|noon"
    r"|further|notice|am|pm|christmas|easter|new)\b"
)
_WHEN = (
    rf"(?>(?:(?:(?:until|till|from|through|to|since|between|and|on|starting|up|including|inclusive|for|in|at"
    rf"|around|with) )*(?:{_DAY})(?!\w)\W{{0,2}})+)"
)
_THEN = (
    rf"(?:(?:again|then|soon|shortly|thereafter|immediately|as soon as (?:possible|i can)|(?:as soon as"
    rf"|when|once|after)"
    rf" (?:i(?:['’]m| am| get| have)?|we(?:['’]re| are)?) (?:back|return(?:ed)?)(?: (?:to|in|at) (?:the )?(?:office"
    rf"|work|desk))?"
    rf"|(?:up)?on (?:my|our) return|(?:after|following) (?:my|our|the) (?:return|holidays?|vacation|leave)"
    rf"|{_WHEN})\s?)+"
)
_LETTER = r"(?:(?:to )?(?:(?:your|my|all|any|the|this) )*(?:e-?mails?|messages?|mails?|you|enquir(?:y|ies)|requests?))"
#: The places and reasons that keep somebody away.
_AWAY = (
    r"(?:out of (?:the |my )?office|ooo|away(?: from (?:the |my |our )?(?:office|desk|work|computer|e-?mail))?"
    r"|(?:currently )?absent|on (?:(?:an?|my|our|annual|parental|maternity|paternity|sick|medical|family|summer|winter"
    r"|business|extended|public) )*(?:leave|vacation|holidays?|pto|trip|break|travel)|not (?:in|at)"
    r" (?:the |my |our )?(?:office|work|desk)|not available|unavailable|travell?ing)"
)
#: What one sentence of such a note says, in English.
_PIECES = (
    rf"(?:please note that |note: |unfortunately )?(?:(?:i|we)(?:['’](?:m|re|ll)| am| are| will be)? )?"
    rf"(?:(?:currently|now|presently|at the moment|be) )*{_AWAY}(?: {_WHEN})?(?: (?:right now|at the moment))?",
    rf"(?:i|we)?(?:['’]ll|\s?will|\s?shall)? ?(?:(?:only|then|gladly|happily) )*(?:read|reply|answer"
    rf"|respond|get back|come back|check|see|look at|return|attend)\b(?: (?:to )?{_LETTER})*(?: {_THEN})?",
    rf"(?:(?:i|we)(?:['’]ll| will| am| are| expect to| plan to| shall)? )?(?:(?:be )?back"
    rf"|return(?:ing)?)(?: (?:in|to|at)"
    rf" (?:the |my )?(?:office|work|desk))?(?: {_THEN})?",
    r"(?:(?:during|in) this (?:time|period) )?(?:(?:i|we)(?:['’]ll| will)? )?(?:have |having |with )?(?:only |very )?"
    r"(?:no|limited|little|restricted|intermittent) (?:or no )?access to (?:my )?(?:e-?mails?|messages?"
    r"|phone|internet)",
    r"(?:in|for) (?:an? |any )?(?:urgent|emergency|pressing)\b[^.!\n]{0,20}?(?:cases?|matters?|issues?|requests?"
    r"|emergency|enquiries)?,? ?(?:please )?(?:contact|call|write|reach|e-?mail|phone|turn)\b[^!\n]{0,90}",
    r"if (?:it is|it['’]s|this is|your (?:\w+ )?(?:is|requires?)|you (?:need|require)|the matter is)\b[^.!\n]{0,45}?,?"
    r" (?:please )?(?:contact|call|write|reach|e-?mail|phone|turn)\b[^!\n]{0,90}",
    r"(?:thank you|thanks|many thanks)(?: very much)? for (?:your|the|this) (?:e-?mail|mail|message)",
    r"(?:your|this|the) (?:e-?mail|mail|message) (?:will|is|was|has|can)(?: not)?(?: be| been| being)?(?: not)?"
    r" (?:read|forwarded|answered|received|processed|redirected)(?: automatically)?",
    r"(?:this is an |an )?auto(?:mat(?:ic|ed))?[- ]?(?:reply|response|answer|message)",
)
_ENGLISH = re.compile(rf"(?>(?:\W{{0,3}}(?:and |but |so |where |also )?(?>{'|'.join(_PIECES)}))+)", re.IGNORECASE)
_GONE = re.compile(rf"\b{_AWAY}", re.IGNORECASE)

_DAY_ZH = r"[\d年月日号周星期一二三四五六日天下上本午至到从起止前后的(),.:/~—-]{1,30}"
_AWAY_ZH = (
    r"(?:休(?:年|产|病|事|婚|陪产)?假|度假|放假|出差|外出|请假|(?:年|产|病|事|婚)假|不在(?:办公室|公司|岗|办公|单位|线)"
    r"|離開辦公室|不在辦公室)"
)
_PIECES_ZH = (
    rf"(?:{_DAY_ZH})?(?:我|本人)?(?:{_DAY_ZH})?(?:目前|现在|正在|正|将|已|暂时|因|在|会|處於|处于|由于)*{_AWAY_ZH}"
    rf"(?:中|期间|了)?(?:{_DAY_ZH})?",
    rf"(?:我|本人)?(?:会|将|待|等)*[在于]?(?:{_DAY_ZH})?(?:回来|返回|回到|回|返|假期?结束|休假结束|出差结束|上班|销假)"
    rf"(?:办公室|公司|岗位|单位|上班)?(?:之?后|以后|时)?(?:我)?(?:会|将|再)*(?:第一时间|尽快|及时|立即|马上|再)*"
    rf"(?:(?:给|与|跟)?(?:您|你|大家)?(?:回复|答复|查看|处理|阅读|联系|回信)(?:您|你)?(?:的)?(?:邮件|来信|消息|信息)?)?",
    r"(?:我|本人)?(?:会|将)?(?:尽快|及时|稍后|届时)+(?:回复|答复|处理|联系|查看)(?:您|你)?(?:的)?(?:邮件|来信)?",
    r"(?:期间|此期间)?(?:我)?(?:可能)?(?:无法|不能|不便|不方便)(?:及时|立即|马上|正常)?(?:回复|查看|处理|收发|答复)"
    r"(?:您|你)?(?:的)?(?:邮件|来信|消息)?",
    r"(?:如|若|如果)?(?:您|你)?(?:有|遇)?(?:任何)?(?:急事|紧急|要事|急需)[^。!\n请可]{0,12}",
    r"(?:可|请)(?:您)?(?:直接)?(?:联系|致电|拨打|电联|发邮件|联络)[^。!\n]{0,40}",
    r"(?:非常)?(?:感谢|谢谢)(?:您|你)?(?:的)?(?:来信|邮件|来函|联系|理解)?",
    r"(?:您|你)(?:的|好,?)?(?:邮件|来信)?(?:我)?(?:已(?:经)?)?(?:收到|收悉)?",
    r"(?:敬请|请)?(?:谅解|见谅)|(?:给您)?带来(?:的)?不便[^。!\n]{0,10}|(?:这是一封)?自动(?:回复|答复)(?:邮件)?",
)
_CHINESE = re.compile(rf"(?>(?>{'|'.join(_PIECES_ZH)})+)")
_GONE_ZH = re.compile(_AWAY_ZH)

#: Of other languages: words that say that he is away, and words beside them in such notes.
_GONE_ELSEWHERE = re.compile(
    r"außer haus|nicht im (?:haus|büro)|abwesend|im urlaub|auf (?:dienst|geschäfts)reise|in elternzeit"
    r"|absente? d[ue]|(?:suis|serai|actuellement|suis actuellement) absente?|en (?:congés?|vacances|déplacement)\b"
    r"|fuera de (?:la )?oficina|de vacaciones|estoy ausente|estaré ausente"
    r"|fuori (?:ufficio|sede)|in ferie|sono assente|sarò assente|fora do escritório|de férias|estou ausente"
    r"|niet (?:op|aanwezig op) kantoor|afwezig|met vakantie|op vakantie|poza biurem|na urlopie|jestem nieobecn"
    r"|нахожусь в (?:отпуске|командировке)|(?:я )?в отпуске|отсутствую"
    r"|不在に?して|休暇中|休暇をいただ|出張中|외출 ?중|부재 ?중|휴가 ?중|출장 ?중",
    re.IGNORECASE,
)
_BESIDE_ELSEWHERE = re.compile(
    r"\b(?:lese|beantworte|bearbeite|melde mich|antworte|erreichbar|wenden sie sich|weitergeleitet|dringende?n?|bis zum"
    r"|vielen dank für ihre|wieder (?:da|im)|ab dem|répondrai|lirai|retour|urgence|merci (?:de|pour) votre|jusqu"
    r"|responderé|leeré|regreso|vuelta|urgente|urgencia|gracias por su|hasta el|risponderò|leggerò|rientro|urgenz[ae]"
    r"|grazie per|fino al|responderei|regresso|volta|obrigad[oa] p|até|beantwoord|lees|terug|dringend|bedankt voor"
    r"|odpowiem|wrócę|powrocie|pilnych|dziękuję za|отвечу|вернусь|возвращени|срочн\w+|спасибо за)"
    r"|ご連絡|返信|戻り|お急ぎ|メール|회신|답변|연락|복귀|메일",
    re.IGNORECASE,
)
_END = re.compile(r"[!。！;；\n]+|(?<!\d)\.(?:\s|$)")
_BETWEEN_ZH = re.compile(r"[,，、\s]+")
_HAN_ONLY = re.compile("[\u4e00-\u9fff]")
_KANA_HANGUL = re.compile("[\u3040-\u30ff\uac00-\ud7af]")


def only_away(case: Case, event: Wrote) -> bool:
    """Whether a mail on a ticket only says that its writer is away: a machine's note, with or without its headers."""
    return case.asks == "all" and not event.files and is_absence(event.text)


def is_absence(text: str) -> bool:
    """Whether he says that he is away, when he reads his mail again and whom else to ask, and nothing more."""
    text = said(text).strip()
    if not text or len(text) > LONGEST or "?" in text:
        return False
    sentences = [sentence.strip(" \t,") for sentence in _END.split(text) if sentence.strip(" \t,")]
    if _KANA_HANGUL.search(text):
        return _elsewhere(sentences)
    if _HAN_ONLY.search(text):
        clauses = [clause for sentence in sentences for clause in _BETWEEN_ZH.split(sentence) if clause]
        return _GONE_ZH.search(text) is not None and all(map(_is_clause, clauses))
    if _GONE.search(text) and all(_ENGLISH.fullmatch(one) or _is_label(one) for one in sentences):
        return True
    return _elsewhere(sentences)


def _is_clause(clause: str) -> bool:
    return _CHINESE.fullmatch(clause) is not None or re.fullmatch(rf"{_DAY_ZH}|[\d+ -]{{5,20}}", clause) is not None


def _elsewhere(sentences: Sequence[str]) -> bool:
    away = [_GONE_ELSEWHERE.search(one) is not None for one in sentences]
    return any(away) and all(
        gone or _BESIDE_ELSEWHERE.search(one) or _is_label(one) for gone, one in zip(away, sentences, strict=True)
    )


def _is_label(sentence: str) -> bool:
    """Whether it is a name, a number or an address, and no word on the matter."""
    words = sentence.split()
    return len(words) <= 4 and all(not word[0].islower() or "@" in word for word in words) and not opinion(sentence)
