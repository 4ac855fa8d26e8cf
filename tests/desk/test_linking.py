"""One person, several ways: he goes on by another channel once he has proved that both are his."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from bot.__main__ import app
from bot.db.schema import codes, links, tickets
from tests.desk.chats import TelegramCustomer
from tests.desk.harness import SALES, World, world
from tests.desk.letters import MailCustomer

ANN, BOB = "ann@acme.example", "bob@acme.example"


async def _invited(ann: MailCustomer) -> str:
    """What the link of the first mail starts the chat with."""
    await ann.mails("The printer burns.", to=SALES, subject="Printer")
    mail = await ann.hears("go on in Telegram")
    found = re.search(r"https://t\.me/\w+\?start=([\w-]{1,64})\)", mail)
    assert found, mail
    return f"/start {found[1]}"


async def test_what_begins_by_mail_goes_on_in_telegram_and_ends_there(tmp_path: Path) -> None:
    async with world(tmp_path, offers=("telegram",)) as w:
        ann, chat = w.writes_mail(), w.has_telegram("Ann")
        start = await _invited(ann)
        assert b"Content-Type: image/png" in ann.inbox()[0].raw
        ticket = await w.ticket_of(ann)
        await chat.chats(start)
        assert "We go on with RB-1001 · Printer" in await chat.hears("one conversation")
        await chat.hears("Which company or organisation")
        await chat.chats("Acme Ltd")
        await w.desk.shows(ticket, organisation="Acme Ltd", channel="telegram")
        await w.desk.tells(ticket, "followed the link in our mail")
        await w.anna.solves(ticket, "Put it out.")
        await chat.hears("Put it out.")
        await chat.presses("Solved")
        assert (await w.desk.row(ticket))["confirmed_at"] is not None
        assert len(ann.inbox()) == 1


async def test_the_link_of_a_mail_opens_one_door_once(tmp_path: Path) -> None:
    async with world(tmp_path, offers=("telegram",)) as w:
        ann, chat, thief = w.writes_mail(), w.has_telegram("Ann"), w.has_telegram("Mallory")
        start = await _invited(ann)
        await chat.chats(start)
        await chat.hears("one conversation")
        await thief.chats(start)
        await thief.hears("no longer valid")
        late = w.has_telegram("Late")
        bob = w.writes_mail("Bob", BOB)
        start = await _invited(bob)
        w.clock.forward(days=8)
        await late.chats(start)
        await late.hears("no longer valid")
        await late.chats(start[:-1] + ("a" if start[-1] != "a" else "b"))
        await late.hears("no longer valid")
        await late.chats("/start website")
        await late.hears("welcome to support")
        assert all("RB-" not in text for text in (*thief.messages(), *late.messages()))


async def test_no_mailbox_invites_into_a_chat_unless_it_is_told_to(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        ann = w.writes_mail()
        await ann.mails("The printer burns.", to=SALES)
        assert "t.me" not in await ann.hears("RB-1001")
        assert b"image/png" not in ann.inbox()[0].raw


async def _code(ann: MailCustomer) -> str:
    found = re.search(r"Your code is (\d{6})", await ann.hears("Your code is"))
    assert found
    return found[1]


async def _ann_and_a_stranger(w: World) -> tuple[MailCustomer, TelegramCustomer]:
    """Ann is known by mail; somebody chats about a lamp."""
    ann, chat = w.writes_mail(), w.has_telegram("A.")
    await ann.mails("The printer burns.", to=SALES, subject="Printer")
    await ann.hears("RB-1001")
    await chat.chats("The lamp is broken")
    await chat.hears("RB-1002")
    return ann, chat


async def test_a_code_that_was_sent_to_the_other_address_makes_two_accounts_one_person(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        ann, chat = await _ann_and_a_stranger(w)
        await chat.chats(f"link {ANN.upper()}")
        await chat.hears("If we know ann@acme.example")
        code = await _code(ann)
        await chat.chats(f"{(int(code) + 1) % 10**6:06}")
        await chat.hears("not the code we sent")
        await chat.chats(code)
        assert "RB-1002" in await chat.hears("one conversation")
        owners = {row["customer_id"] for row in await w.desk.read(select(tickets.c.customer_id))}
        assert len(owners) == 1
        await chat.chats("/new")
        await chat.hears("new request")
        await chat.chats(code)
        assert "RB-1003" in await chat.hears("RB-")  # a code is good once; then it is what he wrote


async def test_whoever_asks_about_an_address_hears_the_same_whether_it_is_known_or_not(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        ann, chat = await _ann_and_a_stranger(w)
        await chat.chats("/link nobody@acme.example")
        unknown = await chat.hears("If we know")
        await chat.chats(f"/link {ANN}")
        assert (await chat.hears("If we know")).replace(ANN, "nobody@acme.example") == unknown
        await _code(ann)
        await chat.chats("/link")
        await chat.hears("Have you written to us by mail as well?")
        assert w.stage.mail.inbox_of("nobody@acme.example") == []


async def test_five_guesses_or_ten_minutes_end_a_code_and_nobody_gets_more_than_three_an_hour(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        ann, chat = await _ann_and_a_stranger(w)
        await chat.chats(f"/link {ANN}")
        wrong = f"{(int(await _code(ann)) + 1) % 10**6:06}"
        for _ in range(4):
            await chat.chats(wrong)
            await chat.hears("not the code we sent")
        await chat.chats(wrong)
        await chat.hears("no longer valid")
        await chat.chats(f"/link {ANN}")
        code = await _code(ann)
        w.clock.forward(minutes=11)
        await chat.chats(code)
        await chat.hears("no longer valid")
        for _ in range(2):
            await chat.chats(f"/link {ANN}")
            await chat.hears("If we know")
        assert len(await w.desk.read(select(codes.c.id))) == 3
        assert await w.desk.read(select(links.c.id)) == []


PHONE = "+44 20 7946 0018"


async def _ann_whose_number_we_have(w: World) -> MailCustomer:
    """Ann has written a mail with her number in it."""
    ann = w.writes_mail()
    await ann.mails(f"The printer burns.\nName: Ann\nCompany: Acme Ltd\nPhone: {PHONE}", to=SALES, subject="Printer")
    await ann.hears("RB-1001")
    return ann


@pytest.mark.parametrize("shared", ["+442079460018", "442079460018"])
async def test_a_contact_of_his_own_whose_number_came_by_mail_gets_a_code_there(tmp_path: Path, shared: str) -> None:
    async with world(tmp_path) as w:
        ann, chat = await _ann_whose_number_we_have(w), w.has_telegram("Ann Li")
        await chat.chats("The lamp is broken")
        await chat.hears("Which company")
        await chat.shares_contact(shared)
        said = await chat.hears("also stands on a request that came by mail")
        assert ANN not in said
        assert "Printer" not in said
        assert await w.desk.read(select(links.c.id)) == []
        await w.desk.shows(await w.ticket_of(chat), phone="+442079460018")
        await chat.chats(await _code(ann))
        await chat.hears("one conversation")
        owners = {row["customer_id"] for row in await w.desk.read(select(tickets.c.customer_id))}
        assert len(owners) == 1


async def test_a_number_alone_joins_nobody_and_somebody_elses_contact_asks_for_nothing(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        ann, chat = await _ann_whose_number_we_have(w), w.has_telegram("Mallory")
        await chat.chats("The lamp is broken")
        await chat.hears("Which company")
        await chat.shares_contact("+442079460018", own=False)
        await chat.chats(PHONE)
        await w.desk.is_quiet()
        assert await w.desk.read(select(codes.c.id)) == []
        for _ in range(5):
            await chat.shares_contact("+442079460018")
        await w.desk.is_quiet()
        assert len(await w.desk.read(select(codes.c.id))) == 3
        assert sum("Your code is" in mail.text for mail in ann.inbox()) <= 3
        assert await w.desk.read(select(links.c.id)) == []


async def test_a_number_in_two_records_sends_no_code(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await _ann_whose_number_we_have(w)
        bob, chat = w.writes_mail("Bob", BOB), w.has_telegram("Ann Li")
        await bob.mails(f"The lamp is out.\nName: Bob\nCompany: Acme Ltd\nPhone: {PHONE}", to=SALES, subject="Lamp")
        await bob.hears("RB-1002")
        await chat.chats("It is broken")
        await chat.shares_contact("+442079460018")
        await w.desk.is_quiet()
        assert await w.desk.read(select(codes.c.id)) == []


async def test_in_a_group_nobody_is_connected(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        ann = w.writes_mail()
        await ann.mails("The printer burns.", to=SALES)
        await ann.hears("RB-1001")
        slack = w.has_slack("Bob")
        await slack.asks_in_channel(f"link {ANN}")
        await slack.hears("Others read here")
        assert len(ann.inbox()) == 1


async def test_a_link_is_taken_back_with_all_that_came_by_it(tmp_path: Path) -> None:
    async with world(tmp_path, offers=("telegram",)) as w:
        ann, chat = w.writes_mail(), w.has_telegram("Mallory")
        start = await _invited(ann)
        await chat.chats(start)
        await chat.hears("one conversation")
        printer = await w.ticket_of(ann)
        await chat.chats("and the lamp")
        await w.desk.shows(printer, channel="telegram")
        data = w.app.settings.ringback.data
        config = tmp_path / "ringback.toml"
        config.write_text(_file(data), "utf-8")
        listed = CliRunner().invoke(app, ["links", "list", "-c", str(config)])
        assert "telegram:" in listed.output
        assert "by link" in listed.output
        done = CliRunner().invoke(app, ["links", "undo", "1", "-c", str(config)])
        assert (done.exit_code, done.output.strip()) == (0, "Taken back; tickets that this touched: 1.")
        assert CliRunner().invoke(app, ["links", "undo", "1", "-c", str(config)]).exit_code == 2
        await w.desk.is_quiet()
        heard = len(chat.messages())
        await w.anna.solves(printer, "Put it out.")
        await ann.hears("Put it out.")
        assert len(chat.messages()) == heard
        await chat.chats("status")
        assert "RB-1001" not in await chat.hears_next()


def _file(data: Path) -> str:
    return f"""[ringback]
data = "{data}"
[[mailbox]]
name = "support"
address = "support@ringback.example"
imap = {{ host = "127.0.0.1", username = "x", password = "x" }}
smtp = {{ host = "127.0.0.1" }}
"""
