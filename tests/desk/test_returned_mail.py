"""A mail of ours comes back: the report joins what it is about, and the solution still reaches the customer."""

from __future__ import annotations

from sqlalchemy import insert, select

from bot.db.schema import addresses, history, messages, outbox
from bot.sandbox.mail import SandboxMail
from tests.desk.harness import SUPPORT, World
from tests.desk.letters import MailCustomer
from tests.desk.waiting import until

REPORT = """From: MAILER-DAEMON@mx.acme.example
To: support@ringback.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <{number}@mx.acme.example>
Date: Mon, 02 Mar 2026 12:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=utf-8

{words}
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.acme.example

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {words}

--b
Content-Type: text/rfc822-headers

Message-ID: {bounced}
To: {address}
--b--
"""


async def comes_back(
    w: World, mail: SandboxMail, action: str = "failed", status: str = "5.1.1", words: str = "550 no such user"
) -> None:
    """A server reports that it could not deliver `mail`; returns when that was taken."""
    before = len(w.spy.answers)
    values = {"number": before, "action": action, "status": status, "words": words}
    report = REPORT.format(address=mail.to, bounced=mail.message_id, **values)
    await w.stage.mail.deliver(SUPPORT, report.encode())
    await until(lambda: len(w.spy.answers) > before, "the report to be taken")
    await w.desk.is_quiet()


async def solved(w: World, customer: MailCustomer) -> tuple[int, SandboxMail]:
    """A ticket whose solution went out by mail, and that mail."""
    await customer.mails("It burns.\nPhone: 13800138000", subject="Printer on fire")
    ticket = await w.ticket_of(customer)
    await customer.hears("RB-1001")
    await w.anna.solves(ticket, "Use water.")
    await customer.hears("Use water.")
    await w.desk.shows(ticket, delivered_at=True)
    return ticket, customer.inbox()[-1]


async def noted(w: World, ticket: int) -> list[str]:
    rows = await w.desk.read(select(history.c.kind).where(history.c.ticket_id == ticket).order_by(history.c.id))
    return [row["kind"] for row in rows]


async def dead(w: World) -> list[str]:
    rows = await w.desk.read(select(addresses.c.value).where(addresses.c.dead_since.is_not(None)))
    return [row["value"] for row in rows]


async def test_a_solution_that_comes_back_is_told_to_the_engineers_and_phoned(desk_world: World) -> None:
    w, customer = desk_world, desk_world.writes_mail()
    ticket, mail = await solved(w, customer)
    await comes_back(w, mail)
    assert "550 no such user" in await w.desk.tells(ticket, "Our message did not arrive")
    assert "13800138000" in await w.desk.tells(ticket, "Please phone the customer")
    await w.desk.shows(ticket, call_task="undeliverable", delivered_at=None)
    [row] = await w.desk.read(select(outbox).where(outbox.c.message_id == mail.message_id))
    assert (row["state"], row["cause"]) == ("undeliverable", "550 no such user")
    assert await dead(w) == [customer.mail_address]
    assert {"returned", "undeliverable", "call_task"} <= set(await noted(w, ticket))
    assert len(await w.desk.tickets_of("email:mailer-daemon@mx.acme.example")) == 0


async def test_who_does_not_take_this_mail_may_take_the_next_one(desk_world: World) -> None:
    w, customer = desk_world, desk_world.writes_mail()
    await customer.mails("It is broken.", subject="Pump")
    ticket = await w.ticket_of(customer)
    await customer.hears("RB-1001")
    w.stage.mail.refuse(customer.mail_address, "554 5.7.1 Message rejected due to content policy")
    await w.anna.solves(ticket, "Use water.")
    assert "554 5.7.1" in await w.desk.tells(ticket, "Our message did not arrive")
    await w.desk.shows(ticket, call_task="undeliverable")
    assert await dead(w) == []


async def test_a_solution_that_comes_back_goes_the_next_agreed_way_once(desk_world: World) -> None:
    w, customer = desk_world, desk_world.writes_mail()
    ticket, mail = await solved(w, customer)
    owner = (await w.desk.row(ticket))["customer_id"]
    other = {"kind": "email", "value": "ann@home.example", "customer_id": owner, "channel": "email:support"}
    await w.app.database.write(lambda c: c.execute(insert(addresses).values(**other, agreed=True)))
    await comes_back(w, mail)
    await until(lambda: len(w.stage.mail.inbox_of("ann@home.example")) == 1, "the solution at the other address")
    await w.desk.shows(ticket, status="solved", call_task="", delivered_at=True)
    await comes_back(w, mail)
    assert len(w.stage.mail.inbox_of("ann@home.example")) == 1


async def test_a_full_mailbox_fails_the_delivery_and_leaves_the_address_alive(desk_world: World) -> None:
    w, customer = desk_world, desk_world.writes_mail()
    ticket, mail = await solved(w, customer)
    await comes_back(w, mail, status="5.2.2", words="552 mailbox full")
    await w.desk.shows(ticket, call_task="undeliverable", delivered_at=None)
    assert await dead(w) == []


