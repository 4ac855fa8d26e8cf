"""A real SMTP server in the test's own event loop, which keeps what it accepts and misbehaves on request."""

import asyncio
import base64
import email
import email.policy
import functools
import json
import ssl
import warnings
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.servers.ports import free_port

LONGEST_AUTH = 12288  # RFC 4954, 4
CLOSE = "close"
"""In place of a reply: the connection is closed without one."""


@dataclass(frozen=True, slots=True)
class Mail:
    """An accepted mail: its envelope and its bytes, with CRLF line ends and without the dots of transport."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        """The mail, parsed: `mail.message["Subject"]`."""
        return email.message_from_bytes(self.raw, policy=email.policy.default)


@dataclass
class SmtpServer:
    """One SMTP server on 127.0.0.1; `received` outlasts a `stop()` and a `start()`.

    - `login`: (user, password) that AUTH PLAIN or LOGIN must give; None asks for none.
    - `tls`: offers STARTTLS.
    - `bearer`: whether a user may log in with an access token (XOAUTH2); None takes no tokens.
    - `log`: a file that gets each accepted mail as a JSON line (sender, recipients, raw in base64).
    - `mails_per_connection`: from then on MAIL is answered 452, as some providers do after about a hundred.
    - `greylisting`: the first attempt of each pair of sender and recipient is answered 451.
    - `refused`: recipient -> reply that RCPT gives him.
    - `forward`: called with each accepted mail before it is confirmed: what happens to it from there.
    """

    login: tuple[str, str] | None = None
    tls: ssl.SSLContext | None = None
    bearer: Callable[[str, str], bool] | None = None
    log: Path | None = None
    mails_per_connection: int | None = None
    greylisting: bool = False
    refused: dict[str, str] = field(default_factory=dict)
    forward: Callable[[Mail], None] | None = None
    received: list[Mail] = field(default_factory=list)
    port: int = field(default_factory=free_port)
    connections: int = 0
    """How many were ever opened."""

    def __post_init__(self) -> None:
        self._faults: defaultdict[str, deque[str]] = defaultdict(deque)
        self._known: set[tuple[str, str]] = set()
        self._open: set[_Connection] = set()
        self._changed = asyncio.Condition()
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen from now on."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Connection(self, loop), "127.0.0.1", self.port)

    async def stop(self) -> None:
        """Stop listening and cut every connection."""
        if self._server is None:
            return
        self._server.close()
        await asyncio.gather(*(connection.cut() for connection in self._open))
        await self._server.wait_closed()
        self._server = None

    def answer_next(self, verb: str, reply: str, times: int = 1) -> None:
        """Answer the next commands of a kind with a reply of ours, or with CLOSE.

        Verbs: CONNECT (the greeting), EHLO, AUTH, MAIL, RCPT, DATA, `.` (after the content: the mail is not kept) and
        ACCEPTED (after the content, the mail is kept: `answer_next("ACCEPTED", CLOSE)` loses the confirmation).
        """
        self._faults[verb].extend([reply] * times)

    def forget_faults(self) -> None:
        """Answer truly from now on, whatever `answer_next` was asked for."""
        self._faults.clear()

    async def wait_for(self, count: int, seconds: float = 5) -> list[Mail]:
        """Return `received` once it holds at least that many mails; TimeoutError when it does not in time."""
        async with asyncio.timeout(seconds), self._changed:
            await self._changed.wait_for(lambda: len(self.received) >= count)
        return self.received

    async def accept(self, mail: Mail) -> None:
        """Keep a mail, as if it had arrived."""
        self.received.append(mail)
        if self.forward:
            self.forward(mail)
        if self.log:
            line = {"sender": mail.sender, "recipients": mail.recipients, "raw": base64.b64encode(mail.raw).decode()}
            with self.log.open("a") as log:
                log.write(json.dumps(line) + "\n")
        async with self._changed:
            self._changed.notify_all()

    def fault(self, verb: str) -> str | None:
        """Take the next reply of ours for a command of this kind, if one was asked for."""
        return self._faults[verb].popleft() if self._faults[verb] else None

    def objection_to(self, sender: str, recipient: str) -> str | None:
        """Return the reply that refuses a recipient, or None."""
        if recipient in self.refused:
            return self.refused[recipient]
        if self.greylisting and (sender, recipient) not in self._known:
            self._known.add((sender, recipient))
            return "451 4.7.1 Greylisted, try again later"
        return None

    def check_login(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, given: object
    ) -> AuthResult:
        """Compare a log-in with `login`."""
        pair = (given.login.decode(), given.password.decode()) if isinstance(given, LoginPassword) else None
        return AuthResult(success=self.login is not None and pair == self.login, handled=False)

    def opened(self, connection: "_Connection") -> None:
        """Count a connection."""
        self.connections += 1
        self._open.add(connection)

    def closed(self, connection: "_Connection") -> None:
        """Forget a connection."""
        self._open.discard(connection)


class _Connection(SMTP):
    """One connection: aiosmtpd's protocol, with the server's faults before each command."""

    def __init__(self, owner: SmtpServer, loop: asyncio.AbstractEventLoop) -> None:
        self._owner = owner
        if owner.bearer is not None:
            self.line_length_limit = LONGEST_AUTH
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # AUTH without TLS is fine on 127.0.0.1
            super().__init__(
                _Rules(owner),
                hostname="test.invalid",
                enable_SMTPUTF8=True,
                tls_context=owner.tls,
                authenticator=owner.check_login,
                auth_required=owner.login is not None or owner.bearer is not None,
                auth_exclude_mechanism=[] if owner.bearer else ["XOAUTH2"],
                auth_require_tls=False,
                loop=loop,
            )
        if owner.bearer is not None:
            self.command_size_limits = defaultdict(lambda: LONGEST_AUTH)
        for verb, method in self._smtp_methods.items():
            self._smtp_methods[verb] = functools.partial(self._command, verb, method)

    async def cut(self) -> None:
        """Drop the connection and wait until its task has ended."""
        if isinstance(self.transport, asyncio.Transport):
            self.transport.abort()
        if self._handler_coroutine is not None:
            await asyncio.gather(self._handler_coroutine, return_exceptions=True)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._owner.opened(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._owner.closed(self)
        super().connection_lost(error)

    async def _handle_client(self) -> None:
        if reply := self._owner.fault("CONNECT"):
            await self.push(await self.check(reply))
            self._hang_up()
        else:
            await super()._handle_client()

    async def _command(self, verb: str, method: Callable[[str | None], Awaitable[None]], argument: str | None) -> None:
        if reply := self._owner.fault(verb):
            await self.push(await self.check(reply))
        else:
            await method(argument)

    async def check(self, reply: str) -> str:
        """Return the reply, or close the connection and never return when it is CLOSE."""
        if reply == CLOSE:
            self._hang_up()
            await asyncio.Event().wait()  # the lost connection cancels this task
        return reply

    def _hang_up(self) -> None:
        if self.transport is not None:
            self.transport.close()


class _Rules:
    """What happens to a mail of one connection: aiosmtpd's hooks, whose names and order of arguments it sets."""

    def __init__(self, owner: SmtpServer) -> None:
        self._owner = owner
        self._mails = 0

    async def auth_XOAUTH2(self, server: "_Connection", args: list[str]) -> AuthResult:  # noqa: N802  # aiosmtpd's name
        """https://developers.google.com/gmail/imap/xoauth2-protocol: a token that is refused gets a challenge first."""
        given = base64.b64decode(args[1], validate=True)
        user, bearer, *end = given.decode().split("\x01")
        assert end == ["", ""], "the response ends with two \\x01"
        name, token = user.removeprefix("user="), bearer.removeprefix("auth=Bearer ")
        if self._owner.bearer is not None and self._owner.bearer(name, token):
            return AuthResult(success=True, auth_data=LoginPassword(name.encode(), b""))
        answer = await server.challenge_auth(json.dumps({"status": "400", "schemes": "Bearer", "scope": "mail"}))
        assert answer == b"", "a challenge is answered with an empty line"
        return AuthResult(success=False, handled=False, message="535 5.7.8 The token is not accepted")

    async def handle_MAIL(  # noqa: N802  # aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, sender: str, options: list[str]
    ) -> str:
        limit = self._owner.mails_per_connection
        if limit is not None and self._mails >= limit:
            return "452 4.5.3 Too many mails on this connection"
        envelope.mail_from = sender
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, recipient: str, options: list[str]
    ) -> str:
        if objection := self._owner.objection_to(envelope.mail_from or "", recipient):
            return objection
        envelope.rcpt_tos.append(recipient)
        return "250 OK"

    async def handle_DATA(self, server: "_Connection", session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's name
        if refusal := self._owner.fault("."):
            return await server.check(refusal)
        self._mails += 1
        assert envelope.mail_from is not None
        assert isinstance(envelope.content, bytes)
        sender = "" if envelope.mail_from == "<>" else envelope.mail_from
        await self._owner.accept(Mail(sender, tuple(envelope.rcpt_tos), envelope.content))
        return await server.check(self._owner.fault("ACCEPTED") or "250 2.0.0 Accepted")
