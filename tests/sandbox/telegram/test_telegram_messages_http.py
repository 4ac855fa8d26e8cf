"""Sending, editing, deleting and files over bare HTTP: https://core.telegram.org/bots/api."""

import pytest

from .conftest import ANNA, GROUP, SUPERGROUP

KEYBOARD = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}, {"text": "No", "callback_data": "n"}]]}
PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + (640).to_bytes(4, "big") + (480).to_bytes(4, "big") + b"rest"


@pytest.fixture(autouse=True)
async def anna_has_written(telegram):
    await telegram.write(ANNA, "/start 4f2a")


async def test_getme_tells_who_the_bot_is(api):
    me = await api.result("getMe")
    assert (me["id"], me["is_bot"], me["username"]) == (12345, True, "RingbackSandboxBot")


async def test_method_names_may_be_in_any_case_and_by_get(api):
    async with api.session.get(f"{api.url}/SENDmessage", params={"chat_id": ANNA, "text": "hi"}) as response:
        assert (await response.json())["result"]["text"] == "hi"
    async with api.session.post(f"{api.url}/getme") as response:
        assert response.status == 200


async def test_arguments_may_come_as_json(telegram, api):
    body = {"chat_id": ANNA, "text": "hi", "reply_markup": KEYBOARD, "disable_notification": True}
    async with api.session.post(f"{api.url}/sendMessage", json=body) as response:
        assert (await response.json())["result"]["reply_markup"] == KEYBOARD
    assert telegram.journal.entries[-1]["args"] == body


async def test_a_sent_message_comes_back_whole(telegram, api, clock):
    entities = [{"type": "bold", "offset": 0, "length": 2}]
    sent = await api.result(
        "sendMessage",
        chat_id=ANNA,
        text="你好, Anna",
        entities=entities,
        reply_markup=KEYBOARD,
        reply_parameters={"message_id": 1},
    )
    assert sent["message_id"] == 2
    assert sent["date"] == int(clock())
    assert sent["from"]["id"] == 12345
    assert sent["chat"] == {
        "id": ANNA,
        "type": "private",
        "first_name": "Anna",
        "last_name": "Ivanova",
        "username": "anna_i",
    }
    assert (sent["text"], sent["entities"], sent["reply_markup"]) == ("你好, Anna", entities, KEYBOARD)
    assert sent["reply_to_message"]["text"] == "/start 4f2a"
    assert telegram.bot_messages(ANNA) == [sent]
    assert [message["message_id"] for message in telegram.messages(ANNA)] == [1, 2]


async def test_the_journal_holds_typed_arguments_and_the_result(telegram, api):
    sent = await api.result("sendmessage", chat_id=ANNA, text="7", reply_markup=KEYBOARD)
    entry = telegram.journal.entries[-1]
    assert (entry["service"], entry["method"], entry["result"]) == ("telegram", "sendMessage", sent)
    assert entry["args"] == {"chat_id": ANNA, "text": "7", "reply_markup": KEYBOARD}
    await api.refusal("sendMessage", chat_id=5, text="7")
    assert telegram.journal.entries[-1]["result"] == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: chat not found",
    }
    assert telegram.token not in str(telegram.journal.entries)


async def test_blanks_around_a_text_are_cut_and_entities_moved(api):
    entities = [{"type": "bold", "offset": 2, "length": 4}]
    sent = await api.result("sendMessage", chat_id=ANNA, text="  bold  ", entities=entities)
    assert sent["text"] == "bold"
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 4}]


async def test_links_in_a_sent_text_are_found_by_the_service(api):
    sent = await api.result("sendMessage", chat_id=ANNA, text="😀 see https://a.example/x")
    assert sent["entities"] == [{"type": "url", "offset": 7, "length": 19}]


async def test_an_edit_replaces_text_and_takes_the_keyboard_away(telegram, api, clock):
    sent = await api.result("sendMessage", chat_id=ANNA, text="one?", reply_markup=KEYBOARD)
    clock.forward(5)
    edited = await api.result("editMessageText", chat_id=ANNA, message_id=sent["message_id"], text="two")
    assert edited["text"] == "two"
    assert edited["edit_date"] == int(clock())
    assert "reply_markup" not in edited
    assert telegram.bot_messages(ANNA) == [edited]


