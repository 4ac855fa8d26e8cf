"""A day at the desk, drawn by lot: what engineers see in Slack is true and current, and every button answers.

Short by default; with RINGBACK_THOROUGH=1 in full."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.db.schema import history, inbox, tickets
from bot.sandbox.stage import ENGINEERS, SALES, SUPPORT
from tests.desk.chats import SlackCustomer, TelegramCustomer
from tests.desk.harness import EngineerHand, World, world
from tests.desk.letters import MailCustomer
from tests.desk.waiting import until
from tests.exams.engineers_channel import is_true

pytestmark = pytest.mark.exam
THOROUGH = os.environ.get("RINGBACK_THOROUGH") == "1"
SEEDS, STEPS = (range(40), 140) if THOROUGH else (range(1), 60)
SAYS = (
    "It beeps",
    "打印机一直响",
    "Acme Ltd",
    "13800138000",
    "skip",
    "P2",
    "yes",
    "thanks",
    "谢谢",
    "it works now, thank you",
    "still broken",
    "还是不行",
    "URGENT! Nobody can work!",
    "紧急！全厂停产了",
    "I want to complain, your service is terrible",
    "投诉！你们的服务太差了",
    "another problem: the scanner is dead too",
    "还有一个问题，扫描仪坏了",
    "I want a person please",
    "电话写错了，是13700137000",
    "do not call me",
    "The display shows E17",
    "it is the same problem as last time",
)
COMMANDS = ("/language zh", "/language en", "/new", "/status", "/cancel")
SPAM = (
    "X-Spam-Flag: YES\r\nFrom: {who}\r\nTo: {to}\r\nSubject: Offer\r\nMessage-ID: <{mark}@s.example>\r\n"
    "\r\nBuy {mark}\r\n"
)
COPIED = (
    "From: {who}\r\nTo: {to}\r\nCc: {cc}\r\nSubject: Copy\r\nMessage-ID: <{mark}@c.example>\r\n\r\nIt jams. {mark}\r\n"
)
CHOICES: dict[str, tuple[str, ...]] = {
    "text": ("Try this.", "请重启。", "   "),
    "priority": ("P1", "P2", "P3", "P4"),
    "reason": ("", "They wait."),
    "problem": ("It jams.",),
    "solution": ("Open the tray.",),
    "audience": ("engineers", "customers", "draft"),
    "tier": ("specialist", "vendor"),
    "name": ("Karl Mint",),
    "phone": ("13512345678", "12"),
    "outcome": ("reached", "not_reached"),
    "same_as": ("RB-1001", "RB-9999", "ann0@acme.example"),
    "note": ("", "As said."),
}


class Day:
    """Who is there, and what happens by lot."""

    def __init__(self, w: World, seed: int) -> None:
        self.w, self.chance = w, random.Random(seed)
        self.mails = [w.writes_mail(f"Ann {n}", f"ann{n}@acme.example") for n in range(2)]
        self.chats = [w.has_telegram("Tom Ray"), w.has_telegram("李雷", "zh")]
        self.people: list[Any] = [*self.mails, *self.chats, w.has_slack("Sue Roe"), w.has_slack("韩梅", "zh")]
        self.marks: list[str] = []
        self.secrets: list[str] = []
        self.files: list[str] = []
        self.log: list[Any] = []

    def mark(self, of: list[str]) -> str:
        """A word that stands nowhere else."""
        of.append(f"{'tok' if of is self.marks else 'secret' if of is self.secrets else 'file'}{len(of):04}")
        return of[-1]

    async def step(self) -> None:
        kinds: list[Callable[[], Awaitable[None]]] = [self.writes, self.presses, self.talks, self.strange, self.later]
        await self.chance.choices(kinds, (40, 38, 6, 8, 8))[0]()

    async def writes(self) -> None:
        """A customer writes."""
        who, text = self.chance.choice(self.people), self.chance.choice(SAYS)
        text = f"{text} {self.mark(self.marks)}" if self.chance.random() < 0.6 else text
        self.log.append((who.address, text))
        if isinstance(who, SlackCustomer):
            await who.asks_in_slack(text)
        elif isinstance(who, TelegramCustomer):
            await self._chats(who, text)
        else:
            await self._mails(who, text)

    async def _chats(self, who: TelegramCustomer, text: str) -> None:
        drawn = self.chance.random()
        if drawn < 0.12:
            await who.chats(self.chance.choice(COMMANDS))
        elif drawn < 0.24:
            file = (f"{self.mark(self.files)}.txt", "text/plain", b"log")
            await who.taken(await self.w.stage.telegram.send_document(who.user_id, *file, caption=text))
        else:
            await who.chats(text)

    async def _mails(self, who: MailCustomer, text: str) -> None:
        if who.inbox() and self.chance.random() < 0.7:
            await who.replies(text, to=self.chance.choice(who.inbox()[-3:]))
        else:
            await who.mails(text, subject="Printer", to=self.chance.choice((SUPPORT, SALES, (SUPPORT, SALES))))

    async def strange(self) -> None:
        """Spam, a mail in another's name, people in copy, an address that takes no mail (any more)."""
        w, who, drawn = self.w, self.chance.choice(self.mails).mail_address, self.chance.random()
        if drawn < 0.3:
            w.stage.mail.refuse(who, self.chance.choice(("", "550 5.1.1 No such user here")))
            return
        w.stage.mail.impostors.update({who} if drawn < 0.45 else ())
        raw = SPAM if drawn > 0.7 else COPIED
        sender = self.chance.choice((who, "seller@spam.example")) if drawn > 0.7 else who
        copied = self.chance.choice(("bob@else.example", *(one.mail_address for one in self.mails)))
        self.log.append((sender, raw[:10], copied))
        before = len(w.spy.answers)
        filled = raw.format(who=sender, to=SUPPORT, cc=copied, mark=self.mark(self.marks))
        await w.stage.mail.deliver(SUPPORT, filled.encode())
        await until(lambda: len(w.spy.answers) > before, "the mail to be taken")
        w.stage.mail.impostors.discard(who)

    async def talks(self) -> None:
        """An engineer writes below a card."""
        rows = await self.w.desk.read(select(tickets.c.id).where(tickets.c.card_key != ""))
        if rows:
            secret = f"{self.mark(self.secrets)} please tell the customer"
            await self.w.bo.talks(self.chance.choice(rows)["id"], secret)

    async def later(self) -> None:
        """Time passes."""
        self.w.clock.forward(hours=self.chance.choice((0.2, 1, 25, 80)))

    async def presses(self) -> None:
        """An engineer, or both at once, press a button that is shown somewhere, or was until just now."""
        who, late = self.chance.choice((self.w.anna, self.w.bo)), self.chance.random() < 0.2
        found = self._buttons(late=late)
        if not found:
            return
        kind = self.chance.choice(sorted({button["action_id"] for _, button in found}))
        ts, button = self.chance.choice([one for one in found if one[1]["action_id"] == kind])
        self.log.append((who.user, kind, button["value"], late))
        before = await self._effects()
        for hand in (self.w.anna, self.w.bo) if self.chance.random() < 0.2 else (who,):
            slack, known = self.w.stage.slack, {view["id"] for view in self.w.stage.slack.views(hand.user)}
            # a screen may lag behind what the card shows since
            click = await slack.click(hand.user, ENGINEERS, ts, kind, button["value"], late=True)
            assert click.acknowledged
            for view in slack.views(hand.user):
                if view["id"] not in known and view["callback_id"]:
                    await self._fills(hand, view)

        async def answered() -> bool:
            return await self._effects() != before

        await until(answered, f"an answer to {self.log[-1]}")

    def _buttons(self, *, late: bool) -> list[tuple[str, Any]]:
        slack = self.w.stage.slack
        top = slack.messages(ENGINEERS)
        everything = {one["ts"]: one for root in top for one in (root, *slack.messages(ENGINEERS, root["ts"]))}
        former = slack.workspace.former if late else {}
        return [
            (ts, button)
            for ts, one in everything.items()
            for block in (*one.get("blocks", ()), *former.get((ENGINEERS, ts), ()))
            for button in (*block.get("elements", ()), block.get("accessory"))
            if isinstance(button, dict) and button.get("type") == "button"
        ]

    async def _effects(self) -> tuple[Any, ...]:
        """What can be seen of an action: it is in the records, or he is told or shown something."""
        counts = [
            (await self.w.desk.read(select(func.count().label("n")).select_from(t)))[0]["n"] for t in (history, inbox)
        ]
        states = await self.w.desk.read(select(inbox.c.state).order_by(inbox.c.id))
        hands, slack = (self.w.anna.user, self.w.bo.user), self.w.stage.slack
        shown = [(len(slack.ephemerals(hand)), slack.views(hand)[-1:]) for hand in hands]
        return (*counts, [row["state"] for row in states], shown)

    async def _fills(self, hand: EngineerHand, view: Any) -> None:
        """Fills in a form anyhow. What is wrong is said beside its field, and what he typed stays."""
        inputs = {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
        fields = {name: self.chance.choice(CHOICES[name]) for name in inputs if name in CHOICES and self._wants()}
        if "what" in inputs:
            fields["what"] = self.chance.choice(inputs["what"]["options"])["value"]
        self.log.append((hand.user, view["callback_id"], view["private_metadata"], fields))
        sent = await self.w.stage.slack.submit(hand.user, view["id"], fields)
        assert sent.acknowledged or sent.errors, sent
        assert set(sent.errors) <= inputs.keys()
        if sent.errors:
            kept = next(one for one in self.w.stage.slack.views(hand.user) if one["id"] == view["id"])
            values = json.dumps(kept["state"]["values"], ensure_ascii=False)
            assert all(value in values for value in fields.values())

    def _wants(self) -> bool:
        return self.chance.random() < 0.8


@pytest.mark.parametrize("seed", SEEDS)
async def test_what_engineers_see_is_true_and_current_and_every_button_answers(tmp_path: Path, seed: int) -> None:
    async with world(tmp_path) as w:
        day = Day(w, seed)
        try:
            for number in range(STEPS):
                await day.step()
                if number % 4 == 3:
                    await is_true(w, day.marks, day.secrets)
            await is_true(w, day.marks, day.secrets)
        except AssertionError as error:
            raise AssertionError(f"{error}\nafter {day.log[-8:]}") from error
