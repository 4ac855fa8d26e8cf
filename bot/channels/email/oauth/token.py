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
#: Ten years: whoever names a longer time means for ever.
LONGEST_CONSENT = 315_360_000


@dataclass(frozen=True, slots=True)
class Token:
    """`access` is good until `ends`. `refresh` fetches the next one, where there is one, until `consent_ends`; most
    providers name no such time. `origin` marks the settings that all of this came from: under others nothing of it is
    worth anything."""

    access: str = field(repr=False)
    fetched: datetime
    ends: datetime
    scope: str = ""
    refresh: str = field(default="", repr=False)
    origin: str = ""
    consent_ends: datetime | None = None

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
        return texts | times | ({"consent_ends": self.consent_ends.isoformat()} if self.consent_ends else {})


def from_kept(value: Mapping[str, Any]) -> Token:
    """What `kept` has made."""
    fetched, ends = (datetime.fromisoformat(value[name]) for name in ("fetched", "ends"))
    consent = datetime.fromisoformat(value["consent_ends"]) if "consent_ends" in value else None
    return Token(value["access"], fetched, ends, value["scope"], value["refresh"], value["origin"], consent)


def from_answer(answer: Mapping[str, Any], now: datetime, old: Token) -> Token:
    """What a token endpoint gave (RFC 6749, 5.1); what it leaves out stays as in the old one. Raises ValueError when it
    gave no token."""
    access, kind = answer.get("access_token"), str(answer.get("token_type", "bearer"))
    if not isinstance(access, str) or not access.isascii() or not access.isprintable() or kind.lower() != "bearer":
        raise ValueError("the answer holds no bearer token")
    life = answer.get("expires_in") or UNSAID
    if not isinstance(life, int | float | str):
        raise ValueError("the token's life is no number")
    ends = now + timedelta(seconds=max(0.0, min(float(life), LONGEST)))
    scope, refresh = str(answer.get("scope") or old.scope), str(answer.get("refresh_token") or old.refresh)
    consent = _consent_ends(answer, now) or (old.consent_ends if refresh == old.refresh else None)
    return Token(access, now, ends, scope, refresh, old.origin, consent)


def _consent_ends(answer: Mapping[str, Any], now: datetime) -> datetime | None:
    """When the refresh token ends. Google says it of consents that were given for a time
    (https://developers.google.com/identity/protocols/oauth2/web-server#exchange-authorization-code), Keycloak always
    and with another name (0: never)."""
    for name in ("refresh_token_expires_in", "refresh_expires_in"):
        life = answer.get(name)
        if isinstance(life, int | float) and 0 < life < LONGEST_CONSENT:
            return now + timedelta(seconds=life)
    return None


def origin_of(settings: OAuthSettings) -> str:
    """Marks settings, in such a way that nothing can be read back: a new client or refresh token makes a new mark."""
    where = endpoints(settings)
    first = settings.refresh_token.get_secret_value()
    words = (settings.client_id, settings.flow, where.token_url, where.scope, first)
    return hashlib.sha256("\n".join(words).encode()).hexdigest()
