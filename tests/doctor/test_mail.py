"""Mailboxes, looked at: on the emulator, on Dovecot with a certificate of its own, and on closed doors."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from bot.channels.email.settings import MailboxSettings
from bot.doctor import Finding
from bot.doctor.mail import check
from bot.doctor.providers import log_in_refused
from bot.sandbox.stage import SUPPORT, Stage
from tests.doctor.conftest import Clinic, about, only
from tests.servers.dovecot import Dovecot
from tests.servers.ports import free_port
from tests.servers.smtp import Mail, SmtpServer
from tests.servers.web_proxy import WebProxy

ADDRESS, PASSWORD, CHECKER = "support@house.example", "right hunter2", "mx.house.example"


def settings(imap: dict[str, Any], smtp: dict[str, Any]) -> MailboxSettings:
    login = {"host": "localhost", "username": ADDRESS, "password": PASSWORD, "timeout_seconds": 3}
    values = {
        "name": "support",
        "address": ADDRESS,
        "authserv_id": CHECKER,
        "imap": {**login, **imap},
        "smtp": {**login, **smtp},
    }
    return MailboxSettings.model_validate(values)


class Post(SmtpServer):
    """Takes mail for the house and puts it into Dovecot's mailboxes."""

    dovecot: Dovecot
    checked = f"Authentication-Results: {CHECKER}; dmarc=pass header.from=house.example\r\n".encode()

    async def accept(self, mail: Mail) -> None:
        await super().accept(mail)
        for recipient in mail.recipients:
            self.dovecot.deliver(recipient, self.checked + mail.raw)


@pytest.fixture
async def post(dovecot: Dovecot) -> AsyncIterator[Post]:
    """SMTP with STARTTLS and a log-in, before Dovecot, with Dovecot's self-signed certificate."""
    dovecot.add_user(ADDRESS, PASSWORD)
    server = Post(login=(ADDRESS, PASSWORD))
    server.dovecot = dovecot
    server.tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.tls.load_cert_chain(dovecot.certificate.certificate, dovecot.certificate.key)
    await server.start()
    yield server
    await server.stop()


def doors(post: Post, ca_file: Path | None) -> tuple[dict[str, Any], dict[str, Any]]:
    imap = {"port": post.dovecot.tls_port, "ca_file": ca_file}
    return imap, {"port": post.port, "security": "starttls", "ca_file": ca_file}


def signs(found: list[Finding]) -> list[str]:
    return [finding.sign for finding in found]


async def test_a_house_server_with_its_own_certificate_is_good_with_ca_file(post: Post) -> None:
    found = await check(settings(*doors(post, post.dovecot.certificate.certificate)), 8)
    assert signs(found) == ["ok", "ok", "ok"]
    assert found[2].found == "mx.house.example checks who a mail is from"
    assert "TLS" in found[0].found
    assert "IDLE, ID announced" in found[0].found
    assert "a mail to itself came" in found[1].found
    (mail,) = post.received
    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert mail.message["From"] == mail.message["To"] == ADDRESS


async def test_a_self_signed_certificate_names_ca_file_for_each_side(post: Post) -> None:
    found = await check(settings(*doors(post, None)), 8)
    assert signs(found)[0] == "broken"
    assert "self-signed" in found[0].found
    assert "imap.ca_file" in found[0].fix
    imap, smtp = doors(post, None)
    found = await check(settings({**imap, "ca_file": post.dovecot.certificate.certificate}, smtp), 8)
    assert signs(found) == ["ok", "broken"]
    assert "smtp.ca_file" in found[1].fix
    assert post.received == []


async def test_a_ca_file_without_a_certificate_is_named(post: Post, tmp_path: Path) -> None:
    empty = tmp_path / "ca.pem"
    empty.write_text("nothing")
    found = await check(settings(*doors(post, empty)), 8)
    assert "holds no certificate" in found[0].found
    found = await check(settings(*doors(post, tmp_path / "absent.pem")), 8)
    assert "cannot be read" in found[0].found


