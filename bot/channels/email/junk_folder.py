"""The folder into which the mail server moves what it takes for spam: read as the mailbox is, and held as spam.

It has a connection of its own, which waits for nothing: the inbox is as quick as without it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import structlog

from bot.channels.email.imap import ImapConnection, ImapError
from bot.channels.email.listen import Lamp, Listener
from bot.core.messages import JUNK_FOLDER, JUNK_PLACE
from bot.core.ports import Census, Receive

log = structlog.get_logger()

LOOK_AGAIN = 3600.0  # seconds until a server that named no junk folder is asked again
LONGEST_NAME = 150  # characters of the folder in its cursor's name


@dataclass(slots=True)
class JunkFolder:
    """Looks into the junk folder of the mailbox that `inbox` reads, from the moment on when it was first found."""

    inbox: Listener
    lamp: Lamp
    _folder: str = field(default="")

    async def run(self, receive: Receive) -> None:
        """Looks into it until cancelled, when there is one."""
        wanted = self.inbox.settings.junk
        while wanted:
            self._folder = await self._found() if wanted == "auto" else wanted
            if self._folder:
                await self._listener().run(receive)
            self.lamp.well()
            await asyncio.sleep(LOOK_AGAIN)

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
            _refused={},
            _failures=0,
        )

    async def _found(self) -> str:
        """The folder that the server names; empty when it names none, or cannot be asked now."""
        connection = ImapConnection(self.inbox.settings, self.inbox.tokens)
        try:
            found = await connection.junk_folder()
        except ImapError as error:
            log.warning("junk folder not found", channel=self.inbox.name, cause=str(error))
            return ""
        except Exception as error:  # part of the receive loop: it goes on whatever happens
            log.exception("junk folder not found", channel=self.inbox.name, cause=type(error).__name__)
            return ""
        finally:
            connection.close()
        if not found or found == self.inbox.settings.folder:
            return ""
        log.info("junk folder", channel=self.inbox.name, folder=found)
        return found
