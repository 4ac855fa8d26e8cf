"""Customers of an exam: each with facts of his own and a manner of telling them, drawn from a seed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Literal

FIELDS = ("name", "organisation", "phone", "priority")
Manner = Literal["plain", "prefixed", "labelled", "wrong_phone", "remarks", "all_at_once"]
MANNERS: tuple[Manner, ...] = ("plain", "prefixed", "labelled", "wrong_phone", "remarks", "all_at_once")

_SURNAMES, _GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚"
_FIRST = ("Ann", "Bea", "Carl", "Dora", "Emil", "Finn", "Gina", "Hugo", "Iris", "Jan", "Karla", "Liam", "Mona", "Nils")
_LAST = ("Berg", "Stone", "Novak", "Garcia", "Okafor", "Lindqvist", "O'Neil", "Fischer", "Rossi", "Kim", "Silva")
_FIRMS = ("Acme", "Blue Sky", "Northwind", "Old Mill", "Red Brick", "Silver Lake")
_FIRMS_ZH = ("蓝天", "长江", "泰山", "东方", "光明", "远大")
LABELS = {
    "en": {"name": "Name", "organisation": "Organisation", "phone": "Phone", "priority": "Priority"},
    "zh": {"name": "姓名", "organisation": "单位", "phone": "电话", "priority": "级别"},
}
REMARKS = {
    "en": "By the way, it began on Monday. Nobody touched it before!",
    "zh": "顺便说一下，从星期一开始的。之前没有人动过它！",
}
TROUBLE = {"en": "Machine {n} does not start any more. It only beeps.", "zh": "{n}号机器无法启动。只会响。"}
LATER = {"en": "my desk", "zh": "办公室那个"}
PRIORITY_WORDS = {
    "en": {"P1": "urgent", "P2": "high", "P3": "normal", "P4": "low"},
    "zh": {"P1": "紧急", "P2": "较急", "P3": "一般", "P4": "不急"},
}


@dataclass(frozen=True, slots=True)
class Person:
    """What he will have told in the end: `phone` in E.164, `said_phone` as he writes it."""

    number: int
    language: Literal["en", "zh"]
    manner: Manner
    name: str
    organisation: str
    phone: str
    said_phone: str
    priority: str
    seed: int

    @property
    def trouble(self) -> str:
        """His first message: nobody else's is the same."""
        return TROUBLE[self.language].format(n=self.number)

    def line(self, field: str, value: str = "") -> str:
        """A labelled line."""
        return f"{LABELS[self.language][field]}{'：' if self.language == 'zh' else ': '}{value or self.said(field)}"

    def said(self, field: str) -> str:
        """What he answers when asked for one thing."""
        plain = {"name": self.name, "organisation": self.organisation, "phone": self.said_phone}
        plain["priority"] = self.priority
        if self.manner != "prefixed":
            return plain[field]
        zh = self.language == "zh"
        return {
            "name": ("我叫" if zh else "My name is ") + self.name,
            "organisation": ("我们公司是" if zh else "We are from ") + self.organisation,
            "phone": ("请打 " if zh else "Call ") + self.said_phone,
            "priority": PRIORITY_WORDS[self.language][self.priority],
        }[field]

    def form(self, fields: tuple[str, ...] = FIELDS) -> str:
        """Several labelled lines."""
        return "\n".join(self.line(field) for field in fields)


def draw(number: int, chance: random.Random) -> Person:
    """One person; the number makes his facts his own."""
    zh = chance.random() < 0.5
    phone = f"+86138{10_000_000 + number:08d}"
    given = "".join(chance.choices(_GIVEN, k=2))
    name = chance.choice(_SURNAMES) + given if zh else f"{chance.choice(_FIRST)} {chance.choice(_LAST)}"
    firm = f"{chance.choice(_FIRMS_ZH)}{number}号公司" if zh else f"{chance.choice(_FIRMS)} {number} Ltd"
    return Person(
        number=number,
        language="zh" if zh else "en",
        manner=MANNERS[number % len(MANNERS)],
        name=name,
        organisation=firm,
        phone=phone,
        said_phone=chance.choice([phone, phone[3:], f"+86 {phone[3:6]} {phone[6:10]} {phone[10:]}", _wide(phone[3:])]),
        priority=chance.choice(["P1", "P2", "P3", "P4"]),
        seed=chance.randrange(2**32),
    )


def _wide(digits: str) -> str:
    """Full-width digits, as Chinese keyboards make them."""
    return "".join(chr(ord(digit) + 0xFEE0) for digit in digits)
