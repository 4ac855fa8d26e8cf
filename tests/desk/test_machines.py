"""A monitoring system that writes by mail: its tickets are worked on, and it hears only what engineers send."""

from __future__ import annotations

from tests.desk.harness import SUPPORT, World

ALARM = f"""From: Monitor <alarm@mon.example>
To: {SUPPORT}
Subject: [ALERT] db1
Message-ID: <1@mon.example>
Auto-Submitted: auto-generated

db1: disk full
"""


async def test_an_alarm_that_was_solved_is_neither_reminded_nor_phoned(desk_world: World) -> None:
    w, alarm = desk_world, desk_world.writes_mail("Monitor", "alarm@mon.example")
    await w.stage.mail.deliver(SUPPORT, ALARM.encode())
    ticket = await w.ticket_of(alarm)
    await w.anna.solves(ticket, "Disk changed.")
    await alarm.hears("Disk changed.")
    await w.desk.shows(ticket, delivered_at=True)
    w.clock.forward(hours=25)
    assert "nobody needs to be phoned" in await w.desk.tells(ticket, "The ticket is closed")
    w.clock.forward(hours=25)
    await w.desk.is_quiet()
    await w.desk.shows(ticket, status="closed", call_task="")
    assert len(alarm.inbox()) == 1
