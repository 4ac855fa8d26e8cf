"""A rehearsal's mails as files: `<mailbox>/<when>-<number>.eml`, and in `<mailbox>/sent/` what the company sent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

from bot.channels.email.headers import read_headers

SENT = "sent"
HEAD_BYTES = 100_000  # where a header block is looked for
_STAMP = "%Y%m%dT%H%M%SZ"
_STAMPED = re.compile(r"(\d{8}T\d{6}Z)-")


@dataclass(frozen=True, slots=True)
class MailFile:
    """A mail on the disk, when the mailbox got it, and whether it lay among what the company sent."""

    mailbox: str
    sent: bool
    arrived: datetime
    path: Path

    @property
    def name(self) -> str:
        """The same in every rehearsal of the same files."""
        return "/".join([self.mailbox, *([SENT] if self.sent else []), self.path.name])


def place(folder: Path, mailbox: str, *, sent: bool) -> Path:
    """Where a mailbox's mails lie."""
    return folder / mailbox / SENT if sent else folder / mailbox


def store(folder: Path, number: int, raw: bytes, arrived: datetime) -> None:
    """Writes a mail under a name that keeps when it came."""
    (folder / f"{arrived.astimezone(UTC):{_STAMP}}-{number:09}.eml").write_bytes(raw)


def mailboxes(folder: Path) -> list[str]:
    """The mailboxes that a folder holds: its sub-folders."""
    return sorted(one.name for one in folder.iterdir() if one.is_dir() and not one.name.startswith("."))


def read_folder(folder: Path, names: Sequence[str]) -> list[MailFile]:
    """The mails of these mailboxes in order of time; of two at one moment a customer's goes first."""
    found = [mail for name in names for sent in (False, True) for mail in _lying(folder, name, sent=sent)]
    return sorted(found, key=lambda mail: (mail.arrived, mail.sent, mail.name))


def last_days(mails: Sequence[MailFile], days: int, until: datetime) -> list[MailFile]:
    """Those of the last `days` days."""
    return [mail for mail in mails if until - timedelta(days=days) <= mail.arrived <= until]


def _lying(folder: Path, name: str, *, sent: bool) -> Iterator[MailFile]:
    lies = place(folder, name, sent=sent)
    for path in sorted(lies.glob("*.eml")) if lies.is_dir() else ():
        yield MailFile(name, sent, _arrived(path), path)


def _arrived(path: Path) -> datetime:
    """What its name says, else its headers, else its file."""
    stamped = _STAMPED.match(path.name)
    if stamped:
        return datetime.strptime(stamped[1], _STAMP).replace(tzinfo=UTC)
    with path.open("rb") as file:
        noted = noted_time(file.read(HEAD_BYTES))
    return noted or datetime.fromtimestamp(path.stat().st_mtime, UTC)


def noted_time(raw: bytes) -> datetime | None:
    """When a mail came: what the last server on its way noted (RFC 5321, 4.4), else what its author claims."""
    headers = read_headers(raw[:HEAD_BYTES])
    noted = [text.rpartition(";")[2] for text in headers.texts("received")[:1]]
    for text in (*noted, *headers.texts("date")):
        try:
            return parsedate_to_datetime(text.strip()).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    return None
