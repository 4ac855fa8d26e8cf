"""Shows and undoes what engineers have said of senders."""

from __future__ import annotations

from bot.db import senders
from bot.operations.database import writing

_WORDS = {"blocked": "kept out", "allowed": "let through"}


def shown(url: str) -> str:
    """Every sender with what was said of him, by whom and when. Raises OperationProblem."""
    with writing(url) as connection:
        rows = senders.listed(connection)
    lines = [f"{r['value']}  {_WORDS[r['rule']]}  {r['at']:%Y-%m-%d %H:%M} UTC  {r['by']}" for r in rows]
    return "\n".join(lines) or "Nobody is kept out or let through."


def forgotten(url: str, sender: str) -> str:
    """Forgets what was said of an address or a domain; a sentence either way. Raises OperationProblem."""
    name = sender.strip().lower().removeprefix("@")
    with writing(url) as connection:
        done = senders.forget(connection, name)
    return f"{name}: forgotten." if done else f"Nothing was said of {name}."
