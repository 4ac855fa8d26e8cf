"""A customer who writes mail, from the first word to the confirmed solution."""

from __future__ import annotations

import asyncio

import pytest

from tests.desk.harness import SALES, SUPPORT, World
from tests.desk.waiting import until

STANDSTILL = "The whole company is offline, all orders stand still!"
ROBOT = b"""From: %s
To: support@ringback.example
Subject: %s
Message-ID: <%d@robot.example>
Date: Mon, 02 Mar 2026 12:00:00 +0000
%s
I am not a person.
"""


async def test_a_chinese_mail_becomes_a_solution_that_is_confirmed(chinese_world: World) -> None:
    w, customer = chinese_world, chinese_world.writes_mail("", "wang@lantian.example")
    await customer.mails("打印机着火了，请帮忙。", to=SUPPORT, subject="打印机")
    ticket = await w.ticket_of(customer)
    first = await customer.hears("RB-1001")
    for label in ("姓名：", "单位：", "电话：", "级别（P1、P2、P3 或 P4）："):
        assert label in first
    await w.desk.shows(ticket, status="new", subject="打印机", language="zh", says="打印机着火了")
    await customer.replies("姓名：王伟\n公司：蓝天科技\n电话：138 0013 8000\n优先级：P2")
    await customer.hears("王伟")
    await w.desk.shows(ticket, requester="王伟", organisation="蓝天科技", phone="+8613800138000", priority_stated="P2")
    await w.anna.clicks("接单", ticket)
    await w.desk.shows(ticket, status="open", assignee="Anna Berg")
    await w.anna.replies(ticket, "请问型号是什么？")
    await customer.hears("请问型号是什么？")
    await customer.replies("型号是 X-100。")
    assert "型号是 X-100。" in await w.desk.tells(ticket, "X-100")
    await w.bo.solves(ticket, "请更换硒鼓。")
    await customer.hears("请更换硒鼓。")
    mail = customer.inbox()[-1]
    assert [label for label, target in mail.buttons if target.startswith("mailto:support@")] == [
        "已解决",
        "还是不行",
        "转人工",
    ]
    await customer.presses("还是不行")
    await w.desk.shows(ticket, status="open", reached_at=True, reached_by="email:support")
    await customer.hears("抱歉")
    await w.bo.solves(ticket, "我们给您换一台打印机。")
    await customer.hears("换一台打印机")
    await customer.presses("已解决")
    card = await w.desk.shows(ticket, status="closed", confirmed_at=True, reached_by="email:support")
    assert "email:support" in w.desk.shown(card)
    await customer.hears("RB-1001")
    await w.desk.is_quiet()
    assert await w.desk.tickets_of(customer.address) == [ticket]
    assert await w.desk.cards_of("RB-1001") == 1
    mails = customer.inbox()
    assert all(mail.subject.startswith("[RB-1001]") for mail in mails)
    assert all(mail.in_reply_to for mail in mails)


async def test_an_english_mail_gets_exactly_one_answer_with_all_questions(desk_world: World) -> None:
    w, customer = desk_world, desk_world.writes_mail()
    await customer.mails("It burns. Please help.", subject="Printer on fire")
    text = await customer.hears("Its reference is RB-1001")
    for label in ("Organisation:", "Phone:", "Priority (P1, P2, P3 or P4):"):
        assert label in text
    assert "\nName:" not in text
    ticket = await w.ticket_of(customer)
    await w.desk.tells(ticket, "It burns. Please help.")
    await customer.replies("Acme Ltd\n+49 30 901820\n2")
    await customer.hears("that is all we need")
    await w.desk.shows(ticket, requester="Ann Li", organisation="Acme Ltd", phone="+4930901820", priority_stated="P2")
    await w.desk.is_quiet()
    assert customer.heard_nothing_more()
    assert await w.desk.cards_of("RB-1001") == 1


async def test_empty_labels_in_an_answer_are_not_read_as_values(desk_world: World) -> None:
    w, customer = desk_world, desk_world.writes_mail("")
    await customer.mails("It burns. Please help.", subject="Printer on fire")
    await customer.hears("RB-1001")
    await customer.replies("Name:\nOrganisation:\nPhone: 13800138000\nPriority:")
    ticket = await w.ticket_of(customer)
    await w.desk.shows(ticket, phone="+8613800138000", missing=("name", "organisation", "priority"))


async def test_one_mail_to_two_mailboxes_is_one_ticket(desk_world: World) -> None:
    w, customer = desk_world, desk_world.writes_mail()
    await customer.mails("It burns. Please help.", to=(SUPPORT, SALES), subject="Printer on fire")
    ticket = await w.ticket_of(customer)
    await customer.hears("RB-1001")
    await w.desk.is_quiet()
    assert customer.heard_nothing_more()
    assert await w.desk.cards_of("RB-1001") == 1
    assert await w.desk.told(ticket) == ["It burns. Please help."]


async def test_robots_and_bounces_are_never_answered(desk_world: World) -> None:
    w = desk_world
    robots = [
        (b"alarm@machines.example", b"Disk full", b"Auto-Submitted: auto-generated\n"),
        (b"ann@acme.example", b"Automatic reply: Printer", b"Auto-Submitted: auto-replied\n"),
        (b"noreply@shop.example", b"Your order", b"Precedence: bulk\n"),
        (b"MAILER-DAEMON@mx.example", b"Undelivered Mail Returned to Sender", b"Return-Path: <>\n"),
        (SUPPORT.encode(), b"a loop", b""),
    ]
    for number, (sender, subject, header) in enumerate(robots):
        await w.stage.mail.deliver(SUPPORT, ROBOT % (sender, subject, number, header))
    await until(lambda: len(w.spy.answers) == len(robots), "all robots to be taken")
    await w.desk.is_quiet()
    assert w.stage.mail.sent == []
    assert len(await w.desk.tickets_of("email:alarm@machines.example")) == 1
    assert len(await w.desk.tickets_of("email:noreply@shop.example")) == 1
    assert await w.desk.tickets_of("email:ann@acme.example") == []
    assert await w.desk.tickets_of(f"email:{SUPPORT}") == []


