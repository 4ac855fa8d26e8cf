"""Methods about the bot itself, its updates, files and chats: https://core.telegram.org/bots/api."""

import json
import re

from .errors import Json, Refused, bad_request, stricter, too_many_requests
from .interface import COMMAND_SCOPES, UPDATE_KINDS
from .messages import Call
from .updates import LONGEST_POLL

_CLOSED_BEFORE = 600  # seconds after its launch a bot cannot be closed: https://core.telegram.org/bots/api#close
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


def get_me(call: Call) -> Json:
    """https://core.telegram.org/bots/api#getme; it may read all messages of its groups (privacy mode off)."""
    abilities = ("can_join_groups", "can_read_all_group_messages")
    lacks = ("supports_inline_queries", "can_connect_to_business", "has_main_web_app")
    return call.world.bot | dict.fromkeys(abilities, True) | dict.fromkeys(lacks, False)


async def get_updates(call: Call) -> list[Json]:
    """https://core.telegram.org/bots/api#getupdates; limit and timeout are cut to 1..100 and 0..50 s."""
    arguments, updates = call.arguments, call.world.updates
    if call.world.webhook:
        raise Refused(409, f"Conflict: {_WEBHOOK_ACTIVE}")
    _allow(call)
    limit = min(max(arguments.get("limit", 100), 1), 100)
    timeout = min(max(arguments.get("timeout", 0), 0), LONGEST_POLL)
    return await updates.poll(arguments.get("offset", 0), limit, timeout)


def set_webhook(call: Call) -> bool:
    """https://core.telegram.org/bots/api#setwebhook; it keeps getUpdates off, nothing is pushed to its URL."""
    url = call.arguments["url"]
    if not url:
        return delete_webhook(call)
    if not url.startswith("https://"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if not _SECRET.fullmatch(call.arguments.get("secret_token", "none")):
        raise bad_request("secret token contains unallowed characters")
    connections = call.arguments.get("max_connections", 40)
    if not 1 <= connections <= 100:
        raise stricter("max_connections must be from 1 to 100")
    _allow(call)
    call.world.webhook = {"url": url, "max_connections": connections}
    call.world.updates.interrupt(Refused(409, "Conflict: terminated by setWebhook request"))
    return _dropped(call)


def delete_webhook(call: Call) -> bool:
    """https://core.telegram.org/bots/api#deletewebhook."""
    call.world.webhook = {}
    return _dropped(call)


def get_webhook_info(call: Call) -> Json:
    """https://core.telegram.org/bots/api#getwebhookinfo."""
    updates = call.world.updates
    info: Json = {"url": "", "has_custom_certificate": False, "pending_update_count": len(updates.pending)}
    return info | call.world.webhook | ({"allowed_updates": list(updates.allowed)} if updates.allowed else {})


def set_my_commands(call: Call) -> bool:
    """https://core.telegram.org/bots/api#setmycommands: at most 100, #botcommand says how they are written."""
    commands = call.arguments["commands"]
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not _COMMAND.fullmatch(command["command"]):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    call.world.commands[_listed_under(call.arguments)] = commands
    return True


def get_my_commands(call: Call) -> list[Json]:
    """https://core.telegram.org/bots/api#getmycommands, of exactly this scope and language."""
    return call.world.commands.get(_listed_under(call.arguments), [])


def get_file(call: Call) -> Json:
    """https://core.telegram.org/bots/api#getfile."""
    return call.world.files.described(call.arguments["file_id"])


def get_chat(call: Call) -> Json:
    """https://core.telegram.org/bots/api#getchat, the fields that every ChatFullInfo has."""
    chat_id = call.arguments["chat_id"]
    person = call.world.people.get(chat_id)
    if person is not None and not person.started:
        raise bad_request("chat not found")
    chat = call.world.chats[chat_id] if person is not None else call.world.reachable(chat_id)
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    numbers = {"accent_color_id": chat_id % 7 if isinstance(chat_id, int) else 0, "max_reaction_count": 11}
    return chat.chat | numbers | {"accepted_gift_types": dict.fromkeys(gifts, chat.private)}


def log_out(_call: Call) -> bool:
    """https://core.telegram.org/bots/api#logout moves a bot to a server of its own: never here."""
    raise stricter("logOut is not emulated, it would shut the bot out for 10 minutes")


def close(call: Call) -> bool:
    """https://core.telegram.org/bots/api#close: 429 in the first 10 minutes after the launch."""
    left = call.world.began + _CLOSED_BEFORE - call.world.now()
    if left > 0:
        raise too_many_requests(int(left) + 1)
    return True


def _allow(call: Call) -> None:
    """Kinds of updates to make from now on; the service takes names it does not know without a word."""
    kinds = call.arguments.get("allowed_updates")
    if kinds is None:
        return
    for kind in kinds:
        if kind not in UPDATE_KINDS:
            raise stricter(f"allowed_updates has no {kind}")
    call.world.updates.allow(kinds)


def _dropped(call: Call) -> bool:
    if call.arguments.get("drop_pending_updates"):
        call.world.updates.drop()
    return True


def _listed_under(arguments: Json) -> str:
    scope = arguments.get("scope", {"type": "default"})
    needs = COMMAND_SCOPES.get(scope["type"])
    if needs is None or needs != scope.keys() - {"type"}:
        raise bad_request("can't parse BotCommandScope")
    return json.dumps([scope, arguments.get("language_code", "")], sort_keys=True)
