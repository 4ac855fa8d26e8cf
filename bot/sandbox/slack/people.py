"""What people do in conversations: write, edit, delete, join, leave, open the App Home."""

import html
import re
from collections.abc import Iterable
from copy import deepcopy

from bot.sandbox.slack.modals import Modals
from bot.sandbox.slack.responses import Responses
from bot.sandbox.slack.shapes import file_in_event, file_object
from bot.sandbox.slack.sockets import Sockets
from bot.sandbox.slack.web_api.calls import Backend
from bot.sandbox.slack.workspace import TEAM, Channel, Json, User, Workspace, random_token

_KEPT = re.compile(r"<(?:@[UW][A-Z0-9]+|#[CG][A-Z0-9]+)(?:\|[^<>]*)?>")
_LINK = re.compile(r"https?://[^\s<>，。；：！？（）「」【】]*[^\s<>，。；：！？（）「」【】.,;:!?)\]'\"]")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}")


def as_sent(text: str) -> str:
    """Return typed text as the Slack client sends it: & < > escaped, addresses linked, <@U...> kept.

    https://docs.slack.dev/messaging/formatting-message-text#escaping
    """
    parts = re.split(rf"({_KEPT.pattern}|{_LINK.pattern}|{_MAIL.pattern})", text)
    return "".join(_token(part) if index % 2 else _escaped(part) for index, part in enumerate(parts))


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)


def _token(part: str) -> str:
    if part.startswith("<"):
        return part
    if part.startswith("http"):
        return f"<{_escaped(part)}>"
    return f"<mailto:{part}|{part}>"


