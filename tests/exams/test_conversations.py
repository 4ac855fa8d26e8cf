"""Many conversations at once over mail, Telegram and Slack: every fact ends on the right ticket, exactly once."""

from __future__ import annotations

import asyncio
import os
import random
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.db.schema import tickets
from bot.sandbox.stage import ENGINEERS, SALES, SUPPORT
from tests.desk.chats import Customer, SlackCustomer, TelegramCustomer
from tests.desk.harness import World, world
from tests.desk.letters import MailCustomer
from tests.desk.slack_words import words
from tests.exams.people import FIELDS, LATER, REMARKS, Person, draw

SEED = int(os.environ.get("RINGBACK_SEED", "20260302"))
EACH = 100 if os.environ.get("RINGBACK_THOROUGH") == "1" else 20
OPENED = {"en": "Its reference is RB-", "zh": "编号是 RB-"}
DONE = {"en": "that is all we need", "zh": "需要了解的就是这些"}
QUESTIONS = {
    "Which company": "organisation", "哪家单位": "organisation",
    "phone number": "phone", "哪个电话": "phone", "没能看出电话号码": "phone",
    "badly": "priority", "影响有多大": "priority", "影响程度": "priority",
    "What is your name": "name", "怎么称呼": "name",
}  # fmt: skip
CHOICES = {
    "en": {"P1": "P1 · Business stopped", "P2": "P2 · Parts fail or slow", "P3": "P3 · Works, shows errors"}
    | {"P4": "P4 · Question or wish"},
    "zh": {"P1": "P1 · 业务中断", "P2": "P2 · 部分失效或变慢", "P3": "P3 · 能用但有报错", "P4": "P4 · 咨询或建议"},
}


async def mail(w: World, person: Person) -> MailCustomer:
    """By mail; some mails come to both mailboxes."""
    chance = random.Random(person.seed)
    nobody = "" if person.manner in ("plain", "labelled") else person.name
    customer = MailCustomer(w.stage, w.spy, nobody, f"p{person.number}@firm{person.number}.example")
    both = (SUPPORT, SALES) if chance.random() < 0.4 else SUPPORT
    wanted = FIELDS if not nobody else FIELDS[1:]
    whole = person.manner == "all_at_once"
    await customer.mails(f"{person.trouble}\n{person.form()}" if whole else person.trouble, to=both, subject="Re: 报修")
    await customer.hears(OPENED[person.language])
    if whole:
        return customer
    if person.manner == "plain":
        lines = [person.said(field) for field in wanted]
        await customer.replies("\n".join(lines), quote=chance.random() < 0.5)
    elif person.manner == "wrong_phone":
        first = [person.line(f, LATER[person.language]) if f == "phone" else person.line(f) for f in wanted]
        await customer.replies("\n".join(first))
        await customer.replies(person.line("phone"))
    else:
        cut = chance.randrange(len(wanted) + 1)
        await customer.replies(person.form(wanted[:cut]) if cut else REMARKS[person.language])
        if person.manner == "remarks":
            await customer.replies(REMARKS[person.language])
        if cut < len(wanted):
            await customer.replies(person.form(wanted[cut:]))
    await customer.hears(DONE[person.language])
    return customer


async def telegram(w: World, person: Person) -> TelegramCustomer:
    """By Telegram; some updates are delivered again."""
    chance = random.Random(person.seed)
    customer = TelegramCustomer(w.stage, 50_000 + person.number, person.name, person.language)

    async def says(text: str) -> None:
        update = await customer.chats(text)
        if chance.random() < 0.3:
            w.stage.telegram.redeliver(update)

    await _chat(customer, person, says)
    return customer


async def slack(w: World, person: Person) -> SlackCustomer:
    """By Slack: alone with the bot, or from another company in the customers' channel. Some events come repeatedly."""
    chance = random.Random(person.seed)
    locale = "zh-CN" if person.language == "zh" else "en-US"
    away = {"team": f"T0{person.number}"} if person.number % 3 == 0 else {}
    customer = SlackCustomer(w.stage, f"U{50_000 + person.number}", person.name, locale=locale, **away)

    async def says(text: str) -> None:
        if chance.random() < 0.3:
            w.stage.slack.repeat_next(chance.randrange(1, 4))
        await (customer.asks_in_channel(text) if away else customer.asks_in_slack(text))

    await _chat(customer, person, says)
    return customer


async def _chat(customer, person: Person, says) -> None:  # type: ignore[no-untyped-def]  # see the two callers
    """Answers one question after another, in his manner."""
    remarked = mistaken = False
    first = f"{person.trouble}\n{person.form()}" if person.manner == "all_at_once" else person.trouble
    await says(first)
    told = await customer.hears_next()
    assert OPENED[person.language] in told
    while question := next((field for phrase, field in QUESTIONS.items() if phrase in told), ""):
        if person.manner == "remarks" and not remarked and question != "phone":
            remarked = True
            await says(REMARKS[person.language])
        elif person.manner == "wrong_phone" and question == "phone" and not mistaken:
            mistaken = True
            await says(LATER[person.language])
        elif question == "priority" and person.number % 2:
            await customer.presses(CHOICES[person.language][person.priority])
        else:
            await says(person.line(question) if person.manner == "labelled" else person.said(question))
        told = await customer.hears_next()
    if person.manner != "all_at_once":
        assert DONE[person.language] in told


def drawn() -> list[tuple[object, Person]]:
    """Who takes part, shuffled."""
    chance = random.Random(SEED)
    ways = [way for way in (mail, telegram, slack) for _ in range(EACH)]
    chance.shuffle(ways)
    return [(way, draw(number, chance)) for number, way in enumerate(ways, start=1)]


@pytest.mark.exam
async def test_every_fact_ends_on_the_right_ticket_exactly_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    print(f"seed {SEED}, {EACH} conversations a channel")
    monkeypatch.setattr(Customer, "patience", 240.0)
    monkeypatch.setattr(Customer, "pause", 0.002 * EACH)
    people = drawn()
    # A crowd on a busy machine: Slack's retries, which real ones spread over six minutes, must not run out at once.
    async with world(tmp_path, retries=(0.05, 1, 5, 15, 30, 60)) as w:
        customers = await asyncio.gather(*(way(w, person) for way, person in people))  # type: ignore[operator]  # the three above
        for customer, (_, person) in zip(customers, people, strict=True):
            await _holds(w, customer, person)
        await w.desk.is_quiet()
        assert await w.desk.shelved() == []
        rows = await w.desk.read(select(tickets.c.reference))
        assert len(rows) == len(people)
        top = [words(message) for message in w.stage.slack.messages(ENGINEERS)]
        assert all(sum(f" · {row['reference']} · " in text for text in top) == 1 for row in rows)


async def _holds(w: World, customer: Customer, person: Person) -> None:
    """His one ticket holds what he told; he got one first answer."""
    row = await w.desk.row(await w.desk.ticket_of(customer.address))
    found = {field: row["priority_stated" if field == "priority" else field] for field in FIELDS}
    wanted = {field: getattr(person, field) for field in FIELDS}
    assert found == wanted, f"{person}: {await w.desk.told(row['id'])}"
    assert row["intake"]["state"] == "complete"
    said = await w.desk.told(row["id"])
    assert said[0].startswith(person.trouble)
    assert len(said) == len(set(said)) or person.manner == "remarks"
    assert sum(OPENED[person.language] in text for text in customer.messages()) == 1
