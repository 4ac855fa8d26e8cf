"""Mail servers that refuse, delay and fall silent: each customer gets each answer once, or a person learns why not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.db.schema import outbox
from bot.sandbox.stage import SALES
from tests.desk.waiting import until
from tests.exams.real_post import THOROUGH, Bystanders, RealPost, p95, real_post
from tests.servers.dovecot import Dovecot
from tests.servers.fault_proxy import FaultProxy
from tests.servers.smtp import CLOSE, Mail, SmtpServer

pytestmark = pytest.mark.exam

MANY = 30 if THOROUGH else 4
VERBS = ("MAIL", "RCPT", "DATA", ".") if THOROUGH else ("RCPT", ".")
BEFORE_THE_CONTENT = ("CONNECT", "EHLO", "MAIL", "RCPT", "DATA") if THOROUGH else ("CONNECT", "DATA")


@pytest.fixture
async def post(tmp_path: Path, dovecot: Dovecot, smtp_server: SmtpServer) -> AsyncIterator[RealPost]:
    async with real_post(tmp_path, dovecot, smtp_server) as made:
        yield made


async def passes(post: RealPost, seconds: float, step: float = 30) -> None:
    """Time goes by; what falls due meanwhile is delivered."""
    for _ in range(round(seconds / step)):
        post.stage.clock.forward(timedelta(seconds=step))
        await post.rests()


async def attempts(post: RealPost) -> int:
    """How often we tried to send mail to customers, all mails together."""
    return await post.number(select(func.sum(outbox.c.attempts)).where(outbox.c.kind == "message"))


async def states(post: RealPost) -> set[str]:
    """What became of the mails to customers."""
    rows = await post.desk.read(select(outbox.c.state).where(outbox.c.kind == "message"))
    return {row["state"] for row in rows}


def once(mails: list[Mail], count: int) -> bool:
    """Whether so many arrived, each with a Message-ID of its own."""
    return len(mails) == len({mail.message["Message-ID"] for mail in mails}) == count


@pytest.mark.parametrize("verb", VERBS)
async def test_a_server_that_says_later_for_ten_minutes_gets_the_mail_once(
    post: RealPost, smtp_server: SmtpServer, verb: str
) -> None:
    smtp_server.answer_next(verb, "451 4.3.0 Try again later", times=10_000)
    for number in range(MANY):
        post.put_letter(f"ann{number}@customers.example", f"Lamp {number} is out.")
    await post.rests()
    await passes(post, 600, step=60)
    assert smtp_server.received == []
    assert await states(post) == {"pending"}
    assert MANY * 3 <= await attempts(post) <= MANY * 20
    smtp_server.forget_faults()
    await passes(post, 900, step=300)
    assert once(smtp_server.received, MANY)
    assert await states(post) == {"sent"}


async def test_greylisting_delays_each_mail_and_doubles_none(post: RealPost, smtp_server: SmtpServer) -> None:
    smtp_server.greylisting = True
    for number in range(MANY):
        post.put_letter(f"ann{number}@customers.example", f"Lamp {number} is out.")
    await post.rests()
    await passes(post, 60)
    assert once(smtp_server.received, MANY)
    assert await attempts(post) == 2 * MANY
    ticket = await post.desk.ticket_of("email:ann0@customers.example")
    await post.answers(ticket, "We bring a new one.")
    await post.rests()
    assert once(smtp_server.received, MANY + 1)


@pytest.mark.parametrize("verb", VERBS)
async def test_a_refusal_stands_before_a_person_with_the_servers_words(
    post: RealPost, smtp_server: SmtpServer, verb: str
) -> None:
    words = f"554 5.7.1 <{verb}> rejected by policy <script>"
    post.put_letter("ann@customers.example", "The lamp is out.")
    await post.rests()
    ticket = await post.desk.ticket_of("email:ann@customers.example")
    smtp_server.answer_next(verb, words)
    await post.solves(ticket, "Turn it off and on.")
    await post.rests()
    told = await post.desk.tells(ticket, "did not arrive")
    assert f"<{verb}> rejected" in told
    assert "Turn it off and on." in told
    await post.desk.tells(ticket, "Please phone the customer")
    await post.desk.shows(ticket, call_task="undeliverable")
    assert once(smtp_server.received, 1)
    await passes(post, 3600, step=900)
    assert once(smtp_server.received, 1)


async def test_a_refused_first_answer_is_told_too_and_the_others_go_on(post: RealPost, smtp_server: SmtpServer) -> None:
    smtp_server.refused["ann@customers.example"] = "550 5.1.1 No such user here"
    post.put_letter("ann@customers.example", "The lamp is out.")
    post.put_letter("bea@customers.example", "My lamp is out too.")
    await post.rests()
    await post.desk.tells(await post.desk.ticket_of("email:ann@customers.example"), "550 5.1.1 No such user here")
    assert [mail.recipients for mail in smtp_server.received] == [("bea@customers.example",)]


@pytest.mark.parametrize("verb", BEFORE_THE_CONTENT)
async def test_a_connection_lost_before_the_content_sends_the_mail_once(
    post: RealPost, smtp_server: SmtpServer, verb: str
) -> None:
    smtp_server.answer_next(verb, CLOSE, times=3)
    for number in range(MANY):
        post.put_letter(f"ann{number}@customers.example", f"Lamp {number} is out.")
    await post.rests()
    await passes(post, 60, step=10)
    assert once(smtp_server.received, MANY)


async def test_a_lost_confirmation_leads_to_two_copies_of_one_mail_at_most(
    post: RealPost, smtp_server: SmtpServer
) -> None:
    smtp_server.answer_next("ACCEPTED", CLOSE)
    post.put_letter("ann@customers.example", "The lamp is out.")
    await post.rests()
    await passes(post, 60)
    copies = post.mails_to("ann@customers.example")
    assert 1 <= len(copies) <= 2
    assert len({mail.message["Message-ID"] for mail in copies}) == 1
    assert await states(post) == {"sent"}


async def test_a_confirmation_that_is_always_lost_goes_to_a_person_after_two_copies(
    post: RealPost, smtp_server: SmtpServer
) -> None:
    post.put_letter("ann@customers.example", "The lamp is out.")
    await post.rests()
    ticket = await post.desk.ticket_of("email:ann@customers.example")
    smtp_server.answer_next("ACCEPTED", CLOSE, times=100)
    await post.solves(ticket, "Turn it off and on.")
    await post.rests()
    await passes(post, 7200, step=600)
    solutions = post.mails_to("ann@customers.example")[1:]
    assert len(solutions) == 2
    assert len({mail.message["Message-ID"] for mail in solutions}) == 1
    assert "unclear" in await states(post)
    assert "It is unclear whether our message arrived" in await post.desk.tells(ticket, "unclear")
    await post.desk.shows(ticket, call_task="undeliverable")


async def test_a_reset_in_the_content_sends_the_mail_once_or_the_same_mail_twice(
    tmp_path: Path, dovecot: Dovecot, smtp_server: SmtpServer
) -> None:
    proxy = FaultProxy(smtp_server.port)
    await proxy.start()
    accept = smtp_server.accept
    cuts = iter(range(MANY))

    async def accept_and_cut(mail: Mail) -> None:
        await accept(mail)
        if next(cuts, None) is not None:
            proxy.cut()

    async with real_post(tmp_path, dovecot, smtp_server) as post:
        await post.stop()
        for box in post.settings["mailbox"]:
            box["smtp"]["port"] = proxy.port
        smtp_server.accept = accept_and_cut  # type: ignore[method-assign]  # a reset at just that moment
        await post.start()
        for number in range(MANY):
            post.put_letter(f"ann{number}@customers.example", f"Lamp {number} is out.")
        await post.rests()
        await passes(post, 120)
        for number in range(MANY):
            copies = post.mails_to(f"ann{number}@customers.example")
            assert 1 <= len(copies) <= 2
            assert len({mail.message["Message-ID"] for mail in copies}) == 1
    await proxy.stop()


async def test_a_silent_server_of_one_mailbox_does_not_slow_the_other(
    tmp_path: Path, dovecot: Dovecot, smtp_server: SmtpServer
) -> None:
    proxy = FaultProxy(smtp_server.port)
    await proxy.start()
    async with real_post(tmp_path, dovecot, smtp_server) as post:
        await post.stop()
        post.settings["mailbox"][0]["smtp"]["port"] = proxy.port
        await post.start()
        await post.is_green()
        others = Bystanders(post, SALES)
        alone = await others.write(6)
        proxy.black_hole()
        for number in range(MANY):
            post.put_letter(f"ann{number}@customers.example", f"Lamp {number} is out.")
        beside = await others.write(12)
        print(f"p95 alone {p95(alone):.2f} s, beside a silent server {p95(beside):.2f} s")
        assert p95(beside) <= max(2 * p95(alone), 3.0)
        proxy.pass_through()
        post.stage.clock.forward(timedelta(minutes=5))
        await until(lambda: post.mails_to(f"ann{MANY - 1}@customers.example"), "the last answer", 60)
        await passes(post, 600, step=300)
        copies = [len(post.mails_to(f"ann{number}@customers.example")) for number in range(MANY)]
        assert set(copies) <= {1, 2}
    await proxy.stop()
