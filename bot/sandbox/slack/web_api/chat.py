"""chat.*: posting, changing and deleting messages of the bot.

https://docs.slack.dev/reference/methods/chat.postMessage and its neighbours
"""

from typing import Any

from bot.sandbox.slack.blocks_check import message_faults
from bot.sandbox.slack.elements import with_ids
from bot.sandbox.slack.web_api.calls import Backend, RefusedError
from bot.sandbox.slack.workspace import Channel, Json, Workspace

TEXT_LIMIT = 40_000
METADATA_BYTES = 8_000


def content_of(workspace: Workspace, args: Json) -> Json:
    """Return text, blocks, attachments and metadata of a message, checked.

    https://docs.slack.dev/reference/methods/chat.postMessage (errors)
    """
    text, blocks, attachments = (args.get(key) for key in ("text", "blocks", "attachments"))
    if args.get("markdown_text"):
        if text or blocks:
            raise RefusedError("markdown_text_conflict")
        text = args["markdown_text"]
    if text is not None and not isinstance(text, str):
        raise RefusedError("invalid_arguments", "[ERROR] must be a string [json-pointer:/text]")
    if not (text or "").strip() and not blocks and not attachments:
        raise RefusedError("no_text")
    if len(text or "") > TEXT_LIMIT:
        raise RefusedError("msg_too_long")
    content: Json = {"text": text or ""}
    if blocks is not None:
        content["blocks"] = checked_blocks(workspace, blocks)
    if attachments is not None:
        content["attachments"] = _checked_attachments(attachments)
    if args.get("metadata"):
        content["metadata"] = _checked_metadata(args["metadata"])
    return content


def checked_blocks(workspace: Workspace, blocks: Any, pointer: str = "/blocks") -> list[Json]:
    """Return blocks with their ids filled in; refuse what Block Kit does not allow."""
    if not isinstance(blocks, list):
        raise RefusedError("invalid_blocks_format")
    if faults := message_faults(blocks, pointer):
        raise RefusedError("invalid_blocks", *(f"[ERROR] {reason}" for reason in faults))
    return with_ids(blocks, workspace.new_id)


def _checked_attachments(attachments: Any) -> list[Json]:
    if not isinstance(attachments, list) or not all(isinstance(item, dict) for item in attachments):
        raise RefusedError("invalid_arguments", "[ERROR] must be an array of objects [json-pointer:/attachments]")
    if len(attachments) > 100:
        raise RefusedError("too_many_attachments")
    for index, attachment in enumerate(attachments):
        faults = message_faults(attachment.get("blocks") or [], f"/attachments/{index}/blocks")
        if faults:
            raise RefusedError("invalid_blocks", *(f"[ERROR] {reason}" for reason in faults))
    return attachments


def _checked_metadata(metadata: Any) -> Json:
    """https://docs.slack.dev/messaging/message-metadata."""
    if not isinstance(metadata, dict) or set(metadata) != {"event_type", "event_payload"}:
        raise RefusedError("invalid_metadata_format")
    if not isinstance(metadata["event_type"], str) or not metadata["event_type"]:
        raise RefusedError("invalid_metadata_format")
    if not isinstance(metadata["event_payload"], dict):
        raise RefusedError("invalid_metadata_schema")
    if len(str(metadata)) > METADATA_BYTES:
        raise RefusedError("metadata_too_large")
    return metadata


def signed(workspace: Workspace, args: Json) -> Json:
    """Return the fields by which a message is known as the app's own."""
    profile = {"id": workspace.bot_id, "app_id": workspace.app_id, "name": "Ringback", "deleted": False}
    profile["team_id"] = workspace.team
    head: Json = {"user": workspace.bot_user, "bot_id": workspace.bot_id, "app_id": workspace.app_id}
    head |= {"team": workspace.team, "bot_profile": profile}
    if args.get("username"):
        head |= {"username": args["username"], "subtype": "bot_message"}
    return head


def thread_root(channel: Channel, args: Json) -> str | None:
    """Return the ts of the thread to answer in; refuse what is not the first message of one."""
    thread_ts = args.get("thread_ts")
    if thread_ts is None:
        return None
    root = channel.messages.get(str(thread_ts))
    if root is None or root.get("thread_ts", thread_ts) != thread_ts or root.get("subtype") == "tombstone":
        raise RefusedError("cannot_reply_to_message")
    return str(thread_ts)


