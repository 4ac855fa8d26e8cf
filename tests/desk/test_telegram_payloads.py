"""Updates as Telegram sends them, one a file, through the real door: what the desk does with each of them.

Shapes: https://core.telegram.org/bots/api#update. "ticket": a request, with this subject; "kept": a request that says
what could not be shown; "noted": in the ledger without a ticket; "ignored": not said to us, which the log has."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.db.schema import inbox
from tests.desk.harness import World
from tests.desk.waiting import until

FOLDER = Path(__file__).parent / "payloads" / "telegram"
TICKETS = {
    "anonymous_administrator": "The printer burns",
    "anonymous_administrator_of_another_group": "打印机坏了",
    "in_the_name_of_a_channel": "The printer burns",
    "without_from": "The printer burns",
    "forwarded_from_a_hidden_user": "The printer burns",
    "photo_with_caption_only": "打印机着火了",
    "right_to_left": "الطابعة لا تعمل",
    "emoji_with_joiners_only": "👨‍👩‍👧‍👦🖨️🔥",
    "location_only": "31.230416, 121.473701",
    "venue_only": "蓝天大厦, 南京路1号",
    "own_contact_only": "+8613800138000",
    "contact_of_another": "Bob +8613900139000",
    "video_note": "video_note-",
    "via_another_bot": "A cat picture for you",
    "message_of_another_bot": "The printer burns",
}
KEPT = ("dice", "poll", "paid_media", "story", "a_kind_of_the_future")
NOTED = ("migrate_from", "press_without_message", "press_under_a_message_too_old", "zero_width_only")
IGNORED = (
    "business_message",
    "channel_post",
    "deleted_business_messages",
    "edited_channel_post",
    "forum_topic_created",
    "gift",
    "live_location_moved",
    "migrate_to",
    "press_of_a_game",
)


def _payload(name: str) -> dict[str, Any]:
    return dict(json.loads((FOLDER / f"{name}.json").read_text("utf-8")))


async def _sent(w: World, name: str) -> dict[str, Any] | None:
    """Sends it, waits until it is confirmed, and returns what the ledger says of it."""
    update = await w.stage.telegram.inject(_payload(name))
    await until(lambda: update in w.stage.telegram.confirmed, f"{name} to be taken")
    rows = await w.desk.read(select(inbox).where(inbox.c.key.endswith(f":{update}")))
    return dict(rows[0]) if rows else None


def test_every_file_has_a_verdict() -> None:
    assert sorted((*TICKETS, *KEPT, *NOTED, *IGNORED)) == sorted(file.stem for file in FOLDER.glob("*.json"))


async def test_what_somebody_says_in_whatever_form_is_a_request(desk_world: World) -> None:
    w = desk_world
    for name, subject in TICKETS.items():
        row = await _sent(w, name)
        assert row is not None, name
        assert row["state"] == "handled", (name, row["cause"])
        assert row["ticket_id"] is not None, (name, row["cause"])
        assert subject in (await w.desk.row(row["ticket_id"]))["subject"], name
    assert await w.desk.shelved() == []


async def test_what_cannot_be_shown_is_a_request_that_says_so(desk_world: World) -> None:
    w = desk_world
    for name in KEPT:
        row = await _sent(w, name)
        assert row is not None, name
        (field,) = _payload(name)["message"].keys() - {"message_id", "from", "chat", "date"}
        trouble = (await w.desk.card(row["ticket_id"])).trouble
        assert field in trouble, (name, trouble)


async def test_what_opens_nothing_is_noted(desk_world: World) -> None:
    w = desk_world
    for name in NOTED:
        row = await _sent(w, name)
        assert row is not None, name
        assert (row["state"], row["ticket_id"]) == ("handled", None), name
        assert row["cause"], name


async def test_what_nobody_said_to_us_is_confirmed_and_logged(
    desk_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "bot.channels.telegram.channel")
    for name in IGNORED:
        assert await _sent(desk_world, name) is None, name
        (kind,) = _payload(name).keys() - {"update_id"}
        assert any("not said to us" in said and kind in said for said in caplog.messages), name
        caplog.clear()


async def test_two_groups_with_anonymous_administrators_are_two_customers(desk_world: World) -> None:
    w = desk_world
    first = await _sent(w, "anonymous_administrator")
    second = await _sent(w, "anonymous_administrator_of_another_group")
    assert first is not None
    assert second is not None
    one, two = await w.desk.row(first["ticket_id"]), await w.desk.row(second["ticket_id"])
    assert one["customer_id"] != two["customer_id"]
    assert one["thread"] != two["thread"]
