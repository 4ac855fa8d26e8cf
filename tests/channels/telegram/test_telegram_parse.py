"""Raw updates to Inbound, without any network."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.parse import KINDS, Bot, lane_of, parse_update
from bot.core.messages import Address, Attachment, Inbound, Sender

BOT = Bot("telegram", 12345, "RingbackBot")
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ANNA = {"id": 7, "is_bot": False, "first_name": "Anna", "last_name": "Li", "language_code": "zh-hans"}


def message(**fields: Any) -> dict[str, Any]:
    return {"message_id": 5, "from": ANNA, "chat": {"id": 7, "type": "private"}, "date": 1_800_000_000} | fields


def group(**fields: Any) -> dict[str, Any]:
    return message(chat={"id": -77, "type": "supergroup", "title": "G"}, **fields)


def parse(kind: str = "message", **event: Any) -> Inbound | None:
    return parse_update({"update_id": 99, kind: event}, BOT, NOW)


def read(kind: str = "message", **event: Any) -> Inbound:
    inbound = parse(kind, **event)
    assert inbound is not None
    return inbound


def test_a_text_is_an_inbound_of_its_chat() -> None:
    update = {"update_id": 99, "message": message(text="打印机坏了")}
    assert parse_update(update, BOT, NOW) == Inbound(
        channel="telegram",
        key="telegram:12345:99",
        sender=Sender(Address("telegram", "7"), "Anna Li", "zh"),
        thread="7",
        text="打印机坏了",
        full_text="打印机坏了",
        at=datetime.fromtimestamp(1_800_000_000, UTC),
        raw=json.dumps(update, ensure_ascii=False).encode(),
        message_id="7:5",
    )


@pytest.mark.parametrize(
    ("text", "command", "argument"),
    [
        ("/start", "start", ""),
        ("/start abc", "start", "abc"),
        ("/NEW", "new", ""),
        ("/language@ringbackbot zh", "language", "zh"),
        ("/status@RingbackBot", "status", ""),
        ("/cancel\n please", "cancel", "please"),
        ("/dance", "dance", ""),
        ("/var is full", "", "/var is full"),
        ("/etc/passwd", "", "/etc/passwd"),
        ("/new@OtherBot", "", "/new@OtherBot"),
        ("a /new", "", "a /new"),
    ],
)
def test_commands_are_told_from_text(text: str, command: str, argument: str) -> None:
    inbound = read(**message(text=text))
    assert (inbound.command, inbound.text) == (command, argument)


def test_the_largest_size_of_a_photo_is_taken_with_its_caption() -> None:
    sizes = [
        {"file_id": "s", "width": 90, "height": 60},
        {"file_id": "l", "width": 900, "height": 600, "file_size": 8},
        {"file_id": "m", "width": 300, "height": 200},
    ]
    inbound = read(**message(photo=sizes, caption="the error", media_group_id="1"))
    assert inbound.text == "the error"
    assert inbound.attachments == (Attachment("photo-5.jpg", "image/jpeg", 8, reference="l"),)


@pytest.mark.parametrize("kind", ["document", "voice", "video", "audio", "video_note", "sticker"])
def test_files_keep_their_name_and_type_and_are_fetched_later(kind: str) -> None:
    file = {"file_id": "f", "file_name": "报告.pdf", "mime_type": "application/pdf", "file_size": 3}
    inbound = read(**message(**{kind: file}))
    assert inbound.attachments == (Attachment("报告.pdf", "application/pdf", 3, reference="f"),)
    (bare,) = read(**message(**{kind: {"file_id": "f"}})).attachments
    assert bare.name.startswith(kind + "-5.")
    assert bare.media_type


def test_an_animation_comes_once_though_it_is_a_document_too() -> None:
    file = {"file_id": "f"}
    assert len(read(**message(animation=file, document=file)).attachments) == 1


def test_a_sticker_says_its_emoji() -> None:
    assert read(**message(sticker={"file_id": "f", "emoji": "👍"})).text == "👍"


def test_only_ones_own_contact_is_vouched_for() -> None:
    own = read(**message(contact={"phone_number": "+861065529988", "user_id": 7, "first_name": "Anna"}))
    assert (own.contact, own.text) == ("+861065529988", "+861065529988")
    other = read(**message(contact={"phone_number": "+1", "user_id": 8, "first_name": "Bo", "last_name": "X"}))
    assert (other.contact, other.text) == ("", "Bo X +1")
    nobody = read(**message(contact={"phone_number": "+1", "first_name": "Bo"}))
    assert (nobody.contact, nobody.text) == ("", "Bo +1")


def test_a_place_is_shown_with_a_map() -> None:
    text = read(**message(location={"latitude": 31.2, "longitude": 121.5})).text
    assert text.splitlines()[0] == "31.2, 121.5"
    assert text.splitlines()[1].startswith("https://www.openstreetmap.org/?mlat=31.2&mlon=121.5")
    venue = {"title": "Office", "address": "Road 1"}
    assert read(**message(location={"latitude": 1, "longitude": 2}, venue=venue)).text.startswith("Office, Road 1\n")


def test_a_pressed_button_brings_its_data_and_label() -> None:
    keyboard = {"inline_keyboard": [[{"text": "No", "callback_data": "n"}, {"text": "Yes", "callback_data": "y:1"}]]}
    press = {"id": "q", "from": ANNA, "message": message(reply_markup=keyboard), "data": "y:1"}
    inbound = read("callback_query", **press)
    assert (inbound.press, inbound.text, inbound.thread, inbound.at) == ("y:1", "Yes", "7", NOW)
    old = {"id": "q", "from": ANNA, "message": {"chat": {"id": -5}, "message_id": 1, "date": 0}, "data": "y"}
    assert (read("callback_query", **old).thread, read("callback_query", **old).text) == ("-5/7", "")
    assert read("callback_query", id="q", data="y", **{"from": ANNA}).thread == "7"
    assert parse("callback_query", id="q", game_short_name="g", **{"from": ANNA}) is None


def test_an_edited_message_names_what_it_changes_and_is_no_command() -> None:
    inbound = read("edited_message", **message(text="/new thing", edit_date=1_800_000_100))
    assert (inbound.text, inbound.command, inbound.key) == ("/new thing", "", "telegram:12345:99")
    assert inbound.changes == inbound.message_id == "7:5"
    assert parse("edited_message", **message(location={"latitude": 1, "longitude": 2})) is None


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"text": "@RingbackBot it burns"}, "it burns"),
        ({"text": "it burns, @ringbackbot!"}, "it burns, !"),
        ({"text": "yes", "reply_to_message": {"message_id": 4, "from": {"id": 12345}}}, "yes"),
        ({"text": "/status@RingbackBot"}, ""),
        ({"caption": "@RingbackBot look", "photo": [{"file_id": "f", "width": 1, "height": 1}]}, "look"),
    ],
)
def test_in_a_group_we_hear_what_is_said_to_us(fields: dict[str, Any], text: str) -> None:
    inbound = read(**group(**fields))
    assert (inbound.text, inbound.thread, inbound.sender.address.value) == (text, "-77/7", "7")


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "hello all"},
        {"text": "mail me at x@RingbackBot.example"},
        {"text": "/status"},
        {"text": "/status@OtherBot"},
        {"text": "no", "reply_to_message": {"message_id": 4, "from": {"id": 8}}},
        {"new_chat_members": [ANNA]},
        {"migrate_to_chat_id": -100},
    ],
)
def test_in_a_group_we_do_not_hear_other_talk(fields: dict[str, Any]) -> None:
    assert parse(**group(**fields)) is None


def test_an_answer_names_what_it_answers() -> None:
    assert read(**message(text="x", reply_to_message={"message_id": 4})).references == ("7:4",)


@pytest.mark.parametrize("kind", ["my_chat_member", "poll", "channel_post", "message_reaction"])
def test_what_nobody_said_to_us_is_no_message(kind: str) -> None:
    assert parse(kind, **message(text="x")) is None


def test_a_kind_we_cannot_show_is_kept_with_its_trouble() -> None:
    inbound = read(**message(dice={"emoji": "🎲", "value": 3}))
    assert "dice" in inbound.trouble
    assert b"dice" in inbound.raw


def test_what_a_database_refuses_is_mended() -> None:
    assert read(**message(text="a\x00\ud83d b")).text == "a\ufffd b"


def test_a_malformed_message_of_a_known_sender_stays_his() -> None:
    inbound = read(**message(text="help", photo="nonsense"))
    assert inbound.sender.address == Address("telegram", "7")
    assert (inbound.thread, inbound.text, inbound.automatic) == ("7", "help", "")
    assert "malformed" in inbound.trouble
    assert b"nonsense" in inbound.raw


@pytest.mark.parametrize("event", [None, 1, "x", [], {}, {"from": 5}, {"from": {"id": "x"}}, {"chat": []}])
@pytest.mark.parametrize("kind", KINDS)
def test_a_malformed_message_of_nobody_is_kept_and_never_answered(kind: str, event: Any) -> None:
    inbound = parse_update({"update_id": 1, kind: event}, BOT, NOW)
    if inbound is None:
        assert kind == "callback_query"
        return
    assert inbound.trouble
    assert inbound.automatic == "generated"
    assert inbound.sender.address == Address("telegram", "0")
    assert inbound.key == "telegram:12345:1"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "from", "chat", "type", "text", "photo", "date", "data", "message", "contact", "location"]
            ),
            inner,
            max_size=5,
        )
    ),
)


@given(st.sampled_from(KINDS), JSON)
def test_parsing_never_raises(kind: str, event: Any) -> None:
    inbound = parse_update({"update_id": 1, kind: event}, BOT, NOW)
    assert inbound is None or inbound.key == "telegram:12345:1"
    lane_of({"update_id": 1, kind: event})
