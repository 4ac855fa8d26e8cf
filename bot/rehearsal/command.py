"""The whole rehearsal: mails into files, files through a desk in a scratch folder, figures, page."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from bot.app import build
from bot.channels.email.settings import MailboxSettings
from bot.config import Settings
from bot.operations.problem import OperationProblem, Tell
from bot.rehearsal import mails, page, records
from bot.rehearsal.examples import Example, examples, pick
from bot.rehearsal.figures import Figures, Local, Span, reckon
from bot.rehearsal.reading import read_mailboxes, strangers
from bot.rehearsal.replay import MovedClock, Replay
from bot.rehearsal.wording import words_of
from bot.tokens import opened


@dataclass(frozen=True, slots=True)
class Options:
    """What the admin says. `sent` are names of folders with what the company sent, for every mailbox or as
    "mailbox=name"; no `mailboxes` means all; `from_folder` takes mails from files instead of servers."""

    days: int
    page: Path
    sent: tuple[str, ...] = ()
    mailboxes: tuple[str, ...] = ()
    from_folder: Path | None = None
    keep: Path | None = None


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """The figures, and a sentence for everything that could not be read."""

    figures: Figures
    troubles: tuple[str, ...]


async def rehearse(
    settings: Settings, options: Options, tell: Tell, now: datetime, local: Local = datetime.astimezone
) -> Rehearsed:
    """Reads, replays, writes the page. Mailboxes are opened for reading only and nothing is delivered. Raises
    OperationProblem when nothing at all can be rehearsed, OSError when the disk refuses."""
    boxes = _chosen(settings, options.mailboxes)
    _refuse(settings, "--sent: ", strangers(settings.mailbox, options.sent))
    with _scratch(options.keep, settings.ringback.data) as scratch:
        if options.from_folder:
            folder, troubles = _checked(options.from_folder, settings), []
        else:
            folder, days = scratch / "mails", (now - timedelta(days=options.days), now)
            async with opened(settings) as tokens:
                troubles = await read_mailboxes(boxes, options.sent, days, folder, tell, tokens)
        lying = mails.read_folder(folder, [box.name for box in boxes])
        if not lying and troubles:
            raise OperationProblem("\n".join(troubles))
        span = _span(folder, lying, boxes, options, now)
        inside = mails.last_days(lying, options.days, span.until)
        figures, shown = await _replay(_scratch_settings(settings, scratch), inside, span, tell, local)
    words = words_of(settings.ringback.language)
    _write(options.page, page.draw(figures, shown, troubles, words, local))
    return Rehearsed(figures, tuple(troubles))


def _chosen(settings: Settings, names: Sequence[str]) -> list[MailboxSettings]:
    known = {box.name: box for box in settings.mailbox}
    _refuse(settings, "", [name for name in names if name not in known])
    if not known:
        raise OperationProblem("the settings name no mailbox")
    return [known[name] for name in dict.fromkeys(names)] or list(settings.mailbox)


def _refuse(settings: Settings, where: str, unknown: Sequence[str]) -> None:
    if unknown:
        there = ", ".join(box.name for box in settings.mailbox) or "none"
        raise OperationProblem(f"{where}no mailbox is named {', '.join(unknown)}; there are {there}")


def _checked(folder: Path, settings: Settings) -> Path:
    """The folder. Raises OperationProblem when it has mails that would be passed over."""
    names = [box.name for box in settings.mailbox]
    foreign = [name for name in (mails.mailboxes(folder) if folder.is_dir() else []) if name not in names]
    if foreign:
        raise OperationProblem(f"{folder} has mails of {', '.join(foreign)}; the settings name {', '.join(names)}")
    return folder


def _span(
    folder: Path, lying: Sequence[mails.MailFile], boxes: Sequence[MailboxSettings], options: Options, now: datetime
) -> Span:
    """The days until now, or until the newest file's."""
    names = tuple(box.name for box in boxes)
    if options.from_folder and not lying:
        raise OperationProblem(f"{folder} holds no .eml files of {', '.join(names)}")
    until = lying[-1].arrived if options.from_folder else now
    sent_read = any(mails.place(folder, name, sent=True).is_dir() for name in names)
    return Span(until - timedelta(days=options.days), until, names, sent_read)


def _scratch_settings(settings: Settings, scratch: Path) -> Settings:
    """The same desk on a new SQLite file."""
    general = settings.ringback.model_copy(update={"data": scratch, "database": None})
    return settings.model_copy(update={"ringback": general, "telegram": None})


async def _replay(
    settings: Settings, inside: Sequence[mails.MailFile], span: Span, tell: Tell, local: Local
) -> tuple[Figures, tuple[Example, ...]]:
    clock = MovedClock(span.since)
    desk = await build(settings, clock=clock)  # it is never run: nobody listens, nothing is delivered
    try:
        own = frozenset(box.address for box in settings.mailbox)
        played = await Replay(desk, clock, own).play(inside, span.until, partial(tell, "replaying"))
        tickets = await desk.database.read(records.all_tickets)
        told = await desk.database.read(records.told)
        figures = reckon(span, played, tickets, told, local)
        rows = await desk.database.read(lambda c: records.first_answers(c, pick(tickets)))
        boxes = {f"email:{box.name}": box for box in settings.mailbox}
        return figures, examples(rows, boxes, desk.desk.house.signer)
    finally:
        desk.database.close()


@contextmanager
def _scratch(keep: Path | None, data: Path) -> Iterator[Path]:
    """A folder that only we may read; it goes afterwards unless it is to be kept."""
    if keep is None:
        data.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".rehearsal-", dir=data) as folder:
            yield Path(folder)
        return
    if keep.exists() and any(keep.iterdir()):
        raise OperationProblem(f"{keep} is not empty: name a new folder to keep the mails in")
    keep.mkdir(mode=0o700, parents=True, exist_ok=True)
    yield keep


def _write(path: Path, text: str) -> None:
    """Customers' words: only its owner may read the file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