async def test_wrong_passwords_are_told_apart_and_not_shown(post: Post) -> None:
    imap, smtp = doors(post, post.dovecot.certificate.certificate)
    found = await check(settings(imap, {**smtp, "password": "wrong-hunter2"}), 8)
    assert signs(found) == ["ok", "broken"]
    assert "wrong password or username" in found[1].found
    # Last: Dovecot makes an address that failed wait (anvil).
    found = await check(settings({**imap, "password": "wrong-hunter2"}, smtp), 8)
    assert signs(found) == ["broken", "ok"]
    assert "wrong password or username" in found[0].found
    assert "hunter2" not in repr(found)


async def test_outgoing_mail_is_tried_as_far_as_its_log_in_where_no_mail_can_be_fetched(post: Post) -> None:
    imap, smtp = doors(post, post.dovecot.certificate.certificate)
    imap["port"] = free_port()
    found = await check(settings(imap, smtp), 8)
    assert signs(found) == ["broken", "ok"]
    assert found[1].found == f"localhost:{post.port} answers, logged in; no mail was sent"
    found = await check(settings(imap, {**smtp, "password": "wrong-hunter2"}), 8)
    assert signs(found) == ["broken", "broken"]
    assert "wrong password or username" in found[1].found
    found = await check(settings(imap, {**smtp, "ca_file": None}), 8)
    assert "smtp.ca_file" in found[1].fix
    post.tls = None
    found = await check(settings(imap, smtp), 8)
    assert signs(found) == ["broken", "broken"]
    assert "STARTTLS" in found[1].found
    assert 'smtp.security = "tls"' in found[1].fix
    assert post.received == []


async def test_a_folder_that_is_not_there_is_named(post: Post) -> None:
    imap, smtp = doors(post, post.dovecot.certificate.certificate)
    found = await check(settings({**imap, "folder": "Suport"}, smtp), 8)
    assert found[0].sign == "broken"
    assert "imap.folder" in found[0].fix


async def test_folders_for_spam_and_for_handled_mail_are_tried(post: Post) -> None:
    imap, smtp = doors(post, post.dovecot.certificate.certificate)
    found = await check(settings({**imap, "junk": "Spma", "handled": "move:已处理"}, smtp), 8)
    assert signs(found) == ["ok", "warning", "warning", "ok", "ok"]
    assert "Spma" in found[1].found
    assert "imap.junk" in found[1].fix
    assert "已处理" in found[2].found
    assert "imap.handled" in found[2].fix
    for folder in ("Junk", "已处理"):
        post.dovecot.deliver(ADDRESS, b"Subject: done\r\n\r\nIt is done.\r\n", folder)
    found = await check(settings({**imap, "junk": "Junk", "handled": "move:已处理"}, smtp), 8)
    assert signs(found) == ["ok", "ok", "ok"]


async def test_a_plain_port_asked_for_tls_and_the_other_way_round_name_the_setting(post: Post) -> None:
    trust = post.dovecot.certificate.certificate
    imap, smtp = doors(post, trust)
    found = await check(settings({**imap, "port": post.dovecot.port}, smtp), 8)
    assert "does not speak TLS" in found[0].found
    found = await check(settings({**imap, "security": "plain", "timeout_seconds": 1}, smtp), 8)
    assert found[0].sign == "broken"
    assert "imap.security" in found[0].fix


async def test_closed_ports_and_unknown_names_are_told_apart(post: Post) -> None:
    closed = free_port()
    imap, smtp = doors(post, post.dovecot.certificate.certificate)
    found = await check(settings({**imap, "port": closed}, {**smtp, "port": closed}), 8)
    assert signs(found) == ["broken", "broken"]
    assert all("the port is closed" in finding.found for finding in found)
    found = await check(settings({**imap, "host": "mail.invalid"}, smtp), 8)
    assert "mail.invalid is not known" in found[0].found


