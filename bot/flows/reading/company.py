"""The answer to "which company?": how he frames it, and what is none."""

from __future__ import annotations

import re

from bot.flows.reading.firms import ENDS_KIND, ENDS_LEGAL
from bot.flows.reading.further import adds_trouble
from bot.flows.reading.given_names import is_given
from bot.flows.reading.names import HAN, han_person
from bot.flows.reading.organisations import (
    before_department,
    is_department,
    is_marked,
    is_organisation,
    read_organisation,
)
from bot.flows.reading.products import read_product
from bot.flows.reading.text import folded
from bot.flows.reading.traditional import simplified

LONGEST = 80  # characters

#: "the marketing team at Acme": whoever is asked for his company means Acme.
_DEPARTMENT = re.compile(
    r"^(?:(?:we are|we're|i am|i'm|it's|this is) )?(?:in |with |from )?(?:the )?(?:[\w&'-]{1,20} ){1,3}(?:team"
    r"|department|dept\.?"
    r"|division|office|desk|unit) (?:at|of|from|@) (?:the )?(?=\S)",
    re.IGNORECASE,
)
_FACES = re.compile("[\u2600-\u27bf\U0001f000-\U0001faff\ufe0f\u200d]+")
_FRAMED = re.compile(
    r"(?:(?:oh|ah|hi|hello|sorry|yes|ok|well)\W{1,2}){0,2}(?P<frame>it['’]?s|it is|that['’]s|that is|this is"
    r"|we['’]re|we are)"
    r" (?:the company |called )?(?P<firm>[^\s,;:!?][^,;:!?]{0,59}?)[.!]?",
    re.IGNORECASE,
)
_FRAMED_ZH = re.compile(
    r"(?:(?:你好|您好|哦|嗯|对)[,，。!！\s]?)?(?:(?:我|我们|俺)(?:们)?(?:是|在|来自)(?P<of>[^,，。!！?？的]{2,20})的(?:员工|人)?"
    r"|(?:这里|这边|我这(?:里|边)?|我们这(?:里|边)?|我们)(?:是|叫)(?P<here>[^,，。!！?？的]{2,20}))[。!！\s]*"
)
_SENTENCE = re.compile(r"[.!?。！？]\s{0,3}(?=\S)|[,，;；]\s{0,3}")
#: He has none, and need not be asked for it again.
_NONE = re.compile(
    r"\b(?:self[ -]?employed|free ?lanc(?:er|e|ing)|private (?:person|individual|customer|user|household)"
    r"|sole trader|retired|pensioner"
    r"|unemployed|i (?:have|['’]ve|got) no company|(?:do not|don['’]?t) (?:have|work (?:for|at)) (?:a|any) company)\b"
    r"|^\W*(?:just|only) (?:me|myself)\W*$|\bas a private\b"
    r"|个体户|自由职业|(?:是|以)?(?:个人|私人|家庭)(?:用户|客户|使用)?\W*$|没有?(?:公司|单位)|退休|待业|无业",
    re.IGNORECASE,
)
#: When it began, where something stands, which one of them, a code, an address, a number.
_OTHER = re.compile(
    r"\S+@\S+\.\S+|\D{0,20}\d[\d\s().-]{5,}|(?:https?://|www\.)\S+|[A-Za-z]{1,4}-?\d{3,}"
    r"|(?:the |on the |in the )?(?:ground|first|second|third|fourth|fifth|sixth|top|upper|lower|\d{1,2}(?:st|nd"
    r"|rd|th)?) floor"
    r"|(?:in |on )?(?:room|floor|building|level|house|gate|hall|flat) (?:\d{1,4}\w?|[a-z])"
    r"|(?:since|from|until|about|around) (?:this |last )?(?:yesterday|today|morning|noon|evening|night|week|month"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day)(?: .{1,20})?|(?:yesterday|today|tomorrow|tonight)(?: \w{1,10}){0,3}"
    r"|(?:就|是|从|大概|大约|差不多)*(?:昨天|昨晚|昨日|前天|今天|今早|今晚|明天|后天|刚才|刚刚|上周|上星期|上个?月|早上|上午|中午|下午|晚上"
    r"|星期[一二三四五六日天]|周[一二三四五六日]|[一二三四五六七八九十\d]{1,3}(?:点|号|天前|小时|分钟)).{0,8}"
    r"|(?:在|就在)?(?:地下)?[一二三四五六七八九十\dA-Za-z]{1,4}(?:号?楼|层|号?栋|号?座|幢|室|单元)(?![\u4e00-\u9fff]{0,4}公司).{0,8}",
    re.IGNORECASE,
)
_ONE_OF_THEM = re.compile(r"(?:the|this|that|a|an|my|our) [^A-Z]{0,40}\bones?|[^A-Z]{1,40} one")


def has_no_company(text: str) -> bool:
    """Whether he says that he has none: he works for himself, or asks as a private person."""
    return len(text) <= LONGEST and _NONE.search(folded(text)) is not None


def framed_company(text: str) -> str:
    """The company that he tells in a short sentence about it ("it's Tesco", 我是华为的), where he was asked for it;
    empty when the sentence may name himself."""
    plain = _without_faces(text)
    if found := _FRAMED_ZH.fullmatch(plain):
        firm = found["of"] or found["here"]
        other = han_person(simplified(firm)) or is_department(firm) or _OTHER.fullmatch(firm) or has_no_company(firm)
        return "" if other else read_company(firm)
    found = _FRAMED.fullmatch(plain)
    if found is None or not found["firm"][:1].isupper() or HAN.search(found["firm"]):
        return ""
    firm, words = found["firm"], found["firm"].split()
    marked = is_marked(firm) or ENDS_KIND.search(firm) is not None or ENDS_LEGAL.search(firm) is not None
    if not marked and (is_given(words[0]) or (found["frame"].lower() == "this is" and len(words) > 1)):
        return ""
    return read_organisation(firm)


def read_company(text: str) -> str:
    """Returns the company out of the answer to the question, empty when it is rather something else."""
    plain = _without_faces(text)
    if (
        not plain
        or read_product(plain) == plain
        or _OTHER.fullmatch(plain.rstrip(".!。！ 的了"))
        or _ONE_OF_THEM.fullmatch(plain)
        or has_no_company(plain)
        or adds_trouble(plain)
    ):
        return ""
    if len(plain) <= LONGEST and (framed := _framed(plain)):
        return framed
    named = [part for part in _SENTENCE.split(plain) if is_organisation(part)] if len(plain) <= LONGEST else []
    whole = read_organisation(before_department(_DEPARTMENT.sub("", plain, count=1)))
    return whole or (named[0] if len(named) == 1 else "")


def _framed(plain: str) -> str:
    framed = bool(_FRAMED_ZH.fullmatch(plain) or _FRAMED.fullmatch(plain))
    return framed_company(plain) if framed else ""


def _without_faces(text: str) -> str:
    return " ".join(_FACES.sub(" ", text).split())
