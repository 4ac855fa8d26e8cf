"""The servers that the other tests lean on, each proved with the standard library's own clients."""

import asyncio
import imaplib
import json
import smtplib
import socket
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from tests.servers.certificate import make_certificate
from tests.servers.dovecot import Dovecot
from tests.servers.fault_proxy import FaultProxy
from tests.servers.ports import is_open
from tests.servers.postgres import Postgres
from tests.servers.smtp import CLOSE, SmtpServer

USER, PASSWORD = "support@example.com", 'p:w "word"'
MAIL = "Subject: 打印机着火\r\n\r\nHelp.\r\n.a line with a dot\r\n".encode()
ProxyMaker = Callable[[int], Awaitable[FaultProxy]]


# --- Dovecot ----------------------------------------------------------------------------------------------------------
def log_in(port: int) -> imaplib.IMAP4:
    client = imaplib.IMAP4("127.0.0.1", port)
    client.login(USER, PASSWORD)
    return client


def subjects_in(client: imaplib.IMAP4) -> int:
    kind, count = client.select("INBOX", readonly=True)
    assert kind == "OK"
    assert count[0] is not None
    return int(count[0])


def test_dovecot_shows_delivered_mails_byte_for_byte(dovecot: Dovecot) -> None:
    dovecot.add_user(USER, PASSWORD)
    dovecot.deliver(USER, MAIL)
    client = log_in(dovecot.port)
    assert subjects_in(client) == 1
    fetched = client.uid("FETCH", "1", "(BODY.PEEK[])")[1][0]
    assert fetched[1] == MAIL
    assert dovecot.messages(USER) == [MAIL]
    client.logout()


def test_dovecot_takes_hundreds_of_mails_and_keeps_their_order(dovecot: Dovecot) -> None:
    dovecot.add_user(USER, PASSWORD)
    for number in range(300):
        dovecot.deliver(USER, b"Subject: %d\r\n\r\n" % number)
    client = log_in(dovecot.port)
    assert subjects_in(client) == 300
    assert client.uid("FETCH", "300", "(BODY.PEEK[HEADER.FIELDS (Subject)])")[1][0][1].startswith(b"Subject: 299")
    assert len(dovecot.messages(USER)) == 300
    client.logout()


def test_dovecot_keeps_users_apart_and_refuses_strangers(dovecot: Dovecot) -> None:
    dovecot.add_user(USER, PASSWORD)
    dovecot.add_user("sales@example.com", "other")
    dovecot.deliver("sales@example.com", MAIL)
    client = log_in(dovecot.port)
    assert subjects_in(client) == 0
    client.logout()
    client = imaplib.IMAP4("127.0.0.1", dovecot.port)
    with pytest.raises(imaplib.IMAP4.error, match="Authentication failed"):
        client.login(USER, "wrong")
    client.logout()
    with pytest.raises(KeyError):
        dovecot.deliver("nobody@example.com", MAIL)


def test_dovecot_has_folders_with_chinese_names(dovecot: Dovecot) -> None:
    dovecot.add_user(USER, PASSWORD)
    dovecot.deliver(USER, MAIL, "存档/客户")
    client = log_in(dovecot.port)
    assert any(b"&W1hoYw-/&W6JiNw-" in line for line in client.list()[1] if isinstance(line, bytes))
    assert client.select('"&W1hoYw-/&W6JiNw-"') == ("OK", [b"1"])
    assert dovecot.messages(USER, "存档/客户") == [MAIL]
    client.logout()


def test_dovecot_speaks_tls(dovecot: Dovecot) -> None:
    dovecot.add_user(USER, PASSWORD)
    trust = ssl.create_default_context(cafile=dovecot.certificate.certificate)
    with imaplib.IMAP4_SSL("localhost", dovecot.tls_port, ssl_context=trust) as client:
        assert client.login(USER, PASSWORD)[0] == "OK"


