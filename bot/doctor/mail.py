"""A mailbox: reached, logged in, opened with the folders beside it, and a mail to itself that comes back."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from typing import TYPE_CHECKING

from bot.channels.email.imap import ImapConnection, ImapError
from bot.channels.email.place import Folder, Waiting
from bot.channels.email.sender import SmtpSender
from bot.channels.email.settings import ImapSettings, MailboxSettings, SmtpSettings
from bot.channels.email.way import proxy_name
from bot.core.messages import DeliveryError
from bot.doctor import folders, oauth
from bot.doctor.findings import Finding, broken, ok, warning
from bot.doctor.providers import basic_refused, log_in_refused, provider_of
from bot.doctor.reach import UnreachableError, imap_capabilities, smtp_port
from bot.doctor.senders import senders

if TYPE_CHECKING:
    from bot.channels.email.oauth.tokens import Tokens

BACK_SECONDS = 30.0
_POLL_SECONDS = 1.0
_LOG_IN_SECONDS = 15.0
_LARGEST = 200_000


@dataclass(frozen=True, slots=True)
class _Inside:
    """An opened mailbox."""

    connection: ImapConnection
    folder: Folder
    shown: str
    wanting: tuple[Finding, ...]
    tokens: Tokens | None


async def check(box: MailboxSettings, seconds: float = BACK_SECONDS, tokens: Tokens | None = None) -> list[Finding]:
    """Looks at one mailbox: its token, receiving, then sending, then a mail to itself. `seconds` is how long that one
    may be under way. The mail stays in the mailbox; the desk knows it as its own and makes no ticket of it."""
    token = await oauth.check(box, tokens)
    if any(finding.sign == "broken" for finding in token):
        return token
    async with _opened(box, tokens) as inside:
        if isinstance(inside, Finding):
            return [*token, inside, *await _sending_alone(box, tokens)]
        found = [*token, ok(_receiving(box), inside.shown), *inside.wanting, *await folders.check(box, tokens)]
        return [*found, *await _round_trip(box, inside, min(seconds, BACK_SECONDS))]


def _receiving(box: MailboxSettings) -> str:
    return f"mail {box.name} in"


def _sending(box: MailboxSettings) -> str:
    return f"mail {box.name} out"


@contextlib.asynccontextmanager
async def _opened(box: MailboxSettings, tokens: Tokens | None = None) -> AsyncIterator[_Inside | Finding]:
    """The mailbox, or what keeps us out of it."""
    try:
        announced = await imap_capabilities(box.imap)
        if box.oauth:
            oauth.offered(box, announced)
        elif "LOGINDISABLED" in announced:
            raise UnreachableError(
                f"{box.imap.host}:{box.imap.port} takes no log-in over an unencrypted connection",
                'set imap.security = "tls" and imap.port = 993',
            )
        connection = ImapConnection(box.imap.model_copy(update={"idle_seconds": _POLL_SECONDS}), tokens)
    except UnreachableError as error:
        yield broken(_receiving(box), str(error), error.fix)
        return
    try:
        inside = await _enter(box, connection, announced, tokens)
        yield inside
    finally:
        connection.close()


async def _enter(
    box: MailboxSettings, connection: ImapConnection, announced: frozenset[str], tokens: Tokens | None
) -> _Inside | Finding:
    try:
        folder = await connection.open()
    except ImapError as error:
        return _kept_out(box, str(error))
    wanting = []
    if not connection.can_idle:
        wanting.append(
            warning(
                _receiving(box),
                f"no IDLE: mail is seen after {box.imap.poll_seconds:g} s",
                "lower imap.poll_seconds if that is too slow",
            )
        )
    idle, named = (
        ("IDLE" if connection.can_idle else "no IDLE"),
        ("ID announced" if "ID" in announced else "no ID"),
    )
    security = "TLS" if box.imap.security == "tls" else "no TLS"
    where = f"{box.imap.host}:{box.imap.port} ({security}{_by_way_of(box.imap)})"
    shown = f"{where}, logged in, {box.imap.folder} holds {folder.messages} mails, {idle}, {named}"
    return _Inside(connection, folder, shown, tuple(wanting), tokens)


def _by_way_of(server: ImapSettings | SmtpSettings) -> str:
    return f", through the proxy {proxy_name(server.proxy)}" if server.proxy else ""


def _kept_out(box: MailboxSettings, words: str) -> Finding:
    part, host = _receiving(box), box.imap.host
    if box.oauth and (words.startswith("log-in refused") or "authenticated but not connected" in words):
        return broken(part, *oauth.refused(box, host, words.removeprefix("log-in refused: ")))
    if words.startswith("log-in refused"):
        return broken(part, *log_in_refused(host, words.removeprefix("log-in refused: ")))
    if words.startswith("the folder cannot be opened"):
        if "unsafe login" in words.lower():
            fix = "switch IMAP on in the web mail's settings, and allow this client there"
            return broken(part, f"{host} does not let this client in ({words})", fix)
        fix = "correct imap.folder: the name as the server has it, for example INBOX or INBOX/Support"
        return broken(part, f"folder {box.imap.folder}: {words}", fix)
    if words.startswith("no answer to the log-in") and provider_of(host) == "microsoft":
        return broken(part, *log_in_refused(host, words))
    return broken(part, f"{host}: {words}", "try again; ask the mail server's admin if it stays")


async def _sending_alone(box: MailboxSettings, tokens: Tokens | None) -> list[Finding]:
    """Without a way to see the mail come back, sending is looked at as far as its log-in."""
    sender = _sender(box, tokens)
    try:
        async with asyncio.timeout(_LOG_IN_SECONDS):
            await smtp_port(box.smtp)
            await sender.log_in()
    except UnreachableError as error:
        return [broken(_sending(box), str(error), error.fix)]
    except DeliveryError as error:
        return [_not_sent(box, error.reason)]
    except TimeoutError:
        return [_not_sent(box, f"no answer from {box.smtp.host}:{box.smtp.port} within {_LOG_IN_SECONDS:g} s")]
    finally:
        await sender.close()
    where = f"{box.smtp.host}:{box.smtp.port}{_by_way_of(box.smtp)}"
    logged_in = ", logged in" if box.smtp.username else ""
    return [ok(_sending(box), f"{where} answers{logged_in}; no mail was sent")]


async def _round_trip(box: MailboxSettings, inside: _Inside, seconds: float) -> list[Finding]:
    mark = secrets.token_hex(12)
    began = time.monotonic()
    try:
        await smtp_port(box.smtp)
        await _send(box, mark, inside.tokens)
    except UnreachableError as error:
        return [broken(_sending(box), str(error), error.fix)]
    except DeliveryError as error:
        return [_not_sent(box, error.reason)]
    try:
        async with asyncio.timeout(seconds):
            raw = await _arrival(inside, mark)
    except TimeoutError:
        what = f"the server took a mail to {box.address}, but it was not in {box.imap.folder} within {seconds:g} s"
        fix = "see whether this mailbox gets that address's mail, and look into its junk folder and filters"
        return [broken(_sending(box), what, fix)]
    except ImapError as error:
        return [broken(_receiving(box), f"the connection was lost while waiting for a mail: {error}", "try again")]
    where = f"{box.smtp.host}:{box.smtp.port}{_by_way_of(box.smtp)}"
    came = ok(_sending(box), f"{where}, a mail to itself came in {time.monotonic() - began:.1f} s")
    return [came, senders(box, raw)]


def _sender(box: MailboxSettings, tokens: Tokens | None) -> SmtpSender:
    domain = box.address.rpartition("@")[2]
    return SmtpSender(box.smtp, domain.encode("idna").decode(), lambda _cause: None, tokens)


async def _send(box: MailboxSettings, mark: str, tokens: Tokens | None) -> None:
    domain = box.address.rpartition("@")[2]
    mail = EmailMessage(policy=SMTP)
    mail["From"] = mail["To"] = box.address
    mail["Subject"] = "Ringback tries this mailbox"
    mail["Date"] = format_datetime(datetime.now(UTC))
    mail["Message-ID"] = make_msgid(f"doctor.{mark}", domain)
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody answers it
    mail.set_content(f"`ringback doctor` sent this mail to see that it comes back. It may be deleted. {mark}\n")
    sender = _sender(box, tokens)
    try:
        await sender.send(mail.as_bytes(), box.address, box.address)
    finally:
        await sender.close()


async def _arrival(inside: _Inside, mark: str) -> bytes:
    """Waits until the mail is there, and returns it. Raises ImapError."""
    first = max(inside.folder.uidnext, 1)
    while True:
        for waiting in (await _new(inside.connection, first))[:50]:
            first = waiting.uid + 1
            if waiting.size > _LARGEST:
                continue
            mails = await inside.connection.bodies([waiting.uid], waiting.size)
            for mail in mails:
                if mark.encode() in mail.raw:
                    return mail.raw
        if inside.connection.can_idle:
            await inside.connection.idle()
        else:
            await asyncio.sleep(_POLL_SECONDS)


async def _new(connection: ImapConnection, first: int) -> list[Waiting]:
    uids = await connection.search(first)
    return await connection.sizes(uids[-50:]) if uids else []


def _not_sent(box: MailboxSettings, words: str) -> Finding:
    part, host = _sending(box), box.smtp.host
    if "log-in refused" in words and box.oauth and not box.smtp.password.get_secret_value():
        return broken(part, *oauth.refused(box, host, words.rpartition("refused")[2].partition(": ")[2] or words))
    if "log-in refused" in words or basic_refused(words):
        return broken(
            part, *log_in_refused(host, words.rpartition("refused")[2].partition(": ")[2] or words, sending=True)
        )
    if "certificate" in words.lower():
        fix = "put the certificate of its authority (PEM) beside the settings and name it in smtp.ca_file"
        return broken(part, f"the certificate of {host} is not trusted ({words})", fix)
    if "STARTTLS" in words:
        return broken(part, words, 'set smtp.security = "tls" with port 465, or "plain" inside your own network')
    if words.startswith(("cannot connect", "no answer", "the mail server went away", "the proxy")):
        return broken(part, words, "correct smtp.host, smtp.port and smtp.security (465 is tls, 587 is starttls)")
    fix = f"see that the user may send as {box.address}" + ("" if box.smtp.username else ", and give smtp.username")
    return broken(part, f"{host} refuses a mail from {box.address}: {words}", fix)
