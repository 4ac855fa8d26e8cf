"""Customers who write mail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.sandbox.mail import SandboxMail
from bot.sandbox.stage import SUPPORT, Stage
from tests.desk.chats import Customer
from tests.desk.spying import Spy


class MailCustomer(Customer):
    """Somebody with a mail address."""

    def __init__(self, stage: Stage, spy: Spy, name: str, address: str) -> None:
        super().__init__(stage, f"email:{address}")
        self.name = name
        self.mail_address = address
        self._spy = spy

    def inbox(self) -> list[SandboxMail]:
        """His mails, oldest first."""
        return self.stage.mail.inbox_of(self.mail_address)

    def messages(self) -> list[str]:
        return [f"{mail.subject}\n\n{mail.text}" for mail in self.inbox()]

    async def mails(self, text: str, *, to: str | Sequence[str] = SUPPORT, subject: str = "", **more: Any) -> None:
        """Writes a new mail; returns when every mailbox it went to has handed it over."""
        copies = 1 if isinstance(to, str) else len(to)
        before = self._spy.count(self.address)
        await self.stage.mail.write(self.name, self.mail_address, to, subject or text[:40], text, **more)
        await self._taken(before + copies)

    async def replies(self, text: str, *, to: SandboxMail | None = None, quote: bool = True) -> None:
        """Answers a mail of ours: the newest one unless told otherwise."""
        before = self._spy.count(self.address)
        await self.stage.mail.reply(self.mail_address, to or self.inbox()[-1], text, quote=quote)
        await self._taken(before + 1)

    async def presses(self, label: str, adding: str = "") -> None:
        """Presses the newest button with this label and sends the mail that opens, `adding` words to it."""

        def look() -> SandboxMail | None:
            mails = reversed(self.inbox())
            return next((mail for mail in mails if label in dict(mail.buttons)), None)

        mail = await self.sees(look, lambda: f"a button {label!r} in {self.messages()}")
        before = self._spy.count(self.address)
        await self.stage.mail.press(self.mail_address, mail, label, adding)
        await self._taken(before + 1)

    async def _taken(self, copies: int) -> None:
        await self.sees(
            lambda: self._spy.count(self.address) >= copies, f"{copies} mails of {self.address} to be taken"
        )
