"""The junk folder is read like the mailbox: found by the server's own word, at its own pace, changing nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from bot.channels.email.junk_folder import JunkFolder
from bot.channels.email.modified_utf7 import folder_name, plain_name
from bot.channels.email.special_use import JUNK, folder_for
from bot.core.ports import Census
from tests.channels.email.conftest import FakeDesk, MemoryCursors, channel, listening, mail, mailbox, until
from tests.channels.email.test_listen import BOX, server
from tests.servers.dovecot import Dovecot

__all__ = ["server"]

WEEK_AGO = (datetime.now(UTC) - timedelta(days=7)).date()
FIRST = b"From: a@b.example\r\n\r\nolder spam\r\n"


def with_junk(server: Dovecot, folder: str = "Junk") -> None:
    """Servers make the folder when they need it first; here something lies in it already."""
    server.deliver(BOX, FIRST, folder, arrived=datetime.now(UTC) - timedelta(days=1))


def box(server: Dovecot, cursors: MemoryCursors, **more: Any) -> Any:
    return channel(mailbox(imap={"port": server.port, "junk_seconds": 0.05, **more}), cursors)


def opened(cursors: MemoryCursors, folder: str = "Junk") -> bool:
    return f"email:support junk {folder}" in cursors.places


async def test_the_folder_that_the_server_names_is_read_and_its_mail_counts_as_spam(
    server: Dovecot, desk: FakeDesk, cursors: MemoryCursors
) -> None:
    with_junk(server)
    async with listening(box(server, cursors), desk) as room:
        await until(lambda: opened(cursors))
        server.deliver(BOX, mail("cheap"), "Junk")
        (taken,) = await desk.has(1)
        assert room.health.green
    assert (taken.subject, taken.spam) == ("cheap", "junk folder")
    validity = cursors.places["email:support junk Junk"]["uidvalidity"]
    assert taken.place == f"junk {validity}:2"
    assert [raw.replace(b"\r\n", b"\n") for raw in server.messages(BOX, "Junk")] == [
        FIRST.replace(b"\r\n", b"\n"),
        mail("cheap"),
    ]


async def test_a_folder_of_another_name_is_read_where_the_admin_names_it(
    server: Dovecot, desk: FakeDesk, cursors: MemoryCursors
) -> None:
    with_junk(server, "垃圾邮件")
    async with listening(box(server, cursors, junk="垃圾邮件"), desk):
        await until(lambda: opened(cursors, "垃圾邮件"))
        server.deliver(BOX, mail("发票"), "垃圾邮件")
        assert (await desk.has(1))[0].spam == "junk folder"


async def test_nothing_is_read_where_the_admin_wants_none(
    server: Dovecot, desk: FakeDesk, cursors: MemoryCursors
) -> None:
    with_junk(server)
    async with listening(box(server, cursors, junk=""), desk):
        server.deliver(BOX, mail("cheap"), "Junk")
        server.deliver(BOX, mail("fire"))
        await desk.has(1)
    assert desk.subjects == ["fire"]
    assert list(cursors.places) == ["email:support"]


async def test_a_named_folder_that_is_not_there_is_told_and_the_mailbox_goes_on(
    server: Dovecot, desk: FakeDesk, cursors: MemoryCursors
) -> None:
    async with listening(box(server, cursors, junk="Spam"), desk) as room:
        await until(lambda: "the junk folder: the folder cannot be opened" in room.health.cause)
        server.deliver(BOX, mail("fire"))
        await desk.has(1)
        with_junk(server, "Spam")
        await until(lambda: room.health.green)


async def test_what_was_lost_from_the_junk_folder_is_taken_in_when_it_is_compared(
    server: Dovecot, desk: FakeDesk, cursors: MemoryCursors
) -> None:
    with_junk(server)

    async def known(places: Sequence[str]) -> set[str]:
        return {one.place for one in desk.taken} & set(places)

    async with listening(box(server, cursors), desk) as room:
        await until(lambda: opened(cursors))
        for subject in ("one", "two"):
            server.deliver(BOX, mail(subject), "Junk")
        await desk.has(2)
        await until(lambda: cursors.places["email:support junk Junk"]["uid"] == 3)
        lost = desk.taken.pop(0)
        server.deliver(BOX, mail("fire"))
        await until(lambda: "fire" in desk.subjects)
        await until(lambda: cursors.places["email:support"]["uid"] == 1)
        assert await room.compare(known, desk.receive, WEEK_AGO) == Census(4, (lost.place,))
        assert desk.taken[-1].spam == "junk folder"


async def test_a_folder_that_the_server_makes_with_its_first_spam_is_read_from_that_mail_on(
    server: Dovecot, desk: FakeDesk, cursors: MemoryCursors
) -> None:
    async with listening(box(server, cursors), desk) as room:
        await until(lambda: "email:support" in cursors.places)
        await asyncio.sleep(0.2)  # it looked for the folder, and found none
        server.deliver(BOX, mail("cheap"), "Junk")
        (taken,) = await desk.has(1)
        assert (taken.subject, taken.spam) == ("cheap", "junk folder")
        assert room.health.green


async def test_a_server_that_is_down_at_the_first_look_is_told_and_asked_again(
    server: Dovecot, desk: FakeDesk, cursors: MemoryCursors
) -> None:
    lamp = SpokenLamp()
    junk = JunkFolder(box(server, cursors)._listener, lamp)
    server.stop()
    task = asyncio.create_task(junk.run(desk.receive, datetime.now(UTC)))
    try:
        await until(lambda: lamp.causes != [])
        server.start()
        server.deliver(BOX, mail("cheap"), "Junk")
        assert [one.subject for one in await desk.has(1)] == ["cheap"]
        await until(lambda: lamp.causes[-1] == "")
    finally:
        task.cancel()


async def test_what_came_before_the_folder_was_ever_opened_is_read_after_a_restart(
    server: Dovecot, desk: FakeDesk, cursors: MemoryCursors
) -> None:
    async with listening(box(server, cursors, junk_seconds=600), desk):
        await until(lambda: "email:support" in cursors.places)
        await asyncio.sleep(0.2)
    with_junk(server)
    server.deliver(BOX, mail("cheap"), "Junk")
    async with listening(box(server, cursors), desk):
        assert [one.subject for one in await desk.has(1)] == ["cheap"]
        await until(lambda: opened(cursors))
    assert desk.subjects == ["cheap"]


class SpokenLamp:
    """Keeps what is said of the folder."""

    def __init__(self) -> None:
        self.causes: list[str] = []

    def well(self) -> None:
        self.causes.append("")

    def ill(self, cause: str) -> None:
        self.causes.append(cause)


def test_the_mailbox_itself_is_no_junk_folder() -> None:
    with pytest.raises(ValidationError, match="is the folder that is read anyway"):
        mailbox(imap={"junk": "INBOX"})


@pytest.mark.parametrize(
    ("lines", "folder"),
    [
        ([b'(\\HasNoChildren) "/" INBOX', b'(\\HasNoChildren \\Junk) "/" "Junk Email"'], "Junk Email"),
        ([b'* LIST (\\Junk) "." &V4NXPpCuTvY-', b"done"], "垃圾邮件"),
        ([b'LIST (\\Noselect) NIL ""', b'(\\junk) NIL "a \\"b\\""'], 'a "b"'),
        ([b'(\\Junk) "/" {4}', bytearray(b"Spam"), b"done"], "Spam"),
        ([b'(\\Sent) "/" {4}', bytearray(b"Sent"), b'(\\Junk) "/" Bulk'], "Bulk"),
        ([b'(\\HasNoChildren) "/" Junk', b"done"], ""),
        ([b'(\\JunkMail) "/" Other', b"(", b"\xff\xfe", b""], ""),
    ],
)
def test_the_junk_folder_is_read_out_of_every_form_of_list(lines: list[bytes], folder: str) -> None:
    assert folder_for(JUNK, lines) == folder


@pytest.mark.parametrize("name", ["垃圾邮件", "Spam & more", "A/B", "Entwürfe", "&"])
def test_a_folders_name_survives_the_wire(name: str) -> None:
    assert plain_name(folder_name(name)[1:-1]) == name


@pytest.mark.parametrize("wire", ["&ZZZ", "&AA-", "a&b", "&2AA-"])
def test_a_name_that_is_no_modified_utf7_stays_as_it_is(wire: str) -> None:
    assert plain_name(wire)
