"""Engineers are told that a channel is in trouble: once, by another way, and when it is over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.channels.markdown import split_markdown
from bot.core.clock import SystemClock
from bot.core.health import Health
from bot.core.ports import Abilities
from bot.core.signing import Signer
from bot.db import migrate
from bot.db.engine import open_engine
from bot.db.schema import outbox
from bot.db.session import Database
from bot.enact import House
from bot.rendering import Rendering, default_folders
from bot.watch import PATIENCE, Watch

MAIL = "email:support"


class Desk:
    """A watch over one mailbox and the desk's own channel, with a hand-moved clock."""

    def __init__(self, database: Database) -> None:
        self.now = 1000.0
        self.database = database
        self.woken: list[str] = []
        self.mail, self.slack = Health(MAIL, self.monotonic), Health("slack", self.monotonic)
        house = House(
            Rendering(default_folders()),
            split_markdown,
            {"slack": Abilities(9000, "one")},
            Signer(b"key"),
            iter(map(str, range(100))).__next__,
            desk="slack",
            mailboxes={MAIL: "support@ringback.example"},
        )
        lamps = [self.mail, self.slack]
        self.watch = Watch(database, house, SystemClock(), lamps, self.woken.extend, self.monotonic)

    def monotonic(self) -> float:
        return self.now

    async def after(self, seconds: float) -> list[str]:
        self.now += seconds
        await self.watch.look()
        rows = await self.database.read(
            lambda c: c.execute(select(outbox.c.body).order_by(outbox.c.id)).scalars().all()
        )
        return list(rows)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    engine = open_engine(f"sqlite:///{tmp_path / 'watch.sqlite3'}")
    migrate.upgrade(engine)
    database = Database(engine)
    yield Desk(database)
    database.close()


async def test_a_short_trouble_is_not_told(desk: Desk) -> None:
    desk.mail.ill("connection refused")
    assert await desk.after(PATIENCE / 2) == []
    desk.mail.well()
    assert await desk.after(PATIENCE) == []


async def test_a_lasting_trouble_is_told_once_with_its_cause_and_its_end(desk: Desk) -> None:
    desk.mail.ill("login refused")
    told = await desk.after(PATIENCE)
    assert len(told) == 1
    assert "support@ringback.example" in told[0].replace("\\", "")
    assert "login refused" in told[0]
    assert len(await desk.after(3600)) == 1
    desk.mail.well()
    told = await desk.after(5)
    assert len(told) == 2
    assert "well again" in told[1]
    assert desk.woken == ["slack", "slack"]


async def test_the_desks_own_trouble_is_not_told_at_the_desk(desk: Desk) -> None:
    desk.mail.well()
    desk.slack.ill("no socket")
    assert await desk.after(PATIENCE * 2) == []


async def test_a_note_is_told_once_and_a_restart_does_not_repeat_it(desk: Desk) -> None:
    desk.mail.well()
    desk.mail.note = "the client secret ends on 2027-01-31, within 30 days"
    told = await desk.after(5)
    assert len(told) == 1
    assert "2027" in told[0]
    assert desk.woken == ["slack"]
    desk.watch.noted.clear()  # as after a restart
    assert await desk.after(5) == told
    desk.mail.note = "the client secret ends on 2027-01-31, within 7 days"
    assert len(await desk.after(5)) == 2
    assert desk.mail.green
