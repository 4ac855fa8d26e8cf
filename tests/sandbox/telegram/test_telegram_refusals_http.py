"""What the service refuses, over bare HTTP: https://core.telegram.org/bots/api#making-requests."""

import pytest

from .conftest import ANNA, BORIS, GROUP


@pytest.fixture(autouse=True)
async def anna_has_written(telegram):
    await telegram.write(ANNA, "/start")


def button(**fields):
    return {"inline_keyboard": [[{"text": "x"} | fields]]}


async def test_a_wrong_token_is_refused_with_401(telegram, api):
    url = f"{telegram.base_url}12345:wrong/getUpdates"
    async with api.session.post(url, data={"offset": "5"}) as response:
        assert response.status == 401
        assert await response.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert telegram.journal.entries[-1]["args"] == {"offset": 5}
    assert telegram.confirmed == set()


@pytest.mark.parametrize("method", ["sendPoll", "noSuchMethod"])
async def test_methods_that_are_unknown_or_not_emulated_are_not_found(api, method):
    assert await api.refusal(method) == (404, "Not Found")


async def test_any_other_path_is_not_found(telegram, api):
    async with api.session.get(f"{telegram.api_url}/") as response:
        assert (response.status, (await response.json())["error_code"]) == (404, 404)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"chat_id": ANNA}, "message text is empty"),
        ({"text": "x"}, "chat_id is empty"),
        ({"chat_id": ANNA, "text": "x", "txet": "y"}, "sandbox: sendMessage has no txet"),
        ({"chat_id": ANNA, "text": "x", "message_thread_id": 4}, "sandbox: message_thread_id of sendMessage"),
        ({"chat_id": ANNA, "text": "x", "disable_notification": "maybe"}, "sandbox: disable_notification must"),
        ({"chat_id": ANNA, "text": "x", "entities": "[{"}, "can't parse entities JSON object"),
        ({"chat_id": ANNA, "text": "x", "entities": [{"type": "bold"}]}, "can't parse entities: entities[0] lacks"),
        ({"chat_id": ANNA, "text": "x", "entities": {}}, "can't parse entities: entities must be an array"),
        ({"chat_id": ANNA, "text": "x", "reply_markup": {"rows": []}}, "can't parse reply_markup"),
        ({"chat_id": ANNA, "text": "x", "parse_mode": "HTML"}, "sandbox: parse_mode is not emulated"),
        ({"chat_id": ANNA, "text": " \n "}, "message text is empty"),
        ({"chat_id": ANNA, "text": "长" * 4097}, "message is too long"),
        ({"chat_id": 31337, "text": "x"}, "chat not found"),
        ({"chat_id": "@somewhere", "text": "x"}, "chat not found"),
        ({"chat_id": "", "text": "x"}, "chat_id is empty"),
    ],
)
async def test_a_message_that_is_not_well_formed_is_refused(api, arguments, words):
    status, description = await api.refusal("sendMessage", **arguments)
    assert status == 400
    assert description.startswith(f"Bad Request: {words}")


async def test_the_longest_text_and_caption_pass_and_one_more_does_not(api):
    await api.result("sendMessage", chat_id=ANNA, text="长" * 4096)
    await api.result("sendMessage", chat_id=ANNA, text="😀" * 4096)
    status, _ = await api.upload("sendDocument", "document", b"x", chat_id=ANNA, caption="长" * 1024)
    assert status == 200
    status, body = await api.upload("sendDocument", "document", b"x", chat_id=ANNA, caption="长" * 1025)
    assert (status, body["description"]) == (400, "Bad Request: message caption is too long")


@pytest.mark.parametrize("data", ["", "按" * 22, "x" * 65])
async def test_callback_data_is_1_to_64_bytes(api, data):
    keyboard = button(callback_data=data)
    refusal = await api.refusal("sendMessage", chat_id=ANNA, text="x", reply_markup=keyboard)
    assert refusal == (400, "Bad Request: BUTTON_DATA_INVALID")
    await api.result("sendMessage", chat_id=ANNA, text="x", reply_markup=button(callback_data="按" * 21))


@pytest.mark.parametrize(
    "keyboard",
    [
        button(),
        button(callback_data="a", url="https://a.example"),
        button(url="javascript:alert(1)"),
        button(url="http://localhost/x"),
        button(text=" ", callback_data="a"),
        button(callback_data="a", style="loud"),
        button(callback_data="a", pay=True),
        {"inline_keyboard": [[{"text": str(n), "callback_data": str(n)}] for n in range(101)]},
        {"keyboard": []},
        {"keyboard": [[{"text": ""}]]},
        {"keyboard": [["text alone"]]},
    ],
)
async def test_a_keyboard_that_is_not_well_formed_is_refused(api, keyboard):
    assert (await api.refusal("sendMessage", chat_id=ANNA, text="x", reply_markup=keyboard))[0] == 400


