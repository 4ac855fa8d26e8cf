"""One mail to two mailboxes is one ticket, unless the admin says of these two that it is two."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import select

from bot.config import Settings
from bot.db.schema import arrivals, inbox
from bot.sandbox.stage import ANNA, ENGINEERS, SALES, SUPPORT
from tests.desk.harness import World, world
from tests.desk.letters import MailCustomer
from tests.desk.waiting import until


def apart(settings: dict[str, Any]) -> None:
    settings["mailbox"][1]["two_tickets_with"] = ["support"]


async def two(w: World, ann: MailCustomer) -> list[int]:
    async def look() -> list[int]:
        found = await w.desk.tickets_of(ann.address)
        return found if len(found) == 2 else []

    return await until(look, "two tickets")


async def test_it_is_two_where_the_admin_wants_it_and_each_is_answered(tmp_path: Path) -> None:
    async with world(tmp_path, change=apart) as w:
        ann = w.writes_mail()
        await ann.mails("It jams.", to=[SUPPORT, SALES], subject="Printer")
        tickets = await two(w, ann)
        assert {(await w.desk.card(ticket)).channel for ticket in tickets} == {"email:support", "email:sales"}
        await ann.hears("RB-1001")
        await ann.hears("RB-1002")
        for ticket in tickets:
            card = await w.desk.shows(ticket, status="new")
            assert card.also == ()
            assert await w.desk.told(ticket) == ["It jams."]


async def test_a_copy_that_comes_again_makes_no_third(tmp_path: Path) -> None:
    async with world(tmp_path, change=apart) as w:
        ann = w.writes_mail()
        raw = (
            f"From: {ann.mail_address}\r\nSubject: Printer\r\nMessage-ID: <1@acme.example>\r\n\r\nIt jams.\r\n".encode()
        )
        for address in (SUPPORT, SALES, SUPPORT, SALES):
            before = w.spy.count(ann.address)
            await w.stage.mail.deliver(address, raw)
            await until(lambda b=before: w.spy.count(ann.address) > b, "the mail to be taken")  # type: ignore[misc] # bound at once
        assert len(await two(w, ann)) == 2


async def test_an_answer_to_both_is_one_message(tmp_path: Path) -> None:
    async with world(tmp_path, change=apart) as w:
        ann = w.writes_mail()
        await ann.mails("It jams.", subject="Printer")
        ticket = await w.ticket_of(ann)
        await ann.hears("RB-1001")
        mark = ann.inbox()[0].message_id
        await ann.mails("It still does.", to=[SUPPORT, SALES], subject="Re: Printer", references=(mark,))
        await w.desk.tells(ticket, "It still does.")
        assert await w.desk.told(ticket) == ["It jams.", "It still does."]
        assert await w.desk.tickets_of(ann.address) == [ticket]


async def test_what_waited_as_spam_in_both_is_two_once_it_is_let_in(tmp_path: Path) -> None:
    async with world(tmp_path, change=apart) as w:
        raw = (
            b"X-Spam-Flag: YES\r\nFrom: Ann <ann@acme.example>\r\nSubject: Printer\r\nMessage-ID: <1@acme.example>\r\n"
        )
        for number, address in enumerate((SUPPORT, SALES), start=1):
            await w.stage.mail.deliver(address, raw + b"\r\nIt jams.\r\n")
            await until(lambda n=number: w.desk.read(arrivals_of(n)), "the mail to be taken")  # type: ignore[misc] # bound at once
        lists = await until(lambda: w.stage.slack.messages(ENGINEERS), "the quiet list")
        (row,) = await w.desk.read(select(inbox))
        await w.stage.slack.click(ANNA, ENGINEERS, lists[0]["ts"], "shelf_retry", str(row["id"]))
        ann = w.writes_mail("Ann", "ann@acme.example")
        tickets = await two(w, ann)
        assert {(await w.desk.card(ticket)).channel for ticket in tickets} == {"email:support", "email:sales"}
        await until(lambda: len(ann.inbox()) == 2, "an answer from each")
        assert {mail.subject[:9] for mail in ann.inbox()} == {"[RB-1001]", "[RB-1002]"}


def arrivals_of(number: int) -> Any:
    return select(arrivals.c.id).offset(number - 1)


@pytest.mark.parametrize("name", ["sales", "nobody"])
def test_only_another_mailbox_can_be_named(name: str) -> None:
    server = {"host": "mail.example", "username": "u", "password": "p"}
    box = {"name": "sales", "address": "sales@a.example", "imap": server, "smtp": server, "two_tickets_with": [name]}
    with pytest.raises(ValidationError, match=f"{name} is no other mailbox"):
        Settings.model_validate({"mailbox": [box]})
