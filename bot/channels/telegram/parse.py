"""From a raw update to an Inbound: https://core.telegram.org/bots/api#update."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bot.channels.telegram.content import SERVICE, Json, content_of, plain
from bot.core.messages import Address, Inbound, Sender

#: What the room asks for; anything else never comes or is nobody's message.
KINDS = ("message", "edited_message", "callback_query")
COMMANDS = frozenset({"start", "new", "status", "cancel", "language", "link"})
_COMMAND = re.compile(r"/(\w{1,32})(?:@(\w+))?(?:\s+(.*))?", re.DOTALL)
_MALFORMED = (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError, IndexError)
LONGEST_ALBUM = 60


@dataclass(frozen=True, slots=True)
class Bot:
    """Who we are: `channel` is our instance's name, `username` is without "@"."""

    channel: str
    id: int
    username: str


def parse_update(update: Json, bot: Bot, received: datetime) -> Inbound | None:
    """Reads one update. Never raises: what is malformed becomes an Inbound with `trouble` and the raw update.

    Returns None for what nobody said to us: memberships, other people's talk in groups, service messages."""
    kind = next((kind for kind in KINDS if kind in update), None)
    if kind is None:
        return None
    try:
        inbound = _READERS[kind](update[kind], bot, received)
    except _MALFORMED as error:
        inbound = _salvaged(update[kind], bot, received, f"{kind} is malformed: {type(error).__name__}: {error}")
    if inbound is None:
        return None
    raw = json.dumps(update, ensure_ascii=False).encode("utf-8", "backslashreplace")
    return replace(inbound, key=f"telegram:{bot.id}:{update['update_id']}", raw=raw, full_text=inbound.text)


def lane_of(update: Json) -> str:
    """The chat an update belongs to: updates of one chat must stay in order."""
    event: Json = next((update[kind] for kind in KINDS if isinstance(update.get(kind), dict)), {})
    message = event.get("message", event)
    chat = message.get("chat") if isinstance(message, dict) else None
    return str(chat.get("id")) if isinstance(chat, dict) else ""


def _message(message: Json, bot: Bot, _received: datetime) -> Inbound | None:
    if "migrate_from_chat_id" in message:
        return _moved(message, bot)
    message = _in_the_name_of(message)
    chat, sender = message["chat"], _sender(message["from"])
    text = plain(message.get("text") or message.get("caption") or "")
    if SERVICE & message.keys() or chat["type"] not in {"private", "group", "supergroup"}:
        return None
    command = _COMMAND.fullmatch(text) if "text" in message else None
    if chat["type"] != "private" and not _to_us(message, text, command, bot):
        return None
    inbound = _said(message, sender, bot)
    if command and (found := _command(command, bot)) is not None:
        return replace(inbound, command=found, text=(command[3] or "").strip())
    return inbound


def _in_the_name_of(message: Json) -> Json:
    """A message of an anonymous administrator or of a channel is the chat's in whose name it stands (#message,
    sender_chat): `from` is one account there that all groups share, or missing."""
    chat = message.get("sender_chat")
    if not chat:
        return message
    return {**message, "from": {"id": chat["id"], "first_name": chat.get("title") or chat.get("username") or ""}}


def _edited(message: Json, bot: Bot, received: datetime) -> Inbound | None:
    """A live location is edited every few seconds; nobody wrote that."""
    if "location" in message:
        return None
    inbound = _message(message, bot, received)
    if inbound is None:
        return None
    whole = f"/{inbound.command} {inbound.text}".strip() if inbound.command else inbound.text
    return replace(inbound, text=whole, command="", at=received, album="", changes=inbound.message_id)


def _press(query: Json, bot: Bot, received: datetime) -> Inbound | None:
    """A pressed button; its message may be too old to be shown (#inaccessiblemessage)."""
    if "data" not in query:
        return None
    sender, message, data = _sender(query["from"]), query.get("message") or {}, plain(query["data"])
    rows = (message.get("reply_markup") or {}).get("inline_keyboard") or []
    label = next((button["text"] for row in rows for button in row if button.get("callback_data") == data), "")
    thread = _thread({**message, "from": query["from"]}) if message else sender.address.value
    return Inbound(
        channel=bot.channel, key="", sender=sender, thread=thread, text=plain(label), at=received, press=data
    )


