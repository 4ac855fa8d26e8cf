"""Telephone numbers: any in a text, in the answer to the question, and the writer's own in running text."""

from __future__ import annotations

import re
from itertools import islice

import phonenumbers

from bot.flows.reading.pieces import is_piece
from bot.flows.reading.text import folded

#: Numbers in one text that are tried; more is no letter.
MOST_NUMBERS = 60

_DIGITS = re.compile(r"\d(?:[^\d\n]{0,4}\d){3}")  # fewer are no number; searching for one takes long
#: Of his own numbers none that is read there has fewer, its extension counted.
_CHINESE_DIGITS = re.compile(r"\d(?:[^\d\n]{0,8}\d){6}")
# How Chinese writes an extension; phonenumbers knows "ext." only.
_EXTENSION = re.compile(
    r"\s{0,3}(?:转接?|轉|分机号?|內線|内线)\s{0,3}:?\s{0,3}(?=\d)"
    r"|,?\s(?:and )?(?:ask for )?(?:extension|extn)\.?\s(?=\d)"
)
_HYPHENED = re.compile(
    r"(?<![\d-])(\(?0\d{2,3}\)?[ -]?\d{3,4}[ -]?\d{4}|\+86[ -]?\d{2,3}[ -]?\d{3,4}[ -]?\d{4})[-*#](\d{1,6})(?![\d-])"
)
_DASHED = re.compile(r"(?<=\d)[—–‐‑‒―~](?=\d)")
#: The code of the country without its plus, before an area code or a mobile number.
_BARE_COUNTRY = re.compile(
    r"(?<![\d+-])\(?86\)?[ -](?=0?(?:10|2\d|[3-9]\d{2})[ -]\d{3,4}[ -]?\d{4}|1[3-9]\d[ -]?\d{4}[ -]?\d{4})0?"
)
#: A mobile number in characters: "一三八…", "幺三八…".
_IN_CHARACTERS = re.compile(
    "(?<![〇零一二三四五六七八九幺])[一幺][三四五六七八九][〇零一二三四五六七八九幺]{9}(?![〇零一二三四五六七八九幺])"
)
_CHARACTERS = str.maketrans("〇零一二三四五六七八九幺", "001234567891")
_SPACED_PREFIX = re.compile(r"(?<![\d+])00 (?=[1-9]\d{0,2} \d)")
# The shape of North American numbers (NANP), which no Chinese number has: it is written without a leading 0.
_AMERICAN = re.compile(r"\(?[2-9]\d{2}\)?[ .-]{1,2}[2-9]\d{2}[ .-]\d{4}")

# An area code and a subscriber's number, which begins with 2 to 9: "07700 900321" is a number of another country.
# Written as a Chinese number beyond doubt, whether or not it is given out yet.
_AREA = r"0(?:10|20(?!\)?[ -]{0,3}7)|2[1-57-9]|[3-689][1-9]\d|7\d\d|90\d)"
_CHINESE = re.compile(rf"1[3-9]\d{{9}}|1[3-9]\d[ -]\d{{4}}[ -]\d{{4}}|{_AREA}[ -][2-9]\d{{2,3}}[ -]?\d{{4}}")
_CHINESE_LANDLINE = re.compile(rf"\(?{_AREA}\)?[ -]{{0,3}}[2-9]\d{{2,3}}[ -]?\d{{4}}")
#: London, Southampton, Coventry, Belfast and Cardiff, as well as cities of China: told by the language of the letter.
_BRITISH = re.compile(r"\(?0(?:20\)? [378]|239|24\)? 7|28\)? 9|29\)? 2)")
_HAN = re.compile(r"[\u3400-\u9fff]")
#: Behind the word for it a number of the town is one, too.
_LOCAL = re.compile(
    r"(?:(?<![\u4e00-\u9fff])|(?<=[的联系我])|(?<=单位)|(?<=公司)|(?<=办公)|(?<=值班)|(?<=科室))(?:联系)?"
    r"(?:电话|座机|固话)\s?(?:号码)?[:是为]?\s?(?P<number>[2-8]\d{2,3}[ -]?\d{4})(?![\d-])"
)