@pytest.mark.parametrize("end", [Dovecot.stop, Dovecot.kill])
def test_dovecot_keeps_mail_and_port_over_an_end_and_a_start(dovecot: Dovecot, end: Callable[[Dovecot], None]) -> None:
    dovecot.add_user(USER, PASSWORD)
    dovecot.deliver(USER, MAIL)
    client = log_in(dovecot.port)
    port = dovecot.port
    end(dovecot)
    assert not is_open(port)
    with pytest.raises((imaplib.IMAP4.abort, OSError)):
        client.noop()
    with suppress(OSError):
        client.shutdown()
    dovecot.start()
    client = log_in(port)
    assert subjects_in(client) == 1
    client.logout()


# --- SMTP -------------------------------------------------------------------------------------------------------------
async def send(port: int, raw: bytes = MAIL, *, sender: str = "us@example.com", to: str = "anna@example.com") -> None:
    def blocking() -> None:
        with smtplib.SMTP("127.0.0.1", port, timeout=5) as client:
            client.sendmail(sender, [to], raw)

    await asyncio.to_thread(blocking)


async def test_smtp_server_keeps_envelope_and_bytes(smtp_server: SmtpServer, tmp_path: Path) -> None:
    smtp_server.log = tmp_path / "mails.jsonl"
    await send(smtp_server.port)
    (mail,) = await smtp_server.wait_for(1)
    assert (mail.sender, mail.recipients, mail.raw) == ("us@example.com", ("anna@example.com",), MAIL)
    assert mail.message["Subject"] == "打印机着火"
    assert json.loads(smtp_server.log.read_text())["recipients"] == ["anna@example.com"]


async def test_smtp_server_takes_the_empty_sender_of_automatic_mail(smtp_server: SmtpServer) -> None:
    await send(smtp_server.port, sender="")
    assert smtp_server.received[0].sender == ""


@pytest.mark.parametrize(
    ("verb", "error"),
    [
        ("CONNECT", smtplib.SMTPConnectError),
        ("EHLO", smtplib.SMTPHeloError),
        ("MAIL", smtplib.SMTPSenderRefused),
        ("RCPT", smtplib.SMTPRecipientsRefused),
        ("DATA", smtplib.SMTPDataError),
        (".", smtplib.SMTPDataError),
    ],
)
async def test_smtp_server_answers_a_command_as_told_and_once(
    smtp_server: SmtpServer, verb: str, error: type[Exception]
) -> None:
    smtp_server.answer_next(verb, "451 try later")
    if verb == "EHLO":
        smtp_server.answer_next("HELO", "451 try later")
    with pytest.raises(error, match="try later"):
        await send(smtp_server.port)
    assert smtp_server.received == []
    await send(smtp_server.port)
    assert len(smtp_server.received) == 1


@pytest.mark.parametrize("verb", ["CONNECT", "MAIL", "DATA", "."])
async def test_smtp_server_closes_the_connection_without_a_reply(smtp_server: SmtpServer, verb: str) -> None:
    smtp_server.answer_next(verb, CLOSE)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        await send(smtp_server.port)
    assert smtp_server.received == []


async def test_smtp_server_loses_the_confirmation_of_a_mail_it_kept(smtp_server: SmtpServer) -> None:
    smtp_server.answer_next("ACCEPTED", CLOSE)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        await send(smtp_server.port)
    assert len(smtp_server.received) == 1


async def test_smtp_server_refuses_a_recipient(smtp_server: SmtpServer) -> None:
    smtp_server.refused["gone@example.com"] = "550 5.1.1 No such user"
    with pytest.raises(smtplib.SMTPRecipientsRefused, match=r"5\.1\.1"):
        await send(smtp_server.port, to="gone@example.com")
    await send(smtp_server.port, to="anna@example.com")


