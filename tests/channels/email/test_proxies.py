"""A mailbox behind a proxy: all of it goes that way, and what is wrong with the proxy is said without its password."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bot.channels.email.channel import EmailChannel
from tests.channels.email.conftest import FakeDesk, MemoryCursors, channel, listening, mail, mailbox, until
from tests.channels.email.test_send import refusal, row
from tests.servers.dovecot import Dovecot
from tests.servers.ports import free_port
from tests.servers.smtp import SmtpServer
from tests.servers.tls_front import with_tls
from tests.servers.web_proxy import WebProxy

BOX = "support@example.com"
USER, PASSWORD = "desk", "only/for@the-proxy"
LOGIN, WRITTEN = f"{USER}:{PASSWORD}", "desk:only%2Ffor%40the-proxy"
SCHEMES = pytest.mark.parametrize(("scheme", "kind"), [("http", "CONNECT"), ("socks5", "SOCKS"), ("socks5h", "SOCKS")])
KINDS = pytest.mark.parametrize("scheme", ["http", "socks5"])


def behind(address: str, **smtp: Any) -> EmailChannel:
    """A mailbox whose servers nobody reaches without the proxy."""
    way = {"host": "mail.invalid", "port": 9, "proxy": address}
    return channel(mailbox(imap=way, smtp={**way, **smtp}), MemoryCursors())


@asynccontextmanager
async def saying(answer: bytes | None) -> AsyncIterator[int]:
    """A proxy that says just that: None says nothing, and an empty answer ends the connection."""
    left = asyncio.Event()

    async def says(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1000)
        with suppress(OSError):
            writer.write(answer or b"")
            if answer != b"":
                await reader.read()
        writer.close()
        left.set()

    server = await asyncio.start_server(says, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]
        await left.wait()


@SCHEMES
async def test_mail_comes_over_tls_through_the_proxy_alone(
    dovecot: Dovecot, desk: FakeDesk, scheme: str, kind: str
) -> None:
    dovecot.add_user(BOX, "secret")
    # The name is led to the server by the proxy alone, and is what the certificate is checked for.
    async with WebProxy(LOGIN, {"localhost": dovecot.tls_port}) as proxy:
        way = {"host": "localhost", "port": 9, "security": "tls", "ca_file": dovecot.certificate.certificate}
        way["proxy"] = f"{scheme}://{WRITTEN}@127.0.0.1:{proxy.port}"
        async with listening(channel(mailbox(imap=way), MemoryCursors()), desk) as room:
            assert room.health.green, room.health.cause
            dovecot.deliver(BOX, mail("打印机坏了"))
            (taken,) = await desk.has(1)
    assert taken.subject == "打印机坏了"
    assert set(proxy.asked) == {f"{kind} localhost:9"}


async def test_a_certificate_for_another_name_is_refused_behind_a_proxy_too(dovecot: Dovecot, desk: FakeDesk) -> None:
    async with WebProxy(hosts={"mail.invalid": dovecot.tls_port}) as proxy:
        way = {"host": "mail.invalid", "security": "tls", "ca_file": dovecot.certificate.certificate}
        way["proxy"] = f"http://127.0.0.1:{proxy.port}"
        async with listening(channel(mailbox(imap=way), MemoryCursors()), desk) as room:
            assert "TLS" in room.health.cause


@SCHEMES
async def test_mail_goes_through_the_proxy_alone(smtp_server: SmtpServer, scheme: str, kind: str) -> None:
    async with WebProxy(LOGIN, {"mail.invalid": smtp_server.port}) as proxy:
        support = behind(f"{scheme}://{WRITTEN}@127.0.0.1:{proxy.port}")
        await support.send(row())
    assert len(smtp_server.received) == 1
    assert proxy.asked == [f"{kind} mail.invalid:9"]


@KINDS
@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_both_kinds_of_tls_reach_the_mail_server_behind_a_proxy(
    smtp_server: SmtpServer, tmp_path: Path, scheme: str, security: str
) -> None:
    async with with_tls(smtp_server.port, tmp_path) as (port, certificate):
        smtp_server.tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        smtp_server.tls.load_cert_chain(certificate, tmp_path / "key.pem")
        led = {"localhost": port if security == "tls" else smtp_server.port}
        async with WebProxy(hosts=led) as proxy:
            trusted = {"host": "localhost", "security": security, "ca_file": certificate}
            support = behind(f"{scheme}://127.0.0.1:{proxy.port}", **trusted)
            await support.send(row())
            distrusted = behind(f"{scheme}://127.0.0.1:{proxy.port}", host="localhost", security=security)
            error = await refusal(distrusted, row(2))
            assert "certificate" in error.reason.lower()
            assert "None" not in error.reason
    assert len(smtp_server.received) == 1


async def test_a_greeting_right_behind_the_proxys_answer_is_not_lost() -> None:
    """A proxy that sends both in one piece."""
    heard: list[bytes] = []

    async def both(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 Connection established\r\nVia: x\r\n\r\n220 ready\r\n")
        heard.append(await reader.readline())
        writer.close()

    server = await asyncio.start_server(both, "127.0.0.1", 0)
    await refusal(behind(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"), row())
    server.close()
    await server.wait_closed()
    assert heard == [b"EHLO example.com\r\n"]


@KINDS
async def test_a_proxy_that_is_down_is_waited_for(
    dovecot: Dovecot, smtp_server: SmtpServer, desk: FakeDesk, scheme: str
) -> None:
    dovecot.add_user(BOX, "secret")
    proxy = WebProxy(hosts={"imap.invalid": dovecot.port, "mail.invalid": smtp_server.port})
    address = f"{scheme}://127.0.0.1:{proxy.port}"
    way = {"host": "mail.invalid", "proxy": address}
    support = channel(mailbox(imap={**way, "host": "imap.invalid"}, smtp=way), MemoryCursors())
    async with listening(support, desk):
        assert (
            support.health.cause
            == f"receiving mail: the proxy 127.0.0.1:{proxy.port} cannot be reached: Connection refused"
        )
        error = await refusal(support, row())
        assert (error.permanent, error.ambiguous) == (False, False)
        assert "cannot be reached: Connection refused" in error.reason
        async with proxy:
            await support.send(row())
            await until(lambda: support.health.green)
    assert len(smtp_server.received) == 1


@KINDS
@pytest.mark.parametrize(
    ("login", "words"), [("desk:wrong-hunter2@", "refuses the user and password"), ("", "wants a user and a password")]
)
async def test_a_wrong_password_of_the_proxy_is_told_and_not_shown(
    desk: FakeDesk, scheme: str, login: str, words: str
) -> None:
    async with WebProxy(LOGIN) as proxy:
        support = behind(f"{scheme}://{login}127.0.0.1:{proxy.port}")
        async with listening(support, desk):
            assert support.health.cause == f"receiving mail: the proxy 127.0.0.1:{proxy.port} {words}"
        error = await refusal(support, row())
    assert words in error.reason
    assert (error.permanent, error.ambiguous) == (False, False)
    assert "hunter2" not in error.reason + support.health.cause + repr(support) + repr(error)
    assert proxy.asked == []


@pytest.mark.parametrize(
    ("scheme", "answer", "words"),
    [
        ("http", b"HTTP/1.1 403 Forbidden\r\n\r\n", "does not lead to mail.invalid:9: 403 Forbidden"),
        ("http", b"SSH-2.0-OpenSSH_9.2\r\n\r\n", "it does not speak HTTP"),
        ("http", b"", "it ended the connection"),
        ("http", b"x" * 20_000, "it does not speak HTTP"),
        ("socks5", b"\x05\x00\x05\x02\x00\x01\0\0\0\0\0\0", "not allowed"),
        ("socks5", b"HTTP/1.1 400 Bad\r\n\r\n", "version"),
        ("socks5", b"", "does not lead"),
    ],
)
async def test_a_proxy_that_leads_nowhere_is_quoted(scheme: str, answer: bytes, words: str) -> None:
    async with saying(answer) as port:
        error = await refusal(behind(f"{scheme}://127.0.0.1:{port}"), row())
    assert words in error.reason
    assert (error.permanent, error.ambiguous) == (False, False)


@KINDS
async def test_a_silent_proxy_costs_no_more_than_its_time(scheme: str) -> None:
    async with saying(None) as port:
        error = await refusal(behind(f"{scheme}://127.0.0.1:{port}", timeout_seconds=0.2), row())
    assert "gave no answer in 0.2 s" in error.reason


async def test_a_proxy_whose_name_nobody_knows_is_told() -> None:
    error = await refusal(behind(f"http://proxy.invalid:{free_port()}"), row())
    assert "the proxy proxy.invalid:" in error.reason
    assert "known" in error.reason


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (f"ftp://{WRITTEN}@proxy:1", "begins with http://"),
        (f"https://{WRITTEN}@proxy:1", "begins with http://"),
        (f"http://{WRITTEN}@proxy", "host:port"),
        (f"http://{LOGIN}@proxy:1", "host:port"),
        ("http://desk:hunter2@proxy:99999", "host:port"),
        ("http://hunter2@proxy:1", "user and a password, or neither"),
        ("socks5://desk:密码hunter2@proxy:1", "ASCII"),
    ],
)
def test_a_proxy_that_cannot_be_used_is_refused_without_being_shown(address: str, words: str) -> None:
    with pytest.raises(ValidationError, match=words) as refused:
        behind(address)
    assert "hunter2" not in str(refused.value)
    assert WRITTEN not in str(refused.value)
    assert PASSWORD not in str(refused.value)