async def test_an_edit_that_changes_nothing_is_refused(api):
    sent = await api.result("sendMessage", chat_id=ANNA, text="same", reply_markup=KEYBOARD)
    where = {"chat_id": ANNA, "message_id": sent["message_id"]}
    status, words = await api.refusal("editMessageText", **where, text="same", reply_markup=KEYBOARD)
    assert status == 400
    assert words.startswith("Bad Request: message is not modified")
    status, words = await api.refusal("editMessageReplyMarkup", **where, reply_markup=KEYBOARD)
    assert words.startswith("Bad Request: message is not modified")
    await api.result("editMessageReplyMarkup", **where)
    assert (await api.refusal("editMessageReplyMarkup", **where))[0] == 400


async def test_only_own_text_messages_that_exist_can_be_edited(api):
    words = "Bad Request: message to edit not found"
    assert await api.refusal("editMessageText", chat_id=ANNA, message_id=99, text="x") == (400, words)
    words = "Bad Request: message can't be edited"
    assert await api.refusal("editMessageText", chat_id=ANNA, message_id=1, text="x") == (400, words)
    _, body = await api.upload("sendPhoto", "photo", PNG, chat_id=ANNA)
    photo = body["result"]["message_id"]
    words = "Bad Request: there is no text in the message to edit"
    assert await api.refusal("editMessageText", chat_id=ANNA, message_id=photo, text="x") == (400, words)


async def test_messages_can_be_deleted_for_two_days(telegram, api, clock):
    sent = await api.result("sendMessage", chat_id=ANNA, text="oops")
    where = {"chat_id": ANNA, "message_id": sent["message_id"]}
    assert await api.result("deleteMessage", **where) is True
    assert await api.refusal("deleteMessage", **where) == (400, "Bad Request: message to delete not found")
    assert telegram.bot_messages(ANNA) == []
    clock.forward(48 * 3600 + 1)
    assert (await api.refusal("deleteMessage", chat_id=ANNA, message_id=1))[1].endswith("can't be deleted")


async def test_messages_of_others_in_groups_cannot_be_deleted(telegram, api):
    await telegram.write(ANNA, "mine", chat_id=GROUP)
    message_id = telegram.messages(GROUP)[0]["message_id"]
    words = "Bad Request: message can't be deleted"
    assert await api.refusal("deleteMessage", chat_id=GROUP, message_id=message_id) == (400, words)


async def test_supergroups_count_their_messages_for_themselves(telegram, api):
    await telegram.write(ANNA, "a", chat_id=GROUP)
    await telegram.write(ANNA, "b", chat_id=SUPERGROUP)
    assert [message["message_id"] for message in telegram.messages(GROUP)] == [2]
    assert [message["message_id"] for message in telegram.messages(SUPERGROUP)] == [1]


async def test_a_reply_to_an_unknown_message_is_refused_unless_allowed(api):
    words = "Bad Request: message to be replied not found"
    parameters = {"message_id": 99}
    send = {"chat_id": ANNA, "text": "x"}
    assert await api.refusal("sendMessage", **send, reply_parameters=parameters) == (400, words)
    sent = await api.result("sendMessage", **send, reply_parameters=parameters | {"allow_sending_without_reply": True})
    assert "reply_to_message" not in sent


async def test_an_uploaded_document_can_be_fetched(telegram, api):
    status, body = await api.upload("sendDocument", "document", b"%PDF-1", chat_id=ANNA, caption="see")
    assert status == 200
    document = body["result"]["document"]
    assert (document["file_name"], document["mime_type"], document["file_size"]) == ("报告.pdf", "application/pdf", 6)
    assert body["result"]["caption"] == "see"
    assert telegram.journal.entries[-1]["args"]["document"] == "attach://document"
    file = await api.result("getFile", file_id=document["file_id"])
    url = f"{telegram.base_file_url}{telegram.token}/{file['file_path']}"
    async with api.session.get(url) as response:
        assert await response.read() == b"%PDF-1"
    async with api.session.get(url.replace(telegram.token, "12345:wrong")) as response:
        assert response.status == 401
    async with api.session.get(url + "x") as response:
        assert response.status == 404
    again = await api.result("sendDocument", chat_id=ANNA, document=document["file_id"])
    assert again["document"] == document


