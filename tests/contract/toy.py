"""A toy channel: a provider in ten lines, and a room as small as rooms get. It lives in the tests only."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.channels.markdown import to_plain
from bot.core.health import Health
from bot.core.messages import Address, Attachment, DeliveryError, Inbound, Outbound, Sender, Sent
from bot.core.ports import Abilities, Receive


@dataclass(frozen=True, slots=True)
class Pigeon:
    """What the provider carries either way. `press` is the data of a button."""

    number: int
    person: str
    text: str
    press: str = ""
    buttons: tuple[tuple[str, str], ...] = ()
    file: tuple[str, bytes] | None = None
    mark: int = 0


@dataclass
class Pigeons:
    """The provider: keeps every pigeon until it is acknowledged, and brings it again after a while."""

    waiting: dict[int, Pigeon] = field(default_factory=dict)
    delivered: list[Pigeon] = field(default_factory=list)
    verdicts: list[DeliveryError] = field(default_factory=list)
    down: bool = False
    _came: asyncio.Event = field(default_factory=asyncio.Event)
    _number: int = 0

    def bring(self, person: str, text: str, press: str = "", file: tuple[str, bytes] | None = None) -> int:
        """A person sends a pigeon."""
        self._number += 1
        self.waiting[self._number] = Pigeon(self._number, person, text, press, file=file)
        self._came.set()
        return self._number

    async def next_few(self) -> list[Pigeon]:
        """Everything not acknowledged, in order; waits a little when there is nothing."""
        if self.down:
            raise ConnectionError("no pigeon comes through")
        if not self.waiting:
            self._came.clear()
            try:
                async with asyncio.timeout(0.1):
                    await self._came.wait()
            except TimeoutError:
                return []
        return list(self.waiting.values())

    def acknowledge(self, number: int) -> None:
        """The pigeon need not come again."""
        self.waiting.pop(number, None)

    def fly(self, pigeon: Pigeon) -> None:
        """Takes a pigeon out. Raises what was asked for; an ambiguous one has flown all the same."""
        verdict = self.verdicts.pop(0) if self.verdicts else None
        if verdict is None or verdict.ambiguous:
            self.delivered.append(pigeon)
        if verdict is not None:
            raise verdict


class ToyChannel:
    """The room. Implements core.ports.Channel and ReadsBack."""

    def __init__(self, provider: Pigeons, name: str = "toy") -> None:
        self.name = name
        self.abilities = Abilities(length=500, asks="one")
        self.health = Health(name)
        self._provider = provider

    async def listen(self, receive: Receive) -> None:
        """Hands pigeons over one after another; acknowledges each behind its commit."""
        while True:
            try:
                for pigeon in await self._provider.next_few():
                    await receive(self._parsed(pigeon))
                    self._provider.acknowledge(pigeon.number)
            except OSError as error:
                self.health.ill(str(error))
                await asyncio.sleep(0.02)
            else:
                self.health.well()

    async def send(self, outbound: Outbound) -> Sent:
        """Sends a pigeon."""
        assert outbound.address is not None
        file = outbound.files[0] if outbound.files else None
        buttons = tuple((button.label, button.data) for button in outbound.buttons)
        content = (file.name, file.content or b"") if file else None
        text = to_plain(outbound.body)
        self._provider.fly(Pigeon(0, outbound.address.value, text, "", buttons, content, outbound.id))
        return Sent(f"pigeon:{outbound.id}")

    async def find(self, outbound: Outbound) -> Sent | None:
        """Looks among what has flown."""
        flown = any(pigeon.mark == outbound.id for pigeon in self._provider.delivered)
        return Sent(f"pigeon:{outbound.id}") if flown else None

    def _parsed(self, pigeon: Pigeon) -> Inbound:
        files: Mapping[str, bytes] = dict([pigeon.file]) if pigeon.file else {}
        return Inbound(
            channel=self.name,
            key=f"{self.name}:{pigeon.number}",
            sender=Sender(Address("phone", pigeon.person), "Pia", "en"),
            thread=pigeon.person,
            text=pigeon.text,
            at=datetime.now(UTC),
            raw=pigeon.text.encode(),
            press=pigeon.press,
            attachments=tuple(Attachment(name, "text/plain", len(body), body) for name, body in files.items()),
        )
