"""The Telegram bot: its token, a webhook left over, another program that fetches its messages."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any

from telegram.error import TelegramError

from bot.channels.telegram.client import Client, Refusal, cause_of
from bot.channels.telegram.settings import TelegramSettings
from bot.doctor.findings import Finding, broken, ok, warning

_PART = "telegram"
#: Another program comes back within a second or so after our question has ended its own.
WATCH_SECONDS = 5
_NEW_TOKEN = "get the token from @BotFather (/mybots > the bot > API Token) and put it into telegram.token"  # noqa: S105 - a sentence


async def check(settings: TelegramSettings, *, running: bool) -> list[Finding]:
    """Looks at the bot and confirms no update. While the desk is `running` its fetching is left alone."""
    client = Client(settings)
    await client.open()
    try:
        return await _look(client, running)
    except TelegramError as error:
        return [_failed(client, error)]
    finally:
        await client.close()


async def check_token(settings: TelegramSettings) -> list[Finding]:
    """Looks at the token alone."""
    client = Client(settings)
    await client.open()
    try:
        me = await client.call("get_me", {})
        return [ok(_PART, f"the bot is @{me.get('username', '')}")]
    except TelegramError as error:
        return [_failed(client, error)]
    finally:
        await client.close()


async def _look(client: Client, running: bool) -> list[Finding]:
    me = await client.call("get_me", {})
    webhook = await client.call("get_webhook_info", {})
    if webhook.get("url"):
        host = str(webhook["url"]).partition("//")[2].partition("/")[0]
        what = f"a webhook to {host} takes this bot's messages ({webhook.get('pending_update_count', 0)} wait)"
        fix = "stop the program it belongs to; the desk removes the webhook when it starts"
        return [warning(_PART, what, fix)]
    name = f"the bot is @{me.get('username', '')}, {_groups(me)}, no webhook"
    if running:
        return [ok(_PART, f"{name}; the desk that is running fetches its messages")]
    waiting = await _alone(client)
    return [ok(_PART, f"{name}, nobody else fetches, {waiting or 'no'} messages wait")]


def _groups(me: Mapping[str, Any]) -> str:
    """https://core.telegram.org/bots/features#privacy-mode."""
    if not me.get("can_join_groups"):
        return "not for groups"
    heard = "all that is said" if me.get("can_read_all_group_messages") else "commands and answers to it (privacy mode)"
    return f"in groups it hears {heard}"


async def _alone(client: Client) -> int:
    """Asks for updates for a while without confirming any; returns how many wait (at most 100). Raises Refusal 409
    when another program asks too: https://core.telegram.org/bots/api#getupdates."""
    until = time.monotonic() + WATCH_SECONDS
    waiting = 0
    while (left := until - time.monotonic()) > 0:
        # No offset, so nothing is confirmed; no allowed_updates, so the setting of before stays.
        updates = await client.call("get_updates", {"timeout": max(round(left), 1)}, read_timeout=left + 10)
        waiting = len(updates)
        if updates:
            await asyncio.sleep(min(1.0, left))
    return waiting


def _failed(client: Client, error: TelegramError) -> Finding:
    code = error.code if isinstance(error, Refusal) else 0
    if code in (401, 404):
        return broken(_PART, "Telegram does not know this token", _NEW_TOKEN)
    if code == 409:
        fix = "stop it (another Ringback, a test, an old bot), or make a bot of its own at @BotFather"
        return broken(_PART, "409: another program fetches this bot's messages at the same time", fix)
    fix = "see that this machine reaches api.telegram.org (a proxy or telegram.api_url where it is blocked)"
    return broken(_PART, cause_of(error, client.told(error)), fix if not code else "try again later")
