"""Slack's payloads, as it sends them, into values."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.slack import mrkdwn, parse
from bot.channels.slack.parse import Profile
from bot.core.messages import Address, Engineer

ANNA = Engineer("U0ANNA", "Anna Berg")
DIRECT: dict[str, Any] = {
    "client_msg_id": "9b3c1f1e-3f0e-4f3e-9df6-0f4f5a6c7d8e",
    "type": "message",
    "text": "Hi &lt;team&gt; &amp; all, <https://example.com/a?b=1&amp;c=2|the page> fails",
    "user": "U061F7AUR",
    "ts": "1721035200.000100",
    "team": "T061EG9R6",
    "blocks": [],
    "channel": "D024BE91L",
    "event_ts": "1721035200.000100",
    "channel_type": "im",
}
PRESS: dict[str, Any] = {
    "type": "block_actions",
    "user": {"id": "U061F7AUR", "username": "li", "name": "li", "team_id": "T061EG9R6"},
    "api_app_id": "A02",
    "token": "Shh_its_a_seekrit",
    "container": {"type": "message", "message_ts": "1721035200.000200", "channel_id": "D024BE91L"},
    "trigger_id": "12466734323.1395872398",
    "team": {"id": "T061EG9R6", "domain": "acme"},
    "channel": {"id": "D024BE91L", "name": "directmessage"},
    "message": {"type": "message", "ts": "1721035200.000200", "user": "U0BOT"},
    "response_url": "https://hooks.slack.com/actions/T061EG9R6/1/x",
    "actions": [
        {
            "action_id": "customer_0",
            "block_id": "b",
            "text": {"type": "plain_text", "text": "Solved", "emoji": False},
            "value": "solved:17:2",
            "type": "button",
            "action_ts": "1721035300.123456",
        }
    ],
}


def view(values: dict[str, Any], **changes: Any) -> dict[str, Any]:
    plain = {"id": "V1", "hash": "1.a", "callback_id": "reply", "private_metadata": '{"ticket": 17}'}
    return plain | {"state": {"values": values}} | changes


def test_a_direct_message_as_slack_sends_it() -> None:
    inbound = parse.customer_message(DIRECT, "T061EG9R6", Profile("Li Wei", "zh"))
    assert inbound is not None
    assert inbound.text == "Hi <team> & all, the page (https://example.com/a?b=1&c=2) fails"
    assert inbound.key == "slack:T061EG9R6:D024BE91L:1721035200.000100"
    assert inbound.thread == "D024BE91L"
    assert inbound.at == datetime(2024, 7, 15, 9, 20, 0, 100, tzinfo=UTC)
    assert inbound.sender.address == Address("slack", "T061EG9R6/U061F7AUR")
    assert json.loads(inbound.raw)["ts"] == "1721035200.000100"


def test_a_message_read_back_is_the_same_message() -> None:
    history = {key: DIRECT[key] for key in ("client_msg_id", "type", "text", "user", "ts", "team")}
    read = parse.customer_message(history | {"channel": "D024BE91L", "channel_type": "im"}, "T061EG9R6", Profile())
    live = parse.customer_message(DIRECT, "T061EG9R6", Profile())
    assert read is not None
    assert live is not None
    assert (read.key, read.thread, read.text, read.sender) == (live.key, live.thread, live.text, live.sender)


@pytest.mark.parametrize(
    "change",
    [
        {"subtype": "message_changed", "message": {}},
        {"subtype": "message_deleted"},
        {"subtype": "channel_join"},
        {"subtype": "bot_message"},
        {"bot_id": "B01"},
        {"user": "USLACKBOT"},
        {"user": None},
        {"hidden": True},
    ],
)
def test_what_nobody_said_is_nothing(change: dict[str, Any]) -> None:
    assert parse.customer_message(DIRECT | change, "T061EG9R6", Profile()) is None


def test_a_stranger_keeps_his_own_workspace() -> None:
    far = DIRECT | {"user_team": "T0FAR", "source_team": "T0FAR"}
    inbound = parse.customer_message(far, "T061EG9R6", Profile())
    assert inbound is not None
    assert inbound.sender.address.value == "T0FAR/U061F7AUR"
    assert inbound.key.startswith("slack:T061EG9R6:")


def test_a_reply_in_a_channel_joins_the_thread_of_its_root() -> None:
    event = DIRECT | {"channel": "C1", "channel_type": "channel"}
    assert parse.thread_of(event) == "C1:1721035200.000100"
    assert parse.thread_of(event | {"thread_ts": "1.2"}) == "C1:1.2"
    assert parse.card_key(event) == ""
    assert parse.card_key(event | {"thread_ts": event["ts"]}) == ""
    assert parse.card_key(event | {"thread_ts": "1.2"}) == "C1:1.2"


def test_files_are_references_and_those_kept_elsewhere_are_links() -> None:
    files = [
        {"id": "F1", "name": "a.log", "mimetype": "text/plain", "size": 5, "url_private": "https://files.slack.com/a"},
        {"id": "F2", "mode": "external", "is_external": True, "url_private": "https://drive.example/x"},
        {"id": "F3", "mode": "file_access", "file_access": "check_file_info"},
        {"id": "F4", "mode": "tombstone"},
    ]
    inbound = parse.customer_message(DIRECT | {"subtype": "file_share", "files": files, "text": ""}, "T", Profile())
    assert inbound is not None
    assert [(file.name, file.reference) for file in inbound.attachments] == [
        ("a.log", "https://files.slack.com/a"),
        ("F3", "slack-file:F3"),
    ]
    assert inbound.text == "https://drive.example/x"


def test_a_forwarded_message_is_read() -> None:
    shared = {"text": "", "attachments": [{"is_share": True, "text": "the *original*", "fallback": "x"}]}
    inbound = parse.customer_message(DIRECT | shared, "T", Profile())
    assert inbound is not None
    assert inbound.text == "the *original*"


def test_a_press_carries_its_data_and_no_secret() -> None:
    inbound = parse.customer_press(PRESS, "T061EG9R6", Profile("Li Wei"))
    assert (inbound.press, inbound.text, inbound.thread) == ("solved:17:2", "Solved", "D024BE91L")
    assert inbound.key == "slack:press:U061F7AUR:1721035300.123456"
    for secret in (b"seekrit", b"hooks.slack.com", b"12466734323"):
        assert secret not in inbound.raw


def test_a_press_under_a_message_in_a_thread_belongs_to_the_thread() -> None:
    place = {"container": PRESS["container"] | {"channel_id": "C1", "thread_ts": "1.2"}, "channel": {"id": "C1"}}
    assert parse.customer_press(PRESS | place, "T", Profile()).thread == "C1:1.2"


def test_a_click_has_a_key_of_its_own() -> None:
    body = PRESS | {"actions": [{"value": "17", "action_ts": "1721035300.5"}]}
    action = parse.click(body, "acknowledge", ANNA)
    assert (action.key, action.subject_id) == ("slack:action:U0ANNA:1721035300.5", 17)


def test_a_corrected_submission_is_another_one_and_a_second_press_is_not() -> None:
    at = datetime(2025, 1, 1, tzinfo=UTC)
    first = parse.submission({"view": view({})}, "reply", {"text": "a"}, ANNA, at)
    again = parse.submission({"view": view({}, hash="2.b")}, "reply", {"text": "a"}, ANNA, at)
    corrected = parse.submission({"view": view({})}, "reply", {"text": "b"}, ANNA, at)
    other = parse.submission({"view": view({}, id="V2")}, "reply", {"text": "a"}, ANNA, at)
    assert first.key == again.key
    assert len({first.key, corrected.key, other.key}) == 3


def test_values_are_read_from_inputs_and_menus() -> None:
    values = {
        "text": {"value": {"type": "plain_text_input", "value": "  hi "}},
        "note": {"value": {"type": "plain_text_input", "value": None}},
        "tier": {"value": {"type": "static_select", "selected_option": {"value": "rnd"}}},
        "outcome": {"value": {"type": "static_select", "selected_option": None}},
    }
    assert parse.values_of(view(values)) == {"text": "hi", "note": "", "tier": "rnd", "outcome": ""}


@pytest.mark.parametrize(
    ("shown", "read"),
    [
        ("a &amp;amp; b", "a &amp; b"),
        ("&lt;@U1&gt;", "<@U1>"),
        ("<@U012AB>", "@U012AB"),
        ("<@U012AB|li>", "@li"),
        ("<#C01|general>", "#general"),
        ("<!here> <!channel>", "@here @channel"),
        ("<!subteam^S1|@support>", "@support"),
        ("<!date^1392734382^{date}|18 Feb>", "18 Feb"),
        ("<https://a.example>", "https://a.example"),
        ("<https://a.example|https://a.example>", "https://a.example"),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
        ("<tel:+8621|+8621>", "+8621"),
        ("1 < 2 > 0", "1 < 2 > 0"),
        ("你好 :wave:", "你好 :wave:"),
    ],
)
def test_markup_is_read_as_a_person_sees_it(shown: str, read: str) -> None:
    assert mrkdwn.plain(shown) == read
