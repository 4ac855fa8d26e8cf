"""A customer on Telegram, from the first word to the confirmed solution."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import insert, select

from bot.db.schema import addresses, attachments
from tests.desk.harness import World
from tests.desk.waiting import until


async def test_one_question_at_a_time_then_a_solution_that_is_confirmed(desk_world: World) -> None:
    w, customer = desk_world, desk_world.has_telegram("Ann")
    await customer.chats("The printer does not print any more.")
    assert "Which company" in await customer.hears("Its reference is RB-1001")
    ticket = await w.ticket_of(customer)
    await w.desk.shows(ticket, status="new", requester="Ann", missing=("organisation", "phone", "priority"))
    await customer.chats("Acme Ltd")
    await customer.hears("phone number")
    await customer.chats("my desk")
    await customer.hears("could not read a phone number")
    await customer.chats("+86 138 0013 8000")
    await customer.hears("How badly")
    await customer.presses("P2 · Parts fail or slow")
    await customer.hears("that is all we need")
    await w.desk.shows(ticket, organisation="Acme Ltd", phone="+8613800138000", priority_stated="P2", missing=())
    await w.anna.clicks("Acknowledge", ticket)
    await customer.hears("Anna Berg is now looking")
    await w.desk.shows(ticket, status="open", assignee="Anna Berg", says="acknowledged by Anna Berg")
    await w.anna.replies(ticket, "Is it *switched* on?")
    await customer.hears("Is it *switched* on?")
    await customer.chats("Yes, it is")
    await w.desk.tells(ticket, "Yes, it is")
    await w.anna.solves(ticket, "Replace the toner.")
    assert "Replace the toner." in await customer.hears("Does it work for you now?")
    await w.desk.shows(ticket, status="solved", delivered_at=True, says="Replace the toner.")
    await customer.presses("Still broken")
    await customer.hears("sorry that it does not work yet")
    await w.desk.shows(ticket, status="open", reached_at=True, reached_by="telegram")
    await w.bo.solves(ticket, "Replace the printer.")
    await customer.hears("Replace the printer.")
    await customer.presses("Solved")
    await customer.hears("Good to hear that it works")
    card = await w.desk.shows(ticket, status="closed", confirmed_at=True, says="confirmed by the customer")
    assert "reached at" in w.desk.shown(card)
    assert "by telegram" in w.desk.shown(card)
    await customer.chats("Thanks!")
    await w.desk.is_quiet()
    assert customer.heard_nothing_more()
    assert await w.desk.tickets_of(customer.address) == [ticket]
    await customer.chats("Now the scanner does not scan.")
    await customer.hears("Its reference is RB-1002")


async def test_the_same_in_chinese(chinese_world: World) -> None:
    w, customer = chinese_world, chinese_world.has_telegram("李娜", "zh")
    await customer.chats("打印机不工作了。")
    assert "哪" in await customer.hears("RB-1001")
    ticket = await w.ticket_of(customer)
    await customer.chats("我们公司是蓝天科技")
    await customer.hears("电话")
    await customer.chats("１３８００１３８０００")
    await customer.hears("P1")
    await customer.chats("一般")
    await customer.hears("RB-1001")
    await w.desk.shows(ticket, organisation="蓝天科技", phone="+8613800138000", priority_stated="P3", says="新")
    await w.bo.solves(ticket, "请重启打印机。")
    await customer.hears("请重启打印机。")
    await customer.chats("解决了，谢谢")
    await w.desk.shows(ticket, status="closed", confirmed_at=True, reached_by="telegram")


async def test_what_comes_back_after_the_end_opens_the_same_ticket_and_another_matter_a_new_one(
    desk_world: World,
) -> None:
    w, customer = desk_world, desk_world.has_telegram("Ann")
    await customer.chats("The lift stands still.")
    await customer.hears("RB-1001")
    ticket = await w.ticket_of(customer)
    await w.anna.solves(ticket, "Reset it.")
    await customer.hears("Reset it.")
    await customer.chats("It works now, thanks!")
    await w.desk.shows(ticket, status="closed")
    await customer.chats("any news?")
    await customer.hears("Status: closed")
    await w.desk.shows(ticket, status="closed")
    await customer.chats("It has stopped again!")
    await w.desk.shows(ticket, status="open")
    assert await w.desk.tickets_of(customer.address) == [ticket]
    await w.anna.solves(ticket, "New relay.")
    await customer.hears("New relay.")
    await customer.chats("solved")
    await w.desk.shows(ticket, status="closed")
    await customer.chats("The printer jams again.")
    await customer.hears("RB-1002")


async def test_a_greeting_is_answered_as_one_and_the_ticket_is_named_after_the_matter(chinese_world: World) -> None:
    w, customer = chinese_world, chinese_world.has_telegram("a83", "zh")
    await customer.chats("在吗")
    await customer.hears("有什么可以帮您")
    ticket = await w.ticket_of(customer)
    await customer.chats("挂号系统变得很卡")
    await customer.hears("哪家单位")
    await w.desk.shows(ticket, subject="挂号系统变得很卡", says="挂号系统变得很卡")
    await customer.chats("问这个干嘛")
    assert "哪家单位" not in await customer.hears("服务合同")
    await customer.chats("市三院信息科小周")
    await customer.hears("电话")
    await w.desk.shows(ticket, requester="小周", organisation="市三院")
    await customer.chats("13800138000")
    await customer.hears("P1")
    await customer.chats("就是全院都不能挂号啊！！")
    await customer.hears("级别：P1")
    await w.desk.shows(ticket, priority_stated="P1", missing=())
    await customer.chats("还要多久？")
    await customer.hears("状态：已收到")
    await w.desk.tells(ticket, "还要多久？")


@pytest.mark.parametrize(
    ("language", "hello", "trouble", "noted", "asked"),
    [
        (
            "en",
            "hi",
            "The whole company is offline, all orders stand still!",
            "I have noted: Priority P1",
            "Which company",
        ),
        ("zh", "您好", "全公司都断网了！", "级别 P1", "哪家单位"),
    ],
)
async def test_a_standstill_after_a_greeting_is_noted_as_in_a_first_message(
    desk_world: World, language: str, hello: str, trouble: str, noted: str, asked: str
) -> None:
    w, customer = desk_world, desk_world.has_telegram("Li", language)
    await customer.chats(hello)
    await customer.hears("RB-1001")
    await customer.chats(trouble)
    assert asked in await customer.hears(noted)
    ticket = await w.ticket_of(customer)
    card = await w.desk.shows(ticket, priority_stated="P1", urgent=True, missing=("organisation", "phone"))
    assert "Still unknown: Organisation, Phone" in w.desk.shown(card)


async def test_skip_then_a_person_please(desk_world: World) -> None:
    w, customer = desk_world, desk_world.has_telegram("Ann")
    await customer.chats("It beeps.")
    await customer.hears("Which company")
    await customer.presses("Skip")
    await customer.hears("phone number")
    await customer.presses("A person, please")
    await customer.hears("A person from our team")
    ticket = await w.ticket_of(customer)
    await w.desk.shows(ticket, call_task="person_wanted", missing=("organisation", "phone", "priority"))
    await w.desk.tells(ticket, "would like a person")


async def test_commands(desk_world: World) -> None:
    w, customer = desk_world, desk_world.has_telegram("Ann")
    await customer.chats("/start")
    await customer.hears("welcome to support")
    await customer.chats("/status")
    await customer.hears("no open request")
    await customer.chats("It beeps.")
    await customer.hears("RB-1001")
    await customer.chats("/status")
    await customer.hears("Status: received")
    await customer.chats("/language zh")
    await customer.hears("中文")
    await customer.chats("/language")
    await customer.hears("/language en")
    await customer.chats("/dance")
    await customer.hears("/status")
    await customer.chats("/new")
    await customer.hears("请")
    await customer.chats("The screen is black.")
    await customer.hears("RB-1002")
    await customer.chats("/cancel")
    await customer.hears("RB-1002")
    first, second = await w.desk.tickets_of(customer.address)
    await w.desk.tells(second, "taken the request back")
    assert (await w.desk.card(first)).language == "zh"


async def test_silence_to_the_questions_is_reminded_and_then_left_to_engineers(desk_world: World) -> None:
    w, customer = desk_world, desk_world.has_telegram("Ann")
    await customer.chats("It beeps.")
    await customer.hears("Which company")
    w.clock.forward(minutes=11)
    assert "Which company" in await customer.hears("one thing would still help")
    w.clock.forward(minutes=21)
    ticket = await w.ticket_of(customer)
    await w.desk.tells(ticket, "did not answer our questions in time")
    w.clock.forward(hours=48)
    await w.desk.is_quiet()
    assert customer.heard_nothing_more()
    await w.desk.shows(ticket, status="new", missing=("organisation", "phone", "priority"))


async def test_silence_after_the_solution_is_reminded_and_then_a_person_phones(desk_world: World) -> None:
    w, customer = desk_world, desk_world.has_telegram("Ann")
    await customer.chats("It beeps.\nPhone: 13800138000")
    ticket = await w.ticket_of(customer)
    await w.anna.solves(ticket, "Press the red button.")
    await customer.hears("Press the red button.")
    w.clock.forward(hours=25)
    assert "Press the red button." in await customer.hears("would like to be sure that it helped")
    w.clock.forward(hours=25)
    await w.desk.tells(ticket, "Please phone the customer")
    await w.desk.shows(ticket, status="solved", call_task="silence", reached_at=None)
    await w.anna.does("log_call", ticket, outcome="reached", note="works")
    await w.desk.shows(ticket, call_task="", reached_at=True, reached_by="phone")


async def test_who_blocked_the_bot_is_phoned(desk_world: World) -> None:
    w, customer = desk_world, desk_world.has_telegram("Ann")
    await customer.chats("It beeps.\nPhone: 13800138000")
    ticket = await w.ticket_of(customer)
    await w.desk.is_quiet()
    w.stage.telegram.block(customer.user_id)
    await w.anna.solves(ticket, "Press the red button.")
    await w.desk.tells(ticket, "Our message did not arrive")
    assert "13800138000" in await w.desk.tells(ticket, "Please phone the customer")
    await w.desk.shows(ticket, status="solved", call_task="undeliverable", delivered_at=None)


async def test_who_blocked_the_bot_gets_the_solution_by_another_agreed_way(desk_world: World) -> None:
    w, customer, mailer = desk_world, desk_world.has_telegram("Ann"), desk_world.writes_mail()
    await customer.chats("It beeps.")
    ticket = await w.ticket_of(customer)
    owner = (await w.desk.row(ticket))["customer_id"]
    agreed = {"kind": "email", "value": mailer.mail_address, "customer_id": owner, "channel": "email:support"}
    await w.app.database.write(lambda c: c.execute(insert(addresses).values(**agreed, agreed=True)))
    await w.desk.is_quiet()
    w.stage.telegram.block(customer.user_id)
    await w.anna.solves(ticket, "Press the red button.")
    await mailer.hears("Press the red button.")
    await w.desk.shows(ticket, status="solved", call_task="", delivered_at=True)
    await mailer.presses("Solved")
    await w.desk.shows(ticket, status="closed", reached_by="email:support")
    dead = await w.desk.read(select(addresses.c.kind).where(addresses.c.dead_since.is_not(None)))
    assert [row["kind"] for row in dead] == ["telegram"]


async def test_p1_wording_is_marked_urgent(desk_world: World) -> None:
    w, customer = desk_world, desk_world.has_telegram("Ann")
    await customer.chats("Production has stopped, nobody can work!")
    card = await w.desk.shows(await w.ticket_of(customer), urgent=True, priority="P1")
    assert "🚨" in w.desk.shown(card)


async def test_an_update_that_is_delivered_again_changes_nothing(desk_world: World) -> None:
    w, customer = desk_world, desk_world.has_telegram("Ann")
    update = await customer.chats("It beeps.")
    await customer.hears("RB-1001")
    w.stage.telegram.redeliver(update)
    await customer.chats("Acme")
    await customer.hears("phone number")
    await w.desk.is_quiet()
    assert customer.heard_nothing_more()
    assert await w.desk.told(await w.ticket_of(customer)) == ["It beeps.", "Acme"]


async def test_files_come_into_the_thread(desk_world: World) -> None:
    w, customer = desk_world, desk_world.has_telegram("Ann")
    update = await w.stage.telegram.send_document(customer.user_id, "log.txt", "text/plain", b"beep", "It beeps.")
    await customer.taken(update)
    update = await w.stage.telegram.send_document(
        customer.user_id, "fix.exe", "application/x-dosexec", b"MZ", "Is it ok?"
    )
    await customer.taken(update)
    ticket = await w.ticket_of(customer)
    await w.desk.tells(ticket, "fix.exe could run as a program")
    await w.desk.is_quiet()
    assert [file.name for file in w.stage.slack.workspace.files.values()] == ["log.txt"]


async def test_a_file_that_cannot_be_fetched_for_long_is_told_and_comes_in_the_end(desk_world: World) -> None:
    w, customer = desk_world, desk_world.has_telegram("Ann")
    w.stage.telegram.fail("getFile", 500, "Internal Server Error", times=12)
    await w.stage.telegram.send_document(customer.user_id, "log.txt", "text/plain", b"E42", "It beeps.")
    ticket = await w.ticket_of(customer)
    for tried in range(1, 13):
        await until(partial(w.desk.read, select(attachments).where(attachments.c.attempts >= tried)), f"try {tried}")
        w.clock.forward(minutes=10)
    assert "goes on trying" in await w.desk.tells(ticket, "log.txt cannot be fetched yet")
    files = w.stage.slack.workspace.files
    await until(lambda: files, "the file")
    assert [file.name for file in files.values()] == ["log.txt"]
    assert sum("log.txt" in text for text in await w.desk.thread(ticket)) == 2
