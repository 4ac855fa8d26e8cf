"""Asks a provider: form-encoded POSTs (RFC 6749, 4.4 and 6). Authlib builds them, httpx carries them.

Loaded only where a mailbox has OAuth2. Authlib's own client for httpx is about to leave httpx and warns at each import,
so its protocol functions are used, which carry nothing themselves.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_token_request

from bot.channels.email.oauth.problem import TokenProblem, plain, refusal
from bot.channels.email.oauth.providers import endpoints
from bot.channels.email.settings import OAuthSettings
from bot.channels.email.way import proxy_name

for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)  # their lines hold addresses and headers

_FORM = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
_LONGEST = 100_000


@dataclass(frozen=True, slots=True)
class Asking:
    """The way to one mailbox's provider."""

    mailbox: str
    settings: OAuthSettings

    async def for_token(self, grant: str, **given: str) -> Mapping[str, Any]:
        """What the token endpoint gives for a grant. Raises TokenProblem."""
        where, settings = endpoints(self.settings), self.settings
        secret = settings.client_secret.get_secret_value()
        if where.scope and grant in ("client_credentials", "refresh_token"):
            given = {"scope": where.scope, **given}
        form = prepare_token_request(grant, "", **given)
        client = ClientAuth(settings.client_id, secret, "client_secret_post" if secret else "none")
        url, headers, body = client.prepare("POST", where.token_url, dict(_FORM), form)
        answer = await self.post(url, body, headers)
        if "error" in answer:
            hidden = (secret, *(given.get(name, "") for name in ("refresh_token", "code", "device_code")))
            raise refusal(settings, self.mailbox, answer, hidden)
        return answer

    async def post(self, url: str, body: str, headers: Mapping[str, str] | None = None) -> Mapping[str, Any]:
        """A form's answer: an object, of success or with `error`. Raises TokenProblem."""
        host = httpx.URL(url).host
        try:
            async with asyncio.timeout(self.settings.timeout_seconds), self._client() as client:
                response = await client.post(url, content=body, headers=headers or _FORM)
        except httpx.ProxyError as error:
            name = proxy_name(self.settings.proxy) if self.settings.proxy else ""
            raise TokenProblem(f"the proxy {name} does not lead to {host}", "see oauth.proxy") from error
        except (httpx.TimeoutException, TimeoutError) as error:
            raise TokenProblem(f"{host} gave no token in {self.settings.timeout_seconds:g} s") from error
        except (httpx.HTTPError, OSError) as error:
            through = f" through the proxy {proxy_name(self.settings.proxy)}" if self.settings.proxy else ""
            raise TokenProblem(f"{host} cannot be reached{through}: {_why(error)}") from error
        return _answer(host, response)

    def _client(self) -> httpx.AsyncClient:
        settings = self.settings
        try:
            trust = ssl.create_default_context(cafile=str(settings.ca_file) if settings.ca_file else None)
        except OSError as error:
            raise TokenProblem(f"oauth.ca_file {settings.ca_file} cannot be read", "name a PEM file there") from error
        proxy = settings.proxy.get_secret_value() if settings.proxy else None
        return httpx.AsyncClient(verify=trust, proxy=proxy, timeout=settings.timeout_seconds, trust_env=False)


def _answer(host: str, response: httpx.Response) -> Mapping[str, Any]:
    if response.status_code == 429 or response.status_code >= 500:
        wait = _seconds(response.headers.get("Retry-After", ""))
        raise TokenProblem(f"{host} gives no token now: HTTP {response.status_code}", retry_after=wait)
    try:
        said = response.json() if len(response.content) < _LONGEST else None
    except ValueError:
        said = None
    if isinstance(said, dict) and (response.is_success or "error" in said):
        return said
    raise TokenProblem(f"{host} does not answer as a token endpoint does: HTTP {response.status_code}", "see token_url")


def _seconds(retry_after: str) -> float:
    """RFC 9110, 10.2.3: seconds, or a date."""
    if retry_after.isdecimal() and retry_after.isascii():
        return float(retry_after[:6])
    try:
        when = parsedate_to_datetime(retry_after)
    except ValueError:
        return 0.0
    return max(0.0, (when.replace(tzinfo=when.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


def _why(error: BaseException) -> str:
    return plain(str(error), ()) or type(error).__name__
