"""One conversation with a stop and a start of the desk between every two messages: nothing is lost, asked again or
said twice."""

from __future__ import annotations

import re
from pathlib import Path

from tests.desk.harness import SALES, World, world


async def test_begun_by_mail_gone_on_in_telegram_ended_in_slack(tmp_path: Path) -> None:
    async with world(tmp_path, offers=("telegram",)) as w:
        mail, chat, slack = w.writes_mail(), w.has_telegram("Ann"), w.has_slack("Ann")
        await mail.mails("The printer burns.", to=SALES, subject="Printer")
        found = re.search(r"start=([\w-]{1,64})\)", await mail.hears("go on in Telegram"))
        assert found
        ticket = await w.ticket_of(mail)
        await w.restarts()
        await chat.chats(f"/start {found[1]}")
        await chat.hears("Which company")
        await w.restarts()
        await chat.chats("Acme Ltd")
        await chat.hears("phone number")
        await w.restarts()
        await slack.asks_in_slack("link ann@acme.example")
        await slack.hears("If we know")
        code = re.search(r"Your code is (\d{6})", await mail.hears("Your code is"))
        assert code
        await w.restarts()
        await slack.asks_in_slack(code[1])
        await slack.hears("one conversation")
        await slack.hears("How badly")  # the phone was asked for twice: in the mail, and in Telegram
        await w.restarts()
        await slack.asks_in_slack("138 0013 8000")
        await slack.hears("that is all we need")  # the priority was asked for twice, too
        await w.restarts()
        await slack.presses("P2 · Parts fail or slow")
        await w.restarts()
        facts = {"organisation": "Acme Ltd", "phone": "+8613800138000", "priority_stated": "P2", "missing": ()}
        await w.desk.shows(ticket, channel="slack", **facts)
        await w.anna.solves(ticket, "Put it out.")
        await slack.hears("Put it out.")
        await w.restarts()
        await slack.presses("Solved")
        await w.desk.shows(ticket, status="closed", confirmed_at=True, reached_by="slack")
        await w.desk.is_quiet()
        assert await w.desk.tickets_of(mail.address) == [ticket]
        asked = [*chat.messages(), *slack.messages()]
        assert sum("Which company" in text for text in asked) == 1
        assert sum("phone number can we" in text for text in asked) == 1
        assert sum("How badly" in text for text in asked) == 1
        assert sum("Put it out." in text for text in asked) == 1
        assert len(mail.inbox()) == 2  # the first answer, and the code


async def test_a_chinese_chat(tmp_path: Path) -> None:
    async with world(tmp_path, language="zh") as w:
        wang = w.has_telegram("王伟", "zh")
        await wang.chats("打印机着火了")
        await wang.hears("哪家单位")
        ticket = await w.ticket_of(wang)
        await w.restarts()
        await wang.chats("蓝天科技")
        await wang.hears("电话")
        await w.restarts()
        await wang.chats("13800138000")
        await wang.hears("P1")
        await w.restarts()
        await wang.chats("一般")
        await w.desk.shows(ticket, organisation="蓝天科技", phone="+8613800138000", priority_stated="P3", missing=())
        await w.restarts()
        await w.desk.is_quiet()
        assert sum("哪家单位" in text for text in wang.messages()) == 1
        assert await w.desk.tickets_of(wang.address) == [ticket]


async def test_two_mails_and_what_was_written_while_the_desk_was_down(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        ann = w.writes_mail()
        await ann.mails("The printer burns.", to=SALES, subject="Printer")
        await ann.hears("RB-1001")
        ticket = await w.ticket_of(ann)
        await w.restarts()
        await ann.replies("Company: Acme Ltd\nPhone: 13800138000\nPriority: P2")
        await w.desk.shows(ticket, organisation="Acme Ltd", phone="+8613800138000", priority_stated="P2", missing=())
        await _written_while_down(w, ticket)
        assert len(ann.inbox()) <= 2


async def _written_while_down(w: World, ticket: int) -> None:
    """Somebody else chats while the desk does not run: it is there when the desk is back."""
    bob = w.has_telegram("Bob")
    await w.running.stop()
    await w.stage.telegram.write(bob.user_id, "The lamp is dark")
    await w.restarts()
    await bob.hears("RB-1002")
    assert await w.ticket_of(bob) != ticket