#: Where he says to call, a number is his as he writes it, of whatever country it may be.
_CALLED = re.compile(
    r"(?:\b(?:call|ring|phone|text|reach|contact)(?: (?:me|us|back|on|at|by|phone)){1,4}"
    r"|(?:^|[.,;:!?(\n/–—-]\s{0,3}|\b(?:please|pls|and|or) )(?:call|ring|phone|text)"
    r"|\b(?:my|our)(?: (?:direct|mobile|cell|phone|office|desk))? (?:number|line|mobile|cell|phone)(?: is|['’]s)?"
    r"|\b(?:mobile|mob|cell|tel|telephone|phone))\b[.:]?\s{0,2}"
    r"(?P<number>(?!\d{1,2}[./]\d{1,2}[./])\(?0\d[\d ()./-]{6,14}\d)"
    r"(?: ext\.? ?(?P<extension>\d{1,6}))?(?![\d@-]|\.\d)",
    re.IGNORECASE,
)

_OTHER_NUMBER = re.compile(
    r"(?:序列号?|编号|订单号?|单号|合同号?|发票号?|工单号?|资产号?|型号|料号|货号|批号|条码|身份证号?|卡号|账号|"
    r"税号|客户号|快递|运单号?|版本|代码|错误码?|传真|QQ号?|设备号|机号|固件"
    r"|(?<![A-Za-z])s/?n\b|(?<![A-Za-z])serial(?: (?:number|no))?|(?<![A-Za-z])order(?: (?:number|no))?|"
    r"(?<![A-Za-z])ticket|(?<![A-Za-z])case|(?<![A-Za-z])invoice(?: (?:number|no))?|"
    r"(?<![A-Za-z])po\b|(?<![A-Za-z])ref(?:erence)?\b|(?<![A-Za-z])asset(?: tag)?|"
    r"(?<![A-Za-z])model|(?<![A-Za-z])part(?: (?:number|no))?|(?<![A-Za-z])account|(?<![A-Za-z])contract|"
    r"(?<![A-Za-z])tracking|(?<![A-Za-z])imei|(?<![A-Za-z])mac\b|(?<![A-Za-z])ip\b|(?<![A-Za-z])version|"
    r"(?<![A-Za-z])build|"
    r"(?<![A-Za-z])code|(?<![A-Za-z])error|(?<![A-Za-z])fax|(?<![A-Za-z])id|(?<![A-Za-z])licen[cs]e(?: key)?|"
    r"(?<![A-Za-z])customer (?:number|no|id)|(?<![A-Za-z])vat|(?<![A-Za-z])delivery note|(?<![A-Za-z])pin|"
    r"(?<![A-Za-z])batch|(?<![A-Za-z])lot|(?<![A-Za-z])key|(?<![A-Za-z])firmware|(?<![A-Za-z])f:)"
    r"[\s:#.=号是为No]{0,8}[A-Za-z]{0,6}[-_]?$",
    re.IGNORECASE,
)
_NOT_HIS = re.compile(
    r"(?:(?:您|你们?|贵司)[^,。]{0,6}[留给]的?(?:电话|号码|手机号?)?|(?:你们|贵司|贵公司|您)的?(?:电话|热线|客服|号码)|热线|客服电话|总机打不通|(?:我)?(?:拨打|打了|打过|"
    r"致电)了?(?:你们)?|(?:来电|骚扰)[^,。]{0,6}"
    r"|\b(?:your|the) (?:hot ?line|number|support (?:line|number)|phone(?: number)?)|\bhotline|\bi (?:called|rang|"
    r"dialled|dialed|phoned|tried)|\bwe (?:called|rang|"
    r"tried)|\bcalled you(?: \w+)?|\bcalls? from|\bformer(?:ly)?|\bold (?:number|phone)|\bnot\b|旧(?:号码?|电话)|"
    r"原来的?(?:号码?|电话)|不是|打我们.{0,6}(?:班长|主任|经理|师傅|主管|组长|[老小])[^,。]?|(?:老板|同事|供应商|客户|经理|他|她|前任|对方|人家|物业|房东|厂家|售后|快递)的?(?:电话|手机|号码?)"
    r"|\b(?:her|his|their) (?:old )?(?:number|phone|mobile|cell)|\bcontact there[^.\d+]{0,40}"
    r"|\b(?:our|the|my|their|your) (?:[\w-]{1,20} ){0,3}(?:supplier|vendor|contractor|provider|dealer|installer|agency|"
    r"neighbou?r|tenant|customer|client|courier|technician)\b(?:(?!\b(?:me|my|i|us|we)\b)[^.!?\d+]){0,40}"
    r"|\b(?:supplier|vendor|courier|manufacturer|landlord|boss|colleague)(?:'s)?(?: \w+){0,3})"
    r"[\s:,是为(]{0,6}(?:\w{0,8}\s){0,3}$",
    re.IGNORECASE,
)
_OURS_AFTER = re.compile(
    r"\s{0,3}(?:这个?)?(?:号码?)?(?:已经?)?(?:不用了|停用|作废|停机|注销|换了|不再用)|\s{0,3}is (?:no longer|not)\b"
    r"|\s{0,3}(?:(?:is|was) )?(?:still )?(?:your|the number of your)\b|(?:还)?是(?:不是)?(?:你们|贵司)"
    r"|\s?(?:一直|老是|总是|都)?(?:打不通|没人接|无人接听|是空号|占线)",
    re.IGNORECASE,
)
# Part of a longer code, an address or a path.
_GLUED_BEFORE = re.compile(
    r"(?<!tel)(?<!phone)(?<!mobile)[A-Za-z0-9_#]$|(?<![\u4e00-\u9fff])/$|\d\.$|(?<![\u4e00-\u9fff])-$"
)
_GLUED_AFTER = re.compile(r"[_@%]|[-.][A-Za-z0-9]|/(?:[A-Za-z]|\d(?!\d{2,3}-?\d{4}))")
_SERVICE_NUMBER = re.compile(r"\+86(?:400|800|95\d{3}|10\d{3}$)")

