"""The Bot API through python-telegram-bot, as a plain client: calls in, results or named failures out."""

from __future__ import annotations

import asyncio
import json
import logging
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from typing import Any

import httpx
from telegram import Bot, InputFile
from telegram.error import TelegramError, TimedOut
from telegram.request import BaseRequest, HTTPXRequest, RequestData

from bot.channels.telegram.settings import TelegramSettings
from bot.channels.under_way import UnderWay
from bot.core.messages import DeliveryError

LARGEST_DOWNLOAD = 20 * 1024 * 1024  # bytes, https://core.telegram.org/bots/api#getfile
#: Whether what runs now belongs to a message that was begun before the connections were to be closed.
_BEGUN: ContextVar[bool] = ContextVar("_BEGUN", default=False)
_DEFAULT = BaseRequest.DEFAULT_NONE
#: Failures before the request left us.
_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    RuntimeError,
)


class Refusal(TelegramError):  # noqa: N818  # the service's answer, not an error of ours
    """The service said no: https://core.telegram.org/bots/api#making-requests and #responseparameters."""

    __slots__ = ("code", "migrate_to", "retry_after")

    def __init__(self, code: int, description: str, parameters: Mapping[str, Any]) -> None:
        super().__init__(description)
        self.code = code
        self.retry_after: float | None = parameters.get("retry_after")
        self.migrate_to: int | None = parameters.get("migrate_to_chat_id")


class _Request(HTTPXRequest):
    """Keeps the service's own error code and parameters, which the library's exceptions only partly tell."""

    async def do_request(  # noqa: PLR0913, PLR0917  # the library's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = _DEFAULT,  # the library's own sentinel type is private, here and below
        write_timeout: Any = _DEFAULT,
        connect_timeout: Any = _DEFAULT,
        pool_timeout: Any = _DEFAULT,
    ) -> tuple[int, bytes]:
        code, payload = await super().do_request(
            url, method, request_data, read_timeout, write_timeout, connect_timeout, pool_timeout
        )
        if 200 <= code <= 299:
            return code, payload
        raise _refusal(code, payload)


def _refusal(code: int, payload: bytes) -> Refusal:
    """A gateway's page is no JSON: then the status alone counts."""
    try:
        body = json.loads(payload)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        return Refusal(code, f"HTTP status {code}", {})
    parameters = body.get("parameters")
    return Refusal(code, str(body.get("description") or code), parameters if isinstance(parameters, dict) else {})