_READERS: Mapping[str, Callable[[Json, Bot, datetime], Inbound | None]] = {
    "message": _message,
    "edited_message": _edited,
    "callback_query": _press,
}


def _said(message: Json, sender: Sender, bot: Bot) -> Inbound:
    content = content_of(message, int(message["from"]["id"]))
    chat_id = int(message["chat"]["id"])
    mention = re.compile(rf"@{re.escape(bot.username)}\b[,:]?\s*", re.IGNORECASE)
    replied = message.get("reply_to_message")
    return Inbound(
        channel=bot.channel,
        key="",
        sender=sender,
        thread=_thread(message),
        text=mention.sub("", content.text).strip() if bot.username else content.text,
        at=datetime.fromtimestamp(int(message["date"]), UTC),
        attachments=content.attachments,
        message_id=f"{chat_id}:{message['message_id']}",
        references=(f"{chat_id}:{replied['message_id']}",) if replied else (),
        contact=content.contact,
        private=message["chat"]["type"] == "private",
        album=plain(message.get("media_group_id") or "")[:LONGEST_ALBUM],
        automatic="generated" if message["from"].get("is_bot") else "",
        trouble=content.trouble,
    )


def _thread(message: Json) -> str:
    """In a group everybody has a conversation of his own: "CHAT/PERSON"."""
    chat = message["chat"]
    return str(int(chat["id"])) + ("" if chat["type"] == "private" else f"/{int(message['from']['id'])}")


def _moved(message: Json, bot: Bot) -> Inbound:
    """A group has become a supergroup, under another id (#message, migrate_from_chat_id)."""
    new, old = (str(int(number)) for number in (message["chat"]["id"], message["migrate_from_chat_id"]))
    at = datetime.fromtimestamp(int(message["date"]), UTC)
    sender = Sender(Address("telegram", new))
    return Inbound(channel=bot.channel, key="", sender=sender, thread=new, text="", at=at, moved_from=old)


def _sender(user: Json) -> Sender:
    code = str(user.get("language_code") or "").lower()
    name = " ".join(plain(user[key]) for key in ("first_name", "last_name") if user.get(key))
    language = next((known for known in ("zh", "en") if code.split("-")[0] == known), "")
    return Sender(Address("telegram", str(int(user["id"]))), name, language)


def _to_us(message: Json, text: str, command: re.Match[str] | None, bot: Bot) -> bool:
    """In a group only what mentions us, answers us, or names us behind a command."""
    if command and command[2]:
        return command[2].lower() == bot.username.lower()
    replied = message.get("reply_to_message") or {}
    if (replied.get("from") or {}).get("id") == bot.id:
        return True
    return bool(bot.username and re.search(rf"(?<!\w)@{re.escape(bot.username)}\b", text, re.IGNORECASE))


def _command(match: re.Match[str], bot: Bot) -> str | None:
    """The command; None for text that only looks like one ("/var is full") or is another bot's."""
    name = match[1].lower()
    if match[2] and match[2].lower() != bot.username.lower():
        return None
    return name if name in COMMANDS or match[2] or not (match[3] or "").strip() else None


def _salvaged(event: Any, bot: Bot, received: datetime, trouble: str) -> Inbound:
    """What can be told of a malformed event. Without a sender nobody could be answered, so it counts as written
    by a machine."""
    event = event if isinstance(event, dict) else {}
    text = event.get("text", event.get("caption"))
    known = event.get("from")
    try:
        sender, automatic = _sender(known if isinstance(known, dict) else {}), False
    except _MALFORMED:
        sender, automatic = Sender(Address("telegram", "0")), True
    message = event.get("message", event)
    chat = message.get("chat") if isinstance(message, dict) else None
    chat_id = chat.get("id") if isinstance(chat, dict) else None
    shared = isinstance(chat, dict) and chat.get("type") != "private"
    return Inbound(
        channel=bot.channel,
        key="",
        sender=sender,
        thread=f"{chat_id}{f'/{sender.address.value}' * shared}" if isinstance(chat_id, int) else sender.address.value,
        text=plain(text) if isinstance(text, str) else "",
        at=received,
        automatic="generated" if automatic else "",
        trouble=trouble[:500],
    )
