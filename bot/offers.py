"""The sections [[organisation]]: which other ways their people are offered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.channels.email.settings import OneLine
from bot.core.offering import Offering, folded


class OrganisationSettings(BaseModel):
    """What is known of one organisation. Its name or the `domains` of its mail tell its people; they are offered no
    other ways than `offers`."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    name: OneLine = Field(min_length=1)
    domains: tuple[OneLine, ...] = ()
    offers: tuple[Literal["telegram", "phone", "email"], ...] = ("telegram", "phone", "email")


def offering(by_channel: Mapping[str, Iterable[str]], organisations: Sequence[OrganisationSettings]) -> Offering:
    """What customers of each channel are offered, less what does not reach their organisation."""
    ways = [(one, frozenset(one.offers)) for one in organisations]
    marks = {mark: offers for one, offers in ways for mark in (folded(one.name), *map(str.lower, one.domains))}
    return Offering({channel: frozenset(offers) for channel, offers in by_channel.items()}, marks)
