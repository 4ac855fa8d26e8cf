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


FLAG = "X-Spam-Flag: YES\r\n"


async def arrives(w: World, address: str, *, marked: str = "", forged: bool = False) -> None:
    """One copy of Ann's mail in one mailbox, marked or not proven there; returns when it is taken."""
    before = w.spy.count("email:ann@acme.example")
    (w.stage.mail.impostors.add if forged else w.stage.mail.impostors.discard)("ann@acme.example")
    raw = f"{marked}From: ann@acme.example\r\nSubject: Door\r\nMessage-ID: <d@acme.example>\r\n\r\nIt is broken.\r\n"
    await w.stage.mail.deliver(address, raw.encode())
    await until(lambda: w.spy.count("email:ann@acme.example") > before, "the mail to be taken")


@pytest.mark.parametrize("bad", [{"marked": FLAG}, {"forged": True}, {"marked": FLAG, "forged": True}])
async def test_a_good_copy_makes_the_ticket_of_a_mail_that_was_held_in_another_mailbox(
    tmp_path: Path, bad: dict[str, Any]
) -> None:
    async with world(tmp_path) as w:
        ann = w.writes_mail("Ann", "ann@acme.example")
        await arrives(w, SUPPORT, **bad)
        assert await w.desk.tickets_of(ann.address) == []
        for address in (SALES, SUPPORT, SALES):
            await arrives(w, address)
        ticket = await w.ticket_of(ann)
        card = await w.desk.shows(ticket, subject="Door", says="email:sales · email:support")
        assert (card.channel, card.also) == ("email:sales", ("email:support",))
        await ann.hears("RB-1001")
        await w.desk.is_quiet()
        assert len([mail for mail in ann.inbox() if "[RB-" in mail.subject]) == 1
        assert await w.desk.told(ticket) == ["It is broken."]
        (row,) = await w.desk.read(select(inbox))
        assert (row["state"], row["ticket_id"]) == ("handled", ticket)
        offers = ("Release", "Not spam")
        await until(
            lambda: not any(one in str(w.stage.slack.messages(ENGINEERS)) for one in offers), "all to be settled"
        )


async def test_copies_that_are_doubtful_all_of_them_are_held(tmp_path: Path) -> None:
    def unproven(settings: dict[str, Any]) -> None:
        settings["mailbox"][1]["authserv_id"] = ""

    async with world(tmp_path, change=unproven) as w:
        await arrives(w, SUPPORT, forged=True)
        await arrives(w, SALES)  # nobody vouches for it there
        await arrives(w, SALES, marked=FLAG)
        assert await w.desk.tickets_of("email:ann@acme.example") == []
        (row,) = await w.desk.read(select(inbox))
        assert row["state"] == "held"


def letter(text: str, subject: str = "Lamp", *, name: str = "<1@acme.example>", below: str = "") -> bytes:
    head = f"From: Ann Li <ann@acme.example>\r\nSubject: {subject}\r\nMessage-ID: {name}\r\n"
    return f"{head}Date: Tue, 01 Dec 2026 10:00:00 +0000\r\n\r\n{text}\r\n{below}".encode()


async def delivered(w: World, ann: MailCustomer, *copies: tuple[str, bytes]) -> list[list[str]]:
    """What her tickets hold when these copies have come."""
    for address, raw in copies:
        before = w.spy.count(ann.address)
        await w.stage.mail.deliver(address, raw)
        await until(lambda b=before: w.spy.count(ann.address) > b, "the copy to be taken")  # type: ignore[misc] # bound at once
    await w.desk.is_quiet()
    return [await w.desk.told(ticket) for ticket in await w.desk.tickets_of(ann.address)]


SAID = "The lamp is broken."
FOOTER = "\r\n-- \r\nThis mail was scanned.\r\n"


@pytest.mark.parametrize(
    "copy",
    [
        (SALES, letter(SAID, below=FOOTER)),
        (SALES, letter(SAID, "[EXTERNAL] Lamp")),
        (SALES, letter(SAID, name="<rewritten@gateway.example>")),
        (SUPPORT, letter(SAID, "[team] Lamp", below="\r\n_______\r\nThe list of the team\r\n")),
    ],
)
async def test_a_copy_in_another_dress_is_no_second_message(desk_world: World, copy: tuple[str, bytes]) -> None:
    w, ann = desk_world, desk_world.writes_mail()
    assert await delivered(w, ann, (SUPPORT, letter(SAID)), copy) == [[SAID]]
    assert len(ann.inbox()) == 1
    card = await w.desk.card(await w.ticket_of(ann))
    assert card.also == (() if copy[0] == SUPPORT else ("email:sales",))


@pytest.mark.parametrize(
    "other",
    [
        (SUPPORT, letter("The door is broken.")),
        (SUPPORT, letter(f"{SAID}\r\nAnd so is the door.")),
        (SUPPORT, letter("The lamp", name="<2@acme.example>")),
        (SALES, letter(SAID, "The same in room 2", name="<2@acme.example>")),
        (SUPPORT, letter(SAID, name="<2@acme.example>")),
    ],
)
async def test_what_says_anything_else_is_a_message(desk_world: World, other: tuple[str, bytes]) -> None:
    w, ann = desk_world, desk_world.writes_mail()
    kept = await delivered(w, ann, (SUPPORT, letter(SAID)), other)
    assert sum(map(len, kept)) == 2


async def test_a_copy_that_alone_has_a_file_is_a_message(desk_world: World) -> None:
    w, ann = desk_world, desk_world.writes_mail()
    await delivered(w, ann, (SUPPORT, letter(SAID, "Lamp")))
    await ann.mails(SAID, to=SALES, subject="Lamp", attachments=[("log.txt", "text/plain", b"x")])
    assert sum([len(await w.desk.told(ticket)) for ticket in await w.desk.tickets_of(ann.address)]) == 2
