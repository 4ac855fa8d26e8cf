"""Where a mailbox has been read to. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal

#: A slice of mails is fetched, handed over and committed together.
SLICE_MAILS, SLICE_BYTES = 50, 20_000_000
#: How far the clocks of mail servers are allowed to go wrong when mail is read again.
SLACK = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder as it was opened. `uidnext` is 0 when the server does not say."""

    uidvalidity: int
    uidnext: int
    messages: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A mail that has not been fetched: its size in bytes and when the server got it (None: it does not say)."""

    uid: int
    size: int
    arrived: datetime | None


@dataclass(frozen=True, slots=True)
class Place:
    """Every mail up to `uid` is done. Those up to `upto` count only when they arrived after `since`: they were in
    the folder when it was opened first, or when it was numbered anew."""

    uidvalidity: int
    uid: int
    upto: int = 0
    since: datetime | None = None

    def of(self, uid: int) -> str:
        """The place of one mail, as the ledger notes it."""
        return f"{self.uidvalidity}:{uid}"

    def saved(self) -> dict[str, Any]:
        """As a cursor."""
        since = self.since.isoformat() if self.since else ""
        return {"uidvalidity": self.uidvalidity, "uid": self.uid, "upto": self.upto, "since": since}


def first_place(folder: Folder, last: int, history: Literal["none", "all"] | date, now: datetime) -> Place:
    """Where the first connection starts; `last` is the highest UID there is."""
    if history == "none":
        return Place(folder.uidvalidity, last, since=now)
    since = None if history == "all" else datetime.combine(history, time(), UTC)
    return Place(folder.uidvalidity, 0, upto=last, since=since)


def next_place(cursor: Mapping[str, Any], folder: Folder, last: int) -> Place:
    """Where to go on. When the server numbered the folder anew (RFC 3501, 2.3.1.1), what has come since the first
    connection is read again: the desk knows each mail by its key."""
    since = datetime.fromisoformat(cursor["since"]) if cursor.get("since") else None
    if int(cursor["uidvalidity"]) != folder.uidvalidity:
        return Place(folder.uidvalidity, 0, upto=last, since=since)
    return Place(folder.uidvalidity, int(cursor["uid"]), int(cursor.get("upto", 0)), since)


def wanted(place: Place, mail: Waiting) -> bool:
    """Whether a mail counts, or was there before us."""
    return mail.uid > place.upto or since_first(place, mail)


def since_first(place: Place, mail: Waiting) -> bool:
    """Whether a mail has come since the first connection, or since the day the admin named."""
    return place.since is None or mail.arrived is None or mail.arrived >= place.since - SLACK


def batches(waiting: Sequence[Waiting]) -> Iterator[list[Waiting]]:
    """Cuts a slice where its mails would be too big together; a huge mail comes alone."""
    batch: list[Waiting] = []
    size = 0
    for mail in waiting:
        if batch and size + mail.size > SLICE_BYTES:
            yield batch
            batch, size = [], 0
        batch.append(mail)
        size += mail.size
    if batch:
        yield batch
