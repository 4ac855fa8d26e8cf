"""Emulators that keep what they know over a restart: one snapshot for each part of the stage, and
beside them a file for each large content."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Protocol

from bot.sandbox.payloads import Payloads
from bot.sandbox.snapshot import BrokenSnapshotError, Json, Snapshot

PAUSE = 1.0  # seconds between two looks for changes


class Keeps(Protocol):
    """A part of the stage that can be kept."""

    def kept(self) -> Json:
        """What it knows, as JSON and packed() can hold it."""

    async def restore(self, kept: Json) -> None:
        """Knows that again; on an error it has changed nothing. Raises LookupError, TypeError, ValueError or
        AttributeError for what `kept` never gave.
        """


class Memory:
    """The snapshots of a stage in one folder. `tell` says a sentence to whoever started the demo."""

    def __init__(self, folder: Path, parts: Mapping[str, Keeps], tell: Callable[[str], None]) -> None:
        self._parts = {name: (part, Snapshot(folder / f"{name}.json")) for name, part in parts.items()}
        self._payloads = Payloads(folder / "payloads")
        self._folder = folder
        self._tell = tell
        self._complained = False

    async def recall(self) -> None:
        """Lets every part know what was kept of it; a broken snapshot is put aside, and told."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for name, (part, snapshot) in self._parts.items():
            try:
                kept = snapshot.read(self._payloads.again)
                if kept is not None:
                    await part.restore(kept)
            except (BrokenSnapshotError, LookupError, TypeError, ValueError, AttributeError):
                aside = snapshot.put_aside()
                self._tell(f"What was kept of {name} cannot be read; it starts empty. The file is now {aside}.")

    @contextlib.asynccontextmanager
    async def keeping(self) -> AsyncIterator[None]:
        """Writes what has changed: before the context is open, every second while it is, and at its end."""
        await self._look()
        over = asyncio.Event()
        work = asyncio.create_task(self._keep(over), name="memory")
        try:
            yield
        finally:
            over.set()
            await work
            await self._look()

    async def _keep(self, over: asyncio.Event) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), PAUSE)
                return
            await self._look()

    async def _look(self) -> None:
        """All texts belong to one moment; only the disk is waited for. Contents are there before a text names them."""
        try:
            texts, new = self._texts()
            while new:
                await asyncio.to_thread(self._payloads.save, new)
                texts, new = self._texts()
            await asyncio.to_thread(self._write, texts)
            self._complained = False
        except OSError as error:
            if not self._complained:
                self._tell(f"Mailboxes and chats cannot be kept in {self._folder}: {error.strerror}.")
            self._complained = True

    def _texts(self) -> tuple[list[str], list[bytes]]:
        return self._payloads.texts(part.kept() for part, _ in self._parts.values())

    def _write(self, texts: list[str]) -> None:
        for (_, snapshot), text in zip(self._parts.values(), texts, strict=True):
            snapshot.write(text)
