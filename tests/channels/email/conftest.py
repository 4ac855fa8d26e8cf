"""A mailbox on a real server, a desk that remembers what it was handed, and places kept in memory."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from bot.channels.email.channel import EmailChannel
from bot.channels.email.parse import parse_mail
from bot.channels.email.settings import MailboxSettings
from bot.core.messages import Answer, DeskAction, Inbound
from bot.core.signing import Signer

MAILS = Path(__file__).parent / "mails"
SIGNER = Signer(b"a key of the tests")
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


class Clock:
    """The real time: servers stamp mails with it."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class MemoryCursors:
    """Places in memory; `saves` is every one that was saved."""

    def __init__(self) -> None:
        self.places: dict[str, Mapping[str, Any]] = {}
        self.saves: list[Mapping[str, Any]] = []

    async def load(self, name: str) -> Mapping[str, Any] | None:
        return self.places.get(name)

    async def save(self, name: str, value: Mapping[str, Any]) -> None:
        self.places[name] = value
        self.saves.append(value)


class FakeDesk:
    """Takes messages in as the desk does: each key once. `broken` says which subjects cannot be stored."""

    def __init__(self) -> None:
        self.taken: list[Inbound] = []
        self.seen: list[str] = []
        self.broken: set[str] = set()
        self.changed = asyncio.Condition()

    @property
    def subjects(self) -> list[str]:
        return [mail.subject for mail in self.taken]

    async def receive(self, event: Inbound | DeskAction) -> Answer:
        assert isinstance(event, Inbound)
        self.seen.append(event.subject)
        async with self.changed:
            self.changed.notify_all()
        if event.subject in self.broken:
            raise OSError("the disk is full")
        duplicate = event.key in {mail.key for mail in self.taken}
        if not duplicate:
            self.taken.append(event)
        return Answer(duplicate=duplicate)

    async def has(self, count: int, seconds: float = 10) -> list[Inbound]:
        """Waits until so many messages were taken in."""
        await self.until(lambda: len(self.taken) >= count, seconds)
        return self.taken

    async def until(self, met: Callable[[], bool], seconds: float = 10) -> None:
        async with asyncio.timeout(seconds), self.changed:
            await self.changed.wait_for(met)


async def until(met: Callable[[], object], seconds: float = 10) -> None:
    """Waits until something outside the loop's own events is true."""
    async with asyncio.timeout(seconds):
        while not met():
            await asyncio.sleep(0.01)


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def cursors() -> MemoryCursors:
    return MemoryCursors()


def mailbox(
    name: str = "support", *, imap: Mapping[str, Any], smtp: Mapping[str, Any] | None = None
) -> MailboxSettings:
    """The settings of a mailbox, with spans short enough for a test."""
    quick: dict[str, Any] = {
        "host": "127.0.0.1",
        "security": "plain",
        "username": f"{name}@example.com",
        "password": "secret",
    }
    quick |= {"timeout_seconds": 3, "idle_seconds": 5, "backoff_first": 0.02, "backoff_max": 0.2}
    out = {"host": "127.0.0.1", "port": 9, "security": "plain", "timeout_seconds": 2}
    given = {"name": name, "address": f"{name}@example.com", "imap": {**quick, **imap}, "smtp": {**out, **(smtp or {})}}
    return MailboxSettings.model_validate(given)


def channel(settings: MailboxSettings, cursors: MemoryCursors) -> EmailChannel:
    return EmailChannel(settings, signer=SIGNER, cursors=cursors, clock=Clock(), jitter=lambda: 0.0)


@asynccontextmanager
async def listening(room: EmailChannel, desk: FakeDesk) -> AsyncIterator[EmailChannel]:
    """Listens; on entry the mailbox has been opened."""
    async with AsyncExitStack() as stack:
        task = asyncio.create_task(room.listen(desk.receive))

        async def stop() -> None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

        stack.push_async_callback(stop)
        await until(lambda: room.health.green or room.health.cause != "starting")
        yield room


def mail(subject: str, text: str = "The printer is on fire.", sender: str = "Ann <ann@customer.example>") -> bytes:
    """A plain mail; its Message-ID follows from the subject."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "support@example.com", subject
    message["Date"] = "Mon, 02 Mar 2026 10:30:00 +0100"
    message["Message-ID"] = f"<{abs(hash(subject))}@customer.example>"
    message.set_content(text)
    return message.as_bytes()


def parsed(raw: bytes, own: tuple[str, ...] = ("support@example.com",)) -> Inbound:
    return parse_mail(raw, channel="email:support", own_addresses=own, signer=SIGNER, now=NOW)


@pytest.fixture
def odd() -> Iterator[Callable[[str], Inbound]]:
    """`odd("name")`: the parsed mail of that file."""
    return lambda name: parsed((MAILS / f"{name}.eml").read_bytes())  # type: ignore[return-value] # a plain value serves
