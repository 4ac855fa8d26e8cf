"""The people: customers who write by mail, Telegram and Slack, and engineers who press, answer and talk in threads.

Everything said carries a word of its own, by which it is found again. What the service showed a person as done is
written down as acknowledged; what it showed as failed is pressed again, or left.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.crash.town import CHECKER, ENGINEERS_CHANNEL, MAILBOXES, Town

Kind = Literal["mail", "telegram", "slack", "note"]
Job = Callable[[], Awaitable[None]]
Json = dict[str, Any]
WAIT = 0.05


@dataclass(frozen=True, slots=True)
class Size:
    """How much happens. `slack` are messages, thread notes and clicks; `replies` go to mail and Telegram."""

    kills: int
    mails: int
    updates: int
    slack: int
    replies: int


SHORT = Size(kills=6, mails=40, updates=30, slack=30, replies=20)
FULL = Size(kills=20, mails=200, updates=200, slack=200, replies=100)


@dataclass(frozen=True, slots=True)
class Said:
    """One message. `who` is the address, chat or user it came from, `opens` whether it begins a ticket."""

    word: str
    kind: Kind
    who: str
    opens: bool = False


@dataclass(slots=True)
class Press:
    """One press of a button, or one submitted modal with its word; `ticket` is the ticket's id."""

    ticket: int
    engineer: str
    word: str = ""
    acknowledged: bool = False
    refused: str = ""


