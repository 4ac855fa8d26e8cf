"""Slack's payloads into values of the desk. Pure.

Messages: https://docs.slack.dev/reference/events/message
Interactions: https://docs.slack.dev/reference/interaction-payloads
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.channels.slack.mrkdwn import plain
from bot.core.messages import Address, Attachment, DeskAction, Engineer, Inbound, Sender

Json = Mapping[str, Any]

#: Subtypes in which a person says something; the others tell of edits, joins, topics and robots.
SPOKEN = frozenset({"", "file_share", "thread_broadcast", "me_message"})
#: The address of a file that Slack Connect shows by its id only: it is looked up when it is fetched.
FILE_ID = "slack-file:"
_UNKEPT = ("token", "response_url", "response_urls", "trigger_id")


@dataclass(frozen=True, slots=True)
class Profile:
    """What Slack knows of a person. `team` is his own workspace, empty when unknown."""

    name: str = ""
    language: str = ""
    team: str = ""
    is_stranger: bool = False


def is_spoken(event: Json) -> bool:
    """Whether a person wrote this message (no robot, no edit, no join)."""
    return (
        event.get("subtype", "") in SPOKEN
        and bool(event.get("user"))
        and not event.get("bot_id")
        and event.get("user") != "USLACKBOT"
        and not event.get("hidden")
    )


def author_team(event: Json, own_team: str) -> str:
    """The workspace of a message's author, as far as the event says."""
    return str(event.get("user_team") or event.get("team") or own_team)


def message_key(own_team: str, event: Json) -> str:
    """The same for every copy of a message, live or read back."""
    return f"slack:{own_team}:{event['channel']}:{event['ts']}"


def is_direct(event: Json) -> bool:
    """Whether a message stands in a person's direct conversation with the bot."""
    return event.get("channel_type") == "im" or str(event["channel"]).startswith("D")


def thread_of(event: Json) -> str:
    """The conversation of a message: the direct channel, or "CHANNEL:root"."""
    channel = str(event["channel"])
    return channel if is_direct(event) else f"{channel}:{event.get('thread_ts') or event['ts']}"


def card_key(event: Json) -> str:
    """The card under whose thread a message was written ("CHANNEL:ts"), empty outside threads."""
    root = event.get("thread_ts")
    return f"{event['channel']}:{root}" if root and root != event["ts"] else ""


def customer_message(event: Json, own_team: str, profile: Profile) -> Inbound | None:
    """A message of a customer; None for what nobody said."""
    if not is_spoken(event):
        return None
    user, team = str(event["user"]), profile.team or author_team(event, own_team)
    return Inbound(
        channel="slack",
        key=message_key(own_team, event),
        sender=Sender(Address("slack", f"{team}/{user}"), profile.name, profile.language),
        thread=thread_of(event),
        text=text_of(event),
        at=moment_of(event["ts"]),
        raw=raw(event),
        attachments=tuple(_attachment(file) for file in event.get("files") or () if not _elsewhere(file)),
        private=is_direct(event),
    )


def note(event: Json, own_team: str, ticket_id: int, engineer: Engineer) -> DeskAction:
    """What an engineer wrote in the thread of a card: it stays internal."""
    files = [str(file.get("name") or file.get("id")) for file in event.get("files") or ()]
    text = "\n".join(filter(None, [text_of(event), *(f"[{name}]" for name in files)]))
    return DeskAction(
        channel="slack",
        key=message_key(own_team, event),
        engineer=engineer,
        action="note",
        subject_id=ticket_id,
        at=moment_of(event["ts"]),
        fields={"text": text},
        raw=raw(event),
    )


def customer_press(body: Json, own_team: str, profile: Profile) -> Inbound:
    """A button that a customer pressed under a message of ours."""
    action, user = body["actions"][0], body["user"]
    team = profile.team or str(user.get("team_id") or own_team)
    place = {
        "channel": body["channel"]["id"],
        "ts": body["container"]["message_ts"],
        "thread_ts": body["container"].get("thread_ts") or (body.get("message") or {}).get("thread_ts"),
    }
    name = profile.name or str(user.get("name") or "")
    return Inbound(
        channel="slack",
        key=f"slack:press:{user['id']}:{action['action_ts']}",
        sender=Sender(Address("slack", f"{team}/{user['id']}"), name, profile.language),
        thread=thread_of(place),
        text=str((action.get("text") or {}).get("text") or ""),
        at=moment_of(action["action_ts"]),
        raw=raw(body),
        press=str(action.get("value") or ""),
    )


