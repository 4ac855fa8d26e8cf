"""Copies the mailboxes, and what was sent from them, into a folder; what cannot be read is said and passed over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot.channels.email.imap import ImapError
from bot.channels.email.settings import MailboxSettings
from bot.operations.problem import Tell
from bot.rehearsal import mails
from bot.rehearsal.fetching import Copying

if TYPE_CHECKING:
    from bot.channels.email.oauth.tokens import Tokens


async def read_mailboxes(
    boxes: Sequence[MailboxSettings],
    sent: Sequence[str],
    days: tuple[datetime, datetime],
    folder: Path,
    tell: Tell,
    tokens: Mapping[str, Tokens],
) -> list[str]:
    """Copies what came within `days`. `sent` are names of folders with what the company sent, for every mailbox or as
    "mailbox=name". Returns a sentence for the admin about each folder that could not be read."""
    troubles = []
    for box in boxes:
        for name in [box.imap.folder, *_sent_of(box, sent)]:
            is_sent = name != box.imap.folder
            told = partial(tell, f"reading {box.name}" + (" (sent)" if is_sent else ""))
            imap = box.imap.model_copy(update={"folder": name})
            copying = Copying(imap, *days, mails.place(folder, box.name, sent=is_sent), told, tokens.get(box.name))
            try:
                await copying.run()
            except ImapError as error:
                troubles.append(f"mailbox {box.name}, folder {name}: {error}")
            if copying.refused:
                uids = ", ".join(map(str, sorted(copying.refused)))
                troubles.append(f"mailbox {box.name}, folder {name}: the server does not hand over mail {uids}")
    return troubles


def strangers(boxes: Sequence[MailboxSettings], said: Sequence[str]) -> list[str]:
    """The mailboxes for which folders are named, and which are not there."""
    named = [one.partition("=")[0] for one in said if "=" in one]
    return [name for name in dict.fromkeys(named) if name not in {box.name for box in boxes}]


def _sent_of(box: MailboxSettings, said: Sequence[str]) -> list[str]:
    parts = [one.partition("=") for one in said]
    return [folder if equals else name for name, equals, folder in parts if not equals or name == box.name]