async def test_a_delay_leaves_a_line_in_the_history_and_nothing_else(desk_world: World) -> None:
    w, customer = desk_world, desk_world.writes_mail()
    ticket, mail = await solved(w, customer)
    posts = len(await w.desk.thread(ticket))
    await comes_back(w, mail, action="delayed", status="4.4.1", words="451 try again later")
    assert (await noted(w, ticket))[-1] == "delayed"
    assert len(await w.desk.thread(ticket)) == posts
    await w.desk.shows(ticket, call_task="", delivered_at=True)
    assert await dead(w) == []


async def test_a_report_that_proves_nothing_is_shown_and_marks_nothing(desk_world: World) -> None:
    w, customer = desk_world, desk_world.writes_mail()
    ticket, mail = await solved(w, customer)
    before = len(w.spy.answers)
    forged = REPORT.format(
        number=1, words="550 gone", address=mail.to, action="failed", status="5.1.1", bounced="<rb.1.x.y@z.example>"
    )
    await w.stage.mail.deliver(SUPPORT, forged.encode())
    await until(lambda: len(w.spy.answers) > before, "the report to be taken")
    await w.desk.tells(ticket, "A machine wrote")
    await w.desk.shows(ticket, call_task="undeliverable", delivered_at=True)
    assert await dead(w) == []


async def test_a_report_after_he_was_reached_changes_nothing(desk_world: World) -> None:
    w, customer = desk_world, desk_world.writes_mail()
    ticket, mail = await solved(w, customer)
    await customer.presses("Solved")
    await w.desk.shows(ticket, status="closed")
    await comes_back(w, mail)
    await w.desk.shows(ticket, status="closed", call_task="")
    assert "returned" in await noted(w, ticket)


async def test_the_message_that_came_back_is_quoted_and_no_later_one(desk_world: World) -> None:
    w, customer = desk_world, desk_world.writes_mail()
    await customer.mails("It burns.", subject="Printer on fire")
    ticket = await w.ticket_of(customer)
    await customer.hears("RB-1001")
    acknowledgement = customer.inbox()[-1]
    await w.anna.replies(ticket, "Is there smoke?")
    await customer.hears("Is there smoke?")
    answer = customer.inbox()[-1]
    await comes_back(w, acknowledgement, status="4.2.2", words="452 mailbox full")
    told = await w.desk.tells(ticket, "452 mailbox full")
    assert "It was an automatic answer" in told
    assert "RB-1001" in told
    assert "smoke" not in told
    await w.anna.replies(ticket, "Use water.")
    await customer.hears("Use water.")
    await comes_back(w, answer, status="5.2.2", words="552 no room")
    told = await w.desk.tells(ticket, "552 no room")
    assert "Is there smoke?" in told
    assert "Use water" not in told


async def test_answers_stand_under_what_he_wrote_and_not_under_reports_and_notes(desk_world: World) -> None:
    w, customer = desk_world, desk_world.writes_mail()
    await customer.mails("It burns.", subject="Printer on fire")
    ticket = await w.ticket_of(customer)
    await customer.hears("RB-1001")
    own = (await w.desk.read(select(messages.c.message_id).where(messages.c.ticket_id == ticket)))[0]["message_id"]
    await comes_back(w, customer.inbox()[-1], status="4.2.2", words="452 mailbox full")
    await customer.replies("I am out of the office until Monday and will read your mail then.")
    await w.anna.solves(ticket, "Use water.")
    await customer.hears("Use water.")
    [row] = await w.desk.read(select(outbox).where(outbox.c.purpose == "solution"))
    assert row["refs"] == [own]
    await customer.replies("I am out of the office until Monday and will read your mail then.")
    await w.desk.is_quiet()
    assert (await w.desk.row(ticket))["reached_at"] is None


async def test_engineers_are_told_once_that_a_message_still_waits(desk_world: World) -> None:
    w, customer = desk_world, desk_world.writes_mail()
    await customer.mails("It burns.", subject="Printer on fire")
    ticket = await w.ticket_of(customer)
    await customer.hears("RB-1001")
    w.stage.mail.refuse(customer.mail_address, "451 4.7.1 try again later")
    await w.anna.replies(ticket, "Is there smoke?")
    await tried(w, 2)
    assert not any("not arrived yet" in post for post in await w.desk.thread(ticket))
    w.clock.forward(minutes=31)
    told = await w.desk.tells(ticket, "Our message has not arrived yet")
    assert "451 4.7.1" in told
    assert "Is there smoke?" in told
    attempts = await tried(w, 3)
    w.clock.forward(minutes=31)
    await tried(w, attempts + 1)
    w.stage.mail.refuse(customer.mail_address, "")
    w.clock.forward(minutes=31)
    await customer.hears("Is there smoke?")
    await w.desk.is_quiet()
    assert sum("not arrived yet" in post for post in await w.desk.thread(ticket)) == 1


async def tried(w: World, times: int) -> int:
    """Waits until the answer was tried so often; returns how often it was."""

    async def look() -> int:
        [row] = await w.desk.read(select(outbox.c.attempts, outbox.c.state).where(outbox.c.purpose == "reply"))
        w.clock.forward(seconds=1)
        return int(row["attempts"]) if row["attempts"] >= times and row["state"] == "pending" else 0

    return int(await until(look, f"{times} attempts"))