async def test_smtp_server_greylists_each_pair_once(smtp_server: SmtpServer) -> None:
    smtp_server.greylisting = True
    with pytest.raises(smtplib.SMTPRecipientsRefused, match="451"):
        await send(smtp_server.port)
    await send(smtp_server.port)
    assert len(smtp_server.received) == 1


async def test_smtp_server_takes_so_many_mails_on_a_connection(smtp_server: SmtpServer) -> None:
    smtp_server.mails_per_connection = 2

    def three_on_one_connection() -> None:
        with smtplib.SMTP("127.0.0.1", smtp_server.port, timeout=5) as client:
            for _ in range(3):
                client.sendmail("us@example.com", ["anna@example.com"], MAIL)

    with pytest.raises(smtplib.SMTPSenderRefused, match="452"):
        await asyncio.to_thread(three_on_one_connection)
    await send(smtp_server.port)
    assert len(smtp_server.received) == 3
    assert smtp_server.connections == 2


async def test_smtp_server_asks_for_a_log_in_and_offers_tls(smtp_server: SmtpServer, tmp_path: Path) -> None:
    made = make_certificate(tmp_path)
    smtp_server.tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    smtp_server.tls.load_cert_chain(made.certificate, made.key)
    smtp_server.login = ("support", "secret")
    with pytest.raises(smtplib.SMTPSenderRefused, match="530"):
        await send(smtp_server.port)

    def with_password(password: str) -> None:
        with smtplib.SMTP("localhost", smtp_server.port, timeout=5) as client:
            client.starttls(context=ssl.create_default_context(cafile=made.certificate))
            client.login("support", password)
            client.sendmail("us@example.com", ["anna@example.com"], MAIL)

    with pytest.raises(smtplib.SMTPAuthenticationError):
        await asyncio.to_thread(with_password, "wrong")
    await asyncio.to_thread(with_password, "secret")
    assert len(smtp_server.received) == 1


async def test_smtp_server_stops_with_open_connections_and_starts_again_on_its_port(smtp_server: SmtpServer) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", smtp_server.port)
    await reader.readline()
    await smtp_server.stop()
    with suppress(ConnectionError):
        assert await reader.read() == b""
    writer.close()
    assert not is_open(smtp_server.port)
    await smtp_server.start()
    await send(smtp_server.port)


