"""Telephone numbers: any in a text, in the answer to the question, and the writer's own in running text."""

from __future__ import annotations

import re
from itertools import islice

import phonenumbers

from bot.flows.reading.text import folded

#: Numbers in one text that are tried; more is no letter.
MOST_NUMBERS = 60

_DIGITS = re.compile(r"\d(?:[^\d\n]{0,4}\d){3}")  # fewer are no number; searching for one takes long
# How Chinese writes an extension; phonenumbers knows "ext." only.
_EXTENSION = re.compile(
    r"\s{0,3}(?:转接?|轉|分机号?|內線|内线)\s{0,3}:?\s{0,3}(?=\d)"
    r"|,?\s(?:and )?(?:ask for )?(?:extension|extn)\.?\s(?=\d)"
)
_HYPHENED = re.compile(r"(?<![\d-])(0\d{2,3}-\d{7,8}|\+86[ -]?\d{2,3}[ -]?\d{3,4}[ -]?\d{4})-(\d{1,6})(?![\d-])")
_SPACED_PREFIX = re.compile(r"(?<![\d+])00 (?=[1-9]\d{0,2} \d)")
# The shape of North American numbers (NANP), which no Chinese number has: it is written without a leading 0.
_AMERICAN = re.compile(r"\(?[2-9]\d{2}\)?[ .-]{1,2}[2-9]\d{2}[ .-]\d{4}")

# An area code and a subscriber's number, which begins with 2 to 9: "07700 900321" is a number of another country.
# Written as a Chinese number beyond doubt, whether or not it is given out yet.
_CHINESE = re.compile(r"1[3-9]\d{9}|1[3-9]\d[ -]\d{4}[ -]\d{4}|0\d{2,3}[ -][2-9]\d{2,3}[ -]?\d{4}")
_CHINESE_LANDLINE = re.compile(r"\(?0\d{2,3}\)?[ -]{0,3}[2-9]\d{2,3}[ -]?\d{4}")

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
    r"(?:(?:你们|贵司|贵公司|您)的?(?:电话|热线|客服|号码)|热线|客服电话|总机打不通|(?:我)?(?:拨打|打了|打过|"
    r"致电)了?(?:你们)?|(?:来电|骚扰)[^,。]{0,6}"
    r"|\b(?:your|the) (?:hot ?line|number|support (?:line|number)|phone(?: number)?)|\bhotline|\bi (?:called|rang|"
    r"dialled|dialed|phoned|tried)|\bwe (?:called|rang|"
    r"tried)|\bcalled you(?: \w+)?|\bcalls? from|\bformer(?:ly)?|\bold (?:number|phone)|\bnot\b|旧(?:号码?|电话)|"
    r"原来的?(?:号码?|电话)|不是|(?:老板|同事|供应商|客户|经理|他|她|前任|对方|人家)的?(?:电话|手机|号码?)"
    r"|\b(?:her|his|their) (?:old )?(?:number|phone|mobile|cell)|\bcontact there[^.\d+]{0,40}"
    r"|\b(?:supplier|vendor|courier|manufacturer|landlord|boss|colleague)(?:'s)?(?: \w+){0,3})"
    r"[\s:,是为(]{0,6}(?:\w{0,8}\s){0,3}$",
    re.IGNORECASE,
)
_OURS_AFTER = re.compile(
    r"\s{0,3}(?:(?:is|was) )?(?:still )?(?:your|the number of your)\b|(?:还)?是(?:不是)?(?:你们|贵司)", re.IGNORECASE
)
# Part of a longer code, an address or a path.
_GLUED_BEFORE = re.compile(
    r"(?<!tel)(?<!phone)(?<!mobile)[A-Za-z0-9_#]$|(?<![\u4e00-\u9fff])/$|\d\.$|(?<![\u4e00-\u9fff])-$"
)
_GLUED_AFTER = re.compile(r"[_@%]|[-/.][A-Za-z0-9]")
_SERVICE_NUMBER = re.compile(r"\+86(?:400|800|95\d{3}|10\d{3}$)")


def _prepared(text: str) -> str:
    return _EXTENSION.sub(" ext. ", _HYPHENED.sub(r"\1 ext. \2", _SPACED_PREFIX.sub("00", folded(text))))


def _written(number: phonenumbers.PhoneNumber) -> str:
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return e164 + (f" ext. {number.extension}" if number.extension else "")


def read_phone(text: str, region: str) -> str:
    """Returns the first phone number in `text`: E.164 with its extension, or as written when only its shape is
    a number's; empty when there is none. `region` (ISO 3166) reads national numbers."""
    if not _DIGITS.search(folded(text)):
        return ""
    for match in phonenumbers.PhoneNumberMatcher(_prepared(text), region):
        return _written(match.number)
    return ""


def read_phone_answer(text: str, region: str) -> str:
    """Like read_phone, for the answer to the question itself: also accepts an unusual number as it is written."""
    found = read_phone(text, region)
    if found:
        return found
    plain = re.sub(r"[\s().\-/]", "", folded(text))
    return plain if re.fullmatch(r"\+?\d{5,15}(?:(?:ext|x|转|#)\d{1,6})?", plain, re.IGNORECASE) else ""


def read_own_phone(text: str, region: str) -> tuple[str, str]:
    """Returns the number on which the writer can be reached, and the words it was read from; empty when none is
    surely his. Order and serial numbers, addresses of machines, dates, faxes and our own hotline are not."""
    if not _DIGITS.search(folded(text)):
        return "", ""
    plain = _prepared(text)
    possible = phonenumbers.Leniency.POSSIBLE
    matches = phonenumbers.PhoneNumberMatcher(plain, region, leniency=possible, max_tries=MOST_NUMBERS)
    for match in islice(matches, MOST_NUMBERS):
        before, after = plain[max(0, match.start - 60) : match.start].split("\n")[-1], plain[match.end : match.end + 2]
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
        if _SERVICE_NUMBER.match(written := _written(number)) and not re.search(r"(?:电话|tel|phone)\W{0,3}$", before):
            continue
        return written, match.raw_string
    return "", ""


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