async def test_a_mail_that_never_comes_back_is_broken_within_the_time(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(post.dovecot, "deliver", lambda *_: None)
    found = await check(settings(*doors(post, post.dovecot.certificate.certificate)), 1)
    assert signs(found) == ["ok", "broken"]
    assert "junk" in found[1].fix


async def test_a_refused_sender_is_quoted(post: Post) -> None:
    post.refused[ADDRESS] = "550 5.7.1 not your\x1b[2J address"
    found = await check(settings(*doors(post, post.dovecot.certificate.certificate)), 4)
    assert "refuses a mail from" in found[1].found


def behind(post: Post, login: str, port: int) -> tuple[dict[str, Any], dict[str, Any]]:
    imap, smtp = doors(post, post.dovecot.certificate.certificate)
    return {**imap, "proxy": f"http://{login}127.0.0.1:{port}"}, {**smtp, "proxy": f"socks5://{login}127.0.0.1:{port}"}


async def test_a_mailbox_behind_proxies_is_looked_at_through_them(post: Post) -> None:
    async with WebProxy("desk:only-theirs") as proxy:
        found = await check(settings(*behind(post, "desk:only-theirs@", proxy.port)), 8)
    assert signs(found) == ["ok", "ok", "ok"]
    assert all(f"through the proxy 127.0.0.1:{proxy.port}" in finding.found for finding in found[:2])
    assert "a mail to itself came" in found[1].found
    assert {way.split()[0] for way in proxy.asked} == {"CONNECT", "SOCKS"}


async def test_what_is_wrong_with_a_mailboxs_proxy_names_its_setting(post: Post) -> None:
    async with WebProxy("desk:only-theirs") as proxy:
        found = await check(settings(*behind(post, "desk:hunter2@", proxy.port)), 8)
    assert signs(found) == ["broken", "broken"]
    assert all("refuses the user and password" in finding.found for finding in found)
    assert [finding.fix.partition(";")[0] for finding in found] == [
        "correct user and password in imap.proxy",
        "correct user and password in smtp.proxy",
    ]
    assert "hunter2" not in repr(found)
    found = await check(settings(*behind(post, "", proxy.port)), 8)
    assert signs(found) == ["broken", "broken"]
    assert all("cannot be reached" in finding.found for finding in found)
    assert "see that the proxy runs and that imap.proxy names it" in found[0].fix


@asynccontextmanager
async def scripted(capabilities: str, examine: str = "OK done", log_in: str = "OK in") -> AsyncIterator[int]:
    """An IMAP server that has one empty folder and says what it is told to."""
    folder = "* 0 EXISTS\r\n* OK [UIDVALIDITY 1] x\r\n* OK [UIDNEXT 1] x\r\n"

    ended: list[asyncio.Event] = []

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        left = asyncio.Event()
        ended.append(left)
        with suppress(OSError):
            writer.write(b"* OK ready\r\n")
            while line := (await reader.readline()).decode():
                tag, verb, *_ = line.split()
                told = {"CAPABILITY": f"* CAPABILITY {capabilities}\r\n", "EXAMINE": folder}.get(verb, "")
                done = {"EXAMINE": examine, "LOGIN": log_in}.get(verb, "OK done")
                writer.write(f"{told}{tag} {done}\r\n".encode())
        writer.close()
        left.set()

    server = await asyncio.start_server(converse, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]
        for event in ended:
            await event.wait()


async def looked_at(port: int) -> Finding:
    place = {"host": "127.0.0.1", "port": port, "security": "plain"}
    return (await check(settings(place, {**place, "port": free_port()}), 1))[0]


async def test_a_client_that_163_does_not_let_in_is_told_where_to_allow_it() -> None:
    async with scripted("IMAP4REV1 ID", "NO EXAMINE Unsafe Login. Please contact kefu@188.com for help") as port:
        found = await looked_at(port)
    assert found.sign == "broken"
    assert "Unsafe Login" in found.found
    assert "web mail" in found.fix


async def test_a_server_that_takes_no_log_in_without_tls_names_the_setting() -> None:
    async with scripted("IMAP4REV1 STARTTLS LOGINDISABLED") as port:
        found = await looked_at(port)
    assert 'imap.security = "tls"' in found.fix


async def test_a_server_without_idle_is_a_warning() -> None:
    async with scripted("IMAP4REV1") as port:
        place = {"host": "127.0.0.1", "port": port, "security": "plain"}
        found = await check(settings(place, {**place, "port": free_port()}), 1)
    assert signs(found) == ["ok", "warning", "broken"]
    assert "no IDLE, no ID" in found[0].found
    assert "30 s" in found[1].found


async def test_what_an_imap_server_says_of_microsofts_passwords_is_understood() -> None:
    words = "NO AccessDenied-LiveIdBasicAuth: BasicAuthBlocked"
    async with scripted("IMAP4REV1 IDLE", log_in=words) as port:
        found = await looked_at(port)
    assert "basic authentication is disabled" in found.found


async def test_a_silent_server_costs_no_more_than_the_time(clinic: Clinic) -> None:
    left = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            await reader.read()
        writer.close()
        left.set()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)

    def change(raw: dict[str, Any]) -> None:
        only("mailbox")(raw)
        raw["mailbox"][0]["imap"] |= {"port": server.sockets[0].getsockname()[1], "timeout_seconds": 1}

    report = await clinic.report(change)
    assert "says nothing" in about(report, "mail support in").found
    assert about(report, "mail sales in").sign == "ok"
    server.close()
    await left.wait()


