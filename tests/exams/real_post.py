"""A desk whose mail is real: Dovecot and an SMTP server in place of the stage's post. Its engineers are in Slack."""

from __future__ import annotations

import asyncio
import itertools
import os
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from bot.app import App, build
from bot.config import Settings
from bot.core.messages import DeskAction, Engineer
from bot.core.ports import Receive
from bot.db.schema import arrivals, inbox, messages, outbox, tickets
from bot.sandbox.mail import AUTHSERV_ID
from bot.sandbox.mail.letters import authenticated
from bot.sandbox.stage import ANNA, SALES, SUPPORT, Stage
from tests.desk.harness import MEANWHILE, DeskView, quick
from tests.desk.running import stopped
from tests.desk.waiting import until
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Mail, SmtpServer

THOROUGH = os.environ.get("RINGBACK_THOROUGH") == "1"
SEED = int(os.environ.get("RINGBACK_SEED", "20260302"))
PASSWORD = "sandbox"
_numbers = itertools.count(1)


def letter(sender: str, text: str, *, subject: str = "", to: str = SUPPORT, **headers: str) -> bytes:
    """A mail; no two have the same Message-ID. `headers`, named with underscores, stand in place of the usual."""
    number = next(_numbers)
    usual = {
        "From": sender,
        "To": to,
        "Subject": subject or text.partition("\n")[0][:40],
        "Date": "Mon, 02 Mar 2026 12:00:00 +0000",
        "Message-ID": f"<{number}.{os.getpid()}@{sender.rpartition('@')[2].strip('>')}>",
    }
    mail = EmailMessage()
    for name, value in {**usual, **{name.replace("_", "-"): value for name, value in headers.items()}}.items():
        if value:
            mail[name] = value
    mail.set_content(text)
    return mail.as_bytes()


@dataclass
class RealPost:
    """A desk that can be stopped and started again on what it has stored. `put_count` is how many mails we have put
    into its mailboxes."""

    stage: Stage
    settings: dict[str, Any]
    dovecot: Dovecot
    smtp: SmtpServer
    checks: bool = False
    put_count: int = 0
    app: App = field(init=False)
    desk: DeskView = field(init=False)
    _running: asyncio.Task[None] | None = None

    async def start(self, around: Callable[[Receive], Receive] = lambda receive: receive) -> None:
        """Starts the application; `around` may stand before its door. Does not wait until it is green."""
        app = await build(Settings.model_validate(self.settings), clock=self.stage.clock)
        self.app = replace(app, receive=around(app.receive))
        self.desk = DeskView(self.stage, self.app)
        self._running = asyncio.create_task(self.app.run())

    async def stop(self) -> None:
        """Stops it in order."""
        if self._running is not None:
            running, self._running = self._running, None
            await stopped(running)

    async def is_green(self) -> None:
        """Waits until everything works."""
        for name in self.app.channels:
            await self.desk.is_green(name)

    def put(self, address: str, raw: bytes) -> None:
        """A mail arrives in a mailbox."""
        self.put_count += 1
        self.dovecot.deliver(address, authenticated(raw, ()) if self.checks else raw)

    def put_letter(self, sender: str, text: str, *, to: str = SUPPORT, subject: str = "", **headers: str) -> None:
        """Somebody's letter arrives."""
        self.put(to, letter(sender, text, to=to, subject=subject, **headers))

    def mails_to(self, address: str) -> list[Mail]:
        """What went to an address."""
        return [mail for mail in self.smtp.received if address in mail.recipients]

    async def number(self, statement: Any) -> int:
        """The number a query gives."""
        return int(next(iter((await self.desk.read(statement))[0].values())))

    async def takes(self, seconds: float = 30) -> None:
        """Waits until every mail put so far has its place in the ledger."""

        async def look() -> bool:
            return await self.number(select(func.count()).select_from(arrivals)) >= self.put_count

        await until(look, lambda: f"{self.put_count} mails to be taken", seconds, 0.05)

    async def is_at_rest(self) -> bool:
        """Whether every mail put so far has its place in the ledger and nothing due waits to be delivered."""
        now = self.stage.clock.now() + MEANWHILE
        live = select(func.count()).where(outbox.c.state.in_(("pending", "sending")), outbox.c.next_at <= now)
        places = select(func.count()).select_from(arrivals)
        seen = await self.desk.read(select(places.scalar_subquery().label("in"), live.scalar_subquery().label("out")))
        return seen[0]["in"] >= self.put_count and seen[0]["out"] == 0  # looked at after the rows: see `put`

    async def rests(self, seconds: float = 30) -> None:
        """Waits for that."""
        await until(self.is_at_rest, lambda: f"{self.put_count} mails to be taken and answered", seconds, 0.05)

    async def holds(self, count: int) -> None:
        """Each of so many mails is in the ledger once, as one message of one ticket; none is on the shelf."""
        rows = [row["state"] for row in await self.desk.read(select(inbox.c.state).where(inbox.c.kind == "message"))]
        assert Counter(rows) == {"handled": count}
        assert await self.number(select(func.count()).where(messages.c.direction == "in")) == count
        assert await self.number(select(func.count()).select_from(tickets)) == count

    async def answers(self, ticket: int, text: str) -> None:
        """An engineer answers the customer."""
        await self._does("reply", ticket, text)

    async def solves(self, ticket: int, text: str) -> None:
        """An engineer records the solution."""
        await self._does("solve", ticket, text)

    async def _does(self, action: str, ticket: int, text: str) -> None:
        key, engineer = f"exam:{next(_numbers)}", Engineer(ANNA, "Anna Berg")
        did = DeskAction("slack", key, engineer, action, ticket, datetime.now(UTC), {"text": text})
        answer = await self.app.receive(did)
        assert answer.accepted, answer


