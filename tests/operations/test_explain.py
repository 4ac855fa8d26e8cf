"""Anybody can ask why a mail did or did not become a ticket."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select
from typer.testing import CliRunner

from bot.__main__ import app
from bot.db import senders
from bot.db.engine import open_engine
from bot.db.schema import arrivals, outbox
from bot.operations.explain import explained
from bot.sandbox.stage import SALES, SUPPORT, Stage
from tests.desk.waiting import until
from tests.operations.conftest import Home, running


async def test_the_ledger_tells_of_tickets_copies_robots_and_our_own_mails(home_at: Callable[[str], Home]) -> None:
    home = home_at("desk")
    answered = (outbox.c.kind == "message") & (outbox.c.state == "sent")
    async with Stage() as stage, running(stage, home):
        first = await stage.mail.write("Ann Li", "ann@acme.example", [SUPPORT, SALES], "打印机", "It jams.\x1b[2J")
        await until(lambda: len(home.read(lambda c: c.execute(select(arrivals)).all())) == 2, "both copies")
        robot = await stage.mail.write("Daemon", "mailer-daemon@acme.example", SUPPORT, "Undelivered Mail", "550 gone")
        await until(lambda: len(home.read(lambda c: c.execute(select(arrivals)).all())) == 3, "the robot's mail")
        sent = await until(
            lambda: home.read(lambda c: c.execute(select(outbox.c.message_id).where(answered)).scalar()),
            "the answer to be sent",
        )

    told = home.read(lambda c: explained(c, first))
    assert "ticket RB-1001: opened: no sign of an earlier ticket" in told
    assert "打印机" in told
    assert "\x1b" not in told
    assert told.count("arrived in email:support") == told.count("arrived in email:sales") == 1
    assert home.read(lambda c: explained(c, first.strip("<>"))) == told
    assert first in home.read(lambda c: explained(c, "Ann@acme.example"))
    assert "no ticket: automatic: bounce" in home.read(lambda c: explained(c, robot))
    assert "is ours: auto of RB-1001 by email:support, sent" in home.read(lambda c: explained(c, sent))
    assert "knows no message <x@y>" in home.read(lambda c: explained(c, "<x@y>"))


def test_the_search_for_answers_needs_a_database_of_this_version(tmp_path: Path) -> None:
    config = tmp_path / "ringback.toml"
    config.write_text('[telegram]\ntoken = "1:x"\n')
    words = ["knowledge", "find", "打印机 jam", "--config", str(config)]
    never = CliRunner().invoke(app, words)
    assert (never.exit_code, "ringback migrate" in never.output) == (2, True), never.output
    assert CliRunner().invoke(app, ["migrate", "--config", str(config)]).exit_code == 0
    asked = CliRunner().invoke(app, words)
    assert (asked.exit_code, "No released answer" in asked.output) == (0, True), asked.output


def test_the_command_asks_the_ledger(tmp_path: Path) -> None:
    config = tmp_path / "ringback.toml"
    config.write_text('[telegram]\ntoken = "1:x"\n')
    words = ["inbox", "explain", "<x@y>", "--config", str(config)]
    never = CliRunner().invoke(app, words)
    assert (never.exit_code, "ringback migrate" in never.output) == (2, True), never.output
    assert CliRunner().invoke(app, ["migrate", "--config", str(config)]).exit_code == 0
    asked = CliRunner().invoke(app, words)
    assert (asked.exit_code, "knows no message <x@y>" in asked.output) == (0, True), asked.output


def test_the_command_shows_and_forgets_whom_engineers_have_judged(tmp_path: Path) -> None:
    config = tmp_path / "ringback.toml"
    config.write_text('[telegram]\ntoken = "1:x"\n')

    def told(*words: str) -> str:
        done = CliRunner().invoke(app, [*words, "--config", str(config)])
        assert done.exit_code == 0, done.output
        return done.output.strip()

    never = CliRunner().invoke(app, ["senders", "list", "--config", str(config)])
    assert (never.exit_code, "ringback migrate" in never.output) == (2, True), never.output
    told("migrate")
    assert told("senders", "list") == "Nobody is kept out or let through."
    engine = open_engine(f"sqlite:///{tmp_path / 'var' / 'ringback.sqlite3'}")
    with engine.begin() as connection:
        senders.learn(
            connection, "deals.example", "blocked", "engineer:U0ANNA", datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
        )
    engine.dispose()
    assert told("senders", "list") == "deals.example  kept out  2026-03-02 09:30 UTC  engineer:U0ANNA"
    assert told("senders", "forget", "deals.example") == "deals.example: forgotten."
    assert told("senders", "list") == "Nobody is kept out or let through."
