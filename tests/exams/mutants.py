"""Damaged mails, drawn from a seed: real odd ones and made-up ones, with one to four things broken in each."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

MAILS = Path(__file__).parent.parent / "channels" / "email" / "mails"
CHARSETS = (
    "utf-8", "gb2312", "gbk", "gb18030", "big5", "iso-2022-jp", "shift_jis", "euc-kr", "utf-7", "utf-16", "utf-32",
    "koi8-r", "us-ascii", "iso-8859-1", "windows-1252", "x-unknown", "base64", "zlib_codec", "rot13", "idna",
    "unicode_escape", "hz", "none", "a" * 300, "\x00", "utf-8\r\n x", "☃", "cp-850", "mbcs", "undefined", "hex",
)  # fmt: skip
ENCODINGS = ("base64", "quoted-printable", "7bit", "8bit", "binary", "uuencode", "x-uue", "gzip", "BASE64 ", "")
TEXTS = (
    "The printer on floor 3 jams.",
    "三楼的打印机一直卡纸，请帮忙看看。",
    "プリンターが動きません",
    "Принтер сломался",
    "🖨️ x",
)


def bases() -> list[bytes]:
    """Where damage begins."""
    return [file.read_bytes() for file in sorted(MAILS.glob("*.eml"))] + list(_made())


def _made() -> Iterator[bytes]:
    for number, text in enumerate(TEXTS):
        for charset in ("utf-8", "gb18030", "utf-16"):
            yield _letter(number, text, charset).as_bytes()
        rich = _letter(number, text, "utf-8")
        rich.add_alternative(f"<html><body><p>{text}</p><table><tr><td>x</table></body></html>", subtype="html")
        rich.set_boundary(f"rich{number}")
        yield rich.as_bytes()
        rich.add_attachment(text.encode() * 20, maintype="application", subtype="pdf", filename=f"{text[:9]}.pdf")
        inner = _letter(number + 100, "the mail inside", "utf-8")
        rich.add_attachment(inner)
        rich.set_boundary(f"files{number}")
        yield rich.as_bytes()


def _letter(number: int, text: str, charset: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"] = f"Ann Li <ann{number}@customers.example>", "support@ringback.example"
    mail["Subject"], mail["Message-ID"] = f"{text[:20]} {number}", f"<made{number}@customers.example>"
    mail["Date"] = "Mon, 02 Mar 2026 12:00:00 +0000"
    mail.set_content(text * 3, charset=charset)
    return mail


def flip(raw: bytes, chance: random.Random) -> bytes:
    """Some bytes become others."""
    data = bytearray(raw)
    for _ in range(chance.randint(1, 20)):
        if data:
            data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def cut(raw: bytes, chance: random.Random) -> bytes:
    """A piece is missing, at the end or inside."""
    start = chance.randrange(len(raw) + 1)
    return raw[:start] + (b"" if chance.random() < 0.5 else raw[start + chance.randint(1, 200) :])


def double(raw: bytes, chance: random.Random) -> bytes:
    """A piece stands there again and again."""
    start = chance.randrange(len(raw) + 1)
    piece = raw[start : start + chance.randint(1, 400)]
    return raw[:start] + piece * chance.randint(2, 30) + raw[start:]


def swap_lines(raw: bytes, chance: random.Random) -> bytes:
    """Lines of the headers change their places, or go to another mail's place: below the empty line."""
    lines = raw.split(b"\n")
    top = min(len(lines), 40)
    for _ in range(chance.randint(1, 4)):
        one, other = chance.randrange(top), chance.randrange(top)
        lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def lie_about_charset(raw: bytes, chance: random.Random) -> bytes:
    """Another charset is named."""
    name = chance.choice(CHARSETS).encode()
    changed, count = re.subn(rb"(?i)charset=\S+", lambda _: b'charset="' + name + b'"', raw)
    words, found = re.subn(rb"=\?[^?\s]+\?", lambda _: b"=?" + name + b"?", changed)
    return words if count or found else b"Content-Type: text/plain; charset=" + name + b"\n" + raw


def lie_about_encoding(raw: bytes, chance: random.Random) -> bytes:
    """Another transfer encoding is named."""
    name = chance.choice(ENCODINGS).encode()
    changed, count = re.subn(rb"(?i)(content-transfer-encoding:)[^\n]*", lambda m: m[1] + b" " + name, raw)
    return changed if count else b"Content-Transfer-Encoding: " + name + b"\n" + raw


def damage_boundary(raw: bytes, chance: random.Random) -> bytes:
    """The line between parts is not what the header says, or is missing, or ends too early."""
    found = re.search(rb"(?i)boundary=\"?([^\"\s;]+)", raw)
    if found is None:
        return b'Content-Type: multipart/mixed; boundary="%b"\n' % raw[:5].strip() + raw
    name = found[1]
    others = (b"--" + name + b"--", b"-- " + name, b"", name, b"--" + name[:-1], b"--" + name + b"\x00")
    parts = raw.split(b"--" + name)
    return b"".join(part + (chance.choice([b"--" + name, *others])) for part in parts[:-1]) + parts[-1]


def nest(raw: bytes, chance: random.Random) -> bytes:
    """The mail inside a mail inside a mail, or parts in parts."""
    for depth in range(chance.choice((1, 3, 20, 150, 400))):
        if chance.random() < 0.5:
            raw = b'Content-Type: multipart/mixed; boundary="n%d"\n\n--n%d\n%b\n--n%d--\n' % (depth, depth, raw, depth)
        else:
            raw = b"Content-Type: message/rfc822\n\n" + raw
    return b"From: Nest <nest@customers.example>\nSubject: nest\n" + raw


def put_in(*pieces: bytes) -> Callable[[bytes, random.Random], bytes]:
    """Bytes that do not belong there, in some places."""

    def change(raw: bytes, chance: random.Random) -> bytes:
        for _ in range(chance.randint(1, 8)):
            at = chance.randrange(len(raw) + 1)
            raw = raw[:at] + chance.choice(pieces) * chance.randint(1, 3) + raw[at:]
        return raw

    return change


nuls = put_in(b"\x00", b"=00", b"=?utf-8?q?=00?=")
eight_bit = put_in(
    "打印机".encode("gb18030"), "ü".encode(), b"\xff\xfe", b"\xed\xa0\x80", "é".encode("latin-1"), b"\x80"
)
line_ends = put_in(b"\r", b"\n\n", b"\r\n\r\n", b"\x0b", b"\x0c", b"\x1c", b"\xe2\x80\xa8", b"\x85")
markup = put_in(b"<", b"<!--", b"]]>", b"<div>" * 50, b"&#0;", b"<style>", b"=?utf-8?b?", b"?=", b"begin 644 x\n")
WAYS = (
    flip, cut, double, swap_lines, lie_about_charset, lie_about_encoding, damage_boundary, nest, nuls, eight_bit,
    line_ends, markup,
)  # fmt: skip


def mutants(count: int, seed: int) -> list[bytes]:
    """So many of them, none of no bytes at all."""
    chance, known = random.Random(seed), bases()
    made = []
    while len(made) < count:
        raw = chance.choice(known)
        for way in chance.choices(WAYS, k=chance.randint(1, 4)):
            raw = way(raw, chance)
        if raw:
            made.append(raw[:2_000_000])
    return made
