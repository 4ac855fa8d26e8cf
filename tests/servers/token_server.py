"""A token server as Microsoft and Google run it: strict about what it is asked, and it misbehaves on request.

It follows RFC 6749 (4.1.3, 4.4, 5.2, 6), RFC 7662 (introspection) and RFC 8628 (device codes).
"""

from __future__ import annotations

import itertools
import urllib.parse
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from aiohttp import web

from tests.servers.ports import free_port

FORM = "application/x-www-form-urlencoded"
SCOPE = "https://mail.example/all"


@dataclass(slots=True)
class Fault:
    """One answer that is not what it should be."""

    status: int
    body: str = "{}"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class TokenServer:
    """One token server on 127.0.0.1: `/token`, `/introspect`, `/devicecode`, `/auth`.

    - `rotates`: each use of a refresh token makes a new one, and the old one is worth nothing.
    - `expires_in`: the life of an access token in seconds, as it says itself.
    - `consent_seconds`: how long the person's consent still lasts, as it says itself; None: it says nothing of that.
    - `user`: whose mailbox the tokens open.
    - `consented`: whether the person at the device has said yes; None while he has not answered.
    """

    client_id: str = "client-1"
    client_secret: str = "hunter2 client/secret+&="
    user: str = "support@example.com"
    expires_in: float = 3600
    consent_seconds: float | None = None
    rotates: bool = False
    consented: bool | None = True
    port: int = field(default_factory=free_port)
    requests: list[dict[str, str]] = field(default_factory=list)
    """Every form that came to `/token`."""

    def __post_init__(self) -> None:
        self._numbers = itertools.count(1)
        self._faults: deque[Fault] = deque()
        self._live: set[str] = set()
        self._codes: dict[str, str] = {}
        self.refresh_tokens: set[str] = set()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> TokenServer:
        app = web.Application()
        app.router.add_post("/token", self._token)
        app.router.add_post("/introspect", self._introspect)
        app.router.add_post("/devicecode", self._devicecode)
        app.router.add_get("/auth", self._auth)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    def url(self, page: str = "token") -> str:
        """Where a page is."""
        return f"http://127.0.0.1:{self.port}/{page}"

    def settings(self, flow: str = "refresh_token", **more: Any) -> dict[str, Any]:
        """`[mailbox.oauth]` for this server, with a refresh token that it knows."""
        given: dict[str, Any] = {"provider": "custom", "flow": flow}
        given |= {"client_id": self.client_id, "client_secret": self.client_secret}
        given |= {"token_url": self.url(), "scope": SCOPE, "backoff_first": 0.02, "backoff_max": 0.2}
        if flow == "refresh_token":
            given["refresh_token"] = self.new_refresh_token()
        return given | {"timeout_seconds": 3} | more

    def new_refresh_token(self) -> str:
        """A person's consent."""
        token = f"hunter2-refresh-{next(self._numbers)}"
        self.refresh_tokens.add(token)
        return token

    def answer_next(self, fault: Fault, times: int = 1) -> None:
        """Answers the next questions for a token like this."""
        self._faults.extend([fault] * times)

    def revoke(self) -> None:
        """From now on every access token given so far is refused; whoever asks gets a new one."""
        self._live.clear()

    def withdraw(self) -> None:
        """The person takes his consent back: no refresh token is worth anything."""
        self.refresh_tokens.clear()

    def takes(self, user: str, token: str) -> bool:
        """Whether a mail server lets this user in with this token."""
        return user == self.user and token in self._live

    async def _token(self, request: web.Request) -> web.Response:
        form = await _form(request)
        self.requests.append(form)
        if self._faults:
            fault = self._faults.popleft()
            return web.Response(status=fault.status, text=fault.body, headers=fault.headers)
        if form.get("client_id") != self.client_id or form.get("client_secret") != self.client_secret:
            return _error("invalid_client", "AADSTS7000215: Invalid client secret provided.\r\nTrace ID: 0", 401)
        return self._granted(form)

    def _granted(self, form: Mapping[str, str]) -> web.Response:
        kind = form.get("grant_type")
        if kind == "client_credentials":
            return self._given(form) if form.get("scope") == SCOPE else _error("invalid_scope", "AADSTS1002012")
        if kind == "refresh_token":
            if form.get("refresh_token") not in self.refresh_tokens:
                return _error("invalid_grant", "AADSTS70008: The refresh token has expired.\r\nTrace ID: 0")
            return self._given(form, self._rotated(form["refresh_token"]))
        if kind == "urn:ietf:params:oauth:grant-type:device_code" and form.get("device_code") == "device-1":
            if self.consented is None:
                return _error("authorization_pending", "")
            return self._given(form, self.new_refresh_token()) if self.consented else _error("access_denied", "")
        if kind == "authorization_code" and self._codes.get(form.get("code", "")) == form.get("redirect_uri"):
            if len(form.get("code_verifier", "")) < 43:
                return _error("invalid_grant", "Missing code verifier.")
            return self._given(form, self.new_refresh_token())
        return _error("unsupported_grant_type", "")

    def _rotated(self, old: str) -> str:
        if not self.rotates:
            return ""
        self.refresh_tokens.discard(old)
        return self.new_refresh_token()

    def _given(self, form: Mapping[str, str], refresh: str = "") -> web.Response:
        access = f"hunter2-access-{next(self._numbers)}." + "x" * 2000  # as long as Microsoft's
        self._live.add(access)
        answer = {"token_type": "Bearer", "access_token": access, "expires_in": self.expires_in}
        answer |= {"scope": form.get("scope", SCOPE)} | ({"refresh_token": refresh} if refresh else {})
        answer |= {"refresh_token_expires_in": self.consent_seconds} if self.consent_seconds else {}
        return web.json_response(answer, headers={"Cache-Control": "no-store"})

    async def _introspect(self, request: web.Request) -> web.Response:
        token = urllib.parse.parse_qs(await request.text()).get("token", [""])[0]
        return web.json_response({"active": True, "username": self.user} if token in self._live else {"active": False})

    async def _devicecode(self, request: web.Request) -> web.Response:
        form = await _form(request)
        if form.get("client_id") != self.client_id or "client_secret" in form or form.get("scope") != SCOPE:
            return _error("invalid_request", "the client, its secret or the scope")
        answer = {"device_code": "device-1", "user_code": "ABCD-EFGH", "verification_uri": self.url("device")}
        return web.json_response(answer | {"expires_in": 900, "interval": 0.05})

    async def _auth(self, request: web.Request) -> web.Response:
        asked = request.query
        right = asked["response_type"] == "code" and asked["client_id"] == self.client_id and asked["scope"] == SCOPE
        assert right, asked
        assert asked["code_challenge_method"] == "S256"
        assert asked["code_challenge"]
        back = {"state": asked["state"]}
        if self.consented:
            code = f"code-{next(self._numbers)}"
            self._codes[code] = asked["redirect_uri"]
            back["code"] = code
        else:
            back["error"] = "access_denied"
        raise web.HTTPFound(f"{asked['redirect_uri']}?{urllib.parse.urlencode(back)}")


async def _form(request: web.Request) -> dict[str, str]:
    """A form, as strictly as providers read it: each key once, no empty value."""
    assert request.content_type == FORM, request.content_type
    pairs = urllib.parse.parse_qsl(await request.text(), keep_blank_values=True, strict_parsing=True)
    assert len(dict(pairs)) == len(pairs), "a parameter stands there twice (RFC 6749, 3.2)"
    assert all(value for _, value in pairs), "an empty parameter"
    return dict(pairs)


def _error(code: str, described: str, status: int = 400) -> web.Response:
    words = {"error": code} | ({"error_description": described} if described else {})
    return web.json_response(words, status=status)
