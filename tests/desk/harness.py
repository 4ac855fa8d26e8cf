"""The whole desk on a stage, as sentences: customers write, engineers act, time passes, everybody hears.

`async with world(tmp_path) as w`: the real application against the emulators of mail, Telegram and Slack.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from bot.app import App, build
from bot.config import Settings
from bot.core.desk import TicketCard
from bot.core.ports import Channel, Cursors
from bot.db.schema import addresses, inbox, messages, outbox, tickets
from bot.rendering import Rendering, default_folders
from bot.sandbox.clock import MovableClock
from bot.sandbox.stage import ANNA, BO, ENGINEERS, SALES, SUPPORT, Stage
from tests.desk.chats import SlackCustomer, TelegramCustomer
from tests.desk.letters import MailCustomer
from tests.desk.running import Running, stopped
from tests.desk.slack_words import buttons, words
from tests.desk.spying import Spy
from tests.desk.waiting import until

__all__ = ["MEANWHILE", "SALES", "SUPPORT", "Clock", "DeskView", "EngineerHand", "World", "world"]
PHRASES = Rendering(default_folders())
#: A row that is written while somebody looks is due, too: the clock goes on meanwhile.
MEANWHILE = timedelta(seconds=1)


@dataclass(frozen=True)
class Clock:
    """The stage's clock."""

    stage: Stage

    def forward(self, **step: float) -> None:
        """`clock.forward(hours=2)`"""
        self.stage.clock.forward(timedelta(**step))


@dataclass
class DeskView:
    """What can be seen of the desk: in its database, and in the engineers' channel."""

    stage: Stage
    app: App
    language: str = "en"

    async def read(self, statement: Any) -> list[Any]:
        """Rows of a query, as mappings."""
        return await self.app.database.read(lambda c: list(c.execute(statement).mappings()))

    async def tickets_of(self, address: str) -> list[int]:
        """The tickets of whoever has this address ("email:ann@example.org"), oldest first."""
        kind, _, value = address.partition(":")
        customer = select(addresses.c.customer_id).where(addresses.c.kind == kind, addresses.c.value == value)
        rows = await self.read(select(tickets.c.id).where(tickets.c.customer_id.in_(customer)).order_by(tickets.c.id))
        return [row["id"] for row in rows]

    async def ticket_of(self, address: str) -> int:
        """His only ticket, once there is one."""
        found = await until(lambda: self.tickets_of(address), f"a ticket of {address}")
        assert len(found) == 1, f"{address} has {len(found)} tickets"
        return found[0]

    async def row(self, ticket: int) -> dict[str, Any]:
        """The ticket's row."""
        return dict((await self.read(select(tickets).where(tickets.c.id == ticket)))[0])

    async def card(self, ticket: int) -> TicketCard:
        """The ticket as the desk reads it."""
        found = await self.app.desk.card(ticket)
        assert found is not None
        return found

    async def shows(self, ticket: int, *, says: str = "", **facts: Any) -> TicketCard:
        """Waits until the ticket has these facts (True: any value) and its card in Slack shows status and words."""

        async def look() -> bool:
            card = await self.card(ticket)
            right = all(bool(getattr(card, k)) if v is True else getattr(card, k) == v for k, v in facts.items())
            return right and self._card_says(card, says)

        async def seen() -> str:
            card = await self.card(ticket)
            return f"{facts} and {says!r} on {card} shown as {self.shown(card)!r}"

        try:
            await until(look, "")
        except AssertionError:
            raise AssertionError(await seen()) from None
        return await self.card(ticket)

    def _card_says(self, card: TicketCard, says: str) -> bool:
        status = PHRASES.phrase(self.language, f"status.{card.status}")
        shown = self.shown(card)
        return f"\n{status} · " in shown and says in shown

    def shown(self, card: TicketCard) -> str:
        """The card's text in Slack, empty when there is none yet."""
        return words(self.message(card)) if card.key else ""

    def message(self, card: TicketCard) -> dict[str, Any]:
        """The card's message in Slack."""
        ts = card.key.partition(":")[2]
        return next(one for one in self.stage.slack.messages(ENGINEERS) if one["ts"] == ts)

    async def tells(self, ticket: int, phrase: str) -> str:
        """Waits until a post with this phrase stands in the thread of the ticket's card."""

        async def look() -> str:
            return next((text for text in await self.thread(ticket) if phrase in text), "")

        return await until(look, f"{phrase!r} in the thread of ticket {ticket}")

    async def thread(self, ticket: int) -> list[str]:
        """The posts in the thread of the ticket's card."""
        key = (await self.card(ticket)).key
        if not key:
            return []
        return [words(one) for one in self.stage.slack.messages(ENGINEERS, key.partition(":")[2])[1:]]

    async def cards_of(self, reference: str) -> int:
        """How many messages at the top of the engineers' channel name the ticket."""
        return sum(f" · {reference} · " in words(one) for one in self.stage.slack.messages(ENGINEERS))

    async def is_quiet(self) -> None:
        """Waits until nothing due waits to be delivered."""
        live = select(func.count()).where(outbox.c.state.in_(("pending", "sending")))

        async def look() -> bool:
            due = live.where(outbox.c.next_at <= self.stage.clock.now() + MEANWHILE)
            return int((await self.read(due))[0]["count_1"]) == 0

        await until(look, "the outbox to be empty")

    async def told(self, ticket: int, direction: str = "in") -> list[str]:
        """The ticket's record in one direction."""
        statement = select(messages.c.text).where(messages.c.ticket_id == ticket, messages.c.direction == direction)
        return [row["text"] for row in await self.read(statement.order_by(messages.c.id))]

    async def shelved(self) -> list[Any]:
        """What lies on the shelf."""
        return await self.read(select(inbox).where(inbox.c.state == "shelved"))

    async def is_red(self, part: str) -> str:
        """Waits until a part is red and returns why."""
        return await until(lambda: self.app.channels[part].health.cause, f"{part} to turn red")

    async def is_green(self, part: str) -> None:
        """Waits until a part is green."""
        health = self.app.channels[part].health
        await until(lambda: health.green, lambda: f"{part} to turn green; it is red: {health.cause}")


