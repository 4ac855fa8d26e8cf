"""getUpdates over bare HTTP: https://core.telegram.org/bots/api#getupdates."""

import asyncio

import pytest

from .conftest import ANNA, SUPERGROUP, poll_waits


async def _ids(api, **arguments):
    return [update["update_id"] for update in await api.result("getUpdates", **arguments)]


async def test_unconfirmed_updates_come_again_and_again(telegram, api):
    first = await telegram.write(ANNA, "hello")
    assert await _ids(api) == [first]
    assert await _ids(api) == [first]
    assert telegram.confirmed == set()


async def test_an_offset_confirms_everything_below_it(telegram, api):
    ids = [await telegram.write(ANNA, f"n {n}") for n in range(3)]
    assert await _ids(api, offset=ids[1]) == ids[1:]
    assert telegram.confirmed == {ids[0]}
    assert await _ids(api) == ids[1:]
    assert await _ids(api, offset=ids[2] + 1) == []
    assert telegram.confirmed == set(ids)
    assert telegram.pending == []


async def test_a_negative_offset_keeps_the_end_of_the_queue_and_forgets_the_rest(telegram, api):
    ids = [await telegram.write(ANNA, f"n {n}") for n in range(4)]
    assert await _ids(api, offset=-2) == ids[2:]
    assert await _ids(api) == ids[2:]
    assert await _ids(api, offset=-50) == ids[2:]


async def test_limit_is_one_to_a_hundred(telegram, api):
    ids = [await telegram.write(ANNA, f"n {n}") for n in range(103)]
    assert await _ids(api) == ids[:100]
    assert await _ids(api, limit=7) == ids[:7]
    assert await _ids(api, limit=1000) == ids[:100]
    assert await _ids(api, limit=0) == ids[:1]


async def test_a_long_poll_returns_as_soon_as_something_is_written(telegram, api):
    poll = asyncio.create_task(api.result("getUpdates", timeout=30))
    await poll_waits(telegram)
    written = await telegram.write(ANNA, "now")
    async with asyncio.timeout(2):
        assert [update["update_id"] for update in await poll] == [written]


async def test_a_long_poll_ends_empty_after_its_timeout(telegram, api):
    async with asyncio.timeout(3):
        assert await api.result("getUpdates", timeout=1) == []


async def test_the_earlier_of_two_pollers_is_refused_with_409(telegram, api):
    earlier = asyncio.create_task(api.refusal("getUpdates", timeout=30))
    await poll_waits(telegram)
    later = asyncio.create_task(api.result("getUpdates", timeout=30))
    assert await earlier == (
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )
    await poll_waits(telegram)
    written = await telegram.write(ANNA, "for the later one")
    assert (await later)[0]["update_id"] == written


async def test_a_poll_whose_client_has_gone_takes_nothing_away(telegram, api):
    poll = asyncio.create_task(api.result("getUpdates", timeout=30))
    await poll_waits(telegram)
    poll.cancel()
    async with asyncio.timeout(5):
        while not telegram.journal.entries:
            await asyncio.sleep(0.002)
    written = await telegram.write(ANNA, "still there")
    assert await _ids(api, timeout=1) == [written]
    assert telegram.journal.entries[0]["answer"] == "nobody waits for it"


async def test_updates_older_than_a_day_are_dropped(telegram, api, clock):
    await telegram.write(ANNA, "yesterday")
    clock.forward(3600)
    kept = await telegram.write(ANNA, "today")
    clock.forward(23 * 3600 + 1)
    assert await _ids(api) == [kept]
    assert telegram.confirmed == set()


async def test_allowed_updates_stay_set_and_touch_only_later_updates(telegram, api):
    before = await telegram.write(ANNA, "hi")
    assert await _ids(api, allowed_updates=["callback_query"]) == [before]
    await telegram.write(ANNA, "not asked for")
    assert await _ids(api) == [before]
    assert await _ids(api, allowed_updates=[]) == [before]
    after = await telegram.write(ANNA, "asked for again")
    assert await _ids(api) == [before, after]


async def test_a_webhook_keeps_getupdates_off(telegram, api):
    waiting = asyncio.create_task(api.refusal("getUpdates", timeout=30))
    await poll_waits(telegram)
    assert await api.result("setWebhook", url="https://desk.example/hook", secret_token="s3cret") is True
    assert await waiting == (409, "Conflict: terminated by setWebhook request")
    status, words = await api.refusal("getUpdates")
    assert status == 409
    assert "webhook is active" in words
    info = await api.result("getWebhookInfo")
    assert info["url"] == "https://desk.example/hook"
    assert info["pending_update_count"] == 0
    assert all("s3cret" not in str(entry) for entry in telegram.journal.entries)
    await api.result("deleteWebhook")
    assert await api.result("getUpdates") == []


async def test_a_webhook_without_https_is_refused(api):
    assert (await api.refusal("setWebhook", url="http://desk.example"))[0] == 400


async def test_deleting_a_webhook_drops_pending_updates_only_when_asked(telegram, api):
    written = await telegram.write(ANNA, "hi")
    await api.result("deleteWebhook")
    assert await _ids(api) == [written]
    await api.result("deleteWebhook", drop_pending_updates=True)
    assert await _ids(api) == []
    assert telegram.confirmed == {written}


async def test_a_confirmed_update_can_be_offered_again(telegram, api):
    ids = [await telegram.write(ANNA, f"n {n}") for n in range(2)]
    assert await _ids(api, offset=ids[1] + 1) == []
    telegram.redeliver(ids[0])
    assert await _ids(api, offset=ids[1] + 1) == [ids[0]]
    assert await _ids(api, offset=ids[1] + 1) == []
    with pytest.raises(LookupError):
        telegram.redeliver(5)


async def test_redelivery_wakes_a_waiting_poll(telegram, api):
    written = await telegram.write(ANNA, "hi")
    poll = asyncio.create_task(_ids(api, offset=written + 1, timeout=30))
    await poll_waits(telegram)
    telegram.redeliver(written)
    assert await poll == [written]


async def test_a_raw_update_is_passed_on_as_it_is(telegram, api):
    update_id = await telegram.inject({"update_id": 3, "something_new": {"odd": "事"}})
    assert await api.result("getUpdates") == [{"update_id": update_id, "something_new": {"odd": "事"}}]


async def test_group_messages_arrive_with_their_chat(telegram, api):
    await telegram.write(ANNA, "@RingbackSandboxBot help", chat_id=SUPERGROUP)
    message = (await api.result("getUpdates"))[0]["message"]
    assert message["chat"] == {"id": SUPERGROUP, "type": "supergroup", "title": "Acme support"}
    assert message["from"]["id"] == ANNA
    assert message["entities"] == [{"type": "mention", "offset": 0, "length": 19}]