# --- PostgreSQL -------------------------------------------------------------------------------------------------------
def psql(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def test_postgres_gives_every_test_a_database_of_its_own(postgres: Postgres, postgres_url: str) -> None:
    psql(postgres_url, "CREATE TABLE words (word text)")
    psql(postgres_url, "INSERT INTO words VALUES ('打印机')")
    copy = postgres.create_database(template=postgres_url.rpartition("/")[2])
    assert psql(copy, "SELECT word FROM words") == [("打印机",)]
    empty = postgres.create_database()
    with pytest.raises(psycopg.errors.UndefinedTable):
        psql(empty, "SELECT word FROM words")
    postgres.drop_database(copy)
    postgres.drop_database(empty)
    with pytest.raises(psycopg.OperationalError):
        psql(copy, "SELECT 1")


@pytest.fixture
def own_postgres() -> Iterator[Postgres]:
    """A durable cluster that a test may kill."""
    server = Postgres(durable=True)
    try:
        server.start()
        yield server
    finally:
        server.close()


def test_postgres_keeps_what_was_committed_over_a_kill_and_a_stop(own_postgres: Postgres) -> None:
    url = own_postgres.create_database()
    psql(url, "CREATE TABLE numbers (number int)")
    for number, end in enumerate((own_postgres.kill, own_postgres.stop)):
        psql(url, f"INSERT INTO numbers VALUES ({number})")
        end()
        assert not is_open(own_postgres.port)
        own_postgres.start()
    assert psql(url, "SELECT number FROM numbers") == [(0,), (1,)]
    assert psql(url, "SHOW fsync") == [("on",)]


# --- the proxy --------------------------------------------------------------------------------------------------------
@pytest.fixture
async def echo_port() -> AsyncIterator[int]:
    """A server that answers each line with a kilobyte of it."""

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            writer.write(line[:1] * 1023 + b"\n")
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()


async def ask(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"a\n")
    return reader, writer


async def test_proxy_passes_everything_through(fault_proxy: ProxyMaker, echo_port: int) -> None:
    proxy = await fault_proxy(echo_port)
    reader, writer = await ask(proxy.port)
    assert len(await reader.readline()) == 1024
    writer.write_eof()
    assert await reader.read() == b""
    writer.close()
    assert proxy.accepted == 1


async def test_proxy_resets_open_connections_and_serves_the_next(fault_proxy: ProxyMaker, echo_port: int) -> None:
    proxy = await fault_proxy(echo_port)
    reader, writer = await ask(proxy.port)
    await reader.readline()
    proxy.cut()
    with pytest.raises(ConnectionResetError):
        await reader.read()
    writer.close()
    reader, writer = await ask(proxy.port)
    assert await reader.readline()
    writer.close()


async def test_proxy_cuts_after_so_many_bytes_once(fault_proxy: ProxyMaker, echo_port: int) -> None:
    proxy = await fault_proxy(echo_port)
    proxy.cut_after(100)
    reader, writer = await ask(proxy.port)
    with pytest.raises(asyncio.IncompleteReadError) as caught:
        await reader.readexactly(1024)
    assert len(caught.value.partial) == 100
    writer.close()
    reader, writer = await ask(proxy.port)
    assert len(await reader.readline()) == 1024
    writer.close()


async def test_proxy_is_a_black_hole_until_told_otherwise(fault_proxy: ProxyMaker, echo_port: int) -> None:
    proxy = await fault_proxy(echo_port)
    before = await ask(proxy.port)
    await before[0].readline()
    proxy.black_hole()
    before[1].write(b"b\n")
    after = await ask(proxy.port)
    for reader in (before[0], after[0]):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.readline(), 0.1)
    proxy.pass_through()
    assert (await before[0].readline()).startswith(b"b")
    assert (await after[0].readline()).startswith(b"a")
    before[1].close()
    after[1].close()


async def test_proxy_half_closes(fault_proxy: ProxyMaker, echo_port: int) -> None:
    proxy = await fault_proxy(echo_port)
    reader, writer = await ask(proxy.port)
    await reader.readline()
    proxy.half_close()
    assert await reader.read() == b""
    assert proxy.live == 1
    writer.close()


async def test_proxy_delays_what_the_server_says(fault_proxy: ProxyMaker, echo_port: int) -> None:
    proxy = await fault_proxy(echo_port)
    proxy.delay(0.2)
    begun = time.monotonic()
    reader, writer = await ask(proxy.port)
    await reader.readline()
    assert time.monotonic() - begun >= 0.2
    writer.close()


async def test_proxy_refuses_connections_until_it_is_started_again(fault_proxy: ProxyMaker, echo_port: int) -> None:
    proxy = await fault_proxy(echo_port)
    reader, writer = await ask(proxy.port)
    await reader.readline()
    await proxy.refuse()
    with pytest.raises(ConnectionRefusedError), socket.socket() as client:
        client.connect(("127.0.0.1", proxy.port))
    writer.write(b"c\n")
    assert (await reader.readline()).startswith(b"c")
    writer.close()
    await proxy.start()
    reader, writer = await ask(proxy.port)
    assert await reader.readline()
    writer.close()


async def test_proxy_stands_before_a_real_server(fault_proxy: ProxyMaker, smtp_server: SmtpServer) -> None:
    proxy = await fault_proxy(smtp_server.port)
    await send(proxy.port)
    proxy.black_hole()
    with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
        await asyncio.to_thread(smtplib.SMTP, "127.0.0.1", proxy.port, timeout=0.2)
    proxy.cut()
    proxy.pass_through()
    await send(proxy.port)
    assert len(smtp_server.received) == 2
