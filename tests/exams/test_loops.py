"""Machines that answer machines: Ringback writes at most ten mails an hour by itself to anybody, and loses nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.db.schema import inbox, messages, timers
from bot.sandbox.stage import SALES, SUPPORT
from tests.desk.waiting import until
from tests.exams.real_post import PASSWORD, THOROUGH, Bystanders, RealPost, most_in_an_hour, p95, real_post
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Mail, SmtpServer

pytestmark = pytest.mark.exam

MOST = 10
HOURS = 26 if THOROUGH else 2
FLOOD, FLOOD_SECONDS, BESIDE = (2000, 60.0, 100) if THOROUGH else (200, 3.0, 16)
FACTS = ("status", "reached_at", "confirmed_at", "call_task", "name", "organisation", "phone", "priority_stated")


def _in_thread(mail: Mail) -> dict[str, str]:
    return {"subject": f"Re: {mail.message['Subject']}", "In_Reply_To": str(mail.message["Message-ID"])}


#: How a vacation responder writes, and how many of our mails one stray letter makes it answer.
RESPONDERS: dict[str, tuple[Callable[[Mail], dict[str, str]], int]] = {
    "declared": (lambda m: {**_in_thread(m), "Auto_Submitted": "auto-replied (vacation)"}, 1),
    "declared-alone": (lambda m: {"subject": "I am away", "Auto_Submitted": "auto-replied"}, 1),
    "null-path": (lambda m: {"subject": "I am away", "Return_Path": "<>"}, 1),
    "old": (lambda m: {"subject": "I am away", "X_Autoreply": "yes", "Precedence": "bulk"}, 1),
    "subject": (lambda m: {"subject": f"Automatic reply: {m.message['Subject']}"}, 1),
    "chinese": (lambda m: {"subject": f"自动回复：{m.message['Subject']}"}, 1),
    "thread": (_in_thread, 1),
    "reference": (lambda m: {"subject": f"Re: {m.message['Subject']}"}, 1),
    "silent": (lambda m: {"subject": "I am away"}, MOST),
    "same": (lambda m: {"subject": "I am away", "Message_ID": "<always@the.same>"}, 2),
}


async def test_a_vacation_responder_with_or_without_headers_is_written_to_ten_times_an_hour_at_most(
    tmp_path: Path, dovecot: Dovecot, smtp_server: SmtpServer
) -> None:
    async with real_post(tmp_path, dovecot, smtp_server, checks=True) as post:

        def respond(mail: Mail) -> None:
            kind = mail.recipients[0].partition("@")[0]
            headers = RESPONDERS[kind][0](mail)
            post.put_letter(mail.recipients[0], f"I am on holiday until Monday. {kind}", **headers)

        smtp_server.forward = respond
        people = {kind: f"{kind}@away.example" for kind in RESPONDERS}
        for hour in range(HOURS):
            for who in people.values():
                post.put_letter(who, "The printer jams.", subject=f"Printer {hour}")
            await post.rests()
            wrote = {kind: len(post.mails_to(who)) for kind, who in people.items()}
            assert {kind: most_in_an_hour(post.mails_to(who)) <= MOST for kind, who in people.items()} == dict.fromkeys(
                people, True
            )
            if hour == 0:
                assert wrote == {kind: count for kind, (_, count) in RESPONDERS.items()}
            if hour < HOURS - 1:
                post.stage.clock.forward(timedelta(minutes=61))
        await _kept(post)
        for kind, who in people.items():
            ticket = (await post.desk.tickets_of(f"email:{who}"))[0]
            await post.answers(ticket, f"An engineer writes to {kind}.")
        await post.rests()
        for kind, who in people.items():
            assert sum(f"An engineer writes to {kind}." in _text(mail) for mail in post.mails_to(who)) == 1
        await _kept(post)


def _text(mail: Mail) -> str:
    part = mail.message.get_body(("plain",))
    return str(part.get_content()) if part is not None else ""


async def _kept(post: RealPost) -> None:
    """Every mail stands in the ledger, and is in a ticket unless a machine's own reply belongs to none."""
    rows = await post.desk.read(
        select(inbox.c.state, inbox.c.cause, inbox.c.ticket_id).where(inbox.c.kind == "message")
    )
    assert all(row["state"] == "handled" for row in rows)
    assert all(row["ticket_id"] or row["cause"] == "automatic: replied" for row in rows)
    in_tickets = sum(row["ticket_id"] is not None for row in rows)
    assert await post.number(select(func.count()).where(messages.c.direction == "in")) == in_tickets


