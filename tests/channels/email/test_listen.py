"""The listener on a real server, and with everything breaking that can."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.email.listen import ALONE_BYTES, in_order
from bot.core.files import LONGEST_KEPT, WHOLE_TEXT
from bot.core.messages import Address, Inbound, Sender
from tests.channels.email.conftest import SIGNER, FakeDesk, MemoryCursors, channel, listening, mail, mailbox, until
from tests.channels.email.stumbling import Stumbling
from tests.servers.dovecot import Dovecot

BOX = "support@example.com"


@pytest.fixture
def server(dovecot: Dovecot) -> Dovecot:
    dovecot.add_user(BOX, "secret")
    return dovecot


async def test_a_mail_that_arrives_while_idle_is_handed_over_at_once(
    server: Dovecot, desk: FakeDesk, cursors: MemoryCursors
) -> None:
    async with listening(channel(mailbox(imap={"port": server.port}), cursors), desk) as room:
        assert room.health.green
        started = time.monotonic()
        server.deliver(BOX, mail("fire"))
        (taken,) = await desk.has(1)
        assert time.monotonic() - started < 1.5
    assert taken.subject == "fire"
    assert taken.channel == "email:support"
    assert taken.raw.replace(b"\r\n", b"\n") == mail("fire")


async def test_tls_is_checked_against_the_given_authority(
    server: Dovecot, desk: FakeDesk, cursors: MemoryCursors
) -> None:
    ca = server.certificate.certificate
    settings = mailbox(imap={"port": server.tls_port, "security": "tls", "host": "localhost", "ca_file": ca})
    async with listening(channel(settings, cursors), desk):
        server.deliver(BOX, mail("over tls"))
        await desk.has(1)


async def test_a_certificate_nobody_vouches_for_is_refused(
    server: Dovecot, desk: FakeDesk, cursors: MemoryCursors
) -> None:
    settings = mailbox(imap={"port": server.tls_port, "security": "tls", "host": "localhost"})
    async with listening(channel(settings, cursors), desk) as room:
        assert "TLS" in room.health.cause


async def test_the_first_connection_leaves_older_mail_alone(
    server: Dovecot, desk: FakeDesk, cursors: MemoryCursors
) -> None:
    for number in range(3):
        server.deliver(BOX, mail(f"old {number}"))
    async with listening(channel(mailbox(imap={"port": server.port}), cursors), desk):
        server.deliver(BOX, mail("new"))
        await until(lambda: cursors.places["email:support"]["uid"] == 4)
    assert desk.subjects == ["new"]


async def test_history_can_be_asked_for(server: Dovecot, desk: FakeDesk, cursors: MemoryCursors) -> None:
    for number in range(3):
        server.deliver(BOX, mail(f"old {number}"))
    async with listening(channel(mailbox(imap={"port": server.port, "history": "all"}), cursors), desk):
        await desk.has(3)
    assert desk.subjects == ["old 0", "old 1", "old 2"]


async def test_history_since_tomorrow_takes_nothing_old(
    server: Dovecot, desk: FakeDesk, cursors: MemoryCursors
) -> None:
    server.deliver(BOX, mail("old"))
    settings = mailbox(imap={"port": server.port, "history": "2999-01-01"})
    async with listening(channel(settings, cursors), desk):
        server.deliver(BOX, mail("new"))
        await desk.has(1)
    assert desk.subjects == ["new"]


async def test_it_goes_on_after_a_restart_where_it_was(server: Dovecot, desk: FakeDesk, cursors: MemoryCursors) -> None:
    settings = mailbox(imap={"port": server.port})
    async with listening(channel(settings, cursors), desk):
        server.deliver(BOX, mail("before"))
        await desk.has(1)
        await until(lambda: cursors.places["email:support"]["uid"] == 1)
    server.deliver(BOX, mail("meanwhile"))
    async with listening(channel(settings, cursors), desk):
        await desk.has(2)
        server.deliver(BOX, mail("after"))
        await desk.has(3)
    assert desk.seen == ["before", "meanwhile", "after"]


async def test_two_hundred_waiting_mails_come_in_order(server: Dovecot, desk: FakeDesk, cursors: MemoryCursors) -> None:
    settings = mailbox(imap={"port": server.port})
    async with listening(channel(settings, cursors), desk):
        pass
    for number in range(200):
        server.deliver(BOX, mail(f"waiting {number}"))
    async with listening(channel(settings, cursors), desk):
        await desk.has(200)
    assert desk.subjects == [f"waiting {number}" for number in range(200)]
    assert [place["uid"] for place in cursors.saves] == [0, 50, 100, 150, 200]


async def test_what_a_colleague_has_read_is_taken_in_and_nothing_is_marked_by_us(
    server: Dovecot, desk: FakeDesk, cursors: MemoryCursors
) -> None:
    settings = mailbox(imap={"port": server.port})
    async with listening(channel(settings, cursors), desk):
        pass
    server.deliver(BOX, mail("read by a colleague"))
    assert b"\\Seen" in await _as_colleague(server.port, b"UID STORE 1 +FLAGS (\\Seen)")
    server.deliver(BOX, mail("unread"))
    async with listening(channel(settings, cursors), desk):
        await desk.has(2)
    assert desk.subjects == ["read by a colleague", "unread"]
    flags = await _as_colleague(server.port, b"UID FETCH 2 (FLAGS)")
    assert b"\\Seen" not in flags.split(b"UID 2")[1].split(b")")[0]


async def test_a_cut_in_the_middle_of_a_fetch_loses_nothing(
    server: Dovecot, desk: FakeDesk, cursors: MemoryCursors, fault_proxy: Any
) -> None:
    proxy = await fault_proxy(server.port)
    settings = mailbox(imap={"port": proxy.port})
    async with listening(channel(settings, cursors), desk):
        pass
    for number in range(60):
        server.deliver(BOX, mail(f"cut {number}", "x" * 2000))
    proxy.cut_after(30_000)
    async with listening(channel(settings, cursors), desk):
        await desk.has(60)
    assert sorted(desk.subjects) == sorted(f"cut {number}" for number in range(60))
    assert proxy.accepted >= 3


async def test_a_polite_end_in_idle_is_noticed_at_once(
    server: Dovecot, desk: FakeDesk, cursors: MemoryCursors, fault_proxy: Any
) -> None:
    proxy = await fault_proxy(server.port)
    async with listening(channel(mailbox(imap={"port": proxy.port}), cursors), desk):
        proxy.half_close()
        await until(lambda: proxy.accepted >= 2, 2)
        server.deliver(BOX, mail("after the end"))
        await desk.has(1)


async def test_a_black_hole_turns_the_lamp_red_and_it_heals(
    server: Dovecot, desk: FakeDesk, cursors: MemoryCursors, fault_proxy: Any
) -> None:
    proxy = await fault_proxy(server.port)
    settings = mailbox(imap={"port": proxy.port, "idle_seconds": 0.3, "timeout_seconds": 0.5})
    async with listening(channel(settings, cursors), desk) as room:
        proxy.black_hole()
        await until(lambda: not room.health.green, 5)
        assert "no answer" in room.health.cause or "did not greet" in room.health.cause
        server.deliver(BOX, mail("through the hole"))
        proxy.pass_through()
        await desk.has(1)
        await until(lambda: room.health.green)


async def test_a_server_that_is_away_is_named_and_waited_for(
    server: Dovecot, desk: FakeDesk, cursors: MemoryCursors
) -> None:
    async with listening(channel(mailbox(imap={"port": server.port}), cursors), desk) as room:
        await asyncio.to_thread(server.kill)
        await until(lambda: "cannot connect" in room.health.cause)
        server.deliver(BOX, mail("while away"))
        await asyncio.to_thread(server.start)
        await desk.has(1)
        await until(lambda: room.health.green)


async def test_a_wrong_password_is_said_without_telling_it(
    server: Dovecot, desk: FakeDesk, cursors: MemoryCursors
) -> None:
    settings = mailbox(imap={"port": server.port, "password": "not-the-secret"})
    async with listening(channel(settings, cursors), desk) as room:
        await until(lambda: "log-in refused" in room.health.cause)
        assert "not-the-secret" not in room.health.cause
    assert "not-the-secret" not in repr(settings)


async def test_a_folder_that_is_not_there_is_said(server: Dovecot, desk: FakeDesk, cursors: MemoryCursors) -> None:
    settings = mailbox(imap={"port": server.port, "folder": "Nowhere"})
    async with listening(channel(settings, cursors), desk) as room:
        await until(lambda: "folder cannot be opened" in room.health.cause)


async def test_a_folder_may_have_a_chinese_name_and_blanks(
    server: Dovecot, desk: FakeDesk, cursors: MemoryCursors
) -> None:
    server.deliver(BOX, mail("first"), folder="客户 & 来信")
    settings = mailbox(imap={"port": server.port, "folder": "客户 & 来信", "history": "all"})
    async with listening(channel(settings, cursors), desk):
        await desk.has(1)


async def test_what_the_desk_cannot_store_stays_and_comes_again(
    server: Dovecot, desk: FakeDesk, cursors: MemoryCursors
) -> None:
    settings = mailbox(imap={"port": server.port})
    async with listening(channel(settings, cursors), desk) as room:
        desk.broken = {"second"}
        for subject in ("first", "second", "third"):
            server.deliver(BOX, mail(subject))
        await desk.until(lambda: desk.seen.count("second") >= 3)
        await until(lambda: "cannot be stored" in room.health.cause)
        assert "second" not in desk.subjects
        desk.broken = set()
        await desk.has(3)
        await until(lambda: room.health.green)
    assert sorted(desk.subjects) == ["first", "second", "third"]


async def test_the_place_moves_only_after_every_mail_was_taken(
    server: Dovecot, desk: FakeDesk, cursors: MemoryCursors
) -> None:
    settings = mailbox(imap={"port": server.port})
    async with listening(channel(settings, cursors), desk):
        pass
    desk.broken = {"bad"}
    for subject in ("good", "bad"):
        server.deliver(BOX, mail(subject))
    async with listening(channel(settings, cursors), desk):
        await desk.until(lambda: desk.seen.count("bad") >= 2)
        assert cursors.places["email:support"]["uid"] == 0


async def test_a_folder_that_was_numbered_anew_is_read_again(
    server: Dovecot, desk: FakeDesk, cursors: MemoryCursors
) -> None:
    settings = mailbox(imap={"port": server.port})
    async with listening(channel(settings, cursors), desk):
        server.deliver(BOX, mail("known"))
        await desk.has(1)
    server.deliver(BOX, mail("missed"))
    cursors.places["email:support"] = {**cursors.places["email:support"], "uidvalidity": 1, "uid": 900}
    async with listening(channel(settings, cursors), desk):
        await desk.has(2)
        await until(lambda: cursors.places["email:support"]["uid"] == 2)
    assert desk.subjects == ["known", "missed"]


async def test_a_mail_that_vanishes_meanwhile_holds_up_nothing(
    server: Dovecot, desk: FakeDesk, cursors: MemoryCursors
) -> None:
    settings = mailbox(imap={"port": server.port})
    async with listening(channel(settings, cursors), desk):
        pass
    for subject in ("gone", "here"):
        server.deliver(BOX, mail(subject))
    await _as_colleague(server.port, b"UID STORE 1 +FLAGS (\\Deleted)", b"EXPUNGE")
    async with listening(channel(settings, cursors), desk):
        await desk.has(1)
    assert desk.subjects == ["here"]


async def test_a_mail_that_the_reader_stumbles_over_is_shown_whole_and_holds_up_nothing(
    server: Dovecot, desk: FakeDesk, cursors: MemoryCursors
) -> None:
    room = channel(mailbox(imap={"port": server.port, "history": "all"}), cursors)
    room._listener.reader = Stumbling(room.name, ("support@example.com",), SIGNER)
    for subject in ("before", "a stone", "after"):
        server.deliver(BOX, mail(subject))
    async with listening(room, desk):
        await desk.has(3)
    assert desk.subjects == ["before", "", "after"]
    assert "ArithmeticError" in desk.taken[1].trouble
    assert desk.taken[1].attachments[0].content == mail("a stone").replace(b"\n", b"\r\n")


async def test_a_mail_that_brought_the_desk_down_does_not_do_so_again(
    server: Dovecot, desk: FakeDesk, cursors: MemoryCursors
) -> None:
    room = channel(mailbox(imap={"port": server.port, "history": "all"}), cursors)
    room._listener.reader = Stumbling(room.name, ("support@example.com",), SIGNER)
    server.deliver(BOX, mail("an abyss"))
    async with listening(room, desk):
        await desk.has(1)
        server.deliver(BOX, mail("after"))
        await desk.has(2)
    assert desk.subjects == ["", "after"]
    assert "its reader ended" in desk.taken[0].trouble
    assert desk.taken[0].attachments[0].content == mail("an abyss").replace(b"\n", b"\r\n")


async def test_two_mailboxes_run_side_by_side(server: Dovecot, desk: FakeDesk, cursors: MemoryCursors) -> None:
    server.add_user("sales@example.com", "secret")
    support = channel(mailbox(imap={"port": server.port}), cursors)
    sales = channel(mailbox("sales", imap={"port": server.port}), cursors)
    async with listening(support, desk), listening(sales, desk):
        server.deliver(BOX, mail("to support"))
        server.deliver("sales@example.com", mail("to sales"))
        await desk.has(2)
    assert {(taken.channel, taken.subject) for taken in desk.taken} == {
        ("email:support", "to support"),
        ("email:sales", "to sales"),
    }


async def test_a_mail_to_both_mailboxes_has_one_key(server: Dovecot, desk: FakeDesk, cursors: MemoryCursors) -> None:
    server.add_user("sales@example.com", "secret")
    support = channel(mailbox(imap={"port": server.port}), cursors)
    sales = channel(mailbox("sales", imap={"port": server.port}), cursors)
    async with listening(support, desk), listening(sales, desk):
        server.deliver(BOX, b"Received: one way\r\n" + mail("both"))
        server.deliver("sales@example.com", b"Received: the other\r\nDelivered-To: sales\r\n" + mail("both"))
        await desk.until(lambda: desk.seen.count("both") == 2)
    assert len(desk.taken) == 1


async def test_a_huge_mail_comes_whole(server: Dovecot, desk: FakeDesk, cursors: MemoryCursors) -> None:
    text = "0123456789" * 6 + "\n" + ("y" * 70 + "\n") * 300_000
    async with listening(channel(mailbox(imap={"port": server.port}), cursors), desk):
        server.deliver(BOX, mail("small"))
        server.deliver(BOX, mail("huge", text))
        server.deliver(BOX, mail("small again"))
        await desk.has(3, 20)
    assert desk.subjects == ["small", "huge", "small again"]
    assert desk.taken[1].text == text[:LONGEST_KEPT]
    assert [(file.name, file.content) for file in desk.taken[1].attachments] == [(WHOLE_TEXT, text.rstrip().encode())]


async def _as_colleague(port: int, *commands: bytes) -> bytes:
    """Acts in the mailbox by hand, as another mail program would."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answer = b""
    for number, command in enumerate((b"LOGIN support@example.com secret", b"SELECT INBOX", *commands)):
        writer.write(b"a%d %s\r\n" % (number, command))
        while not (line := await reader.readline()).startswith(b"a%d " % number):
            answer += line
    writer.close()
    await writer.wait_closed()
    return answer


def test_a_large_mail_is_handed_over_alone_so_that_none_overtakes_it() -> None:
    sizes = [10, 10, ALONE_BYTES + 1, 10, ALONE_BYTES + 1, ALONE_BYTES + 1, 10]
    at = datetime(2026, 11, 2, tzinfo=UTC)
    sender = Sender(Address("email", "a@b.example"))
    mails = [Inbound("email:a", str(n), sender, "", "", at, b"x" * size) for n, size in enumerate(sizes)]
    assert [[mail.key for mail in group] for group in in_order(mails)] == [
        ["0", "1"],
        ["2"],
        ["3"],
        ["4"],
        ["5"],
        ["6"],
    ]
