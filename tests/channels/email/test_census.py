"""What the mailbox holds is held against what the desk knows; what it never saw is taken in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.core.ports import Census
from tests.channels.email.conftest import FakeDesk, MemoryCursors, channel, listening, mail, mailbox, until
from tests.channels.email.test_listen import BOX, server
from tests.servers.dovecot import Dovecot

__all__ = ["server"]

WEEK_AGO = (datetime.now(UTC) - timedelta(days=7)).date()


class Ledger:
    """Knows these places."""

    def __init__(self, desk: FakeDesk) -> None:
        self.desk = desk

    async def known(self, places: Sequence[str]) -> set[str]:
        return {one.place for one in self.desk.taken} & set(places)


async def read_to(count: int, server: Dovecot, desk: FakeDesk, cursors: MemoryCursors) -> None:
    """Lets the listener take in so many mails, then stops it."""
    async with listening(channel(mailbox(imap={"port": server.port}), cursors), desk):
        for number in range(1, count + 1):
            server.deliver(BOX, mail(f"mail {number}"))
        await desk.has(count)
        await until(lambda: cursors.places["email:support"]["uid"] == desk_uid(desk))


def desk_uid(desk: FakeDesk) -> int:
    return int(desk.taken[-1].place.partition(":")[2])


async def test_each_mail_carries_its_place(server: Dovecot, desk: FakeDesk, cursors: MemoryCursors) -> None:
    await read_to(2, server, desk, cursors)
    validity = cursors.places["email:support"]["uidvalidity"]
    assert [one.place for one in desk.taken] == [f"{validity}:1", f"{validity}:2"]


async def test_nothing_is_missing_when_all_was_taken_in(
    server: Dovecot, desk: FakeDesk, cursors: MemoryCursors
) -> None:
    await read_to(3, server, desk, cursors)
    box = channel(mailbox(imap={"port": server.port}), cursors)
    assert await box.compare(Ledger(desk).known, desk.receive, WEEK_AGO) == Census(3, ())


async def test_a_mail_that_never_reached_the_desk_is_taken_in(
    server: Dovecot, desk: FakeDesk, cursors: MemoryCursors
) -> None:
    await read_to(3, server, desk, cursors)
    lost = desk.taken.pop(1)
    box = channel(mailbox(imap={"port": server.port}), cursors)
    assert await box.compare(Ledger(desk).known, desk.receive, WEEK_AGO) == Census(3, (lost.place,))
    assert desk.subjects == ["mail 1", "mail 3", "mail 2"]
    assert desk.taken[-1].place == lost.place


async def test_a_mail_the_desk_has_but_whose_place_it_forgot_is_no_difference(
    server: Dovecot, desk: FakeDesk, cursors: MemoryCursors
) -> None:
    await read_to(2, server, desk, cursors)

    async def nothing(places: Sequence[str]) -> set[str]:
        return set()

    box = channel(mailbox(imap={"port": server.port}), cursors)
    assert await box.compare(nothing, desk.receive, WEEK_AGO) == Census(2, ())
    assert desk.subjects == ["mail 1", "mail 2"]


async def test_mail_from_before_the_first_connection_stays_alone(
    server: Dovecot, desk: FakeDesk, cursors: MemoryCursors
) -> None:
    server.deliver(BOX, mail("old"), arrived=datetime.now(UTC) - timedelta(days=1))
    await read_to(1, server, desk, cursors)
    box = channel(mailbox(imap={"port": server.port}), cursors)
    assert await box.compare(Ledger(desk).known, desk.receive, WEEK_AGO) == Census(2, ())
    assert desk.subjects == ["mail 1"]


async def test_a_mailbox_that_was_never_read_or_does_not_answer_is_not_compared(
    server: Dovecot, desk: FakeDesk, cursors: MemoryCursors
) -> None:
    box = channel(mailbox(imap={"port": server.port}), cursors)
    assert await box.compare(Ledger(desk).known, desk.receive, WEEK_AGO) is None
    away = channel(mailbox(imap={"port": 1}), cursors)
    assert await away.compare(Ledger(desk).known, desk.receive, WEEK_AGO) is None
