"""The Telegram room: commits, then moves the offset; carries rows out with a verdict."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from typing import Any

from telegram.error import TelegramError

from bot.channels.markdown import units
from bot.channels.telegram.client import Client, Refusal, at_once, cause_of, seconds_of
from bot.channels.telegram.compose import LARGEST_FILE, LONGEST_CAPTION, compose
from bot.channels.telegram.parse import KINDS, Bot, lane_of, parse_update
from bot.channels.telegram.settings import TelegramSettings
from bot.core.health import Health
from bot.core.messages import Answer, Attachment, DeliveryError, Inbound, Outbound, Sent
from bot.core.ports import Abilities, Clock, Phrase, Receive

_LOG = logging.getLogger(__name__)
_LONGEST_ANSWER = 200  # characters, https://core.telegram.org/bots/api#answercallbackquery
_MOST_PAUSES, _LONGEST_PAUSE = 3, 30.0  # between the files of one message; seconds
_LANES = 16  # chats handed over at a time

Update = Mapping[str, Any]


class TelegramChannel:
    """One bot. Implements core.ports.Channel and Fetches."""

    def __init__(self, settings: TelegramSettings, *, phrase: Phrase, clock: Clock) -> None:
        self.name = "telegram"
        self.abilities = Abilities(length=3500, asks="one", file_bytes=LARGEST_FILE)
        self.health = Health(self.name)
        self._settings = settings
        self._phrase = phrase
        self._clock = clock
        self._client = Client(settings)
        self._bot = Bot(self.name, settings.bot_id, "")
        self._offset = 0
        self._taken: set[int] = set()  # committed, but after one that is not
        self._doubt_until = 0.0

    async def close(self) -> None:
        """Closes the connections; `listen` does it at its end."""
        await self._client.close()

    async def listen(self, receive: Receive) -> None:
        """Hands over updates until cancelled. The offset moves only past what `receive` has committed."""
        await self._client.open()
        failures = 0
        try:
            while True:
                try:
                    await self._prepare()
                    updates = await self._poll()
                except TelegramError as error:
                    failures += 1
                    await asyncio.sleep(self._troubled(error, failures))
                    continue
                if await self._take(updates, receive):
                    failures = 0
                    self._well()
                else:
                    failures += 1
                    await asyncio.sleep(self._pause(failures))
        finally:
            await self._client.close()

    def door(self, code: str) -> str:
        """The deep link that starts a chat with this code; empty until Telegram has told the bot's name."""
        return f"https://t.me/{self._bot.username}?start={code}" if self._bot.username else ""

    async def _prepare(self) -> None:
        """Once: a webhook would take the updates away; what waits there stays waiting (#deletewebhook)."""
        if self._bot.username:
            return
        await self._client.call("delete_webhook", {"drop_pending_updates": False})
        me = await self._client.call("get_me", {})
        self._bot = Bot(self.name, self._settings.bot_id, str(me["username"]))

    async def _poll(self) -> list[dict[str, Any]]:
        """One poll. While red it does not wait, so that green is told soon; except after a conflict."""
        doubtful = time.monotonic() < self._doubt_until
        seconds = self._settings.poll_seconds if self.health.green or doubtful else 0
        return await self._client.updates(self._offset, seconds, KINDS)

    def _well(self) -> None:
        """After a conflict only a quiet time as long as a poll proves that the other program is gone."""
        if time.monotonic() >= self._doubt_until:
            self.health.well()

    def _troubled(self, error: TelegramError, failures: int) -> float:
        """Tells health; returns the seconds to wait."""
        told = self._client.told(error)
        refusal = error if isinstance(error, Refusal) else None
        if refusal and refusal.code == 409:
            self._doubt_until = time.monotonic() + self._settings.poll_seconds
        if failures > 1 or at_once(error):
            self.health.ill(cause_of(error, told))
        _LOG.warning("no updates from Telegram: %s", told)
        pause = self._pause(failures)
        return max(pause, seconds_of(refusal.retry_after)) if refusal and refusal.retry_after else pause

    def _pause(self, failures: int) -> float:
        first, most = self._settings.backoff_first, self._settings.backoff_max
        return float(min(most, first * 2 ** min(failures - 1, 16)))

    async def _take(self, updates: list[dict[str, Any]], receive: Receive) -> bool:
        """Hands a batch over, chats beside each other, one chat in order; moves the offset to the first update
        that is not committed. Returns whether all are."""
        lanes: dict[str, list[Update]] = {}
        for update in updates:
            if update["update_id"] not in self._taken:
                lanes.setdefault(lane_of(update), []).append(update)
        room = asyncio.Semaphore(_LANES)
        async with asyncio.TaskGroup() as group:
            for lane in lanes.values():
                group.create_task(self._lane(lane, receive, room))
        left = [update["update_id"] for update in updates if update["update_id"] not in self._taken]
        done = min(left) if left else max((update["update_id"] + 1 for update in updates), default=0)
        # An update confirmed long ago has no successor of its number for sure: numbers may start anew after a week
        # without updates (#update), so an empty poll forgets the offset.
        self._offset = max(self._offset, done) if updates else 0
        self._taken = {number for number in self._taken if left and number > min(left)}
        return not left

    async def _lane(self, lane: list[Update], receive: Receive, room: asyncio.Semaphore) -> None:
        for update in lane:
            async with room:
                try:
                    await self._hand_over(update, receive)
                except Exception as error:  # noqa: BLE001  # whatever keeps it from being committed, it stays there
                    _LOG.exception("update %s was not taken over and will come again", update["update_id"])
                    self.health.ill(f"a message could not be stored: {type(error).__name__}")
                    return
            self._taken.add(update["update_id"])

    async def _hand_over(self, update: Update, receive: Receive) -> None:
        inbound = parse_update(update, self._bot, self._clock.now())
        if inbound is None:
            _LOG.debug("update %s was not said to us: %s", update["update_id"], ", ".join(sorted(update)))
            return
        answer = await receive(inbound)
        if "callback_query" in update:
            await self._acknowledge(update["callback_query"], inbound, answer)

    async def _acknowledge(self, query: Any, inbound: Inbound, answer: Answer) -> None:
        """Ends the button's waiting mark, with a sentence when there is one. Best effort: the press is stored."""
        query_id = query.get("id") if isinstance(query, dict) else None
        if not query_id:
            return
        arguments: dict[str, Any] = {"callback_query_id": str(query_id)}
        if answer.reason and (text := self._sentence(inbound, answer)):
            arguments |= {"text": text[:_LONGEST_ANSWER], "show_alert": not answer.accepted}
        try:
            await self._client.call("answer_callback_query", arguments)
        except TelegramError as error:
            _LOG.info("a pressed button was not answered: %s", self._client.told(error))

    def _sentence(self, inbound: Inbound, answer: Answer) -> str:
        language = inbound.sender.language or self._settings.language
        try:
            return self._phrase(language, f"answers.{answer.reason}", **answer.context)
        except KeyError:
            _LOG.warning("no sentence for the answer %r", answer.reason)
            return ""

    async def send(self, outbound: Outbound) -> Sent:
        """Delivers one row; a short text rides on its first file. Raises DeliveryError."""
        arguments = compose(outbound)
        for file in outbound.files:
            if file.content is not None and len(file.content) > LARGEST_FILE:
                raise DeliveryError(f"{file.name} is above 50 MB", permanent=True)
        try:
            with self._client.message():
                return await self._parts(arguments, list(outbound.files))
        except TelegramError as error:
            raise self._client.verdict(error) from error

    async def _parts(self, arguments: dict[str, Any], files: list[Attachment]) -> Sent:
        if files and units(arguments["text"]) <= LONGEST_CAPTION:
            sent = await self._document(_as_caption(arguments), files.pop(0))
        else:
            sent = await self._call("send_message", arguments)
        for file in files:
            try:
                await self._another({"chat_id": arguments["chat_id"]}, file)
            except DeliveryError as error:  # the text has arrived: this must not be repeated unseen
                raise DeliveryError(f"{file.name}: {error.reason}", ambiguous=True) from error
        return Sent(f"{sent['chat']['id']}:{sent['message_id']}")

    async def _another(self, arguments: dict[str, Any], file: Attachment) -> Any:
        """A further file of a message; waits when there were too many at once, for the message would be repeated."""
        for _ in range(_MOST_PAUSES):
            try:
                return await self._document(arguments, file)
            except DeliveryError as error:
                if error.retry_after is None or error.retry_after > _LONGEST_PAUSE:
                    raise
                await asyncio.sleep(error.retry_after)
        return await self._document(arguments, file)

    async def _document(self, arguments: dict[str, Any], file: Attachment) -> Any:
        if file.content is None:
            return await self._call("send_document", {**arguments, "document": file.reference})
        return await self._call("send_document", arguments, file)

    async def _call(self, method: str, arguments: dict[str, Any], file: Attachment | None = None) -> Any:
        """Calls; when the group has moved to another chat id, once more there."""
        for attempt in (1, 2):
            try:
                if file is None or file.content is None:
                    return await self._client.call(method, arguments)
                return await self._client.upload(method, arguments, file.name, file.content)
            except TelegramError as error:
                moved_to = error.migrate_to if isinstance(error, Refusal) else None
                if moved_to is None or attempt == 2:
                    raise self._client.verdict(error) from error
                arguments["chat_id"] = moved_to
        raise AssertionError("unreachable")

    async def fetch(self, reference: str) -> bytes:
        """Returns a file's content. Raises DeliveryError; permanent above 20 MB and for an unknown file."""
        try:
            return await self._client.download(reference)
        except TelegramError as error:
            raise self._client.verdict(error) from error


def _as_caption(arguments: dict[str, Any]) -> dict[str, Any]:
    """sendMessage's arguments as sendDocument's (#senddocument)."""
    caption = {"caption": arguments["text"], "caption_entities": arguments["entities"]}
    return caption | {key: arguments[key] for key in ("chat_id", "reply_markup") if key in arguments}
