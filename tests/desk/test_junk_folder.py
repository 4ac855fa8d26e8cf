"""What the mail server moved into the junk folder: held quietly, and let in when a colleague moves it back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.db.schema import arrivals, inbox
from bot.sandbox.stage import ENGINEERS, SUPPORT
from tests.desk.harness import World, world
from tests.desk.slack_words import buttons, words
from tests.desk.test_spam import listed, lists
from tests.desk.waiting import until
from tests.servers.dovecot import Dovecot


def letter(number: int, sender: str = "seller@spam.example", marked: str = "") -> bytes:
    head = f"From: Seller <{sender}>\r\nTo: {SUPPORT}\r\nSubject: Offer {number}\r\n{marked}"
    return f"{head}Message-ID: <{number}@spam.example>\r\n\r\nBuy now\r\n".encode()


def on(dovecot: Dovecot) -> Callable[[dict[str, Any]], None]:
    """Lets the support mailbox lie on a real server, whose junk folder is looked into all the time."""

    def change(settings: dict[str, Any]) -> None:
        box = settings["mailbox"][0]
        box["authserv_id"] = ""
        box["imap"] |= {"port": dovecot.port, "junk_seconds": 0.1}

    return change


@asynccontextmanager
async def junked(folder: Path, dovecot: Dovecot) -> AsyncIterator[World]:
    dovecot.add_user(SUPPORT, "sandbox")
    dovecot.deliver(SUPPORT, letter(0), "Junk")
    async with world(folder, change=on(dovecot)) as w:
        await until(lambda: _opened(w), "the junk folder to be opened")
        yield w


async def _opened(w: World) -> bool:
    cursor = await w.app.database.read(lambda c: c.exec_driver_sql("SELECT name FROM cursors").scalars().all())
    return "email:support junk Junk" in cursor


async def states(w: World) -> list[tuple[str, str]]:
    rows = await w.desk.read(select(inbox.c.state, inbox.c.cause).where(inbox.c.kind == "message").order_by(inbox.c.id))
    return [(row["state"], row["cause"]) for row in rows]


async def test_it_waits_in_the_quiet_list_and_nobody_is_answered(tmp_path: Path, dovecot: Dovecot) -> None:
    async with junked(tmp_path, dovecot) as w:
        dovecot.deliver(SUPPORT, letter(1), "Junk")
        shown = await listed(w, 1)
        assert "junk folder" in str(shown["blocks"])
        await w.desk.is_quiet()
        assert len(w.stage.slack.messages(ENGINEERS)) == 1
        assert w.stage.mail.sent == []
        places = [row["place"] for row in await w.desk.read(select(arrivals.c.place))]
        assert [place.partition(":")[2] for place in places if place.startswith("junk ")] == ["2"]


async def test_a_customers_mail_in_it_is_shown_with_a_card(tmp_path: Path, dovecot: Dovecot) -> None:
    async with junked(tmp_path, dovecot) as w:
        dovecot.deliver(SUPPORT, letter(1, "ann@acme.example"))
        await w.desk.ticket_of("email:ann@acme.example")
        dovecot.deliver(SUPPORT, letter(2, "ann@acme.example"), "Junk")
        card = await until(
            lambda: next((m for m in w.stage.slack.messages(ENGINEERS) if "Release" in buttons(m)), None), "a card"
        )
        assert "junk folder" in words(card)
        assert lists(w) == []


async def test_a_colleague_who_moves_it_to_the_inbox_lets_it_in(tmp_path: Path, dovecot: Dovecot) -> None:
    async with junked(tmp_path, dovecot) as w:
        marked = letter(1, marked="X-Spam-Flag: YES\r\n")
        dovecot.deliver(SUPPORT, marked, "Junk")
        dovecot.deliver(SUPPORT, letter(2), "Junk")
        await listed(w, 2)
        dovecot.deliver(SUPPORT, marked)
        ticket = await w.desk.ticket_of("email:seller@spam.example")
        await w.desk.shows(ticket, subject="Offer 1")
        await listed(w, 1)
        assert [state for state, _ in await states(w)] == ["handled", "spam"]
        assert (await states(w))[0][1].startswith("opened")


async def test_what_the_admin_blocks_stays_out_wherever_it_is_moved(tmp_path: Path, dovecot: Dovecot) -> None:
    def change(settings: dict[str, Any]) -> None:
        on(dovecot)(settings)
        settings["mailbox"][0]["blocked"] = ["spam.example"]

    dovecot.add_user(SUPPORT, "sandbox")
    dovecot.deliver(SUPPORT, letter(0), "Junk")
    async with world(tmp_path, change=change) as w:
        await until(lambda: _opened(w), "the junk folder to be opened")
        dovecot.deliver(SUPPORT, letter(1), "Junk")
        await listed(w, 1)
        dovecot.deliver(SUPPORT, letter(1))
        dovecot.deliver(SUPPORT, letter(2, "ann@acme.example"))
        await w.desk.ticket_of("email:ann@acme.example")
        assert [state for state, _ in await states(w)] == ["spam", "handled"]


async def test_what_the_server_marks_in_the_inbox_is_not_let_in_by_a_second_copy(
    tmp_path: Path, dovecot: Dovecot
) -> None:
    async with junked(tmp_path, dovecot) as w:
        marked = letter(1, marked="X-Spam-Flag: YES\r\n")
        dovecot.deliver(SUPPORT, marked)
        await listed(w, 1)
        dovecot.deliver(SUPPORT, marked)
        dovecot.deliver(SUPPORT, letter(2, "ann@acme.example"))
        await w.desk.ticket_of("email:ann@acme.example")
        assert [state for state, _ in await states(w)] == ["spam", "handled"]
