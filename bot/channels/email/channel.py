"""The mail room: one mailbox as a channel."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import structlog

from bot.channels.email.compose import compose_mail, copies, recipient
from bot.channels.email.handled import Handled, Settled
from bot.channels.email.imap import ImapError
from bot.channels.email.junk_folder import JunkFolder
from bot.channels.email.listen import Listener, StoringError
from bot.channels.email.reader import Reader
from bot.channels.email.reading_room import ReadingRoom
from bot.channels.email.sender import SmtpSender
from bot.channels.email.settings import MailboxSettings
from bot.core.health import Health
from bot.core.messages import DeliveryError, Outbound, Sent
from bot.core.ports import Abilities, Census, Clock, Cursors, Receive
from bot.core.signing import Signer

if TYPE_CHECKING:
    from bot.channels.email.oauth.tokens import Tokens

log = structlog.get_logger()

#: Many servers take mails of 20 to 25 MB, and base64 makes four bytes of three.
ABILITIES = Abilities(length=100_000, asks="all", file_bytes=15_000_000)
#: Building and encoding a mail takes about a millisecond and some more for each megabyte.
THREAD_BYTES = 1_000_000
RENEW_SECONDS = 2.0  # until the next attempt when the database took no token


class _TwoSides:
    """One lamp for both ways: green when fetching works, and neither sending nor the token's renewal has failed."""

    def __init__(self, health: Health) -> None:
        self._health = health
        self._sending = ""
        self._fetching = "starting"
        self._renewing = ""
        self._junk = ""
        self._handled = ""
        self.fetched = asyncio.Event()

    def well(self) -> None:
        """Fetching works."""
        self._fetching = ""
        self.fetched.set()
        self._show()

    def ill(self, cause: str) -> None:
        """Fetching does not work."""
        self._fetching = f"receiving mail: {cause}"
        self._show()

    def sending(self, cause: str) -> None:
        """Sending does not work for this cause; it works when there is none."""
        self._sending = f"sending mail: {cause}" if cause else ""
        if self._fetching != "starting":
            self._show()

    def junk(self, cause: str) -> None:
        """The junk folder cannot be read for this cause; it can when there is none."""
        self._junk = f"the junk folder: {cause}" if cause else ""
        self._show()

    def handled(self, cause: str) -> None:
        """Handled mail cannot be put by for this cause; it can when there is none."""
        self._handled = f"handled mail stays where it is: {cause}" if cause else ""
        self._show()

    def renewing(self, cause: str) -> None:
        """The token cannot be renewed for this cause; it can when there is none."""
        self._renewing = cause
        if self._fetching != "starting":
            self._show()

    def _show(self) -> None:
        cause = "; ".join(filter(None, (self._fetching, self._sending, self._junk, self._handled)))
        if self._renewing not in cause:
            cause = "; ".join(filter(None, (cause, self._renewing)))
        if cause:
            self._health.ill(cause)
        else:
            self._health.well()


@dataclass(frozen=True, slots=True)
class _PartOfLamp:
    """What a part of the mail room says of itself: a cause, or none when it is well."""

    say: Callable[[str], None]

    def well(self) -> None:
        """It works."""
        self.say("")

    def ill(self, cause: str) -> None:
        """It does not work."""
        self.say(cause)


