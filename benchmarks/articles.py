"""How long it takes to find an answer: `python -m benchmarks.articles [--articles 20000] [--database URL]`.

Half of the made-up articles are English, half Chinese; words are as unevenly common as in a language. Asked is what the
problem of one of them says (what a customer's first message costs), and two words (what an engineer looks for)."""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, insert, text

from bot import known
from bot.core.events import Case, Wrote
from bot.core.messages import Address, Sender
from bot.core.tickets import Intake
from bot.db import knowledge, migrate, people, tickets
from bot.db.engine import open_engine
from bot.db.schema import tickets as table

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ASKED = 200
_COMMON = [1 / (rank + 5) for rank in range(8000)]


def lexicon(chance: random.Random) -> dict[str, list[str]]:
    """8 000 words of each language, the most common first."""
    han = [chr(0x4E00 + rank) for rank in range(3000)]
    often = [1 / (rank + 3) for rank in range(3000)]
    chinese = ["".join(chance.choices(han, often, k=chance.choice([2, 2, 2, 3]))) for _ in _COMMON]
    letters = "abcdefghijklmnopqrstuvwxyz"
    return {"zh": chinese, "en": ["".join(chance.choices(letters, k=chance.randint(3, 9))) for _ in _COMMON]}


def fill(connection: Connection, count: int, chance: random.Random) -> list[tuple[str, list[str]]]:
    """Keeps so many articles; returns language and words of each problem."""
    words, made = lexicon(chance), []
    customer = people.meet(connection, Sender(Address("email", "a@example.org")), "email:support", "", NOW)
    ticket = {"subject": "s", "status": "closed", "language": "en", "channel": "email:support", "opened_at": NOW}
    ticket |= {"customer_id": customer.id, "address_id": customer.address_id, "intake": tickets.write_intake(Intake())}
    for number in range(count):
        language = ("en", "zh")[number % 2]
        blank = " " if language == "en" else ""
        problem, solution = (chance.choices(words[language], _COMMON, k=size) for size in (20, 30))
        row = connection.execute(insert(table).values(ticket).returning(table.c.id)).scalar_one()
        values = {"problem": blank.join(problem), "solution": blank.join(solution), "language": language}
        knowledge.keep(connection, row, {**values, "state": "customers"}, NOW)
        made.append((language, problem))
    return made


def timed(asked: Sequence[str], look: Callable[[str], object]) -> str:
    """Median and 95th percentile of each look-up, in milliseconds."""
    spent = []
    for one in asked:
        begun = time.perf_counter()
        look(one)
        spent.append((time.perf_counter() - begun) * 1000)
    spent.sort()
    return f"median {spent[len(spent) // 2]:5.1f} ms, 95 % within {spent[int(len(spent) * 0.95)]:5.1f} ms"


def measure(engine: Engine, count: int) -> None:
    """Fills an empty database and prints the figures."""
    chance = random.Random(7)
    migrate.upgrade(engine)
    with engine.begin() as connection:
        begun = time.perf_counter()
        made = fill(connection, count, chance)
        print(f"{engine.dialect.name}: {count} articles, {(time.perf_counter() - begun) * 1000 / count:.1f} ms each")
        connection.execute(text("ANALYZE"))
    with engine.connect().execution_options(readonly=True) as connection:
        for language in ("en", "zh"):
            problems = [problem for spoken, problem in chance.sample(made, ASKED * 2) if spoken == language]
            blank, case = " " if language == "en" else "", Case(None, "telegram", "one", language)
            whole, two = ([blank.join(problem[:size]) for problem in problems] for size in (20, 2))
            first = timed(whole, lambda said, case=case: known.prepared(connection, case, Wrote(said)))  # type: ignore[misc]  # mypy cannot name a lambda's default
            found = timed(two, lambda said: knowledge.find(connection, said, ("engineers", "customers")))
            print(f"{language}: a first message {first}; two words {found}")


def main() -> None:
    """Reads the options."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=20_000)
    options.add_argument("--database", default="", help="an empty one; SQLite in a folder of its own otherwise")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(chosen.database or f"sqlite:///{Path(folder) / 'articles.sqlite3'}")
        try:
            measure(engine, chosen.articles)
        finally:
            engine.dispose()


if __name__ == "__main__":
    main()
