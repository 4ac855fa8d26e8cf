"""What must be true of the engineers' channel whenever nothing is pending."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from bot.channels.slack import card
from bot.db import installation
from bot.db.schema import attachments, inbox, messages, outbox, tickets, timers
from bot.sandbox.stage import ENGINEERS
from bot.shelf import QUIET_LANE
from tests.desk.harness import PHRASES, World
from tests.desk.slack_words import words
from tests.desk.waiting import until

say = functools.partial(PHRASES.phrase, "en")


async def is_quiet(w: World) -> None:
    """Waits until nothing is to be sent, fetched or reminded of."""

    async def done() -> bool:
        waits = select(attachments.c.id).where(attachments.c.state == "waiting")
        due = select(timers.c.id).where(timers.c.due <= w.stage.clock.now())
        return not await w.desk.read(waits) and not await w.desk.read(due)

    for _ in range(2):
        await w.desk.is_quiet()
        await until(done, "files and timers")
    await w.desk.is_quiet()


async def is_true(w: World, marks: Iterable[str], secrets: Iterable[str]) -> None:
    """Every card and list shows what the database says now, each message with one of the `marks` stands once and in
    order in the thread of its card, and no customer got one of the `secrets`."""
    await is_quiet(w)
    top = {one["ts"]: one for one in w.stage.slack.messages(ENGINEERS)}
    for ticket in await w.desk.read(select(tickets.c.id)):
        shown = await w.desk.card(ticket["id"])
        _same(top[_place(shown.key)], card.ticket(shown, say))
        await _thread(w, ticket["id"], list(marks))
    for row in await w.desk.read(
        select(inbox).where((inbox.c.card_key != "") | inbox.c.state.in_(("held", "shelved")))
    ):
        waiting = await w.app.desk.shelf(row["id"])
        assert waiting is not None
        _same(top[_place(row["card_key"])], card.shelf(waiting, say))
    await _quiet_list(w, top)
    assert await w.desk.shelved() == []
    sent = await w.desk.read(select(outbox.c.body).where(outbox.c.kind == "message"))
    assert not [secret for secret in secrets for row in sent if secret in row["body"]]


def _place(key: str) -> str:
    assert key, "there is no card"
    return key.partition(":")[2]


def _same(shown: Any, fresh: Any) -> None:
    assert words(shown) == words(fresh)
    assert _without_ids(shown["blocks"]) == _without_ids(fresh["blocks"])


def _without_ids(node: Any) -> Any:
    if isinstance(node, list):
        return [_without_ids(one) for one in node]
    if isinstance(node, dict):
        return {name: _without_ids(one) for name, one in node.items() if name != "block_id"}
    return node


async def _thread(w: World, ticket: int, marks: list[str]) -> None:
    """What was taken in is shown once, in its order."""
    told = await w.desk.told(ticket)
    kept = [mark for text in told for mark in marks if mark in text]
    thread = [text for text in await w.desk.thread(ticket) if " wrote by " in text or " wrote in " in text]
    seen = [mark for text in thread for mark in marks if mark in text]
    assert seen == kept, (seen, kept)
    files = select(attachments.c.name).join(messages, messages.c.id == attachments.c.message_id)
    key = _place((await w.desk.card(ticket)).key)
    posted = [f["title"] for one in w.stage.slack.messages(ENGINEERS, key)[1:] for f in one.get("files") or ()]
    for row in await w.desk.read(files.where(messages.c.ticket_id == ticket)):
        assert sum(title.startswith(f"{row['name']} #") for title in posted) == 1, (row["name"], posted)


async def _quiet_list(w: World, top: dict[str, Any]) -> None:
    place = await w.app.database.read(lambda connection: installation.load_cursor(connection, QUIET_LANE))
    count, held = await w.app.desk.quiet_list()
    assert place or not count
    if place:
        _same(top[_place(place["key"])], card.quiet_list(count, held, say))
