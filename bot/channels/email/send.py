"""Sends mail over an SMTP connection, and knows what became of it."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import structlog
from aiosmtplib import SMTP, SMTPAuthenticationError, SMTPException, SMTPResponseException

from bot.channels.email.oauth.problem import TokenProblem
from bot.channels.email.refusals import refuses_us
from bot.channels.email.settings import SmtpSettings
from bot.channels.email.smtp_wire import drained, has_left, reply_words, words_of
from bot.channels.email.way import ProxyProblem, tunnel
from bot.core.messages import DeliveryError, Uncopied

if TYPE_CHECKING:  # loads an HTTP client and cryptography: only where a mailbox has OAuth2
    from bot.channels.email.oauth.tokens import Tokens

log = structlog.get_logger()

#: Some servers take about 100 mails on a connection, and none likes an idle one.
BURST_MAILS, IDLE_SECONDS = 50, 2.0
SLOWEST_BYTES = 20_000
#: "This connection has done enough", not a word about the mail (RFC 5321, 4.2.3).
TIRED = (421, 452)
#: A refused log-in is the admin's to mend: the mail waits.
LOG_IN = (530, 534, 535, 538)

_LEADING_DOT = re.compile(rb"(?m)^\.")


class TiredError(Exception):
    """The connection, not the mail, is to blame: a fresh one may do."""

    def __init__(self, verdict: DeliveryError) -> None:
        super().__init__(verdict.reason)
        self.verdict = verdict


class TokenRefusedError(Exception):
    """The server does not take the access token; the words are its own."""


class Line:
    """One connection, kept for a burst only. One mail at a time."""

    def __init__(
        self, settings: SmtpSettings, host_name: str, tell: Callable[[str], None], tokens: Tokens | None
    ) -> None:
        self._settings = settings
        self._host_name = host_name
        self._tell = tell
        self._tokens = tokens
        self._client: SMTP | None = None
        self._sent = 0
        self._closing: asyncio.TimerHandle | None = None
        self._farewells: set[asyncio.Task[None]] = set()

    async def send(self, content: bytes, sender: str, recipients: Sequence[str]) -> tuple[Uncopied, ...]:
        """As SmtpSender.send; the first recipient is the one who must get it."""
        if self._closing:
            self._closing.cancel()
        try:
            try:
                uncopied = await self._attempt(content, sender, recipients)
            except TiredError:
                self._drop()
                uncopied = await self._attempt(content, sender, recipients)
        except TiredError as error:
            self._drop()
            raise error.verdict from error
        except BaseException:
            self._drop()
            raise
        self._sent += 1
        self._keep_a_while()
        return uncopied

    async def close(self) -> None:
        """Ends the connection politely."""
        self._retire()
        if self._farewells:
            await asyncio.wait(self._farewells)

    async def _attempt(self, content: bytes, sender: str, recipients: Sequence[str]) -> tuple[Uncopied, ...]:
        client = self._client
        fresh = client is None or not client.is_connected
        if client is None or fresh:
            client = await self.connected()
        uncopied: tuple[Uncopied, ...] = ()
        try:
            uncopied = await self._envelope(client, sender, recipients)
        except SMTPResponseException as error:
            self._judge(error.code, error.message)
        except (SMTPException, OSError) as error:
            verdict = DeliveryError(f"the mail server went away: {words_of(error)}")
            if fresh:
                raise verdict from error
            raise TiredError(verdict) from error
        await self._content(client, content)
        return uncopied

    async def connected(self) -> SMTP:
        """A connection that is logged in. A token that is refused is fetched anew once, for a new connection."""
        if self._tokens is None:
            client = await self._opened("")
        else:
            try:
                client = await self._with_token(self._tokens)
            except TokenProblem as problem:
                raise self._unusable(str(problem)) from problem
        self._tell("")
        self._client, self._sent = client, 0
        return client

    async def _with_token(self, tokens: Tokens) -> SMTP:
        for again in (True, False):
            token = await tokens.get()
            try:
                return await self._opened(token)
            except TokenRefusedError as refusal:
                if not await tokens.refused(token) or not again:
                    raise self._unusable(str(refusal)) from refusal
        raise AssertionError("the second refusal has been raised")

    async def _opened(self, token: str) -> SMTP:
        settings = self._settings
        where = f"{settings.host}:{settings.port}"
        client = self._new_client()
        try:
            # Through a proxy the socket names the place; host and port together are refused.
            way: dict[str, Any] = {"port": settings.port}
            if settings.proxy:
                way = {"sock": await tunnel(settings.proxy, settings.host, settings.port, settings.timeout_seconds)}
            async with asyncio.timeout(3 * settings.timeout_seconds):
                await client.connect(**way)
                if token:
                    await client.auth_xoauth2(settings.username, token)
        except ProxyProblem as error:
            raise self._unusable(str(error)) from error
        except SMTPAuthenticationError as error:
            client.close()
            cause = f"log-in refused by {where}: {reply_words(error.code, error.message)}"
            if token and error.code == 535:
                raise TokenRefusedError(cause) from error
            raise self._unusable(cause) from error
        except (SMTPException, OSError, TimeoutError) as error:
            client.close()
            words = words_of(error).replace(" on port None", "")  # what the library says of a socket it was given
            raise self._unusable(f"cannot connect to {where}: {words}") from error
        except BaseException:  # told to stop half way: nobody else knows of this connection
            client.close()
            raise
        return client

    def _new_client(self) -> SMTP:
        settings = self._settings
        context = None
        if settings.security != "plain":
            context = ssl.create_default_context(cafile=str(settings.ca_file) if settings.ca_file else None)
        return SMTP(
            hostname=settings.host,
            timeout=settings.timeout_seconds,
            use_tls=settings.security == "tls",
            start_tls=settings.security == "starttls",
            tls_context=context,
            username=None if self._tokens else settings.username or None,
            password=settings.password.get_secret_value() if settings.username else None,
            local_hostname=self._host_name,
        )

    def _unusable(self, cause: str) -> DeliveryError:
        self._tell(cause)
        return DeliveryError(cause)

    async def _envelope(self, client: SMTP, sender: str, recipients: Sequence[str]) -> tuple[Uncopied, ...]:
        uncopied = []
        await client.mail(sender)
        await client.rcpt(recipients[0])
        for copy in recipients[1:]:
            try:
                await client.rcpt(copy)
            except SMTPResponseException as error:
                if error.code == 421:  # the server is closing the connection
                    raise
                words = reply_words(error.code, error.message)
                log.warning("no copy", cause=words)
                uncopied.append(Uncopied(copy, words, passing=error.code < 500))
        reply = await client.execute_command(b"DATA")
        if reply.code != 354:
            raise SMTPResponseException(reply.code, reply.message)
        return tuple(uncopied)

    async def _content(self, client: SMTP, content: bytes) -> None:
        """Sends the content, then the final dot: only from there on may the mail have arrived."""
        protocol = client.protocol
        seconds = self._settings.timeout_seconds + len(content) / SLOWEST_BYTES
        try:
            assert protocol is not None
            protocol.write(_LEADING_DOT.sub(b"..", content.removesuffix(b"\r\n") + b"\r\n"))
            if not has_left(client):  # mostly it has: no task is needed then
                await asyncio.wait_for(drained(client), seconds)
            protocol.write(b".\r\n")
        except (SMTPException, OSError, AssertionError, TimeoutError) as error:
            raise DeliveryError(f"the connection broke while the mail was sent: {words_of(error)}") from error
        try:
            reply = await protocol.read_response(timeout=seconds)
        except SMTPResponseException as error:
            raise DeliveryError(f"no clear answer to the mail: {words_of(error)}", ambiguous=True) from error
        except (SMTPException, OSError) as error:
            raise DeliveryError(f"no answer to the mail: {words_of(error)}", ambiguous=True) from error
        if reply.code != 250:
            self._judge(reply.code, reply.message)

    def _judge(self, code: int, message: str) -> None:
        """Raises what a refusal means (RFC 5321, 4.2.1)."""
        words = reply_words(code, message)
        if code in TIRED:
            raise TiredError(DeliveryError(words))
        if code in LOG_IN:
            raise self._unusable(f"log-in refused: {words}")
        raise DeliveryError(words, permanent=500 <= code < 600, of_address=not refuses_us(words))

    def _keep_a_while(self) -> None:
        if self._sent >= BURST_MAILS:
            self._retire()
        else:
            self._closing = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._retire)

    def _retire(self) -> None:
        if self._closing:
            self._closing.cancel()
        client, self._client = self._client, None
        if client is not None:
            task = asyncio.ensure_future(_farewell(client))
            self._farewells.add(task)
            task.add_done_callback(self._farewells.discard)

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()


async def _farewell(client: SMTP) -> None:
    with suppress(SMTPException, OSError, TimeoutError):
        await asyncio.wait_for(client.quit(timeout=2), 3)
    client.close()
