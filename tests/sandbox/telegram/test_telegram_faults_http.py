"""The switches that break the service, over bare HTTP."""

import asyncio

import aiohttp
import pytest

from .conftest import ANNA, poll_waits


@pytest.fixture(autouse=True)
async def anna_has_written(telegram):
    await telegram.write(ANNA, "/start")


async def test_a_throttled_method_says_when_to_come_again(telegram, api):
    telegram.throttle("sendmessage", retry_after=3)
    status, body = await api.call("sendMessage", chat_id=ANNA, text="x")
    assert (status, body["parameters"]) == (429, {"retry_after": 3})
    assert body["description"] == "Too Many Requests: retry after 3"
    assert telegram.bot_messages(ANNA) == []
    await api.result("sendMessage", chat_id=ANNA, text="x")


async def test_a_method_fails_as_often_as_told(telegram, api):
    telegram.fail("getUpdates", 500, "Internal Server Error", times=2)
    for _ in range(2):
        assert await api.refusal("getUpdates") == (500, "Internal Server Error")
    assert len(await api.result("getUpdates")) == 1


async def test_a_dropped_answer_leaves_the_message_sent(telegram, api):
    telegram.drop_answer("sendMessage")
    with pytest.raises(aiohttp.ClientConnectionError):
        await api.call("sendMessage", chat_id=ANNA, text="did it go?")
    assert [message["text"] for message in telegram.bot_messages(ANNA)] == ["did it go?"]
    assert telegram.journal.entries[-1]["answer"] == "cut"
    await api.result("sendMessage", chat_id=ANNA, text="next")


async def test_while_down_everything_is_a_bad_gateway(telegram, api):
    poll = asyncio.create_task(api.session.post(f"{api.url}/getUpdates", data={"offset": 2_000_000_000, "timeout": 30}))
    await poll_waits(telegram)
    telegram.down = True
    assert (await poll).status == 502
    async with api.session.post(f"{api.url}/getMe") as response:
        assert (response.status, response.content_type) == (502, "text/html")
    telegram.down = False
    await api.result("getMe")


async def test_a_black_hole_never_answers_nor_performs(telegram, api):
    telegram.black_hole = True
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await api.call("sendMessage", chat_id=ANNA, text="x")
    telegram.black_hole = False
    assert telegram.bot_messages(ANNA) == []
    await api.result("sendMessage", chat_id=ANNA, text="x")


async def test_a_poll_swallowed_by_a_black_hole_loses_nothing(telegram, api):
    confirmed = telegram.pending[-1]["update_id"] + 1
    poll = asyncio.create_task(api.result("getUpdates", offset=confirmed, timeout=30))
    await poll_waits(telegram)
    telegram.black_hole = True
    await telegram.write(ANNA, "swallowed")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await poll
    telegram.black_hole = False
    assert [update["message"]["text"] for update in await api.result("getUpdates")] == ["swallowed"]
