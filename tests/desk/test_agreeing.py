"""May we also reach him another way? Asked once, kept with how he said so, and shown to whoever phones."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from bot.db.schema import agreements, customers, links, tickets
from tests.desk.harness import World, world

BURNS = "My name is Ann Li from Acme Ltd. The printer burns, it is P2. My phone is +86 138 0013 8000."
NUMBER = "+8613800138000"


async def said(w: World) -> dict[str, str]:
    return {row["way"]: row["answer"] for row in await w.desk.read(select(agreements.c.way, agreements.c.answer))}


async def test_a_chat_is_asked_once_and_its_yes_stands_in_the_call_task(desk_world: World) -> None:
    w = desk_world
    ann = w.has_telegram("Ann")
    await ann.chats(BURNS)
    assert "may we also reach you at +86" in await ann.hears("RB-1001")
    ticket = await w.ticket_of(ann)
    assert await said(w) == {NUMBER: "asked"}
    await ann.presses("Yes")
    await ann.hears("Thank you, noted.")
    assert await said(w) == {NUMBER: "agreed"}
    w.stage.telegram.block(ann.user_id)
    await w.anna.solves(ticket, "Put it out.")
    assert "agreed to be reached at: +86" in await w.desk.tells(ticket, "Please phone the customer")
    await w.desk.shows(ticket, says="Agreed to be reached at", agreed=(NUMBER,))


async def test_no_answer_is_no_agreement_and_he_is_never_asked_again(desk_world: World) -> None:
    w = desk_world
    ann = w.has_telegram("Ann")
    await ann.chats(BURNS)
    await ann.hears("may we also reach you")
    await ann.chats("It smokes, too.")
    await ann.chats("/new")
    await ann.hears("new request")
    await ann.chats("The lamp is broken. P3")
    assert "may we" not in await ann.hears("RB-1002")
    assert await said(w) == {NUMBER: "asked"}


async def test_his_own_words_count_and_the_last_ones_win(desk_world: World) -> None:
    w = desk_world
    ann = w.has_telegram("小安", language="zh")
    await ann.chats("我叫安丽，蓝天公司，打印机坏了，电话13800138000，级别P2")
    await ann.hears("是否也可以通过")
    await ann.chats("不用")
    await ann.hears("不会这样联系您")
    await ann.presses("可以")
    await ann.hears("已记下")
    assert await said(w) == {NUMBER: "agreed"}


async def test_a_number_given_when_asked_where_to_call_back_needs_no_second_question(desk_world: World) -> None:
    w = desk_world
    ann = w.has_telegram("Ann")
    await ann.chats("My name is Ann Li from Acme Ltd. The printer burns, it is P2.")
    await ann.hears("Which phone number")
    await ann.chats("+86 138 0013 8000")
    assert "may we" not in await ann.hears("that is all we need")
    assert await said(w) == {NUMBER: "agreed"}


async def test_an_address_that_he_merely_typed_gets_nothing_before_it_is_proven(desk_world: World) -> None:
    w = desk_world
    victim = w.writes_mail("Vic", "vic@acme.example")
    ann = w.has_telegram("Ann")
    await ann.chats("Ann Li, Acme Ltd: the printer burns. You can also email me at vic@acme.example")
    await ann.hears("RB-1001")
    ticket = await w.ticket_of(ann)
    await w.desk.is_quiet()
    for _ in range(4):
        if (await w.desk.row(ticket))["intake"]["state"] == "complete":
            break
        await ann.chats("skip")
        await w.desk.is_quiet()
    await ann.hears("may we also reach you at vic@acme.example")
    await ann.chats("yes")
    await ann.hears("until you have proved that it is yours")
    w.stage.telegram.block(ann.user_id)
    await w.anna.solves(ticket, "Put it out.")
    assert "vic@acme.example" in await w.desk.tells(ticket, "Please phone the customer")
    await w.desk.is_quiet()
    assert victim.inbox() == []
    await victim.mails("My lamp is broken", subject="Lamp")
    assert "RB-1002" in await victim.hears("RB-")


async def test_in_a_mail_it_stands_in_the_answer_and_no_mail_follows(tmp_path: Path) -> None:
    async with world(tmp_path, offers=("phone",)) as w:
        ann = w.writes_mail()
        await ann.mails(BURNS, subject="Printer")
        await ann.hears("may we also reach you at +86")
        await ann.replies("Yes")
        await w.desk.is_quiet()
        assert await said(w) == {NUMBER: "agreed"}
        assert len(ann.inbox()) == 1


async def test_a_mailbox_that_does_not_offer_it_does_not_ask(tmp_path: Path) -> None:
    async with world(tmp_path, offers=("telegram",)) as w:
        ann = w.writes_mail()
        await ann.mails(BURNS, subject="Printer")
        assert "may we" not in await ann.hears("RB-1001")
        assert await said(w) == {}


async def test_an_organisation_that_a_way_does_not_reach_is_not_offered_it(tmp_path: Path) -> None:
    walls = [
        {"name": "Acme Ltd", "domains": ["acme.example"], "offers": ["phone"]},
        {"name": "蓝天公司", "offers": []},
    ]
    async with world(
        tmp_path, offers=("telegram", "phone", "email"), change=lambda s: s.update(organisation=walls)
    ) as w:
        named = w.writes_mail("Ann", "ann@home.example")
        await named.mails(BURNS, subject="Printer")
        answer = await named.hears("may we also reach you at +86")
        assert "t.me/" not in answer
        known = w.writes_mail("Bob", "bob@mail.acme.example")
        await known.mails("The lamp is broken", subject="Lamp")
        assert "t.me/" not in await known.hears("RB-")
        free = w.writes_mail("Cyd", "cyd@notacme.example")
        await free.mails("The lamp is broken", subject="Lamp")
        assert "t.me/" in await free.hears("RB-")
        chat = w.has_telegram("小安", language="zh")
        await chat.chats("我叫安丽，蓝天公司，打印机坏了，电话13800138000，级别P2")
        assert "是否也可以" not in await chat.hears("RB-")


async def test_what_was_agreed_comes_along_when_two_accounts_prove_to_be_one_person_and_goes_back(
    desk_world: World,
) -> None:
    w = desk_world
    chat, mail = w.has_telegram("A."), w.writes_mail()
    await mail.mails("The lamp is dark.", subject="Lamp")
    await mail.hears("RB-1001")
    await chat.chats(BURNS)
    await chat.hears("may we also reach you")
    await chat.presses("Yes")
    await chat.hears("Thank you, noted.")
    lamp, printer = await w.ticket_of(mail), await w.ticket_of(chat)

    async def whose() -> int:
        return int((await w.desk.read(select(agreements.c.customer_id)))[0]["customer_id"])

    lamps, printers = [
        (await w.desk.read(select(tickets.c.customer_id).where(tickets.c.id == one)))[0]["customer_id"]
        for one in (lamp, printer)
    ]
    assert await whose() == printers != lamps
    await w.anna.does("same_person", printer, same_as="RB-1001", note="He told me on the phone")
    await w.desk.tells(printer, "same person")
    assert await whose() == lamps
    link = (await w.desk.read(select(links.c.id)))[0]["id"]
    await w.bo.does("apart", lamp, link=str(link))
    await w.desk.tells(lamp, "took a link back")
    assert await whose() == printers


ENGLISH = {
    "language": "en",
    "first": BURNS,
    "asked": "may we also",
    "yes": "Yes",
    "no_more": "please do not call that number after all",
    "all_right": "we will not",
    "out": "delete my phone number",
    "gone": "is taken out",
}
CHINESE = {
    "language": "zh",
    "first": "我叫安丽，蓝天公司，打印机坏了，电话13800138000，级别P2",
    "asked": "是否也可以通过",
    "yes": "可以",
    "no_more": "别打这个电话了",
    "all_right": "不会这样联系您",
    "out": "删掉我的电话",
    "gone": "已删除",
}


@pytest.mark.parametrize("told", [ENGLISH, CHINESE], ids=["en", "zh"])
async def test_what_he_agreed_to_he_takes_back_in_words(desk_world: World, told: dict[str, str]) -> None:
    w, ann = desk_world, desk_world.has_telegram("Ann", language=told["language"])
    await ann.chats(told["first"])
    await ann.hears(told["asked"])
    ticket = await w.ticket_of(ann)
    await ann.presses(told["yes"])
    await w.desk.shows(ticket, agreed=(NUMBER,))
    await ann.chats(told["no_more"])
    await ann.hears(told["all_right"])
    assert await said(w) == {NUMBER: "declined"}
    await w.desk.shows(ticket, agreed=(), phone=NUMBER)
    await ann.chats(told["out"])
    await ann.hears(told["gone"])
    await w.desk.shows(ticket, phone="")
    assert [row["phone"] for row in await w.desk.read(select(customers.c.phone))] == [""]
