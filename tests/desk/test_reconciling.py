"""Mail that had not reached the desk is taken in once the mailbox is compared, and the engineers are told."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.core.messages import Address, Inbound, Sender
from bot.core.ports import Census
from bot.db.schema import arrivals, inbox
from bot.reconcile import Reconciler
from bot.sandbox.stage import ENGINEERS, SALES, SUPPORT
from tests.desk.harness import World, world
from tests.desk.slack_words import words
from tests.desk.waiting import until

MONDAY = date(2026, 3, 2)


class Box:
    """A mailbox that holds one mail the desk never saw."""

    def __init__(self, w: World) -> None:
        sender = Sender(Address("email", "ann@acme.example"), "Ann Li", "en")
        self.mail = Inbound(
            "email:support", "key 1", sender, "<1@acme.example>", "It jams.", w.stage.clock.now(),
            subject="Printer", message_id="<1@acme.example>", place="7:2",
        )  # fmt: skip
        self.asked: list[str] = []

    async def compare(self, known: Any, receive: Any, since: date) -> Census:
        self.asked = sorted(await known(["7:1", "7:2"]))
        answer = await receive(self.mail)
        return Census(2, () if answer.duplicate else ("7:2",))


def reconciler(w: World, box: Box) -> Reconciler:
    whole = w.app.reconciler
    return Reconciler(whole.database, whole.house, whole.clock, {"email:support": box}, whole.receive, whole.wake)  # type: ignore[dict-item]  # only what comparing asks of a channel


def notices(w: World) -> list[str]:
    return [text for text in map(words, w.stage.slack.messages(ENGINEERS)) if "had not reached the desk" in text]


async def test_what_was_missing_becomes_a_ticket_and_is_told_once(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        box = Box(w)
        assert await reconciler(w, box).compare(MONDAY) == {"email:support": Census(2, ("7:2",))}
        await w.desk.shows(await w.desk.ticket_of("email:ann@acme.example"), subject="Printer")
        told = await until(lambda: notices(w), "the notice")
        assert "1 mail in support@ringback.example" in told[0]
        assert box.asked == []

        assert await reconciler(w, box).compare(MONDAY) == {"email:support": Census(2, ())}
        assert box.asked == ["7:2"]
        await w.desk.is_quiet()
        assert len(notices(w)) == 1


async def test_a_real_mailbox_is_compared_without_a_difference(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        customer = w.writes_mail()
        await customer.mails("It jams.", subject="Printer")
        ticket = await w.ticket_of(customer)
        found = await until(lambda: w.app.reconciler.compare(MONDAY), "the mailbox to have been read")
        assert found["email:support"] == Census(1, ())
        assert await w.desk.tickets_of(customer.address) == [ticket]


async def test_the_ledger_says_why_a_mail_is_where_it_is(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        customer = w.writes_mail()
        await customer.mails("It jams.", subject="Printer")
        await w.ticket_of(customer)
        await customer.mails("It still does.", subject="Re: [RB-1001] Printer")
        rows = await w.desk.read(select(inbox.c.cause, inbox.c.ticket_id).order_by(inbox.c.id))
        assert [row["ticket_id"] for row in rows] == [1, 1]
        assert rows[0]["cause"].startswith("opened")
        assert rows[1]["cause"].startswith("joined")
        places = await w.desk.read(select(arrivals.c.place, arrivals.c.inbox_id).order_by(arrivals.c.id))
        assert [row["inbox_id"] for row in places] == [1, 2]


async def test_a_mail_to_two_mailboxes_is_one_ticket_that_shows_both(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        customer = w.writes_mail()
        await customer.mails("It jams.", to=[SUPPORT, SALES], subject="Printer")
        ticket = await w.ticket_of(customer)
        await w.desk.shows(ticket, says="email:sales")
        shown = w.desk.shown(await w.desk.card(ticket))
        assert "email:support" in shown
        await w.desk.is_quiet()
        assert len(customer.inbox()) == 1
        assert await w.desk.shelved() == []
