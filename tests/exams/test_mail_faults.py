"""Everything that can happen to a mailbox's connection: no mail is lost or doubled, and the other mailbox goes on."""

from __future__ import annotations

import asyncio
import imaplib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.core.messages import Answer, DeskAction, Inbound
from bot.core.ports import Receive
from bot.db.schema import arrivals
from bot.sandbox.stage import SALES, SUPPORT
from tests.desk.waiting import until
from tests.exams.real_post import PASSWORD, THOROUGH, Bystanders, RealPost, letter, p95, real_post
from tests.servers.dovecot import Dovecot
from tests.servers.fault_proxy import FaultProxy
from tests.servers.smtp import SmtpServer

pytestmark = pytest.mark.exam

AT_ONCE = 6
STEP = 1024 if THOROUGH else 8192  # bytes between two cuts of a mail of 64 kB
SANE = 3.0  # seconds that a busy machine may need in place of "twice as long"
SHORT = {"timeout_seconds": 1, "idle_seconds": 0.3}


@dataclass
class Scene:
    """A desk whose mailbox `support` is fetched through the proxy; `sales` is fetched from the server itself."""

    post: RealPost
    proxy: FaultProxy
    dovecot: Dovecot
    mails: int = 0

    def deliver(self, count: int = AT_ONCE) -> None:
        """So many customers write at once."""
        for _ in range(count):
            self.mails += 1
            self.post.put_letter(f"ann{self.mails}@customers.example", f"Lamp {self.mails} is out.")

    async def is_idle(self) -> None:
        """Waits until the mailbox has been read to its end and is open."""
        await self.post.takes()
        await self.post.desk.is_green("email:support")

    async def connects_anew(self, before: int) -> None:
        """Waits for a connection after so many."""
        await until(lambda: self.proxy.accepted > before, "another connection")


@asynccontextmanager
async def scene(folder: Path, dovecot: Dovecot, smtp: SmtpServer) -> AsyncIterator[Scene]:
    """Starts it; six mails have come already."""
    proxy = FaultProxy(dovecot.port)
    await proxy.start()
    try:
        async with real_post(folder, dovecot, smtp, ports={SUPPORT: proxy.port}, imap=SHORT) as post:
            made = Scene(post, proxy, dovecot)
            made.deliver()
            await made.is_idle()
            yield made
            proxy.pass_through()
    finally:
        await proxy.stop()


async def fin_in_idle(it: Scene) -> None:
    """The server ends the connection in silence."""
    it.proxy.half_close()
    it.deliver()


async def bye_in_idle(it: Scene) -> None:
    """The server says why it ends the connection (RFC 3501, 7.1.5)."""
    it.proxy.say_and_close(b"* BYE Disconnected for inactivity.\r\n")
    it.deliver()


async def bye_before_an_answer(it: Scene) -> None:
    """Mail comes, and with it the end of the connection."""
    it.deliver()
    it.proxy.say_and_close(b"* BYE Server shutting down.\r\n")


async def reset(it: Scene) -> None:
    """The connection is cut."""
    it.proxy.cut()
    it.deliver()


async def server_stops(it: Scene) -> None:
    """The server is stopped in order, and started again."""
    await asyncio.to_thread(it.dovecot.stop)
    it.deliver()
    assert await it.post.desk.is_red("email:support")
    await asyncio.to_thread(it.dovecot.start)


async def server_is_killed(it: Scene) -> None:
    """The server dies while mail comes."""
    it.deliver()
    await asyncio.to_thread(it.dovecot.kill)
    await asyncio.to_thread(it.dovecot.start)


async def black_hole(it: Scene) -> None:
    """The connection stays, and nothing comes through until it is noticed."""
    it.proxy.black_hole()
    it.deliver()
    assert await it.post.desk.is_red("email:support")
    it.proxy.pass_through()


async def slow_line(it: Scene) -> None:
    """Every answer takes a while."""
    it.proxy.delay(0.1)
    it.deliver()
    await it.post.takes()
    it.proxy.pass_through()


async def nobody_listens(it: Scene) -> None:
    """New connections are refused."""
    await it.proxy.refuse()
    it.proxy.cut()
    it.deliver()
    assert await it.post.desk.is_red("email:support")
    await it.proxy.start()


async def wrong_password(it: Scene) -> None:
    """The provider changed the password, and changes it back."""
    it.dovecot.add_user(SUPPORT, "another")
    await asyncio.sleep(1.1)  # Dovecot looks once a second
    it.proxy.cut()
    it.deliver()
    health = it.post.app.channels["email:support"].health
    await until(lambda: "log-in refused" in health.cause, "the refusal to be seen")
    it.dovecot.add_user(SUPPORT, PASSWORD)


async def numbered_anew(it: Scene) -> None:
    """UIDVALIDITY changes, and every UID with it, while mail comes."""
    await it.proxy.refuse()
    it.proxy.cut()
    await until(lambda: not it.proxy.live, "the folder to be closed")
    await asyncio.sleep(0.1)  # the server's own side of it
    it.deliver()
    it.dovecot.renumber(SUPPORT)
    it.post.put_count += len(it.dovecot.messages(SUPPORT)) - AT_ONCE  # those that are known come again with new places
    await it.proxy.start()


async def another_client_expunges_and_moves(it: Scene) -> None:
    """A colleague deletes what was taken, and moves some away and back: their numbers all change."""
    await asyncio.to_thread(_tidy_up, it.dovecot.port)
    it.post.put_count += 2  # moved back, they have new places
    it.deliver()


