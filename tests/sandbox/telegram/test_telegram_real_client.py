"""The real python-telegram-bot client runs against the emulator unchanged."""

import asyncio

import pytest
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity, Update
from telegram import error as errors

from .conftest import ANNA, BORIS, GROUP, poll_waits

# The client advises its own get_updates, which raises for a whole batch when one update does not parse.
pytestmark = pytest.mark.filterwarnings("ignore:Please use 'Bot.getUpdates'")


@pytest.fixture
async def bot(telegram):
    await telegram.write(ANNA, "/start 4f2a")
    async with Bot(telegram.token, base_url=telegram.base_url, base_file_url=telegram.base_file_url) as bot:
        yield bot


async def test_raw_updates_come_as_dicts_and_parse(telegram, bot):
    arguments = {"timeout": 1, "allowed_updates": Update.ALL_TYPES, "offset": 0}
    updates = await bot.do_api_request("getUpdates", api_kwargs=arguments)
    assert Update.de_json(updates[0], bot).message.text == "/start 4f2a"
    assert telegram.journal.entries[-1]["args"] == arguments


async def test_a_message_with_entities_and_keyboard_goes_out_and_its_button_comes_back(telegram, bot):
    sent = await bot.send_message(
        ANNA,
        "Printer: 坏了",
        entities=[MessageEntity("bold", 0, 8)],
        reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("Done", callback_data="d")]]),
        reply_to_message_id=1,
    )
    assert sent.reply_to_message.message_id == 1
    assert sent.parse_entities() == {sent.entities[0]: "Printer:"}
    press = await telegram.press(ANNA, sent.message_id, "Done")
    query = (await bot.get_updates(offset=press.update_id))[0].callback_query
    await bot.answer_callback_query(query.id, "thanks")
    assert await telegram.answer_of(press.query_id, 1) == "thanks"
    await bot.edit_message_text("closed", ANNA, sent.message_id)
    assert telegram.bot_messages(ANNA)[0]["text"] == "closed"


async def test_files_go_both_ways(telegram, bot):
    await telegram.send_document(ANNA, "log.txt", "text/plain", b"lines")
    file_id = telegram.messages(ANNA)[-1]["document"]["file_id"]
    assert bytes(await (await bot.get_file(file_id)).download_as_bytearray()) == b"lines"
    sent = await bot.send_document(ANNA, b"answer", filename="a.txt", caption="see")
    assert (sent.document.file_name, sent.document.file_size, sent.caption) == ("a.txt", 6, "see")
    assert (await bot.send_photo(ANNA, b"\xff\xd8")).photo[-1].width == 1280


async def test_every_kind_of_message_of_a_person_parses(telegram, bot):
    await telegram.send_photo(ANNA, b"x", caption="c", media_group_id="g")
    await telegram.send_contact(ANNA, "+491511234567")
    await telegram.send_location(ANNA, 1.5, 2)
    await telegram.send_voice(ANNA)
    await telegram.send_sticker(ANNA)
    await telegram.edit(ANNA, 1, "edited")
    telegram.block(ANNA)
    telegram.upgrade_group(GROUP, -100999)
    updates = await bot.get_updates(timeout=1)
    assert len(updates) == 10
    assert updates[7].my_chat_member.new_chat_member.status == "kicked"


async def test_account_methods_work(telegram, bot):
    assert (await bot.get_me()).username == telegram.world.bot["username"]
    await bot.set_my_commands([BotCommand("status", "Where is my ticket?")])
    assert [one.command for one in await bot.get_my_commands()] == ["status"]
    assert (await bot.get_chat(ANNA)).first_name == "Anna"
    assert (await bot.get_webhook_info()).pending_update_count == 1
    assert await bot.delete_webhook(drop_pending_updates=False)
    assert await bot.send_chat_action(ANNA, "typing")
    assert await bot.delete_message(ANNA, 1)


async def test_two_pollers_are_a_conflict_for_the_first(telegram, bot):
    confirmed = {"offset": telegram.pending[-1]["update_id"] + 1, "timeout": 20}
    first = asyncio.create_task(bot.do_api_request("getUpdates", api_kwargs=confirmed, read_timeout=30))
    await poll_waits(telegram)
    async with Bot(telegram.token, base_url=telegram.base_url) as other:
        await other.do_api_request("getUpdates", api_kwargs={"timeout": 0})
    with pytest.raises(errors.Conflict):
        await first


async def test_refusals_become_the_errors_of_the_client(telegram, bot, monkeypatch):
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    with pytest.raises(errors.Forbidden, match="initiate"):
        await bot.send_message(BORIS, "hi")
    telegram.block(ANNA)
    with pytest.raises(errors.Forbidden, match="blocked"):
        await bot.send_message(ANNA, "hi")
    telegram.unblock(ANNA)
    telegram.throttle("sendMessage", retry_after=7)
    with pytest.raises(errors.RetryAfter) as throttled:
        await bot.send_message(ANNA, "hi")
    assert int(throttled.value.retry_after.total_seconds()) == 7
    telegram.upgrade_group(GROUP, -100999)
    with pytest.raises(errors.ChatMigrated) as migrated:
        await bot.send_message(GROUP, "hi")
    assert migrated.value.new_chat_id == -100999
    with pytest.raises(errors.BadRequest, match=r"[Cc]hat not found"):
        await bot.send_message(4711, "hi")
    with pytest.raises(errors.EndPointNotFound):
        await bot.do_api_request("noSuchMethod")


async def test_a_wrong_token_is_an_invalid_token(telegram):
    bot = Bot("12345:other", base_url=telegram.base_url)
    with pytest.raises(errors.InvalidToken):
        await bot.initialize()
    await bot.shutdown()


async def test_cuts_and_outages_are_network_errors(telegram, bot):
    telegram.drop_answer("sendMessage")
    with pytest.raises(errors.NetworkError):
        await bot.send_message(ANNA, "ambiguous")
    assert len(telegram.bot_messages(ANNA)) == 1
    telegram.down = True
    with pytest.raises(errors.NetworkError):
        await bot.send_message(ANNA, "down")
    telegram.down = False
    telegram.black_hole = True
    with pytest.raises(errors.TimedOut):
        await bot.send_message(ANNA, "hole", read_timeout=0.2)
