"""People in copy take part: they add to the ticket and are answered in copy, and steer nothing that is not theirs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.core.messages import DeskAction, Engineer
from bot.db.schema import inbox, outbox, participants
from bot.sandbox.stage import SALES, SUPPORT
from tests.desk.harness import World, world
from tests.desk.letters import MailCustomer
from tests.desk.waiting import until

ANN, BOB, CYN = "ann@acme.example", "bob@partner.example", "cyn@acme.example"


async def writes(w: World, copies: str, number: int = 1, sender: str = ANN, subject: str = "Printer") -> None:
    """Ann writes to the desk with others in copy."""
    raw = (
        f"From: Ann Li <{sender}>\r\nTo: {SUPPORT}, Desk <{SALES}>\r\nCc: {copies}\r\nSubject: {subject}\r\n"
        f"Date: Mon, 02 Mar 2026 10:30:00 +0100\r\nMessage-ID: <{number}@acme.example>\r\n\r\nIt jams.\r\n"
    )
    await w.stage.mail.deliver(SUPPORT, raw.encode())


async def opened(w: World, copies: str = f'"Bob, P." <{BOB}>, {CYN}, Sales <{SALES}>') -> tuple[MailCustomer, int]:
    await writes(w, copies)
    ann = w.writes_mail("Ann Li", ANN)
    ticket = await w.ticket_of(ann)
    await ann.hears("RB-1001")
    return ann, ticket


async def people(w: World, ticket: int) -> list[tuple[str, str]]:
    rows = await w.desk.read(select(participants).where(participants.c.ticket_id == ticket).order_by(participants.c.id))
    return [(row["address"], row["came"]) for row in rows]


def heads(mail: Any, name: str) -> str:
    lines = mail.raw.decode("ascii", "replace").replace("\r\n ", " ").split("\r\n")
    return next((line.partition(": ")[2] for line in lines if line.startswith(f"{name}: ")), "")


async def test_an_engineers_answer_goes_to_the_requester_with_the_others_in_copy(desk_world: World) -> None:
    w = desk_world
    ann, ticket = await opened(w)
    assert await people(w, ticket) == [(BOB, "cc"), (CYN, "cc")]
    assert w.stage.mail.inbox_of(BOB) == []
    await w.desk.shows(ticket, says=f"In copy: {BOB}, {CYN}")

    await w.anna.replies(ticket, "Is the tray empty?")
    await ann.hears("tray")
    bob = w.writes_mail("Bob", BOB)
    await bob.hears("tray")
    assert heads(bob.inbox()[0], "To") == ANN
    assert heads(bob.inbox()[0], "Cc") == f"{BOB}, {CYN}"
    assert w.stage.mail.inbox_of(SALES) == []


async def test_who_is_in_copy_adds_and_the_answers_go_on_to_the_requester(desk_world: World) -> None:
    w = desk_world
    ann, ticket = await opened(w)
    await w.anna.replies(ticket, "Is the tray empty?")
    bob = w.writes_mail("Bob", BOB)
    await bob.hears("tray")
    await bob.replies("I saw smoke there.")
    told = await w.desk.tells(ticket, "I saw smoke there.")
    assert f"{BOB} (in copy) wrote" in told
    assert await w.desk.tickets_of(bob.address) == []
    row = await w.desk.row(ticket)
    assert row["name"] == "Ann Li"
    await w.anna.replies(ticket, "Thank you both.")
    await ann.hears("Thank you both.")
    assert heads(ann.inbox()[-1], "To") == ANN


async def test_who_is_in_copy_neither_confirms_nor_reopens(desk_world: World) -> None:
    w = desk_world
    ann, ticket = await opened(w)
    await w.anna.solves(ticket, "Empty the tray.")
    bob = w.writes_mail("Bob", BOB)
    await bob.hears("Empty the tray.")
    await bob.replies("It works now, thanks!")
    await w.desk.tells(ticket, "It works now, thanks!")
    await bob.presses("Solved")
    await w.desk.is_quiet()
    await w.desk.shows(ticket, status="solved", confirmed_at=None, reached_at=None)

    await ann.replies("Solved, thank you!")
    await w.desk.shows(ticket, status="closed", confirmed_at=True)
    await bob.replies("It is broken again!")
    await w.desk.tells(ticket, "broken again")
    await w.desk.shows(ticket, status="closed")


async def test_a_colleague_of_the_requester_confirms_and_reopens(desk_world: World) -> None:
    w = desk_world
    _, ticket = await opened(w)
    await w.anna.solves(ticket, "Empty the tray.")
    cyn = w.writes_mail("Cyn", CYN)
    await cyn.hears("Empty the tray.")
    await cyn.presses("Solved")
    await w.desk.shows(ticket, status="closed", confirmed_at=True)
    await cyn.replies("It still jams.")
    assert f"{CYN} (same organisation) wrote" in await w.desk.tells(ticket, "It still jams.")
    await w.desk.shows(ticket, status="open")
    assert (await w.desk.row(ticket))["name"] == "Ann Li"


async def test_two_people_at_a_public_provider_are_no_colleagues(desk_world: World) -> None:
    w = desk_world
    await writes(w, "dan@gmail.com", sender="ann@gmail.com")
    ticket = await w.desk.ticket_of("email:ann@gmail.com")
    await w.anna.solves(ticket, "Empty the tray.")
    dan = w.writes_mail("Dan", "dan@gmail.com")
    await dan.hears("Empty the tray.")
    await dan.presses("Solved")
    await dan.replies("It works now, thanks!")
    await w.desk.tells(ticket, "It works now")
    await w.desk.shows(ticket, status="solved", confirmed_at=None)


async def test_an_answer_to_all_of_the_first_mail_joins_without_our_mark(desk_world: World) -> None:
    w = desk_world
    _, ticket = await opened(w)
    raw = (
        f"From: Bob <{BOB}>\r\nTo: {ANN}, {SUPPORT}\r\nSubject: Re: Printer\r\nIn-Reply-To: <1@acme.example>\r\n"
        "Message-ID: <b@partner.example>\r\n\r\nSame here.\r\n"
    )
    await w.stage.mail.deliver(SUPPORT, raw.encode())
    assert "Bob (in copy) wrote" in await w.desk.tells(ticket, "Same here.")
    await w.desk.is_quiet()
    stranger = raw.replace(BOB, "eve@other.example").replace("<b@", "<e@")
    await w.stage.mail.deliver(SUPPORT, stranger.encode())
    await w.desk.ticket_of("email:eve@other.example")
    assert len(await w.desk.told(ticket)) == 2


async def test_automatic_mails_go_to_the_requester_alone_and_an_answer_to_ten_at_most(desk_world: World) -> None:
    w = desk_world
    many = [f"p{number}@partner.example" for number in range(60)]
    ann, ticket = await opened(w, ", ".join([*many, "broken@@", ANN]))
    assert len(await people(w, ticket)) == 50
    await w.anna.replies(ticket, "Is the tray empty?")
    await ann.hears("tray")
    rows = await w.desk.read(select(outbox.c.cc, outbox.c.automatic).where(outbox.c.kind == "message"))
    assert [len(row["cc"]) for row in rows if row["automatic"]] == [0]
    assert [row["cc"] for row in rows if not row["automatic"]] == [many[:10]]


async def test_a_copy_that_cannot_be_delivered_does_not_keep_the_answer_from_the_requester(desk_world: World) -> None:
    w = desk_world
    ann, ticket = await opened(w)
    w.stage.mail.refuse(BOB)
    await w.anna.solves(ticket, "Empty the tray.")
    await ann.hears("Empty the tray.")
    await w.writes_mail("Cyn", CYN).hears("Empty the tray.")
    await w.desk.shows(ticket, status="solved", delivered_at=True, call_task="")
    assert w.stage.mail.inbox_of(BOB) == []


async def test_a_returned_copy_is_shown_and_fails_nothing(desk_world: World) -> None:
    w = desk_world
    ann, ticket = await opened(w)
    await w.anna.solves(ticket, "Empty the tray.")
    await ann.hears("Empty the tray.")
    sent = ann.inbox()[-1]
    raw = (
        "From: mailer-daemon@partner.example\r\nSubject: Undelivered Mail\r\nMessage-ID: <d@partner.example>\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\n\r\nNo such user.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        f"Reporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; {BOB}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {sent.message_id}\r\n\r\nx\r\n--b--\r\n"
    )
    await w.stage.mail.deliver(SUPPORT, raw.encode())
    await w.desk.tells(ticket, "No such user.")
    await w.desk.shows(ticket, status="solved", delivered_at=True, call_task="")

    assert BOB in await w.desk.tells(ticket, "No copy reached")
    assert await people(w, ticket) == [(BOB, "gone"), (CYN, "cc")]
    before = len(w.stage.mail.inbox_of(BOB))
    await w.anna.replies(ticket, "Is it empty now?")
    await ann.hears("Is it empty now?")
    assert heads(ann.inbox()[-1], "Cc") == CYN
    await w.desk.is_quiet()
    assert len(w.stage.mail.inbox_of(BOB)) == before
    await w.writes_mail("Bob", BOB).mails("I have a new mailbox.", subject="Re: [RB-1001] Printer")
    await w.anna.replies(ticket, "Thanks to both.")
    await ann.hears("Thanks to both.")
    assert heads(ann.inbox()[-1], "Cc") == f"{BOB}, {CYN}"


async def test_a_held_mail_keeps_who_was_in_copy_until_it_is_released(desk_world: World) -> None:
    w = desk_world
    w.stage.mail.impostors.add(ANN)
    await writes(w, BOB)
    row = (await until(lambda: w.desk.read(select(inbox).where(inbox.c.state == "held")), "the held mail"))[0]
    assert row["event"]["copied"] == [BOB]
    await w.app.receive(_release(w, row["id"]))
    ticket = await w.desk.ticket_of(f"email:{ANN}")
    assert await people(w, ticket) == [(BOB, "cc")]


def _release(w: World, inbox_id: int) -> Any:
    return DeskAction("slack", "a key", Engineer("U0ANNA", "Anna"), "shelf_retry", inbox_id, w.stage.clock.now())


async def test_without_proof_nobody_is_put_in_copy_of_a_ticket_that_is_there(tmp_path: Path) -> None:
    def unproven(settings: dict[str, Any]) -> None:
        settings["mailbox"][0]["authserv_id"] = ""

    async with world(tmp_path, change=unproven) as w:
        ann, ticket = await opened(w, BOB)
        raw = (
            f"From: {ANN}\r\nTo: {SUPPORT}\r\nCc: eve@other.example\r\nSubject: Re: Printer\r\n"
            f"In-Reply-To: {ann.inbox()[0].message_id}\r\nMessage-ID: <2@acme.example>\r\n\r\nSend me the keys.\r\n"
        )
        await w.stage.mail.deliver(SUPPORT, raw.encode())
        await w.desk.tells(ticket, "Send me the keys.")
        assert await people(w, ticket) == [(BOB, "cc")]


async def put_by(w: World) -> None:
    """Waits until a copy waits for its next attempt."""
    waiting = select(outbox).where(outbox.c.purpose == "copy", outbox.c.state == "pending")
    await until(lambda: w.desk.read(waiting), "a copy to be put by")


async def test_a_copy_that_the_server_refuses_is_told_and_keeps_the_answer_from_nobody(desk_world: World) -> None:
    w = desk_world
    ann, ticket = await opened(w)
    w.stage.mail.refuse(BOB)
    await w.anna.replies(ticket, "Is the tray empty?")
    await ann.hears("tray")
    await w.writes_mail("Cyn", CYN).hears("tray")
    told = await w.desk.tells(ticket, "No copy reached")
    assert BOB in told
    assert "550 5.1.1 No such user here" in told
    assert w.stage.mail.inbox_of(BOB) == []
    await ann.replies("Yes, it is.")
    await w.desk.tells(ticket, "Yes, it is.")
    assert (await w.desk.row(ticket))["call_task"] == ""


async def test_a_copy_that_may_be_taken_later_goes_to_that_address_alone(desk_world: World) -> None:
    w = desk_world
    ann, ticket = await opened(w)
    w.stage.mail.refuse(BOB, "451 4.7.1 Greylisted, try again later")
    await w.anna.replies(ticket, "Is the tray empty?")
    await ann.hears("tray")
    cyn, bob = w.writes_mail("Cyn", CYN), w.writes_mail("Bob", BOB)
    await cyn.hears("tray")
    await put_by(w)
    w.stage.mail.refuse(BOB, "")
    w.clock.forward(minutes=6)
    await bob.hears("tray")
    (his,), hers = bob.inbox(), cyn.inbox()
    assert len(hers) == 1
    assert len([mail for mail in ann.inbox() if "tray" in mail.text]) == 1
    assert heads(his, "Message-ID") == heads(hers[0], "Message-ID")
    assert heads(his, "To") == ANN


async def test_a_copy_that_is_never_taken_is_told_in_the_end_and_marks_nobodys_address(desk_world: World) -> None:
    w = desk_world
    ann, ticket = await opened(w)
    w.stage.mail.refuse(BOB, "451 4.7.1 Greylisted, try again later")
    await w.anna.solves(ticket, "Empty the tray.")
    await ann.hears("Empty the tray.")
    await put_by(w)
    w.stage.mail.refuse(BOB, "550 5.7.1 Not wanted")
    w.clock.forward(minutes=6)
    assert "550 5.7.1 Not wanted" in await w.desk.tells(ticket, "No copy reached")
    row = await w.desk.row(ticket)
    assert row["delivered_at"] is not None
    assert row["call_task"] == ""


async def test_the_card_names_at_once_who_came_later(desk_world: World) -> None:
    w = desk_world
    ann, ticket = await opened(w, "")
    await w.anna.replies(ticket, "Is the tray empty?")
    await ann.hears("tray")
    await w.desk.is_quiet()
    answered = ann.inbox()[-1]
    raw = (
        f"From: Ann Li <{ANN}>\r\nTo: {SUPPORT}\r\nCc: {BOB}\r\nSubject: Re: {answered.subject}\r\n"
        f"In-Reply-To: {answered.message_id}\r\nMessage-ID: <2@acme.example>\r\n\r\nIt is full, Bob saw it.\r\n"
    )
    await w.stage.mail.deliver(SUPPORT, raw.encode())
    await w.desk.tells(ticket, "Bob saw it")
    assert await people(w, ticket) == [(BOB, "cc")]
    await w.desk.shows(ticket, says=f"In copy: {BOB}")