LONGEST_SPELLED, FEWEST_SPELLED = 120, 7  # characters, digits
_SPOKEN = {
    **{
        word: str(digit)
        for digit, word in enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"])
    },
    **{word: str(digit) for digit, word in enumerate("零一二三四五六七八九")},
    "oh": "0",
    "o": "0",
    "nought": "0",
    "〇": "0",
    "幺": "1",
    "两": "2",
    "hundred": "00",
    "plus": "+",
}
_TIMES = {"double": 2, "triple": 3, "treble": 3}
_LOOKS_LIKE = str.maketrans("oil", "011")
_MIXED = re.compile(r"(?=.*\d)[\doil+]+|o")
_SPELLED = re.compile(r"[a-z]+|[\doil+]+|[\u3007\u4e00-\u9fff]")
_FILLERS = re.compile(
    r"\b(?:it['’]?s|it is|my|number|phone|mobile|cell|is|the|and|then|so|call|me|on|please|sure)\b"
    r"|(?:我的?|电话|手机|号码?|是|请打)"
)


def _holds_digits(text: str, enough: re.Pattern[str] = _DIGITS) -> bool:
    plain = folded(text)
    return enough.search(plain) is not None or _IN_CHARACTERS.search(plain) is not None


def _prepared(text: str) -> str:
    plain = _IN_CHARACTERS.sub(lambda match: match[0].translate(_CHARACTERS), folded(text))
    plain = _BARE_COUNTRY.sub("+86 ", _DASHED.sub("-", plain))
    return _EXTENSION.sub(" ext. ", _HYPHENED.sub(r"\1 ext. \2", _SPACED_PREFIX.sub("00", plain)))


def _written(number: phonenumbers.PhoneNumber) -> str:
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return e164 + (f" ext. {number.extension}" if number.extension else "")


def read_phone(text: str, region: str) -> str:
    """Returns the first phone number in `text`: E.164 with its extension, or as written when only its shape is
    a number's; empty when there is none. `region` (ISO 3166) reads national numbers."""
    if not _holds_digits(text):
        return ""
    for match in phonenumbers.PhoneNumberMatcher(_prepared(text), region):
        foreign = _is_foreign(match.raw_string, region)
        return re.sub(r"[\s().\-/]", "", match.raw_string) if foreign else _written(match.number)
    return ""


def _is_foreign(raw: str, region: str) -> bool:
    """Whether it is written as no number of this country is: no Chinese subscriber's number begins with 0 or 1."""
    return (
        region == "CN" and raw.startswith(("0", "(0")) and not raw.startswith("00") and not _CHINESE_LANDLINE.match(raw)
    )


def read_phone_answer(text: str, region: str) -> str:
    """Like read_phone, for the answer to the question itself: also accepts an unusual number as it is written, but
    nothing that is only a piece of one."""
    found = read_phone(text, region)
    if found:
        return found
    plain = re.sub(r"[\s().\-/]", "", folded(text))
    shaped = re.fullmatch(r"\+?\d{5,15}(?:(?:ext|x|转|#)\d{1,6})?", plain, re.IGNORECASE)
    return plain if shaped and not is_piece(plain, region) else ""


