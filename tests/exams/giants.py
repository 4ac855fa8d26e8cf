"""Mails of sizes nobody writes by hand: each is read by whoever asks for it by name."""

from __future__ import annotations

import base64
import random
from collections.abc import Callable

HEAD = b"From: Giant <giant@customers.example>\r\nDate: Mon, 02 Mar 2026 12:00:00 +0000\r\n"
MIB = 1_000_000


def _mixed(name: str, *parts: bytes) -> bytes:
    head = (
        HEAD
        + b'Subject: %b\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n' % name.encode()
    )
    return head + b"".join(b"--b\r\n%b\r\n" % part for part in parts) + b"--b--\r\n"


def _plain(name: str, *headers: bytes, text: bytes = b"It is big.\r\n") -> bytes:
    return HEAD + b"".join(headers) + b"Subject: %b\r\n\r\n%b" % (name.encode(), text)


def attachment() -> bytes:
    """30 MB of base64."""
    content = base64.encodebytes(random.Random(1).randbytes(22 * MIB)).replace(b"\n", b"\r\n")
    kind = b"Content-Type: application/zip; name=big.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return _mixed("attachment", b"Content-Type: text/plain\r\n\r\nSee the file.\r\n", kind + content)


def text() -> bytes:
    """30 MB of text in one line after another."""
    return _plain("text", text=b"The quick brown fox jumps over it.\r\n" * (30 * MIB // 36))


def one_line() -> bytes:
    """30 MB of text without any line end."""
    return _plain("one_line", text=b"abc " * (30 * MIB // 4))


def page() -> bytes:
    """10 MB of HTML."""
    body = b"<html><body>" + b"<div><p>It <b>jams</b>.</p>" * (10 * MIB // 28) + b"</body></html>"
    return HEAD + b"Subject: page\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body


def quoted() -> bytes:
    """10 MB of quoted-printable Chinese."""
    body = b"=E6=89=93=E5=8D=B0=\r\n" * (10 * MIB // 21)
    head = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n"
    return _plain("quoted", head, text=body)


def parts() -> bytes:
    """10 000 parts."""
    return _mixed("parts", *[b"Content-Type: text/plain\r\n\r\npart %d\r\n" % number for number in range(10_000)])


def files() -> bytes:
    """100 files."""
    kind = b"Content-Type: application/zip; name=f%d.zip\r\n\r\nPK%d\r\n"
    return _mixed("files", b"\r\nThey are many.\r\n", *[kind % (number, number) for number in range(100)])


def subject() -> bytes:
    """A subject of 1 MB."""
    return HEAD + b"Subject: subject " + b"word " * (MIB // 5) + b"\r\n\r\nIt is big.\r\n"


def encoded_subject() -> bytes:
    """A subject of 1 MB in encoded words."""
    return (
        HEAD + b"Subject: encoded_subject" + b"\r\n =?utf-8?b?5omT5Y2w5py6?=" * (MIB // 30) + b"\r\n\r\nIt is big.\r\n"
    )


def recipients() -> bytes:
    """100 000 of them."""
    to = b",\r\n ".join(b"Customer %d <c%d@customers.example>" % (number, number) for number in range(100_000))
    return _plain("recipients", b"Cc: " + to + b"\r\n")


def senders() -> bytes:
    """100 000 authors."""
    many = b",\r\n ".join(b"c%d@customers.example" % number for number in range(100_000))
    return b"From: giant@customers.example,\r\n " + many + b"\r\nSubject: senders\r\n\r\nIt is big.\r\n"


def references() -> bytes:
    """100 000 Message-IDs of a thread."""
    return _plain(
        "references", b"References: " + b"\r\n ".join(b"<%d@x.example>" % n for n in range(100_000)) + b"\r\n"
    )


def headers() -> bytes:
    """50 000 of them."""
    return _plain("headers", *[b"X-Header-%d: value %d\r\n" % (number, number) for number in range(50_000)])


def lines() -> bytes:
    """One header of a million lines."""
    return _plain("lines", b"X-Long: begins\r\n" + b" goes on\r\n" * MIB)


GIANTS: tuple[Callable[[], bytes], ...] = (
    attachment, text, one_line, page, quoted, parts, files, subject, encoded_subject, recipients, senders, references,
    headers, lines,
)  # fmt: skip