class People:
    """The people's side of conversations; every action is seen by the app as an event."""

    def __init__(self, workspace: Workspace, sockets: Sockets) -> None:
        """`workspace` is acted on; `sockets` carry what the app hears."""
        self.workspace = workspace
        self._sockets = sockets
        self._modals = Modals(workspace)
        self._backend = Backend(workspace, self._modals, sockets, "http://not.started")
        self._responses = Responses(self._backend)

    def add_user(
        self,
        user_id: str,
        real_name: str,
        *,
        display_name: str = "",
        email: str = "",
        team: str = TEAM,
        locale: str = "en-US",
    ) -> None:
        """Make a person known; one of another team is a stranger met over Slack Connect."""
        self.workspace.add_user(User(user_id, real_name, display_name, email, team, locale))

    def add_channel(
        self,
        channel_id: str,
        name: str,
        *,
        private: bool = False,
        members: Iterable[str] = (),
        bot_member: bool = True,
    ) -> None:
        """Make a channel with known people in it, and the bot unless told otherwise."""
        everybody = [*members, *([self.workspace.bot_user] if bot_member else [])]
        self.workspace.add_channel(channel_id, name, "group" if private else "channel", everybody)

    def _channel(self, user: str, channel_id: str) -> Channel:
        channel = self.workspace.channels.get(channel_id)
        if channel is None or user not in channel.members:
            raise LookupError(f"{user} does not see the channel {channel_id}")
        return channel

    async def write(
        self,
        user: str,
        channel: str,
        text: str,
        *,
        thread_ts: str | None = None,
        files: Iterable[tuple[str, str, bytes]] = (),
    ) -> str:
        """Post a message as a person and return its ts; files are (name, media type, content).

        Text is what is typed: it is escaped and linked as the Slack client does, `<@U...>` is a mention.
        """
        where = self._channel(user, channel)
        sent = as_sent(text)
        section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
        block = {"type": "rich_text", "block_id": self.workspace.new_id("b"), "elements": [section]}
        team = self.workspace.users[user].team
        message: Json = {"user": user, "text": sent, "team": team, "client_msg_id": random_token()}
        if text:
            message["blocks"] = [block]
        if team != TEAM:
            message |= {"user_team": team, "source_team": team}
        stored = [self._stored(user, channel, *file) for file in files]
        if stored:
            message |= {"files": stored, "subtype": "file_share", "upload": False, "display_as_bot": False}
        return str(self.workspace.post(where, message, thread_ts=thread_ts)["ts"])

    def _uploaded(self, user: str, name: str, media_type: str, content: bytes) -> Json:
        file = self.workspace.add_file(name, user, media_type=media_type, size=len(content))
        file.content = content
        return file_object(self.workspace, file, self._backend.base)

    def _stored(self, user: str, channel: str, name: str, media_type: str, content: bytes) -> Json:
        file = self.workspace.add_file(name, user, media_type=media_type, size=len(content))
        file.content, file.shared = content, True
        file.channels.append(channel)
        return file_in_event(self.workspace, file, self._backend.base)

    async def direct_message(
        self, user: str, text: str, *, thread_ts: str | None = None, files: Iterable[tuple[str, str, bytes]] = ()
    ) -> str:
        """Write to the bot alone; returns the ts."""
        return await self.write(user, self.im_of(user), text, thread_ts=thread_ts, files=files)

    def im_of(self, user: str) -> str:
        """Return the id of the person's conversation with the bot, opened when it was not."""
        return self.workspace.direct(user).id

    async def edit(self, user: str, channel: str, ts: str, text: str) -> None:
        """Change an own message; https://docs.slack.dev/reference/events/message/message_changed."""
        where = self._own(user, channel, ts)
        section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
        block = {"type": "rich_text", "block_id": self.workspace.new_id("b"), "elements": [section]}
        self.workspace.change(where, ts, {"text": as_sent(text), "blocks": [block]}, user)

    async def delete(self, user: str, channel: str, ts: str) -> None:
        """Delete an own message; https://docs.slack.dev/reference/events/message/message_deleted."""
        self.workspace.remove(self._own(user, channel, ts), ts)

    async def react(self, user: str, channel: str, ts: str, emoji: str) -> None:
        """Set an emoji; https://docs.slack.dev/reference/events/reaction_added."""
        where = self._channel(user, channel)
        if ts not in where.messages:
            raise LookupError(f"{user} sees no message {ts} in {channel}")
        event: Json = {"type": "reaction_added", "user": user, "reaction": emoji, "event_ts": self.workspace.next_ts()}
        event |= {
            "item_user": where.messages[ts].get("user"),
            "item": {"type": "message", "channel": channel, "ts": ts},
        }
        self.workspace.announce(event, where)

    def _own(self, user: str, channel: str, ts: str) -> Channel:
        where = self._channel(user, channel)
        if where.messages.get(ts, {}).get("user") != user:
            raise LookupError(f"{user} has no message {ts} in {channel}")
        return where

    async def join(self, user: str, channel: str, *, inviter: str | None = None) -> None:
        """Make a person, or the bot by its user id, a member."""
        self.workspace.join(self.workspace.channels[channel], user, inviter)

    async def leave(self, user: str, channel: str) -> None:
        """End a membership."""
        self.workspace.leave(self.workspace.channels[channel], user)

    async def open_home(self, user: str) -> None:
        """Look at the App Home; https://docs.slack.dev/reference/events/app_home_opened."""
        event: Json = {"type": "app_home_opened", "user": user, "channel": self.im_of(user), "tab": "home"}
        event["event_ts"] = self.workspace.next_ts()
        home = self._modals.home(user)
        if home is not None:
            event["view"] = self._modals.with_state(home)
        self.workspace.announce(event, self.workspace.direct(user))

    def messages(self, channel: str, thread_ts: str | None = None) -> list[Json]:
        """Return messages in order with their metadata: top level, or a thread with its first message."""
        where, workspace = self.workspace.channels[channel], self.workspace
        found = workspace.top_level(where) if thread_ts is None else workspace.thread(where, thread_ts)
        return [workspace.shown(where, message, metadata=True) for message in found]

    def ephemerals(self, user: str) -> list[Json]:
        """Return what only this person was shown, oldest first."""
        return deepcopy(self.workspace.ephemerals.get(user, []))

    def views(self, user: str) -> list[Json]:
        """Return the open modals of a person, top last."""
        return deepcopy(self._modals.stack(user))

    def home(self, user: str) -> Json | None:
        """Return the App Home of a person, None before it was published."""
        return deepcopy(self._modals.home(user))
