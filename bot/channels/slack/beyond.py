"""Messages that stand outside of the customers' channels, and become tickets all the same: a mention of the bot, an
emoji that an engineer sets, a message's shortcut. And what somebody changed or took back.

Events: https://docs.slack.dev/reference/events/app_mention, .../reaction_added, .../message/message_changed
Shortcuts: https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.channels.slack import parse
from bot.channels.slack.client import SlackClient
from bot.channels.slack.errors import RefusedError
from bot.channels.slack.people import People
from bot.channels.slack.settings import SlackSettings
from bot.core.messages import Inbound
from bot.core.ports import Receive

Json = dict[str, Any]
SHORTCUT = "make_ticket"


class Beyond:
    """Hands such messages over; returns when they are committed."""

    def __init__(self, settings: SlackSettings, client: SlackClient, people: People, receive: Receive) -> None:
        self._settings, self._client, self._people, self._receive = settings, client, people, receive

    async def mentioned(self, body: Json) -> None:
        """Somebody named the bot in a channel that it was invited to. Elsewhere the message itself comes, too."""
        event = body["event"]
        known = (*self._settings.customer_channels, self._settings.engineers_channel)
        if event["channel"] not in known and not parse.is_direct(event):
            await self._ticket(event)

    async def reacted(self, body: Json) -> None:
        """An engineer set the emoji under a message: it becomes a ticket of who wrote it."""
        event, item = body["event"], body["event"].get("item") or {}
        wanted = item.get("type") == "message" and event.get("reaction") == self._settings.ticket_emoji
        if not wanted or item.get("channel") == self._settings.engineers_channel:
            return
        if await self._people.is_engineer(str(event["user"]), self._people.team):
            message = await self._message(str(item["channel"]), str(item["ts"]))
            if message is not None:
                await self._ticket(message)

    async def shortcut(self, body: Json) -> bool:
        """An engineer chose *Make a ticket* in a message's menu; False when the message cannot become one."""
        message = {**body["message"], "channel": body["channel"]["id"]}
        return await self._ticket(message)

    async def changed(self, event: Json) -> None:
        """Somebody changed or took back what he had written in a customers' channel or to the bot alone."""
        after, before = event.get("message") or {}, event.get("previous_message") or {}
        gone = event.get("subtype") == "message_deleted"
        if not gone and after.get("text") == before.get("text"):
            return  # a link was unfurled, or a reply counted
        message = {**(before if gone else after), "channel": event["channel"]}
        message["channel_type"] = event.get("channel_type", "")
        inbound = await self._said(message)
        if inbound is None:
            return
        stamp = str(event["ts"]) if gone else str((after.get("edited") or event)["ts"])
        at = parse.moment_of(stamp)
        key = f"{inbound.key}:{stamp}"
        await self._receive(replace(inbound, key=key, changes=inbound.key, attachments=(), at=at, withdrawn=gone))

    async def _ticket(self, event: Json) -> bool:
        inbound = await self._said(event)
        if inbound is not None:
            await self._receive(inbound)
        return inbound is not None

    async def _said(self, event: Json) -> Inbound | None:
        """The message as a customer's; None when nobody said it, or an engineer did."""
        if not parse.is_spoken(event):
            return None
        user, team = str(event["user"]), parse.author_team(event, self._people.team)
        if not parse.is_direct(event) and await self._people.is_engineer(user, team):
            return None
        inbound = parse.customer_message(event, self._people.team, await self._people.profile(user))
        return replace(inbound, text=parse.without_mention(inbound.text, self._people.bot_user)) if inbound else None

    async def _message(self, channel: str, ts: str) -> Json | None:
        """A message as it stands; None when it is gone, or the bot may not read there. Raises DeliveryError."""
        reading = self._client.reading
        try:
            found = await self._client.call(
                reading.conversations_history(channel=channel, latest=ts, oldest=ts, inclusive=True, limit=1)
            )
            if not found.get("messages"):
                found = await self._client.call(reading.conversations_replies(channel=channel, ts=ts, limit=1))
        except RefusedError as error:
            if not error.permanent:
                raise
            return None
        message = next((message for message in found.get("messages") or () if message["ts"] == ts), None)
        return None if message is None else {**message, "channel": channel}
