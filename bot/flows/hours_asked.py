"""The question when somebody is there, as customers put it."""

from __future__ import annotations

import re

_HELLO = r"^\W*(?:(?:and|so|btw|hi|hello)\W+)?"
_YOU = r"(?:请问|您好|你好)?[,，\s]{0,2}(?:你们|您们?|公司|客服|贵司){0,2}(?:那边|那儿)?"
_WHO = (
    r"(?:you(?: guys| all)?|your (?:office|shop|hotline)|the (?:office|shop|hotline)|support|(?:any|some)(?:body|one)"
    r"|they)"
)
_WHEN = (
    r"(?:(?:today|tonight|tomorrow|now|christmas|easter|weekends?|holidays?|evenings?|nights?|mornings?|afternoons?"
    r"|\w{3,6}days?|on|at|over|in|during|this|the|after|till|until|from|for|five|six|noon|\d{1,2}(?: ?[ap]m)?) ?)"
)
_OPEN = r"(?:(?:still|also|open|close|closed|there|available|reachable|work|working|around|in|start|finish) ?)"
_TAG = (
    r"(?:今天|明天|后天|周末|双休日|(?:周|星期|礼拜)[一二三四五六日天]|节假日|国庆|五一|元旦|春节|过年|晚上|夜里|中午"
    r"|现在|平时)"
)

HOURS = re.compile(
    # when are you open? until when do you work today?
    rf"{_HELLO}(?:(?:(?:un)?till? )?when|(?:un)?till? what time|(?:at )?what (?:time|hours|days)|how long)"
    rf" (?:are|is|do|does|will) {_WHO} (?:be )?{_OPEN}{{1,2}}{_WHEN}{{0,4}}\W*$"
    # are you open on Saturday?
    rf"|{_HELLO}(?:are|is|do|does|will) {_WHO} (?:be )?{_OPEN}{{1,2}}{_WHEN}{{1,4}}\W*$"
    # what are your opening hours?
    r"|^\W*(?:what(?:['’]?s| are| is) )?(?:your |the )?(?:opening|office|working|business|service|support)"
    r" (?:hours|times)(?: please)?\W*$"
    # 你们几点下班
    rf"|^\W*{_YOU}{_TAG}?(?:还|都|一般|也)?(?:是)?"
    r"(?:(?:几点|什么时候|啥时候|多晚)(?:上班|下班|开门|关门|营业)|(?:工作|上班|营业)到几点|几点到几点(?:上班)?)(?:呢|啊|呀)?\W*$"
    # 周末有人值班吗
    rf"|^\W*{_YOU}{_TAG}(?:还|都|一般|也)?"
    r"(?:有人(?:在|值班|上班)?|上班|值班|营业|开门|休息|放假)(?:吗|么|嘛|不)\W*$"
    # 营业时间
    rf"|^\W*{_YOU}的?(?:上班|下班|营业|工作|服务|办公|值班)时间"
    r"(?:是)?(?:什么时候|几点(?:到几点)?|怎么安排|怎样|多少)?(?:呢|啊|呀)?\W*$",
    re.IGNORECASE,
)
