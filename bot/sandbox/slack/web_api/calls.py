"""A call of the Web API: its arguments read, and how a handler refuses it.

https://docs.slack.dev/apis/web-api: arguments come in the query, as a form, or as a JSON body; objects in
a form or query are JSON in a string.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.sandbox.slack.modals import Modals
from bot.sandbox.slack.sockets import Sockets
from bot.sandbox.slack.workspace import Channel, Json, Workspace

_OBJECTS = {"attachments", "blocks", "files", "metadata", "unfurled_attachments", "view"}
_NUMBERS = {"length", "limit"}
_FLAGS = {
    "as_user",
    "exclude_archived",
    "exclude_muted",
    "include_all_metadata",
    "include_locale",
    "include_num_members",
    "inclusive",
    "link_names",
    "mrkdwn",
    "prevent_creation",
    "reply_broadcast",
    "return_im",
    "unfurl_links",
    "unfurl_media",
}
# Slack's own libraries send it with every call made inside a listener, and Slack takes it everywhere; only
# the tokens of a whole organisation need it: https://docs.slack.dev/enterprise/developing-for-enterprise-orgs
_ALWAYS = {"team_id"}
_TRUTH = {"1": True, "true": True, "0": False, "false": False}


class RefusedError(Exception):
    """A call answered with "ok": false; `messages` are the reasons Slack prints beside the code."""

    def __init__(self, error: str, *messages: str) -> None:
        """`error` is a code of the method's page."""
        super().__init__(error, *messages)
        self.error = error
        self.messages = messages


@dataclass(frozen=True, slots=True)
class Backend:
    """What handlers work on; `base` is the address of the server without a slash at the end."""

    workspace: Workspace
    modals: Modals
    sockets: Sockets
    base: str
    uploads: dict[str, str] = field(default_factory=dict)

    def channel(self, channel_id: Any) -> Channel:
        """Return a conversation the bot can see; private ones only if it is a member."""
        channel = self.workspace.channels.get(str(channel_id))
        if channel is None or (channel.kind != "channel" and self.workspace.bot_user not in channel.members):
            raise RefusedError("channel_not_found")
        return channel

    def joined(self, channel_id: Any) -> Channel:
        """Return a conversation the bot is a member of."""
        channel = self.channel(channel_id)
        if self.workspace.bot_user not in channel.members:
            raise RefusedError("not_in_channel")
        return channel


Handler = Callable[[Backend, Json], Json]


@dataclass(frozen=True, slots=True)
class Method:
    """A method: who answers it, and the names of the arguments it must and may have."""

    handler: Handler
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    app_token: bool = False

    def check(self, args: Mapping[str, Any]) -> None:
        """Refuse arguments the method does not know, and a call without those it needs."""
        messages = [f"[ERROR] missing required field: {name}" for name in self.required if name not in args]
        known = {*self.required, *self.optional, *_ALWAYS}
        messages += [f"[ERROR] invalid additional property: {name}" for name in args if name not in known]
        if messages:
            raise RefusedError("invalid_arguments", *messages)


async def read_arguments(request: web.Request) -> tuple[Json, str | None]:
    """Return the arguments with their types, and the token (of the header, or of the form)."""
    args: Json = dict(request.query)
    args.pop("token", None)  # a token in the query is not accepted
    if request.content_type == "application/json":
        body = await request.text()
        try:
            content = json.loads(body) if body else {}
        except ValueError:
            content = {}
        args |= content if isinstance(content, dict) else {}
    elif request.method == "POST":
        form = await request.post()
        args |= {key: value for key, value in form.items() if isinstance(value, str)}
    in_form = args.pop("token", None)
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    args = {key: _typed(key, value) for key, value in args.items() if value is not None}
    return args, token if scheme.lower() == "bearer" else in_form


def _typed(name: str, value: Any) -> Any:
    """Turn the string of a form into the value it stands for; left alone when it stands for none."""
    if not isinstance(value, str):
        return value
    if name in _FLAGS:
        return _TRUTH.get(value.lower(), value)
    if name in _NUMBERS:
        return int(value) if value.isascii() and value.isdigit() else value
    if name in _OBJECTS:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
