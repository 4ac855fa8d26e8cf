"""Listening: what is committed is acknowledged, and nothing else; troubles are told and heal."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any, ClassVar

import pytest
from pydantic import SecretStr, ValidationError
from telegram.error import TelegramError

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.settings import TelegramSettings
from bot.core.health import Health
from bot.core.messages import Answer, Inbound
from bot.core.ports import Channel, Fetches
from bot.sandbox.telegram import TelegramSandbox
from tests.channels.telegram.conftest import ANNA, BORIS, GROUP, Clock, Desk, listening, phrase, settings, until
from tests.servers.fault_proxy import FaultProxy


def test_it_is_a_channel_that_fetches(channel: TelegramChannel) -> None:
    assert isinstance(channel, Channel)
    assert isinstance(channel, Fetches)
    assert (channel.name, channel.abilities.asks, channel.abilities.length) == ("telegram", "one", 3500)


async def test_the_offset_moves_after_the_commit(
    sandbox: TelegramSandbox, channel: TelegramChannel, desk: Desk
) -> None:
    release, entered = asyncio.Event(), asyncio.Event()

    async def hold(_: Inbound) -> None:
        entered.set()
        await release.wait()

    desk.before = hold
    first = await sandbox.write(ANNA, "help")
    async with listening(channel, desk, well=False):
        await entered.wait()
        assert first not in sandbox.confirmed
        release.set()
        await until(lambda: first in sandbox.confirmed)
        assert channel.health.green
    assert desk.texts == ["help"]


async def test_what_could_not_be_stored_comes_again_and_others_go_on(
    sandbox: TelegramSandbox, channel: TelegramChannel, desk: Desk
) -> None:
    desk.refuses = lambda event: event.text == "two"
    numbers = [await sandbox.write(ANNA, text) for text in ("one", "two", "three")]
    other = await sandbox.write(BORIS, "other")
    async with listening(channel, desk, well=False):
        await until(lambda: [event.text for event in desk.tries].count("two") > 2)
        assert "disk full" not in channel.health.cause
        assert not channel.health.green
        assert sorted(desk.texts) == ["one", "other"]
        assert numbers[0] in sandbox.confirmed
        assert not {numbers[1], numbers[2], other} & sandbox.confirmed
        desk.refuses = lambda _: False
        await until(lambda: other in sandbox.confirmed)
        await until(lambda: channel.health.green)
    assert [text for text in desk.texts if text != "other"] == ["one", "two", "three"]
    assert desk.texts.count("other") == 1


async def test_chats_go_beside_each_other_and_one_chat_in_order(
    sandbox: TelegramSandbox, channel: TelegramChannel, desk: Desk
) -> None:
    release = asyncio.Event()

    async def hold(event: Inbound) -> None:
        if event.text == "a1":
            await release.wait()

    desk.before = hold
    for text in ("a1", "a2", "a3"):
        await sandbox.write(ANNA, text)
    await sandbox.write(BORIS, "b1")
    async with listening(channel, desk, well=False):
        await until(lambda: desk.texts == ["b1"])
        release.set()
        await until(lambda: len(desk.stored) == 4)
    assert desk.texts == ["b1", "a1", "a2", "a3"]


async def test_a_restart_hands_over_what_was_not_confirmed(sandbox: TelegramSandbox, desk: Desk) -> None:
    await sandbox.write(ANNA, "one")
    for _ in range(2):
        channel = TelegramChannel(settings(sandbox), phrase=phrase, clock=Clock())
        async with listening(channel, desk, well=False):
            await until(lambda: desk.stored)
    assert {event.key for event in desk.stored} == {desk.stored[0].key}


async def test_an_update_that_does_not_parse_stops_nothing(
    sandbox: TelegramSandbox, channel: TelegramChannel, desk: Desk
) -> None:
    await sandbox.write(ANNA, "before")
    await sandbox.inject({"message": {"from": {"id": ANNA, "first_name": "A"}, "text": "odd", "date": "never"}})
    await sandbox.inject({"message": "nonsense"})
    await sandbox.inject({"surprise": {}})
    last = await sandbox.write(ANNA, "after")
    async with listening(channel, desk):
        await until(lambda: last in sandbox.confirmed)
    assert sorted(desk.texts) == ["", "after", "before", "odd"]
    assert sum(1 for event in desk.stored if event.trouble) == 2


async def test_more_than_one_batch_arrives_whole(
    sandbox: TelegramSandbox, channel: TelegramChannel, desk: Desk
) -> None:
    for number in range(230):
        await sandbox.write(ANNA if number % 2 else BORIS, str(number))
    async with listening(channel, desk):
        await until(lambda: len(sandbox.confirmed) == 230)
    assert sorted(map(int, desk.texts)) == list(range(230))


async def test_a_redelivered_update_has_the_same_key(
    sandbox: TelegramSandbox, channel: TelegramChannel, desk: Desk
) -> None:
    first = await sandbox.write(ANNA, "one")
    async with listening(channel, desk):
        await until(lambda: first in sandbox.confirmed)
        sandbox.redeliver(first)
        await until(lambda: len(desk.stored) == 2)
        await sandbox.write(ANNA, "two")
        await until(lambda: "two" in desk.texts)
    assert desk.stored[0].key == desk.stored[1].key == f"telegram:12345:{first}"


async def test_waiting_updates_survive_the_start_though_a_webhook_was_set(
    sandbox: TelegramSandbox, channel: TelegramChannel, desk: Desk
) -> None:
    await sandbox.write(ANNA, "waiting")
    await channel._client.call("set_webhook", {"url": "https://example.org/hook"})
    async with listening(channel, desk):
        await until(lambda: desk.texts == ["waiting"])


async def test_all_kinds_of_messages_arrive(sandbox: TelegramSandbox, channel: TelegramChannel, desk: Desk) -> None:
    await sandbox.write(ANNA, "/start@RingbackSandboxBot code")
    await sandbox.send_photo(ANNA, b"\x89PNG photo", caption="look")
    await sandbox.send_document(ANNA, "日志.txt", "text/plain", b"log")
    await sandbox.send_contact(ANNA, "+861065529988")
    await sandbox.send_contact(ANNA, "+100", own=False)
    await sandbox.send_location(ANNA, 31.2, 121.5)
    await sandbox.send_voice(ANNA)
    await sandbox.send_sticker(ANNA)
    await sandbox.write(ANNA, "talk", chat_id=GROUP)
    await sandbox.write(ANNA, "@RingbackSandboxBot hi", chat_id=GROUP)
    sandbox.block(BORIS)
    async with listening(channel, desk):
        await until(lambda: len(desk.stored) == 9)
        photo, document = desk.stored[1].attachments + desk.stored[2].attachments
        assert await channel.fetch(photo.reference) == b"\x89PNG photo"
        assert await channel.fetch(document.reference) == b"log"
    start, look, log, own, foreign, place, voice, sticker = (e for e in desk.stored if e.thread == str(ANNA))
    assert (start.command, start.text, start.sender.language) == ("start", "code", "zh")
    assert look.text == "look"
    assert log.attachments[0].name == "日志.txt"
    assert (own.contact, foreign.contact) == ("+861065529988", "")
    assert "31.2" in place.text
    assert (voice.attachments[0].media_type, sticker.text) == ("audio/ogg", "👍")
    assert next(e for e in desk.stored if e.thread == f"{GROUP}/{ANNA}").text == "hi"


async def press(sandbox: TelegramSandbox, channel: TelegramChannel) -> str:
    """Anna presses a button of ours; returns the query's id."""
    sent = await channel._client.call(
        "send_message",
        {
            "chat_id": ANNA,
            "text": "?",
            "reply_markup": {"inline_keyboard": [[{"text": "Solved", "callback_data": "solved:17:2"}]]},
        },
    )
    return (await sandbox.press(ANNA, sent["message_id"], "Solved")).query_id


