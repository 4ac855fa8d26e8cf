"""The crash exam. Short by default; with RINGBACK_THOROUGH=1 in full."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from tests.crash.crowd import FULL, SHORT, Size
from tests.crash.exam import Report, examine
from tests.crash.town import town
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import SmtpServer

pytestmark = pytest.mark.exam
THOROUGH = os.environ.get("RINGBACK_THOROUGH") == "1"
SWAPPED = Size(kills=2, mails=12, updates=10, slack=10, replies=2)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """The database's address, empty for SQLite."""
    return "" if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


def seed() -> int:
    """In full form a new one each time; RINGBACK_SEED repeats an exam as far as time lets it."""
    usual = random.SystemRandom().randrange(10_000) if THOROUGH else 1
    return int(os.environ.get("RINGBACK_SEED") or usual)


async def test_killed_again_and_again_nothing_is_lost_and_nothing_doubled(
    tmp_path: Path, dovecot: Dovecot, smtp_server: SmtpServer, url: str
) -> None:
    async with town(tmp_path, dovecot, smtp_server, url) as place:
        report = await examine(place, FULL if THOROUGH else SHORT, seed())
    print(f"\n{report.table()}")
    assert not report.count.faults, report.table()


async def test_the_exam_fails_when_acknowledge_comes_before_commit(
    tmp_path: Path, dovecot: Dovecot, smtp_server: SmtpServer
) -> None:
    async with town(tmp_path, dovecot, smtp_server) as place:
        report: Report = await examine(place, SWAPPED, seed(), swap=True)
    print(f"\n{report.table()}")
    assert report.count.lost, report.table()
