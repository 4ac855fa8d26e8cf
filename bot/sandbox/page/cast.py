"""The people whose programs the page shows."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from bot.sandbox.stage import ANNA, BO, CUSTOMERS, Stage

CARLOS = "U0CARLOS"


@dataclass(frozen=True, slots=True)
class Person:
    """A customer with a mail program and Telegram, or one of them: `address` may be empty, `telegram` 0."""

    key: str
    name: str
    language: str
    address: str = ""
    telegram: int = 0


REGULARS = (
    Person("zh", "张伟", "zh", "zhang.wei@huaxing.example", 700_001),
    Person("en", "Emma Brown", "en", "emma@northwind.example", 700_002),
)


class Cast:
    """Who can be looked at; the story may bring more people in."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.customers: dict[str, Person] = {}
        self.in_slack: dict[str, str] = {}

    async def enter(self) -> None:
        """The two regular customers and the three people in Slack take their places."""
        for person in REGULARS:
            self.add(person)
        self.in_slack = {ANNA: "Anna Berg", BO: "Bo Chen"}
        for engineer in (ANNA, BO):
            await self._stage.slack.join(engineer, CUSTOMERS)
        await self.add_in_slack(CARLOS, "Carlos Diaz")

    def add(self, person: Person) -> None:
        """One more customer."""
        self.customers[person.key] = person
        if person.telegram:
            self._stage.telegram.add_user(person.telegram, person.name, language_code=person.language)

    async def add_in_slack(self, user: str, name: str) -> None:
        """One more customer in #customers."""
        self.in_slack[user] = name
        self._stage.slack.add_user(user, name, email=f"{user.lower()}@customer.example")
        await self._stage.slack.join(user, CUSTOMERS)

    def shown(self) -> dict[str, Any]:
        """Everybody, as the page is told."""
        return {"customers": [asdict(person) for person in self.customers.values()], "slack": self.in_slack}
