"""What is still being looked at, while it is."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Self, TextIO

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Shown
from rich.table import Column


class Progress:
    """A bar on a terminal, gone at the end; a single line in a file or a pipe."""

    def __init__(self, stream: TextIO) -> None:
        self._console = Console(file=stream, highlight=False, soft_wrap=True)
        names = TextColumn("{task.description}", table_column=Column(ratio=1, no_wrap=True, overflow="ellipsis"))
        columns = (BarColumn(16), MofNCompleteColumn(), TimeElapsedColumn(), names)
        quiet = not self._console.is_terminal
        self._bar = Shown(*columns, console=self._console, transient=True, expand=True, disable=quiet)
        self._task: TaskID | None = None
        self._total = 0

    def __call__(self, waiting: Sequence[str]) -> None:
        """Shows what is left."""
        what = escape(f"Looking at {', '.join(waiting)} …")
        if self._task is None:
            self._total = len(waiting)
            self._task = self._bar.add_task(what, total=self._total)
            self._bar.start()
            if not self._console.is_terminal:
                self._console.print(what)
        self._bar.update(self._task, description=what, completed=self._total - len(waiting))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()  # without it an interrupted terminal stays without a cursor
