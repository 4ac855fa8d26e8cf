"""A mailbox with OAuth2, on a real Dovecot, a real SMTP server and a token server that behaves like the real ones."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from bot.channels.email.channel import EmailChannel
from bot.channels.email.oauth.sealed import SealedCursors
from bot.channels.email.oauth.tokens import Tokens
from bot.channels.email.settings import MailboxSettings
from bot.core.health import Health
from bot.core.messages import DeliveryError
from tests.channels.email.conftest import SIGNER, FakeDesk, MemoryCursors, listening, mail, mailbox, until
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import SmtpServer
from tests.servers.token_server import TokenServer

USER = "support@example.com"
KEY = b"MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="


class Clock:
    """The real time, moved ahead."""

    ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class Office:
    """A provider: token server, IMAP, SMTP, and our mailbox there."""

    provider: TokenServer
    dovecot: Dovecot
    smtp: SmtpServer
    cursors: MemoryCursors
    clock: Clock

    def settings(self, oauth: Mapping[str, Any]) -> MailboxSettings:
        imap = {"port": self.dovecot.port, "username": USER}
        given = mailbox(imap=imap, smtp={"port": self.smtp.port, "username": USER}).model_dump()
        given["imap"].pop("password")
        given["smtp"].pop("password")
        return MailboxSettings.model_validate({**given, "oauth": oauth})

    def tokens(self, settings: MailboxSettings) -> Tokens:
        assert settings.oauth is not None
        return Tokens("support", settings.oauth, SealedCursors(self.cursors, KEY), self.clock, lambda: 0.0)

    def room(self, flow: str = "refresh_token", **oauth: Any) -> EmailChannel:
        settings = self.settings(self.provider.settings(flow, **oauth))
        return EmailChannel(
            settings,
            signer=SIGNER,
            cursors=self.cursors,
            clock=self.clock,
            jitter=lambda: 0.0,
            tokens=self.tokens(settings),
        )


@asynccontextmanager
async def provider_and_servers(smtp: SmtpServer) -> AsyncIterator[Office]:
    async with TokenServer() as provider:
        dovecot = Dovecot(provider.url("introspect"))
        try:
            dovecot.start()
            dovecot.add_user(USER, "a password that nobody is told")
            smtp.bearer = provider.takes
            yield Office(provider, dovecot, smtp, MemoryCursors(), Clock())
        finally:
            dovecot.close()


@pytest.fixture
async def office(smtp_server: SmtpServer) -> AsyncIterator[Office]:
    async with provider_and_servers(smtp_server) as opened:
        yield opened


async def send(room: EmailChannel, subject: str) -> None:
    message = EmailMessage()
    message["Subject"] = subject
    message.set_content("已解决")
    await room._sender.send(message.as_bytes(), USER, "ann@customer.example")


@pytest.mark.parametrize("flow", ["refresh_token", "client_credentials"])
async def test_one_token_reads_and_sends(office: Office, desk: FakeDesk, flow: str) -> None:
    async with listening(office.room(flow), desk) as room:
        office.dovecot.deliver(USER, mail("打印机着火了"))
        assert [message.subject for message in await desk.has(1)] == ["打印机着火了"]
        await send(room, "Solved")
        assert len(await office.smtp.wait_for(1)) == 1
        assert room.health.green
    assert len(office.provider.requests) == 1
    assert office.provider.requests[0]["grant_type"] == flow


async def test_a_token_that_ends_in_the_middle_of_a_day_is_replaced_and_nobody_notices(
    office: Office, desk: FakeDesk
) -> None:
    office.provider.rotates = True
    room = office.room()
    causes = spied(room)
    async with listening(room, desk):
        office.dovecot.deliver(USER, mail("before"))
        await desk.has(1)
        causes.clear()
        for hours in (1, 2, 3):
            office.clock.ahead = timedelta(hours=hours)
            office.provider.revoke()
            office.dovecot.deliver(USER, mail(f"mail {hours}"))
            await desk.has(1 + hours)
            await send(room, f"answer {hours}")
            await office.smtp.stop()  # its connections end: the next mail logs in again
            await office.smtp.start()
        assert await room.compare(everything_known, desk.receive, office.clock.now().date() - timedelta(days=7))
    assert desk.subjects == ["before", "mail 1", "mail 2", "mail 3"]
    assert len(office.smtp.received) == 3
    assert causes == []
    assert len(office.provider.requests) == 4


async def test_a_token_that_is_taken_back_early_is_fetched_anew_by_both_ways(office: Office, desk: FakeDesk) -> None:
    room = office.room()
    causes = spied(room)
    async with listening(room, desk):
        office.dovecot.deliver(USER, mail("before"))
        await desk.has(1)
        causes.clear()
        office.clock.ahead = timedelta(minutes=3)
        office.provider.revoke()
        await send(room, "Solved")
        office.clock.ahead = timedelta(minutes=6)
        office.provider.revoke()
        assert await room.compare(everything_known, desk.receive, office.clock.now().date())
    assert causes == []
    assert len(office.provider.requests) == 3


async def test_a_mailbox_that_the_token_does_not_open_is_red_with_the_servers_words_and_heals(
    office: Office, desk: FakeDesk
) -> None:
    office.provider.user = "somebody.else@example.com"
    async with listening(office.room(), desk) as room:
        assert "log-in refused" in room.health.cause
        assert "AUTHENTICATIONFAILED" in room.health.cause
        assert "status" in room.health.cause
        with pytest.raises(DeliveryError, match=r"log-in refused by .*: 535 5.7.8 The token is not accepted") as caught:
            await send(room, "Solved")
        assert not caught.value.permanent
        office.provider.user = USER
        office.provider.revoke()
        await until(lambda: "receiving" not in room.health.cause)
        office.dovecot.deliver(USER, mail("after the dark"))
        await desk.has(1)
        await send(room, "Solved")
        await until(lambda: room.health.green)


async def test_a_consent_taken_back_is_said_with_what_to_do_and_a_new_one_is_found_without_a_restart(
    office: Office, desk: FakeDesk
) -> None:
    room = office.room()
    office.provider.withdraw()
    async with listening(room, desk):
        await until(lambda: "consent" in room.health.cause)
        assert room.health.cause == (
            "receiving mail: the provider refuses the refresh token: invalid_grant (AADSTS70008: The refresh token has "
            "expired.): give consent again with `ringback oauth consent --mailbox support`"
        )
        assert room._tokens is not None
        elsewhere = office.tokens(room._settings)
        fresh = {
            "access_token": "worth-nothing",
            "expires_in": 0.1,
            "refresh_token": office.provider.new_refresh_token(),
        }
        await elsewhere.adopt(fresh)
        await until(lambda: room.health.green)


async def test_a_database_that_takes_no_token_for_a_while_ends_nothing(office: Office, desk: FakeDesk) -> None:
    save, refusals = office.cursors.save, iter(range(3))

    async def sometimes(name: str, value: Mapping[str, Any]) -> None:
        if name.startswith("oauth") and next(refusals, None) is not None:
            raise OSError("disk full")
        await save(name, value)

    vars(office.cursors)["save"] = sometimes
    office.provider.rotates = True
    async with listening(office.room(), desk) as room:
        await until(lambda: room.health.green)
        office.dovecot.deliver(USER, mail("after it"))
        await desk.has(1)
    assert len(office.provider.requests) == 1
    assert "oauth support" in office.cursors.places


def spied(room: EmailChannel) -> list[str]:
    """Every cause that the lamp is told."""
    health = Spied(room.name)
    room.health = room._lamp._health = health
    return health.causes


@dataclass(slots=True)
class Spied(Health):
    """A lamp that remembers why it was red."""

    causes: list[str] = field(default_factory=list)

    def ill(self, cause: str) -> None:
        self.causes.append(cause)
        Health.ill(self, cause)


async def everything_known(places: Any) -> set[str]:
    return set(places)
