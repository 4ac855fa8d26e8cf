"""The people of the story: each does with the emulators what a person does with his programs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.demo.timeline import StoryStoppedError, Timeline
from bot.sandbox.stage import ENGINEERS, Stage

#: What Slack shows in a line of its own.
_LINES = frozenset({"rich_text_section", "rich_text_quote", "rich_text_preformatted", "mrkdwn", "plain_text"})
#: What a mail program does not show of a button.
_ADDRESS = re.compile(r": mailto:\S+")
_BLANKS = re.compile(r"\n{3,}")


@dataclass(slots=True)
class MailCustomer:
    """Writes from a mail program."""

    stage: Stage
    line: Timeline
    name: str
    address: str
    read: int = 0

    def __post_init__(self) -> None:
        self.read = len(self.stage.mail.inbox_of(self.address))

    async def writes(self, to: str, subject: str, text: str) -> None:
        """A new mail."""
        await self.line.acts(self.name, f"mail {to.partition('@')[0]}@", f"{subject}\n\n{text}")
        await self.stage.mail.write(self.name, self.address, to, subject, text)

    async def hears(self, *words: str) -> Any:
        """The next mail; it must contain the words."""

        def look() -> Any:
            box = self.stage.mail.inbox_of(self.address)
            return box[self.read] if len(box) > self.read else None

        mail, took = await self.line.until(f"a mail to {self.name}", look)
        self.read += 1
        _expect(words, mail.subject + mail.text)
        self.line.happened("Ringback", f"mail to {self.name}", f"{mail.subject}\n\n{_ADDRESS.sub('', mail.text)}", took)
        return mail

    async def replies(self, mail: Any, text: str) -> None:
        """Answers a mail, with the quote below as mail programs do."""
        await self.line.acts(self.name, "mail, reply", text)
        await self.stage.mail.reply(self.address, mail, text)

    async def presses(self, mail: Any, label: str) -> None:
        """Presses a button of a mail: it opens a ready-made mail, which he sends."""
        await self.line.acts(self.name, "mail, button", f"[{label}]")
        await self.stage.mail.press(self.address, mail, label)


@dataclass(slots=True)
class ChatCustomer:
    """Writes from Telegram."""

    stage: Stage
    line: Timeline
    name: str
    user_id: int
    language: str = "zh"
    read: int = 0

    def __post_init__(self) -> None:
        self.stage.telegram.add_user(self.user_id, self.name, language_code=self.language)

    async def writes(self, text: str) -> None:
        """A message."""
        await self.line.acts(self.name, "Telegram", text)
        await self.stage.telegram.write(self.user_id, text)

    async def hears(self, *words: str) -> Any:
        """The bot's next message; it must contain the words."""

        def look() -> Any:
            chat = self.stage.telegram.bot_messages(self.user_id)
            return chat[self.read] if len(chat) > self.read else None

        message, took = await self.line.until(f"a message to {self.name}", look)
        self.read += 1
        _expect(words, message["text"])
        self.line.happened("Ringback", f"Telegram {self.name}", message["text"], took)
        return message

    async def presses(self, message: Any, label: str) -> None:
        """Presses a button below a message."""
        rows = message["reply_markup"]["inline_keyboard"]
        shown = next((b["text"] for row in rows for b in row if label in b["text"]), None)
        if shown is None:
            raise StoryStoppedError(f"there is no button {label}")
        await self.line.acts(self.name, "Telegram, button", f"[{shown}]")
        await self.stage.telegram.press(self.user_id, message["message_id"], shown)


@dataclass(slots=True)
class SlackCustomer:
    """Writes in the customers' channel of Slack."""

    stage: Stage
    line: Timeline
    name: str
    user_id: str
    channel: str
    thread: str = ""
    read: int = 0

    def __post_init__(self) -> None:
        self.stage.slack.add_user(self.user_id, self.name, email=f"{self.user_id.lower()}@customer.example")

    async def writes(self, text: str) -> None:
        """A message; the first opens the thread."""
        if not self.thread:
            await self.stage.slack.join(self.user_id, self.channel)
        await self.line.acts(self.name, "Slack #customers", text)
        ts = await self.stage.slack.write(self.user_id, self.channel, text, thread_ts=self.thread or None)
        self.thread = self.thread or ts

    async def hears(self, *words: str) -> Any:
        """The bot's next message in the thread."""

        def look() -> Any:
            thread = self.stage.slack.messages(self.channel, self.thread)
            ours = [message for message in thread if message.get("bot_id")]
            return ours[self.read] if len(ours) > self.read else None

        message, took = await self.line.until(f"a message to {self.name}", look)
        self.read += 1
        text = said(message)
        _expect(words, text)
        self.line.happened("Ringback", f"Slack {self.name}", text, took)
        return message

    async def presses(self, message: Any, label: str) -> None:
        """Presses a button below a message."""
        action = button(message, label)
        await self.line.acts(self.name, "Slack, button", f"[{label}]")
        click = await self.stage.slack.click(self.user_id, self.channel, message["ts"], action)
        if not click.acknowledged:
            raise StoryStoppedError(f"Slack shows {self.name} an error")


