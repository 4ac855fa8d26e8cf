"""Hands over what arrives in one mailbox, and never moves on before it is stored."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

import structlog

from bot.channels.email.aside import Letter
from bot.channels.email.imap import FolderError, ImapConnection, ImapError, Mail, RefusedError
from bot.channels.email.place import (
    SLICE_MAILS,
    Folder,
    Place,
    Waiting,
    batches,
    first_place,
    next_place,
    since_first,
    wanted,
)
from bot.channels.email.reader import Reader
from bot.channels.email.reading_room import ReadingRoom
from bot.channels.email.settings import ImapSettings
from bot.core.messages import Answer, Inbound
from bot.core.ports import Census, Clock, Cursors, Receive

if TYPE_CHECKING:
    from bot.channels.email.oauth.tokens import Tokens

log = structlog.get_logger()

ALONE_BYTES = 100_000  # with its attachments decoded such a mail may be prepared in a thread
#: After so many refusals the mail is shown as one that the server does not hand over.
REFUSALS = 3


Known = Callable[[Sequence[str]], Awaitable[set[str]]]


class Lamp(Protocol):
    """What the listener says of itself."""

    def well(self) -> None: ...

    def ill(self, cause: str) -> None: ...


class StoringError(Exception):
    """A mail could not be stored; it stays where it is."""


@dataclass(slots=True)
class Listener:
    """Reads one folder. `jitter` gives a number from 0 to 1 that spreads the attempts of many. `mark` stands before the
    places of another folder than the mailbox's own; `waits` says whether the server is asked to push; `leaves`,
    whether a folder that cannot be opened ends it. `since`: what has come from then on counts when the folder is opened
    for the first time; None leaves that to the settings."""

    name: str
    settings: ImapSettings
    cursors: Cursors
    clock: Clock
    lamp: Lamp
    reader: Reader
    room: ReadingRoom
    jitter: Callable[[], float]
    tokens: Tokens | None = None
    mark: str = ""
    waits: bool = True
    leaves: bool = False
    since: datetime | None = None
    _refused: dict[int, int] = field(default_factory=dict)
    _failures: int = 0
    _first_look: bool = True

    async def run(self, receive: Receive) -> None:
        """Listens until cancelled. Whatever fails is tried again over a new connection."""
        began = self.clock.now()
        while True:
            try:
                await self._connected(receive)
            except ImapError as error:
                if self.leaves and isinstance(error, FolderError):
                    return
                cause = str(error)
                log.warning("mailbox unreachable", channel=self.name, cause=cause, attempt=self._failures)
            except StoringError as error:
                cause = f"mail cannot be stored: {error}"
            except Exception as error:  # a receive loop goes on whatever happens
                cause = f"unexpected {type(error).__name__}"
                log.exception("mailbox listener failed", channel=self.name)
            self.lamp.ill(cause)
            if self.mark:
                self.since = self.since or began
            await asyncio.sleep(self._pause())

    def _pause(self) -> float:
        """Seconds until the next attempt: doubled each time, half of it by chance."""
        longest = min(self.settings.backoff_first * 2.0 ** min(self._failures, 20), self.settings.backoff_max)
        self._failures += 1
        return longest * (0.5 + self.jitter() / 2)

    async def _connected(self, receive: Receive) -> None:
        connection = ImapConnection(self.settings, self.tokens)
        try:
            folder = await connection.open()
            place = await self._start(connection, folder)
            while True:
                place = await self._catch_up(connection, place, receive)
                self._first_look = False
                if connection.grown:
                    continue
                self._failures = 0
                self.lamp.well()
                if self.waits and connection.can_idle:
                    await connection.idle()
                else:
                    await asyncio.sleep(self.settings.poll_seconds)
                    await connection.look()
        finally:
            connection.close()

    async def _start(self, connection: ImapConnection, folder: Folder) -> Place:
        cursor = await self.cursors.load(self.name)
        last = folder.uidnext - 1 if folder.uidnext else max(await connection.search(1), default=0)
        if cursor is None:
            place = first_place(folder, last, self.settings.history, self.clock.now())
            if self.since is not None:
                place = Place(folder.uidvalidity, 0, upto=last, since=self.since)
            left_alone = folder.messages if self.settings.history == "none" else 0
            log.info("mailbox opened for the first time", channel=self.name, older_mails_left_alone=left_alone)
        else:
            place = next_place(cursor, folder, last)
        if cursor is None or place.uidvalidity != int(cursor["uidvalidity"]):
            log.info("mailbox read from", channel=self.name, uid=place.uid + 1)
            self._refused.clear()
            await self.cursors.save(self.name, place.saved())
        return place

    async def _catch_up(self, connection: ImapConnection, place: Place, receive: Receive) -> Place:
        """Takes in everything that waits; returns the new place."""
        uids: list[int] = []
        if place.uid < place.upto:
            since = (place.since - timedelta(days=1)).date() if place.since else None
            uids = await connection.search(place.uid + 1, place.upto, since)
        uids += await connection.search(max(place.uid, place.upto) + 1)
        for start in range(0, len(uids), SLICE_MAILS):
            place = await self._slice(connection, place, uids[start : start + SLICE_MAILS], receive)
        return place

    async def _slice(self, connection: ImapConnection, place: Place, uids: list[int], receive: Receive) -> Place:
        waiting = [mail for mail in await connection.sizes(uids) if wanted(place, mail)]
        for batch in batches(waiting):
            await self._take(connection, place, batch, receive)
            place = await self._moved(place, batch[-1].uid)
        return place if place.uid == uids[-1] else await self._moved(place, uids[-1])

    async def compare(self, known: Known, receive: Receive, since: date) -> Census | None:
        """Hands over what the folder holds since that day, up to the listener's place, and `known` does not name.
        None when the folder was never read or is numbered anew: the listener reads it then. Raises ImapError and
        StoringError."""
        cursor = await self.cursors.load(self.name)
        connection = ImapConnection(self.settings, self.tokens)
        try:
            folder = await connection.open()
            if cursor is None or int(cursor["uidvalidity"]) != folder.uidvalidity or not int(cursor["uid"]):
                return None
            place = next_place(cursor, folder, 0)
            uids = await connection.search(1, place.uid, since)
            names = await known([self._at(place, uid) for uid in uids])
            unknown = [uid for uid in uids if self._at(place, uid) not in names]
            missing: list[str] = []
            for start in range(0, len(unknown), SLICE_MAILS):
                missing += await self._take_missing(connection, place, unknown[start : start + SLICE_MAILS], receive)
            return Census(len(uids), tuple(missing))
        finally:
            connection.close()

    async def _take_missing(
        self, connection: ImapConnection, place: Place, uids: list[int], receive: Receive
    ) -> list[str]:
        waiting = [mail for mail in await connection.sizes(uids) if since_first(place, mail)]
        missing: list[str] = []
        for batch in batches(waiting):
            missing += await self._take(connection, place, batch, receive)
        return missing

    async def _take(
        self, connection: ImapConnection, place: Place, batch: list[Waiting], receive: Receive
    ) -> list[str]:
        """Fetches a batch and hands it over; returns the places of what was new. No name is kept of the mails: the next
        batch may be as large."""
        async with self.room.space(sum(mail.size for mail in batch)):
            return await self._hand_over(await self._fetched(connection, place, batch), receive)

    def _at(self, place: Place, uid: int) -> str:
        return self.mark + place.of(uid)

    async def _moved(self, place: Place, uid: int) -> Place:
        place = replace(place, uid=uid)
        await self.cursors.save(self.name, place.saved())
        return place

    async def _fetched(self, connection: ImapConnection, place: Place, batch: list[Waiting]) -> list[Inbound]:
        """The mails of a batch, parsed. One that the server refuses does not hold up the others."""
        try:
            mails = await connection.bodies([mail.uid for mail in batch], sum(mail.size for mail in batch))
        except RefusedError:
            mails = []
        found = {mail.uid: mail for mail in mails}
        letters: dict[str, Letter] = {}
        unread: dict[str, Inbound] = {}
        for waiting in batch:
            at, number = self._at(place, waiting.uid), f"{self.name} {place.uidvalidity} {waiting.uid}"
            mail = found.get(waiting.uid) or await self._alone(connection, waiting)
            if isinstance(mail, Mail):
                letters[at] = self._letter(mail, number)
            elif mail:
                unread[at] = self.reader.unreadable(number, mail, waiting.arrived or self.clock.now())
        read = await self.room.read(self.reader, list(letters.values()), wary=self._first_look)
        all_of_them = {**dict(zip(letters, read, strict=True)), **unread}
        places = (self._at(place, waiting.uid) for waiting in batch)
        return [replace(all_of_them[at], place=at) for at in places if at in all_of_them]

    async def _alone(self, connection: ImapConnection, waiting: Waiting) -> Mail | str:
        """One mail by itself; a cause when the server keeps refusing it, "" when it has been deleted."""
        try:
            mails = await connection.bodies([waiting.uid], waiting.size)
            if mails:
                return mails[0]
            if waiting.uid not in await connection.search(waiting.uid, waiting.uid):
                return ""
            cause = "the mail server does not hand the mail over"
        except RefusedError as error:
            cause = str(error)
        self._refused[waiting.uid] = self._refused.get(waiting.uid, 0) + 1
        if self._refused[waiting.uid] < REFUSALS:
            raise ImapError(cause)
        return cause

    def _letter(self, mail: Mail, number: str) -> Letter:
        now = self.clock.now()
        return Letter(mail.raw, min(mail.arrived or now, now), number)

    async def _hand_over(self, mails: list[Inbound], receive: Receive) -> list[str]:
        """Hands a batch over in its order, small mails together, and returns the places of those that were new.
        Raises StoringError when one was not taken; what comes after it then waits too."""
        new: list[str] = []
        for group in in_order(mails):
            results = await asyncio.gather(*(receive(mail) for mail in group), return_exceptions=True)
            failed = [result for result in results if isinstance(result, BaseException)]
            if failed:
                log.error("mails not stored", channel=self.name, count=len(failed), error=type(failed[0]).__name__)
                raise StoringError(f"{type(failed[0]).__name__}")
            answered = zip(group, results, strict=True)
            new += [mail.place for mail, answer in answered if isinstance(answer, Answer) and not answer.duplicate]
        if mails:
            log.info("mails taken in", channel=self.name, count=len(mails))
        return new


def in_order(mails: list[Inbound]) -> list[list[Inbound]]:
    """Groups that may be handed over at once: a large mail is prepared in a thread, where one behind it could
    overtake it, so it goes alone."""
    groups: list[list[Inbound]] = []
    for mail in mails:
        if not groups or len(mail.raw) > ALONE_BYTES or len(groups[-1][-1].raw) > ALONE_BYTES:
            groups.append([])
        groups[-1].append(mail)
    return groups
