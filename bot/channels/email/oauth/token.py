"""A mailbox's token as it is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.channels.email.oauth.providers import endpoints
from bot.channels.email.settings import OAuthSettings

#: Nobody is handed a token that ends sooner than this.
LEEWAY = timedelta(minutes=5)
#: RFC 6749, 5.1 leaves `expires_in` out where the life is known by other means; this is short enough anywhere.
UNSAID = 600.0
#: What lives longer is renewed all the same.
LONGEST = 86400.0


@dataclass(frozen=True, slots=True)
class Token:
    """`access` is good until `ends`. `refresh` fetches the next one, where there is one. `origin` marks the settings
    that all of this came from: under others nothing of it is worth anything."""

    access: str = field(repr=False)
    fetched: datetime
    ends: datetime
    scope: str = ""
    refresh: str = field(default="", repr=False)
    origin: str = ""

    def usable(self, now: datetime) -> bool:
        """Whether it may be handed out."""
        return bool(self.access) and now < self.ends - min(LEEWAY, (self.ends - self.fetched) / 2)

    @property
    def renewed_from(self) -> datetime:
        """Half of its life: from then on a new one is fetched ahead, so that trouble shows while this one works."""
        return self.fetched + (self.ends - self.fetched) / 2

    def kept(self) -> Mapping[str, Any]:
        """For the database."""
        times = {"fetched": self.fetched.isoformat(), "ends": self.ends.isoformat()}
        texts = {"access": self.access, "scope": self.scope, "refresh": self.refresh, "origin": self.origin}
        return texts | times


def from_kept(value: Mapping[str, Any]) -> Token:
    """What `kept` has made."""
    fetched, ends = (datetime.fromisoformat(value[name]) for name in ("fetched", "ends"))
    return Token(value["access"], fetched, ends, value["scope"], value["refresh"], value["origin"])


def from_answer(answer: Mapping[str, Any], now: datetime, scope: str, refresh: str, origin: str) -> Token:
    """What a token endpoint gave (RFC 6749, 5.1). Raises ValueError when it gave no token."""
    access, kind = answer.get("access_token"), str(answer.get("token_type", "bearer"))
    if not isinstance(access, str) or not access.isascii() or not access.isprintable() or kind.lower() != "bearer":
        raise ValueError("the answer holds no bearer token")
    life = answer.get("expires_in") or UNSAID
    if not isinstance(life, int | float | str):
        raise ValueError("the token's life is no number")
    ends = now + timedelta(seconds=max(0.0, min(float(life), LONGEST)))
    return Token(
        access, now, ends, str(answer.get("scope") or scope), str(answer.get("refresh_token") or refresh), origin
    )


def origin_of(settings: OAuthSettings) -> str:
    """Marks settings, in such a way that nothing can be read back: a new client or refresh token makes a new mark."""
    where = endpoints(settings)
    first = settings.refresh_token.get_secret_value()
    words = (settings.client_id, settings.flow, where.token_url, where.scope, first)
    return hashlib.sha256("\n".join(words).encode()).hexdigest()
