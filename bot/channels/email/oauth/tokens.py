"""One access token for each mailbox: fetched once, shared by IMAP and SMTP, renewed ahead, kept sealed."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import structlog

from bot.channels.email.oauth.ask import Asking
from bot.channels.email.oauth.expiry import consent_note, secret_note
from bot.channels.email.oauth.problem import TokenProblem, consent_fix
from bot.channels.email.oauth.providers import endpoints
from bot.channels.email.oauth.sealed import SealedCursors, UnreadableError
from bot.channels.email.oauth.token import Token, from_answer, from_kept, origin_of
from bot.channels.email.settings import OAuthSettings
from bot.core.ports import Clock

log = structlog.get_logger()

LOOK = 60.0  # seconds between looks at the token's age
PATIENCE = 3  # failures in a row, of a provider that does not answer, before the lamp says so


@dataclass(slots=True)
class Tokens:
    """A mailbox's token. What another process of this installation keeps (a consent, a doctor) is found by itself.
    `jitter` gives a number from 0 to 1."""

    mailbox: str
    settings: OAuthSettings
    kept: SealedCursors
    clock: Clock
    jitter: Callable[[], float] = random.random
    _token: Token | None = field(default=None, repr=False)
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)
    _unsaved: bool = False
    _unreadable: bool = False
    _failures: int = 0
    _trouble: TokenProblem | None = None
    _not_before: float = 0.0

    async def get(self) -> str:
        """A token that is good for minutes at least. Raises TokenProblem."""
        return (await self.current()).access

    async def current(self) -> Token:
        """The same, with all that is known of it. Raises TokenProblem."""
        async with self._lock:
            token = await self._known()
            return token if token.usable(self.clock.now()) else await self._renewed(token)

    async def refused(self, access: str) -> bool:
        """A server does not take this token: it is thrown away. False when it was fetched a moment ago, and another one
        would be no better."""
        async with self._lock:
            token = await self._known()
            if token.access != access:
                return True
            if (self.clock.now() - token.fetched).total_seconds() < self.settings.backoff_max:
                return False
            await self._keep(replace(token, access=""))
            return True

    async def ahead(self, tell: Callable[[str], None]) -> float:
        """Renews the token when half of its life is over; tells a cause when that fails, "" when all is well. Returns
        the seconds until it is to be asked again."""
        async with self._lock:
            token = await self._known()
            if not token.access or self.clock.now() >= token.renewed_from:
                try:
                    token = await self._renewed(token)
                except TokenProblem as problem:
                    if problem.refused or self._failures >= PATIENCE:
                        tell(self._sentence(problem, token))
                    return max(0.05, self._not_before - time.monotonic())
            tell("")
            # A provider may give the same token again, with what is left of its life.
            return max(1.0, min(LOOK, (token.renewed_from - self.clock.now()).total_seconds()))

    async def adopt(self, answer: Mapping[str, Any]) -> Token:
        """Keeps what a consent gave. Raises TokenProblem."""
        if not answer.get("refresh_token"):
            fix = "see that oauth.scope asks for one (offline_access at Microsoft)"
            raise TokenProblem("the provider gave no refresh token", fix)
        async with self._lock:
            return await self._taken(answer, self._first(""))

    def note(self) -> str:
        """What is to be said ahead of what will end; nothing while all is well."""
        today, token = self.clock.now().date(), self._token
        consent = token.consent_ends.date() if token and token.consent_ends else None
        return " ".join(filter(None, (secret_note(self.settings, today), consent_note(self.mailbox, consent, today))))

    def _sentence(self, problem: TokenProblem, token: Token) -> str:
        left = (token.ends - self.clock.now()).total_seconds() / 60
        if not token.access or left <= 0:
            return str(problem)
        return f"the token could not be renewed; it ends in {left:.0f} min: {problem}"

    async def _known(self) -> Token:
        """What there is, from the database unless the one at hand is still good for its first half."""
        now = self.clock.now()
        if self._unsaved and self._token:
            await self._keep(self._token)
        if self._token and self._token.access and now < self._token.renewed_from:
            return self._token
        token = await self._loaded()
        if token != self._token:
            self._token, self._trouble, self._failures = token, None, 0
        return token

    async def _loaded(self) -> Token:
        first = self._first(self.settings.refresh_token.get_secret_value())
        try:
            found = await self.kept.load(self._name)
            self._unreadable = False
        except UnreadableError:
            found, self._unreadable = None, True
        if found is not None and (token := from_kept(found)).origin == first.origin:
            return token
        return self._token if self._token is not None and self._token.origin == first.origin else first

    def _first(self, refresh: str) -> Token:
        """What there is before anything was fetched."""
        now, settings = self.clock.now(), self.settings
        return Token("", now, now, endpoints(settings).scope, refresh, origin_of(settings))

    async def _renewed(self, token: Token) -> Token:
        if self._trouble is not None and time.monotonic() < self._not_before:
            raise self._trouble.with_traceback(None)
        try:
            answer = await self._asked(token)
            renewed = await self._taken(answer, token)
        except TokenProblem as problem:
            self._hold_back(problem)
            raise
        self._trouble, self._failures = None, 0
        log.info("token fetched", mailbox=self.mailbox, ends=renewed.ends.isoformat(timespec="seconds"))
        return renewed

    async def _asked(self, token: Token) -> Mapping[str, Any]:
        asking = Asking(self.mailbox, self.settings)
        if self.settings.flow == "client_credentials":
            return await asking.for_token("client_credentials")
        if token.refresh:
            return await asking.for_token("refresh_token", refresh_token=token.refresh)
        unread, fix = self._unreadable, consent_fix(self.mailbox, again=self._unreadable)
        what = "the refresh token that is kept cannot be read, its key has changed" if unread else "no consent yet"
        raise TokenProblem(what, fix, refused=True)

    async def _taken(self, answer: Mapping[str, Any], old: Token) -> Token:
        try:
            token = from_answer(answer, self.clock.now(), old)
        except ValueError as error:
            raise TokenProblem(f"the provider's answer cannot be used: {error}", "see token_url") from error
        await self._keep(token)
        return token

    async def _keep(self, token: Token) -> None:
        """At hand first: a provider that has rotated its refresh token takes the old one no more."""
        self._token, self._unsaved = token, True
        await self.kept.save(self._name, token.kept())
        self._unsaved = False

    def _hold_back(self, problem: TokenProblem) -> None:
        """Doubles the pause until the next question, half of it by chance; the provider may wish a longer one."""
        settings = self.settings
        longest = min(settings.backoff_first * 2.0 ** min(self._failures, 20), settings.backoff_max)
        self._failures += 1
        pause = max(longest * (0.5 + self.jitter() / 2), min(problem.retry_after, 3600))
        self._trouble, self._not_before = problem, time.monotonic() + pause
        log.warning("no token", mailbox=self.mailbox, cause=str(problem), attempt=self._failures)

    @property
    def _name(self) -> str:
        return f"oauth {self.mailbox}"
