"""Rows of the outbox onto Slack, and the look whether one has arrived already."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any

from bot.channels.slack import card, compose
from bot.channels.slack.client import SlackClient
from bot.channels.slack.errors import GONE, THREADLESS, RefusedError
from bot.channels.slack.settings import SlackSettings
from bot.core.messages import DeliveryError, Outbound, Sent
from bot.core.ports import Clock, DeskReads

Json = dict[str, Any]
Place = tuple[str, str | None]
#: What is changed in place, and shows how things stand when it is sent.
KEPT_CURRENT = ("card", "shelf", "quiet")


class Sending:
    """Delivers rows by their kind."""

    def __init__(
        self, settings: SlackSettings, client: SlackClient, desk: DeskReads, say: card.Say, clock: Clock
    ) -> None:
        self._settings = settings
        self._client = client
        self._desk = desk
        self._say = say
        self._clock = clock
        self._kinds: dict[str, Callable[[Outbound], Awaitable[Sent]]] = {
            "message": self._message,
            "card": self._card,
            "post": self._post,
            "notice": self._post,
            "shelf": self._shelf,
            "quiet": self._quiet,
            "file": self._file,
        }

    async def send(self, outbound: Outbound) -> Sent:
        """Delivers one row. Raises DeliveryError with its verdict."""
        return await self._kinds[outbound.kind](outbound)

    async def find(self, outbound: Outbound) -> Sent | None:
        """Looks for what an earlier attempt left; a card or list that it left is brought up to date: whatever has
        happened since waits for no row but this one. Raises DeliveryError."""
        left = await self._left(outbound)
        if left is None or outbound.kind not in KEPT_CURRENT:
            return left
        return await self.send(replace(outbound, thread=left.provider_id))

    async def _left(self, outbound: Outbound) -> Sent | None:
        channel, thread = await self._place(outbound)
        try:
            async for message in self._messages(channel, thread):
                titles = {file.get("title") for file in message.get("files") or ()}
                if compose.marked(message, outbound.id) or (
                    outbound.kind == "file" and titles & set(_titles(outbound))
                ):
                    return Sent(f"{channel}:{message['ts']}")
        except RefusedError as error:
            if not error.permanent:
                raise
        return None

    async def _message(self, outbound: Outbound) -> Sent:
        place = await self._place(outbound)
        content = compose.message(outbound)
        if outbound.files:
            await self._upload(outbound, place)
        return await self._say_in(place, content, compose.mark(outbound.id))

    async def _card(self, outbound: Outbound) -> Sent:
        ticket = await self._desk.card(outbound.subject_id)
        if ticket is None:
            raise DeliveryError("there is no such ticket", permanent=True)
        mark = compose.mark(outbound.id, outbound.subject_id)
        return await self._keep_current(card.ticket(ticket, self._say), ticket.key or outbound.thread, mark)

    async def _shelf(self, outbound: Outbound) -> Sent:
        found = await self._desk.shelf(outbound.subject_id)
        if found is None:
            raise DeliveryError("there is nothing on the shelf under this number", permanent=True)
        return await self._keep_current(card.shelf(found, self._say), outbound.thread, compose.mark(outbound.id))

    async def _quiet(self, outbound: Outbound) -> Sent:
        count, held = await self._desk.quiet_list()
        content = card.quiet_list(count, held, self._say)
        return await self._keep_current(content, outbound.thread, compose.mark(outbound.id))

    async def _keep_current(self, content: Json, key: str, mark: Json) -> Sent:
        """Updates the card at `key` in place; posts it when there is none, or none that could be changed."""
        channel, _, ts = key.partition(":")
        if ts:
            try:
                await self._client.harmless(self._client.writing.chat_update(channel=channel, ts=ts, **content))
            except RefusedError as error:
                if error.code not in GONE:
                    raise
            else:
                return Sent(key)
        return await self._say_in((self._settings.engineers_channel, None), content, mark)

    async def _post(self, outbound: Outbound) -> Sent:
        """A post; one that asks engineers something, names somebody or is urgent is shown in their channel as well as
        in the thread."""
        place, content = await self._place(outbound), compose.message(outbound)
        aloud = compose.asks(outbound) or bool(outbound.cc) or outbound.aloud
        try:
            return await self._say_in(place, content, compose.mark(outbound.id), aloud=aloud)
        except RefusedError as error:
            if error.code not in THREADLESS or place[1] is None:
                raise
        return await self._say_in((place[0], None), content, compose.mark(outbound.id))

    async def _file(self, outbound: Outbound) -> Sent:
        place = await self._place(outbound)
        if not outbound.files:
            raise DeliveryError("there is no file to send", permanent=True)
        return Sent(f"{place[0]}:{await self._upload(outbound, place)}")

    async def _say_in(self, place: Place, content: Json, mark: Json, *, aloud: bool = False) -> Sent:
        """`aloud`: https://docs.slack.dev/reference/methods/chat.postMessage#reply_broadcast."""
        call = self._client.writing.chat_postMessage(
            channel=place[0],
            thread_ts=place[1],
            reply_broadcast=True if aloud and place[1] else None,
            metadata=mark,
            unfurl_links=False,
            unfurl_media=False,
            parse="none",
            **content,
        )
        answer = await self._client.call(call)
        return Sent(f"{answer.get('channel') or place[0]}:{answer['ts']}")

    async def _upload(self, outbound: Outbound, place: Place) -> str:
        """Uploads a row's files in one go; returns the first one's id. What an earlier attempt left stays."""
        if outbound.attempt > 1 and (left := await self._uploaded(outbound, place)):
            return left
        uploads = [
            {"filename": file.name, "content": file.content, "title": title}
            for file, title in zip(outbound.files, _titles(outbound), strict=True)
        ]
        if any(upload["content"] is None for upload in uploads):
            raise DeliveryError("the content of a file is missing", permanent=True)
        call = self._client.writing.files_upload_v2(file_uploads=uploads, channel=place[0], thread_ts=place[1])
        answer = await self._client.call(call)
        return str(answer["files"][0]["id"])

    async def _uploaded(self, outbound: Outbound, place: Place) -> str:
        async for message in self._messages(*place):
            for file in message.get("files") or ():
                if file.get("title") in _titles(outbound):
                    return str(file["id"])
        return ""

    async def _place(self, outbound: Outbound) -> Place:
        """Where a row goes: a channel and perhaps a thread in it. Raises DeliveryError."""
        if outbound.thread and outbound.kind not in KEPT_CURRENT:
            channel, _, ts = outbound.thread.partition(":")
            return channel, ts or None
        if outbound.kind != "message":
            return self._settings.engineers_channel, None
        if outbound.address is None or outbound.address.kind != "slack":
            raise DeliveryError("the message has no address in Slack", permanent=True)
        user = outbound.address.value.rpartition("/")[2]
        answer = await self._client.harmless(self._client.reading.conversations_open(users=user))
        return str(answer["channel"]["id"]), None

    def _messages(self, channel: str, thread: str | None) -> AsyncIterator[Json]:
        """What stands in a thread, or stood in a channel lately."""
        if thread:
            return self._client.pages(
                "conversations.replies", "messages", channel=channel, ts=thread, include_all_metadata="true"
            )
        oldest = self._clock.now().timestamp() - self._settings.thread_window_days * 86_400
        return self._client.pages(
            "conversations.history",
            "messages",
            channel=channel,
            oldest=f"{oldest:.6f}",
            include_all_metadata="true",
        )


def _titles(outbound: Outbound) -> list[str]:
    """Files carry no metadata: their title tells the row."""
    return [f"{file.name} #{outbound.id}" for file in outbound.files]
