"""Sending: each answer of the service has its verdict."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.channels.markdown import split_markdown
from bot.channels.telegram.channel import TelegramChannel
from bot.core.messages import Address, Attachment, Button, DeliveryError, Outbound
from bot.rendering import escape
from bot.sandbox.telegram import TelegramSandbox
from tests.channels.telegram.conftest import ANNA, BORIS, GROUP, Clock, phrase, settings, until


def row(body: str = "Hello **you**", **more: Any) -> Outbound:
    values: dict[str, Any] = {"thread": str(ANNA), "address": Address("telegram", str(ANNA))} | more
    return Outbound(1, "telegram", "message", body, "en", 1, **values)


@pytest.fixture
async def met(sandbox: TelegramSandbox) -> TelegramSandbox:
    """Anna has written to the bot, so it may write to her."""
    await sandbox.write(ANNA, "hi")
    return sandbox


async def verdict(channel: TelegramChannel, outbound: Outbound) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        await channel.send(outbound)
    assert channel._settings.token.get_secret_value() not in str(caught.value)
    return caught.value


async def test_a_row_arrives_with_entities_and_buttons(met: TelegramSandbox, channel: TelegramChannel) -> None:
    sent = await channel.send(row("> 🖨 **x**", buttons=(Button("Yes", "y" * 64),)))
    (message,) = met.bot_messages(ANNA)
    assert sent.provider_id == f"{ANNA}:{message['message_id']}"
    assert message["text"] == "🖨 x"
    assert [entity["type"] for entity in message["entities"]] == ["blockquote", "bold"]
    assert message["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "y" * 64


HOSTILE = (
    "*b* _i_ `c` [x](https://evil.example) <b>t</b> <!channel> {{7*7}} # h\n1. one\n- two\n> q\n---\n    code 🖨\ufeff"
)


async def test_a_hostile_text_arrives_as_text(met: TelegramSandbox, channel: TelegramChannel) -> None:
    await channel.send(row(escape(HOSTILE)))
    (message,) = met.bot_messages(ANNA)
    kinds = {entity["type"] for entity in message.get("entities", [])}
    assert kinds <= {"url", "hashtag", "mention", "bot_command"}  # what the service finds by itself
    assert message["text"].split() == HOSTILE.split()


async def test_five_thousand_characters_arrive_in_pieces(met: TelegramSandbox, channel: TelegramChannel) -> None:
    text = "".join(f"第{number}行 *故障* (x).\n" for number in range(400))[:5000]
    for piece in split_markdown(escape(text), channel.abilities.length):
        await channel.send(row(piece))
    shown = [message["text"] for message in met.bot_messages(ANNA)]
    assert len(shown) == 2
    assert "\n".join(shown).split() == text.split()


async def test_a_blocked_bot_is_for_good(met: TelegramSandbox, channel: TelegramChannel) -> None:
    met.block(ANNA)
    error = await verdict(channel, row())
    assert (error.permanent, error.ambiguous) == (True, False)
    assert "403" in error.reason


async def test_someone_who_never_wrote_cannot_be_written_to(met: TelegramSandbox, channel: TelegramChannel) -> None:
    assert (await verdict(channel, row(thread=str(BORIS)))).permanent
    assert (await verdict(channel, row(thread="999"))).permanent


async def test_being_slowed_down_names_the_pause(met: TelegramSandbox, channel: TelegramChannel) -> None:
    met.throttle("sendMessage", retry_after=7)
    error = await verdict(channel, row())
    assert (error.permanent, error.ambiguous, error.retry_after) == (False, False, 7)
    assert (await channel.send(row())).provider_id


@pytest.mark.parametrize(
    ("code", "permanent"),
    [(400, True), (401, False), (403, True), (404, False), (413, True), (500, False), (502, False)],
)
async def test_each_refusal_has_its_verdict(
    met: TelegramSandbox, channel: TelegramChannel, code: int, permanent: bool
) -> None:
    met.fail("sendMessage", code, "Because")
    error = await verdict(channel, row())
    assert (error.permanent, error.ambiguous, error.retry_after) == (permanent, False, None)


async def test_a_gateway_that_waited_in_vain_is_ambiguous(met: TelegramSandbox, channel: TelegramChannel) -> None:
    met.fail("sendMessage", 504, "Gateway Timeout")
    error = await verdict(channel, row())
    assert (error.permanent, error.ambiguous) == (False, True)


async def test_a_gateways_page_is_no_verdict_on_the_row(met: TelegramSandbox, channel: TelegramChannel) -> None:
    met.down = True
    error = await verdict(channel, row())
    assert (error.permanent, error.ambiguous) == (False, False)


async def test_a_cut_answer_is_ambiguous(met: TelegramSandbox, channel: TelegramChannel) -> None:
    met.drop_answer("sendMessage")
    error = await verdict(channel, row())
    assert (error.permanent, error.ambiguous) == (False, True)
    assert len(met.bot_messages(ANNA)) == 1


async def test_no_answer_at_all_is_ambiguous(met: TelegramSandbox) -> None:
    channel = TelegramChannel(settings(met, timeout_seconds=0.1), phrase=phrase, clock=Clock())
    met.black_hole = True
    error = await verdict(channel, row())
    assert (error.permanent, error.ambiguous) == (False, True)
    await channel.close()


async def test_a_refused_connection_is_not_ambiguous(met: TelegramSandbox) -> None:
    channel = TelegramChannel(settings(met, api_url="http://127.0.0.1:9"), phrase=phrase, clock=Clock())
    error = await verdict(channel, row())
    assert (error.permanent, error.ambiguous) == (False, False)
    await channel.close()
    assert not (await verdict(channel, row())).ambiguous


async def test_a_group_is_followed_to_its_new_id(met: TelegramSandbox, channel: TelegramChannel) -> None:
    met.upgrade_group(GROUP, -1001234567890)
    sent = await channel.send(row(thread=str(GROUP)))
    assert sent.provider_id.startswith("-1001234567890:")


def file(content: bytes | None = b"data", reference: str = "") -> Attachment:
    return Attachment("报告.txt", "text/plain", 4, content, reference)


async def test_a_short_text_rides_on_its_file(met: TelegramSandbox, channel: TelegramChannel) -> None:
    await channel.send(row(files=(file(), file(b"more")), buttons=(Button("x", "y"),)))
    first, second = met.bot_messages(ANNA)
    assert (first["caption"], first["document"]["file_name"]) == ("Hello you", "报告.txt")
    assert first["caption_entities"][0]["type"] == "bold"
    assert first["reply_markup"]
    assert await channel.fetch(second["document"]["file_id"]) == b"more"


async def test_a_long_text_comes_before_its_file(met: TelegramSandbox, channel: TelegramChannel) -> None:
    await channel.send(row("x" * 2000, files=(file(),)))
    first, second = met.bot_messages(ANNA)
    assert (len(first["text"]), second["document"]["file_name"]) == (2000, "报告.txt")
    await channel.send(row(files=(file(None, second["document"]["file_id"]),)))
    assert met.bot_messages(ANNA)[-1]["document"]["file_name"] == "报告.txt"


@pytest.mark.parametrize("text", ["字" * 1024, "🖨" * 512])
async def test_a_caption_has_its_border_too(met: TelegramSandbox, channel: TelegramChannel, text: str) -> None:
    await channel.send(row(text, files=(file(),)))
    assert met.bot_messages(ANNA)[-1]["caption"] == text
    await channel.send(row(text + "x", files=(file(),)))
    before, last = met.bot_messages(ANNA)[-2:]
    assert (before["text"], last.get("caption", ""), last["document"]["file_name"]) == (text + "x", "", "报告.txt")


@pytest.mark.parametrize("text", ["字" * 4096, "🖨" * 2048])
async def test_the_longest_text_and_button_are_taken(met: TelegramSandbox, channel: TelegramChannel, text: str) -> None:
    data = "skip:" + "跳" * 19 + "zz"
    assert len(data.encode()) == 64
    await channel.send(row(text, buttons=(Button("跳过", data),)))
    sent = met.bot_messages(ANNA)[-1]
    assert (sent["text"], sent["reply_markup"]["inline_keyboard"][0][0]["callback_data"]) == (text, data)


async def test_a_file_that_fails_after_the_text_arrived_is_ambiguous(
    met: TelegramSandbox, channel: TelegramChannel
) -> None:
    met.fail("sendDocument", 400, "Bad Request: no")
    error = await verdict(channel, row("x" * 2000, files=(file(),)))
    assert (error.permanent, error.ambiguous) == (False, True)


async def test_files_that_come_too_fast_wait_and_the_text_is_not_repeated(
    met: TelegramSandbox, channel: TelegramChannel
) -> None:
    met.throttle("sendDocument", retry_after=1)
    await channel.send(row("x" * 2000, files=(file(), file(b"more"))))
    assert ["document" in one for one in met.bot_messages(ANNA)] == [False, True, True]


async def test_a_stop_between_the_files_of_a_message_lets_it_go_out_whole(
    met: TelegramSandbox, channel: TelegramChannel
) -> None:
    sending = asyncio.create_task(channel.send(row("x" * 2000, files=(file(), file(b"more")))))
    await until(lambda: met.bot_messages(ANNA))
    met.throttle("sendDocument", retry_after=1)
    await channel.close()
    assert (await sending).provider_id
    assert ["document" in one for one in met.bot_messages(ANNA)] == [False, True, True]
    late = await verdict(channel, row("later"))
    assert (late.permanent, late.ambiguous) == (False, False)


async def test_too_large_a_file_is_refused_before_anything_is_sent(
    met: TelegramSandbox, channel: TelegramChannel
) -> None:
    assert (await verdict(channel, row(files=(file(bytes(50 * 1024 * 1024 + 1)),)))).permanent
    assert met.bot_messages(ANNA) == []


async def test_a_file_above_twenty_megabytes_cannot_be_fetched(met: TelegramSandbox, channel: TelegramChannel) -> None:
    await met.send_document(ANNA, "big.bin", "application/octet-stream", bytes(20 * 1024 * 1024 + 1))
    reference = met.messages(ANNA)[-1]["document"]["file_id"]
    for unknown in (reference, "nonsense"):
        with pytest.raises(DeliveryError) as caught:
            await channel.fetch(unknown)
        assert caught.value.permanent