def post_message(backend: Backend, args: Json) -> Json:
    """https://docs.slack.dev/reference/methods/chat.postMessage; a user id as channel means his DM."""
    workspace = backend.workspace
    target = args["channel"]
    if target in workspace.users and target != workspace.bot_user:
        target = workspace.direct(target).id
    channel = backend.joined(target)
    content = content_of(workspace, args)
    root = thread_root(channel, args)
    if root is not None and args.get("reply_broadcast") is True:
        content["subtype"] = "thread_broadcast"
    message = workspace.post(channel, signed(workspace, args) | content, thread_ts=root)
    shown = workspace.shown(channel, message, metadata=True)
    return {"channel": channel.id, "ts": message["ts"], "message": shown}


def _own_message(backend: Backend, args: Json, error: str) -> tuple[Channel, Json]:
    channel = backend.channel(args["channel"])
    message = channel.messages.get(str(args["ts"]))
    if message is None or message.get("subtype") == "tombstone":
        raise RefusedError("message_not_found")
    if message.get("bot_id") != backend.workspace.bot_id:
        raise RefusedError(error)
    return channel, message


def update(backend: Backend, args: Json) -> Json:
    """https://docs.slack.dev/reference/methods/chat.update.

    Blocks, attachments and metadata that are not given stay; [] or {} takes them away.
    """
    channel, message = _own_message(backend, args, "cant_update_message")
    content = content_of(backend.workspace, args)
    if "text" not in args and "markdown_text" not in args:
        content.pop("text")
    if args.get("metadata") == {}:
        message.pop("metadata", None)
    backend.workspace.change(channel, message["ts"], content, backend.workspace.bot_user)
    shown = backend.workspace.shown(channel, message, metadata=True)
    return {"channel": channel.id, "ts": message["ts"], "text": message["text"], "message": shown}


def delete(backend: Backend, args: Json) -> Json:
    """https://docs.slack.dev/reference/methods/chat.delete."""
    channel, message = _own_message(backend, args, "cant_delete_message")
    backend.workspace.remove(channel, message["ts"])
    return {"channel": channel.id, "ts": message["ts"]}


def post_ephemeral(backend: Backend, args: Json) -> Json:
    """https://docs.slack.dev/reference/methods/chat.postEphemeral; seen by one member, in no history."""
    channel = backend.joined(args["channel"])
    content = content_of(backend.workspace, args)
    if args["user"] not in channel.members:
        raise RefusedError("user_not_in_channel")
    ts = whisper(backend.workspace, args["user"], channel, content | _threaded(args))
    return {"message_ts": ts}


def _threaded(args: Json) -> Json:
    return {"thread_ts": args["thread_ts"]} if args.get("thread_ts") else {}


def whisper(workspace: Workspace, user: str, channel: Channel, content: Json) -> str:
    """Show `content` to one person only; returns its ts."""
    message = {"type": "message", "ts": workspace.next_ts(), "channel": channel.id} | signed(workspace, {})
    workspace.ephemerals.setdefault(user, []).append(message | content | {"is_ephemeral": True})
    return str(message["ts"])


def get_permalink(backend: Backend, args: Json) -> Json:
    """https://docs.slack.dev/reference/methods/chat.getPermalink."""
    channel = backend.channel(args["channel"])
    message = channel.messages.get(str(args["message_ts"]))
    if message is None:
        raise RefusedError("message_not_found")
    return {"channel": channel.id, "permalink": backend.workspace.permalink(channel, message)}


def add_reaction(backend: Backend, args: Json) -> Json:
    """https://docs.slack.dev/reference/methods/reactions.add."""
    channel = backend.channel(args["channel"])
    message = channel.messages.get(str(args["timestamp"]))
    if message is None:
        raise RefusedError("message_not_found")
    name, bot = str(args["name"]).strip(":"), backend.workspace.bot_user
    if not name:
        raise RefusedError("invalid_name")
    reactions = message.setdefault("reactions", [])
    entry = next((reaction for reaction in reactions if reaction["name"] == name), None)
    if entry is None:
        entry = {"name": name, "users": [], "count": 0}
        reactions.append(entry)
    if bot in entry["users"]:
        raise RefusedError("already_reacted")
    entry["users"].append(bot)
    entry["count"] += 1
    return {}
