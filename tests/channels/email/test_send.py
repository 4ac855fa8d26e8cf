"""Sending over a real server, and what each way of failing means."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.channels.email.channel import EmailChannel
from bot.core.messages import Address, Attachment, Button, DeliveryError, Outbound
from bot.core.signing import message_id
from tests.channels.email.conftest import SIGNER, FakeDesk, MemoryCursors, channel, listening, mailbox, parsed, until
from tests.servers.certificate import make_certificate
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import CLOSE, Mail, SmtpServer

ANN = Address("email", "ann@customer.example")


def row(number: int = 1, **changes: object) -> Outbound:
    values = {
        "id": number,
        "channel": "email:support",
        "kind": "message",
        "body": "**Solved.** 已解决。",
        "language": "en",
        "subject_id": 17,
        "address": ANN,
        "subject": "Your printer",
        "message_id": message_id(SIGNER, f"row{number}", 17, "example.com"),
    }
    return Outbound(**{**values, **changes})  # type: ignore[arg-type] # the values fit their fields


def room(server: SmtpServer, **smtp: object) -> EmailChannel:
    made = channel(mailbox(imap={"port": 9}, smtp={"port": server.port, **smtp}), MemoryCursors())
    _ROOMS.append(made)
    return made


_ROOMS: list[EmailChannel] = []


@pytest.fixture(autouse=True)
async def closed_at_last(smtp_server: SmtpServer) -> AsyncIterator[None]:
    """No connection outlives its test."""
    yield
    while _ROOMS:
        await _ROOMS.pop()._sender.close()


async def refusal(channel: EmailChannel, outbound: Outbound) -> DeliveryError:
    with pytest.raises(DeliveryError) as error:
        await channel.send(outbound)
    return error.value


async def test_a_row_arrives_as_one_mail(smtp_server: SmtpServer) -> None:
    outbound = row()
    sent = await room(smtp_server).send(outbound)
    (mail,) = smtp_server.received
    assert sent.provider_id == outbound.message_id == mail.message["Message-ID"]
    assert (mail.sender, mail.recipients) == ("support@example.com", ("ann@customer.example",))
    assert parsed(mail.raw).text == "Solved. 已解决。"


async def test_lines_that_begin_with_a_dot_arrive_as_they_are(smtp_server: SmtpServer) -> None:
    file = Attachment("dots.txt", "text/plain", 9, b".\r\n..\r\n.x")
    await room(smtp_server).send(row(files=(file,)))
    assert parsed(smtp_server.received[0].raw).attachments[0].content == b".\r\n..\r\n.x"


async def test_a_burst_shares_two_connections(smtp_server: SmtpServer) -> None:
    support = room(smtp_server)
    await asyncio.gather(*(support.send(row(number)) for number in range(20)))
    assert (len(smtp_server.received), smtp_server.connections) == (20, 2)


async def test_a_connection_is_changed_after_fifty_mails(smtp_server: SmtpServer) -> None:
    support = room(smtp_server)
    for number in range(51):
        await support.send(row(number))
    assert (len(smtp_server.received), smtp_server.connections) == (51, 2)


async def test_a_server_that_tires_of_a_connection_gets_a_new_one(smtp_server: SmtpServer) -> None:
    smtp_server.mails_per_connection = 3
    support = room(smtp_server)
    for number in range(7):
        await support.send(row(number))
    assert (len(smtp_server.received), smtp_server.connections) == (7, 3)


async def test_a_refused_recipient_is_permanent_with_the_servers_words(smtp_server: SmtpServer) -> None:
    smtp_server.refused["ann@customer.example"] = "550 5.1.1 No such user"
    support = room(smtp_server)
    error = await refusal(support, row())
    assert (error.permanent, error.ambiguous, error.reason) == (True, False, "550 5.1.1 No such user")
    assert error.of_address
    smtp_server.refused["ann@customer.example"] = "554 5.7.1 Service unavailable; client host blocked using a blocklist"
    error = await refusal(support, row())
    assert (error.permanent, error.of_address) == (True, False)
    smtp_server.refused.clear()
    await support.send(row(2))
    assert len(smtp_server.received) == 1


async def test_greylisting_asks_for_another_attempt(smtp_server: SmtpServer) -> None:
    smtp_server.greylisting = True
    support = room(smtp_server)
    error = await refusal(support, row())
    assert (error.permanent, error.ambiguous) == (False, False)
    await support.send(row())


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA", "."])
async def test_a_temporary_no_at_any_step_is_tried_again_later(smtp_server: SmtpServer, verb: str) -> None:
    smtp_server.answer_next(verb, "451 4.3.0 Later")
    error = await refusal(room(smtp_server), row())
    assert (error.permanent, error.ambiguous, error.reason) == (False, False, "451 4.3.0 Later")


@pytest.mark.parametrize("verb", ["RCPT", "DATA", "."])
async def test_a_final_no_at_any_step_is_final(smtp_server: SmtpServer, verb: str) -> None:
    smtp_server.answer_next(verb, "554 5.7.1 Spam")
    error = await refusal(room(smtp_server), row())
    assert (error.permanent, error.ambiguous) == (True, False)


@pytest.mark.parametrize("verb", ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA"])
async def test_a_connection_lost_before_the_content_left_nothing_behind(smtp_server: SmtpServer, verb: str) -> None:
    smtp_server.answer_next(verb, CLOSE, times=2)
    error = await refusal(room(smtp_server), row())
    assert (error.permanent, error.ambiguous) == (False, False)


async def test_an_answer_lost_after_the_content_is_ambiguous_and_is_not_repeated_here(smtp_server: SmtpServer) -> None:
    smtp_server.answer_next("ACCEPTED", CLOSE)
    support = room(smtp_server)
    error = await refusal(support, row())
    assert error.ambiguous
    assert not error.permanent
    assert len(smtp_server.received) == 1
    await support.send(row(again=True))
    first, second = (mail.message["Message-ID"] for mail in smtp_server.received)
    assert first == second


async def test_silence_after_the_content_is_ambiguous(smtp_server: SmtpServer, fault_proxy: Any) -> None:
    proxy = await fault_proxy(smtp_server.port)
    support = room(smtp_server, port=proxy.port, timeout_seconds=0.5)
    accept = smtp_server.accept

    async def accept_and_fall_silent(mail: Mail) -> None:
        await accept(mail)
        proxy.black_hole()

    smtp_server.accept = accept_and_fall_silent  # type: ignore[method-assign] # silence at just that moment
    error = await refusal(support, row())
    assert error.ambiguous
    proxy.pass_through()


async def test_a_cut_in_the_middle_of_a_big_mail_is_not_ambiguous() -> None:
    """The server reads a part of the content, then resets the connection."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 ready\r\n")
        while not (line := await reader.readline()).startswith(b"DATA"):
            writer.write(b"250 fine\r\n" if line else b"")
        writer.write(b"354 go on\r\n")
        await reader.readexactly(100_000)
        writer.transport.abort()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    support = channel(mailbox(imap={"port": 9}, smtp={"port": server.sockets[0].getsockname()[1]}), MemoryCursors())
    error = await refusal(support, row(files=(Attachment("big", "application/zip", 0, b"\0" * 15_000_000),)))
    assert (error.permanent, error.ambiguous) == (False, False)
    assert "while the mail was sent" in error.reason
    server.close()
    await server.wait_closed()


