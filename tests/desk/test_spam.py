"""Spam is never answered and makes no card: it waits in one quiet list; a customer's mail among it is shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.db.schema import inbox
from bot.sandbox.stage import ANNA, ENGINEERS, SUPPORT
from tests.desk.harness import World, world
from tests.desk.slack_words import buttons, words
from tests.desk.waiting import until


async def spammed(w: World, number: int, sender: str = "") -> None:
    sender = sender or f"seller{number}@spam.example"
    raw = (
        f"X-Spam-Flag: YES\r\nFrom: Seller <{sender}>\r\nTo: {SUPPORT}\r\nSubject: Offer {number}\r\n"
        f"Message-ID: <{number}@spam.example>\r\n\r\nBuy now, <b>cheap</b> <!channel>\r\n"
    )
    await w.stage.mail.deliver(SUPPORT, raw.encode())


def lists(w: World) -> list[Any]:
    return [m for m in w.stage.slack.messages(ENGINEERS) if "Held as spam, unanswered" in words(m)]


async def listed(w: World, count: int) -> Any:
    """The quiet list, once it names so many."""

    def look() -> Any:
        return next((one for one in lists(w) if f"unanswered: {count}" in words(one)), None)

    return await until(look, lambda: f"a list of {count} among {[words(one) for one in lists(w)]}")


async def test_spam_waits_in_one_list_and_nobody_is_answered(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        for number in range(1, 21):
            await spammed(w, number)
        shown = await listed(w, 20)
        await w.desk.is_quiet()
        assert len(w.stage.slack.messages(ENGINEERS)) == 1
        assert "Offer 20" in str(shown["blocks"])
        assert "Offer 2'" not in str(shown["blocks"])
        assert w.stage.mail.sent == []
        assert {row["state"] for row in await w.desk.read(select(inbox.c.state))} == {"spam"}


async def test_what_is_no_spam_becomes_a_ticket_and_leaves_the_list(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await spammed(w, 1)
        await spammed(w, 2)
        shown = await listed(w, 2)
        row = next(r for r in await w.desk.read(select(inbox)) if "Offer 1" in r["excerpt"])
        click = await w.stage.slack.click(ANNA, ENGINEERS, shown["ts"], "shelf_retry", str(row["id"]))
        assert click.acknowledged
        await listed(w, 1)
        await w.desk.shows(await w.desk.ticket_of("email:seller1@spam.example"), subject="Offer 1")
        await w.desk.is_quiet()
        assert len(w.stage.slack.messages(ENGINEERS)) == 2  # the list, and the ticket's card


async def test_a_customers_mail_among_the_spam_is_shown_and_waits_for_a_word(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        ann = w.writes_mail()
        await ann.mails("It jams.", subject="Printer")
        ticket = await w.ticket_of(ann)
        await ann.hears("RB-1001")
        await spammed(w, 7, sender=ann.mail_address)
        card = await until(
            lambda: next((m for m in w.stage.slack.messages(ENGINEERS) if "Release" in buttons(m)), None), "a card"
        )
        assert "spam: x-spam-flag: yes" in words(card)
        assert lists(w) == []
        assert await w.desk.told(ticket) == ["It jams."]
        click = await w.stage.slack.click(ANNA, ENGINEERS, card["ts"], "shelf_retry")
        assert click.acknowledged
        assert len(await until(lambda: two_tickets(w, ann.address), "the second ticket")) == 2

        def settled() -> bool:
            shown = next(m for m in w.stage.slack.messages(ENGINEERS) if m["ts"] == card["ts"])
            return "Release" not in buttons(shown) and "Handled" in words(shown)

        await until(settled, "the card to say that it was handled")


async def two_tickets(w: World, address: str) -> list[int]:
    found = await w.desk.tickets_of(address)
    return found if len(found) == 2 else []