def only_phone(text: str, region: str) -> str:
    """The number, when the text is little else; it may be spelled in words or letters ("oh seven double four", 幺三八).
    Empty when it is none."""
    plain = folded(text).strip(" .。!")
    if len(plain) > LONGEST_SPELLED:
        return ""
    if re.fullmatch(
        r"[\W]{0,3}\+?[\d\s().\-/]{5,30}(?:(?:ext|x|转|#|分机)\W{0,3}\d{1,6})?\W{0,3}", plain, re.IGNORECASE
    ):
        return read_phone_answer(plain, region)
    digits = spelled(plain)
    whole = len(digits.lstrip("+")) >= FEWEST_SPELLED and not is_piece(digits, region)
    return read_phone(digits, region) or (digits if whole else "")


def spelled(text: str) -> str:
    """The digits of a number that is told in words or with letters for digits; empty when words of another kind stand
    between."""
    found, times = "", 1
    for token in _SPELLED.findall(_FILLERS.sub(" ", text.lower())):
        if token in _TIMES:
            times = _TIMES[token]
            continue
        digits = _SPOKEN.get(token) or (token.translate(_LOOKS_LIKE) if _MIXED.fullmatch(token) else "")
        if not digits:
            return ""
        found, times = found + digits * times, 1
    return found


def read_own_phone(text: str, region: str) -> tuple[str, str]:
    """Returns the number on which the writer can be reached, and the words it was read from; empty when none is
    surely his. Order and serial numbers, addresses of machines, dates, faxes and our own hotline are not."""
    if not _holds_digits(text, _CHINESE_DIGITS if region == "CN" else _DIGITS):
        return "", ""
    plain = _prepared(text)
    possible = phonenumbers.Leniency.POSSIBLE
    matches = phonenumbers.PhoneNumberMatcher(plain, region, leniency=possible, max_tries=MOST_NUMBERS)
    for match in islice(matches, MOST_NUMBERS):
        before, after = plain[max(0, match.start - 60) : match.start].split("\n")[-1], plain[match.end : match.end + 12]
        number = _plausible(match, region)
        if (
            number is None
            or _GLUED_BEFORE.search(before)
            or _GLUED_AFTER.match(after)
            or _OTHER_NUMBER.search(before)
            or _NOT_HIS.search(before)
            or _OURS_AFTER.match(plain[match.end : match.end + 40])
        ):
            continue
        if region == "CN" and _BRITISH.match(match.raw_string) and not _HAN.search(plain):
            continue
        if _SERVICE_NUMBER.match(written := _written(number)) and not re.search(r"(?:电话|tel|phone)\W{0,3}$", before):
            continue
        return written, match.raw_string
    local = _LOCAL.search(plain) if region == "CN" else None
    return (re.sub(r"\D", "", local["number"]), local["number"]) if local else _where_to_call(plain)


def _where_to_call(text: str) -> tuple[str, str]:
    called = _CALLED.search(text)
    if not called or _NOT_HIS.search(text[: called.start()][-60:]) or _OURS_AFTER.match(text[called.end() :]):
        return "", ""
    extension = f" ext. {called['extension']}" if called["extension"] else ""
    return re.sub(r"\D", "", called["number"]) + extension, called["number"]


def _plausible(match: phonenumbers.PhoneNumberMatch, region: str) -> phonenumbers.PhoneNumber | None:
    """The number, when its country is beyond doubt and its shape a real one."""
    raw, number = match.raw_string, match.number
    if raw.startswith(("+", "(+")) or re.match(r"\(?00[1-9]", raw):
        return number if len(re.sub(r"\D", "", raw)) >= 8 else None
    digits = re.sub(r"\D", "", raw)
    if region == "CN" and not digits.startswith("0") and not re.fullmatch(r"(?:86)?1[3-9]\d{9}\d*", digits):
        if not _AMERICAN.match(raw):
            return number if digits.startswith(("400", "800")) and phonenumbers.is_valid_number(number) else None
        american = phonenumbers.parse(raw, "US")
        return american if phonenumbers.is_valid_number(american) else None
    if region == "CN" and digits.startswith("0") and not _CHINESE_LANDLINE.match(raw):
        return None
    return number if phonenumbers.is_valid_number(number) or _CHINESE.fullmatch(raw) else None