@dataclass(slots=True)
class Crowd:
    """Does what the plan says, in portions; remembers what everybody saw."""

    town: Town
    size: Size
    chance: random.Random
    said: list[Said] = field(default_factory=list)
    clicks: list[Press] = field(default_factory=list)
    replies: list[Press] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    _work: asyncio.Queue[tuple[str, str]] = field(default_factory=asyncio.Queue)
    _mails: int = 0

    def portions(self, count: int) -> list[list[Job]]:
        """The whole plan, cut into about equal parts; within a kind the order stays."""
        rows = [self._mail_jobs(), self._telegram_jobs(), self._slack_jobs(), self._engineer_jobs()]
        owners = [row for row in rows for _ in row]
        self.chance.shuffle(owners)
        turns = {id(row): iter(row) for row in rows}
        plan = [next(turns[id(row)]) for row in owners]
        return [plan[len(plan) * part // count : len(plan) * (part + 1) // count] for part in range(count)]

    # --- customers --------------------------------------------------------------------------------------------------
    def _mail_jobs(self) -> list[Job]:
        """Mails of authors who write at most eight each: every fifth goes on with an earlier one, every tenth comes
        to both mailboxes."""
        jobs: list[Job] = []
        first: dict[str, tuple[str, str]] = {}
        number = 0
        while self._mails < self.size.mails:
            number += 1
            word, who = f"wm{number:04}x", f"customer{number % (self.size.mails // 6 + 2)}@customers.example"
            goes_on = number % 5 == 0 and who in first
            box, answered = first[who] if goes_on else (self.chance.choice(MAILBOXES), "")
            first.setdefault(who, (box, word))
            boxes = MAILBOXES if number % 10 == 1 and self._mails + 1 < self.size.mails else (box,)
            self._mails += len(boxes)
            said = Said(word, "mail", who, opens=not goes_on)
            jobs.append(self._mail(said, boxes, _mail(said, box, answered)))
        return jobs

    def _mail(self, said: Said, boxes: tuple[str, ...], raw: bytes) -> Job:
        async def deliver() -> None:
            self.said.append(said)
            for box in boxes:
                self.town.dovecot.deliver(box, _received(box, said.who) + raw)

        return deliver

    def _telegram_jobs(self) -> list[Job]:
        chats = [500_000 + number for number in range(self.size.updates // 7 + 1)]
        for chat in chats:
            self.town.telegram.add_user(chat, f"Customer{chat}")
        return [self._update(f"wt{n:04}x", chats[n % len(chats)], n < len(chats)) for n in range(self.size.updates)]

    def _update(self, word: str, chat: int, opens: bool) -> Job:
        async def write() -> None:
            self.said.append(Said(word, "telegram", str(chat), opens))
            await self.town.telegram.write(chat, _sentence(word))

        return write

    def _slack_jobs(self) -> list[Job]:
        count = self.size.slack * 2 // 5
        users = [f"U0CUST{number}" for number in range(count // 5 + 1)]
        for user in users:
            self.town.slack.add_user(user, f"Slack Customer {user[6:]}")
        return [self._direct(f"ws{n:04}x", users[n % len(users)], n < len(users)) for n in range(count)]

    def _direct(self, word: str, user: str, opens: bool) -> Job:
        async def write() -> None:
            self.said.append(Said(word, "slack", user, opens))
            await self.town.slack.direct_message(user, _sentence(word))

        return write

    # --- engineers --------------------------------------------------------------------------------------------------
    def _engineer_jobs(self) -> list[Job]:
        """Thread notes, clicks and answers, in any order; each waits for an engineer who is free."""
        kinds = ["note"] * (self.size.slack // 10) + ["click"] * (self.size.slack // 2)
        kinds += ["reply"] * self.size.replies
        self.chance.shuffle(kinds)
        return [self._for_an_engineer(kind, f"w{kind[0]}{number:04}x") for number, kind in enumerate(kinds)]

    def _for_an_engineer(self, kind: str, word: str) -> Job:
        async def put() -> None:
            await self._work.put((kind, word))

        return put

    async def engineer(self, user: str) -> None:
        """An engineer's day: does one thing after another, until cancelled."""
        ways = {"note": self._note, "click": self._click, "reply": self._reply}
        while True:
            kind, word = await self._work.get()
            try:
                await ways[kind](user, word)
            except LookupError as error:  # the card changed under his hands: he looks for another one
                self._work.put_nowait((kind, word))
                self.troubles.append(f"{user} {kind}: {error}")
                await asyncio.sleep(WAIT)
            finally:
                self._work.task_done()

    async def engineers_are_done(self) -> None:
        """Waits until everything that was given to the engineers is done."""
        await self._work.join()

    async def _note(self, user: str, word: str) -> None:
        card = await self._card(lambda _card: True)
        self.said.append(Said(word, "note", user))
        await self.town.slack.write(user, ENGINEERS_CHANNEL, _sentence(word), thread_ts=card["ts"])

    async def _click(self, user: str, word: str) -> None:
        card = await self._card(lambda card: _button(card, "ticket_acknowledge") is not None)
        press = Press(_ticket(card), user, word)
        await self._connected()
        click = await self.town.slack.click(user, ENGINEERS_CHANNEL, card["ts"], "ticket_acknowledge")
        press.acknowledged = click.acknowledged
        self.clicks.append(press)

    async def _reply(self, user: str, word: str) -> None:
        """Opens the modal, writes, sends off; what the service shows as failed he mostly sends off again."""
        card = await self._card(_not_from_slack)
        press = Press(_ticket(card), user, word)
        view = await self._opened(user, card["ts"])
        self.replies.append(press)
        while True:
            seen = await self.town.slack.submit(user, view, {"text": _sentence(word)})
            press.acknowledged = press.acknowledged or seen.acknowledged
            if seen.acknowledged:
                press.refused = "" if seen.closed else json.dumps(seen.errors or seen.view)
            if seen.acknowledged or self.chance.random() < 0.2:
                await self._closed(user)
                return
            await self._connected()

    async def _opened(self, user: str, ts: str) -> str:
        """Presses until the modal is there."""
        while True:
            await self._connected()
            click = await self.town.slack.click(user, ENGINEERS_CHANNEL, ts, "ticket_reply")
            if views := self.town.slack.views(user):
                return str(views[-1]["id"])
            await asyncio.sleep(0 if click.acknowledged else WAIT)

    async def _closed(self, user: str) -> None:
        for view in self.town.slack.views(user):
            await self.town.slack.close_view(user, view["id"])

    async def _card(self, fits: Callable[[Json], bool]) -> Json:
        """A card that fits, as soon as one is shown."""
        while True:
            shown = [message for message in self.town.slack.messages(ENGINEERS_CHANNEL) if _button(message, "")]
            if found := [card for card in shown if fits(card)]:
                return self.chance.choice(found)
            await asyncio.sleep(WAIT)

    async def _connected(self) -> None:
        while not self.town.slack.sockets_open:
            await asyncio.sleep(WAIT)


def _sentence(word: str) -> str:
    """What somebody writes: no answer to any question of ours."""
    return f"The lamp {word} has gone out. It was fine until last night."


def _received(box: str, sender: str) -> bytes:
    """What our mail server puts on top."""
    proved = f"Authentication-Results: {CHECKER}; dmarc=pass header.from={sender.rpartition('@')[2]}\r\n"
    return f"{proved}Received: by {box}\r\n".encode()


def _mail(said: Said, box: str, answered: str) -> bytes:
    headers = [
        f"From: <{said.who}>",
        f"To: {box}@desk.example",
        f"Subject: Lamp {said.word}",
        "Date: Tue, 04 Mar 2025 05:06:07 +0000",
        f"Message-ID: {message_id(said.word)}",
        *([f"In-Reply-To: {message_id(answered)}"] if answered else []),
        "Content-Type: text/plain; charset=utf-8",
    ]
    return "\r\n".join([*headers, "", _sentence(said.word), ""]).encode()


def message_id(word: str) -> str:
    """The Message-ID of the mail with this word."""
    return f"<{word}@customers.example>"


def _buttons(message: Json) -> Iterator[Json]:
    for block in message.get("blocks") or ():
        if block["type"] == "actions":
            yield from block["elements"]


def _button(message: Json, action_id: str) -> Json | None:
    """A card's button; any of them when no one is named."""
    return next((b for b in _buttons(message) if b["action_id"] == (action_id or "ticket_reply")), None)


def _ticket(card: Json) -> int:
    found = _button(card, "")
    assert found is not None
    return int(found["value"])


def _not_from_slack(card: Json) -> bool:
    text = json.dumps(card)
    return '"email:' in text or '"telegram ' in text
