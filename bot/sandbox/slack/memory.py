"""A workspace as JSON and back. What is shown to one person for a moment is not kept: modals, ephemeral messages."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from bot.sandbox.slack.workspace import Channel, Json, StoredFile, User, Workspace
from bot.sandbox.snapshot import RESERVE, packed, unpacked


def kept(workspace: Workspace, base: str) -> Json:
    """People, conversations, files and counters; `base` is the server's address, which stands in messages' files."""
    return {
        "base": base,
        "last_id": workspace.last_id,
        "last_stamp": workspace.last_stamp,
        "users": [asdict(user) for user in workspace.users.values()],
        "channels": [_channel(channel) for channel in workspace.channels.values()],
        "files": [_file(file) for file in workspace.files.values()],
    }


def restore(workspace: Workspace, given: Json, base: str) -> None:
    """The workspace as it was, with files at the server's present address; who has joined since stays."""
    users = {user["id"]: User(**user) for user in given["users"]}
    moved = _moved(given["channels"], str(given["base"]), base)
    channels = {channel["id"]: Channel(**channel | {"messages": _by_ts(channel)}) for channel in moved}
    files = {file["id"]: StoredFile(**file | {"content": _content(file)}) for file in given["files"]}
    last_id, last_stamp = int(given["last_id"]), int(given["last_stamp"])
    workspace.users |= users
    workspace.channels |= channels
    workspace.files |= files
    workspace.last_id = max(workspace.last_id, last_id + RESERVE)
    workspace.last_stamp = max(workspace.last_stamp, last_stamp)


def _channel(channel: Channel) -> Json:
    names = ("id", "name", "kind", "members", "created")
    return {name: getattr(channel, name) for name in names} | {"messages": list(channel.messages.values())}


def _by_ts(channel: Json) -> dict[str, Json]:
    return {message["ts"]: message for message in channel["messages"]}


def _file(file: StoredFile) -> Json:
    names = ("id", "name", "media_type", "user", "created", "size", "title", "shared", "channels")
    content = None if file.content is None else packed(file.content)
    return {name: getattr(file, name) for name in names} | {"content": content}


def _content(file: Json) -> bytes | None:
    return None if file["content"] is None else unpacked(file["content"])


def _moved(value: Any, old: str, new: str) -> Any:
    """Everything as it was, but addresses of the old server are the new one's."""
    if isinstance(value, str):
        return new + value.removeprefix(old) if value.startswith(f"{old}/") else value
    if isinstance(value, list):
        return [_moved(item, old, new) for item in value]
    if isinstance(value, dict):
        return {key: _moved(item, old, new) for key, item in value.items()}
    return value
