"""A defect of ours in one row, one timer or one file stops nothing else, and not the desk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from bot.core.decisions import Decision
from bot.core.events import Case, Event, Fired, Settled
from bot.db.schema import attachments, outbox, timers
from bot.flows import router
from tests.desk.harness import World, world
from tests.desk.waiting import until


def no_undeliverable(folder: Path) -> Path:
    """A wording of the admin's own that includes a file which is not there."""
    own = folder / "wordings"
    (own / "en" / "desk").mkdir(parents=True)
    (own / "en" / "desk" / "undeliverable.md.j2").write_text('{% include "desk/nowhere.md.j2" %}\n', "utf-8")
    return own


async def test_the_desk_starts_also_when_it_cannot_tell_of_what_was_cut_off(tmp_path: Path) -> None:
    async with world(tmp_path, templates=no_undeliverable(tmp_path)) as w:
        ann = w.writes_mail()
        await ann.mails("The printer burns.", subject="Printer")
        await ann.hears("RB-1001")
        await w.desk.is_quiet()
        last = select(func.max(outbox.c.id)).where(outbox.c.kind == "message").scalar_subquery()
        cut_off_twice = update(outbox).where(outbox.c.id == last).values(state="sending", unclear=1)
        await w.app.database.write(lambda connection: connection.execute(cut_off_twice))
        await w.restarts()
        unclear = select(outbox.c.cause).where(outbox.c.state == "unclear")
        [row] = await until(lambda: w.desk.read(unclear), "the mail to be unclear")
        assert "the ticket could not be told" in row["cause"]
        await ann.replies("Company: Acme Ltd\nPhone: 13800138000\nPriority: P2")
        await w.desk.shows(await w.ticket_of(ann), organisation="Acme Ltd")


async def test_a_delivery_that_cannot_be_written_down_with_what_follows_is_settled_alone(
    desk_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    w, decide = desk_world, router.decide

    def broken(case: Case, event: Event) -> Decision:
        if isinstance(event, Settled):
            raise IntegrityError("INSERT", {}, Exception("it is there already"))
        return decide(case, event)

    monkeypatch.setattr(router, "decide", broken)
    ann = w.writes_mail()
    w.stage.mail.refuse(ann.mail_address)
    await ann.mails("The printer burns.", subject="Printer")
    refused = select(outbox.c.cause).where(outbox.c.state == "undeliverable")
    [row] = await until(lambda: w.desk.read(refused), "the mail to be refused")
    assert "the ticket could not be told" in row["cause"]


async def test_a_timer_whose_flow_has_a_defect_is_put_off(desk_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    w, decide = desk_world, router.decide

    def broken(case: Case, event: Event) -> Decision:
        if isinstance(event, Fired):
            raise ZeroDivisionError
        return decide(case, event)

    ann = w.has_telegram("Ann")
    await ann.chats("The printer burns.")
    await ann.hears("RB-1001")
    monkeypatch.setattr(router, "decide", broken)
    w.clock.forward(minutes=11)
    due = select(timers.c.id).where(timers.c.due <= w.stage.clock.now())
    await until(lambda: _none(w, due), "the timer to be put off")
    await ann.chats("Acme Ltd")
    await ann.hears("phone")
    monkeypatch.setattr(router, "decide", decide)
    w.clock.forward(minutes=11)
    await ann.hears("phone")


async def _none(w: World, rows: Any) -> bool:
    return not await w.desk.read(rows)


async def test_a_file_that_trips_the_channel_is_tried_again(desk_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    w = desk_world
    channel: Any = w.app.channels["telegram"]

    async def broken(_reference: str) -> bytes:
        raise ZeroDivisionError

    ann = w.has_telegram("Ann")
    with monkeypatch.context() as patched:
        patched.setattr(channel, "fetch", broken)
        await ann.taken(await w.stage.telegram.send_document(ann.user_id, "log.txt", "text/plain", b"It burns."))
        tried = select(attachments.c.id).where(attachments.c.state == "waiting", attachments.c.attempts == 1)
        await until(lambda: w.desk.read(tried), "the first attempt to fail")
    w.clock.forward(seconds=5)
    stored = select(attachments.c.id).where(attachments.c.state == "stored")
    await until(lambda: w.desk.read(stored), "the file to be stored")
