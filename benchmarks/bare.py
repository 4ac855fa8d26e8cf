"""The bare chain, in a process of its own: the least that must be done with a mail, by the fastest means we know.

`python -m benchmarks.bare IMAP_PORT SMTP_PORT DATABASE PASSWORD USER USER` fetches with aioimaplib in batches, parses
with fast-mail-parser, records with raw sqlite3 (FULL, 20 mails a commit) and answers with a ready-made mail over two
kept SMTP connections. It has no flows, no templates, no guarantees, no care for odd mail.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
import time
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path

from aioimaplib import aioimaplib
from aiosmtplib import SMTP
from fast_mail_parser import parse_email

from benchmarks.measure import cpu_seconds, peak_memory

FETCH, COMMIT = 50, 20
TABLES = """
PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
CREATE TABLE inbox (id INTEGER PRIMARY KEY, key TEXT UNIQUE, raw BLOB);
CREATE TABLE tickets (id INTEGER PRIMARY KEY, sender TEXT, subject TEXT);
CREATE TABLE messages (id INTEGER PRIMARY KEY, ticket INTEGER, message_id TEXT, body TEXT);
CREATE INDEX by_message_id ON messages (message_id);
CREATE TABLE outbox (id INTEGER PRIMARY KEY, ticket INTEGER, recipient TEXT, state TEXT);
CREATE TABLE history (id INTEGER PRIMARY KEY, ticket INTEGER, kind TEXT);
"""
ANSWER = (
    b"From: support@desk.example\r\nTo: %b\r\nSubject: [RB-%d] We have your request\r\nIn-Reply-To: %b\r\n"
    b"Auto-Submitted: auto-replied\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    + b"We have your request and take care of it.\r\n"
    * 20
)


@dataclass(frozen=True, slots=True)
class Read:
    """A parsed mail."""

    raw: bytes
    sender: str
    subject: str
    body: str
    message_id: str
    answers: str
    automatic: bool


@dataclass(frozen=True, slots=True)
class Due:
    """An answer to send."""

    id: int
    ticket: int
    recipient: str
    message_id: str


def read(raw: bytes) -> Read:
    """Parses a mail."""
    mail = parse_email(raw)
    headers = {name.lower(): values for name, values in mail.headers.items()}

    def one(name: str) -> str:
        return str(headers.get(name, [""])[0])

    body = "".join(mail.text_plain) or "".join(mail.text_html)
    automatic = one("auto-submitted") != ""
    return Read(raw, parseaddr(one("from"))[1], mail.subject, body, one("message-id"), one("in-reply-to"), automatic)


class Ledger:
    """The database."""

    def __init__(self, path: str) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.executescript(TABLES)

    def record(self, mails: list[Read]) -> list[Due]:
        """Commits the mails and returns the answers that are due."""
        self._db.execute("BEGIN IMMEDIATE")
        due = [answer for mail in mails if (answer := self._one(mail))]
        self._db.execute("COMMIT")
        return due

    def _one(self, mail: Read) -> Due | None:
        run = self._db.execute
        if not run("INSERT OR IGNORE INTO inbox (key, raw) VALUES (?, ?)", (mail.message_id, mail.raw)).rowcount:
            return None
        found = run("SELECT ticket FROM messages WHERE message_id = ?", (mail.answers,)).fetchone()
        ticket = found[0] if found else None
        if ticket is None:
            ticket = run("INSERT INTO tickets (sender, subject) VALUES (?, ?)", (mail.sender, mail.subject)).lastrowid
        values = (ticket, mail.message_id, mail.body)
        run("INSERT INTO messages (ticket, message_id, body) VALUES (?, ?, ?)", values)
        run("INSERT INTO history (ticket, kind) VALUES (?, 'wrote')", (ticket,))
        if found or mail.automatic:
            return None
        statement = "INSERT INTO outbox (ticket, recipient, state) VALUES (?, ?, 'pending')"
        return Due(run(statement, (ticket, mail.sender)).lastrowid or 0, int(ticket or 0), mail.sender, mail.message_id)

    def sent(self, ids: list[int]) -> None:
        """Commits that these were sent."""
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany("UPDATE outbox SET state = 'sent' WHERE id = ?", [(number,) for number in ids])
        self._db.execute("COMMIT")


async def fetch(port: int, user: str, password: str, ledger: Ledger, due: asyncio.Queue[Due | None]) -> None:
    """Reads one mailbox to its end."""
    client = aioimaplib.IMAP4("127.0.0.1", port, timeout=30)
    await client.wait_hello_from_server()
    await client.login(user, password)
    await client.select("INBOX")
    found = await client.uid_search("ALL", charset=None)
    uids = [int(word) for word in found.lines[0].split()]
    for start in range(0, len(uids), FETCH):
        batch = ",".join(map(str, uids[start : start + FETCH]))
        fetched = await client.uid("FETCH", batch, "(UID BODY.PEEK[])")
        mails = [read(bytes(line)) for line in fetched.lines if isinstance(line, bytearray)]
        for first in range(0, len(mails), COMMIT):
            for answer in ledger.record(mails[first : first + COMMIT]):
                due.put_nowait(answer)
            await asyncio.sleep(0)
    await client.logout()


async def answer(port: int, ledger: Ledger, due: asyncio.Queue[Due | None]) -> None:
    """Sends what is due over one kept connection."""
    client = SMTP(hostname="127.0.0.1", port=port, timeout=30)
    await client.connect()
    sent: list[int] = []
    while (row := await due.get()) is not None:
        content = ANSWER % (row.recipient.encode(), row.ticket, row.message_id.encode())
        await client.sendmail("support@desk.example", [row.recipient], content)
        sent.append(row.id)
        if len(sent) >= COMMIT or due.empty():
            ledger.sent(sent)
            sent = []
    ledger.sent(sent)
    await client.quit()


async def run(imap: int, smtp: int, database: str, password: str, users: list[str]) -> None:
    """Runs the chain to its end and prints its figures."""
    ledger = Ledger(database)
    due: asyncio.Queue[Due | None] = asyncio.Queue()
    started, cpu = time.monotonic(), cpu_seconds()
    senders = [asyncio.ensure_future(answer(smtp, ledger, due)) for _ in range(2)]
    await asyncio.gather(*(fetch(imap, user, password, ledger, due) for user in users))
    for _ in senders:
        due.put_nowait(None)
    await asyncio.gather(*senders)
    seconds = time.monotonic() - started
    print(json.dumps({"started": started, "seconds": seconds, "cpu": cpu_seconds() - cpu, "memory": peak_memory()}))


if __name__ == "__main__":
    asyncio.run(run(int(sys.argv[1]), int(sys.argv[2]), str(Path(sys.argv[3])), sys.argv[4], sys.argv[5:]))