async def test_a_press_is_acknowledged_after_it_is_stored(
    sandbox: TelegramSandbox, channel: TelegramChannel, desk: Desk
) -> None:
    await sandbox.write(ANNA, "hi")
    desk.answer = Answer(accepted=False, reason="ticket_closed", context={"who": "Wang"})
    async with listening(channel, desk):
        desk.refuses = lambda event: bool(event.press)
        query = await press(sandbox, channel)
        await until(lambda: any(event.press for event in desk.tries))
        assert await sandbox.answer_of(query, 0.05) is None
        desk.refuses = lambda _: False
        assert await sandbox.answer_of(query, 5) == "zh|answers.ticket_closed|[('who', 'Wang')]"
    pressed = desk.stored[-1]
    assert (pressed.press, pressed.text, pressed.thread) == ("solved:17:2", "Solved", str(ANNA))


async def test_a_press_without_sentence_or_with_an_unknown_one_just_ends_waiting(
    sandbox: TelegramSandbox, channel: TelegramChannel, desk: Desk
) -> None:
    await sandbox.write(ANNA, "hi")
    async with listening(channel, desk):
        for reason in ("", "unknown"):
            desk.answer = Answer(reason=reason)
            assert await sandbox.answer_of(await press(sandbox, channel), 5) == ""


