"""Whatever customers write in whatever order, with copies and restarts in between: every intake comes to its end."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.core.tickets import FIELDS
from bot.db.schema import tickets, timers
from tests.desk.chats import SlackCustomer, TelegramCustomer
from tests.desk.harness import World, world
from tests.desk.letters import MailCustomer
from tests.desk.waiting import until

Person = TelegramCustomer | SlackCustomer | MailCustomer
SAYS = (
    "It beeps.",
    "打印机一直响",
    "Acme Ltd",
    "我们公司是蓝天科技",
    "13800138000",
    "my number is 13900139000",
    "skip",
    "不想说",
    "P2",
    "一般",
    "no",
    "?",
    "thanks",
    "电话写错了，是13700137000",
    "It still beeps, and the lamp is dark",
)
QUESTIONS = {
    "organisation": ("Which company or organisation", "哪家单位"),
    "phone": ("phone number can we", "回电时打哪个"),
    "priority": ("How badly", "影响"),
}

#: What a mail says that asks, and one that confirms or ends.
FORM = ("fill in:", "填写")
CONFIRMS = (
    "what we have noted",
    "现已记录",
    "需要了解的就是这些",
    "all we need",
    "taken up again",
    "重新受理",
)


def _asked(text: str) -> str:
    """Which thing one message of ours asks for."""
    return next((name for name, marks in QUESTIONS.items() if any(mark in text for mark in marks)), "")


async def _says(who: Person, text: str, sent: list[int]) -> None:
    """Writes by his own way; to `sent` goes what Telegram may deliver again."""
    if isinstance(who, TelegramCustomer):
        sent.append(await who.chats(text))
    elif isinstance(who, SlackCustomer):
        await who.asks_in_slack(text)
    elif who.inbox():
        await who.replies(text)
    else:
        await who.mails(text, subject="It beeps")
        await who.hears("RB-")  # only what answers a mail of ours belongs to its ticket


async def _something_happens(w: World, chance: random.Random, who: Person, sent: list[int]) -> None:
    await _says(who, chance.choice(SAYS), sent)
    if sent and chance.random() < 0.3:
        w.stage.telegram.redeliver(chance.choice(sent))
    if chance.random() < 0.1:
        await w.restarts()
    if chance.random() < 0.1:
        w.clock.forward(minutes=chance.choice((1, 11)))


async def _values(w: World) -> list[dict[str, str]]:
    rows = await w.desk.read(select(tickets).order_by(tickets.c.id))
    names = {"priority": "priority_stated"}
    return [{field: str(row[names.get(field, field)] or "") for field in FIELDS} for row in rows]


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
async def test_any_sequence_ends_and_nothing_goes_back(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    async with world(tmp_path) as w:
        chats = [w.has_telegram(f"Ann {n}", chance.choice(("en", "zh"))) for n in range(2)]
        people: list[Person] = [*chats, w.has_slack("Cyd", chance.choice(("en", "zh"))), w.writes_mail()]
        sent: list[int] = []
        before: list[dict[str, str]] = []
        for _ in range(28):
            await _something_happens(w, chance, chance.choice(people), sent)
            now = await _values(w)
            for then, later in zip(before, now, strict=False):
                assert all(later[field] for field in FIELDS if then[field]), (then, later)
            before = now
        for _ in range(3):
            w.clock.forward(hours=25)
            await until(lambda: _nothing_is_due(w), "the timers to fire")
        await w.desk.is_quiet()
        await _all_ended(w)
        for who in people:
            assert len(await w.desk.tickets_of(who.address)) <= 1
            _not_pressed(who)


async def _nothing_is_due(w: World) -> bool:
    due = select(timers.c.id).where(timers.c.kind == "intake", timers.c.due <= w.stage.clock.now())
    return not await w.desk.read(due)


async def _all_ended(w: World) -> None:
    rows = await w.desk.read(select(tickets.c.id, tickets.c.intake))
    assert rows
    states = {row["id"]: row["intake"]["state"] for row in rows}
    assert set(states.values()) <= {"complete", "timed_out", "person", "withdrawn"}, states
    assert all(count <= 2 for row in rows for count in row["intake"]["asked"].values())


def _not_pressed(who: Person) -> None:
    """Each thing is asked for twice at most, and in the one reminder. A mail asks for several: the first answer and the
    reminder do; all others confirm what he has just told, one mail of his each."""
    if isinstance(who, MailCustomer):
        assert sum(any(mark in text for mark in FORM) for text in who.messages()) <= 2, who.messages()
        assert all(any(mark in text for mark in (*FORM, *CONFIRMS)) for text in who.messages()), who.messages()
        return
    asked = Counter(filter(None, map(_asked, who.messages())))
    assert all(count <= 3 for count in asked.values()), (asked, who.messages())
