"""The remote control of a stage: a script does over HTTP what a person would do with a hand (docs/sandbox.md).

Only the demo serves it, on 127.0.0.1. Requests must name this host and, when they come from a page, this origin, and
carry JSON: a page from elsewhere can do nothing here.
"""

from __future__ import annotations

import base64
import inspect
import json
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError, validate_call
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.sandbox.stage import Stage

#: What may be done (POST /<service>/<name> with the arguments as a JSON object), by service.
ACTIONS: Mapping[str, frozenset[str]] = {
    "mail": frozenset({"write", "reply", "press", "refuse", "greylist"}),
    "slack": frozenset(
        {
            "add_user",
            "add_channel",
            "write",
            "direct_message",
            "click",
            "click_in_view",
            "submit",
            "command",
            "close_view",
            "edit",
            "delete",
            "join",
            "leave",
            "open_home",
            "throttle",
            "fail",
            "fail_http",
            "cut_sockets",
            "ask_to_reconnect",
            "repeat_next",
            "drop_answer",
        }
    ),
    "telegram": frozenset(
        {
            "add_user",
            "add_group",
            "upgrade_group",
            "write",
            "send_photo",
            "send_document",
            "send_contact",
            "send_location",
            "send_voice",
            "send_sticker",
            "edit",
            "press",
            "answer_of",
            "inject",
            "redeliver",
            "block",
            "unblock",
            "throttle",
            "fail",
            "drop_answer",
        }
    ),
}
#: What may be looked at (GET /<service>/<name>?argument=…).
VIEWS: Mapping[str, frozenset[str]] = {
    "mail": frozenset({"inbox_of"}),
    "slack": frozenset({"messages", "ephemerals", "views", "home", "im_of"}),
    "telegram": frozenset({"messages", "bot_messages", "keyboard"}),
}
#: Lasting faults (POST /<service>/<name> with {"value": true | false}).
SWITCHES: Mapping[str, frozenset[str]] = {
    "mail": frozenset({"imap_down", "smtp_down"}),
    "slack": frozenset({"accept_sockets", "quiet", "new_event_ids"}),
    "telegram": frozenset({"down", "black_hole"}),
}


class OnlyHere:
    """Lets only this machine's own requests through: the Host, and the Origin when there is one, must be ours."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI entry."""
        if scope["type"] == "http":
            request = Request(scope)
            host, origin = request.headers.get("host", ""), request.headers.get("origin")
            name = host.rpartition(":")[0] or host
            if name not in ("127.0.0.1", "localhost") or (origin is not None and origin != f"http://{host}"):
                await JSONResponse({"error": "this is only for this machine"}, 403)(scope, receive, send)
                return
            if request.method == "POST" and request.headers.get("content-type", "").split(";")[0] != "application/json":
                await JSONResponse({"error": "send application/json"}, 415)(scope, receive, send)
                return
        await self.app(scope, receive, send)


def control_app(stage: Stage) -> Starlette:
    """The ASGI application over a stage."""

    async def act(request: Request) -> Response:
        return await _act(stage, request)

    async def view(request: Request) -> Response:
        service, name = request.path_params["service"], request.path_params["name"]
        if name not in VIEWS.get(service, ()):
            return JSONResponse({"error": f"{service} has no view {name}"}, 404)
        return await _call(stage, service, name, request.query_params)

    async def clock(request: Request) -> Response:
        return await _clock(stage, request)

    routes = [
        Route("/clock", clock, methods=["GET", "POST"]),
        Route("/{service}/{name}", act, methods=["POST"]),
        Route("/{service}/{name}", view, methods=["GET"]),
    ]
    return Starlette(routes=routes, middleware=[Middleware(OnlyHere)])


async def _act(stage: Stage, request: Request) -> Response:
    service, name = request.path_params["service"], request.path_params["name"]
    try:
        arguments = json.loads(await request.body() or b"{}")
    except ValueError:
        return JSONResponse({"error": "the body is no JSON"}, 400)
    if not isinstance(arguments, dict):
        return JSONResponse({"error": "the body must be a JSON object"}, 400)
    if name in SWITCHES.get(service, ()):
        setattr(getattr(stage, service), name, bool(arguments.get("value")))
        return JSONResponse({"ok": True})
    if name not in ACTIONS.get(service, ()):
        return JSONResponse({"error": f"{service} has no action {name}"}, 404)
    return await _call(stage, service, name, arguments)


async def _clock(stage: Stage, request: Request) -> Response:
    if request.method == "POST":
        try:
            seconds = float((await request.json())["seconds"])
            stage.clock.forward(timedelta(seconds=seconds))
        except (ValueError, KeyError, TypeError, OverflowError) as error:
            return JSONResponse({"error": f'send {{"seconds": number}}: {error}'}, 400)
    return JSONResponse({"now": stage.clock.now().isoformat()})


async def _call(stage: Stage, service: str, name: str, arguments: Mapping[str, Any]) -> Response:
    function = validate_call(getattr(getattr(stage, service), name))
    try:
        result = function(**{key: _given(value) for key, value in arguments.items()})
        if inspect.isawaitable(result):
            result = await result
    except (TypeError, ValueError, LookupError) as error:
        return JSONResponse({"error": _sentence(service, error)}, 400)
    return JSONResponse({"ok": True, "result": _plain(result)})


def _sentence(service: str, error: Exception) -> str:
    if isinstance(error, ValidationError):
        return "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors(include_url=False))
    return f"{service} knows no {error.args[0]}" if isinstance(error, KeyError) else str(error)


def _given(value: Any) -> Any:
    """{"base64": …} stands for bytes; a list of such files keeps its shape."""
    if isinstance(value, dict) and set(value) == {"base64"}:
        return base64.b64decode(value["base64"], validate=True)
    if isinstance(value, dict):
        return {name: _given(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_given(item) for item in value]
    return value


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    if isinstance(value, datetime):
        return value.isoformat()
    return value
