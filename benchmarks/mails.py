"""The mails of a benchmark: made by a seed, each with what must become of it."""

from __future__ import annotations

import base64
import quopri
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

AUTHSERV_ID = "mail.example"
BOXES = ("support", "sales")

#: A request opens a ticket and is answered; "silent" (an alarm, an order) opens one and is not; a "reply" joins the
#: ticket of an earlier mail; a "robot" opens none and is not answered; a "copy" has been there before.
Role = Literal["request", "silent", "reply", "robot", "copy"]

_EN = (
    "The conveyor in hall two stops after a few minutes.",
    "We see error 4711 on the panel each morning.",
    "Since the last update the report shows yesterday's figures.",
    "Could you tell us which firmware fits the older controller?",
    "The label printer skips every third line.",
    "Two of our colleagues cannot open the maintenance page.",
    "The sensor next to the door reports impossible temperatures.",
    "Please find the details below; the machine is the blue one.",
)
_ZH = (
    "二号车间的传送带运行几分钟后就会停下来。",
    "每天早上操作面板上都会显示错误代码。",
    "上次更新之后，报表里显示的还是昨天的数据。",
    "请问旧款控制器应该使用哪个版本的固件？",
    "标签打印机每隔三行就会漏打一行。",
    "我们有两位同事打不开维护页面。",
    "门口的传感器显示的温度明显不对。",
    "详细情况见下文，是蓝色的那台机器。",
)


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail and what must become of it. `box` is the number of its mailbox, `joins` the Message-ID of the mail whose
    ticket it joins; `subject` and `text` are what a person reads in it."""

    box: int
    role: Role
    shape: str
    raw: bytes
    sender: str
    message_id: str
    subject: str
    text: str
    joins: str = ""


def letters(count: int, seed: int = 1) -> list[Letter]:
    """Makes `count` mails in the order of their arrival. The same arguments give the same mails."""
    maker = _Maker(random.Random(seed))
    return [maker.one(number) for number in range(count)]


class _Maker:
    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._requests: list[Letter] = []

    def one(self, number: int) -> Letter:
        roll = self._chance.random()
        if roll < 0.10 and len(self._requests) > 20:
            return self._reply(number, self._chance.choice(self._requests[:-20]))
        if roll < 0.16 and self._requests:
            return self._copy(self._chance.choice(self._requests))
        if roll < 0.22:
            return self._robot(number)
        if roll < 0.25:
            return self._alarm(number)
        letter = self._request(number)
        self._requests.append(letter)
        return letter

    def _request(self, number: int) -> Letter:
        shape = self._chance.choice(tuple(_SHAPES))
        chinese = "gb18030" in shape or self._chance.random() < 0.4
        text = self._words(number, chinese=chinese)
        subject = f"传送带问题 {number}" if chinese else f"Conveyor trouble {number}"
        return self._letter("request", shape, number, subject, text, name="王小明" if chinese else "Ann Miller")

    def _reply(self, number: int, earlier: Letter) -> Letter:
        text = self._words(number, chinese=False)
        quoted = "\n".join("> " + line for line in earlier.text.split("\n"))
        body = f"{text}\n\nOn Mon, 2 Mar 2026 at 10:00, Support wrote:\n{quoted}\n"
        ids = f"In-Reply-To: {earlier.message_id}\r\nReferences: {earlier.message_id}\r\n"
        letter = self._letter(
            "reply", "utf-8", number, f"Re: {earlier.subject}", text, body=body, sender=earlier.sender, more=ids
        )
        return replace(letter, joins=earlier.message_id, box=earlier.box, shape="reply")

    def _copy(self, earlier: Letter) -> Letter:
        received = b"Received: from relay.example by mail.example; Mon, 2 Mar 2026 10:00:00 +0000\r\n"
        return replace(earlier, role="copy", raw=received + earlier.raw, box=self._chance.randrange(len(BOXES)))

    def _robot(self, number: int) -> Letter:
        more = "Auto-Submitted: auto-replied\r\nPrecedence: bulk\r\n"
        return self._letter("robot", "utf-8", number, f"Out of office {number}", "I am away until Monday.", more=more)

    def _alarm(self, number: int) -> Letter:
        more = "Auto-Submitted: auto-generated\r\n"
        return self._letter("silent", "utf-8", number, f"Disk alarm {number}", f"Disk {number} is full.", more=more)

    def _words(self, number: int, *, chinese: bool) -> str:
        lines = self._chance.choices(_ZH if chinese else _EN, k=self._chance.randint(3, 12))
        return "\n".join([f"Case {number}.", *lines])

    def _letter(
        self,
        role: Role,
        shape: str,
        number: int,
        subject: str,
        text: str,
        *,
        body: str = "",
        sender: str = "",
        more: str = "",
        name: str = "",
    ) -> Letter:
        sender = sender or f"customer{number}@firm{number % 97}.example"
        box = self._chance.randrange(len(BOXES))
        charset = "gb18030" if "gb18030" in shape else "utf-8"
        message_id = f"<{number}.{self._chance.getrandbits(64):x}@firm{number % 97}.example>"
        named = f"{_word(name, charset)} <{sender}>" if name else sender
        head = (
            f"Authentication-Results: {AUTHSERV_ID}; spf=pass smtp.mailfrom={sender};"
            f" dmarc=pass header.from={sender.rpartition('@')[2]}\r\n"
            f"Received: from mx{number % 7}.example by mail.example with ESMTPS id {number:08x};"
            f" Mon, 2 Mar 2026 10:00:00 +0000\r\nFrom: {named}\r\nTo: {BOXES[box]}@desk.example\r\n"
            f"Date: Mon, 2 Mar 2026 10:{number // 60 % 60:02}:{number % 60:02} +0000\r\n"
            f"Subject: {_word(subject, charset)}\r\nMessage-ID: {message_id}\r\n{more}MIME-Version: 1.0\r\n"
        )
        raw = head.encode() + _SHAPES[shape](body or text, number, self._chance)
        return Letter(box, role, shape, raw, sender, message_id, subject, text)


def _word(text: str, charset: str) -> str:
    return text if text.isascii() else f"=?{charset}?B?{base64.b64encode(text.encode(charset)).decode()}?="


def _part(kind: str, encoding: str, data: bytes, more: str = "") -> bytes:
    return f"Content-Type: {kind}\r\n{more}Content-Transfer-Encoding: {encoding}\r\n\r\n".encode() + data + b"\r\n"


def _lines(data: bytes) -> bytes:
    return data.replace(b"\n", b"\r\n")


def _plain(text: str, _number: int, _chance: random.Random) -> bytes:
    return _part("text/plain; charset=utf-8", "8bit", _lines(text.encode()))


def _quoted(text: str, _number: int, _chance: random.Random) -> bytes:
    return _part("text/plain; charset=utf-8", "quoted-printable", _lines(quopri.encodestring(text.encode())))


def _gb18030(text: str, _number: int, _chance: random.Random) -> bytes:
    data = base64.encodebytes(text.encode("gb18030"))
    return _part("text/plain; charset=gb18030", "base64", _lines(data))


def _page(text: str) -> str:
    paragraphs = "".join(f'<p style="margin:0 0 8px;font:14px sans-serif">{line}</p>\n' for line in text.split("\n"))
    style = "<style>p {color: #222} .footer {display: none}</style>" * 3
    return f"<html><head>{style}</head><body><div><div>{paragraphs}</div></div></body></html>"


def _html(text: str, _number: int, _chance: random.Random) -> bytes:
    return _part("text/html; charset=utf-8", "8bit", _lines(_page(text).encode()))


def _html_gb18030(text: str, _number: int, _chance: random.Random) -> bytes:
    data = base64.encodebytes(_page(text).encode("gb18030"))
    return _part('text/html; charset="gb18030"', "base64", _lines(data))


def _both(text: str, number: int, chance: random.Random) -> bytes:
    return _multipart("alternative", number, [_quoted(text, number, chance), _html(text, number, chance)])


def _with_file(text: str, number: int, chance: random.Random) -> bytes:
    size = chance.choice((2_000, 12_000, 60_000))
    file = _lines(base64.encodebytes(chance.randbytes(size)))
    disposition = f'Content-Disposition: attachment; filename="log-{number}.zip"\r\n'
    return _multipart(
        "mixed", number, [_both(text, number, chance), _part("application/zip", "base64", file, disposition)]
    )


def _multipart(kind: str, number: int, parts: list[bytes]) -> bytes:
    boundary = f"----={kind}-{number}"
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode()
    inner = b"".join(f"--{boundary}\r\n".encode() + part for part in parts)
    return head + inner + f"--{boundary}--\r\n".encode()


_SHAPES: dict[str, Callable[[str, int, random.Random], bytes]] = {
    "utf-8": _plain,
    "quoted-printable": _quoted,
    "gb18030": _gb18030,
    "html": _html,
    "html gb18030": _html_gb18030,
    "text and html": _both,
    "attachment": _with_file,
}