@asynccontextmanager
async def real_post(
    folder: Path,
    dovecot: Dovecot,
    smtp: SmtpServer,
    *,
    ports: Mapping[str, int] | None = None,
    addresses: Sequence[str] = (SUPPORT, SALES),
    imap: Mapping[str, Any] | None = None,
    checks: bool = False,
) -> AsyncIterator[RealPost]:
    """Starts a desk with these mailboxes and waits until it is green. `ports`: where a mailbox is fetched when that is
    not Dovecot itself; `imap`: more settings of fetching; `checks`: our mail server checks senders."""
    async with Stage() as stage:
        settings = quick(stage.settings(folder / "data"))
        del settings["telegram"]
        settings["mailbox"] = settings["mailbox"][: len(addresses)]
        for box, address in zip(settings["mailbox"], addresses, strict=True):
            dovecot.add_user(address, PASSWORD)
            box["address"] = box["imap"]["username"] = box["smtp"]["username"] = address
            box["authserv_id"] = AUTHSERV_ID if checks else ""
            box["imap"] |= {
                "port": (ports or {}).get(address, dovecot.port),
                "timeout_seconds": 5,
                "idle_seconds": 0.1,
                **(imap or {}),
            }
            box["smtp"] = {"host": "127.0.0.1", "security": "plain", "port": smtp.port, "timeout_seconds": 5}
        made = RealPost(stage, settings, dovecot, smtp, checks)
        await made.start()
        try:
            await made.is_green()
            yield made
        finally:
            await made.stop()


def most_in_an_hour(mails: Sequence[Mail]) -> int:
    """The largest number of automatic ones among them within any hour, by their Date."""
    times = sorted(time for mail in mails if (time := _sent_by_itself(mail.raw)))
    return max((sum(start <= time < start + timedelta(hours=1) for time in times) for start in times), default=0)


@cache
def _sent_by_itself(raw: bytes) -> datetime | None:
    """The Date of an automatic mail; None of any other. Each is asked for again and again, so it is read once."""
    headers = BytesHeaderParser(policy=policy.default).parsebytes(raw)
    return headers["Date"].datetime if headers["Auto-Submitted"] else None


def p95(seconds: Sequence[float]) -> float:
    """The time that all but one in twenty stay under."""
    return sorted(seconds)[max(0, round(len(seconds) * 0.95) - 1)]


@dataclass
class Bystanders:
    """Customers of whom each writes one mail and waits for its answer. `count`: so many there were."""

    post: RealPost
    box: str
    patience: float = 60
    count: int = 0

    async def write(self, count: int, every: float = 0.2) -> list[float]:
        """So many write, one every so many seconds; returns how long each waited."""
        waits = []
        for _ in range(count):
            waits.append(asyncio.create_task(self._one()))
            await asyncio.sleep(every)
        return list(await asyncio.gather(*waits))

    async def _one(self) -> float:
        self.count += 1
        who = f"bystander{self.count}@{self.box.replace('@', '-')}.customers.example"
        begun = asyncio.get_running_loop().time()
        self.post.put_letter(who, f"The lamp of bystander {self.count} is out.", to=self.box)
        await until(lambda: self.post.mails_to(who), f"an answer to {who}", self.patience)
        return asyncio.get_running_loop().time() - begun
