"""No address gets more than ten mails an hour from a machine, however its mails and ours are held up on the way."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Select, func, select

from bot.core.messages import DeskAction, Engineer
from bot.db.schema import history, outbox, tickets, timers
from bot.enact.telling import TICKET_BRAKE
from tests.desk.harness import World, world
from tests.desk.letters import MailCustomer
from tests.desk.waiting import until

MOST = 10


async def _writes(customer: MailCustomer, first: int, last: int) -> None:
    for number in range(first, last):
        await customer.mails("I am away.", subject=f"Away {number}")


async def _count(w: World, statement: Select[tuple[int]]) -> int:
    return int(next(iter((await w.desk.read(statement))[0].values())))


async def _sent(w: World) -> None:
    live = select(func.count()).where(outbox.c.state.in_(("pending", "sending")), outbox.c.channel == "email:support")

    async def look() -> bool:
        return await _count(w, live) == 0

    await until(look, "everything to be sent")


async def test_a_mail_server_that_stood_still_lets_no_address_be_flooded_afterwards(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        robot = w.writes_mail("Robot", "robot@away.example")
        w.stage.mail.smtp_down = True
        await _writes(robot, 0, 12)
        w.clock.forward(minutes=61)
        await _writes(robot, 12, 24)
        w.stage.mail.smtp_down = False
        w.clock.forward(minutes=61)
        await _sent(w)
        assert len(robot.inbox()) == MOST
        w.clock.forward(minutes=61)
        await robot.mails("Is somebody there?")
        await _sent(w)
        assert len(robot.inbox()) == MOST + 1


async def test_reminders_of_many_solutions_stay_within_the_measure_and_a_person_phones_all_the_same(
    tmp_path: Path,
) -> None:
    async with world(tmp_path) as w:
        ann = w.writes_mail()
        await _writes(ann, 0, MOST + 2)
        for ticket in await w.desk.tickets_of(ann.address):
            anna, now = Engineer(w.anna.user, "Anna Berg"), datetime.now(UTC)
            solved = DeskAction("slack", f"brake:{ticket}", anna, "solve", ticket, now, {"text": "Restart it."})
            assert (await w.app.receive(solved)).accepted
        await _sent(w)
        before = len(ann.inbox())
        assert before == MOST + MOST + 2  # what an engineer sends always goes out
        await _days_pass(w, "callback")
        assert len(ann.inbox()) == before + MOST
        await _days_pass(w, "callback_call")
        assert await _count(w, select(func.count()).where(tickets.c.call_task == "silence")) == MOST + 2


async def test_engineers_are_told_once_that_an_automatic_answer_was_held_back(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        robot = w.writes_mail("Robot", "robot@away.example")
        await _writes(robot, 0, MOST + 1)
        ticket = (await w.desk.tickets_of(robot.address))[-1]
        told = await w.desk.tells(ticket, "An automatic message was held back")
        assert "robot@away.example has had 10 automatic messages within an hour" in told
        await robot.mails("Any news?", subject=f"Re: [{(await w.desk.row(ticket))['reference']}] Away")
        await w.desk.is_quiet()
        assert sum("held back" in post for post in await w.desk.thread(ticket)) == 1
        noted = select(func.count()).where(history.c.ticket_id == ticket, history.c.kind == "brake")
        assert await _count(w, noted) == 2


async def test_a_ticket_sends_so_many_mails_a_day_by_itself_and_no_more(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        robot = w.writes_mail("Robot", "robot@slow.example")
        await robot.mails("The pump is broken.", subject="Pump")
        ticket = await w.ticket_of(robot)
        for hour in range(TICKET_BRAKE + 2):
            await robot.mails("Any news?", subject=f"Re: [RB-1001] Pump {hour}")
            w.clock.forward(minutes=25)
        told = await w.desk.tells(ticket, "An automatic message was held back")
        assert "This ticket has had 20 automatic mails within a day" in told
        await _sent(w)
        assert len(robot.inbox()) == TICKET_BRAKE
        await w.anna.replies(ticket, "Who are you?")
        await robot.hears("Who are you?")
        w.clock.forward(hours=25)
        await robot.mails("Any news?", subject="Re: [RB-1001] Pump again")
        await _sent(w)
        assert len(robot.inbox()) == TICKET_BRAKE + 2


async def _days_pass(w: World, kind: str) -> None:
    """Until the timers of this kind have fired."""
    w.clock.forward(hours=25)
    left = select(func.count()).where(timers.c.kind == kind)

    async def look() -> bool:
        return await _count(w, left) == 0

    await until(look, f"{kind} to come due")
    await _sent(w)
