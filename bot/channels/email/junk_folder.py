"""The folder into which the mail server moves what it takes for spam: read as the mailbox is, and held as spam.

It has a connection of its own, which waits for nothing: the inbox is as quick as without it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import structlog

from bot.channels.email.imap import ImapConnection, ImapError
from bot.channels.email.listen import Lamp, Listener
from bot.core.messages import JUNK_FOLDER, JUNK_PLACE
from bot.core.ports import Census, Receive

log = structlog.get_logger()

LONGEST_PAUSE = 600.0  # seconds until a server that named no junk folder is asked again
LONGEST_BACK = timedelta(days=7)  # a folder that the admin had left out may hold the spam of years
LONGEST_NAME = 150  # characters of the folder in its cursor's name


@dataclass(slots=True)
class JunkFolder:
    """Looks into the junk folder of the mailbox that `inbox` reads, from the moment on when it was first looked for:
    what lay there then is left alone, what comes before it is found or can be opened is not."""

    inbox: Listener
    lamp: Lamp
    _folder: str = field(default="")
    _since: datetime | None = None
    _looks: int = 0
    _failures: int = 0

    async def run(self, receive: Receive, began: datetime) -> None:
        """Looks into it until cancelled, when there is one. `began` is before the mailbox itself was opened."""
        wanted = self.inbox.settings.junk
        while wanted:
            looked = await self._look(wanted, receive, began)
            self._since = self._since or began
            await asyncio.sleep(self._pause(looked=looked))

    async def _look(self, wanted: str, receive: Receive, began: datetime) -> bool:
        """Finds the folder and reads it until it is there no more; False when the server cannot be asked now."""
        try:
            self._since = self._since or await self._older(began)
            self._folder = await self._found() if wanted == "auto" else wanted
        except ImapError as error:
            log.warning("junk folder not found", channel=self.inbox.name, cause=str(error))
            self.lamp.ill(str(error))
            return False
        except Exception as error:  # part of the receive loop: it goes on whatever happens
            log.exception("junk folder not found", channel=self.inbox.name, cause=type(error).__name__)
            self.lamp.ill(f"unexpected {type(error).__name__}")
            return False
        if self._folder:
            await self._listener().run(receive)
        self._failures, self._looks = 0, 0 if self._folder else self._looks
        self.lamp.well()
        return True

    def _pause(self, *, looked: bool) -> float:
        """Seconds until the next look for the folder, doubled each time: as after any failure, or, where there is none,
        as often as it would be looked into. A server may make it with its first spam only."""
        settings = self.inbox.settings
        if not looked:
            self._failures += 1
            return min(settings.backoff_first * 2.0 ** min(self._failures - 1, 20), settings.backoff_max)
        self._looks += 1
        return min(settings.junk_seconds * 2.0 ** min(self._looks - 1, 20), LONGEST_PAUSE)

    async def _older(self, began: datetime) -> datetime | None:
        """From when on mail counts that lies in a folder never opened; None at the desk's first start, when it lay
        there before us. The mailbox itself remembers when it was first opened."""
        first = (await self.inbox.cursors.load(self.inbox.name) or {}).get("since")
        since = datetime.fromisoformat(first) if first else began
        return max(since, began - LONGEST_BACK) if since < began else None

    async def compare(
        self, known: Callable[[Sequence[str]], Awaitable[set[str]]], receive: Receive, since: date
    ) -> Census | None:
        """As for the mailbox itself; None when there is no junk folder, or it was never read."""
        return await self._listener().compare(known, receive, since) if self._folder else None

    def _listener(self) -> Listener:
        box = self.inbox
        update = {"folder": self._folder, "history": "none", "poll_seconds": box.settings.junk_seconds}
        return replace(
            box,
            name=f"{box.name} junk {self._folder[:LONGEST_NAME]}",
            settings=box.settings.model_copy(update=update),
            lamp=self.lamp,
            reader=replace(box.reader, junk=JUNK_FOLDER),
            mark=JUNK_PLACE,
            waits=False,
            leaves=box.settings.junk == "auto",
            since=self._since,
            _refused={},
            _failures=0,
        )

    async def _found(self) -> str:
        """The folder that the server names; empty when it names none. Raises ImapError."""
        connection = ImapConnection(self.inbox.settings, self.inbox.tokens)
        try:
            found = await connection.junk_folder()
        finally:
            connection.close()
        if not found or found == self.inbox.settings.folder:
            return ""
        log.info("junk folder", channel=self.inbox.name, folder=found)
        return found