def faithful(mail: Mail) -> bytes:
    """Delivers what was sent."""
    return mail.raw


def forgetful(mail: Mail) -> bytes:
    """Loses the header that says a machine wrote."""
    return _without(mail, "auto-submitted")


def hostile(mail: Mail) -> bytes:
    """Loses every sign of what the mail is and belongs to."""
    raw = _without(mail, "auto-submitted", "in-reply-to", "references", "message-id", "subject")
    return b"Subject: a question\r\nMessage-ID: <%d@relay.example>\r\n" % id(mail) + raw


def _without(mail: Mail, *names: str) -> bytes:
    message = message_from_bytes(mail.raw, policy=policy.SMTP)
    for name in names:
        del message[name]
    return message.as_bytes()


@pytest.mark.parametrize("relay", [faithful, forgetful, hostile])
async def test_two_ringbacks_that_face_each_other_fall_silent(
    tmp_path: Path, dovecot: Dovecot, smtp_server: SmtpServer, relay: Callable[[Mail], bytes]
) -> None:
    here, there = "help@here.example", "help@there.example"
    for address in (here, there):
        dovecot.add_user(address, PASSWORD)
    async with (
        real_post(tmp_path / "here", dovecot, smtp_server, addresses=(here,), checks=True) as ours,
        real_post(tmp_path / "there", dovecot, smtp_server, addresses=(there,), checks=True) as theirs,
    ):
        posts = {here: ours, there: theirs}
        smtp_server.forward = lambda mail: posts[mail.recipients[0]].put(mail.recipients[0], relay(mail))
        ours.put_letter(there, "The printer jams.", to=here)
        await _both_rest(ours, theirs)
        for address, post in posts.items():
            assert most_in_an_hour(post.mails_to(address)) <= MOST
            await _kept(post)
        expected = {faithful: 1, forgetful: 2, hostile: 2 * MOST}[relay]
        assert len(smtp_server.received) == expected
        await ours.answers(1, "A person writes this.")
        await _both_rest(ours, theirs)
        assert sum("A person writes this." in _text(mail) for mail in ours.mails_to(there)) == 1
        assert len(smtp_server.received) <= expected + 2


async def _both_rest(ours: RealPost, theirs: RealPost) -> None:
    """Neither has anything to do, and neither gave the other something meanwhile."""
    known = None
    while known != (ours.put_count, theirs.put_count):
        known = (ours.put_count, theirs.put_count)
        await ours.rests()
        await theirs.rests()


async def test_our_own_mails_that_come_back_are_kept_and_never_answered(
    tmp_path: Path, dovecot: Dovecot, smtp_server: SmtpServer
) -> None:
    ann = "ann@customers.example"
    async with real_post(tmp_path, dovecot, smtp_server, checks=True) as post:
        post.put_letter(ann, "The printer jams.")
        await post.rests()
        ticket = await post.desk.ticket_of(f"email:{ann}")
        await post.solves(ticket, "Turn it off and on.")
        await post.rests()
        before = {name: (await post.desk.row(ticket))[name] for name in FACTS}
        ours = [mail.raw for mail in post.mails_to(ann)]
        assert len(ours) == 2
        returned = [way(raw) for raw in ours for way in (_as_it_was, _redirected, _from_himself, _by_another_mailbox)]
        for raw in returned:
            post.put(SUPPORT, raw)
            post.put(SALES, raw)
        await post.rests()
        assert len(smtp_server.received) == 2
        assert await post.number(select(func.count()).where(inbox.c.kind == "message")) > 1
        assert len(await post.desk.read(select(messages.c.id).where(messages.c.ticket_id != ticket))) == 0
        assert {name: (await post.desk.row(ticket))[name] for name in FACTS} == before
        await _kept(post)


def _as_it_was(raw: bytes) -> bytes:
    return b"Received: by mx.customers.example\r\n" + raw


def _redirected(raw: bytes) -> bytes:
    """The customer's mailbox passes everything on to us (RFC 5322, 3.6.6)."""
    head = "Resent-From: ann@customers.example\r\nResent-To: support@ringback.example\r\nResent-Message-ID: <r@x>\r\n"
    return head.encode() + raw


def _from_himself(raw: bytes) -> bytes:
    """His server writes him into From, and keeps the rest."""
    return raw.replace(b"support@ringback.example>", b"ann@customers.example>", 1)


