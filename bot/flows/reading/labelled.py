"""Labelled lines: "Name: …", "公司:…", in any order, quoted or not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from bot.flows.reading.answers import read_field
from bot.flows.reading.text import folded

_LABELS: Mapping[str, str] = {
    "name": r"your name|full name|name|contact person|contact|contact name|requester|requested by|reported by|"
    r"reporting person|reporter|caller|customer name|site contact|submitted by|raised by|"
    r"姓名|您的姓名|联系人|报修人|报障人|申报人|申请人|称呼|名字",
    "organisation": r"organi[sz]ation|org|company|company name|firm|employer|business|institution|"
    r"公司名称|公司|单位名称|单位|组织|机构",
    "phone": r"phone number|telephone|phone|mobile|tel|cell|联系电话|电话号码|电话|手机号码|手机号|手机",
    "priority": r"priority|prio|urgency|level|优先级|紧急程度|级别|响应级别",
}
_MORE_LABELS: Mapping[str, str] = {
    "product": r"product|device|machine|model|equipment|产品型号|产品名称|产品|设备型号|设备名称|设备|型号|机型",
    "site": r"site|location|address|building|现场地址|公司地址|地址|地点|现场|位置",
}
LONGEST_VALUE = 80  # characters of a product or a site
# Bounded, and within one line: unbounded blanks make a regular expression take minutes on hostile text.
_MARKS = r"[^\S\n]{0,20}(?:[>|*_\-•\d.、)][^\S\n]{0,3}){0,20}"
_GAP = r"[^\S\n*_]{0,20}[*_]{0,3}[^\S\n]{0,20}"


def _line(words: str) -> re.Pattern[str]:
    return re.compile(
        rf"^{_MARKS}(?:{words}){_GAP}(?:\([^)\n]{{0,60}}\))?{_GAP}:{_GAP}(\S.{{0,200}}?){_GAP}$",
        re.IGNORECASE | re.MULTILINE,
    )


_OTHER_LABELS = (
    r"problem|issue|fault|symptom|error|description|subject|serial(?: number)?|e-?mail|date|department|position|"
    r"问题|故障|故障现象|描述|序列号|邮箱|日期|部门|职务|备注"
)
_LABEL = "|".join((*_LABELS.values(), *_MORE_LABELS.values(), _OTHER_LABELS))
#: Labels that follow one another in a line: "Company: …, contact: …", "Requester - …; Organisation - …".
_BESIDE = re.compile(
    rf"\s{{0,3}}(?:[,;|/、。]|\.(?=\s))\s{{0,3}}(?=(?:{_LABEL})\s{{0,3}}(?::|\s[-–—]\s))", re.IGNORECASE
)
_SPACED = re.compile(
    r"(?<=\S)\s{1,3}(?=(?:name|company|phone|tel|mobile|organi[sz]ation|contact|priority|problem|issue|[\u4e00-\u9fff]{2,4})"
    r"\s{0,2}:)",
    re.IGNORECASE,
)
_LINKED = re.compile("[:–—-]")  # without one of these nothing is a label
#: The first label of a line that begins with something else: "The lift is stuck. Name: …".
_INSIDE = re.compile(
    rf"(?:[,;!?|(、。]|\.(?=\s)|(?<=[\u4e00-\u9fffA-Z\d])\s(?=[\u4e00-\u9fff]))\s{{0,3}}"
    rf"(?=(?:{'|'.join((_LABELS['name'], _LABELS['organisation'], _LABELS['phone']))})\s{{0,3}}:)",
    re.IGNORECASE,
)
#: "Contact: Ann Smith, Bright Stores", "Name: Ann Smith, site manager".
_AND_MORE = re.compile(
    rf"^({_MARKS}(?:{_LABELS['name']}){_GAP}:{_GAP}[^\W\d_][\w'’.-]{{1,20}}(?: [^\W\d_][\w'’.-]{{0,20}}){{1,2}}),\s",
    re.IGNORECASE | re.MULTILINE,
)
_DASHED = re.compile(rf"^({_MARKS}(?:{_LABEL}))\s[-–—]\s", re.IGNORECASE | re.MULTILINE)
_BEGINS = re.compile(rf"{_MARKS}(?:{_LABEL})\s{{0,3}}(?::|\s?[-–—]\s)", re.IGNORECASE)

_LINE = {field: _line(words) for field, words in _LABELS.items()}
_MORE_LINE = {field: _line(words) for field, words in _MORE_LABELS.items()}


def read_labelled(text: str, region: str) -> dict[str, str]:
    """Reads lines such as "Name: …" or "公司:…", quoted or not. Empty labels give nothing; a value that does
    not fit its field gives nothing."""
    found: dict[str, str] = {}
    plain = apart(folded(text))
    if ":" not in plain:
        return {}
    for field, pattern in _LINE.items():
        values = (read_field(field, _value(match), region) for match in pattern.finditer(plain))
        value = next(filter(None, values), "")
        if value:
            found[field] = value
    return found


def read_labelled_things(text: str) -> dict[str, str]:
    """Reads labelled lines about the product and the site."""
    plain = apart(folded(text))
    if ":" not in plain:
        return {}
    found = {field: pattern.search(plain) for field, pattern in _MORE_LINE.items()}
    return {field: _value(match)[:LONGEST_VALUE] for field, match in found.items() if match}


def _value(match: re.Match[str]) -> str:
    """What stands behind the label, without the bracket that closes one before the label."""
    value = match[1].strip()
    return value[:-1].rstrip() if value.endswith(")") and value.count(")") > value.count("(") else value


@lru_cache(maxsize=4)  # a text is asked for people and for things
def apart(text: str) -> str:
    """The text with each of several labels that stand in a line, beside each other, in a line of its own."""
    if not _LINKED.search(text):
        return text
    split = "\n".join(_apart(line) if _LINKED.search(line) else line for line in text.split("\n"))
    return _AND_MORE.sub(r"\1\n", split) if ":" in split else split


def _apart(line: str) -> str:
    if not _BEGINS.match(line):
        inside = _INSIDE.search(line[:1000])
        return f"{line[: inside.start()]}\n{_apart(line[inside.end() :])}" if inside else line
    split = _SPACED.sub("\n", _BESIDE.sub("\n", line[:1000]))
    return _DASHED.sub(r"\1: ", split) + line[1000:] if split != line[:1000] else line
