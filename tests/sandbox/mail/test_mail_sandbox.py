"""The post of the sandbox, spoken to by hand and with the standard library, not with our own clients."""

import asyncio
import imaplib
import smtplib
import socket
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.sandbox.mail import MailSandbox

BOX = "support@ringback.example"
ANN = "ann@customer.example"
OURS = (
    b"From: Support <support@ringback.example>\r\nTo: ann@customer.example\r\nSubject: =?utf-8?b?5bey6Kej5Yaz?=\r\n"
    b"Message-ID: <one@ringback.example>\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: multipart/alternative; boundary=b\r\n\r\n"
    b"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nSolved.\r\n--b\r\nContent-Type: text/html\r\n\r\n"
    b'<p>Solved.</p><a href="mailto:support@ringback.example?subject=Yes%20%5Brb%3Ax%5D&amp;body=Just%20send">Yes</a>'
    b"\r\n--b--\r\n"
)


@pytest.fixture
async def post() -> AsyncIterator[MailSandbox]:
    async with MailSandbox() as sandbox:
        sandbox.add_mailbox(BOX)
        yield sandbox


def _all_mails(port: int) -> list[bytes]:
    with imaplib.IMAP4("127.0.0.1", port, timeout=5) as client:
        client.login(BOX, "sandbox")
        client.select("INBOX", readonly=True)
        _, numbers = client.search(None, "ALL")
        return [client.fetch(number, "(BODY.PEEK[])")[1][0][1] for number in numbers[0].split()]  # type: ignore[index,misc] # as the library documents it


def _send(port: int, to: str = ANN, raw: bytes = OURS) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=5) as client:
        client.sendmail(BOX, [to], raw)


async def test_what_somebody_writes_lies_in_the_mailbox(post: MailSandbox) -> None:
    key = await post.write("安娜", ANN, BOX, "打印机坏了", "着火了", attachments=[("照片.jpg", "image/jpeg", b"123")])
    (raw,) = await asyncio.to_thread(_all_mails, post.imap_port)
    assert key.encode() in raw
    assert b"Subject: =?utf-8?" in raw


async def test_idle_hears_of_a_new_mail_within_milliseconds(post: MailSandbox) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", post.imap_port)
    await reader.readline()
    for line in (f'a LOGIN "{BOX}" sandbox', "b EXAMINE INBOX", "c IDLE"):
        writer.write(line.encode() + b"\r\n")
        while not (await reader.readline()).startswith((b"a OK", b"b OK", b"+ ")):
            pass
    started = time.monotonic()
    await post.write("Ann", ANN, BOX, "fire", "help")
    async with asyncio.timeout(2):
        while b"1 EXISTS" not in await reader.readline():
            pass
    assert time.monotonic() - started < 0.5
    writer.close()
    await writer.wait_closed()


async def test_a_wrong_password_is_refused(post: MailSandbox) -> None:
    def log_in() -> None:
        with imaplib.IMAP4("127.0.0.1", post.imap_port, timeout=5) as client:
            client.login(BOX, "wrong")

    with pytest.raises(imaplib.IMAP4.error):
        await asyncio.to_thread(log_in)


async def test_what_we_send_reaches_the_person_with_its_buttons(post: MailSandbox) -> None:
    await asyncio.to_thread(_send, post.smtp_port)
    (mail,) = post.inbox_of(ANN)
    assert (mail.subject, mail.text.strip(), mail.message_id) == ("已解决", "Solved.", "<one@ringback.example>")
    assert [label for label, _ in mail.buttons] == ["Yes"]
    assert post.sent == [mail]


async def test_pressing_sends_the_mail_that_the_link_opens(post: MailSandbox) -> None:
    await asyncio.to_thread(_send, post.smtp_port)
    await post.press(ANN, 0, "Yes")
    (raw,) = await asyncio.to_thread(_all_mails, post.imap_port)
    assert b"Subject: Yes [rb:x]" in raw
    assert b"Just send" in raw
    assert b"In-Reply-To" not in raw


async def test_a_button_that_is_not_there_cannot_be_pressed(post: MailSandbox) -> None:
    await asyncio.to_thread(_send, post.smtp_port)
    with pytest.raises(LookupError, match="Yes"):
        await post.press(ANN, "<one@ringback.example>", "No")


async def test_an_answer_names_what_it_answers_and_quotes_it(post: MailSandbox) -> None:
    await asyncio.to_thread(_send, post.smtp_port)
    await post.reply(ANN, post.inbox_of(ANN)[0], "Thank you")
    (raw,) = await asyncio.to_thread(_all_mails, post.imap_port)
    assert b"In-Reply-To: <one@ringback.example>" in raw
    assert b"> Solved." in raw


async def test_an_address_can_be_refused_and_let_in_again(post: MailSandbox) -> None:
    post.refuse(ANN)
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
        await asyncio.to_thread(_send, post.smtp_port)
    assert refusal.value.recipients[ANN][0] == 550
    post.refuse(ANN, "")
    await asyncio.to_thread(_send, post.smtp_port)
    assert len(post.sent) == 1


async def test_greylisting_lets_the_second_attempt_through(post: MailSandbox) -> None:
    post.greylist(1)
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
        await asyncio.to_thread(_send, post.smtp_port)
    assert refusal.value.recipients[ANN][0] == 451
    await asyncio.to_thread(_send, post.smtp_port)
    assert len(post.inbox_of(ANN)) == 1


async def test_what_we_send_to_ourselves_comes_back(post: MailSandbox) -> None:
    await asyncio.to_thread(_send, post.smtp_port, BOX)
    assert len(await asyncio.to_thread(_all_mails, post.imap_port)) == 1


@pytest.mark.parametrize("way", ["imap", "smtp"])
async def test_either_way_can_be_out_of_order_and_come_back(post: MailSandbox, way: str) -> None:
    def greeted() -> bytes:
        port = post.imap_port if way == "imap" else post.smtp_port
        with socket.create_connection(("127.0.0.1", port), timeout=2) as plug:
            try:
                return bytes(plug.recv(100))
            except ConnectionError:
                return b""

    setattr(post, f"{way}_down", True)
    assert await asyncio.to_thread(greeted) == b""
    setattr(post, f"{way}_down", False)
    assert await asyncio.to_thread(greeted) != b""


async def test_mails_are_stamped_with_the_clock_of_the_stage() -> None:
    moment = datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)
    async with MailSandbox(now=moment.timestamp) as post:
        post.add_mailbox(BOX)
        await post.write("Ann", ANN, BOX, "later", "x")
        (raw,) = await asyncio.to_thread(_all_mails, post.imap_port)
    assert b"Date: Wed, 02 Jan 2030 03:04:05" in raw
