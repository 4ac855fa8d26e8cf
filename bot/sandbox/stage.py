"""All emulators together: the world the desk is tried in, without any account."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Self

from bot.sandbox.clock import MovableClock
from bot.sandbox.journal import Journal
from bot.sandbox.mail import AUTHSERV_ID, MailSandbox
from bot.sandbox.slack import SlackSandbox
from bot.sandbox.telegram import TelegramSandbox

SUPPORT, SALES = "support@ringback.example", "sales@ringback.example"
ENGINEERS, CUSTOMERS = "G0ENGINEERS", "C0CUSTOMERS"
ANNA, BO = "U0ANNA", "U0BO"


class Stage:
    """Mail, Slack and Telegram as emulators in this process. An async context manager.

    Two engineers, Anna and Bo, sit in the private channel #engineers; #customers is a channel where customers write.
    """

    def __init__(self, *, journal: Path | None = None, clock: MovableClock | None = None, **slack: Any) -> None:
        """`slack` goes to the Slack emulator: ack_deadline, retry_delays, rate_limit."""
        self.clock = clock or MovableClock()
        now = self.clock.timestamp
        self.mail = MailSandbox(now=now)
        self.slack = SlackSandbox(journal=Journal(journal), now=now, **slack)
        self.telegram = TelegramSandbox(journal=Journal(journal), now=now)
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        await self._open.enter_async_context(self.mail)
        await self._open.enter_async_context(self.slack)
        await self._open.enter_async_context(self.telegram)
        for address in (SUPPORT, SALES):
            self.mail.add_mailbox(address)
        self.slack.add_user(ANNA, "Anna Berg", email="anna@ringback.example")
        self.slack.add_user(BO, "Bo Chen", email="bo@ringback.example", locale="zh-CN")
        self.slack.add_channel(ENGINEERS, "engineers", private=True, members=(ANNA, BO))
        self.slack.add_channel(CUSTOMERS, "customers", members=())
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._open.aclose()

    def settings(self, data: Path, *, language: str = "en") -> dict[str, Any]:
        """The settings of a desk that works on this stage, in the shape of the settings file."""
        return {
            "ringback": {"data": str(data), "language": language},
            "web": {"enabled": False},
            "mailbox": [
                self._mailbox("support", SUPPORT, "Anna Berg", "zh"),
                self._mailbox("sales", SALES, "Bo Chen", "en"),
            ],
            "telegram": {"token": self.telegram.token, "api_url": self.telegram.api_url, "poll_seconds": 2},
            "slack": {
                "bot_token": "xoxb-sandbox",
                "app_token": "xapp-sandbox",
                "api_url": self.slack.url,
                "engineers_channel": ENGINEERS,
                "customer_channels": [CUSTOMERS],
                "language": language,
            },
        }

    def _mailbox(self, name: str, address: str, responsible: str, language: str) -> dict[str, Any]:
        login = {"host": "127.0.0.1", "security": "plain", "username": address, "password": "sandbox"}
        return {
            "name": name,
            "address": address,
            "responsible": responsible,
            "display_name": f"Ringback {name}",
            "language": language,
            "authserv_id": AUTHSERV_ID,
            "imap": {**login, "port": self.mail.imap_port, "history": "all"},
            "smtp": {"host": "127.0.0.1", "security": "plain", "port": self.mail.smtp_port},
        }
