"""Everything around the desk: real mail servers, the emulated services, the database, and the settings for them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.sandbox.slack import SlackSandbox
from bot.sandbox.telegram import TelegramSandbox
from tests.servers import outside
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import SmtpServer

CHECKER = "mail.example"
MAILBOXES = ("support", "sales")
ENGINEERS_CHANNEL = "G0ENGINEERS"
ENGINEERS = ("U0ANNA", "U0BEN", "U0CARL", "U0DORA")
PASSWORD = "secret of the town"

_GENERAL = """
[ringback]
data = "data"
{database}
[web]
enabled = false
[times]
chat_reminder_minutes = 600
chat_give_up_minutes = 1200
[telegram]
token = "12345:sandbox"
api_url = "{telegram}"
poll_seconds = 5
timeout_seconds = 5
backoff_first = 0.05
backoff_max = 0.3
[slack]
bot_token = "xoxb-sandbox"
app_token = "xapp-sandbox"
engineers_channel = "{engineers}"
api_url = "{slack}"
watchdog_seconds = 3
read_back_overlap_seconds = 2
timeout_seconds = 5
backoff_first_seconds = 0.05
backoff_max_seconds = 0.3
"""
_READING = """idle_seconds = 5
poll_seconds = 1
timeout_seconds = 5
backoff_first = 0.05
backoff_max = 0.3"""


@dataclass(frozen=True, slots=True)
class Town:
    """The servers, and where the desk keeps its things. `url` is PostgreSQL's, empty for SQLite."""

    folder: Path
    dovecot: Dovecot
    smtp: SmtpServer
    slack: SlackSandbox
    telegram: TelegramSandbox
    url: str

    @property
    def settings(self) -> Path:
        """The desk's settings file."""
        return self.folder / "ringback.toml"

    @property
    def database(self) -> str:
        """The database's address for SQLAlchemy."""
        return self.url or f"sqlite:///{self._sqlite}"

    @property
    def _sqlite(self) -> Path:
        return self.folder / "data" / "ringback.sqlite3"

    def write_settings(self) -> None:
        """Writes the settings as an admin would."""
        database = f'database = "{self.url}"' if self.url else ""
        general = _GENERAL.format(
            database=database, telegram=self.telegram.api_url, slack=self.slack.url, engineers=ENGINEERS_CHANNEL
        )
        ports = (self.dovecot.port, self.smtp.port)
        boxes = [
            outside.mailbox(name, (name, PASSWORD), ports, _READING, "timeout_seconds = 5", trusted=CHECKER)
            for name in MAILBOXES
        ]
        self.settings.write_text(general + "".join(boxes))

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Reads the desk's database from outside; empty before it has tables."""
        return outside.rows(self.url, self._sqlite, statement)


@asynccontextmanager
async def town(folder: Path, dovecot: Dovecot, smtp: SmtpServer, url: str = "") -> AsyncIterator[Town]:
    """Opens the town: two mailboxes, a bot, a workspace with engineers in their private channel."""
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(SlackSandbox(ack_deadline=2.5, retry_delays=(0, 0.5, 2)))
        telegram = await stack.enter_async_context(TelegramSandbox())
        for name in MAILBOXES:
            dovecot.add_user(name, PASSWORD)
        for user in ENGINEERS:
            slack.add_user(user, f"Engineer {user[2:].title()}")
        slack.add_channel(ENGINEERS_CHANNEL, "desk", private=True, members=ENGINEERS)
        made = Town(folder, dovecot, smtp, slack, telegram, url)
        made.write_settings()
        yield made