class Client:
    """One bot's calls. Every call raises TelegramError; no message of it holds the token."""

    def __init__(self, settings: TelegramSettings) -> None:
        token, seconds = settings.token.get_secret_value(), settings.timeout_seconds
        self._secret = token.partition(":")[2]
        self._poll_extra = 10.0 if seconds >= 10 else seconds
        proxy = settings.proxy.get_secret_value() if settings.proxy else None
        trust = {"verify": ssl.create_default_context(cafile=settings.ca_file)} if settings.ca_file else None
        self._requests = tuple(
            _Request(
                connection_pool_size=size,
                read_timeout=seconds,
                write_timeout=seconds,
                connect_timeout=seconds,
                pool_timeout=seconds,
                media_write_timeout=seconds * 6,
                proxy=proxy,
                httpx_kwargs=trust,
            )
            for size in (2, 32)
        )
        self._bot = Bot(
            token,
            base_url=f"{settings.api_url}/bot",
            base_file_url=f"{settings.api_url}/file/bot",
            get_updates_request=self._requests[0],
            request=self._requests[1],
        )
        self._under_way = UnderWay()
        self._closed = False
        for name in ("httpx", "httpcore"):  # they log addresses, and ours hold the token
            logging.getLogger(name).setLevel(logging.WARNING)

    async def open(self) -> None:
        """Makes a closed client work again."""
        await asyncio.gather(*(request.initialize() for request in self._requests))
        self._closed = False

    async def close(self) -> None:
        """Lets the calls and messages under way end, then closes all connections. Later calls fail as not sent."""
        self._closed = True
        try:
            await self._under_way.ended()
        finally:
            await asyncio.gather(*(request.shutdown() for request in self._requests))

    async def call(self, method: str, arguments: Mapping[str, Any], read_timeout: Any = _DEFAULT) -> Any:
        """Calls a method by its snake_case name and returns its raw result. Raises TelegramError."""
        # The library warns when it has a function of that name; with a second underscore it has none, and the
        # camelCase name it makes of both is the same.
        endpoint = method.replace("_", "__", 1)
        try:
            with self._call():
                return await self._bot.do_api_request(endpoint, api_kwargs=dict(arguments), read_timeout=read_timeout)
        except KeyError as error:
            raise TelegramError("the answer holds no result") from error

    async def updates(self, offset: int, seconds: int, kinds: tuple[str, ...]) -> list[dict[str, Any]]:
        """Long-polls; `offset` confirms everything before it (0: nothing). Raises TelegramError."""
        arguments = {"timeout": seconds, "allowed_updates": list(kinds)} | ({"offset": offset} if offset else {})
        result = await self.call("get_updates", arguments, read_timeout=seconds + self._poll_extra)
        return [update for update in result if isinstance(update, dict) and isinstance(update.get("update_id"), int)]

    async def upload(self, method: str, arguments: Mapping[str, Any], name: str, content: bytes) -> Any:
        """Calls a method with `content` as its document. Raises TelegramError."""
        document = InputFile(content, filename=name, attach=True)
        return await self.call(method, {**arguments, "document": document})

    async def download(self, file_id: str) -> bytes:
        """Fetches a file of at most 20 MB. Raises TelegramError; DeliveryError (permanent) when it is too big."""
        with self._call():
            file = await self._bot.get_file(file_id)
            if (file.file_size or 0) > LARGEST_DOWNLOAD:
                raise DeliveryError("the file is above 20 MB", permanent=True)
            return bytes(await file.download_as_bytearray())

    @contextmanager
    def message(self) -> Iterator[None]:
        """Makes one of several calls: closing lets it go out whole. Raises TelegramError."""
        with self._call():
            begun = _BEGUN.set(True)
            try:
                yield
            finally:
                _BEGUN.reset(begun)

    @contextmanager
    def _call(self) -> Iterator[None]:
        if self._closed and not _BEGUN.get():
            raise TelegramError("the connection is closed") from RuntimeError()
        with self._under_way.one():
            yield

    def told(self, error: BaseException) -> str:
        """What an error says, without the token."""
        return f"{error}".replace(self._secret, "***") or type(error).__name__

    def verdict(self, error: TelegramError) -> DeliveryError:
        """What a failed call means for the row that caused it."""
        reason = self.told(error)
        if not isinstance(error, Refusal):
            sent = not isinstance(error.__cause__, _NOT_SENT)
            return DeliveryError(f"no answer from Telegram: {reason}", ambiguous=sent)
        if error.code == 429:
            return DeliveryError(reason, retry_after=seconds_of(error.retry_after))
        ours = error.code in {401, 404, 409} or error.code >= 500  # the token's or the service's trouble, not the row's
        # A gateway that waited in vain for the service does not know whether it has done the work.
        return DeliveryError(f"{reason} ({error.code})", permanent=not ours, ambiguous=error.code == 504)


def seconds_of(value: float | timedelta | None) -> float:
    """A pause that the service asked for, at least one second."""
    seconds = value.total_seconds() if isinstance(value, timedelta) else float(value or 0)
    return max(seconds, 1.0)


def cause_of(error: TelegramError, told: str) -> str:
    """Why no updates come, as a sentence for the admin."""
    code = error.code if isinstance(error, Refusal) else 0
    if code == 409:
        return f"another program fetches this bot's messages: stop it, or give this one a bot of its own ({told})"
    if code in {401, 404}:
        return f"Telegram refuses the bot's token: get a new one from @BotFather ({told})"
    if code == 429:
        return f"Telegram slows us down ({told})"
    if code >= 500:
        return f"Telegram is out of order ({told})"
    return f"Telegram cannot be reached ({told})" if not code else f"Telegram refuses to give messages ({told})"


def at_once(error: TelegramError) -> bool:
    """Whether health turns red at the first such failure: it is no hiccup, or has already taken long."""
    return isinstance(error, TimedOut) or (isinstance(error, Refusal) and error.code < 500)
