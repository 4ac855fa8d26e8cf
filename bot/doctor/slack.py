"""The Slack app: both tokens, its scopes, the socket, the engineers' channel."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.channels.slack.client import SlackClient
from bot.channels.slack.errors import RefusedError
from bot.channels.slack.settings import SlackSettings
from bot.core.messages import DeliveryError
from bot.doctor.findings import Finding, broken, ok, warning

#: The bot scopes of slack-manifest.yaml.
SCOPES = frozenset(
    {
        "app_mentions:read", "channels:history", "channels:read", "chat:write", "commands", "files:read", "files:write",
        "groups:history", "groups:read", "im:history", "im:read", "im:write", "metadata.message:read",
        "reactions:read", "users:read",
    }
)  # fmt: skip
_REINSTALL = "add it under OAuth & Permissions > Bot Token Scopes, then Reinstall to Workspace"
_APP_TOKEN = "make one under Basic Information > App-Level Tokens with connections:write (xapp-…)"  # noqa: S105 - a sentence
_BOT_TOKEN = "take the Bot User OAuth Token (xoxb-…) from OAuth & Permissions"  # noqa: S105 - a sentence
_FIXES: Mapping[str, str] = {
    "invalid_auth": _BOT_TOKEN,
    "not_authed": _BOT_TOKEN,
    "not_allowed_token_type": _BOT_TOKEN,
    "token_revoked": "install the app to the workspace again, and take its new token",
    "token_expired": "switch token rotation off (slack-manifest.yaml does), install again, take the new token",
    "account_inactive": "install the app to the workspace again, and take its new token",
    "ratelimited": "wait a minute and try again",
}


@dataclass(frozen=True, slots=True)
class _Bot:
    user: str
    name: str
    scopes: frozenset[str] = field(default_factory=frozenset)


async def check(settings: SlackSettings, *, running: bool) -> list[Finding]:
    """Looks at the app. While the desk is `running` no socket is opened: Slack would share events out to it."""
    client = SlackClient(settings)
    async with client.pooled():
        app, rest = await asyncio.gather(_app_token(client, settings, running), _bot_side(client, settings))
    return [*rest, app]


async def _bot_side(client: SlackClient, settings: SlackSettings) -> list[Finding]:
    try:
        bot, team = await _who(client)
    except DeliveryError as error:
        return [_failed("slack bot token", error)]
    found = [ok("slack bot token", f"the bot is @{bot.name} in {team}"), _scopes(bot)]
    found.append(await _engineers(client, settings, bot))
    return [*found, *[await _customers(client, channel) for channel in settings.customer_channels]]


async def _who(client: SlackClient) -> tuple[_Bot, str]:
    headers: dict[str, str] = {}

    async def asked() -> Any:
        answer = await client.reading.auth_test()
        headers.update({str(name).lower(): str(value) for name, value in answer.headers.items()})
        return answer

    told = await client.call(asked())
    scopes = frozenset(filter(None, (word.strip() for word in headers.get("x-oauth-scopes", "").split(","))))
    return _Bot(str(told.get("user_id")), str(told.get("user")), scopes), str(told.get("team"))


def _scopes(bot: _Bot) -> Finding:
    part = "slack scopes"
    if not bot.scopes:
        return warning(part, "Slack does not say which scopes the app has", "compare them with slack-manifest.yaml")
    if missing := sorted(SCOPES - bot.scopes):
        return broken(part, f"the app lacks the scope {', '.join(missing)}", _REINSTALL)
    return ok(part, f"all {len(SCOPES)} that the app needs")


async def _engineers(client: SlackClient, settings: SlackSettings, bot: _Bot) -> Finding:
    part, channel = "slack engineers", settings.engineers_channel
    try:
        info = await _info(client, channel)
        if isinstance(info, Finding):
            return info
        name = f"#{info.get('name', channel)}"
        if not info.get("is_private"):
            fix = "make it private in the channel's settings, or name a private one: who is in it acts as engineer"
            return broken(part, f"{name} is public: everybody in the workspace could join and act as engineer", fix)
        if not info.get("is_member"):
            return broken(part, f"the bot is not in {name} (not_in_channel)", f"write /invite @{bot.name} in {name}")
        people = [str(m) async for m in client.pages("conversations.members", "members", channel=channel)]
    except DeliveryError as error:
        return _failed(part, error)
    engineers = len(set(people) - {bot.user})
    if not engineers:
        return warning(part, f"nobody but the bot is in {name}", "invite the engineers")
    if settings.lead and not settings.lead.startswith("S") and settings.lead not in people:
        return warning(part, f"the lead {settings.lead} is not in {name}, and hears of no complaint", "invite him")
    return ok(part, f"{name} is private, the bot and {engineers} people are in it")


async def _customers(client: SlackClient, channel: str) -> Finding:
    part = "slack customers"
    try:
        info = await _info(client, channel, part)
    except DeliveryError as error:
        return _failed(part, error)
    if isinstance(info, Finding):
        return info
    name = f"#{info.get('name', channel)}"
    if not info.get("is_member"):
        return broken(part, f"the bot is not in {name} (not_in_channel)", f"invite it: write /invite in {name}")
    return ok(part, f"the bot is in {name}")


async def _info(client: SlackClient, channel: str, part: str = "slack engineers") -> Mapping[str, Any] | Finding:
    """The channel. Raises DeliveryError."""
    try:
        answer = await client.call(client.reading.conversations_info(channel=channel))
    except RefusedError as error:
        if error.code != "channel_not_found":
            raise
        fix = "correct the id (channel details, at the bottom), and invite the bot: outside it sees no private one"
        return broken(part, f"{channel}: there is no such channel, or the bot is not in it (channel_not_found)", fix)
    info: Mapping[str, Any] = answer.get("channel") or {}
    if info.get("is_archived"):
        return broken(part, f"#{info.get('name', channel)} is archived", "unarchive it, or name another channel")
    return info


async def _app_token(client: SlackClient, settings: SlackSettings, running: bool) -> Finding:
    part = "slack app token"
    token = settings.app_token.get_secret_value()
    try:
        answer = await client.call(client.reading.apps_connections_open(app_token=token))
    except RefusedError as error:
        return _app_token_refused(part, token, error)
    except DeliveryError as error:
        return _failed(part, error)
    if running:
        return ok(part, "it opens sockets; the desk that is running holds one")
    return await _socket(part, client, str(answer.get("url")), settings.timeout_seconds)


def _app_token_refused(part: str, token: str, error: RefusedError) -> Finding:
    if error.code == "missing_scope":
        return broken(part, "the app token lacks the scope connections:write", _APP_TOKEN)
    if error.code in ("invalid_auth", "not_authed", "not_allowed_token_type", "token_revoked", "account_inactive"):
        kind = "that is a bot token" if token.startswith("xoxb-") else error.code
        return broken(part, f"Slack does not accept the app token ({kind})", _APP_TOKEN)
    if error.code in ("access_denied", "forbidden_team", "no_permission"):
        return broken(
            part, f"Socket Mode may not be used ({error.code})", "switch Socket Mode on in the app's settings"
        )
    return _failed(part, error)


async def _socket(part: str, client: SlackClient, url: str, seconds: float) -> Finding:
    """Opens a socket and leaves at Slack's first word, before an event can be handed to it."""
    fix = "let this machine open websockets (wss) to *.slack.com; a proxy may be cutting them"
    try:
        async with (
            asyncio.timeout(seconds),
            aiohttp.ClientSession() as session,
            session.ws_connect(url, **client.way) as socket,
        ):
            word = await socket.receive_json()
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError, TypeError) as error:
        return broken(part, f"the socket does not open ({type(error).__name__})", fix)
    if not isinstance(word, dict) or word.get("type") != "hello":
        return broken(part, "the socket was closed at once", "another program may hold ten sockets of this app: end it")
    return ok(part, "it opens a socket")


def _failed(part: str, error: DeliveryError) -> Finding:
    code = error.code if isinstance(error, RefusedError) else ""
    if code == "missing_scope":
        scope = _needed(error)
        return broken(part, f"the app lacks the scope {scope} (missing_scope)", _REINSTALL)
    if not code:
        return broken(part, error.reason, "see that this machine reaches slack.com (a proxy, a firewall?)")
    return broken(part, error.reason, _FIXES.get(code, f"see {code} in Slack's documentation of this method"))


def _needed(error: DeliveryError) -> str:
    """https://docs.slack.dev/apis/web-api#responses: "needed" names the scope."""
    cause = error.__cause__
    data = getattr(cause.response, "data", None) if isinstance(cause, SlackApiError) else None
    return str(data.get("needed") or "it needs") if isinstance(data, dict) else "it needs"
