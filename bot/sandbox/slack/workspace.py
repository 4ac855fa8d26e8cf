"""What a Slack workspace knows: people, conversations, messages, files. No network in here.

Changes that an app hears about are announced through `Workspace.on_event`, one call for each event of
https://docs.slack.dev/reference/events, and only for conversations the bot is a member of.
"""

import re
import uuid
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
Kind = Literal["channel", "group", "im", "mpim"]
TEAM = "T0RINGBACK"
FORMER = 60  # blocks that are kept of a message's earlier versions


@dataclass(frozen=True, slots=True)
class User:
    """A person or the bot; `team` differs from the workspace's for people met over Slack Connect."""

    id: str
    real_name: str
    display_name: str = ""
    email: str = ""
    team: str = TEAM
    locale: str = "en-US"
    is_bot: bool = False

    @property
    def is_stranger(self) -> bool:
        """Whether the person belongs to another organisation."""
        return self.team != TEAM


@dataclass(slots=True)
class Channel:
    """A conversation of any kind with its messages by ts, oldest first."""

    id: str
    name: str
    kind: Kind
    members: list[str]
    created: int
    messages: dict[str, Json] = field(default_factory=dict)


@dataclass(slots=True)
class StoredFile:
    """A file; `content` is None until it was uploaded, `shared` tells whether a message carries it."""

    id: str
    name: str
    media_type: str
    user: str
    created: int
    size: int
    content: bytes | None = field(default=None, repr=False)
    title: str = ""
    shared: bool = False
    channels: list[str] = field(default_factory=list)


def _nobody_listens(event: Json, ext_shared: bool) -> None:
    """Stand in until the event delivery is connected."""


