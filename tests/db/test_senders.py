"""What engineers said of senders: the nearest name counts, and what was said last."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from bot.db import senders
from tests.db.conftest import NOW


@pytest.mark.parametrize(
    ("address", "rule"),
    [
        ("ann@deals.example", "blocked"),
        ("ann@news.deals.example", "blocked"),
        ("bob@deals.example", "allowed"),
        ("ann@notdeals.example", ""),
        ("ann@example", ""),
        ("deals.example@other.example", ""),
    ],
)
def test_the_nearest_name_counts(connection: Connection, address: str, rule: str) -> None:
    senders.learn(connection, "deals.example", "blocked", "engineer:U0ANNA", NOW)
    senders.learn(connection, "bob@deals.example", "allowed", "engineer:U0ANNA", NOW)
    assert senders.rule_of(connection, address) == rule


def test_what_was_said_last_counts_and_can_be_forgotten(connection: Connection) -> None:
    for rule in ("blocked", "allowed", "blocked"):
        senders.learn(connection, "ann@deals.example", rule, "engineer:U0BO", NOW)  # type: ignore[arg-type] # rules by name
    (row,) = senders.listed(connection)
    assert (row["rule"], row["by"]) == ("blocked", "engineer:U0BO")
    assert senders.forget(connection, "ann@deals.example")
    assert not senders.forget(connection, "ann@deals.example")
    assert senders.rule_of(connection, "ann@deals.example") == ""
