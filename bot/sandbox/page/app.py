"""The page's application: the remote control's routes, and before them those of the page."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.sandbox.control import control_app
from bot.sandbox.page.contents import Contents
from bot.sandbox.page.director import Director
from bot.sandbox.page.live import stream
from bot.sandbox.stage import CUSTOMERS, ENGINEERS, SALES, SUPPORT

HERE = Path(str(files("bot.sandbox.page")))
#: As slack-manifest.yaml names it.
COMMAND = "/ringback"
LANGUAGES = ("en", "zh")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class Headers:
    """Gives every answer the headers that keep a page to itself; an answer's own policy stays."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI entry."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message["headers"]
                if not any(name == b"content-security-policy" for name, _ in headers):
                    headers.append((b"content-security-policy", POLICY.encode()))
                headers += [(b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer")]
                headers += [(b"cache-control", b"no-store")]
            await send(message)

        await self.app(scope, receive, sending)


def page_app(director: Director, language: str) -> ASGIApp:
    """The page at `/` and the remote control of the same stage beside it. `language`: en or zh, until one is chosen."""
    app = control_app(director.stage)
    app.router.routes[:0] = _routes(director, language)
    return Headers(app)


def _routes(director: Director, language: str) -> list[BaseRoute]:
    templates = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=select_autoescape(), undefined=StrictUndefined
    )

    async def index(request: Request) -> Response:
        wanted = request.query_params.get("lang") or request.cookies.get("ringback_lang") or language
        chosen = wanted if wanted in LANGUAGES else "en"
        words = json.loads((HERE / "static" / f"words.{chosen}.json").read_text("utf-8"))
        facts = {"engineers": ENGINEERS, "customers": CUSTOMERS, "mailboxes": [SUPPORT, SALES], "language": chosen}
        facts |= {"bot": director.stage.telegram.world.bot["username"], "command": COMMAND}
        page = templates.get_template("index.html").render(words=words, facts=facts, language=chosen)
        response = HTMLResponse(page)
        response.set_cookie("ringback_lang", chosen, samesite="strict", httponly=True)
        return response

    async def live(_request: Request) -> Response:
        return StreamingResponse(stream(director), media_type="text/event-stream")

    async def direct(request: Request) -> Response:
        return await _direct(director, request)

    contents = Contents(director)
    return [
        Route("/", index),
        Route("/page/live", live),
        Route("/page/mail/{folder}/{person}/{number:int}", contents.mail),
        Route("/page/mail/{folder}/{person}/{number:int}/{file:int}", contents.attachment),
        Route("/page/telegram/{name}", contents.telegram),
        Route("/page/slack/{name}", contents.slack),
        Route("/page/{command}", direct, methods=["POST"]),
        Mount("/page/static", StaticFiles(directory=HERE / "static")),
    ]


async def _direct(director: Director, request: Request) -> Response:
    """POST /page/switch {"name", "value"}, /page/kill, /page/story {"command"}."""
    try:
        given: Any = json.loads(await request.body() or b"{}")
        command = request.path_params["command"]
        if command == "switch":
            director.switch(str(given["name"]), bool(given["value"]))
        elif command == "kill":
            if not director.kill():
                return JSONResponse({"error": "the desk is down already"}, 409)
        elif command == "story" and director.story is not None:
            await director.story(str(given["command"]))
        else:
            return JSONResponse({"error": f"the page has no {command}"}, 404)
    except (ValueError, TypeError, LookupError) as error:
        return JSONResponse({"error": f"{type(error).__name__}: {error}"}, 400)
    return JSONResponse({"ok": True})
