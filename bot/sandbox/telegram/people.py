"""The people's side: what a person with the app in his hand can do to the bot."""

import asyncio
import copy
from collections.abc import Iterable
from dataclasses import dataclass

from .errors import Json
from .markup import shown_buttons
from .text import LONGEST_TEXT, formatted
from .world import Chat, Person, World

_SOMEBODY_ELSE = 4_242_424_242  # user_id in a contact that is not the sender's own


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button: the update it made and the query that the bot should answer."""

    update_id: int
    query_id: str


class People:
    """What persons do and see. What nobody could do with a real app raises LookupError or ValueError."""

    def __init__(self, world: World) -> None:
        self._world = world

    def add_user(
        self, user_id: int, first_name: str, last_name: str = "", username: str = "", language_code: str = "en"
    ) -> None:
        """A person; the bot cannot write to him before he wrote to it."""
        names = {"last_name": last_name, "username": username, "language_code": language_code}
        user: Json = {"id": user_id, "is_bot": False, "first_name": first_name}
        self._world.add_person(user | {key: value for key, value in names.items() if value})

    def add_group(self, chat_id: int, title: str, members: Iterable[int] = ()) -> None:
        """A group with the bot in it; ids from -10^12 downwards are supergroups."""
        self._world.add_group(chat_id, title, set(members))

    def upgrade_group(self, chat_id: int, new_chat_id: int) -> int:
        """A group becomes a supergroup under a new id; update_id of the notice in the new one.

        https://core.telegram.org/bots/api#message: migrate_to_chat_id, migrate_from_chat_id.
        """
        world, old = self._world, self._world.chats[chat_id]
        new = world.add_group(new_chat_id, old.chat["title"], set(old.members))
        sender = world.people[min(old.members)].user if old.members else world.bot
        world.updates.add("message", world.post(old, sender, {"migrate_to_chat_id": new_chat_id}))
        old.moved_to = new_chat_id
        return world.updates.add("message", world.post(new, sender, {"migrate_from_chat_id": chat_id}))

    async def write(self, user_id: int, text: str, *, chat_id: int | None = None, reply_to: int | None = None) -> int:
        """A text, in private or in a group; its update_id. Commands, mentions and links become entities."""
        trimmed, entities = formatted(text, [], LONGEST_TEXT)
        if not trimmed:
            raise ValueError("nobody can send an empty text")
        return self._say(user_id, {"text": trimmed} | _present(entities=entities), chat_id, reply_to)

    async def send_photo(
        self, user_id: int, content: bytes, caption: str = "", media_group_id: str | None = None
    ) -> int:
        """A photo; those of one album share a media_group_id and come as updates of their own."""
        photo = self._world.files.photo(content)
        return self._say(user_id, {"photo": photo} | _present(caption=caption, media_group_id=media_group_id))

    async def send_document(self, user_id: int, name: str, media_type: str, content: bytes, caption: str = "") -> int:
        """A file as it is, of any size; the bot can fetch up to 20 MB."""
        document = self._world.files.document(name, media_type, content)
        return self._say(user_id, {"document": document} | _present(caption=caption))

    async def send_contact(self, user_id: int, phone: str, *, own: bool = True) -> int:
        """A contact; his own carries his user_id, another's that of another."""
        user = self._person(user_id).user
        names = {key: user[key] for key in ("first_name", "last_name") if key in user}
        contact = names | {"user_id": user_id} if own else {"first_name": "Other", "user_id": _SOMEBODY_ELSE}
        return self._say(user_id, {"contact": contact | {"phone_number": phone}})

    async def send_location(self, user_id: int, lat: float, lon: float) -> int:
        """A place, in degrees."""
        return self._say(user_id, {"location": {"latitude": lat, "longitude": lon}})

    async def send_voice(self, user_id: int, content: bytes = b"OggS", duration: int = 3) -> int:
        """A voice message; `duration` in seconds."""
        voice = self._world.files.keep("voice", content, ".oga", duration=duration, mime_type="audio/ogg")
        return self._say(user_id, {"voice": voice})

    async def send_sticker(self, user_id: int, emoji: str = "👍") -> int:
        """A still sticker that stands for `emoji`."""
        shown = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        sticker = self._world.files.keep("sticker", emoji.encode(), ".webp", emoji=emoji, **shown)
        return self._say(user_id, {"sticker": sticker})

    async def edit(self, user_id: int, message_id: int, text: str, *, chat_id: int | None = None) -> int:
        """Change the text of an own message; update_id of the edited_message."""
        self._may_act(user_id)
        message = self._shown_to(user_id, message_id, chat_id).messages[message_id]
        if message["from"]["id"] != user_id or "text" not in message:
            raise LookupError(f"message {message_id} is no text of user {user_id}")
        trimmed, entities = formatted(text, [], LONGEST_TEXT)
        message.pop("entities", None)
        message.update({"text": trimmed} | _present(entities=entities), edit_date=int(self._world.now()))
        return self._world.updates.add("edited_message", copy.deepcopy(message))

    async def press(self, user_id: int, message_id: int, data_or_label: str, *, chat_id: int | None = None) -> Press:
        """Press a button shown under a message of the bot; LookupError for what is not shown.

        https://core.telegram.org/bots/api#callbackquery
        """
        self._may_act(user_id)
        chat = self._shown_to(user_id, message_id, chat_id)
        message = chat.messages[message_id]
        buttons = [button for button in shown_buttons(message) if "callback_data" in button]
        found = [one for one in buttons if data_or_label == one["callback_data"]]
        found = found or [one for one in buttons if data_or_label == one["text"]]
        if not found:
            raise LookupError(f"no button {data_or_label!r} under message {message_id}")
        query_id = self._world.ask()
        query = {
            "id": query_id,
            "from": self._person(user_id).user,
            "message": copy.deepcopy(message),
            "chat_instance": str(abs(chat.chat["id"]) * 1_000_003),
            "data": found[0]["callback_data"],
        }
        return Press(self._world.updates.add("callback_query", query), query_id)

    async def answer_of(self, query_id: str, timeout: float) -> str | None:  # noqa: ASYNC109 - None, no error
        """Text of the answer to a pressed button, "" without text; None if none came in `timeout` seconds."""
        answer = self._world.queries[query_id].answer
        await asyncio.wait([answer], timeout=timeout)
        return answer.result() if answer.done() else None

    def messages(self, chat_id: int) -> list[Json]:
        """All messages of a chat in order, as last edited, without deleted ones."""
        return [copy.deepcopy(message) for message in self._world.chats[chat_id].messages.values()]

    def bot_messages(self, chat_id: int) -> list[Json]:
        """Only the bot's messages of a chat."""
        return [one for one in self.messages(chat_id) if one["from"]["id"] == self._world.bot["id"]]

    def keyboard(self, chat_id: int) -> Json | None:
        """The reply keyboard that is shown in a chat: https://core.telegram.org/bots/api#replykeyboardmarkup."""
        return copy.deepcopy(self._world.chats[chat_id].keyboard)

    def block(self, user_id: int) -> None:
        """He blocks the bot: it hears of it, and cannot send to him any more (403)."""
        self._change_membership(user_id, blocked=True)

    def unblock(self, user_id: int) -> None:
        """He lets the bot write again: https://core.telegram.org/bots/api#chatmemberupdated."""
        self._change_membership(user_id, blocked=False)

    async def inject(self, update: Json) -> int:
        """Put a raw update into the queue, whatever it holds; its update_id is filled in."""
        return self._world.updates.inject(copy.deepcopy(update))

    def redeliver(self, update_id: int) -> None:
        """The service offers an update again that was confirmed already; LookupError if there was none."""
        self._world.updates.redeliver(update_id)

    @property
    def confirmed(self) -> set[int]:
        """The update_ids that the bot confirmed (or had dropped)."""
        return self._world.updates.confirmed

    @property
    def pending(self) -> list[Json]:
        """The updates that wait for the bot."""
        return self._world.updates.pending

    def _say(self, user_id: int, content: Json, chat_id: int | None = None, reply_to: int | None = None) -> int:
        person, chat = self._may_act(user_id), self._world.chats[user_id if chat_id is None else chat_id]
        if user_id not in chat.members or chat.moved_to is not None:
            raise LookupError(f"user {user_id} cannot write in chat {chat_id}")
        replied = None if reply_to is None else chat.messages[reply_to]
        if "caption" in content:
            caption, entities = formatted(content["caption"], [], LONGEST_TEXT)
            content |= {"caption": caption} | _present(caption_entities=entities)
        if chat.private:
            person.started = True
        return self._world.updates.add("message", self._world.post(chat, person.user, content, replied))

    def _change_membership(self, user_id: int, *, blocked: bool) -> None:
        person, bot = self._person(user_id), self._world.bot
        if person.blocked == blocked:
            return
        person.blocked = blocked
        member = {"user": bot, "status": "member"}
        kicked = {"user": bot, "status": "kicked", "until_date": 0}
        old, new = (member, kicked) if blocked else (kicked, member)
        change = {"chat": self._world.chats[user_id].chat, "from": person.user, "date": int(self._world.now())}
        self._world.updates.add("my_chat_member", change | {"old_chat_member": old, "new_chat_member": new})

    def _person(self, user_id: int) -> Person:
        return self._world.people[user_id]

    def _may_act(self, user_id: int) -> Person:
        person = self._person(user_id)
        if person.blocked:
            raise ValueError(f"user {user_id} has blocked the bot; the app lets him unblock it first")
        return person

    def _shown_to(self, user_id: int, message_id: int, chat_id: int | None) -> Chat:
        """The chat in which he sees this message: the named one, else his private one, else his groups."""
        chats = [one for one in self._world.chats.values() if user_id in one.members]
        chats.sort(key=lambda one: not one.private)
        for chat in chats:
            if message_id in chat.messages and chat_id in (None, chat.chat["id"]):
                return chat
        raise LookupError(f"user {user_id} sees no message {message_id}")


def _present(**fields: object) -> Json:
    """The fields that hold something, as the service leaves out what is empty."""
    return {name: value for name, value in fields.items() if value}
