"""Looks on at the desk's one door."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from bot.core.messages import Answer, DeskAction, Inbound
from bot.core.ports import Receive


@dataclass
class Spy:
    """Hands everything on, and counts what was committed."""

    receive: Receive = field(init=False)
    answers: list[tuple[Inbound | DeskAction, Answer]] = field(default_factory=list)
    _count: Counter[str] = field(default_factory=Counter)

    async def __call__(self, event: Inbound | DeskAction) -> Answer:
        answer = await self.receive(event)
        self.answers.append((event, answer))
        self._count[str(event.sender.address) if isinstance(event, Inbound) else event.engineer.id] += 1
        return answer

    def count(self, who: str) -> int:
        """How many messages of an address, or actions of an engineer, were committed; copies count."""
        return self._count[who]
