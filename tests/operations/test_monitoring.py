"""/readyz and /metrics: when the desk can be relied on, and how it does, without a word of anybody's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import event, insert, text

from bot.app import App
from bot.core.health import Health
from bot.db import figures, migrate
from bot.db.engine import open_engine
from bot.db.schema import inbox, outbox
from bot.db.session import Database
from bot.sandbox.stage import SUPPORT, Stage
from bot.web.health import health_app
from bot.web.ready import Readiness
from tests.desk.waiting import until
from tests.operations.conftest import Home, running

SECRET_WORDS = ("Ann Li", "acme", "burns", "打印机", "xoxb", "xapp", "sandbox", "@", "ringback.example")


def samples(exposition: str) -> dict[str, float]:
    """`name{label=value}` to number."""
    found = {}
    for family in text_string_to_metric_families(exposition):
        for sample in family.samples:
            labels = ",".join(f"{k}={v}" for k, v in sorted(sample.labels.items()))
            found[f"{sample.name}{{{labels}}}"] = sample.value
    return found


async def ask(app: App, path: str = "/metrics") -> httpx.Response:
    readiness = Readiness(app.scrape.parts, app.database)
    site = health_app(app.scrape.parts, [readiness.route(), app.scrape.route()])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=site), base_url="http://desk") as client:
        return await client.get(path)


async def test_the_figures_tell_what_happened_and_nobodys_words(home_at: Callable[[str], Home]) -> None:
    home = home_at("desk")
    async with Stage() as stage, running(stage, home) as app:
        await stage.mail.write("Ann Li", "ann@acme.example", SUPPORT, "打印机", "It burns.")

        async def seen() -> dict[str, float]:
            answer = await ask(app)
            assert answer.status_code == 200
            assert not [word for word in SECRET_WORDS if word in answer.text]
            found = samples(answer.text)
            delivered = "ringback_delivery_attempts_total{channel=email:support,state=sent}"
            return found if found.get(delivered) else {}

        found = await until(seen, "the automatic answer to be counted")
    assert found["ringback_messages_received_total{channel=email:support,result=new}"] == 1
    assert found["ringback_tickets{status=new}"] == 1
    assert found["ringback_shelf_size{}"] == 0
    assert found["ringback_tick_lag_seconds{}"] >= 0
    assert found["ringback_writer_transaction_seconds_count{}"] > 3
    parts = {"email:support", "email:sales", "telegram", "slack", "engine"}
    assert {part for part in parts if found[f"ringback_part_up{{part={part}}}"] == 1} == parts


async def test_what_waits_and_what_lies_on_the_shelf_is_counted(home_at: Callable[[str], Home]) -> None:
    home = home_at("desk")
    home.data.mkdir(exist_ok=True)
    engine = open_engine(home.url)
    migrate.upgrade(engine)
    now = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    row = {"lane": "x", "kind": "post", "language": "en", "body": "", "buttons": [], "files": [], "refs": []}
    row |= {"automatic": True, "channel": "slack", "created_at": now - timedelta(minutes=5), "next_at": now}
    states = ["pending", "pending", "sending", "unclear", "undeliverable", "sent"]
    with engine.begin() as connection:
        connection.execute(insert(outbox), [{**row, "key": str(n), "state": s} for n, s in enumerate(states)])
        event_row = {"channel": "telegram", "kind": "message", "received_at": now}
        shelf = [{**event_row, "key": str(n), "state": s} for n, s in enumerate(["shelved", "handled", "shelved"])]
        connection.execute(insert(inbox), shelf)
        found = figures.read(connection)
    engine.dispose()
    assert found.shelf == 2
    assert found.deliveries == {
        ("slack", "pending"): 2, ("slack", "sending"): 1, ("slack", "unclear"): 1, ("slack", "undeliverable"): 1
    }  # fmt: skip
    assert found.oldest_waiting == now - timedelta(minutes=5)
    assert found.oldest_timer is None


def test_every_figure_comes_from_an_index(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'desk.sqlite3'}")
    migrate.upgrade(engine)
    statements: list[tuple[str, object]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_more: object) -> None:
        statements.append((statement, parameters))

    with engine.connect() as connection:
        event.listen(engine, "before_cursor_execute", note)
        figures.read(connection)
        event.remove(engine, "before_cursor_execute", note)
        plans = [
            connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()[0][-1]
            for statement, parameters in statements
            if statement.startswith("SELECT")
        ]
    engine.dispose()
    assert len(plans) == 7
    assert [plan for plan in plans if "INDEX" not in plan and "PRIMARY KEY" not in plan] == []


async def test_ready_means_every_part_has_worked_once(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'desk.sqlite3'}")
    migrate.upgrade(engine)
    database = Database(engine)
    mail, chat = Health("email:support"), Health("telegram")
    readiness = Readiness([mail, chat], database)

    async def asked() -> httpx.Response:
        site = health_app([mail, chat], [readiness.route()])
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=site), base_url="http://desk") as client:
            return await client.get("/readyz")

    try:
        mail.well()
        answer = await asked()
        assert (answer.status_code, answer.json()["waits_for"]) == (503, ["telegram"])
        mail.ill("cut for a moment")
        chat.well()
        answer = await asked()
        assert (answer.status_code, answer.json()) == (200, {"ready": True, "waits_for": [], "database": "writes"})
    finally:
        database.close()


async def test_a_database_that_refuses_is_not_ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'desk.sqlite3'}")
    migrate.upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO installation VALUES ('signing_key', 'kept')"))
        full = "CREATE TRIGGER full BEFORE UPDATE ON installation BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        connection.execute(text(full))
    monkeypatch.setattr("bot.web.ready.BELIEVED_SECONDS", 0.0)
    database = Database(engine)
    readiness = Readiness([], database)
    try:
        assert await readiness.refused() == "IntegrityError"
        await database.write(lambda c: c.execute(text("DROP TRIGGER full")))
        assert await readiness.refused() == ""
    finally:
        database.close()