async def test_a_press_that_cannot_be_acknowledged_is_stored_all_the_same(
    sandbox: TelegramSandbox, channel: TelegramChannel, desk: Desk
) -> None:
    await sandbox.write(ANNA, "hi")
    sandbox.fail("answerCallbackQuery", 400, "Bad Request: query is too old")
    async with listening(channel, desk):
        await press(sandbox, channel)
        last = await sandbox.write(ANNA, "later")
        await until(lambda: last in sandbox.confirmed)
    assert [event.press for event in desk.stored if event.press] == ["solved:17:2"]


async def test_a_second_poller_turns_it_red_until_it_is_gone(
    sandbox: TelegramSandbox, channel: TelegramChannel, desk: Desk
) -> None:
    async with listening(channel, desk):
        sandbox.fail("getUpdates", 409, "Conflict: terminated by other getUpdates request")
        await sandbox.write(ANNA, "one")
        await until(lambda: not channel.health.green)
        assert "another program" in channel.health.cause
        await until(lambda: channel.health.green)
        await until(lambda: desk.texts == ["one"])


async def test_a_refused_token_is_red_at_once_and_heals(
    sandbox: TelegramSandbox, channel: TelegramChannel, desk: Desk
) -> None:
    sandbox.fail("deleteWebhook", 401, "Unauthorized", times=3)
    async with listening(channel, desk, well=False):
        await until(lambda: "token" in channel.health.cause)
        assert sandbox.token.partition(":")[2] not in channel.health.cause
        await until(lambda: channel.health.green)


async def test_an_outage_is_red_after_a_moment_and_heals(
    sandbox: TelegramSandbox, channel: TelegramChannel, desk: Desk
) -> None:
    async with listening(channel, desk):
        sandbox.down = True
        await until(lambda: "out of order" in channel.health.cause)
        await sandbox.write(ANNA, "during")
        sandbox.down = False
        await until(lambda: channel.health.green)
        await until(lambda: desk.texts == ["during"])


class Lamp(Health):
    """Remembers every time it turned red."""

    reds: ClassVar[list[str]] = []

    def ill(self, cause: str) -> None:
        self.reds.append(cause)
        super().ill(cause)


async def test_one_hiccup_is_not_red(sandbox: TelegramSandbox, channel: TelegramChannel, desk: Desk) -> None:
    channel.health = lamp = Lamp("telegram")
    async with listening(channel, desk):
        sandbox.fail("getUpdates", 502, "Bad Gateway")
        await sandbox.write(ANNA, "one")
        await until(lambda: desk.texts == ["one"])
    assert lamp.reds == []


async def test_it_stays_red_while_nothing_can_be_stored(
    sandbox: TelegramSandbox, channel: TelegramChannel, desk: Desk
) -> None:
    async with listening(channel, desk):
        desk.refuses = lambda _: True
        await sandbox.write(ANNA, "one")
        await until(lambda: desk.tries)
        await until(lambda: not channel.health.green)
        since = channel.health.since
        tries = len(desk.tries)
        await until(lambda: len(desk.tries) > tries + 3)
        assert (channel.health.green, channel.health.since) == (False, since)


