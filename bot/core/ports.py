"""What the floors ask of each other: protocols, so that no floor imports the one above it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, Protocol, runtime_checkable

from bot.core.desk import Inspection, Precedent, ShelfCard, TicketCard, WholeMessage
from bot.core.health import Health
from bot.core.messages import Answer, DeskAction, Inbound, Outbound, Sent

Receive = Callable[[Inbound | DeskAction], Awaitable[Answer]]


class Clock(Protocol):
    """The one source of time. Aware, UTC."""

    def now(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a channel can carry, as data.

    `length`: characters of one message; longer bodies are split before they become rows.
    `asks`: "one" question at a time (chat) or "all" in one message (mail).
    `file_bytes`: what all files of one message may have together.
    `at_once`: deliveries under way at the same time; never two of one conversation.
    """

    length: int
    asks: Literal["one", "all"]
    at_once: int = 1
    file_bytes: int = 25_000_000


@runtime_checkable
class Channel(Protocol):
    """One instance of a way in and out. Adding one touches no other room."""

    name: str
    abilities: Abilities
    health: Health

    async def listen(self, receive: Receive) -> None:
        """Hands over what customers and engineers do, until cancelled. Acknowledges to the provider only after
        `receive` returned; when it raises, nothing is acknowledged and the provider keeps the message."""

    async def send(self, outbound: Outbound) -> Sent:
        """Delivers one row. Raises DeliveryError with its verdict."""


@runtime_checkable
class ReadsBack(Protocol):
    """A channel that can look whether a row has arrived already."""

    async def find(self, outbound: Outbound) -> Sent | None:
        """Returns what an earlier attempt left there, or None. Raises DeliveryError."""


@runtime_checkable
class Invites(Protocol):
    """A chat into which a link leads."""

    def door(self, code: str) -> str:
        """The link that begins a conversation with this code; empty while there is none."""


@runtime_checkable
class Fetches(Protocol):
    """A channel whose files are handed over as references."""

    async def fetch(self, reference: str) -> bytes:
        """Returns the content. Raises DeliveryError."""


@dataclass(frozen=True, slots=True)
class Census:
    """What a provider holds: how many messages, and the places of those that the desk had never seen."""

    held: int
    missing: tuple[str, ...] = ()


@runtime_checkable
class Compares(Protocol):
    """A channel whose provider can be asked what it holds."""

    async def compare(
        self, known: Callable[[Sequence[str]], Awaitable[set[str]]], receive: Receive, since: date
    ) -> Census | None:
        """Hands over what has come since that day and is not among the places that `known` returns. None when the
        provider does not answer now; raises nothing of its own."""


class Cursors(Protocol):
    """Where a listener has got to, kept in our database. Saved only after what lies before it is committed."""

    async def load(self, name: str) -> Mapping[str, Any] | None:
        """Returns what was saved last, or None at the first start."""

    async def save(self, name: str, value: Mapping[str, Any]) -> None:
        """Commits the new place."""


class Phrase(Protocol):
    """A short sentence or label in one language, by key ("card.acknowledge"); raises KeyError for an unknown key.
    The result is plain text with the raw values in it: whoever composes it must escape it."""

    def __call__(self, language: str, key: str, /, **values: object) -> str: ...


class DeskReads(Protocol):
    """What the engineers' room reads to draw cards and modals."""

    async def card(self, ticket_id: int) -> TicketCard | None: ...

    async def shelf(self, inbox_id: int) -> ShelfCard | None: ...

    async def quiet_list(self) -> tuple[int, Sequence[ShelfCard]]: ...

    async def inspect_ticket(self, ticket_id: int) -> Inspection: ...

    async def inspect_row(self, inbox_id: int) -> Inspection: ...

    async def whole(self, message_id: int) -> WholeMessage | None: ...

    async def find(self, wanted: str) -> tuple[int | None, Sequence[Precedent]]: ...

    async def similar(self, ticket_id: int) -> Sequence[Precedent]: ...

    async def precedent(self, article_id: int) -> Precedent | None: ...