def _by_another_mailbox(raw: bytes) -> bytes:
    return b"Delivered-To: sales@ringback.example\r\n" + raw.replace(
        b"support@ringback.example>", SALES.encode() + b">", 1
    )


#: What a mailing list makes of a mail that is sent to it.
LISTS: dict[str, dict[str, str]] = {
    "plain": {"List-Id": "<team.list.example>", "Precedence": "list"},
    "munged": {"List-Id": "<team.list.example>", "Precedence": "list", "From": "Team <munged@list.example>"},
    "quiet": {"List-Id": "<quiet.list.example>", "From": "Support via Team <quiet@list.example>"},
    "anew": {
        "List-Id": "<anew.list.example>", "Precedence": "bulk", "From": "anew@list.example",
        "Message-ID": "<1@anew.example>",
        "Auto-Submitted": "", "In-Reply-To": "", "References": "",
    },
    "bare": {
        "From": "bare@list.example", "Message-ID": "<1@bare.example>", "Auto-Submitted": "", "In-Reply-To": "",
        "References": "",
    },
}  # fmt: skip


async def test_the_echo_of_a_mailing_list_is_not_answered(
    tmp_path: Path, dovecot: Dovecot, smtp_server: SmtpServer
) -> None:
    async with real_post(tmp_path, dovecot, smtp_server, checks=True) as post:

        def echo(mail: Mail) -> None:
            message = message_from_bytes(mail.raw, policy=policy.SMTP)
            for name, value in LISTS[mail.recipients[0].partition("@")[0]].items():
                del message[name]
                if value:
                    message[name] = value
            post.put(SUPPORT, message.as_bytes())

        smtp_server.forward = echo
        for kind in LISTS:
            post.put_letter(f"{kind}@list.example", "The printer jams.", subject=f"Printer of {kind}")
        await post.rests()
        assert {kind: len(post.mails_to(f"{kind}@list.example")) for kind in LISTS} == dict.fromkeys(LISTS, 1)
        assert post.put_count == 2 * len(LISTS)
        await _kept(post)


async def test_a_flood_from_one_sender_is_kept_whole_and_harms_nobody_else(
    tmp_path: Path, dovecot: Dovecot, smtp_server: SmtpServer
) -> None:
    flooder = "flood@customers.example"
    async with real_post(tmp_path, dovecot, smtp_server, checks=True) as post:
        others = Bystanders(post, SALES)
        alone = await others.write(12, every=0.1)
        flood = asyncio.create_task(_flood(post, flooder))
        beside = await others.write(BESIDE, every=FLOOD_SECONDS / BESIDE)
        await flood
        neighbours = await Bystanders(post, SUPPORT, patience=120).write(3)
        await post.rests(300)
        print(f"p95 alone {p95(alone):.2f} s, beside a flood {p95(beside):.2f} s; same mailbox {max(neighbours):.2f} s")
        assert p95(beside) <= max(2 * p95(alone), 3.0)
        assert most_in_an_hour(post.mails_to(flooder)) == len(post.mails_to(flooder)) == MOST
        kept = await post.desk.read(select(messages.c.text).where(messages.c.text.startswith("Alarm ")))
        assert sorted(int(row["text"].split()[1]) for row in kept) == list(range(FLOOD))
        await _kept(post)
        ticket = (await post.desk.tickets_of(f"email:{flooder}"))[-1]
        await post.answers(ticket, "Please stop.")
        await until(lambda: "Please stop." in _text(post.mails_to(flooder)[-1]), "the engineer's answer")
        post.stage.clock.forward(timedelta(hours=25))
        reminded = (
            select(func.count())
            .select_from(timers)
            .where(timers.c.kind == "intake", timers.c.due <= post.stage.clock.now())
        )
        await until(lambda: _none(post, reminded), "all reminders to be due no more", 120)
        await post.rests(300)
        assert most_in_an_hour(post.mails_to(flooder)) == MOST


async def _none(post: RealPost, counting: Any) -> bool:
    return await post.number(counting) == 0


async def _flood(post: RealPost, sender: str) -> None:
    """One mail after another, evenly spread."""
    begun = asyncio.get_running_loop().time()
    for number in range(FLOOD):
        post.put_letter(sender, f"Alarm {number} of the door.", subject=f"Alarm {number}")
        ahead = begun + (number + 1) * FLOOD_SECONDS / FLOOD - asyncio.get_running_loop().time()
        await asyncio.sleep(max(ahead, 0))
