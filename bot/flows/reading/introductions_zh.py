"""Who wrote, where he says so in Chinese: "我是蓝天公司的王丽", "蓝天公司张工", "请联系李工"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.core.impression import Proposal
from bot.flows.reading.firms_zh import TRADE, trade_at
from bot.flows.reading.names import HAN, ROLE, TITLES, han_person, is_nickname, latin_person, read_name
from bot.flows.reading.organisations import after_department, han_organisation, is_generic, latin_organisation
from bot.flows.reading.places_zh import is_placed_firm
from bot.flows.reading.surnames import DOUBLE, SINGLE

Found = tuple[str, Proposal]

_GREETING = re.compile(
    r"^(?:(?:您好|你好|大家好|早上好|下午好|晚上好|喂|hi|hello|打扰了?|麻烦了?|急|客服|老师|工程师|尊敬的\S{1,8}|"
    r"各位\S{0,4}|在吗|亲|[!,。:~\s]|我想咨询一下|请问)){1,6}",
    re.IGNORECASE,
)
_SELF = re.compile(
    r"(?:^|[,。;!\s:])(?:(?:我们|我)?(?:这里|这边|这儿|这)|此处|我|我们|本人|俺|人)?(?:(?<=本人)|(?:的?(?:名字|姓名)(?:叫|是))|是|系|来自|叫做?|"
    r"就职于|任职于|名叫)(?:一名|一位|一个|在)?\s{0,3}"
    r"(?P<rest>[^,。;!?\n]{1,50})"
)
_WORKS = re.compile(
    r"(?:^|[,。;!\s])(?:我们?|本人)?(?:人|现|目前)?(?:在|就职于)(?P<rest>[^,。;!?\n]{3,40}?)"
    r"(?:工作|上班|任职|(?:做|管|当|跑|负责)[^,。;!?\n]{1,8})(?=$|[,。;!?\n\s])"
)
_SURNAMED = re.compile(r"(?:^|[,。;!\s我])(?:免贵)?姓(?P<surname>[\u4e00-\u9fff]{1,2})(?=[,。;!?\s]|$)")
_BELONGS = re.compile(
    r"(?:^|[,。;!\s])(?:我?(?:们|这边|这里)?是|来自)?\s?"
    r"(?P<rest>(?!负责|分管|主管|专门|[搞干做管修])[\u4e00-\u9fff]{4,16})的\s?(?=[,。;!?]|$)"
)
_CLOSES = re.compile(r"(?:^|[,。;!?\s])(?P<name>[\u4e00-\u9fff]{2,4})\s{0,2}(?:谨上|敬上|谨启|拜上|上|启|留)\W{0,3}$")
_LABELLED = re.compile(
    r"(?:^|[,。;!?\s])(?:飞手|操作[员工人]|经办人?|值班人?员?|申请人|收件人|寄件人|报障人|申报人|填报人|使用人|保管人|管理员|"
    r"客户姓名|现场|店长|厂长|站长|机长|班长|接待人?|回电请?找)\s?:\s?(?P<name>[^,。;!?\n]{2,16})"
)
_NAMED_OF = re.compile(
    r"(?:^|[,。;!\s])(?:本人|我叫?)(?P<name>[\u4e00-\u9fff]{2,4}),?(?:系|是|来自)(?P<rest>[^,。;!?\n]{1,50})"
)
_OF = re.compile(r"(?:^|[,。;\s])(?:是|来自)?\s?(?P<rest>[A-Z][^,。;!?\n的\u4e00-\u9fff]{1,50}?)\s?的(?=[,。;!?\s]|$)")
_IN = re.compile(r"[,。;]\s?(?:我)?(?:现)?在(?P<rest>[^,。;!?\n]{3,30})(?=[,。;!])")
_NICKNAMED = re.compile(r"[小老阿][\u4e00-\u9fff](?=[,。;!?\s]|$)")
_CONTACT = re.compile(
    r"(?:联系人|联络人|现场联系人|对接人|负责人)(?:是|为|:|叫|请?找)?\s{0,3}(?P<rest>[^,。;!?\n]{2,20})"
    r"|(?:^|[,。;!\s]|到场后?|来了|有事|请|可以?|直接|麻烦|烦请|现场|届时|需要时|维修时|来之前|问题|"
    r"上门)(?:联系(?!人|方式|电话|我[,。;!\s]|我$)|致电|回电给?|打给|找(?!一下)|[与跟和](?=[^,。;!?\n]{2,10}联系))(?:(?<!找)一下|我[:\s]\s?|我们?的?|我司的?|"
    r"我公司的?)?(?P<rest2>[^,。;!?\n]{2,20})"
)
_FIND = re.compile(r"(?:找|联系|打给)(?P<name>[\u4e00-\u9fff]{2,4})(?=[\s,:]{0,2}\+?\d{7})")
_NOT_CONTACT = re.compile(r"(?:已经?|昨[天日]|上次|之前|曾|无法|不了|没|怎么|转|帮我|想|要求)\S{0,6}$")
_TAIL = re.compile(
    r"^(?:联系|就行|就好|即可|的?(?:电话|手机|联系方式|号码|邮箱|微信)|的?$|[\s,。;:!()\-/、|]|$|\+?\d|我|想|有|在|来|要|请|这|电话|"
    r"手机|报修|反映|反馈|需要|咨询|负责|说|也|刚|现在|今天|先|马上|尽快|即可|就行|吧|哈|啊)"
)
_EDGES = " ,。;!"
#: "我们是分包商长沙博能".
_KIND_OF_FIRM = re.compile(
    r"^(?:一家|一个)?(?:分包商|承包商|代理商|经销商|施工方|施工单位|总包|租户|使用单位|业主单位)(?=[\u4e00-\u9fff]{3})"
)
_FIRM_IS = re.compile(
    r"(?:^|[,。;!\s])(?:我们?的?)?(?:公司|单位)(?:全称|名称|名字)?(?:是|叫|为)(?P<rest>[^,。;!?\n]{3,40}?)的?(?=[,。;!?\n]|$)"
)
#: "Amy 陈".
_ITS_SURNAME = re.compile(rf"\s?(?:{'|'.join(DOUBLE)}|[{''.join(sorted(SINGLE))}])(?=[\s,。;:!()、|/\d]|$)")
#: "我这边蓝天公司的": nothing says "是".
_HERE = re.compile(r"(?:^|[,。;!\s])我?们?(?:这边|这里|这儿)(?!是)(?P<rest>[^,。;!?\n]{4,30}?)的?(?=[,。;!?\n]|$)")


def introductions(line: str) -> Iterator[Found]:
    """What the writer of a line says of himself and of whom to call, in the order of its certainty."""
    for match in _SELF.finditer(line):
        yield from _told(match["rest"], introduced=_names_follow(match[0]))
    for match in _NAMED_OF.finditer(line):
        if person := han_person(match["name"]):
            yield "name", Proposal(person, match[0].strip(_EDGES), "stated")
            yield from _told(match["rest"], introduced=False)
    yield from _employers(line)
    yield from _surnamed(line)
    yield from _contacts(line)
    yield from _found_by_number(line)
    yield from _opens_with(line)


def _employers(line: str) -> Iterator[Found]:
    """For whom he works: "在蓝天公司上班", "…,蓝天科技的"."""
    for pattern in (_WORKS, _IN, _HERE, _FIRM_IS):
        for match in pattern.finditer(line):
            name, rest = _organisation(match["rest"])
            if not name and pattern is not _IN and is_placed_firm(match["rest"]):
                name, rest = match["rest"], ""
            if not name and pattern is _WORKS and TRADE.fullmatch(match["rest"]) and not is_generic(match["rest"]):
                name, rest = match["rest"], ""
            if name and not after_department(rest):
                yield "organisation", Proposal(name, match[0].strip(_EDGES), "stated")
    for match in _OF.finditer(line):
        name, rest = latin_organisation(match["rest"])
        if name and not rest.strip():
            yield "organisation", Proposal(name, match["rest"], "stated")
    for match in _BELONGS.finditer(line):
        firm = match["rest"]
        if (TRADE.fullmatch(firm) and not is_generic(firm)) or is_placed_firm(firm):
            yield "organisation", Proposal(firm, match[0].strip(_EDGES), "stated")


def _surnamed(line: str) -> Iterator[Found]:
    """Who says "我姓邓" is called by his form of address, where he uses one: a bare surname names nobody. Who closes a
    letter, or stands behind what he is in the matter, is named too."""
    for match in _SURNAMED.finditer(line):
        if form := re.search(rf"{match['surname']}(?:{TITLES})", line):
            yield "name", Proposal(form[0], match[0].strip(_EDGES), "stated")
    for pattern in (_LABELLED, _CLOSES):
        for match in pattern.finditer(line):
            if person := han_person(match["name"].strip()):
                yield "name", Proposal(person, match[0].strip(_EDGES), "contact")


def _names_follow(words: str) -> bool:
    return re.search(r"(?:叫做?|姓|名字[叫是]|姓名是|名叫)", words[:8]) is not None


def _told(rest: str, *, introduced: bool) -> Iterator[Found]:
    """After "我是": an organisation, a department, a person, each if there is one."""
    text, owned = _KIND_OF_FIRM.sub("", rest.strip().strip('"“”')), False
    name, after = _organisation(text)
    if not name and ((TRADE.fullmatch(text) and not is_generic(text)) or is_placed_firm(text)):
        name, after = text, ""
    if name:
        yield "organisation", Proposal(name, name, "stated")
        after = after_department(after)
    else:
        after = after_department(text)
        firm = TRADE.match(text[:14])
        if firm and not is_generic(firm[0]) and person_at(after_department(text[firm.end() :]), strict=True)[0]:
            yield "organisation", Proposal(firm[0], firm[0], "stated")
            after, owned = after_department(text[firm.end() :]), True
        if "的" in after[:-1] and not person_at(after, strict=False)[0]:
            after, owned = after.rsplit("的", 1)[1], True
            owner = text.rsplit("的", 1)[0]
            sure = (
                TRADE.fullmatch(owner) and not is_generic(owner) and not re.search(r"客户|供应|厂家|甲方|乙方", owner)
            )
            if sure or is_placed_firm(owner):
                yield "organisation", Proposal(owner, owner, "stated")
    after = ROLE.sub("", after, count=1)
    person, _ = person_at(after, strict=not (introduced or owned or name))
    if not person and (nickname := _NICKNAMED.match(after)) and is_nickname(nickname[0]):
        person = nickname[0]
    if not person and introduced and (answer := read_name(after)) and HAN.match(answer):
        person = answer
    if person:
        yield "name", Proposal(person, person, "stated")


def _organisation(text: str) -> tuple[str, str]:
    name, rest = han_organisation(text)
    if name or HAN.match(text):
        return name, rest
    name, rest = latin_organisation(text)
    return (name, rest) if name and not rest.startswith("公司") else ("", text)


def person_at(text: str, *, strict: bool) -> tuple[str, str]:
    """The person with whom `text` begins, with something after him that can follow a name, and that rest."""
    text = text.lstrip()
    if text and not HAN.match(text):
        name, rest = latin_person(text, single=True)
        if name and (surname := _ITS_SURNAME.match(rest)):
            return f"{name}{surname[0].rstrip()}", rest[surname.end() :]
        return (name, rest) if name and (_TAIL.match(rest) or HAN.match(rest)) else ("", text)
    run = re.match(r"[\u4e00-\u9fff·]{1,12}", text)
    for length in range(min(len(run[0]) if run else 0, 10), 1, -1):
        person = han_person(text[:length], strict=strict)
        if person and _TAIL.match(text[length:]):
            return person, text[length:]
    return "", text


def _contacts(line: str) -> Iterator[Found]:
    for match in _CONTACT.finditer(line):
        if _NOT_CONTACT.search(line[: match.start()][-8:]) or _NOT_CONTACT.search(match[0][:4]):
            continue
        rest = (match["rest"] or match["rest2"] or "").strip()
        if re.match(r"(?:你|贵|您|客服|厂家|供应商|快递)", rest):
            continue
        name, after = _organisation(rest)
        person, _ = person_at(ROLE.sub("", after_department(after if name else rest), count=1), strict=True)
        if person:
            yield "name", Proposal(person, match[0].strip(_EDGES), "contact")


def _found_by_number(line: str) -> Iterator[Found]:
    for match in _FIND.finditer(line):
        if person := han_person(match["name"], strict=True):
            yield "name", Proposal(person, match[0], "contact")


def _opens_with(line: str) -> Iterator[Found]:
    """A line that begins with an organisation: "蓝天公司张工,…", "蓝天公司的打印机坏了"."""
    text = _GREETING.sub("", line)
    name, rest = han_organisation(text)
    if not name and (firm := trade_at(text[:12])) and person_at(text[firm.end() :], strict=True)[0]:
        name, rest = firm[0], text[firm.end() :]
    if not name and (owner := re.match(r"([\u4e00-\u9fff]{4,12})的", text)) and is_placed_firm(owner[1]):
        yield "organisation", Proposal(owner[1], owner[1], "listed")
    if not name:
        return
    after = after_department(rest)
    person, tail = person_at(after, strict=True)
    if person and not re.match(r"[^,。;!?\n]{0,6}(?:说|来过|修|告诉|昨天)", tail):
        yield "organisation", Proposal(name, name, "listed")
        yield "name", Proposal(person, person, "listed")
    elif after.startswith(":") or re.match(
        r"^[,:。;!]?\s{0,3}(?:这边|这里|报修|需要报修|申请|的?(?:打印机|电脑|网络|服务器|复印机|机器|设备|收银|监控|"
        r"电话|空调|门禁|机房|投影|生产线|产线|显示|扫描|一台|路由|交换机))",
        rest,
    ):
        yield "organisation", Proposal(name, name, "listed")
