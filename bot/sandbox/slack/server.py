"""The HTTP side of the emulator: Web API calls, sockets, uploads, downloads, response addresses."""

import hmac
import socket
import time
from typing import Any

from aiohttp import web

from bot.sandbox.journal import Journal
from bot.sandbox.slack.faults import Fault, Faults
from bot.sandbox.slack.responses import Responses
from bot.sandbox.slack.scopes import APP_TOKEN, INSTALLED, missing, refusal
from bot.sandbox.slack.web_api import METHODS, answer
from bot.sandbox.slack.web_api.calls import Backend, read_arguments
from bot.sandbox.slack.workspace import Json

_HOST = "127.0.0.1"
_POSTING = {"chat.postMessage", "chat.postEphemeral"}


class Server:
    """Listens on the local machine; a call is answered from `backend` and written to the journal."""

    def __init__(self, journal: Journal, faults: Faults, tokens: tuple[str, str], *, rate_limit: bool = False) -> None:
        """`tokens`: the bot's (xoxb-) and the app's (xapp-)."""
        self._journal = journal
        self._faults = faults
        self._bot_token, self._app_token = tokens
        self._rate_limit = rate_limit
        self.scopes = INSTALLED
        self._last_post: dict[str, float] = {}
        self._runner: web.AppRunner | None = None

    def bind(self, port: int) -> tuple[socket.socket, str]:
        """Take the port (0: any free one); returns it and the address of the server."""
        listening = socket.create_server((_HOST, port))
        return listening, f"http://{_HOST}:{listening.getsockname()[1]}"

    async def start(self, listening: socket.socket, backend: Backend, responses: Responses) -> None:
        """Serve `backend` on a bound port."""
        self._backend = backend
        self._responses = responses
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", "/api/{method}", self._call)
        app.router.add_get("/link/", backend.sockets.handle)
        app.router.add_post("/upload/v1/{secret}", self._upload)
        app.router.add_get("/files-pri/{file}/{name}", self._download)
        app.router.add_get("/", self._sign_in)
        app.router.add_post("/actions/{secret}", self._respond)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.SockSite(self._runner, listening).start()

    async def stop(self) -> None:
        """Close the port and what is open on it."""
        if self._runner is not None:
            await self._runner.cleanup()

    def _authorised(self, token: str | None, expected: str) -> bool:
        return token is not None and hmac.compare_digest(token.encode(), expected.encode())

    def _token_error(self, method: str, token: str | None) -> str | None:
        """https://docs.slack.dev/authentication/tokens: socket addresses need the app's token, the rest the bot's."""
        if not token:
            return "not_authed"
        right, other = self._bot_token, self._app_token
        if method in METHODS and METHODS[method].app_token:
            right, other = other, right
        if self._authorised(token, right):
            return None
        return "not_allowed_token_type" if self._authorised(token, other) else "invalid_auth"

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        args, token = await read_arguments(request)
        fault = self._faults.take(method)
        if fault is None or fault.kind == "drop":
            fault = self._too_fast(method, args) or fault
        if fault is not None and fault.kind != "drop":
            return self._failed(method, args, fault)
        result, headers = self._performed(method, args, token)
        if fault is not None:
            self._journal.write("slack", method, args, result, dropped=True)
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        self._journal.write("slack", method, args, result)
        return web.json_response(result, headers=headers)

    def _performed(self, method: str, args: Json, token: str | None) -> tuple[Json, dict[str, str]]:
        """https://docs.slack.dev/authentication/installing-with-oauth: X-OAuth-Scopes lists what the token may do."""
        known = METHODS.get(method)
        error = self._token_error(method, token) if known else None
        if error:
            return {"ok": False, "error": error}, {}
        if known and known.app_token:
            return answer(self._backend, method, args), {"x-oauth-scopes": APP_TOKEN}
        lacking = missing(self._backend.workspace, self.scopes, method, args)
        result = refusal(self.scopes, lacking) if lacking else answer(self._backend, method, args)
        return result, {"x-oauth-scopes": ",".join(sorted(self.scopes))}

    def _too_fast(self, method: str, args: Json) -> Fault | None:
        """One message a second and channel: https://docs.slack.dev/apis/web-api/rate-limits."""
        if not self._rate_limit or method not in _POSTING:
            return None
        channel, now = str(args.get("channel")), time.monotonic()
        if now - self._last_post.get(channel, -10) < 1:
            return Fault("throttle", retry_after=1)
        self._last_post[channel] = now
        return None

    def _failed(self, method: str, args: Json, fault: Fault) -> web.Response:
        if fault.kind == "http":
            result: Json = {"ok": False, "error": "internal_error"}
            self._journal.write("slack", method, args, result, http_status=fault.status)
            return web.Response(status=fault.status, text="<html>Something went wrong</html>")
        throttled = fault.kind == "throttle"
        result = {"ok": False, "error": "ratelimited" if throttled else fault.error}
        self._journal.write("slack", method, args, result)
        if not throttled:
            return web.json_response(result)
        return web.json_response(result, status=429, headers={"Retry-After": str(fault.retry_after)})

    async def _upload(self, request: web.Request) -> web.Response:
        """Second step of https://docs.slack.dev/messaging/working-with-files#uploading_files."""
        file_id = self._backend.uploads.get(request.match_info["secret"])
        if file_id is None:
            return web.Response(status=404)
        file = self._backend.workspace.files[file_id]
        content = await _body(request)
        self._journal.write("slack-http", "upload", {"file_id": file_id, "content": content})
        if len(content) != file.size or file.content is not None:
            return web.Response(status=400, text="length does not match")
        file.content = content
        return web.Response(text=f"OK - {len(content)}")

    async def _download(self, request: web.Request) -> web.Response:
        """url_private of https://docs.slack.dev/reference/objects/file-object: without token a sign-in page."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        file = self._backend.workspace.files.get(request.match_info["file"].partition("-")[2])
        allowed = self._authorised(token, self._bot_token) and "files:read" in self.scopes
        if scheme.lower() != "bearer" or not allowed:
            return web.Response(status=302, headers={"Location": f"/?redir={request.path}"})
        fault = self._faults.take("download")
        if fault is not None and fault.kind == "http":
            return web.Response(status=fault.status)
        if file is None or file.content is None:
            return web.Response(status=404)
        self._journal.write("slack-http", "download", {"file_id": file.id})
        return web.Response(body=file.content, content_type=file.media_type)

    async def _sign_in(self, _request: web.Request) -> web.Response:
        return web.Response(text="<!DOCTYPE html><title>Sign in to Ringback</title>", content_type="text/html")

    async def _respond(self, request: web.Request) -> web.Response:
        body: Any = await request.json()
        status, told = self._responses.respond(request.match_info["secret"], body)
        result = {"ok": status == 200, "told": told}
        self._journal.write("slack-http", "response_url", body, result)
        return web.Response(status=status, text=told)


async def _body(request: web.Request) -> bytes:
    """Return an upload's content, sent as it is or as the file of a form."""
    if request.content_type != "multipart/form-data":
        return await request.read()
    for value in (await request.post()).values():
        if isinstance(value, web.FileField):
            return value.file.read()
    return b""
