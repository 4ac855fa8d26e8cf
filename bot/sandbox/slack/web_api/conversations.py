"""conversations.* and users.conversations: reading back, members, memberships.

https://docs.slack.dev/apis/web-api/using-the-conversations-api
"""

import re
from typing import Any

from bot.sandbox.slack.shapes import channel_object
from bot.sandbox.slack.web_api.calls import Backend, RefusedError
from bot.sandbox.slack.web_api.paging import cursor_for, cursor_of, limit_of, page
from bot.sandbox.slack.workspace import Channel, Json, Workspace

_TYPES = {"public_channel": "channel", "private_channel": "group", "mpim": "mpim", "im": "im"}


def _stamp(args: Json, name: str) -> float | None:
    value = args.get(name)
    if value in (None, "", "0", 0):
        return None
    if not re.fullmatch(r"\d+(\.\d+)?", str(value)):
        raise RefusedError(f"invalid_ts_{name}")
    return float(value)


def _micros(ts: str) -> int:
    seconds, _, micros = ts.partition(".")
    return int(seconds) * 1_000_000 + int(micros.ljust(6, "0") or 0)


def _between(messages: list[Json], args: Json) -> list[Json]:
    """Return the messages after oldest and before latest; the ends belong to it only if inclusive."""
    for name in ("oldest", "latest"):
        _stamp(args, name)
    low = _micros(str(args["oldest"])) if args.get("oldest") not in (None, "") else -1
    high = _micros(str(args["latest"])) if args.get("latest") not in (None, "", "0") else None
    edge = args.get("inclusive") is True
    kept = []
    for message in messages:
        at = _micros(message["ts"])
        if (at > low or (edge and at == low)) and (high is None or at < high or (edge and at == high)):
            kept.append(message)
    return kept


def _answer(workspace: Workspace, channel: Channel, chosen: list[Json], cursor: str, args: Json) -> Json:
    metadata = args.get("include_all_metadata") is True
    shown = [workspace.shown(channel, message, metadata=metadata) for message in chosen]
    answer: Json = {"messages": shown, "has_more": bool(cursor)}
    return answer | ({"response_metadata": {"next_cursor": cursor}} if cursor else {})


def history(backend: Backend, args: Json) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.history.

    Newest first, outside threads; a cursor leads to older ones within the same bounds.
    """
    channel = backend.joined(args["channel"])
    limit = limit_of(args, 100, 999)
    found = _between(backend.workspace.top_level(channel), args)[::-1]
    if before := cursor_of(args):
        found = [message for message in found if message["ts"] <= before]
    chosen = found[:limit]
    cursor = cursor_for(found[limit]["ts"]) if len(found) > limit else ""
    return _answer(backend.workspace, channel, chosen, cursor, args) | {"pin_count": 0}


def replies(backend: Backend, args: Json) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.replies.

    Oldest first. The first message of the thread leads the first page whatever the bounds are, and counts
    for the limit; further pages do not repeat it.
    """
    channel = backend.channel(args["channel"])
    limit = limit_of(args, 1000, 1000)
    thread = backend.workspace.thread(channel, str(args["ts"]))
    if not thread:
        raise RefusedError("thread_not_found")
    found = [thread[0], *_between(thread[1:], args)]
    if after := cursor_of(args):
        found = [message for message in found[1:] if message["ts"] >= after]
    cursor = cursor_for(found[limit]["ts"]) if len(found) > limit else ""
    return _answer(backend.workspace, channel, found[:limit], cursor, args)


def info(backend: Backend, args: Json) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.info."""
    channel = backend.channel(args["channel"])
    shape = channel_object(backend.workspace, channel)
    if args.get("include_num_members") is True:
        shape["num_members"] = len(channel.members)
    return {"channel": shape}


def members(backend: Backend, args: Json) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.members."""
    channel = backend.channel(args["channel"])
    chosen, cursor = page(channel.members, args, limit_of(args, 100, 1000, "invalid_limit"))
    return {"members": chosen, "response_metadata": {"next_cursor": cursor}}


def _kinds(args: Json) -> set[str]:
    names = [name.strip() for name in str(args.get("types") or "public_channel").split(",")]
    if any(name not in _TYPES for name in names):
        raise RefusedError("invalid_types")
    return {_TYPES[name] for name in names}


def _page_of_channels(backend: Backend, found: list[Channel], args: Json) -> Json:
    chosen, cursor = page(found, args, limit_of(args, 100, 1000, "invalid_limit"))
    shapes = [channel_object(backend.workspace, channel) for channel in chosen]
    return {"channels": shapes, "response_metadata": {"next_cursor": cursor}}


def list_all(backend: Backend, args: Json) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.list; private ones only of the bot."""
    kinds, bot = _kinds(args), backend.workspace.bot_user
    channels = backend.workspace.channels.values()
    found = [c for c in channels if c.kind in kinds and (c.kind == "channel" or bot in c.members)]
    return _page_of_channels(backend, found, args)


def of_user(backend: Backend, args: Json) -> Json:
    """https://docs.slack.dev/reference/methods/users.conversations; of another user what the bot shares."""
    kinds, bot = _kinds(args), backend.workspace.bot_user
    user = args.get("user", bot)
    channels = backend.workspace.channels.values()
    mine = [c for c in channels if c.kind in kinds and user in c.members]
    found = [c for c in mine if c.kind == "channel" or bot in c.members]
    return _page_of_channels(backend, found, args)


def open_direct(backend: Backend, args: Json) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.open: with one user, or a few."""
    workspace = backend.workspace
    if args.get("channel"):
        return _opened(backend, backend.channel(args["channel"]), args, known=True)
    users = [user.strip() for user in str(args.get("users") or "").split(",") if user.strip()]
    if not users:
        raise RefusedError("users_list_not_supplied")
    if any(user not in workspace.users for user in users):
        raise RefusedError("user_not_found")
    if len(users) > 8:
        raise RefusedError("too_many_users")
    wanted = {*users, workspace.bot_user}
    direct = (c for c in workspace.channels.values() if c.kind in ("im", "mpim"))
    known = next((channel for channel in direct if set(channel.members) == wanted), None)
    if known is None and args.get("prevent_creation") is True:
        raise RefusedError("channel_not_found")
    channel = known or (workspace.direct(users[0]) if len(users) == 1 else _group(workspace, users))
    return _opened(backend, channel, args, known=known is not None)


def _group(workspace: Workspace, users: list[str]) -> Channel:
    members = [*users, workspace.bot_user]
    return workspace.add_channel(workspace.new_id("G"), f"mpdm-{'--'.join(users)}-1", "mpim", members)


def _opened(backend: Backend, channel: Channel, args: Json, *, known: bool) -> Json:
    whole = args.get("return_im") is True
    shape: Any = channel_object(backend.workspace, channel) if whole else {"id": channel.id}
    return {"channel": shape} | ({"no_op": True, "already_open": True} if known else {})


def join(backend: Backend, args: Json) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.join: public channels only."""
    channel = backend.channel(args["channel"])
    if channel.kind != "channel":
        raise RefusedError("method_not_supported_for_channel_type")
    backend.workspace.join(channel, backend.workspace.bot_user)
    return {"channel": channel_object(backend.workspace, channel)}