async def a_colleague_read_it_before_us(it: Scene) -> None:
    """All mail is marked as read before we see it."""
    await it.proxy.refuse()
    it.proxy.cut()
    it.deliver()
    await asyncio.to_thread(_read_all, it.dovecot.port)
    await it.proxy.start()


def _tidy_up(port: int) -> None:
    with imaplib.IMAP4("127.0.0.1", port) as colleague:
        colleague.login(SUPPORT, PASSWORD)
        colleague.create("Done")
        colleague.select("INBOX")
        colleague.uid("MOVE", "2,3", "Done")
        colleague.uid("STORE", "1,4", "+FLAGS", "(\\Deleted)")
        colleague.expunge()
        colleague.select("Done")
        colleague.uid("MOVE", "1:*", "INBOX")


def _read_all(port: int) -> None:
    with imaplib.IMAP4("127.0.0.1", port) as colleague:
        colleague.login(SUPPORT, PASSWORD)
        colleague.select("INBOX")
        kind, answer = colleague.uid("STORE", "1:*", "+FLAGS", "(\\Seen)")
        assert kind == "OK"
        assert len(answer) >= AT_ONCE


FAULTS: tuple[Callable[[Scene], Awaitable[None]], ...] = (
    another_client_expunges_and_moves, fin_in_idle, bye_in_idle, bye_before_an_answer, reset, black_hole, slow_line,
    nobody_listens, a_colleague_read_it_before_us, wrong_password, server_is_killed, server_stops, numbered_anew,
)  # fmt: skip


async def test_no_fault_of_a_connection_loses_or_doubles_a_mail_or_slows_the_other_mailbox(
    tmp_path: Path, dovecot: Dovecot, smtp_server: SmtpServer
) -> None:
    async with scene(tmp_path, dovecot, smtp_server) as it:
        others = Bystanders(it.post, SALES)
        alone = await others.write(5)
        beside: list[float] = []
        for fault in FAULTS * (3 if THOROUGH else 1):
            print(fault.__name__)
            served = not fault.__name__.startswith("server")  # a server that is away is away for both
            writing = asyncio.create_task(others.write(3 if served else 0))
            await fault(it)
            beside += await writing
            await it.is_idle()
            it.deliver(1)
            await it.is_idle()
            await it.post.holds(it.mails + others.count)
        await it.post.rests()
        print(f"p95 of the other mailbox: alone {p95(alone):.2f} s, beside faults {p95(beside):.2f} s")
        assert p95(beside) <= max(2 * p95(alone), SANE)
        for number in range(1, it.mails + 1):
            assert len(it.post.mails_to(f"ann{number}@customers.example")) == 1


async def test_a_cut_at_every_point_of_a_fetch_loses_and_doubles_nothing(
    tmp_path: Path, dovecot: Dovecot, smtp_server: SmtpServer
) -> None:
    async with scene(tmp_path, dovecot, smtp_server) as it:
        raw = letter("big0000000@customers.example", "See file 0000000.\n" + ("0123456789abcdef" * 4 + "\n") * 992)
        assert 64_000 < len(raw) < 68_000
        cuts = list(range(512, len(raw) + 2048, STEP))
        for place in cuts:
            before = it.proxy.accepted
            it.proxy.cut_after(place)
            it.mails += 1
            it.post.put(SUPPORT, raw.replace(b"0000000", b"%07d" % place))
            await it.connects_anew(before)
            await it.is_idle()
        print(f"{len(cuts)} cuts of a mail of {len(raw)} bytes")
        await it.post.holds(it.mails)


@pytest.mark.parametrize("committed", [False, True], ids=["before", "after"])
async def test_a_stop_between_fetch_and_commit_or_before_the_place_is_noted_loses_and_doubles_nothing(
    tmp_path: Path, dovecot: Dovecot, smtp_server: SmtpServer, committed: bool
) -> None:
    async with scene(tmp_path, dovecot, smtp_server) as it:
        for number in (1, 3):  # the first of six, and one in the middle
            await it.post.stop()
            it.deliver()
            hold = Hold(number, committed)
            await it.post.start(hold.around)
            await hold.reached.wait()
            missing = it.mails - await it.post.number(select(func.count()).select_from(arrivals))
            await it.post.stop()
            await it.post.start()
            await it.is_idle()
            assert committed or missing > AT_ONCE - number
            await it.post.holds(it.mails)
        it.post.stage.clock.forward(timedelta(minutes=1))  # an answer the stop cut off is tried again after a second
        await it.post.rests()
        for number in range(1, it.mails + 1):  # an answer that was under way may be repeated, as the same mail
            answers = it.post.mails_to(f"ann{number}@customers.example")
            assert len({answer.message["Message-ID"] for answer in answers}) == 1
            assert len(answers) <= 2


@dataclass
class Hold:
    """Stands before the door and lets nobody through, or nobody return, from the `number`-th mail on."""

    number: int
    committed: bool

    def __post_init__(self) -> None:
        self.reached = asyncio.Event()
        self._came = 0

    def around(self, receive: Receive) -> Receive:
        """As RealPost.start wants it."""

        async def held(event: Inbound | DeskAction) -> Answer:
            self._came += isinstance(event, Inbound)
            if self._came < self.number:
                return await receive(event)
            if self.committed:
                await receive(event)
            self.reached.set()
            await asyncio.Event().wait()
            raise AssertionError("nobody gets here")

        return held