async def test_silence_of_the_service_is_red_and_heals(sandbox: TelegramSandbox, desk: Desk) -> None:
    channel = TelegramChannel(settings(sandbox, timeout_seconds=0.2), phrase=phrase, clock=Clock())
    async with listening(channel, desk):
        sandbox.black_hole = True
        await until(lambda: "cannot be reached" in channel.health.cause)
        sandbox.black_hole = False
        await until(lambda: channel.health.green)


async def test_it_starts_while_nothing_listens_and_waits(sandbox: TelegramSandbox, desk: Desk) -> None:
    channel = TelegramChannel(settings(sandbox, api_url="http://127.0.0.1:9"), phrase=phrase, clock=Clock())
    async with listening(channel, desk, well=False):
        await until(lambda: "cannot be reached" in channel.health.cause)


async def test_the_token_is_in_no_log_and_no_repr(
    sandbox: TelegramSandbox, channel: TelegramChannel, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await sandbox.write(ANNA, "hi")
    sandbox.fail("getUpdates", 502, "Bad Gateway", times=2)
    async with listening(channel, desk):
        await until(lambda: desk.texts)
    assert sandbox.token not in caplog.text
    assert sandbox.token not in repr(channel) + repr(channel._settings)


@pytest.mark.parametrize("token", ["", "abc", ":abc", "12345:", "x1:abc"])
def test_a_wrong_token_is_named_without_showing_it(token: str) -> None:
    with pytest.raises(ValidationError, match="BotFather") as caught:
        TelegramSettings(token=SecretStr(token))
    assert "abc" not in str(caught.value).replace("123456:ABC", "")


def test_settings_have_usable_defaults_and_refuse_unknown_ones() -> None:
    made = TelegramSettings(token=SecretStr("12345:abc"), api_url="https://api.telegram.org/")
    assert (made.api_url, made.bot_id, made.poll_seconds) == ("https://api.telegram.org", 12345, 50)
    with pytest.raises(ValidationError):
        TelegramSettings(token=SecretStr("12345:abc"), drop_pending=True)  # type: ignore[call-arg]  # that is the point
    with pytest.raises(ValidationError):
        TelegramSettings(token=SecretStr("12345:abc"), api_url="ftp://x")


MOMENTS = range(30)
"""Passes of the event loop, from before a call has begun to connect until it waits for its answer."""


@pytest.fixture
async def proxy(sandbox: TelegramSandbox, fault_proxy: Callable[[int], Any]) -> FaultProxy:
    """Stands before the service, and knows which connections are open."""
    made: FaultProxy = await fault_proxy(int(sandbox.api_url.rpartition(":")[2]))
    return made


def through(proxy: FaultProxy, sandbox: TelegramSandbox) -> TelegramChannel:
    way = settings(sandbox, api_url=f"http://127.0.0.1:{proxy.port}")
    return TelegramChannel(way, phrase=phrase, clock=Clock())


async def test_a_call_that_is_given_up_leaves_no_connection_behind(sandbox: TelegramSandbox, proxy: FaultProxy) -> None:
    for passes in MOMENTS:
        channel = through(proxy, sandbox)
        await channel._client.open()
        call = asyncio.create_task(channel._client.call("get_me", {}))
        for _ in range(passes):
            await asyncio.sleep(0)
        call.cancel()
        await asyncio.gather(call, return_exceptions=True)
        await channel.close()
        await until(lambda: not proxy.live)


async def test_closing_waits_for_the_calls_under_way_and_takes_no_more(
    sandbox: TelegramSandbox, proxy: FaultProxy
) -> None:
    for passes in MOMENTS:
        channel = through(proxy, sandbox)
        await channel._client.open()
        call = asyncio.create_task(channel._client.call("get_me", {}))
        for _ in range(1 + passes):
            await asyncio.sleep(0)
        closing = asyncio.create_task(channel.close())
        await asyncio.sleep(0)
        with pytest.raises(TelegramError) as late:
            await channel._client.call("get_me", {})
        assert not channel._client.verdict(late.value).ambiguous
        assert (await call)["username"]
        await closing
        await until(lambda: not proxy.live)
