"""What stops an operation, as a sentence for the admin; and how its progress is told."""

from __future__ import annotations

from collections.abc import Callable

#: Told while work goes on: what is done, how far (bytes or pieces) and of how many; 0 of 0 when nobody knows.
Tell = Callable[[str, int, int], None]


class OperationProblem(Exception):  # noqa: N818 - the problem is in the world, not in the program
    """The operation cannot be done, and nothing was changed. The message says why and what to do."""


def quiet(_what: str, _done: int, _total: int) -> None:
    """Tells nobody."""
