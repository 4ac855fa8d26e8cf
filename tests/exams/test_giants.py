"""Huge mails through a desk in a process of its own: each is a ticket, and the process stays small."""

from __future__ import annotations

import asyncio
import gc
import re
import time
from itertools import product
from pathlib import Path

import pytest

from tests.channels.email.conftest import parsed
from tests.crash.exam import Life, Nursery
from tests.crash.town import CHECKER, Town, town
from tests.exams.giants import GIANTS, attachment, headers, one_line, parts, recipients, subject, text
from tests.exams.real_post import THOROUGH
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import SmtpServer

pytestmark = pytest.mark.exam

CHOSEN = GIANTS if THOROUGH else (attachment, parts, subject, recipients, headers)
PROVED = f"Authentication-Results: {CHECKER}; dmarc=pass header.from=customers.example\r\n".encode()
MOST_KB = 500_000
LONGEST = 2.0  # seconds of one mail, where YARDSTICK is kept
YARDSTICK = 0.15  # seconds; a busier or older machine gets as much longer as it needs longer for this
EACH = 3 if THOROUGH else 1  # mails of a kind in a mailbox


@pytest.mark.filterwarnings("ignore:Sending a large body:ResourceWarning")  # slack_sdk uploads bytes as they are
async def test_huge_mails_are_tickets_and_the_process_stays_small(
    tmp_path: Path, dovecot: Dovecot, smtp_server: SmtpServer
) -> None:
    async with town(tmp_path, dovecot, smtp_server) as place, Nursery() as nursery:
        life = Life(nursery, place, 1)
        for giant in CHOSEN:
            dovecot.deliver("support", PROVED + giant())
        await life.start()
        await _taken(place, len(CHOSEN))
        grown = _peak(nursery)
        await life.stop()
        words = life.words()
        print(f"{len(CHOSEN)} giants: the desk needed {grown} kB")
        assert grown < MOST_KB
        rows = place.rows("SELECT subject FROM tickets ORDER BY id")
        assert [str(row[0]).split()[0] for row in rows] == [giant.__name__ for giant in CHOSEN]
        assert place.rows("SELECT id FROM inbox WHERE state <> 'handled'") == []
        assert "error" not in words.lower(), words[-3000:]


@pytest.mark.filterwarnings("ignore:Sending a large body:ResourceWarning")  # slack_sdk uploads bytes as they are
async def test_thirty_megabytes_of_text_again_and_again_in_two_mailboxes_keep_the_process_small(
    tmp_path: Path, dovecot: Dovecot, smtp_server: SmtpServer
) -> None:
    async with town(tmp_path, dovecot, smtp_server) as place, Nursery() as nursery:
        life = Life(nursery, place, 1)
        for box, giant, number in product(("support", "sales"), (text, one_line), range(EACH)):
            dovecot.deliver(box, PROVED + giant() + b"%s %d" % (box.encode(), number))
        gc.collect()
        await life.start()
        await _taken(place, 4 * EACH)
        grown = _peak(nursery)
        await life.stop()
        print(f"{4 * EACH} mails of 30 MB text: the desk needed {grown} kB")
        assert grown < MOST_KB
        assert place.rows("SELECT count(*) FROM tickets") == [(4 * EACH,)]


async def _taken(place: Town, count: int) -> None:
    """Waits until all are in the ledger and everything is shown and answered."""
    waiting = (
        "SELECT (SELECT count(*) FROM arrivals), (SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending'))"
    )
    async with asyncio.timeout(240):
        while place.rows(waiting) != [(count, 0)]:
            await asyncio.sleep(0.5)


def _peak(nursery: Nursery) -> int:
    """The most memory the desk ever had, in kB."""
    status = Path(f"/proc/{nursery.desk}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found
    return int(found[1])


def _yardstick() -> float:
    """Processor seconds for work that is always the same."""
    begun = time.process_time()
    sum(number * number % 7 for number in range(2_000_000))
    return time.process_time() - begun


@pytest.mark.parametrize("giant", CHOSEN)
def test_a_huge_mail_is_read_in_time(giant: object) -> None:
    assert callable(giant)
    raw = giant()
    gc.collect()
    longest = LONGEST * max(1.0, _yardstick() / YARDSTICK)
    gc.freeze()  # what other tests have left must not be looked through while this mail is read
    begun = time.process_time()
    mail = parsed(raw)
    took = time.process_time() - begun
    gc.unfreeze()
    assert took < longest
    assert mail.subject.startswith(giant.__name__)
    assert mail.text.strip()