async def test_a_phone_can_be_asked_for_in_private_only(telegram, api):
    keyboard = {"keyboard": [[{"text": "My number", "request_contact": True}]]}
    words = "Bad Request: phone number can be requested in private chats only"
    assert await api.refusal("sendMessage", chat_id=GROUP, text="?", reply_markup=keyboard) == (400, words)
    await api.result("sendMessage", chat_id=ANNA, text="?", reply_markup=keyboard)
    assert telegram.keyboard(ANNA) == keyboard
    await api.result("sendMessage", chat_id=ANNA, text="!", reply_markup={"remove_keyboard": True})
    assert telegram.keyboard(ANNA) is None


@pytest.mark.parametrize(
    "entities",
    [
        [{"type": "bold", "offset": -1, "length": 1}],
        [{"type": "bold", "offset": 0, "length": 0}],
        [{"type": "bold", "offset": 3, "length": 3}],
        [{"type": "bold", "offset": 1, "length": 3}],
        [{"type": "bold", "offset": 0, "length": 1}],
        [{"type": "glitter", "offset": 0, "length": 2}],
        [{"type": "text_link", "offset": 0, "length": 2}],
        [{"type": "bold", "offset": 0, "length": 3}, {"type": "italic", "offset": 2, "length": 3}],
        [{"type": "bold", "offset": 0, "length": 5}, {"type": "code", "offset": 2, "length": 1}],
    ],
)
async def test_entities_that_do_not_fit_their_text_are_refused(api, entities):
    """The text is 5 UTF-16 code units long, its first character takes two."""
    assert (await api.refusal("sendMessage", chat_id=ANNA, text="😀abc", entities=entities))[0] == 400


async def test_entities_may_be_nested(api):
    entities = [
        {"type": "blockquote", "offset": 0, "length": 5},
        {"type": "bold", "offset": 0, "length": 2},
        {"type": "code", "offset": 2, "length": 3},
    ]
    assert (await api.result("sendMessage", chat_id=ANNA, text="😀abc", entities=entities))["entities"] == entities


async def test_a_bot_cannot_write_first(api):
    words = "Forbidden: bot can't initiate conversation with a user"
    assert await api.refusal("sendMessage", chat_id=BORIS, text="hello") == (403, words)


async def test_a_bot_cannot_write_to_who_blocked_it_and_hears_of_it(telegram, api):
    telegram.block(ANNA)
    words = "Forbidden: bot was blocked by the user"
    assert await api.refusal("sendMessage", chat_id=ANNA, text="hello") == (403, words)
    assert await api.refusal("sendChatAction", chat_id=ANNA, action="typing") == (403, words)
    telegram.unblock(ANNA)
    await api.result("sendMessage", chat_id=ANNA, text="hello")
    changes = [update["my_chat_member"] for update in telegram.pending if "my_chat_member" in update]
    assert [change["new_chat_member"]["status"] for change in changes] == ["kicked", "member"]
    assert changes[0]["new_chat_member"]["user"]["id"] == 12345


async def test_a_group_that_became_a_supergroup_says_where_it_went(telegram, api):
    telegram.upgrade_group(GROUP, -1009999)
    status, body = await api.call("sendMessage", chat_id=GROUP, text="hello")
    assert status == 400
    assert body["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert body["parameters"] == {"migrate_to_chat_id": -1009999}
    old, new = (update["message"] for update in telegram.pending[-2:])
    assert (old["chat"]["id"], old["migrate_to_chat_id"]) == (GROUP, -1009999)
    assert (new["chat"]["id"], new["migrate_from_chat_id"]) == (-1009999, GROUP)
    await api.result("sendMessage", chat_id=-1009999, text="hello")


async def test_unknown_kinds_of_updates_are_refused(api):
    assert (await api.refusal("getUpdates", allowed_updates=["mesage"]))[0] == 400


@pytest.mark.parametrize("value", ["soon", "1.5", "true"])
async def test_an_offset_that_is_no_number_is_refused(telegram, api, value):
    assert (await api.refusal("getUpdates", offset=value))[0] == 400
    assert telegram.journal.entries[-1]["args"] == {"offset": value}


async def test_a_file_that_belongs_to_no_argument_is_refused(api):
    status, body = await api.upload("sendMessage", "stray", b"x", chat_id=ANNA, text="hi")
    assert (status, body["description"].startswith("Bad Request: sandbox: file stray")) == (400, True)


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"chat_id": "x'])
async def test_a_body_that_is_no_json_object_is_refused(api, body):
    headers = {"Content-Type": "application/json"}
    async with api.session.post(f"{api.url}/sendMessage", data=body, headers=headers) as response:
        assert response.status == 400


async def test_a_broken_multipart_body_is_refused(api):
    headers = {"Content-Type": "multipart/form-data; boundary=xyz"}
    async with api.session.post(f"{api.url}/sendMessage", data=b"no boundary here", headers=headers) as response:
        assert (response.status, (await response.json())["ok"]) == (400, False)
