"""What Slack sends, handed over: nothing is acknowledged before `receive` has returned.

Bolt acknowledges with what a listener passes to `ack`; a listener that raises leaves the envelope unanswered.
"""

from __future__ import annotations

import asyncio
import functools
import re
import weakref
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack import card, compose, parse
from bot.channels.slack.actions import CLICKS, MODALS, Click, Modal, inspect, preview, similar, whole
from bot.channels.slack.beyond import SHORTCUT, Beyond
from bot.channels.slack.bolted import heard, ignored, pressed, unknown
from bot.channels.slack.client import SlackClient
from bot.channels.slack.errors import RefusedError
from bot.channels.slack.modals import sentence, told
from bot.channels.slack.people import People
from bot.channels.slack.search import Search
from bot.channels.slack.settings import SlackSettings
from bot.core.desk import Inspection, TicketCard
from bot.core.messages import DeliveryError, Engineer
from bot.core.ports import Clock, DeskReads, Phrase, Receive

Json = dict[str, Any]
_ANYTHING = re.compile("")


@dataclass(frozen=True, slots=True)
class Room:
    """What the listeners need of the house."""

    settings: SlackSettings
    client: SlackClient
    people: People
    say: card.Say
    desk: DeskReads
    ticket_of_card: Callable[[str], Awaitable[int | None]]
    preview: Callable[[int, str, str], Awaitable[str]]
    clock: Clock
    phrase: Phrase