class EmailChannel:
    """A mailbox: listens over IMAP without changing anything there, sends over SMTP."""

    def __init__(  # noqa: PLR0913 - what a mailbox is made of
        self,
        settings: MailboxSettings,
        *,
        signer: Signer,
        cursors: Cursors,
        clock: Clock,
        own_addresses: Iterable[str] = (),
        jitter: Callable[[], float] = random.random,
        tokens: Tokens | None = None,
        region: str = "CN",
        room: ReadingRoom | None = None,
        settled: Settled | None = None,
    ) -> None:
        self.name = f"email:{settings.name}"
        self.abilities = ABILITIES
        self.health = Health(self.name)
        self._settings = settings
        self._signer = signer
        self._clock = clock
        self._tokens = tokens
        lamp = self._lamp = _TwoSides(self.health)
        reader = Reader(
            self.name,
            tuple({settings.address, *own_addresses}),
            signer,
            settings.authserv_id,
            frozenset(word.lower().removeprefix("@") for word in settings.blocked),
            region,
        )
        self._room = room or ReadingRoom()
        self._listener = Listener(self.name, settings.imap, cursors, clock, lamp, reader, self._room, jitter, tokens)
        self._junk = JunkFolder(self._listener, _PartOfLamp(lamp.junk))
        self._handled = Handled(self._listener, _PartOfLamp(lamp.handled), settled) if settled else None
        host_name = settings.address.rpartition("@")[2].encode("idna").decode()
        self._sender = SmtpSender(settings.smtp, host_name, lamp.sending, tokens)

    async def listen(self, receive: Receive) -> None:
        """Hands over every mail until cancelled; one that was not stored is handed over again."""
        self._sender.open()
        try:
            async with self._room, asyncio.TaskGroup() as tasks:
                if self._tokens is not None:
                    tasks.create_task(self._renew(self._tokens), name=f"renew {self.name}")
                tasks.create_task(self._look_into_junk(receive), name=f"junk of {self.name}")
                if self._handled is not None:
                    tasks.create_task(self._put_by(self._handled), name=f"handled of {self.name}")
                await self._listener.run(receive)
        finally:
            await self._sender.close()

    async def _look_into_junk(self, receive: Receive) -> None:
        """Once the mailbox itself has been read: who cannot log in there need not try twice."""
        began = self._clock.now()
        await self._lamp.fetched.wait()
        await self._junk.run(receive, began)

    async def _put_by(self, handled: Handled) -> None:
        await self._lamp.fetched.wait()
        await handled.run()

    async def _renew(self, tokens: Tokens) -> None:
        """Keeps the token fresh, and the lamp's note true."""
        while True:
            try:
                pause = await tokens.ahead(self._lamp.renewing)
            except Exception as error:  # part of the receive loop: it goes on whatever happens
                log.exception("token not renewed", channel=self.name)
                self._lamp.renewing(f"the token cannot be kept: {type(error).__name__}")
                pause = RENEW_SECONDS
            self.health.note = tokens.note()
            await asyncio.sleep(pause)

    async def compare(
        self, known: Callable[[Sequence[str]], Awaitable[set[str]]], receive: Receive, since: date
    ) -> Census | None:
        """Takes in what the folder and the junk folder hold since that day and `known` does not name, over connections
        of their own."""
        try:
            async with self._room:
                inbox = await self._listener.compare(known, receive, since)
                junk = await self._junk.compare(known, receive, since)
            found = [census for census in (inbox, junk) if census is not None]
            if not found:
                return None
            return Census(sum(one.held for one in found), tuple(place for one in found for place in one.missing))
        except (ImapError, StoringError) as error:
            log.warning("mailbox cannot be compared", channel=self.name, cause=str(error))
            return None

    async def send(self, outbound: Outbound) -> Sent:
        """Sends one row. Raises DeliveryError."""
        if outbound.address is None:
            raise DeliveryError("the row has no address", permanent=True)
        compose = partial(
            compose_mail, outbound, self._settings, to=outbound.address, date=self._clock.now(), signer=self._signer
        )
        try:
            if sum(len(file.content or b"") for file in outbound.files) > THREAD_BYTES:
                content = await asyncio.to_thread(compose)
            else:
                content = compose()
            everybody = [recipient(outbound.address), *copies(outbound)]
        except ValueError as error:
            raise DeliveryError(f"{outbound.address.value}: {error}", permanent=True) from error
        to, *others = everybody[1:2] if outbound.copy_only else everybody
        uncopied = await self._sender.send(content, self._settings.address, to, others)
        return Sent(outbound.message_id, uncopied)
