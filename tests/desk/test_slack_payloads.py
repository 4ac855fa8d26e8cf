"""Message events as Slack sends them, one a file, through the real door: each is acknowledged, and is a request, a line
in the ledger, or nothing. Shapes: https://docs.slack.dev/reference/events/message."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.db.schema import inbox
from tests.desk.harness import World
from tests.desk.waiting import until

FOLDER = Path(__file__).parent / "payloads" / "slack"
TICKETS = {
    "plain_message": "打印机着火了",
    "file_share": "日志.txt",
    "thread_broadcast": "The printer burns",
    "me_message": "has a printer that burns",
    "connect_user_of_another_team": "The printer burns",
    "blocks_without_text": "The scanner smokes",
    "attachments_without_text": "The lamp is dark",
}
NOTED = ("deleted_before_we_knew_it",)
NOTHING = (
    "bot_message",
    "channel_join",
    "channel_topic",
    "huddle",
    "message_of_an_app_with_user",
    "pinned_item",
    "reminder_of_slackbot",
    "root_became_a_tombstone",
    "subtype_of_the_future",
    "unfurled_link",
)


def _payload(name: str) -> dict[str, Any]:
    return dict(json.loads((FOLDER / f"{name}.json").read_text("utf-8")))


async def _sent(w: World, name: str) -> list[dict[str, Any]]:
    """Sends it, waits until it is acknowledged, and returns the new lines of the ledger."""
    statement = select(inbox).order_by(inbox.c.id)
    before = len(await w.desk.read(statement))
    w.stage.slack.inject(_payload(name))
    delivery = w.stage.slack.record[-1]
    await until(lambda: delivery.acknowledged, f"{name} to be taken")
    return [dict(row) for row in (await w.desk.read(statement))[before:]]


def test_every_file_has_a_verdict() -> None:
    assert sorted((*TICKETS, *NOTED, *NOTHING)) == sorted(file.stem for file in FOLDER.glob("*.json"))


async def test_what_somebody_says_in_whatever_form_is_a_request(desk_world: World) -> None:
    w = desk_world
    for name, subject in TICKETS.items():
        (row,) = await _sent(w, name)
        assert row["ticket_id"] is not None, (name, row["cause"])
        assert (await w.desk.row(row["ticket_id"]))["subject"] == subject, name
    assert await w.desk.shelved() == []
    assert len(await w.desk.tickets_of("slack:T0FAR/U005PAYLOAD")) == 1


async def test_what_opens_nothing_is_noted_or_nothing(desk_world: World) -> None:
    w = desk_world
    for name in NOTED:
        (row,) = await _sent(w, name)
        assert (row["state"], row["ticket_id"], bool(row["cause"])) == ("handled", None, True), name
    for name in NOTHING:
        assert await _sent(w, name) == [], name