def click(body: Json, action: str, engineer: Engineer) -> DeskAction:
    """A button that an engineer pressed on a card. Raises ValueError when it names nothing."""
    pressed = body["actions"][0]
    return DeskAction(
        channel="slack",
        key=f"slack:action:{engineer.id}:{pressed['action_ts']}",
        engineer=engineer,
        action=action,
        subject_id=int(pressed["value"]),
        at=moment_of(pressed["action_ts"]),
        raw=raw(body),
    )


def submission(body: Json, action: str, fields: Mapping[str, str], engineer: Engineer, at: datetime) -> DeskAction:
    """A modal that an engineer sent off. A second press of the same content has the same key; what he corrects
    after a refusal has another one."""
    view = body["view"]
    files = files_of(view)
    content = json.dumps([action, *sorted(fields.items()), *(file.reference for file in files)], ensure_ascii=False)
    mark = hashlib.sha256(content.encode("utf8", "replace")).hexdigest()[:16]
    return DeskAction(
        channel="slack",
        key=f"slack:view:{view['id']}:{mark}",
        engineer=engineer,
        action=action,
        subject_id=ticket_of(view),
        at=at,
        fields=fields,
        seen=json.loads(view["private_metadata"]).get("seen") or {},
        raw=raw(body),
        attachments=files,
    )


def ticket_of(view: Json) -> int:
    """The ticket a modal of ours belongs to; only we can write its private_metadata."""
    return int(json.loads(view["private_metadata"])["ticket"])


def values_of(view: Json) -> dict[str, str]:
    """What stands in a modal's fields, by block id; empty for what was left out."""
    values: dict[str, str] = {}
    for block, elements in ((view.get("state") or {}).get("values") or {}).items():
        state = elements.get("value") or {}
        chosen = state.get("value") or (state.get("selected_option") or {}).get("value")
        values[block] = str(chosen or "").strip()
    return values


def files_of(view: Json) -> tuple[Attachment, ...]:
    """The files picked in a modal (https://docs.slack.dev/reference/block-kit/block-elements/file-input-element)."""
    states = ((view.get("state") or {}).get("values") or {}).values()
    return tuple(_attachment(file) for state in states for file in (state.get("value") or {}).get("files") or ())


def text_of(event: Json) -> str:
    """A message as plain text, with what it forwards and files that are kept elsewhere."""
    lines = [plain(str(event.get("text") or "")) or _written(event.get("blocks"))]
    lines += [plain(str(part.get("text") or part.get("fallback") or "")) for part in event.get("attachments") or ()]
    lines += [str(file.get("url_private") or "") for file in event.get("files") or () if _elsewhere(file)]
    return "\n".join(filter(None, lines)).strip()


def _written(blocks: object) -> str:
    """The words of blocks that came without a text of their own."""
    if isinstance(blocks, list):
        return "\n".join(filter(None, map(_written, blocks)))
    if not isinstance(blocks, Mapping):
        return ""
    text = blocks.get("text")
    if isinstance(text, str):
        return plain(text)
    inner = [_written(text), _written(blocks.get("fields"))]
    if blocks.get("type") == "rich_text_section":
        inner.append("".join(map(_written, blocks.get("elements") or ())))
    else:
        inner.append(_written(blocks.get("elements")))
    return "\n".join(filter(None, inner)) or str(blocks.get("url") or "")


def without_mention(text: str, bot_user: str) -> str:
    """The text without the name by which the bot was called."""
    return re.sub(rf"\s?<?@{re.escape(bot_user)}(?:\|[^>]{{0,80}})?>?[,:]?\s?", " ", text).strip()


def moment_of(ts: object) -> datetime:
    """A Slack timestamp ("1721035200.000100") as a time."""
    return datetime.fromtimestamp(float(str(ts)), UTC)


def raw(payload: Json) -> bytes:
    """The payload as JSON, without what could act in the app's name."""
    kept = {key: value for key, value in payload.items() if key not in _UNKEPT}
    return json.dumps(kept, ensure_ascii=False).encode("utf8", "replace")


def _elsewhere(file: Json) -> bool:
    return bool(file.get("is_external")) or file.get("mode") in ("external", "tombstone", "hidden_by_limit")


def _attachment(file: Json) -> Attachment:
    reference = str(file.get("url_private") or f"{FILE_ID}{file.get('id', '')}")
    return Attachment(
        name=str(file.get("name") or file.get("title") or file.get("id") or "file"),
        media_type=str(file.get("mimetype") or "application/octet-stream"),
        size=int(file.get("size") or 0),
        reference=reference,
    )
