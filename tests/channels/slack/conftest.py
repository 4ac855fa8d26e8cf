"""The Slack room against the emulated workspace, with a desk of paper behind it."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import SecretStr

from bot.channels.slack.channel import SlackChannel
from bot.channels.slack.settings import SlackSettings
from bot.core.desk import Inspection, Precedent, ShelfCard, TicketCard, WholeMessage
from bot.core.messages import Address, Answer, DeskAction, Inbound, Outbound
from bot.rendering import Rendering, default_folders
from bot.sandbox.slack import SlackSandbox

ENGINEERS = "G0ENGINEERS"
CUSTOMERS = "C0CUSTOMERS"
OPENED = datetime(2025, 3, 4, 5, 6, tzinfo=UTC)
PHRASES = Rendering(default_folders())


class Now:
    """Real time: the emulator stamps by it too."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class PaperDesk:
    """What the room reads, and everything it handed over. Each key is taken once, as the real desk does."""

    cards: dict[int, TicketCard] = field(default_factory=dict)
    shelves: dict[int, ShelfCard] = field(default_factory=dict)
    cursors: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    got: list[Inbound | DeskAction] = field(default_factory=list)
    previews: list[tuple[int, str, str]] = field(default_factory=list)
    answer: Callable[[Inbound | DeskAction], Answer] = lambda _: Answer()
    failures: int = 0
    calls: int = 0

    async def receive(self, event: Inbound | DeskAction) -> Answer:
        self.calls += 1
        if self.failures:
            self.failures -= 1
            raise OSError("the disk is full")
        if event.key in {taken.key for taken in self.got}:
            return Answer(duplicate=True)
        answer = self.answer(event)
        if answer.accepted:
            self.got.append(event)
        return answer

    async def card(self, ticket_id: int) -> TicketCard | None:
        return self.cards.get(ticket_id)

    async def inspect_ticket(self, ticket_id: int) -> Inspection:
        return Inspection()

    async def inspect_row(self, inbox_id: int) -> Inspection:
        return Inspection()

    async def whole(self, message_id: int) -> WholeMessage | None:
        return None

    async def find(self, wanted: str) -> tuple[int | None, Sequence[Precedent]]:
        return None, ()

    async def similar(self, ticket_id: int) -> Sequence[Precedent]:
        return ()

    async def precedent(self, article_id: int) -> Precedent | None:
        return None

    async def shelf(self, inbox_id: int) -> ShelfCard | None:
        return self.shelves.get(inbox_id)

    async def ticket_of_card(self, key: str) -> int | None:
        return next((card.ticket_id for card in self.cards.values() if card.key == key), None)

    async def preview(self, ticket_id: int, action: str, text: str) -> str:
        self.previews.append((ticket_id, action, text))
        return f"**Dear customer**\n\n{text}\n\nYour support team"

    async def load(self, name: str) -> Mapping[str, Any] | None:
        return self.cursors.get(name)

    async def save(self, name: str, value: Mapping[str, Any]) -> None:
        self.cursors[name] = value

    def texts(self) -> list[str]:
        return [event.text for event in self.got if isinstance(event, Inbound)]

    def actions(self) -> list[DeskAction]:
        return [event for event in self.got if isinstance(event, DeskAction)]


@dataclass
class Team:
    """A workspace, the room in it, and the desk behind."""

    slack: SlackSandbox
    desk: PaperDesk
    settings: SlackSettings
    room: SlackChannel
    listening: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self.listening = asyncio.create_task(self.room.listen(self.desk.receive))
        await until(lambda: self.room.health.green)

    async def stop(self) -> None:
        if self.listening is not None:
            self.listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self.listening

    async def post_card(self, **changes: Any) -> str:
        """Puts a ticket's card into the channel and returns its ts."""
        self.desk.cards[17] = card(**changes)
        sent = await self.room.send(row("card"))
        self.desk.cards[17] = replace(self.desk.cards[17], key=sent.provider_id)
        return sent.provider_id.partition(":")[2]

    async def click(self, user: str, ts: str, action_id: str) -> None:
        assert (await self.slack.click(user, ENGINEERS, ts, action_id)).acknowledged

    async def modal(self, user: str, ts: str, action_id: str) -> str:
        """Opens a modal from the card and returns its id."""
        await self.click(user, ts, action_id)
        return str(self.slack.views(user)[-1]["id"])

    def shown(self, ts: str) -> dict[str, Any]:
        return next(message for message in self.slack.messages(ENGINEERS) if message["ts"] == ts)


def card(**changes: Any) -> TicketCard:
    plain = TicketCard(
        ticket_id=17,
        reference="RB-17",
        subject="Printer on fire",
        status="new",
        channel="email:support",
        language="en",
        opened_at=OPENED,
        excerpt="It burns & smells",
        requester="Li Wei",
        organisation="Acme",
        phone="+862112345678",
        address="li@example.com",
    )
    return replace(plain, **changes)


def row(kind: Any = "message", **changes: Any) -> Outbound:
    plain = Outbound(id=501, channel="slack", kind=kind, body="Hello **you**", language="en", subject_id=17)
    return replace(plain, **changes)


def to(user: str) -> Address:
    return Address("slack", f"T0RINGBACK/{user}")


def settings_for(url: str, **changes: Any) -> SlackSettings:
    plain: dict[str, Any] = {
        "bot_token": SecretStr("xoxb-sandbox"),
        "app_token": SecretStr("xapp-sandbox"),
        "engineers_channel": ENGINEERS,
        "customer_channels": (CUSTOMERS,),
        "api_url": url,
        "watchdog_seconds": 1.0,
        "timeout_seconds": 3.0,
        "backoff_first_seconds": 0.05,
        "backoff_max_seconds": 0.2,
    }
    return SlackSettings(**plain | changes)


def room_for(desk: PaperDesk, settings: SlackSettings) -> SlackChannel:
    return SlackChannel(
        settings,
        phrase=PHRASES.phrase,
        desk=desk,
        ticket_of_card=desk.ticket_of_card,
        preview=desk.preview,
        cursors=desk,
        clock=Now(),
    )


async def until(true: Callable[[], Any], seconds: float = 8.0) -> None:
    """Waits until something has become true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        await asyncio.sleep(0.01)


def say(key: str, /, **values: object) -> str:
    return PHRASES.phrase("en", key, **values)


@pytest.fixture
async def team() -> AsyncIterator[Team]:
    async with SlackSandbox(ack_deadline=1.5, retry_delays=(0.05, 0.2, 0.4)) as slack:
        slack.add_user("U0ANNA", "Anna Berg", locale="en-GB")
        slack.add_user("U0BEN", "Ben Stone")
        slack.add_user("U0LI", "李伟", locale="zh-CN")
        slack.add_user("U0FAR", "Fay Away", team="T0OTHER")
        slack.add_channel(ENGINEERS, "desk", private=True, members=("U0ANNA", "U0BEN", "U0FAR"))
        slack.add_channel(CUSTOMERS, "acme", members=("U0ANNA", "U0LI", "U0FAR"))
        desk, settings = PaperDesk(), settings_for(slack.url)
        team = Team(slack, desk, settings, room_for(desk, settings))
        try:
            await team.start()
            yield team
        finally:
            await team.stop()
