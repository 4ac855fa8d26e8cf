"""A customer at a terminal: what he types goes through an emulator as his own program would send it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from bot.demo.people import said
from bot.sandbox.stage import CUSTOMERS, SUPPORT, Stage

USER, SLACK_USER, ADDRESS = 700_001, "U0YOU", "you@customer.example"
NAMES = {"en": "Ann Li", "zh": "李安"}  # what his programs call him


@dataclass(frozen=True, slots=True)
class Heard:
    """What the desk told him, and the labels of the buttons below it."""

    text: str
    buttons: tuple[str, ...] = ()


class Customer(Protocol):
    """One way of writing."""

    async def says(self, text: str) -> None:
        """Writes a message."""

    async def presses(self, number: int, label: str) -> None:
        """Presses a button of the message with this number."""

    def heard(self) -> list[Heard]:
        """Everything he was told so far."""


@dataclass(slots=True)
class InTelegram:
    """Chats with the bot."""

    stage: Stage
    language: str

    def __post_init__(self) -> None:
        self.stage.telegram.add_user(USER, NAMES[self.language], language_code=self.language)

    async def says(self, text: str) -> None:
        """A message; one that begins with "contact " shares his own number."""
        word, _, phone = text.partition(" ")
        if word == "contact" and phone:
            await self.stage.telegram.send_contact(USER, phone)
        else:
            await self.stage.telegram.write(USER, text)

    async def presses(self, number: int, label: str) -> None:
        """An inline button."""
        message = self.stage.telegram.bot_messages(USER)[number]
        await self.stage.telegram.press(USER, message["message_id"], label)

    def heard(self) -> list[Heard]:
        """The bot's messages."""
        return [Heard(shown["text"], _keys(shown)) for shown in self.stage.telegram.bot_messages(USER)]


def _keys(message: Any) -> tuple[str, ...]:
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    return tuple(key["text"] for row in rows for key in row)


@dataclass(slots=True)
class ByMail:
    """Writes mails; from the second on he answers the last one he got."""

    stage: Stage
    language: str

    async def says(self, text: str) -> None:
        """A mail; the first one's subject is its first line."""
        inbox = self.stage.mail.inbox_of(ADDRESS)
        if inbox:
            await self.stage.mail.reply(ADDRESS, inbox[-1], text)
        else:
            await self.stage.mail.write(NAMES[self.language], ADDRESS, SUPPORT, text.partition("\n")[0][:60], text)

    async def presses(self, number: int, label: str) -> None:
        """A button of a mail: he sends the mail that it opens."""
        await self.stage.mail.press(ADDRESS, self.stage.mail.inbox_of(ADDRESS)[number], label)

    def heard(self) -> list[Heard]:
        """The mails he got."""
        inbox = self.stage.mail.inbox_of(ADDRESS)
        return [Heard(f"{mail.subject}\n\n{mail.text}", tuple(label for label, _ in mail.buttons)) for mail in inbox]


@dataclass(slots=True)
class InSlack:
    """Writes in a customers' channel of Slack, in one thread."""

    stage: Stage
    language: str
    thread: str = ""

    def __post_init__(self) -> None:
        self.stage.slack.add_user(SLACK_USER, NAMES[self.language], email=ADDRESS)

    async def says(self, text: str) -> None:
        """A message; the first opens the thread."""
        if not self.thread:
            await self.stage.slack.join(SLACK_USER, CUSTOMERS)
        ts = await self.stage.slack.write(SLACK_USER, CUSTOMERS, text, thread_ts=self.thread or None)
        self.thread = self.thread or ts

    async def presses(self, number: int, label: str) -> None:
        """A button below a message."""
        message = self._messages()[number]
        action = next(key["action_id"] for key in _elements(message) if key["text"]["text"] == label)
        await self.stage.slack.click(SLACK_USER, CUSTOMERS, message["ts"], action)

    def heard(self) -> list[Heard]:
        """The bot's messages in his thread."""
        return [Heard(said(shown), tuple(k["text"]["text"] for k in _elements(shown))) for shown in self._messages()]

    def _messages(self) -> list[Any]:
        thread = self.stage.slack.messages(CUSTOMERS, self.thread) if self.thread else []
        return [message for message in thread if message.get("bot_id")]


def _elements(message: Any) -> list[Any]:
    blocks = message.get("blocks") or []
    return [key for block in blocks for key in block.get("elements", []) if key.get("type") == "button"]


CUSTOMER: dict[str, Callable[[Stage, str], Customer]] = {"telegram": InTelegram, "email": ByMail, "slack": InSlack}
