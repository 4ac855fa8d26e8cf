"""Orderly stops at any moment, while customers write and engineers answer with files: nothing is lost or said twice,
and what was being sent at a stop is known to have arrived. Short by default; with RINGBACK_THOROUGH=1 in full."""

from __future__ import annotations

import asyncio
import os
import random
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.db.schema import messages, outbox
from bot.engine import embedded
from bot.sandbox.stage import ENGINEERS, SUPPORT
from tests.desk.chats import Customer, SlackCustomer, TelegramCustomer
from tests.desk.harness import EngineerHand, World, world
from tests.desk.letters import MailCustomer
from tests.desk.slack_words import words
from tests.desk.waiting import until

pytestmark = pytest.mark.exam
THOROUGH = os.environ.get("RINGBACK_THOROUGH") == "1"
SEEDS = range(1, 13) if THOROUGH else range(1, 3)
TURNS = 40 if THOROUGH else 10
PASSES = (0, 1, 2, 5, 10, 30, 100, 300)  # of the loop, between a deed and the stop


@dataclass
class Play:
    """Who takes part, and what was said: each message holds a word of its own."""

    w: World
    chance: random.Random
    people: list[Customer]
    asked: list[str] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)

    async def customer_writes(self) -> None:
        """Somebody writes, and does not wait until it is taken."""
        who, stage, word = self.chance.choice(self.people), self.w.stage, f"ask{len(self.asked):03}x"
        if isinstance(who, MailCustomer):
            await stage.mail.write(who.name, who.mail_address, SUPPORT, f"Lamp {word}", f"The lamp is dark {word}")
        elif isinstance(who, TelegramCustomer):
            await stage.telegram.send_document(who.user_id, f"{word}.txt", "text/plain", b"dark", f"It is dark {word}")
        elif isinstance(who, SlackCustomer):
            who.place = stage.slack.im_of(who.user)
            await stage.slack.write(who.user, who.place, f"The lamp is dark {word}")
        self.asked.append(word)

    async def engineer_answers(self, hand: EngineerHand) -> None:
        """An engineer replies with files, through the card of any ticket."""
        w, ticket, word = self.w, self.chance.choice(await self._tickets()), f"answer{len(self.answered):03}x"
        await hand.clicks("Reply to customer", ticket)
        view = w.stage.slack.views(hand.user)[-1]["id"]
        files = [(f"{word}-{n}.bin", "application/octet-stream", self.chance.randbytes(5000)) for n in range(3)]
        sent = await w.stage.slack.submit(hand.user, view, {"text": f"Look at {word}.", "files": files})
        assert sent.acknowledged
        self.answered.append(word)

    async def _tickets(self) -> list[int]:
        return [ticket for who in self.people for ticket in await self.w.desk.tickets_of(who.address)]

    async def stops(self) -> None:
        """The desk stops some passes of the loop later, leaves no socket open, and starts again."""
        for _ in range(self.chance.choice(PASSES)):
            await asyncio.sleep(0)
        await self.w.running.stop()
        await until(lambda: not self.w.stage.slack.sockets_open, "Slack's sockets to be closed")
        await self.w.restarts()

    async def nothing_is_left_to_do(self) -> None:
        """Everything was taken in and delivered."""
        await until(self._all_kept, lambda: f"all of {self.asked} to be taken in")
        live = select(outbox.c.id).where(outbox.c.state != "sent")
        for _ in range(20):
            self.w.clock.forward(seconds=20)  # what waits for another attempt is due
            await self.w.desk.is_quiet()
            if not await self.w.desk.read(live):
                return
            await asyncio.sleep(0.1)

    async def _all_kept(self) -> bool:
        kept = "\n".join(await self._kept())
        return all(word in kept for word in self.asked)

    async def _kept(self) -> list[str]:
        statement = select(messages.c.text).where(messages.c.direction == "in")
        return [row["text"] for row in await self.w.desk.read(statement)]

    async def counts(self) -> None:
        """Each word once in its ticket, shown to the engineers, and once with the customer; nothing is in doubt."""
        doubtful = select(outbox).where((outbox.c.state != "sent") | (outbox.c.unclear > 0))
        assert await self.w.desk.read(doubtful) == []
        kept, slack = await self._kept(), self.w.stage.slack
        cards = slack.messages(ENGINEERS)
        shown = "\n".join(words(post) for card in cards for post in slack.messages(ENGINEERS, card["ts"]))
        heard = [text for who in self.people for text in who.messages()]
        assert {word: sum(word in text for text in kept) for word in self.asked} == dict.fromkeys(self.asked, 1)
        assert [word for word in self.asked if word not in shown] == []
        once = dict.fromkeys(self.answered, 1)
        assert {word: sum(f"Look at {word}" in text for text in heard) for word in self.answered} == once


@pytest.mark.parametrize("seed", SEEDS)
async def test_stops_at_any_moment_lose_and_double_nothing(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "LAST_WORK", 15.0)  # a slow machine is no reason for a message to be in doubt
    chance = random.Random(seed)
    async with world(tmp_path) as w:
        people: list[Customer] = [w.writes_mail(), w.has_telegram("Bob"), w.has_slack("Cleo")]
        play = Play(w, chance, people)
        while not await play._tickets():
            await play.customer_writes()
            await asyncio.sleep(0.2)
        for _ in range(TURNS):
            await play.customer_writes()
            if chance.random() < 0.7:
                await play.engineer_answers(chance.choice((w.anna, w.bo)))
            await play.stops()
        await play.nothing_is_left_to_do()
        await play.counts()
