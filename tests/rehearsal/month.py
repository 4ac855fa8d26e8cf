"""A month of a support desk's mail, made by a seed, with what a rehearsal must find in it."""

from __future__ import annotations

import base64
import math
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

SUPPORT, SALES = "support@desk.example", "sales@desk.example"
BOXES = {"support": SUPPORT, "sales": SALES}
MONTH = timedelta(days=30)
CHINA = ZoneInfo("Asia/Shanghai")

_EN = ("Conveyor squeaks in hall two", "Panel shows an error", "Report shows old figures", "Label printer skips lines")
_ZH = ("二号车间传送带有异响", "操作面板显示错误", "报表数据没有更新", "标签打印机漏打")
#: What a customer writes about its urgency, in English and in Chinese, and the priority that follows from it.
_HINTS = (
    ("Our production is down since this morning.", "我们全公司停产了。", "P1"),
    ("Priority: P2", "优先级：P2", "P2"),
    ("Priority: P4", "优先级：P4", "P4"),
    ("Could you have a look?", "请帮忙看看。", ""),
)
#: How busy each hour of the day is, of ten; and the shortest and longest wait in minutes.
_BUSY = (0.3, 0.3, 0.2, 0.2, 0.2, 0.3, 0.6, 2, 5, 9, 10, 8, 4, 6, 9, 9, 8, 6, 3, 2, 2, 1, 1, 0.6)
_WAITS = {"P1": (4, 300), "P2": (15, 26 * 60), "P4": (60, 40 * 60), "": (10, 40 * 60)}


@dataclass(frozen=True)
class Letter:
    """A mail: in which mailbox it lies, when it came there, and whether the company sent it."""

    box: str
    at: datetime
    raw: bytes
    sent: bool = False


