"""What the service knows as JSON and back. Queries of pressed buttons are not kept: a restart lets them grow old."""

from __future__ import annotations

from bot.sandbox.snapshot import RESERVE, packed, unpacked

from .errors import Json
from .files import Stored
from .world import Chat, Person, World


def kept(world: World) -> Json:
    """People, chats, files, commands, counters and the updates that wait."""
    return {
        "last_message_id": world.last_message_id,
        "queries_made": world.queries_made,
        "people": [{"user": one.user, "started": one.started, "blocked": one.blocked} for one in world.people.values()],
        "chats": [_chat(chat) for chat in world.chats.values()],
        "files": [
            {"kind": file.kind, "path": file.path, "shown": file.shown, "content": packed(file.content)}
            for file in world.files.all
        ],
        "commands": world.commands,
        "webhook": world.webhook,
        "updates": world.updates.kept(),
    }


def restore(world: World, given: Json) -> None:
    """The service as it was; people who have come since stay."""
    people = {one["user"]["id"]: Person(**one) for one in given["people"]}
    chats = {one["chat"]["id"]: _chat_again(one) for one in given["chats"]}
    files = [Stored(**file | {"content": unpacked(file["content"])}) for file in given["files"]]
    last_message_id, queries_made = int(given["last_message_id"]), int(given["queries_made"])
    commands, webhook = dict(given["commands"]), dict(given["webhook"])
    world.updates.restore(given["updates"])
    world.people |= people
    world.chats |= chats
    world.commands, world.webhook = commands, webhook
    world.last_message_id = last_message_id + RESERVE
    world.queries_made = queries_made + RESERVE
    for file in files:
        world.files.add(file)


def _chat(chat: Chat) -> Json:
    names = ("chat", "keyboard", "moved_to", "last_message_id")
    kept = {name: getattr(chat, name) for name in names}
    return kept | {"members": sorted(chat.members), "messages": list(chat.messages.values())}


def _chat_again(given: Json) -> Chat:
    messages = {message["message_id"]: message for message in given["messages"]}
    again = {"members": set(given["members"]), "messages": messages}
    return Chat(**given | again | {"last_message_id": int(given["last_message_id"]) + RESERVE})