async def test_a_file_may_be_attached_under_another_name(telegram, api):
    status, body = await api.upload("sendDocument", "part7", b"x", chat_id=ANNA, document="attach://part7")
    assert status == 200, body
    assert telegram.journal.entries[-1]["args"]["document"] == "attach://part7"


async def test_a_photo_comes_in_several_sizes(api):
    _, body = await api.upload("sendPhoto", "photo", PNG, chat_id=ANNA)
    sizes = [(size["width"], size["height"]) for size in body["result"]["photo"]]
    assert sizes == [(90, 67), (640, 480)]
    large = body["result"]["photo"][1]["file_id"]
    assert (await api.result("sendPhoto", chat_id=ANNA, photo=large))["photo"][0]["file_id"] == large


async def test_a_file_over_20_mb_cannot_be_fetched(telegram, api):
    await telegram.send_document(ANNA, "big.bin", "application/octet-stream", b"\0" * (20 * 1024 * 1024 + 1))
    file_id = telegram.messages(ANNA)[-1]["document"]["file_id"]
    assert await api.refusal("getFile", file_id=file_id) == (400, "Bad Request: file is too big")


async def test_an_unknown_file_is_refused(api):
    words = "Bad Request: wrong file_id or the file is temporarily unavailable"
    assert await api.refusal("getFile", file_id="nope") == (400, words)


@pytest.mark.parametrize("extra", [1, 2 * 1024 * 1024])
async def test_an_upload_over_50_mb_is_refused(api, extra):
    content = b"\0" * (50 * 1024 * 1024 + extra)
    status, body = await api.upload("sendDocument", "document", content, chat_id=ANNA)
    assert status == 413
    assert body == {"ok": False, "error_code": 413, "description": "Request Entity Too Large"}


async def test_a_photo_over_10_mb_and_an_empty_file_are_refused(api):
    status, body = await api.upload("sendPhoto", "photo", b"\0" * (10 * 1024 * 1024 + 1), chat_id=ANNA)
    assert (status, "too big for a photo" in body["description"]) == (400, True)
    status, body = await api.upload("sendDocument", "document", b"", chat_id=ANNA)
    assert body["description"] == "Bad Request: file must be non-empty"


async def test_commands_are_kept_by_scope_and_language(api):
    commands = [{"command": "status", "description": "我的工单"}]
    assert await api.result("setMyCommands", commands=commands, language_code="zh") is True
    assert await api.result("getMyCommands", language_code="zh") == commands
    assert await api.result("getMyCommands") == []
    scope = {"type": "chat", "chat_id": ANNA}
    await api.result("setMyCommands", commands=commands, scope=scope)
    assert await api.result("getMyCommands", scope=scope) == commands
    bad = [{"command": "Sta tus", "description": "x"}]
    assert await api.refusal("setMyCommands", commands=bad) == (400, "Bad Request: BOT_COMMAND_INVALID")
    assert (await api.refusal("setMyCommands", commands=commands, scope={"type": "chat"}))[0] == 400


async def test_chat_actions_are_those_of_the_page(api):
    assert await api.result("sendChatAction", chat_id=ANNA, action="typing") is True
    assert (await api.refusal("sendChatAction", chat_id=ANNA, action="dancing"))[0] == 400


async def test_getchat_tells_about_people_who_wrote_and_about_groups(api):
    assert (await api.result("getChat", chat_id=ANNA))["username"] == "anna_i"
    assert (await api.result("getChat", chat_id=GROUP))["title"] == "Acme"
    assert await api.refusal("getChat", chat_id=1002) == (400, "Bad Request: chat not found")


async def test_logging_out_is_refused_and_closing_waits_ten_minutes(api, clock):
    assert (await api.refusal("logOut"))[0] == 400
    status, body = await api.call("close")
    assert (status, body["parameters"]["retry_after"] <= 601) == (429, True)
    clock.forward(601)
    assert await api.result("close") is True