class Listener:
    """Turns payloads into values, and answers into what Slack shows."""

    def __init__(self, room: Room, receive: Receive) -> None:
        self._room = room
        self._receive = receive
        self._beyond = Beyond(room.settings, room.client, room.people, receive)
        self._search = Search(room.client, room.people, room.desk, room.say)
        self._whispers: set[asyncio.Task[None]] = set()
        self._turns: weakref.WeakValueDictionary[str, asyncio.Lock] = weakref.WeakValueDictionary()

    def bolt(self, on_failure: Callable[[], None]) -> AsyncApp:
        """The Bolt app. `on_failure` is called when a message could not be handed over."""
        room = self._room
        identity = AuthorizeResult(
            enterprise_id=None, team_id=room.people.team, bot_id=room.people.bot_id, bot_user_id=room.people.bot_user
        )

        # With its own authorisation Bolt would acknowledge events whose auth.test failed.
        async def authorize() -> AuthorizeResult:
            return identity

        app = AsyncApp(
            name="ringback",
            client=AsyncWebClient(base_url=room.settings.api_url),
            authorize=authorize,
            process_before_response=True,
            request_verification_enabled=False,
        )
        app.event("message")(heard(self.message, on_failure))
        app.event("app_mention")(heard(self._beyond.mentioned, on_failure))
        app.event("reaction_added")(heard(self._beyond.reacted, on_failure))
        app.event("member_joined_channel")(heard(self._joined, on_failure))
        app.event("member_left_channel")(heard(self._left, on_failure))
        app.event(_ANYTHING)(heard(ignored, on_failure))
        for click in CLICKS:
            app.action(click.action_id)(pressed(functools.partial(self._click, click)))
        for modal in MODALS:
            app.action(modal.action_id)(pressed(functools.partial(self._open, modal)))
            app.view(modal.callback_id)(pressed(functools.partial(self._submit, modal)))
        app.command(similar.COMMAND)(pressed(self._search.command))
        app.action(similar.SIMILAR)(pressed(self._similar))
        app.action(similar.USE)(pressed(self._use))
        app.shortcut(SHORTCUT)(pressed(self._shortcut))
        app.action(inspect.TICKET)(pressed(functools.partial(self._inspect, room.desk.inspect_ticket)))
        app.action(inspect.ROW)(pressed(functools.partial(self._inspect, room.desk.inspect_row)))
        app.action(whole.ACTION_ID)(pressed(self._whole))
        app.action(preview.ACTION_ID)(pressed(self._preview))
        app.action(re.compile(r"^customer_\d+$"))(pressed(self._customer))
        app.action(_ANYTHING)(pressed(unknown))
        return app

    async def finish(self) -> None:
        """Lets the last private sentences go out."""
        if self._whispers:
            await asyncio.wait(self._whispers, timeout=1.0)

    async def message(self, body: Json) -> None:
        """Hands over a message, live or read back, in turn within its conversation; returns when it is committed."""
        event = body["event"]
        changed = event.get("subtype") in ("message_changed", "message_deleted") and self._is_customers(event)
        if parse.is_spoken(event) or changed:
            async with self._turns.setdefault(str(event["channel"]), asyncio.Lock()):
                await (self._beyond.changed(event) if changed else self._spoken(event))

    def _is_customers(self, event: Json) -> bool:
        return parse.is_direct(event) or event["channel"] in self._room.settings.customer_channels

    async def _spoken(self, event: Json) -> None:
        room = self._room
        user, team = str(event["user"]), parse.author_team(event, room.people.team)
        if event["channel"] == room.settings.engineers_channel:
            await self._note(event, user, team)
            return
        if not self._is_customers(event):
            return
        if not parse.is_direct(event) and await room.people.is_engineer(user, team):
            return
        inbound = parse.customer_message(event, room.people.team, await room.people.profile(user))
        if inbound is not None:
            await self._receive(inbound)

    async def _note(self, event: Json, user: str, team: str) -> None:
        ticket = await self._ticket(event)
        if ticket is None:
            return
        engineer = await self._room.people.engineer(user, team)
        if engineer is not None:
            await self._receive(parse.note(event, self._room.people.team, ticket, engineer))

    async def _ticket(self, event: Json) -> int | None:
        """The ticket under whose card somebody wrote. A card that stands there, but whose place is not committed yet
        (we may have been killed in between), says itself what it is. Raises DeliveryError."""
        room, key = self._room, parse.card_key(event)
        ticket = await room.ticket_of_card(key) if key else None
        if ticket is not None or not key or event.get("parent_user_id", room.people.bot_user) != room.people.bot_user:
            return ticket
        channel, _, root = key.partition(":")
        call = room.client.reading.conversations_replies(channel=channel, ts=root, limit=1, include_all_metadata=True)
        try:
            answer = await room.client.call(call)
        except RefusedError as error:
            if not error.permanent:
                raise
            return None
        return next((compose.ticket_of(found) for found in answer.get("messages") or ()), None)

    async def _joined(self, body: Json) -> None:
        if body["event"].get("channel") == self._room.settings.engineers_channel:
            self._room.people.joined(str(body["event"]["user"]))

    async def _left(self, body: Json) -> None:
        if body["event"].get("channel") == self._room.settings.engineers_channel:
            self._room.people.left(str(body["event"]["user"]))

    async def _click(self, click: Click, body: Json) -> Json:
        engineer = await self._engineer(body)
        if engineer is None:
            return self._whisper(body, sentence(self._room.say, "not_an_engineer"))
        answer = await self._receive(parse.click(body, click.action, engineer))
        return self._whisper(body, click.told(answer, self._room.say))

    async def _open(self, modal: Modal, body: Json) -> Json:
        room = self._room
        if await self._engineer(body) is None:
            return self._whisper(body, sentence(room.say, "not_an_engineer"))
        ticket = await room.desk.card(int(body["actions"][0]["value"]))
        if ticket is None or (ticket.status == "closed" and not modal.late):
            return self._whisper(body, sentence(room.say, "ticket_closed" if ticket else "try_again"))
        return await self._show(body, modal.view(ticket, room.say))

    async def _show(self, body: Json, view: Json) -> Json:
        room = self._room
        call = room.client.writing.views_open(trigger_id=body["trigger_id"], view=view)
        try:
            await room.client.call(call)
        except DeliveryError:
            return self._whisper(body, sentence(room.say, "try_again"))
        return {}

    async def _inspect(self, read: Callable[[int], Awaitable[Inspection]], body: Json) -> Json:
        room = self._room
        if await self._engineer(body) is None:
            return self._whisper(body, sentence(room.say, "not_an_engineer"))
        found = await read(int(body["actions"][0]["value"]))
        return await self._show(body, inspect.view(found, room.say))

    async def _whole(self, body: Json) -> Json:
        room = self._room
        if await self._engineer(body) is None:
            return self._whisper(body, sentence(room.say, "not_an_engineer"))
        found = await room.desk.whole(int(body["actions"][0]["value"]))
        if found is None:
            return self._whisper(body, sentence(room.say, "message_missing"))
        return await self._show(body, whole.view(found, room.say))

    async def _similar(self, body: Json) -> Json:
        if await self._engineer(body) is None:
            return self._whisper(body, sentence(self._room.say, "not_an_engineer"))
        self._later(body, await self._search.similar(int(body["actions"][0]["value"])))
        return {}

    async def _use(self, body: Json) -> Json:
        if await self._engineer(body) is None:
            return self._whisper(body, sentence(self._room.say, "not_an_engineer"))
        view = await self._search.reply(body)
        return await self._show(body, view) if view else self._whisper(body, sentence(self._room.say, "not_usable"))

    async def _submit(self, modal: Modal, body: Json) -> Json:
        room, view = self._room, body["view"]
        engineer = await self._engineer(body)
        if engineer is None:
            refused = told(modal.callback_id, room.say, sentence(room.say, "not_an_engineer"))
            return {"response_action": "update", "view": refused}
        action, fields = modal.read(parse.values_of(view))
        if action == inspect.INSPECT:
            found = await room.desk.inspect_ticket(parse.ticket_of(view))
            return {"response_action": "update", "view": inspect.view(found, room.say)}
        answer = await self._receive(parse.submission(body, action, fields, engineer, room.clock.now()))
        return modal.answered(answer, view, room.say)

    async def _preview(self, body: Json) -> Json:
        room, want = self._room, preview.wanted(body)
        if await self._engineer(body) is None:
            return {}
        ticket: TicketCard | None = await room.desk.card(want.ticket_id)
        if ticket is None:
            return {}
        rendered = await room.preview(want.ticket_id, want.action, want.text)
        view = preview.shown(want, ticket, room.say, rendered)
        call = room.client.writing.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=view)
        await room.client.call(call)
        return {}

    async def _customer(self, body: Json) -> Json:
        room, user = self._room, body["user"]
        people = room.people
        team = str(user.get("team_id") or people.team)
        direct = str(body["channel"]["id"]).startswith("D")
        if direct or not await people.is_engineer(str(user["id"]), team):
            profile = await people.profile(str(user["id"]))
            answer = await self._receive(parse.customer_press(body, people.team, profile))
            if not answer.accepted and not answer.duplicate:
                say = functools.partial(room.phrase, profile.language or room.settings.language)
                return self._whisper(body, sentence(say, answer.reason))
        return {}

    async def _shortcut(self, body: Json) -> Json:
        if await self._engineer(body) is None:
            return self._whisper(body, sentence(self._room.say, "not_an_engineer"))
        made = await self._beyond.shortcut(body)
        return self._whisper(body, sentence(self._room.say, "ticket_made" if made else "no_customer"))

    async def _engineer(self, body: Json) -> Engineer | None:
        """Who pressed, if he may act: a member of the engineers' channel, of our own workspace."""
        user = body["user"]
        return await self._room.people.engineer(str(user["id"]), str(user.get("team_id") or ""))

    def _whisper(self, body: Json, text: str) -> Json:
        """Tells the one who pressed something that only he sees, after the acknowledgement."""
        if text:
            self._later(body, card.notice(text))
        return {}

    def _later(self, body: Json, content: Json) -> None:
        if channel := (body.get("channel") or {}).get("id"):
            task = asyncio.create_task(self._tell(str(channel), body, content))
            self._whispers.add(task)
            task.add_done_callback(self._whispers.discard)

    async def _tell(self, channel: str, body: Json, content: Json) -> None:
        place = body.get("container") or {}
        # On a thread's own first message it would be a whisper inside the thread, which nobody has open.
        thread = place.get("thread_ts") if place.get("thread_ts") != place.get("message_ts") else None
        whisper = self._room.client.writing.chat_postEphemeral(
            channel=channel, user=body["user"]["id"], thread_ts=thread, **content
        )
        try:
            await self._room.client.call(whisper)
        except DeliveryError:
            return  # he may have left the channel; the card shows how things stand
