"""What waits is let in once, however many engineers press at the same moment."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.db.schema import inbox
from bot.sandbox.stage import ANNA, BO, ENGINEERS, SUPPORT
from tests.desk.harness import World, world
from tests.desk.slack_words import buttons, words
from tests.desk.test_impostors import held_card
from tests.desk.test_shelf import admins_mistake, shelf_card
from tests.desk.waiting import until

ROUNDS = 4


async def both(w: World, ts: str, value: str) -> None:
    """Anna and Bo press at once; exactly one of them is told that the other was first."""
    before = len(refused(w))
    clicks = [w.stage.slack.click(user, ENGINEERS, ts, "shelf_retry", value) for user in (ANNA, BO)]
    assert all(click.acknowledged for click in await asyncio.gather(*clicks))
    await until(lambda: len(refused(w)) > before, "one of them to be told")
    await w.desk.is_quiet()
    assert len(refused(w)) == before + 1


def offers(message: Any, value: str) -> bool:
    """Whether the list has a button that lets this in."""
    return any(block.get("accessory", {}).get("value") == value for block in message.get("blocks", []))


def refused(w: World) -> list[str]:
    told = [words(one) for user in (ANNA, BO) for one in w.stage.slack.ephemerals(user)]
    return [text for text in told if "dealt with this already" in text]


async def test_a_held_mail_that_two_release_is_one_ticket_with_one_answer(desk_world: World) -> None:
    w = desk_world
    for number in range(ROUNDS):
        ann = w.writes_mail("Ann", f"ann{number}@acme.example")
        w.stage.mail.impostors.add(ann.mail_address)
        await ann.mails(f"Door {number} is broken", subject="Door")
        card = await held_card(w, f"Door {number}")
        await both(w, card["ts"], buttons(card)["Release"]["value"])
        await ann.hears("RB-")
        assert len(await w.desk.tickets_of(ann.address)) == 1
        assert len([mail for mail in ann.inbox() if "[RB-" in mail.subject]) == 1


async def test_no_spam_that_two_say_so_of_is_one_ticket(desk_world: World) -> None:
    w = desk_world
    for number in range(ROUNDS):
        address = f"ann{number}@acme.example"
        raw = f"X-Spam-Flag: YES\r\nFrom: {address}\r\nMessage-ID: <{number}@a.example>\r\n\r\nDoor {number}\r\n"
        await w.stage.mail.deliver(SUPPORT, raw.encode())

        async def waits() -> list[Any]:
            return await w.desk.read(select(inbox.c.id).where(inbox.c.state == "spam"))

        value = str((await until(waits, "the spam"))[0]["id"])

        def listed(value: str = value) -> Any:
            return next((one for one in w.stage.slack.messages(ENGINEERS) if offers(one, value)), None)

        await both(w, (await until(listed, "the quiet list"))["ts"], value)
        assert len(await w.desk.tickets_of(f"email:{address}")) == 1


@pytest.mark.parametrize("number", range(ROUNDS))
async def test_what_two_try_again_is_one_ticket(tmp_path: Path, number: int) -> None:
    own = admins_mistake(tmp_path)
    async with world(tmp_path, templates=own) as w:
        customer = w.has_telegram(f"Ann {number}")
        await customer.chats("The printer burns.")
        card = await shelf_card(w)
        (own / "en" / "intake" / "hours.md.j2").write_text("We work from 9 to 17.\n", "utf-8")
        await both(w, str(card["ts"]), buttons(card)["Retry"]["value"])
        await customer.hears("We work from 9 to 17.")
        assert len(await w.desk.tickets_of(customer.address)) == 1
        assert customer.heard_nothing_more()
