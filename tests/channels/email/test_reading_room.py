"""Many mails are read in a process of its own, few here; what a mail does to its reader harms no other mail."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.channels.email import reading_room
from bot.channels.email.aside import Letter, framed
from bot.channels.email.reader import Reader
from bot.channels.email.reading_room import LARGE, MANY, Clerk, ReadingRoom
from tests.channels.email.conftest import MAILS, NOW, SIGNER, mail, until
from tests.channels.email.stumbling import Stumbling

OWN = ("support@example.com",)
ROOT = Path(__file__).resolve().parents[3]


def reader(kind: type[Reader] = Reader) -> Reader:
    return kind("email:support", OWN, SIGNER)


def letter(subject: str, text: str = "The printer is on fire.", number: int = 1) -> Letter:
    return Letter(mail(subject, text), NOW, f"email:support 1 {number}")


def letters(count: int = MANY) -> list[Letter]:
    return [letter(f"Printer {number}", number=number) for number in range(count)]


@pytest.fixture
async def room() -> AsyncIterator[ReadingRoom]:
    async with ReadingRoom() as opened:
        yield opened


def clerk_of(room: ReadingRoom) -> int:
    assert room._clerk is not None
    return room._clerk.process.pid


def lives(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


async def test_few_mails_need_no_second_process(room: ReadingRoom) -> None:
    await room.read(reader(), letters(MANY - 1))
    assert room._clerk is None


async def test_large_mails_are_taken_in_one_after_the_other_and_small_ones_beside_them(room: ReadingRoom) -> None:
    async with room.space(LARGE), room.space(LARGE - 1), room.space(1):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01), room.space(LARGE):
                pass
    async with room.space(LARGE):
        pass


async def test_a_stop_while_the_process_starts_leaves_none_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[int] = []
    spawn = asyncio.create_subprocess_exec

    async def noted(*command: str, **rest: Any) -> asyncio.subprocess.Process:
        process = await spawn(*command, **rest)
        started.append(process.pid)
        return process

    monkeypatch.setattr(asyncio, "create_subprocess_exec", noted)
    waiting = asyncio.create_task(Clerk.start())
    await until(lambda: started)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert not lives(started[0])


async def test_a_process_whose_long_answer_nobody_takes_any_more_ends_soon() -> None:
    clerk = await Clerk.start()
    question, answer = clerk.process.stdin, clerk.process.stdout
    assert question is not None
    question.write(framed((reader(), [letter("Printer", "The printer is on fire. " * 40_000)])))
    await until(lambda: getattr(answer, "_paused"), 30)  # noqa: B009 - private to the library
    async with asyncio.timeout(10):
        await clerk.end()


async def test_every_mail_is_read_aside_as_it_is_here(room: ReadingRoom) -> None:
    odd = [Letter(path.read_bytes(), NOW, path.name) for path in sorted(MAILS.glob("*.eml"))]
    here = [reader().read(one.raw, NOW) for one in odd]
    assert len(odd) >= MANY
    assert await room.read(reader(), odd) == here
    assert clerk_of(room)


async def test_a_mail_that_kills_its_reader_is_shown_whole_and_the_others_are_read(room: ReadingRoom) -> None:
    many = [*letters(), letter("Abyss", "This is an abyss.", 99), *letters()]
    read = await room.read(reader(Stumbling), many)
    assert [one.subject for one in read] == [
        *(f"Printer {n}" for n in range(MANY)),
        "",
        *(f"Printer {n}" for n in range(MANY)),
    ]
    fallen = read[MANY]
    assert fallen.trouble == "mail 99: it cannot be read: its reader ended"
    assert fallen.attachments[0].content == fallen.raw == many[MANY].raw


async def test_a_mail_that_would_take_for_ever_is_shown_whole(
    room: ReadingRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_room, "PATIENCE", 1.0)
    read = await room.read(reader(Stumbling), [*letters(), letter("Slow", "It goes on for ever.", 99)])
    assert read[-1].trouble == "mail 99: it cannot be read: it took too long"
    assert read[0].subject == "Printer 0"


@pytest.mark.parametrize("count", [1, MANY])
async def test_a_defect_of_ours_costs_one_mail_its_text_and_no_more(room: ReadingRoom, count: int) -> None:
    read = await room.read(reader(Stumbling), [letter("Stone", "Over a stone.", 99), *letters(count - 1)])
    assert read[0].trouble == "mail 99: it cannot be read (ArithmeticError)"
    assert all(one.subject.startswith("Printer") for one in read[1:])


async def test_mails_are_read_here_where_no_process_can_be_started(
    room: ReadingRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    read = await room.read(reader(), letters())
    assert [one.subject for one in read] == [f"Printer {n}" for n in range(MANY)]


async def test_the_process_goes_after_a_while_without_work_and_comes_back(
    room: ReadingRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_room, "IDLE", 0.01)
    await room.read(reader(), letters())
    first = clerk_of(room)
    await until(lambda: not lives(first))
    assert len(await room.read(reader(), letters())) == MANY


async def test_a_stop_while_the_process_is_going_waits_until_it_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    end, going = Clerk.end, asyncio.Event()

    async def slowly(clerk: Clerk) -> None:
        going.set()
        await asyncio.sleep(0.05)
        await end(clerk)

    monkeypatch.setattr(reading_room, "IDLE", 0.01)
    monkeypatch.setattr(Clerk, "end", slowly)
    async with ReadingRoom() as room:
        await room.read(reader(), letters())
        process = room._clerk.process if room._clerk else None
        await going.wait()
    assert process is not None
    assert process.returncode is not None


async def test_the_last_mailbox_that_stops_listening_ends_the_process() -> None:
    room = ReadingRoom()
    async with room:
        async with room:
            await room.read(reader(), letters())
            clerk = clerk_of(room)
        assert lives(clerk)
    assert not lives(clerk)


async def test_two_mailboxes_share_one_process_and_get_their_own_mails(room: ReadingRoom) -> None:
    sales = replace(reader(), channel="email:sales")
    support, sold = await asyncio.gather(room.read(reader(), letters()), room.read(sales, letters()))
    assert {one.channel for one in support} == {"email:support"}
    assert {one.channel for one in sold} == {"email:sales"}


async def test_a_stop_in_the_middle_of_a_batch_leaves_no_answer_for_the_next(room: ReadingRoom) -> None:
    waiting = asyncio.create_task(room.read(reader(Stumbling), [*letters(), letter("Slow", "for ever")]))
    await until(lambda: room._clerk is not None)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert [one.subject for one in await room.read(reader(), letters())] == [f"Printer {n}" for n in range(MANY)]


async def test_the_process_knows_no_secret_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPPORT_PASSWORD", "hunter2")
    clerk = await Clerk.start()
    try:
        assert b"hunter2" not in Path(f"/proc/{clerk.process.pid}/environ").read_bytes()
    finally:
        await clerk.end()


async def test_the_process_does_not_outlive_a_desk_that_was_killed() -> None:
    program = (
        "import asyncio\nfrom bot.channels.email.reading_room import Clerk\n"
        "async def run():\n    clerk = await Clerk.start()\n    print(clerk.process.pid, flush=True)\n"
        "    await asyncio.sleep(3600)\nasyncio.run(run())\n"
    )
    desk = await asyncio.create_subprocess_exec(sys.executable, "-c", program, stdout=asyncio.subprocess.PIPE)
    assert desk.stdout is not None
    clerk = int(await desk.stdout.readline())
    os.kill(desk.pid, signal.SIGKILL)
    await desk.wait()
    await until(lambda: not lives(clerk))


def test_the_process_that_reads_loads_no_large_library() -> None:
    program = "import sys, bot.channels.email.aside; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    names = {name.partition(".")[0] for name in loaded.stdout.split()}
    assert names.isdisjoint({"aiohttp", "asyncio", "jinja2", "markdown_it", "pydantic", "sqlalchemy", "structlog"})