@dataclass(slots=True)
class EngineerAtDesk:
    """Lives in Slack, in #engineers."""

    stage: Stage
    line: Timeline
    name: str
    user_id: str

    async def sees(self, reference: str, *words: str) -> Any:
        """The ticket's card, showing these words."""

        def look() -> Any:
            cards = [m for m in self.stage.slack.messages(ENGINEERS) if reference in said(m)]
            return next((m for m in cards if all(word in said(m) for word in words)), None)

        card, took = await self.line.until(f"the card {reference} with {words}", look)
        if words:
            self.line.happened("Ringback", "Slack card", f"{reference} · {', '.join(words)}", took)
        return card

    async def clicks(self, reference: str, action: str, label: str) -> None:
        """A button of a card."""
        card = await self.sees(reference)
        await self.line.acts(self.name, "Slack card", f"{reference} [{label}]")
        click = await self.stage.slack.click(self.user_id, ENGINEERS, card["ts"], action)
        if not click.acknowledged:
            raise StoryStoppedError(f"Slack shows {self.name} an error")

    async def reaches_too_late(self, card: Any, action: str, what: str) -> None:
        """Clicks a button that he still sees on his screen, although the card has changed."""
        await self.line.acts(self.name, "Slack card", what)
        await self.stage.slack.click(self.user_id, ENGINEERS, card["ts"], action, late=True)

    async def writes(self, reference: str, action: str, label: str, **fields: str) -> None:
        """Opens a modal from a card, fills it in and sends it."""
        await self.clicks(reference, action, label)
        views, _ = await self.line.until(f"{label} opens", lambda: self.stage.slack.views(self.user_id) or None)
        await self.line.acts(self.name, f"Slack, {label}", " · ".join(fields.values()))
        sent = await self.stage.slack.submit(self.user_id, views[-1]["id"], fields)
        if not sent.acknowledged or sent.errors:
            raise StoryStoppedError(f"{label} was refused: {sent.errors or 'no answer'}")

    async def is_told(self, word: str) -> None:
        """A message only he sees."""

        def look() -> Any:
            told = [said(message) for message in self.stage.slack.ephemerals(self.user_id)]
            return next((text for text in told if word in text), None)

        text, took = await self.line.until(f"{self.name} is told {word}", look)
        self.line.happened("Ringback", f"Slack, to {self.name}", text, took)


def said(message: Any) -> str:
    """All text of a Slack message as a person reads it: each block in lines of its own, the buttons left out."""
    shown = ("".join(_texts(block)).strip() for block in message.get("blocks") or [])
    return _BLANKS.sub("\n\n", "\n".join(filter(None, shown))) or str(message.get("text", ""))


def _texts(node: Any) -> Iterator[str]:
    """What stands in a block, a list's items with their marks: https://docs.slack.dev/reference/block-kit/blocks."""
    if isinstance(node, list):
        for part in node:
            yield from _texts(part)
    elif isinstance(node, dict) and node.get("type") != "button":
        text, marks = node.get("text"), node.get("type") == "rich_text_list"
        yield text if isinstance(text, str) else "".join(_texts(text))
        yield from _texts(node.get("fields"))
        for number, inner in enumerate(node.get("elements") or (), start=1 + node.get("offset", 0)):
            mark = f"{number}. " if node.get("style") == "ordered" else "• "
            yield mark * marks
            yield from _texts(inner)
        if node.get("type") in _LINES:
            yield "\n"


def button(message: Any, label: str) -> str:
    """The action_id of the button with this label."""
    for block in message.get("blocks", []):
        for element in block.get("elements", []):
            if element.get("type") == "button" and label in element["text"]["text"]:
                return str(element["action_id"])
    raise StoryStoppedError(f"there is no button {label}")


def reference_in(text: str) -> str:
    """The ticket's reference that stands in a text. Raises StoryStoppedError."""
    found = re.search(r"RB-\d+", text)
    if found is None:
        raise StoryStoppedError(f"there is no reference in: {_gist(text)[:200]}")
    return found.group()


def _gist(text: str) -> str:
    return " ".join(text.split())


def _expect(words: tuple[str, ...], text: str) -> None:
    missing = [word for word in words if word not in text]
    if missing:
        raise StoryStoppedError(f"expected {missing} in: {_gist(text)[:200]}")
