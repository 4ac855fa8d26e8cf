"""Claims of due rows: by lane, never past an unfinished one, urgent ones first, each once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, select

from bot.db import outbox, people, tickets
from bot.db.schema import outbox as rows
from tests.db.conftest import NOW, a_ticket

MAIL = "email:support"


def put(connection: Connection, key: str, lane: str = "one", **changes: Any) -> int:
    values = {
        "key": key,
        "channel": MAIL,
        "lane": lane,
        "kind": "message",
        "language": "en",
        "body": key,
        "buttons": [],
        "files": [],
        "refs": [],
        "automatic": True,
        "state": "pending",
        "next_at": NOW,
        "created_at": NOW,
    }
    return outbox.add(connection, values | changes)


def claimed(connection: Connection, limit: int = 10, channel: str = MAIL, **later: int) -> list[str]:
    return [row["key"] for row in outbox.claim(connection, channel, NOW + timedelta(**later), limit)]


def end(connection: Connection, row_id: int, state: str = "sent") -> bool:
    return outbox.settle(connection, row_id, {"state": state, "next_at": NOW})


def test_a_claimed_row_is_being_sent_and_counts_its_attempt(connection: Connection) -> None:
    row_id = put(connection, "a")
    [row] = outbox.claim(connection, MAIL, NOW, 10)
    assert (row["id"], row["state"], row["attempts"]) == (row_id, "sending", 1)
    assert claimed(connection) == []
    end(connection, row_id, "pending")
    [row] = outbox.claim(connection, MAIL, NOW, 10)
    assert row["attempts"] == 2


def test_one_row_of_a_lane_at_a_time_in_the_order_they_were_made(connection: Connection) -> None:
    ids = [put(connection, key) for key in "abc"]
    for row_id, key in zip(ids, "abc", strict=True):
        assert claimed(connection) == [key]
        assert claimed(connection) == []
        end(connection, row_id)
    assert claimed(connection) == []


def test_lanes_do_not_wait_for_each_other(connection: Connection) -> None:
    for key, lane in (("a", "one"), ("b", "two"), ("c", "one"), ("d", "three")):
        put(connection, key, lane)
    assert claimed(connection) == ["a", "b", "d"]


def test_a_row_that_waits_for_its_next_attempt_holds_its_lane_up(connection: Connection) -> None:
    put(connection, "a", next_at=NOW + timedelta(minutes=1))
    put(connection, "b", priority=1)
    assert claimed(connection) == []
    assert claimed(connection, minutes=1) == ["a"]


@pytest.mark.parametrize("state", ["sent", "undeliverable", "unclear", "merged"])
def test_a_row_that_has_found_its_end_lets_the_next_one_go(connection: Connection, state: str) -> None:
    put(connection, "a", state=state)
    put(connection, "b")
    assert claimed(connection) == ["b"]


def test_urgent_lanes_go_first_and_then_who_waits_longest(connection: Connection) -> None:
    for number, priority in enumerate((5, 5, 1, 3)):
        put(connection, f"{number} {priority}", lane=str(number), priority=priority)
    assert claimed(connection, limit=3) == ["2 1", "3 3", "0 5"]
    assert claimed(connection, limit=3) == ["1 5"]


def test_an_urgent_row_does_not_overtake_in_its_own_lane(connection: Connection) -> None:
    put(connection, "first", priority=5)
    put(connection, "urgent", priority=1)
    assert claimed(connection) == ["first"]


def test_a_channel_claims_only_its_own_rows(connection: Connection) -> None:
    put(connection, "mail")
    put(connection, "chat", lane="two", channel="telegram")
    assert claimed(connection, channel="telegram") == ["chat"]
    assert claimed(connection) == ["mail"]


def test_a_row_is_settled_once(connection: Connection) -> None:
    row_id = put(connection, "a")
    assert not end(connection, row_id)
    assert claimed(connection) == ["a"]
    assert end(connection, row_id)
    assert not end(connection, row_id, "pending")
    assert outbox.interrupted(connection) == []


def test_what_was_being_sent_is_found_after_a_crash(connection: Connection) -> None:
    put(connection, "a")
    put(connection, "b", lane="two")
    assert claimed(connection, limit=1) == ["a"]
    assert [row["key"] for row in outbox.interrupted(connection)] == ["a"]


def test_a_row_of_the_desk_is_told_where_its_card_stands(connection: Connection) -> None:
    ticket_id = a_ticket(connection)
    tickets.patch(connection, ticket_id, {"card_key": "G0ENGINEERS:1700000000.000100"})
    put(connection, "post", kind="post", ticket_id=ticket_id)
    put(connection, "notice", kind="notice", lane="two")
    keys = {row["key"]: row["card_key"] for row in outbox.claim(connection, MAIL, NOW, 10)}
    assert keys == {"post": "G0ENGINEERS:1700000000.000100", "notice": None}


def test_a_row_to_a_customer_comes_with_his_address(connection: Connection) -> None:
    ticket_id = a_ticket(connection)
    loaded = tickets.load(connection, ticket_id)
    assert loaded is not None
    address_id = loaded[1]["address_id"]
    put(connection, "answer", ticket_id=ticket_id, address_id=address_id)
    [row] = outbox.claim(connection, MAIL, NOW, 10)
    assert (row["address_kind"], row["address"]) == ("email", people.way(connection, address_id).address.value)


def test_the_due_rows_of_a_channel_are_found_without_looking_at_the_others(engine: Engine) -> None:
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            plan = connection.exec_driver_sql(
                "EXPLAIN QUERY PLAN SELECT id FROM outbox WHERE channel = ? AND state = 'pending'"
                " AND state IN ('pending', 'sending') ORDER BY priority, id LIMIT 1",
                ("email:support",),
            ).all()
            assert [row[3] for row in plan] == [
                "SEARCH outbox USING COVERING INDEX ix_outbox_live (channel=? AND state=?)"
            ]


def test_a_card_that_waits_is_known(connection: Connection) -> None:
    ticket_id = a_ticket(connection)
    assert not outbox.has_pending_card(connection, ticket_id)
    row_id = put(connection, "card", kind="card", ticket_id=ticket_id)
    assert outbox.has_pending_card(connection, ticket_id)
    assert claimed(connection) == ["card"]
    assert not outbox.has_pending_card(connection, ticket_id)  # it may have been read before the newest change
    end(connection, row_id)
    assert not outbox.has_pending_card(connection, ticket_id)


def test_two_workers_never_claim_the_same_row(engine: Engine) -> None:
    with engine.begin() as connection:
        for number in range(20):
            put(connection, f"{number:02}", lane=str(number % 10))
    found: list[str] = []
    for _ in range(10):
        with engine.begin() as first:
            found += claimed(first, limit=1)
        with engine.begin() as second:
            found += claimed(second, limit=1)
    assert sorted(found) == [f"{number:02}" for number in range(10)]


def test_what_waits_to_go_to_a_mail_address_by_itself_can_be_cancelled_and_nothing_else(connection: Connection) -> None:
    ticket = a_ticket(connection)
    loaded = tickets.load(connection, ticket)
    assert loaded is not None
    address = loaded[1]["address_id"]
    waits = put(connection, "waits", address_id=address, automatic=True)
    put(connection, "explicit", address_id=address, automatic=False)
    put(connection, "post", kind="post", automatic=True)
    under_way = put(connection, "under way", address_id=address, automatic=True, lane="another")
    taken = {row["key"] for row in outbox.claim(connection, MAIL, NOW, 10)}
    assert "under way" in taken
    connection.execute(rows.update().where(rows.c.id == waits).values(state="pending"))
    assert outbox.unsaid(connection) == {"li@example.com": [waits]}
    assert outbox.cancel(connection, [waits, under_way], "spam", NOW) == 1
    assert outbox.cancel(connection, [], "spam", NOW) == 0
    assert outbox.unsaid(connection) == {}
    states = {row.key: row.state for row in connection.execute(select(rows.c.key, rows.c.state))}
    assert (states["waits"], states["under way"]) == ("cancelled", "sending")
    assert "waits" not in claimed(connection, days=9)
