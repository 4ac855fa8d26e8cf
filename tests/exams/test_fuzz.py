"""Thousands of damaged mails through the whole desk: none is lost, none raises, none is shown as nothing."""

from __future__ import annotations

import hashlib
import imaplib
import logging
import re
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from structlog.testing import capture_logs

from bot.blobs import BlobStore
from bot.db.schema import arrivals, attachments, blobs, inbox, messages, tickets
from bot.sandbox.stage import SUPPORT
from tests.channels.email.conftest import parsed
from tests.exams.mutants import mutants
from tests.exams.real_post import PASSWORD, SEED, THOROUGH, RealPost, real_post
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import SmtpServer

pytestmark = pytest.mark.exam

COUNT = 5000 if THOROUGH else 300
PARSED_ALONE = 50_000 if THOROUGH else 1500
LONGEST = 2.0  # seconds of one mail


def test_every_mutant_is_parsed_in_time_and_never_as_nothing() -> None:
    print(f"seed {SEED}, {PARSED_ALONE} mutants")
    slowest, faults = 0.0, []
    for number, raw in enumerate(mutants(PARSED_ALONE, SEED + 1)):
        begun = time.process_time()
        mail = parsed(raw)
        slowest = max(slowest, time.process_time() - begun)
        empty = not (mail.text.strip() or mail.subject or mail.attachments)
        if empty and says_something(raw):
            faults.append(number)
    assert faults == []
    assert slowest < LONGEST


async def test_every_mutant_has_its_place_in_the_ledger_and_none_raises(
    tmp_path: Path, dovecot: Dovecot, smtp_server: SmtpServer, caplog: pytest.LogCaptureFixture
) -> None:
    print(f"seed {SEED}, {COUNT} mutants")
    mails = mutants(COUNT, SEED)
    with capture_logs() as said:
        async with real_post(tmp_path, dovecot, smtp_server) as post:
            for raw in mails:
                post.put(SUPPORT, raw)
            await (post.rests(COUNT / 5) if THOROUGH else post.takes())
            await _nothing_lost(post, mails)
            await _nothing_empty(post, mails)
    assert any(line["event"] == "mails taken in" for line in said)  # what is logged is seen here
    assert [line for line in said if line["log_level"] in ("error", "critical")] == []
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


async def _nothing_lost(post: RealPost, mails: list[bytes]) -> None:
    """Each place of the mailbox leads to a row of the ledger that holds the mail the server has there, or one that it
    is a copy of. Which number a mail got is the server's affair."""
    columns = (arrivals.c.place, inbox.c.key, inbox.c.state, inbox.c.raw)
    rows = await post.desk.read(
        select(*columns).join_from(arrivals, inbox).where(arrivals.c.channel == "email:support")
    )
    found = {int(row["place"].partition(":")[2]): row for row in rows}
    served = _served(post, SUPPORT)
    assert Counter(served.values()) == Counter(_as_served(raw) for raw in mails)
    assert sorted(found) == sorted(served)
    assert Counter(row["state"] for row in rows) == {"handled": len(mails)}
    content = await _contents(post)
    copies = 0
    for uid, raw in served.items():
        kept = _as_served(content(found[uid]["raw"]))
        if kept != raw:
            assert not _missing(raw, kept), f"{_missing(raw, kept)} is kept nowhere:\n{raw[:2000]!r}"
            copies += 1
    print(f"{copies} of {len(mails)} are copies of another")


def _served(post: RealPost, address: str) -> dict[int, bytes]:
    """What the mail server itself has, by UID, as a client of the standard library reads it."""
    with imaplib.IMAP4("127.0.0.1", post.dovecot.port) as client:
        client.login(address, PASSWORD)
        client.select("INBOX", readonly=True)
        parts = client.uid("FETCH", "1:*", "(BODY.PEEK[])")[1]
    bodies = [part for part in parts if isinstance(part, tuple)]
    return {int(re.findall(rb"UID (\d+)", head)[0]): _as_served(raw) for head, raw in bodies}


async def _nothing_empty(post: RealPost, mails: list[bytes]) -> None:
    """Every message in a ticket says something; what was put aside as empty is."""
    silent = await post.desk.read(
        select(messages.c.id).where(messages.c.text == "", messages.c.subject == "").where(
            ~select(attachments.c.id).where(attachments.c.message_id == messages.c.id).exists()
        )
    )  # fmt: skip
    assert silent == []
    assert await post.number(select(func.count()).where(tickets.c.subject == "")) == 0
    content = await _contents(post)
    rows = await post.desk.read(select(inbox.c.raw).where(inbox.c.cause == "empty"))
    assert [raw for raw in (content(row["raw"]) for row in rows) if says_something(raw)] == []


async def _contents(post: RealPost) -> Any:
    """Reads a blob, wherever it lies."""
    inline = {row["sha256"]: row["content"] for row in await post.desk.read(select(blobs))}
    store = BlobStore(post.app.settings.ringback.data / "blobs")
    return lambda sha256: inline[sha256] or store.read(sha256)


def _as_served(raw: bytes) -> bytes:
    """Dovecot serves CRLF, and 0x80 in place of NUL, which IMAP's literals cannot hold (RFC 3501, 9)."""
    return re.sub(rb"\r*\n", b"\n", raw).replace(b"\x00", b"\x80")


def _missing(raw: bytes, kept: bytes) -> set[bytes]:
    """The lines below a mail's headers that do not stand in what was kept in its place, both as served."""
    lines = {line.strip() for line in raw.lstrip(b"\n").partition(b"\n\n")[2].split(b"\n")}
    said = {line for line in lines if line and not re.match(rb"--|>?From |[!-9;-~]+[ \t]*:", line)}
    return {line for line in said if line not in kept}


def says_something(raw: bytes) -> bool:
    """Whether there is a word below the headers: in no header of a part, no line between parts, no HTML tag."""
    _, _, body = re.sub(rb"\r*\n", b"\n", raw).lstrip(b"\n").partition(b"\n\n")
    lines = [line for line in body.split(b"\n") if not re.match(rb"--|[!-9;-~]+[ \t]*:|[ \t]", line)]
    return bool(re.search(rb"[A-Za-z0-9\x80-\xff]{3}", re.sub(rb"<[^>]*>", b"", b"\n".join(lines))))


def test_mutants_follow_from_their_seed_and_are_all_kinds() -> None:
    made = mutants(200, 1)
    assert made == mutants(200, 1)
    assert len({hashlib.sha256(raw).digest() for raw in made}) > 190