async def test_a_kept_connection_that_died_meanwhile_costs_nothing(smtp_server: SmtpServer, fault_proxy: Any) -> None:
    proxy = await fault_proxy(smtp_server.port)
    support = room(smtp_server, port=proxy.port)
    await support.send(row(1))
    proxy.cut()
    await support.send(row(2))
    assert len(smtp_server.received) == 2


async def test_an_idle_connection_is_given_back(smtp_server: SmtpServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.email.send.IDLE_SECONDS", 0.05)
    await room(smtp_server).send(row(1))
    await until(lambda: not smtp_server._open)


async def test_closing_leaves_a_mail_under_way_alone_and_its_connection_ends_with_it(
    smtp_server: SmtpServer, fault_proxy: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.email.send.IDLE_SECONDS", 60)
    proxy = await fault_proxy(smtp_server.port)
    support = room(smtp_server, port=proxy.port)
    await support.send(row(1))
    proxy.black_hole()
    sending = asyncio.create_task(support.send(row(2)))
    await asyncio.sleep(0)  # it holds the connection now
    await asyncio.wait_for(support._sender.close(), 1)
    proxy.pass_through()
    await sending
    assert [parsed(mail.raw).text for mail in smtp_server.received] == ["Solved. 已解决。"] * 2
    await until(lambda: not smtp_server._open)  # it said goodbye by itself: nobody will close it any more


async def test_nobody_there_is_tried_again_later(smtp_server: SmtpServer) -> None:
    await smtp_server.stop()
    error = await refusal(room(smtp_server), row())
    assert (error.permanent, error.ambiguous) == (False, False)
    assert "cannot connect" in error.reason


async def test_a_refused_log_in_waits_for_the_admin_and_shows_on_the_lamp(
    smtp_server: SmtpServer, dovecot: Dovecot, desk: FakeDesk
) -> None:
    dovecot.add_user("support@example.com", "secret")
    smtp_server.login = ("support@example.com", "right")
    login = {"port": smtp_server.port, "username": "support@example.com"}
    settings = mailbox(imap={"port": dovecot.port}, smtp={**login, "password": "wrong-word"})
    async with listening(channel(settings, MemoryCursors()), desk) as support:
        assert support.health.green
        error = await refusal(support, row())
        assert not error.permanent
        assert "log-in refused" in support.health.cause
        assert "wrong-word" not in support.health.cause + error.reason
        smtp_server.login = ("support@example.com", "wrong-word")
        await support.send(row())
        assert support.health.green


async def test_starttls_is_used_and_checked(smtp_server: SmtpServer, tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate.certificate, certificate.key)
    smtp_server.tls = context
    safe = {"security": "starttls", "host": "localhost", "ca_file": certificate.certificate}
    await room(smtp_server, **safe).send(row())
    assert len(smtp_server.received) == 1
    error = await refusal(room(smtp_server, security="starttls", host="localhost"), row())
    assert not error.permanent
    assert len(smtp_server.received) == 1


@pytest.mark.parametrize(
    "value",
    [
        "unknown@sender.invalid",
        "no-at-sign",
        "a@b\r\nRCPT TO:<c@d>",
        "",
        "@b.example",
        "a@b[c.example>]",
        "a<b@c.example",
    ],
)
async def test_an_address_that_is_none_is_permanent(smtp_server: SmtpServer, value: str) -> None:
    error = await refusal(room(smtp_server), row(address=Address("email", value)))
    assert error.permanent
    assert smtp_server.connections == 0


async def test_a_button_in_the_mail_comes_back_as_its_press(smtp_server: SmtpServer) -> None:
    await room(smtp_server).send(row(buttons=(Button("Solved", "solved:17:2"),)))
    part = smtp_server.received[0].message.get_body(("html",))
    assert part is not None
    html = part.get_content()
    assert "mailto:support@example.com?subject=Solved" in html
    assert "http" not in html


async def test_the_date_is_the_clocks(smtp_server: SmtpServer) -> None:
    await room(smtp_server).send(row())
    sent_at = smtp_server.received[0].message["Date"].datetime
    assert abs((datetime.now(UTC) - sent_at).total_seconds()) < 10


async def test_those_in_copy_get_the_same_mail_and_one_who_is_refused_keeps_it_from_nobody(
    smtp_server: SmtpServer,
) -> None:
    smtp_server.refused["bob@partner.example"] = "550 5.1.1 no such user"
    others = ("bob@partner.example", "not an address", "cyn@customer.example")
    await room(smtp_server).send(row(cc=others))
    (mail,) = smtp_server.received
    assert mail.recipients == ("ann@customer.example", "cyn@customer.example")
    assert mail.message["To"] == "ann@customer.example"
    assert mail.message["Cc"] == "bob@partner.example, cyn@customer.example"


async def test_a_refused_recipient_is_refused_whoever_is_in_copy(smtp_server: SmtpServer) -> None:
    smtp_server.refused["ann@customer.example"] = "550 5.1.1 no such user"
    assert (await refusal(room(smtp_server), row(cc=("bob@partner.example",)))).permanent
    assert smtp_server.received == []


async def test_a_mail_that_is_sent_after_closing_keeps_no_connection(
    smtp_server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A delivery that was begun in the moment of the stop."""
    monkeypatch.setattr("bot.channels.email.send.IDLE_SECONDS", 60)
    support = room(smtp_server)
    await support._sender.close()
    await support.send(row())
    assert len(smtp_server.received) == 1
    await until(lambda: not smtp_server._open)
