"""The people's side, and what the bot gets to see of it over bare HTTP."""

import asyncio

import pytest

from .conftest import ANNA, BORIS, GROUP, SUPERGROUP

KEYBOARD = {
    "inline_keyboard": [
        [{"text": "Yes", "callback_data": "y:1"}],
        [{"text": "Manual", "url": "https://a.example/m"}],
    ]
}


async def _last(api):
    return (await api.result("getUpdates"))[-1]


async def _asked(telegram, api, **arguments):
    await telegram.write(ANNA, "hi")
    sent = await api.result("sendMessage", chat_id=ANNA, text="ok?", reply_markup=KEYBOARD)
    return sent["message_id"]


async def test_a_command_comes_with_its_entity(telegram, api):
    await telegram.write(ANNA, "/start 4f2a")
    message = (await _last(api))["message"]
    assert message["text"] == "/start 4f2a"
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert message["from"] == {
        "id": ANNA,
        "is_bot": False,
        "first_name": "Anna",
        "last_name": "Ivanova",
        "username": "anna_i",
        "language_code": "en",
    }


async def test_a_text_without_anything_special_has_no_entities(telegram, api):
    await telegram.write(ANNA, "打印机 24/7 坏了 a@b")
    assert "entities" not in (await _last(api))["message"]


async def test_a_reply_shows_what_it_answers(telegram, api):
    message_id = await _asked(telegram, api)
    await telegram.write(ANNA, "yes", reply_to=message_id)
    assert (await _last(api))["message"]["reply_to_message"]["text"] == "ok?"


async def test_a_pressed_button_arrives_and_is_answered(telegram, api):
    message_id = await _asked(telegram, api)
    press = await telegram.press(ANNA, message_id, "Yes")
    update = await _last(api)
    query = update["callback_query"]
    assert (update["update_id"], query["id"], query["data"]) == (press.update_id, press.query_id, "y:1")
    assert query["message"]["message_id"] == message_id
    assert query["from"]["id"] == ANNA
    waiting = asyncio.create_task(telegram.answer_of(press.query_id, 5))
    assert await api.result("answerCallbackQuery", callback_query_id=query["id"], text="好的") is True
    assert await waiting == "好的"


async def test_an_answer_without_text_is_empty_and_none_at_all_is_none(telegram, api):
    message_id = await _asked(telegram, api)
    press = await telegram.press(ANNA, message_id, "y:1")
    assert await telegram.answer_of(press.query_id, 0.01) is None
    await api.result("answerCallbackQuery", callback_query_id=press.query_id)
    assert await telegram.answer_of(press.query_id, 1) == ""


async def test_a_query_that_is_too_old_or_unknown_cannot_be_answered(telegram, api, clock):
    press = await telegram.press(ANNA, await _asked(telegram, api), "Yes")
    clock.forward(15 * 60 + 1)
    words = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    for query_id in (press.query_id, "77"):
        assert await api.refusal("answerCallbackQuery", callback_query_id=query_id) == (400, words)


async def test_an_answer_of_over_200_characters_is_refused(telegram, api):
    press = await telegram.press(ANNA, await _asked(telegram, api), "Yes")
    refusal = await api.refusal("answerCallbackQuery", callback_query_id=press.query_id, text="x" * 201)
    assert refusal == (400, "Bad Request: MESSAGE_TOO_LONG")


async def test_what_is_not_shown_cannot_be_pressed(telegram, api):
    message_id = await _asked(telegram, api)
    for label in ("No", "Manual"):
        with pytest.raises(LookupError):
            await telegram.press(ANNA, message_id, label)
    with pytest.raises(LookupError):
        await telegram.press(BORIS, message_id, "Yes")
    await api.result("editMessageReplyMarkup", chat_id=ANNA, message_id=message_id)
    with pytest.raises(LookupError):
        await telegram.press(ANNA, message_id, "Yes")


async def test_buttons_in_a_group_are_pressed_by_its_members(telegram, api):
    sent = await api.result("sendMessage", chat_id=SUPERGROUP, text="?", reply_markup=KEYBOARD)
    await telegram.press(BORIS, sent["message_id"], "Yes", chat_id=SUPERGROUP)
    query = (await _last(api))["callback_query"]
    assert (query["from"]["id"], query["message"]["chat"]["id"]) == (BORIS, SUPERGROUP)


async def test_who_is_not_in_a_group_cannot_write_there(telegram):
    with pytest.raises(LookupError):
        await telegram.write(BORIS, "hi", chat_id=GROUP)


async def test_who_blocked_the_bot_cannot_write_before_unblocking(telegram):
    await telegram.write(ANNA, "hi")
    telegram.block(ANNA)
    with pytest.raises(ValueError, match="blocked"):
        await telegram.write(ANNA, "hi")


async def test_an_edited_text_arrives_as_such(telegram, api, clock):
    await telegram.write(ANNA, "fier")
    clock.forward(9)
    update_id = await telegram.edit(ANNA, 1, "fire")
    update = await _last(api)
    assert update["update_id"] == update_id
    assert update["edited_message"]["text"] == "fire"
    assert update["edited_message"]["edit_date"] - update["edited_message"]["date"] == 9
    assert telegram.messages(ANNA)[0]["text"] == "fire"
    with pytest.raises(LookupError):
        await telegram.edit(BORIS, 1, "no")


async def test_an_album_is_several_updates_with_one_media_group_id(telegram, api):
    for caption in ("two pictures", ""):
        await telegram.send_photo(ANNA, b"\xff\xd8jpeg", caption=caption, media_group_id="g1")
    first, second = (update["message"] for update in await api.result("getUpdates"))
    assert (first["media_group_id"], second["media_group_id"]) == ("g1", "g1")
    assert (first["caption"], "caption" in second) == ("two pictures", False)
    assert len(first["photo"]) == 2


async def test_contacts_tell_whose_they_are(telegram, api):
    await telegram.send_contact(ANNA, "+8613800138000")
    await telegram.send_contact(ANNA, "+8613900139000", own=False)
    own, other = (update["message"]["contact"] for update in await api.result("getUpdates"))
    assert (own["user_id"], own["phone_number"], own["first_name"]) == (ANNA, "+8613800138000", "Anna")
    assert other["user_id"] != ANNA


async def test_files_places_voices_and_stickers_arrive(telegram, api):
    await telegram.send_document(ANNA, "日志.txt", "text/plain", b"log", caption="see https://a.example")
    await telegram.send_location(ANNA, 31.23, 121.47)
    await telegram.send_voice(ANNA)
    await telegram.send_sticker(ANNA)
    document, location, voice, sticker = (update["message"] for update in await api.result("getUpdates"))
    assert (document["document"]["file_name"], document["document"]["mime_type"]) == ("日志.txt", "text/plain")
    assert document["caption_entities"] == [{"type": "url", "offset": 4, "length": 17}]
    assert location["location"] == {"latitude": 31.23, "longitude": 121.47}
    assert (voice["voice"]["duration"], sticker["sticker"]["emoji"]) == (3, "👍")


async def test_nobody_sends_an_empty_text(telegram):
    with pytest.raises(ValueError, match="empty"):
        await telegram.write(ANNA, "  ")


async def test_who_writes_in_a_group_only_cannot_be_written_to_in_private(telegram, api):
    await telegram.write(BORIS, "hi", chat_id=SUPERGROUP)
    assert (await api.refusal("sendMessage", chat_id=BORIS, text="hi"))[0] == 403
