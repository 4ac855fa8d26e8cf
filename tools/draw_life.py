"""Draws the life of a ticket from its table: `python -m tools.draw_life` writes docs/ticket-life.md."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.core.tickets import LIFE

TARGET = Path(__file__).parents[1] / "docs" / "ticket-life.md"
_HEAD = """# The life of a ticket

Drawn from `LIFE` in [bot/core/tickets.py](../bot/core/tickets.py) by `python -m tools.draw_life`; a test keeps
it current. A pair of state and move that has no arrow is impossible: it raises `ImpossibleMoveError` and nothing is
changed. *Delivered*, *reached* and *confirmed* are facts with a time of their own, not states.

| move | who makes it |
|---|---|
| acknowledge | an engineer takes the ticket |
| answer | an engineer replies to the customer |
| wait | the desk waits for the customer, a vendor or a visit |
| solve | an engineer records a solution; the call-back starts |
| confirm | the customer says that it works |
| reopen | the customer says that it does not, or asks for a person |
| close | an engineer closes without asking any more |
"""


def diagram(table: Mapping[Any, Mapping[Any, Any]], last: tuple[str, ...] = ()) -> str:
    """A table of states as a Mermaid drawing; several ways to the same state share an arrow. `last` are its ends."""
    lines = ["stateDiagram-v2"]
    for state, moves in table.items():
        together: dict[str, list[str]] = {}
        for move, after in moves.items():
            together.setdefault(after, []).append(move)
        lines += [f"    {state} --> {to}: {', '.join(names)}".rstrip(": ") for to, names in together.items()]
    lines += [f"    {state} --> [*]" for state in last]
    return "\n```mermaid\n" + "\n".join(lines) + "\n```\n"


def drawing() -> str:
    """The page as it should be."""
    return _HEAD + diagram({"[*]": {"": "new"}, **LIFE}, last=("closed",))


if __name__ == "__main__":
    TARGET.write_text(drawing(), "utf-8")
