"""Who is told to stop stops, also in the moment in which what he waited for comes."""

import asyncio
from collections.abc import Awaitable
from typing import Any

import pytest


async def outcome(waiting: Awaitable[Any], seconds: float | None = 5) -> Any:
    return await asyncio.wait_for(waiting, seconds)


async def test_an_answer_in_the_same_moment_does_not_undo_the_stop():
    answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(outcome(answer))
    await asyncio.sleep(0)
    answer.set_result("here it is")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_an_answer_in_time_is_the_answer():
    async def soon() -> str:
        await asyncio.sleep(0)
        return "here it is"

    assert await outcome(soon()) == "here it is"
    assert await outcome(soon(), None) == "here it is"


async def test_who_waits_too_long_is_told_so_and_what_he_waited_for_is_stopped():
    stopped = asyncio.Event()

    async def for_ever() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()

    with pytest.raises(TimeoutError):
        await outcome(for_ever(), 0.01)
    assert stopped.is_set()


async def test_without_any_time_only_what_is_there_already_counts():
    there: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    there.set_result("here it is")
    assert await outcome(there, 0) == "here it is"
    with pytest.raises(TimeoutError):
        await outcome(asyncio.Event().wait(), 0)