async def test_the_desk_makes_no_ticket_of_the_mail(clinic: Clinic, stage: Stage) -> None:
    from datetime import UTC, datetime

    from bot.channels.email.parse import parse_mail
    from bot.core.signing import Signer

    await clinic.report(only("mailbox"))
    mail = next(mail for mail in stage.mail.sent if mail.to == SUPPORT)
    read = parse_mail(
        mail.raw, channel="email:support", own_addresses=[SUPPORT], signer=Signer(b"k"), now=datetime.now(UTC)
    )
    assert read.automatic == "replied"


@pytest.mark.parametrize(
    ("host", "words", "sending", "found", "fix"),
    [
        ("imap.163.com", "NO LOGIN Login error", False, "授权码", "授权码"),
        ("imap.126.com", "NO LOGIN Login error", False, "授权码", "IMAP"),
        ("imap.qq.com", "Login fail. Account is abnormal", False, "授权码", "授权码"),
        ("imap.exmail.qq.com", "LOGIN Login error", False, "客户端专用密码", "admin"),
        ("outlook.office365.com", "LOGIN failed.", False, "wrong password", "basic authentication"),
        ("outlook.office365.com", "AccessDenied BasicAuthBlocked", False, "is disabled", "Microsoft 365"),
        ("smtp.office365.com", "535 5.7.139 basic authentication is disabled.", True, "is disabled", "Microsoft"),
        ("smtp.office365.com", "550 5.7.30 Basic authentication is not supported", True, "is disabled", "Microsoft"),
        ("smtp.office365.com", "535 5.7.57 SmtpClientAuthentication is disabled", True, "off", "Authenticated SMTP"),
        ("imap.gmail.com", "[ALERT] Application-specific password required", False, "app password", "2-step"),
        ("mail.house.example", "[AUTHENTICATIONFAILED]", False, "wrong password", "username"),
    ],
)
def test_each_providers_refusal_has_its_own_sentence(  # one table
    host: str, words: str, sending: bool, found: str, fix: str
) -> None:
    said = log_in_refused(host, words, sending)
    assert found in said[0]
    assert fix in said[1]
