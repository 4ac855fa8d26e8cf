"""Who somebody is: profiles, and who belongs to the engineers' channel."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from bot.channels.slack.client import SlackClient
from bot.channels.slack.parse import Profile
from bot.channels.slack.settings import SlackSettings
from bot.core.messages import DeliveryError, Engineer

#: A look-up must leave time within Slack's three seconds.
LOOK_UP_SECONDS = 1.0
PROFILE_SECONDS = 3600.0
PROFILES = 10_000


class People:
    """Looks people up and remembers them for a while. `monotonic` gives seconds."""

    def __init__(
        self, client: SlackClient, settings: SlackSettings, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.team = ""
        self.bot_user = ""
        self.bot_id = ""
        self._client = client
        self._settings = settings
        self._monotonic = monotonic
        self._profiles: dict[str, tuple[float, Profile]] = {}
        self._members: frozenset[str] = frozenset()
        self._members_read: float | None = None
        self._reading = asyncio.Lock()

    async def introduce(self) -> None:
        """Learns once who the app itself is (auth.test). Raises DeliveryError."""
        if not self.team:
            answer = await self._client.call(self._client.reading.auth_test())
            self.bot_user, self.bot_id = str(answer["user_id"]), str(answer.get("bot_id") or "")
            self.team = str(answer["team_id"])

    async def profile(self, user: str) -> Profile:
        """Name, language and workspace of a person; an empty profile when Slack does not say in time."""
        known = self._profiles.get(user)
        if known and self._monotonic() - known[0] < PROFILE_SECONDS:
            return known[1]
        try:
            async with asyncio.timeout(LOOK_UP_SECONDS):
                call = self._client.reading.users_info(user=user, include_locale=True)
                found = _profile((await self._client.call(call)).get("user") or {})
        except (DeliveryError, TimeoutError):
            return known[1] if known else Profile()
        if len(self._profiles) >= PROFILES:
            del self._profiles[next(iter(self._profiles))]
        self._profiles[user] = (self._monotonic(), found)
        return found

    async def engineer(self, user: str, team: str) -> Engineer | None:
        """The engineer who acts, None for everybody else. A person we do not know as one is looked up afresh.

        Raises DeliveryError when Slack does not say who belongs to the channel."""
        if team != self.team or user == self.bot_user:
            return None
        if user not in await self._current() and user not in await self._current(0.0):
            return None
        profile = await self.profile(user)
        if profile.is_stranger or profile.team not in ("", self.team):
            return None
        return Engineer(user, profile.name or user)

    async def is_engineer(self, user: str, team: str) -> bool:
        """Whether the author of a message is an engineer, from what we read lately. Raises DeliveryError when
        we never could."""
        if team != self.team:
            return False
        try:
            return user in await self._current()
        except DeliveryError:
            if self._members_read is None:
                raise
            return user in self._members

    def joined(self, user: str) -> None:
        """Slack says that a person came into the engineers' channel."""
        self._members |= {user}

    def left(self, user: str) -> None:
        """Slack says that a person left the engineers' channel."""
        self._members -= {user}

    def forget_members(self) -> None:
        """After a gap we may have missed who came and left."""
        if self._members_read is not None:
            self._members_read = float("-inf")

    async def _current(self, age: float | None = None) -> frozenset[str]:
        """The members, read again when what we have is older than `age` seconds."""
        most = self._settings.members_ttl_seconds if age is None else age
        async with self._reading:
            if self._members_read is None or self._monotonic() - self._members_read > most:
                listing = self._client.pages(
                    "conversations.members", "members", channel=self._settings.engineers_channel
                )
                self._members = frozenset([str(member) async for member in listing])
                self._members_read = self._monotonic()
            return self._members


def _profile(user: dict[str, object]) -> Profile:
    profile = user.get("profile")
    shown = profile if isinstance(profile, dict) else {}
    name = shown.get("real_name") or user.get("real_name") or shown.get("display_name") or user.get("name") or ""
    language = str(user.get("locale") or "").lower()[:2]
    return Profile(
        name=" ".join(str(name).split()),
        language=language if language in ("zh", "en") else "",
        team=str(user.get("team_id") or ""),
        is_stranger=bool(user.get("is_stranger")),
    )
