"""Settings for a folder of mails that comes without any: its sub-folders are the mailboxes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from bot.channels.email.headers import mailboxes, read_headers
from bot.config import Settings
from bot.operations.problem import OperationProblem
from bot.rehearsal import mails

_NOWHERE = {"host": "rehearsal.invalid", "username": "nobody", "password": ""}


def guessed(folder: Path) -> Settings:
    """Each mailbox has the address that most of its sent mails come from, else the one most of its mails go to.
    Raises OperationProblem."""
    names = mails.mailboxes(folder) if folder.is_dir() else []
    if not names:
        raise OperationProblem(f"{folder} has no mailboxes: put the files of each (.eml) into a sub-folder of its own")
    boxes = [
        {"name": name, "address": _address(folder, name), "imap": _NOWHERE, "smtp": {"host": _NOWHERE["host"]}}
        for name in names
    ]
    try:
        return Settings.model_validate({"mailbox": boxes, "web": {"enabled": False}})
    except ValidationError as error:
        what = "; ".join(f"{one['loc'][-1]}: {one['msg']}" for one in error.errors(include_input=False))
        raise OperationProblem(f"{folder} cannot be read as mailboxes ({what}); name settings with --config") from error


def _address(folder: Path, name: str) -> str:
    sent = sorted(mails.place(folder, name, sent=True).glob("*.eml"))
    came = sorted(mails.place(folder, name, sent=False).glob("*.eml"))
    found = _most(sent, ("from",)) or _most(came, ("to", "cc", "delivered-to"))
    return found or f"{name}@rehearsal.invalid"


def _most(paths: Iterable[Path], names: tuple[str, ...]) -> str:
    """The address that stands in most of the mails."""
    counted: Counter[str] = Counter()
    for path in paths:
        with path.open("rb") as file:
            headers = read_headers(file.read(mails.HEAD_BYTES))
        counted.update({address for name in names for value in headers.raw(name) for _, address in mailboxes(value)})
    return max(sorted(counted), key=lambda address: counted[address], default="")
