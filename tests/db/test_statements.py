"""A statement that the driver is handed has the types, the errors and the transactions of SQLAlchemy."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection, Engine, bindparam, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, ProgrammingError

from bot.db import inbox
from bot.db.schema import installation, outbox
from bot.db.session import is_down
from bot.db.statements import Statement
from tests.db.conftest import NOW, inbox_row, opened, recorded

ADD = Statement(insert(outbox).returning(outbox))
BY_KEY = select(outbox).where(outbox.c.key == bindparam("key"))
FOUND = Statement(BY_KEY)
SETTLE = Statement(update(outbox).where(outbox.c.key == bindparam("row")).values(attempts=outbox.c.attempts + 1))
FACT = Statement(insert(installation))


def row(key: str = "k", **values: Any) -> dict[str, Any]:
    """A row to deliver, with a value of every kind."""
    lists = {"buttons": [["是", "yes:1"]], "files": [1, 2], "refs": [], "cc": None}
    words = {"channel": "email:support", "lane": "lane", "kind": "message", "language": "zh", "body": "50 % \"'?:x"}
    return {
        "key": key,
        **words,
        **lists,
        "automatic": True,
        "state": "pending",
        "next_at": NOW,
        "created_at": NOW,
    } | values


def test_values_go_in_and_come_out_as_sqlalchemy_has_them(connection: Connection) -> None:
    added = ADD.row(connection, row())
    known = dict(connection.execute(BY_KEY, {"key": "k"}).mappings().one())
    assert added == known == FOUND.row(connection, {"key": "k"}) == FOUND.rows(connection, {"key": "k"})[0]
    assert list(FOUND.first(connection, {"key": "k"}) or ()) == list(known.values())
    assert (known["next_at"], known["next_at"].tzinfo, known["automatic"], known["files"]) == (
        NOW,
        NOW.tzinfo,
        True,
        [1, 2],
    )


def test_what_is_not_there_is_none(connection: Connection) -> None:
    nothing = {"key": "nobody's"}
    assert (
        FOUND.row(connection, nothing) is FOUND.first(connection, nothing) is FOUND.scalar(connection, nothing) is None
    )
    assert FOUND.rows(connection, nothing) == []


def test_each_set_of_columns_is_a_statement_of_its_own(connection: Connection) -> None:
    ADD.row(connection, row())
    assert SETTLE.run(connection, {"row": "k", "cause": "later"}) == 1
    assert SETTLE.run(connection, {"row": "k", "state": "sent", "settled_at": NOW}) == 1
    assert SETTLE.run(connection, {"row": "nobody's", "state": "sent"}) == 0
    found = FOUND.row(connection, {"key": "k"})
    assert found is not None
    assert (found["attempts"], found["cause"], found["state"], found["settled_at"]) == (2, "later", "sent", NOW)


def test_many_rows_are_added_in_their_order(connection: Connection) -> None:
    FACT.run_each(connection, [{"name": name, "value": "v"} for name in ("b", "a")])
    names = Statement(select(installation.c.name).where(installation.c.value == "v").order_by(installation.c.name))
    assert [found["name"] for found in names.rows(connection, {})] == ["a", "b"]


def test_a_refusal_is_sqlalchemys_and_tells_no_values(connection: Connection) -> None:
    ADD.row(connection, row())
    with pytest.raises(IntegrityError) as refusal, connection.begin_nested():
        ADD.row(connection, row(body="what somebody wrote"))
    assert not is_down(refusal.value)
    assert "what somebody wrote" not in str(refusal.value)
    with pytest.raises((OperationalError, ProgrammingError)), connection.begin_nested():
        Statement(text("SELECT nothing FROM nowhere")).run(connection, {})


def test_a_time_without_a_zone_is_refused(connection: Connection) -> None:
    with pytest.raises(ValueError, match="naive"):
        ADD.row(connection, row(next_at=NOW.replace(tzinfo=None)))


def test_a_value_that_is_missing_is_never_taken_for_null(connection: Connection) -> None:
    with pytest.raises(KeyError, match="row"):
        SETTLE.run(connection, {"cause": "of nobody"})


def test_it_is_part_of_the_transaction_it_runs_in_and_begins_one_where_there_is_none(engine: Engine) -> None:
    with engine.connect() as connection:
        inbox.record(connection, inbox_row("one"))
        connection.rollback()
        inbox.record(connection, inbox_row("two"))
        connection.commit()
        assert recorded(connection) == ["two"]


def test_a_connection_that_is_lost_is_thrown_away(postgres_url: str) -> None:
    one = Statement(text("SELECT 1"))
    for engine in opened(postgres_url):
        with engine.connect() as connection:
            mine = connection.execute(select(func.pg_backend_pid())).scalar_one()
            with engine.connect() as other:
                other.execute(select(func.pg_terminate_backend(mine)))
            with pytest.raises(DBAPIError) as lost:
                one.run(connection, {})
            assert is_down(lost.value)
            assert lost.value.connection_invalidated
            assert connection.invalidated
        with engine.begin() as connection:
            assert one.run(connection, {}) == 1