async def test_a_refused_solution_is_phoned(desk_world: World) -> None:
    w, customer = desk_world, desk_world.writes_mail()
    await customer.mails("It burns.\nPhone: 13800138000", subject="Printer on fire")
    ticket = await w.ticket_of(customer)
    await customer.hears("RB-1001")
    w.stage.mail.refuse(customer.mail_address)
    await w.anna.solves(ticket, "Use water.")
    assert "13800138000" in await w.desk.tells(ticket, "Please phone the customer")
    await w.desk.shows(ticket, call_task="undeliverable")


async def test_silence_to_a_mail_is_reminded_and_then_left_to_engineers(desk_world: World) -> None:
    w, customer = desk_world, desk_world.writes_mail()
    await customer.mails("It burns. Please help.", subject="Printer on fire")
    await customer.hears("RB-1001")
    w.clock.forward(hours=25)
    await customer.hears("we still need a few details")
    w.clock.forward(hours=49)
    await w.desk.tells(await w.ticket_of(customer), "did not answer our questions in time")
    await w.desk.is_quiet()
    assert customer.heard_nothing_more()


async def test_p1_wording_in_a_mail_is_marked_urgent(desk_world: World) -> None:
    w, customer = desk_world, desk_world.writes_mail("王伟", "wang@lantian.example")
    await customer.mails("全公司都上不了网，非常紧急！", subject="断网")
    card = await w.desk.shows(await w.ticket_of(customer), urgent=True, priority="P1")
    assert "🚨" in w.desk.shown(card)


async def test_a_forged_button_presses_nothing(desk_world: World) -> None:
    w, customer = desk_world, desk_world.writes_mail()
    await customer.mails("It burns. Please help.", subject="Printer on fire")
    ticket = await w.ticket_of(customer)
    await w.anna.solves(ticket, "Use water.")
    await customer.hears("Use water.")
    await customer.mails("x", subject=f"Solved [RB-1001] [rb:solved:{ticket}:1:aaaaaaaaaaaaaaaa]")
    await w.desk.tells(ticket, "x")
    assert (await w.desk.card(ticket)).status == "solved"


async def test_a_mailbox_that_is_down_is_red_and_heals(desk_world: World) -> None:
    w, customer, chatter = desk_world, desk_world.writes_mail(), desk_world.has_telegram("Bea")
    w.stage.mail.imap_down = True
    assert await w.desk.is_red("email:support")
    await chatter.chats("It beeps.")
    await chatter.hears("RB-1001")
    written = asyncio.create_task(customer.mails("It burns.", subject="Printer"))
    w.stage.mail.imap_down = False
    await w.desk.is_green("email:support")
    await w.desk.is_green("email:sales")
    await written
    await customer.hears("RB-1002")


@pytest.mark.parametrize(
    ("name", "text", "organisation"),
    [
        ("张伟", "您好，显示器不亮了。单位：华星 电话：13800138000 优先级：P3", "华星"),
        ("张伟", "您好，显示器不亮了。\n单位：华星\n电话：13800138000\n优先级：P3", "华星"),
        ("张伟", "公司：安利，电话：13800138000，优先级：P3，显示器不亮了", "安利"),
        ("Ann Li", "The screen is dark.\nCompany: Allen Brown\nPhone: 13800138000\nPriority: P3", "Allen Brown"),
    ],
)
async def test_what_is_labelled_as_his_organisation_is_not_his_name(
    desk_world: World, name: str, text: str, organisation: str
) -> None:
    w, customer = desk_world, desk_world.writes_mail(name, "zhang@huaxing.example")
    await customer.mails(text, subject="Help")
    ticket = await w.ticket_of(customer)
    await w.desk.shows(ticket, requester=name, organisation=organisation, phone="+8613800138000", says=name)


async def test_a_mail_that_only_greets_is_asked_what_it_is_about_and_the_matter_is_answered(desk_world: World) -> None:
    w, ann = desk_world, desk_world.writes_mail()
    await ann.mails("hi", subject="hi")
    asked = await ann.hears("What can we do for you?")
    assert "fill in there, too:\n\nOrganisation:\nPhone:" in asked
    ticket = await w.ticket_of(ann)
    await ann.replies("The whole company is offline, all orders stand still!")
    assert "Priority: P1" in await ann.hears("our engineers see it. This is what we have noted:")
    await w.desk.shows(ticket, priority_stated="P1", urgent=True, subject=STANDSTILL)
    await ann.replies("Please hurry.")
    await w.desk.is_quiet()
    assert ann.heard_nothing_more()


async def test_a_chinese_mail_that_only_greets_is_asked_what_it_is_about(chinese_world: World) -> None:
    w, zhang = chinese_world, chinese_world.writes_mail("张伟", "zhang@huaxing.example")
    await zhang.mails("您好", subject="您好")
    assert "请一并填写以下内容：\n\n单位：\n电话：" in await zhang.hears("请问有什么可以帮您？")
    ticket = await w.ticket_of(zhang)
    await zhang.replies("打印机坏了")
    assert "现已记录" not in await zhang.hears("收到，谢谢。已附在 RB-1001 上")
    await w.desk.shows(ticket, subject="打印机坏了", says="打印机坏了")