@dataclass(frozen=True)
class EngineerHand:
    """What an engineer does in Slack."""

    stage: Stage
    desk: DeskView
    user: str

    async def clicks(self, label: str, ticket: int) -> None:
        """Presses a button of the ticket's card."""
        message = await until(lambda: self._card_with(label, ticket), f"a card of ticket {ticket} with {label!r}")
        button = buttons(message)[label]
        click = await self.stage.slack.click(self.user, ENGINEERS, message["ts"], button["action_id"], button["value"])
        assert click.acknowledged

    async def _card_with(self, label: str, ticket: int) -> Any:
        card = await self.desk.card(ticket)
        message = self.desk.message(card) if card.key else {}
        return message if label in buttons(message) else None

    async def fills(self, label: str, ticket: int, **fields: str) -> dict[str, str]:
        """Opens the modal behind a button, fills it in and sends it; returns the errors beside fields."""
        await self.clicks(label, ticket)
        view = self.stage.slack.views(self.user)[-1]
        sent = await self.stage.slack.submit(self.user, view["id"], fields)
        assert sent.acknowledged or sent.errors, sent
        return dict(sent.errors)

    async def replies(self, ticket: int, text: str) -> None:
        """Answers the customer."""
        assert await self.fills(PHRASES.phrase(self.desk.language, "card.reply"), ticket, text=text) == {}

    async def solves(self, ticket: int, text: str) -> None:
        """Records a solution."""
        assert await self.fills(PHRASES.phrase(self.desk.language, "card.solve"), ticket, text=text) == {}

    async def does(self, what: str, ticket: int, **fields: str) -> None:
        """One of the rarer things: escalate, details, log_call, close."""
        assert await self.fills(PHRASES.phrase(self.desk.language, "card.more"), ticket, what=what, **fields) == {}

    async def talks(self, ticket: int, text: str) -> None:
        """Writes in the thread of the card."""
        card = await self.desk.card(ticket)
        known = len(self.stage.slack.record)
        await self.stage.slack.write(self.user, ENGINEERS, text, thread_ts=card.key.partition(":")[2])
        record = self.stage.slack.record
        await until(lambda: all(delivery.acknowledged for delivery in record[known:]), "Slack's events to be taken")

    async def is_told(self, phrase: str) -> str:
        """Waits until Slack shows him a sentence that only he sees."""

        def look() -> str:
            return next((t for t in map(words, self.stage.slack.ephemerals(self.user)) if phrase in t), "")

        return await until(look, f"{self.user} to be told {phrase!r}")