@dataclass
class Month:
    """The mails of the 30 days before `until`, and what must become of them. Customers write in China's day."""

    until: datetime
    seed: int = 1
    conversations: int = 48
    machines: int = 1
    letters: list[Letter] = field(default_factory=list)
    came: Counter[str] = field(default_factory=Counter)
    sent: Counter[str] = field(default_factory=Counter)
    waits: dict[str, list[timedelta]] = field(default_factory=dict)
    never: set[str] = field(default_factory=set)
    robots: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        self._numbers = iter(range(1, 100_000))
        self.waits = {priority: [] for *_, priority in _HINTS}
        for number in range(self.conversations):
            self._conversation(number)
        for _ in range(self.machines):
            self._machines()
        self._oddities()

    def write(self, folder: Path) -> None:
        """As a folder of .eml files."""
        for number, letter in enumerate(self.letters):
            place = folder / letter.box / "sent" if letter.sent else folder / letter.box
            place.mkdir(parents=True, exist_ok=True)
            (place / f"{number}.eml").write_bytes(letter.raw)

    def _conversation(self, number: int) -> None:
        """A request; of four one is never answered, one is answered and thanked for, two are answered."""
        chinese, box = number % 2 == 1, "sales" if number % 3 == 0 else "support"
        english_hint, chinese_hint, priority = _HINTS[number // 2 % len(_HINTS)]
        subject = f"{self._chance.choice(_ZH if chinese else _EN)} {number}"
        customer = f"customer{number}@firm{number % 7}.example"
        name = f"王小明{number}" if chinese else f"Ann Miller {number}"
        text = f"{subject}\n{chinese_hint if chinese else english_hint}"
        asked = self._moment(hours=-60)
        request = self._mail(customer, BOXES[box], asked, subject, text, name=name)
        self._add(box, asked, request)
        self.came["ticket"] += 1
        if number % 4 == 0:
            self.never.add(customer)
            return
        wait = self._wait(priority)
        self.waits[priority].append(wait)
        answer = self._answer(box, customer, subject, asked + wait, request if number % 8 != 1 else None)
        if number % 4 == 1:
            after = asked + wait + timedelta(hours=2)
            reply = self._mail(customer, BOXES[box], after, f"Re: {subject}", "谢谢!", under=answer, name=name)
            self._add(box, after, reply)
            self.came["joined"] += 1

    def _answer(self, box: str, to: str, subject: str, at: datetime, under: bytes | None) -> bytes:
        """What an engineer wrote in his own mail program; without `under` only its recipient tells whom it answers."""
        raw = self._mail(
            BOXES[box], to, at, f"回复：{subject}", "Please restart it.\n请重启。", under=under, name="Anna"
        )
        self._add(box, at, raw, sent=True)
        self.sent["answer"] += 1
        return raw

    def _machines(self) -> None:
        for number in range(6):
            sender, at = f"holiday{number % 2}@firm.example", self._moment()
            more = "Auto-Submitted: auto-replied\r\n"
            self._add("support", at, self._mail(sender, SUPPORT, at, "Out of office", "Back on Monday.", more=more))
            self.came["robot"] += 1
            self.robots[sender] += 1
        for number in range(4):
            at, more = self._moment(), "Auto-Submitted: auto-generated\r\n"
            raw = self._mail("disk@watch.example", SUPPORT, at, f"Disk alarm {number}", f"Disk {number}", more=more)
            self._add("support", at, raw)
            self.came["notice"] += 1
            self.robots["disk@watch.example"] += 1
        for number in range(3):
            at, more = self._moment(), "Auto-Submitted: auto-replied\r\n"
            to = f"customer{4 * number}@firm{4 * number % 7}.example"
            raw = self._mail(SUPPORT, to, at, f"Automatic reply {number}", "We have your mail.", more=more)
            self._add("support", at, raw, sent=True)
            self.sent["automatic"] += 1

    def _oddities(self) -> None:
        requests = [one for one in self.letters if not one.sent and b"Ann Miller" in one.raw][:5]
        for one in requests:
            other = "sales" if one.box == "support" else "support"
            raw = b"Received: from relay.example by mx.example; " + _date(one.at) + b"\r\n" + one.raw
            self._add(other, one.at + timedelta(seconds=30), raw)
            self.came["duplicate"] += 1
        for number in range(2):
            at = self._moment()
            self._add("support", at, self._mail(SALES, SUPPORT, at, f"For your information {number}", "See below."))
            self.came["own"] += 1
        for number in range(2):
            at = self._moment()
            self._add("sales", at, self._mail("", SALES, at, f"Nobody's mail {number}", "Who am I?"))
            self.came["unreadable"] += 1
            self.never.add("unknown@sender.invalid")
        for number in range(3):
            at, old = self._moment(), b"Message-ID: <before@long.ago.example>\r\n\r\n"
            sender = f"old{number}@firm.example"
            raw = self._mail(sender, SALES, at, f"Re: Something older {number}", "Any news?", under=old)
            self._add("sales", at, raw)
            self.came["ticket"] += 1
            self.never.add(sender)
        for number in range(2):
            at = self._moment()
            raw = self._mail(SALES, f"press{number}@paper.example", at, "Our new catalogue", "Here it is.")
            self._add("sales", at, raw, sent=True)
            self.sent["elsewhere"] += 1

    def _moment(self, hours: float = -1) -> datetime:
        """A time within the month, so many hours before its end at the latest, most often a working hour."""
        while True:
            seconds = self._chance.randrange(int((MONTH + timedelta(hours=hours)).total_seconds()) - 7200)
            at = self.until - MONTH + timedelta(seconds=3600 + seconds)
            local = at.astimezone(CHINA)
            if self._chance.random() * 10 < _BUSY[local.hour] * (1 if local.weekday() < 5 else 0.2):
                return at

    def _wait(self, priority: str) -> timedelta:
        """Short waits are more frequent than long ones, and urgent requests wait less."""
        shortest, longest = _WAITS[priority]
        minutes = math.exp(self._chance.uniform(math.log(shortest), math.log(longest)))
        return timedelta(minutes=round(minutes))

    def _add(self, box: str, at: datetime, raw: bytes, *, sent: bool = False) -> None:
        self.letters.append(Letter(box, at, raw, sent))

    def _mail(self, sender: str, to: str, at: datetime, subject: str, text: str, **more: Any) -> bytes:
        message_id = f"<{next(self._numbers)}.{self._chance.getrandbits(48):x}@mail.example>"
        named = f"{_word(more['name'])} <{sender}>" if more.get("name") else sender
        head = [
            f"Received: from a.example by b.example; {_date(at).decode()}",
            *([f"From: {named}"] if sender else []),
            f"To: {to}",
            f"Date: {_date(at).decode()}",
            f"Subject: {_word(subject)}",
            f"Message-ID: {message_id}",
        ]
        if more.get("under"):
            head.append(f"In-Reply-To: {_id_of(more['under'])}")
        head.append(f"MIME-Version: 1.0\r\n{more.get('more', '')}Content-Type: text/plain; charset=utf-8")
        return ("\r\n".join(head) + "\r\n\r\n" + text.replace("\n", "\r\n") + "\r\n").encode()


def _date(at: datetime) -> bytes:
    return format_datetime(at).encode()


def _id_of(raw: bytes) -> str:
    return raw.partition(b"Message-ID: ")[2].partition(b"\r\n")[0].decode()


def _word(text: str) -> str:
    return text if text.isascii() else f"=?utf-8?B?{base64.b64encode(text.encode()).decode()}?="