class Workspace:
    """The workspace Ringback, with the app and its bot user installed."""

    team = TEAM
    app_id = "A0RINGBACK"
    bot_user = "U0RINGBACK"
    bot_id = "B0RINGBACK"

    def __init__(self, now: Callable[[], float]) -> None:
        """`now` gives Unix seconds and stamps messages; it may be moved."""
        self.now = now
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, StoredFile] = {}
        self.ephemerals: dict[str, list[Json]] = {}
        self.former: dict[tuple[str, str], list[Json]] = {}  # blocks that a message showed before, newest first
        self.on_event: Callable[[Json, bool], None] = _nobody_listens
        self.last_id = 0
        self.last_stamp = 0  # microseconds since 1970
        self.add_user(User(self.bot_user, "Ringback", "ringback", is_bot=True))

    def new_id(self, prefix: str) -> str:
        """A fresh id in Slack's shape, such as F0000002A."""
        self.last_id += 1
        return f"{prefix}{self.last_id:08X}"

    def next_ts(self) -> str:
        """A message timestamp, unique and increasing, also when the clock stands or is set back."""
        self.last_stamp = max(self.last_stamp + 100, int(self.now() * 1_000_000))
        return f"{self.last_stamp // 1_000_000}.{self.last_stamp % 1_000_000:06d}"

    def add_user(self, user: User) -> None:
        """Make a person known."""
        self.users[user.id] = user

    def add_channel(self, channel_id: str, name: str, kind: Kind, members: Iterable[str]) -> Channel:
        """Make a conversation; its members must be known users."""
        wanted = list(dict.fromkeys(members))
        if unknown := [user for user in wanted if user not in self.users]:
            raise LookupError(f"unknown users {unknown}")
        channel = Channel(channel_id, name, kind, wanted, int(self.now()))
        self.channels[channel_id] = channel
        return channel

    def direct(self, user: str) -> Channel:
        """Return the direct conversation of the bot with `user`, opened when it was not."""
        for channel in self.channels.values():
            if channel.kind == "im" and user in channel.members:
                return channel
        return self.add_channel(self.new_id("D"), "", "im", (user, self.bot_user))

    def is_ext_shared(self, channel: Channel) -> bool:
        """Whether people of another organisation are in the conversation (Slack Connect)."""
        return any(self.users[user].is_stranger for user in channel.members)

    def announce(self, event: Json, channel: Channel) -> None:
        """Tell the app of `event` if its bot is in `channel`."""
        if self.bot_user in channel.members:
            self.on_event(deepcopy(event), self.is_ext_shared(channel))

    def post(self, channel: Channel, message: Json, *, thread_ts: str | None = None) -> Json:
        """Store a message under a new ts, announce it, and return it as stored.

        Events: https://docs.slack.dev/reference/events/message, .../message.im, .../app_mention
        """
        stored = {"type": "message", "ts": self.next_ts(), **message}
        if thread_ts is not None:
            stored["thread_ts"] = thread_ts
            stored["parent_user_id"] = channel.messages[thread_ts]["user"]
        channel.messages[stored["ts"]] = stored
        event = self.as_event(channel, stored)
        self.announce(event, channel)
        mentioned = re.search(rf"<@{self.bot_user}(\|[^>]*)?>", stored["text"])
        if mentioned and channel.kind in ("channel", "group") and "bot_id" not in stored:
            dropped = ("channel_type", "subtype", "parent_user_id")
            mention = {key: value for key, value in event.items() if key not in dropped}
            self.announce(mention | {"type": "app_mention"}, channel)
        return stored

    def as_event(self, channel: Channel, message: Json) -> Json:
        """Shape a stored message as a message event; metadata is not part of it."""
        told = {key: value for key, value in message.items() if key not in ("metadata", "reactions")}
        told |= {"channel": channel.id, "channel_type": channel.kind, "event_ts": message["ts"]}
        return told

    def change(self, channel: Channel, ts: str, changes: Json, editor: str) -> Json:
        """Edit a message in place and announce it.

        Event: https://docs.slack.dev/reference/events/message/message_changed
        """
        message = channel.messages[ts]
        before = deepcopy({key: value for key, value in message.items() if key != "metadata"})
        former = self.former.get((channel.id, ts), [])
        self.former[channel.id, ts] = [*before.get("blocks", ()), *former][:FORMER]
        message.update(changes)
        message["edited"] = {"user": editor, "ts": self.next_ts()}
        after = {key: value for key, value in message.items() if key != "metadata"}
        told = {"message": after, "previous_message": before}
        self.announce(self._hidden(channel, "message_changed", told), channel)
        return message

    def remove(self, channel: Channel, ts: str) -> None:
        """Delete a message and announce it; the root of a thread with replies leaves a tombstone.

        Event: https://docs.slack.dev/reference/events/message/message_deleted
        """
        message = channel.messages[ts]
        before = {key: value for key, value in message.items() if key != "metadata"}
        if any(other.get("thread_ts") == ts for other in channel.messages.values()):
            channel.messages[ts] = {
                "type": "message",
                "subtype": "tombstone",
                "user": "USLACKBOT",
                "text": "This message was deleted.",
                "hidden": True,
                "ts": ts,
            }
        else:
            del channel.messages[ts]
        told = {"previous_message": before, "deleted_ts": ts}
        self.announce(self._hidden(channel, "message_deleted", told), channel)

    def _hidden(self, channel: Channel, subtype: str, told: Json) -> Json:
        stamp = self.next_ts()
        head = {"type": "message", "subtype": subtype, "hidden": True, "channel": channel.id}
        return head | told | {"channel_type": channel.kind, "ts": stamp, "event_ts": stamp}

    def join(self, channel: Channel, user: str, inviter: str | None = None) -> None:
        """Make `user` a member and announce it; nothing happens if he is one.

        Event: https://docs.slack.dev/reference/events/member_joined_channel
        """
        if user in channel.members:
            return
        channel.members.append(user)
        event = self._membership("member_joined_channel", channel, user)
        self.announce(event | ({"inviter": inviter} if inviter else {}), channel)

    def leave(self, channel: Channel, user: str) -> None:
        """End a membership and announce it; the app is not told of its own leaving.

        Event: https://docs.slack.dev/reference/events/member_left_channel
        """
        if user in channel.members:
            channel.members.remove(user)
            self.announce(self._membership("member_left_channel", channel, user), channel)

    def _membership(self, kind: str, channel: Channel, user: str) -> Json:
        letter = "C" if channel.kind == "channel" else "G"
        event: Json = {"type": kind, "user": user, "channel": channel.id, "channel_type": letter}
        return event | {"team": self.users[user].team, "event_ts": self.next_ts()}

    def shown(self, channel: Channel, message: Json, *, metadata: bool) -> Json:
        """One message as conversations.history shows it, with the figures of its thread.

        https://docs.slack.dev/messaging/retrieving-messages
        """
        seen = deepcopy(message)
        if not metadata:
            seen.pop("metadata", None)
        ts = message["ts"]
        replies = [m for m in channel.messages.values() if m.get("thread_ts") == ts and m["ts"] != ts]
        if replies:
            people = list(dict.fromkeys(reply["user"] for reply in replies))
            seen |= {"thread_ts": ts, "reply_count": len(replies), "reply_users_count": len(people)}
            seen |= {"reply_users": people, "latest_reply": replies[-1]["ts"], "is_locked": False}
        return seen

    def top_level(self, channel: Channel) -> list[Json]:
        """Messages outside threads and those broadcast from one, oldest first."""
        return [m for m in channel.messages.values() if _is_top_level(m)]

    def thread(self, channel: Channel, ts: str) -> list[Json]:
        """Return the message `ts` and its replies, oldest first; empty if there is none."""
        if ts not in channel.messages:
            return []
        replies = [m for m in channel.messages.values() if m.get("thread_ts") == ts and m["ts"] != ts]
        return [channel.messages[ts], *replies]

    def permalink(self, channel: Channel, message: Json) -> str:
        """Return the address at which people see a message."""
        link = f"https://ringback.slack.com/archives/{channel.id}/p{message['ts'].replace('.', '')}"
        thread = message.get("thread_ts")
        return f"{link}?thread_ts={thread}&cid={channel.id}" if thread else link

    def add_file(self, name: str, user: str, *, media_type: str, size: int, prefix: str = "F") -> StoredFile:
        """Make a file that has no content yet."""
        file = StoredFile(self.new_id(prefix), name, media_type, user, int(self.now()), size, title=name)
        self.files[file.id] = file
        return file


def _is_top_level(message: Json) -> bool:
    in_thread = message.get("thread_ts") not in (None, message["ts"])
    return not in_thread or message.get("subtype") == "thread_broadcast"


def random_token() -> str:
    """Return an unguessable name for sockets, uploads and response addresses."""
    return uuid.uuid4().hex
