"""An answer to a ticket that was closed long ago opens a new one that follows it; both say so."""

from __future__ import annotations

from sqlalchemy import select

from bot.db.schema import history, inbox
from tests.desk.harness import World
from tests.desk.letters import MailCustomer
from tests.desk.waiting import until


async def closed(w: World) -> tuple[MailCustomer, int]:
    """A ticket that an engineer closed just now."""
    ann = w.writes_mail()
    await ann.mails("It jams.", subject="Printer")
    ticket = await w.ticket_of(ann)
    await ann.hears("RB-1001")
    await w.anna.does("close", ticket)
    await w.desk.shows(ticket, status="closed")
    return ann, ticket


async def tickets_of(w: World, ann: MailCustomer, count: int) -> list[int]:
    async def look() -> list[int]:
        found = await w.desk.tickets_of(ann.address)
        return found if len(found) == count else []

    return await until(look, f"{count} tickets of {ann.address}")


async def kinds(w: World, ticket: int) -> list[str]:
    rows = await w.desk.read(select(history.c.kind).where(history.c.ticket_id == ticket).order_by(history.c.seq))
    return [row["kind"] for row in rows]


async def test_a_late_answer_opens_a_ticket_that_follows(desk_world: World) -> None:
    w = desk_world
    ann, old = await closed(w)
    w.clock.forward(days=31)
    await ann.replies("It jams again, and there is smoke.")
    new = (await tickets_of(w, ann, 2))[1]
    assert (await w.desk.shows(new, says="Follows: RB-1001")).follows == "RB-1001"
    await w.desk.tells(new, "This follows RB-1001")
    await w.desk.tells(old, "RB-1002 follows it")
    await w.desk.shows(old, status="closed")
    assert (await w.desk.row(new))["follows_id"] == old
    assert "follows" in await kinds(w, new)
    assert (await kinds(w, old))[-1] == "followed"
    assert await w.desk.told(old) == ["It jams."]

    answer = await ann.hears("RB-1002")
    assert "RB-1001" not in answer.partition("\n")[0]
    mine = await w.desk.read(select(inbox.c.message_id, inbox.c.cause).order_by(inbox.c.id.desc()))
    his = next(row for row in mine if row["message_id"])
    assert his["cause"] == "opened: it answers a ticket that was closed long ago"
    assert ann.inbox()[-1].references[-1] == his["message_id"]


async def test_a_second_late_answer_goes_into_the_ticket_that_follows(desk_world: World) -> None:
    w = desk_world
    ann, _ = await closed(w)
    first = ann.inbox()[0]
    w.clock.forward(days=31)
    await ann.replies("It jams again.", to=first)
    new = (await tickets_of(w, ann, 2))[1]
    await ann.replies("And there is smoke.", to=first)
    await w.desk.tells(new, "And there is smoke.")
    assert len(await w.desk.tickets_of(ann.address)) == 2


async def test_an_answer_within_the_time_opens_it_again(desk_world: World) -> None:
    w = desk_world
    ann, old = await closed(w)
    w.clock.forward(days=29)
    await ann.replies("It still jams.")
    await w.desk.shows(old, status="open")
    assert await w.desk.tickets_of(ann.address) == [old]


async def test_late_thanks_stay_with_the_old_ticket(desk_world: World) -> None:
    w = desk_world
    ann, old = await closed(w)
    w.clock.forward(days=90)
    await ann.replies("Thanks!", quote=False)
    await w.desk.tells(old, "Thanks!")
    await w.desk.shows(old, status="closed")
    assert await w.desk.tickets_of(ann.address) == [old]


async def test_a_chinese_customer_is_answered_in_the_new_ticket_too(chinese_world: World) -> None:
    w = chinese_world
    ann = w.writes_mail("李安")
    await ann.mails("打印机卡纸了", subject="打印机")
    old = await w.ticket_of(ann)
    await ann.hears("RB-1001")
    await w.anna.does("close", old)
    w.clock.forward(days=40)
    await ann.replies("又卡纸了")
    new = (await tickets_of(w, ann, 2))[1]
    await w.desk.tells(new, "接续早已关闭的 RB-1001")
    await w.desk.tells(old, "RB-1002")
    await ann.hears("RB-1002")