@dataclass
class World:
    """Everybody on the stage."""

    stage: Stage
    app: App
    spy: Spy
    desk: DeskView
    clock: Clock
    anna: EngineerHand
    bo: EngineerHand
    running: Running
    _people: int = field(default=1000)

    def _number(self) -> int:
        self._people += 1
        return self._people

    def writes_mail(self, name: str = "Ann Li", address: str = "ann@acme.example") -> MailCustomer:
        """A customer with a mail program."""
        return MailCustomer(self.stage, self.spy, name, address)

    def has_telegram(self, name: str = "Ann", language: str = "en") -> TelegramCustomer:
        """A customer with Telegram."""
        return TelegramCustomer(self.stage, self._number(), name, language)

    def has_slack(self, name: str = "Ann", language: str = "en", **more: str) -> SlackCustomer:
        """A customer with Slack; with `team`, one of another organisation."""
        locale = "zh-CN" if language == "zh" else "en-US"
        return SlackCustomer(self.stage, f"U{self._number()}CUST", name, locale=locale, **more)

    async def restarts(self) -> None:
        """The desk stops, and starts again on the same database. Every channel is green again."""
        self.app = self.desk.app = await self.running.again()
        for name in self.app.channels:
            await self.desk.is_green(name)

    async def ticket_of(self, customer: MailCustomer | TelegramCustomer | SlackCustomer) -> int:
        """His only ticket."""
        return await self.desk.ticket_of(customer.address)


def quick(settings: dict[str, Any]) -> dict[str, Any]:
    """The stage's settings with short pauses after trouble: a test has no minutes."""
    for box in settings["mailbox"]:
        box["imap"] |= {"backoff_first": 0.05, "backoff_max": 0.2}
    settings["telegram"] |= {"backoff_first": 0.05, "backoff_max": 0.2}
    settings["slack"] |= {"backoff_first_seconds": 0.05, "backoff_max_seconds": 0.2, "members_ttl_seconds": 0.0}
    return settings


def started(moment: datetime) -> MovableClock:
    """A clock that shows this moment now, whatever the machine's says."""
    clock = MovableClock()
    clock._ahead = moment - datetime.now(UTC)
    return clock


@asynccontextmanager
async def world(
    folder: Path,
    *,
    language: str = "en",
    extra: Callable[[Cursors], Channel] | None = None,
    retries: tuple[float, ...] = (0.05, 0.2, 0.4),
    templates: Path | None = None,
    starts: datetime | None = None,
    hours: dict[str, Any] | None = None,
    offers: tuple[str, ...] = (),
    change: Callable[[dict[str, Any]], None] = lambda _settings: None,
) -> AsyncIterator[World]:
    """Starts everything; the desk speaks `language`. Every channel is green from the first line on. `retries` are
    the pauses before Slack delivers an event again; `templates` is the admin's own folder of wordings. The clock
    starts at `starts`, else now; `hours` is the section [hours]; mailboxes invite into the chats in `offers`;
    `change` alters the settings before they are read.

    With RINGBACK_JOURNAL=FILE every call of Slack's and Telegram's API is written there."""
    journal = os.environ.get("RINGBACK_JOURNAL")
    clock = started(starts) if starts else None
    async with Stage(journal=Path(journal) if journal else None, clock=clock, retry_delays=retries) as stage:
        chosen = quick(stage.settings(folder / "data", language=language))
        chosen["ringback"] |= {"templates": str(templates)} if templates else {}
        chosen |= {"hours": hours} if hours else {}
        chosen["mailbox"] = [{**box, "offers": offers} for box in chosen["mailbox"]]
        change(chosen)
        settings = Settings.model_validate(chosen)
        running = Running(lambda: build(settings, clock=stage.clock, extra=extra), Spy())
        app = await running.start()
        desk = DeskView(stage, app, language)
        anna, bo = EngineerHand(stage, desk, ANNA), EngineerHand(stage, desk, BO)
        try:
            for name in app.channels:
                await desk.is_green(name)
            yield World(stage, app, running.spy, desk, Clock(stage), anna, bo, running)
            assert not running.task.done(), "the application ended"
        finally:
            await stopped(running.task)
