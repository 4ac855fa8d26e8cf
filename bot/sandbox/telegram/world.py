"""What exists at the service: people, chats, messages, files, queries of pressed buttons."""

import asyncio
import copy
from collections.abc import Callable
from dataclasses import dataclass, field

from .errors import Json, Refused, bad_request
from .files import Files
from .updates import UpdateQueue


@dataclass(slots=True)
class Person:
    """Somebody with an account; `started` once he wrote to the bot in private."""

    user: Json
    started: bool = False
    blocked: bool = False


@dataclass(slots=True)
class Chat:
    """A conversation with its messages by message_id, in order; deleted ones are gone."""

    chat: Json
    members: set[int]
    messages: dict[int, Json] = field(default_factory=dict)
    keyboard: Json | None = None
    moved_to: int | None = None
    last_message_id: int = 0

    @property
    def private(self) -> bool:
        """Whether it is a conversation with one person."""
        return bool(self.chat["type"] == "private")


@dataclass(frozen=True, slots=True)
class Query:
    """A pressed button that waits for answerCallbackQuery."""

    asked_at: float
    answer: asyncio.Future[str]


class World:
    """Everything one bot can see; `now` gives Unix seconds."""

    def __init__(self, bot: Json, now: Callable[[], float], query_lifetime: float) -> None:
        self.bot = bot
        self.now = now
        self.query_lifetime = query_lifetime
        self.began = now()
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.files = Files()
        self.queries: dict[str, Query] = {}
        self.commands: dict[str, list[Json]] = {}
        self.webhook: Json = {}
        self.updates = UpdateQueue(now)
        self.last_message_id = 0
        self.queries_made = 0

    def add_person(self, user: Json) -> None:
        """A new person, or the same one under another name; with a private chat that he has not opened yet."""
        chat = {key: value for key, value in user.items() if key in ("id", "first_name", "last_name", "username")}
        if user["id"] in self.people:
            self.people[user["id"]].user = user
            self.chats[user["id"]].chat = {**chat, "type": "private"}
            return
        self.people[user["id"]] = Person(user)
        self.chats[user["id"]] = Chat({**chat, "type": "private"}, {user["id"]})

    def add_group(self, chat_id: int, title: str, members: set[int]) -> Chat:
        """A new group; ids below -10^12 are those of supergroups (#chat: they begin with -100)."""
        kind = "supergroup" if chat_id <= -1_000_000_000_000 else "group"
        self.chats[chat_id] = Chat({"id": chat_id, "type": kind, "title": title}, members)
        return self.chats[chat_id]

    def reachable(self, chat_id: int | str) -> Chat:
        """The chat that the bot may send to; refused as the service refuses it."""
        if chat_id == "":
            raise bad_request("chat_id is empty")
        chat = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None:
            raise bad_request("chat not found")
        if chat.moved_to is not None:
            raise Refused(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=chat.moved_to,
            )
        if chat.private:
            person = self.people[chat.chat["id"]]
            if person.blocked:
                raise Refused(403, "Forbidden: bot was blocked by the user")
            if not person.started:
                raise Refused(403, "Forbidden: bot can't initiate conversation with a user")
        return chat

    def post(self, chat: Chat, sender: Json, content: Json, reply_to: Json | None = None) -> Json:
        """Put a new message into `chat`; a copy of it."""
        message: Json = {
            "message_id": self._new_message_id(chat),
            "from": sender,
            "chat": chat.chat,
            "date": int(self.now()),
        }
        if reply_to is not None:
            message["reply_to_message"] = {k: v for k, v in reply_to.items() if k != "reply_to_message"}
        message |= content
        chat.messages[message["message_id"]] = copy.deepcopy(message)
        return copy.deepcopy(message)

    def ask(self) -> str:
        """A query of a pressed button that nobody has answered; its id, which is never used again."""
        self.queries_made += 1
        query_id = str(7_000_000_000_000_000 + self.queries_made)
        self.queries[query_id] = Query(self.now(), asyncio.get_running_loop().create_future())
        return query_id

    def _new_message_id(self, chat: Chat) -> int:
        """Supergroups count their own messages; all other chats of an account share one count (#message)."""
        if chat.chat["type"] == "supergroup":
            chat.last_message_id += 1
            return chat.last_message_id
        self.last_message_id += 1
        return self.last_message_id
