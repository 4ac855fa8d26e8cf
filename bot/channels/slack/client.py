"""Calls of Slack's Web API, with every failure turned into a DeliveryError that carries its verdict."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import urllib.parse
from collections.abc import AsyncIterator, Awaitable
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.http_retry.builtin_async_handlers import AsyncConnectionErrorRetryHandler, AsyncServerErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.errors import RefusedError
from bot.channels.slack.settings import SlackSettings
from bot.channels.under_way import UnderWay
from bot.core.messages import DeliveryError

Json = dict[str, Any]
#: https://docs.slack.dev/apis/web-api/pagination: "no more than 200 results at a time".
PAGE = 200
_SLACK_HOSTS = (".slack.com", ".slack-edge.com")


class SlackClient:
    """One app's calls. `reading` repeats what failed on the way, `writing` never does: a message whose answer was
    lost may have arrived, and its verdict says so."""

    def __init__(self, settings: SlackSettings) -> None:
        token, timeout = settings.bot_token.get_secret_value(), max(1, round(settings.timeout_seconds))
        repeats = [AsyncConnectionErrorRetryHandler(), AsyncServerErrorRetryHandler(max_retry_count=2)]
        base = settings.api_url.rstrip("/") + "/"
        trust = ssl.create_default_context(cafile=settings.ca_file) if settings.ca_file else None
        proxy = settings.proxy.get_secret_value() if settings.proxy else None
        way: dict[str, Any] = {"base_url": base, "timeout": timeout, "ssl": trust, "proxy": proxy}
        self.reading = AsyncWebClient(token, **way, retry_handlers=list(repeats))
        self.writing = AsyncWebClient(token, **way, retry_handlers=[])
        self.way: dict[str, Any] = {"proxy": proxy, "ssl": trust or True}
        """What aiohttp wants to be told to get to Slack."""
        self._settings = settings
        self._under_way = UnderWay()
        self._api_host = urllib.parse.urlsplit(base).netloc

    @contextlib.asynccontextmanager
    async def pooled(self) -> AsyncIterator[None]:
        """Keeps connections open between calls, until the last of them has its answer; outside it every call makes
        its own."""
        timeout = aiohttp.ClientTimeout(total=self._settings.timeout_seconds)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            self.reading.session = self.writing.session = session
            try:
                yield
            finally:
                self.reading.session = self.writing.session = None
                begun, self._under_way = self._under_way, UnderWay()
                await begun.ended()

    async def call(self, pending: Awaitable[Any]) -> Json:
        """Awaits a call of the library. Raises DeliveryError and nothing else."""
        try:
            with self._under_way.one():
                async with asyncio.timeout(self._settings.timeout_seconds):
                    answer = await pending
        except SlackApiError as error:
            raise _refused(error) from error
        except (aiohttp.ClientConnectorError, aiohttp.InvalidURL) as error:
            raise DeliveryError(f"Slack cannot be reached ({type(error).__name__})") from error
        except (aiohttp.ClientError, SlackRequestError, TimeoutError, OSError, AttributeError) as error:
            # The library stumbles (AttributeError) over a proxy's plain text with status 200.
            raise DeliveryError(f"no answer from Slack ({type(error).__name__})", ambiguous=True) from error
        return dict(answer.data)

    async def harmless(self, pending: Awaitable[Any]) -> Json:
        """The same for a call that may be made twice: its verdict is never that somebody must look first."""
        try:
            return await self.call(pending)
        except DeliveryError as error:
            error.ambiguous = False
            raise

    async def pages(self, method: str, key: str, *, patient: bool = False, **arguments: Any) -> AsyncIterator[Json]:
        """Yields the items of a listing, page by page; a `patient` one waits as long as Slack asks.
        Raises DeliveryError."""
        cursor: str | None = None
        while True:
            page = {**arguments, "limit": PAGE} | ({"cursor": cursor} if cursor else {})
            call = self.reading.api_call(method, http_verb="GET", params=page)
            try:
                answer = await self.harmless(call)
            except DeliveryError as error:
                if error.retry_after is None or not patient:
                    raise
                await asyncio.sleep(error.retry_after)
                continue
            for item in answer.get(key) or ():
                yield item
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return

    async def download(self, url: str) -> bytes:
        """Fetches a file of Slack's, up to the size allowed. Raises DeliveryError; our token goes to no one else."""
        if not self._is_slacks(url):
            raise DeliveryError("the file is not kept at Slack", permanent=True)
        headers = {"Authorization": f"Bearer {self._settings.bot_token.get_secret_value()}"}
        timeout = aiohttp.ClientTimeout(total=self._settings.timeout_seconds * 6)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.get(url, headers=headers, allow_redirects=False, **self.way) as answer,
            ):
                return await self._content(answer, url)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise DeliveryError(f"the file could not be fetched ({type(error).__name__})") from error

    async def _content(self, answer: aiohttp.ClientResponse, url: str) -> bytes:
        if answer.status == 429:
            raise DeliveryError("Slack asks for patience", retry_after=_seconds(answer.headers.get("Retry-After")))
        if answer.status >= 500:
            raise DeliveryError(f"Slack answered {answer.status}")
        # Without the permission Slack answers 302 or 200 with its log-in page.
        login = answer.content_type == "text/html" and not url.lower().endswith((".html", ".htm"))
        if answer.status != 200 or login:
            raise DeliveryError(f"Slack does not give the file out ({answer.status})", permanent=True)
        most = self._settings.file_bytes_max
        content = bytearray()
        async for piece in answer.content.iter_chunked(65_536):
            content += piece
            if len(content) > most:
                raise DeliveryError(f"the file is larger than {most} bytes", permanent=True)
        return bytes(content)

    def _is_slacks(self, url: str) -> bool:
        parts = urllib.parse.urlsplit(url)
        at_slack = parts.scheme == "https" and (parts.hostname or "").endswith(_SLACK_HOSTS)
        return at_slack or parts.netloc == self._api_host


def _refused(error: SlackApiError) -> DeliveryError:
    answer: Any = error.response
    status = int(getattr(answer, "status_code", 0) or getattr(answer, "status", 0) or 0)
    data = getattr(answer, "data", None)
    code = str(data.get("error") or "") if isinstance(data, dict) else ""
    if status == 429 or code in ("ratelimited", "rate_limited"):
        return RefusedError("ratelimited", _seconds(answer.headers.get("Retry-After")))
    if status >= 500 or not code:
        return DeliveryError(f"Slack answered {status or 'without sense'}", ambiguous=True)
    return RefusedError(code)


def _seconds(header: str | None) -> float:
    """https://docs.slack.dev/apis/web-api/rate-limits: Retry-After counts seconds."""
    return float(header) if header and header.replace(".", "", 1).isdecimal() else 30.0
