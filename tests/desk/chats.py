"""Customers on Telegram and Slack, who speak in sentences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from bot.sandbox.stage import CUSTOMERS, Stage
from tests.desk.slack_words import buttons, words
from tests.desk.waiting import until

T = TypeVar("T")


class Customer:
    """Somebody with an account at one channel. `hears` goes on behind what he heard last."""

    #: How long and how often he looks for something: many customers at once look less often.
    patience, pause = 15.0, 0.01

    def __init__(self, stage: Stage, address: str) -> None:
        self.stage = stage
        self.address = address
        self._heard = 0

    def messages(self) -> list[str]:
        """The texts of everything we ever wrote to him."""
        raise NotImplementedError

    async def hears(self, phrase: str) -> str:
        """Waits for a message of ours with this phrase in it, and returns all of it."""

        def look() -> str:
            for place, text in enumerate(self.messages()[self._heard :]):
                if phrase in text:
                    self._heard += place + 1
                    return text
            return ""

        return await self.sees(look, lambda: f"{phrase!r} among {self.messages()[self._heard :]}")

    async def hears_next(self) -> str:
        """Waits for our next message and returns it."""
        text = await self.sees(lambda: next(iter(self.messages()[self._heard :]), ""), "another message")
        self._heard += 1
        return text

    async def sees(self, look: Callable[[], T | None], what: str | Callable[[], object]) -> T:
        """Waits with his patience until `look` finds something."""
        return await until(look, what, self.patience, self.pause)

    def heard_nothing_more(self) -> bool:
        """Whether all we wrote to him was heard already."""
        return self.messages()[self._heard :] == []


class TelegramCustomer(Customer):
    """Somebody who chats with the bot."""

    def __init__(self, stage: Stage, user_id: int, name: str, language: str = "en") -> None:
        super().__init__(stage, f"telegram:{user_id}")
        self.user_id = user_id
        first, _, last = name.partition(" ")
        stage.telegram.add_user(user_id, first, last, language_code=language)

    def messages(self) -> list[str]:
        return [
            str(one.get("text") or one.get("caption") or "") for one in self.stage.telegram.bot_messages(self.user_id)
        ]

    async def chats(self, text: str) -> int:
        """Writes to the bot; returns when the bot has taken it."""
        return await self.taken(await self.stage.telegram.write(self.user_id, text))

    async def shares_contact(self, phone: str, *, own: bool = True) -> int:
        """Shares a contact, his own or somebody else's; returns when the bot has taken it."""
        return await self.taken(await self.stage.telegram.send_contact(self.user_id, phone, own=own))

    async def taken(self, update_id: int) -> int:
        """Waits until the bot has confirmed the update."""
        await self.sees(lambda: update_id in self.stage.telegram.confirmed, f"update {update_id} to be taken")
        return update_id

    async def presses(self, label: str) -> str:
        """Presses the newest button with this label; returns the sentence that the app shows."""
        message = await self.sees(lambda: self._message_with(label), lambda: f"a button {label!r} in {self.messages()}")
        press = await self.stage.telegram.press(self.user_id, message["message_id"], label)
        answer = await self.stage.telegram.answer_of(press.query_id, self.patience)
        await self.taken(press.update_id)
        assert answer is not None, "the button still waits"
        return answer

    def _message_with(self, label: str) -> Any:
        for message in reversed(self.stage.telegram.bot_messages(self.user_id)):
            rows = message.get("reply_markup", {}).get("inline_keyboard", [])
            if any(button["text"] == label for row in rows for button in row):
                return message
        return None

    def buttons(self) -> list[str]:
        """The labels under our newest message."""
        rows = self.stage.telegram.bot_messages(self.user_id)[-1].get("reply_markup", {}).get("inline_keyboard", [])
        return [str(button["text"]) for row in rows for button in row]


class SlackCustomer(Customer):
    """Somebody in the workspace who is no engineer. Asks the bot alone, or in the customers' channel."""

    def __init__(self, stage: Stage, user: str, name: str, **more: str) -> None:
        super().__init__(stage, f"slack:{more.get('team', stage.slack.workspace.team)}/{user}")
        self.user = user
        self.thread: str | None = None
        self.place = ""
        stage.slack.add_user(user, name, **more)

    async def asks_in_slack(self, text: str, **more: Any) -> str:
        """Writes to the bot alone."""
        self.place = self.place or self.stage.slack.im_of(self.user)
        return await self._taken(lambda: self.stage.slack.write(self.user, self.place, text, **more))

    async def asks_in_channel(self, text: str, **more: Any) -> str:
        """Writes in the customers' channel: first a message of its own, then in its thread."""
        if self.place != CUSTOMERS:
            await self.stage.slack.join(self.user, CUSTOMERS)
            self.place = CUSTOMERS
        ts = await self._taken(
            lambda: self.stage.slack.write(self.user, CUSTOMERS, text, thread_ts=self.thread, **more)
        )
        self.thread = self.thread or ts
        return ts

    async def _taken(self, write: Callable[[], Any]) -> str:
        known = len(self.stage.slack.record)
        ts = str(await write())
        await self.sees(lambda: self._acknowledged(known, ts), f"the message {ts} to be taken")
        return ts

    def _acknowledged(self, known: int, ts: str) -> bool:
        record = self.stage.slack.record[known:]
        mine = [delivery for delivery in record if delivery.payload.get("event", {}).get("ts") == ts]
        return bool(mine) and all(delivery.acknowledged for delivery in mine)

    def posted(self) -> list[Any]:
        """Our messages to him, whole."""
        if not self.place:
            return []
        slack = self.stage.slack
        return [one for one in slack.messages(self.place, self.thread) if one["user"] == slack.workspace.bot_user]

    def messages(self) -> list[str]:
        return [words(one) for one in self.posted()]

    async def presses(self, label: str) -> None:
        """Presses the newest button with this label."""

        def look() -> Any:
            return next((one for one in reversed(self.posted()) if label in buttons(one)), None)

        message = await self.sees(look, lambda: f"a button {label!r} in {self.messages()}")
        button = buttons(message)[label]
        slack = self.stage.slack
        click = await slack.click(self.user, self.place, message["ts"], button["action_id"], button["value"])
        assert click.acknowledged
