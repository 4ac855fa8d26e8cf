"""Where the admin wants it, handled mail is marked or moved: after it is stored, and never what was there before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from bot.channels.email import handled
from bot.channels.email.channel import EmailChannel
from bot.channels.email.imap_client import Client
from tests.channels.email.conftest import SIGNER, Clock, FakeDesk, MemoryCursors, listening, mail, mailbox, until
from tests.channels.email.test_listen import BOX, _as_colleague, server
from tests.servers.dovecot import Dovecot

__all__ = ["server"]

OLD = b"From: a@b.example\r\nSubject: old\r\n\r\nfrom before\r\n"


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handled, "LOOK_SECONDS", 0.05)


def room(server: Dovecot, cursors: MemoryCursors, desk: FakeDesk, how: str, **imap: Any) -> EmailChannel:
    """A mailbox whose desk has handled all that it took, but "held"."""

    async def settled(places: Sequence[str]) -> set[str]:
        return {one.place for one in desk.taken if one.subject != "held"} & set(places)

    settings = mailbox(imap={"port": server.port, "handled": how, **imap})
    return EmailChannel(settings, signer=SIGNER, cursors=cursors, clock=Clock(), jitter=lambda: 0.0, settled=settled)


def subjects(server: Dovecot, folder: str = "INBOX") -> list[str]:
    lines = [line for raw in server.messages(BOX, folder) for line in raw.replace(b"\r", b"").split(b"\n")]
    return [line[9:].decode() for line in lines if line.startswith(b"Subject: ")]


async def begun(cursors: MemoryCursors) -> None:
    await until(lambda: "email:support handled" in cursors.places)


async def marked(server: Dovecot, flag: str) -> bytes:
    return await _as_colleague(server.port, f"SEARCH {flag}".encode())


def with_folder(server: Dovecot, folder: str) -> None:
    server.deliver(BOX, OLD, folder, arrived=datetime.now(UTC) - timedelta(days=1))


@pytest.mark.parametrize("folder", ["Done", "已处理"])
@pytest.mark.parametrize("moves", [True, False], ids=["by MOVE", "by COPY and EXPUNGE"])
async def test_handled_mail_is_moved_and_what_waits_or_was_there_before_stays(
    server: Dovecot,
    desk: FakeDesk,
    cursors: MemoryCursors,
    monkeypatch: pytest.MonkeyPatch,
    folder: str,
    moves: bool,
) -> None:
    can = Client.has_capability
    monkeypatch.setattr(Client, "has_capability", lambda self, name: can(self, name) and (moves or name != "MOVE"))
    with_folder(server, folder)
    server.deliver(BOX, OLD)
    async with listening(room(server, cursors, desk, f"move:{folder}"), desk) as listener:
        await begun(cursors)
        for subject in ("first", "held", "second"):
            server.deliver(BOX, mail(subject))
        await desk.has(3)
        await until(lambda: subjects(server, folder) == ["old", "first", "second"])
        await until(lambda: subjects(server) == ["old", "held"])
        server.deliver(BOX, mail("third"))
        await desk.has(4)
        await until(lambda: "third" in subjects(server, folder))
        assert listener.health.green
    assert desk.seen == ["first", "held", "second", "third"]


@pytest.mark.parametrize(("how", "flag"), [("seen", "SEEN"), ("flagged", "FLAGGED")])
async def test_handled_mail_is_marked_where_it_lies(
    server: Dovecot, desk: FakeDesk, cursors: MemoryCursors, how: str, flag: str
) -> None:
    server.deliver(BOX, OLD)
    async with listening(room(server, cursors, desk, how), desk):
        await begun(cursors)
        server.deliver(BOX, mail("first"))
        server.deliver(BOX, mail("held"))
        await desk.has(2)
        found = b""
        while b"* SEARCH 2\r\n" not in found:
            found = await marked(server, flag)
    assert subjects(server) == ["old", "first", "held"]


async def test_mail_is_moved_once_though_the_desk_was_down_when_it_was_handled(
    server: Dovecot, desk: FakeDesk, cursors: MemoryCursors
) -> None:
    with_folder(server, "Done")
    async with listening(room(server, cursors, desk, "move:Done"), desk):
        await begun(cursors)
    server.deliver(BOX, mail("meanwhile"))
    async with listening(room(server, cursors, desk, ""), desk):
        await desk.has(1)
    assert subjects(server) == ["meanwhile"]
    async with listening(room(server, cursors, desk, "move:Done"), desk):
        await until(lambda: subjects(server, "Done") == ["old", "meanwhile"])
    assert desk.seen == ["meanwhile"]


async def test_a_folder_that_is_not_there_is_said_and_stops_no_mail(
    server: Dovecot, desk: FakeDesk, cursors: MemoryCursors
) -> None:
    async with listening(room(server, cursors, desk, "move:Nowhere"), desk) as listener:
        await begun(cursors)
        server.deliver(BOX, mail("first"))
        await desk.has(1)
        await until(lambda: "handled mail stays where it is: MOVE was refused" in listener.health.cause)
        server.deliver(BOX, mail("second"))
        await desk.has(2)
        assert subjects(server) == ["first", "second"]
        with_folder(server, "Nowhere")
        await until(lambda: listener.health.green and subjects(server, "Nowhere") == ["old", "first", "second"])


@pytest.mark.parametrize("how", ["move", "move:", "delete", "move:INBOX", "move: INBOX"])
def test_only_what_can_be_done_is_accepted(how: str) -> None:
    with pytest.raises(ValidationError, match=r"handled|must be"):
        mailbox(imap={"port": 1, "handled": how})
