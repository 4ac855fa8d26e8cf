"""The program of the process that reads mails aside: batches come on its standard input, messages go to its output.

A frame is eight bytes of length and a pickle; both ends are ours. An empty frame says that it is ready. It ends when
its input does, so it never outlives the desk, whatever became of that.
"""

from __future__ import annotations

import pickle
import signal
import struct
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, BinaryIO

from bot.channels.email.reader import Reader
from bot.core.messages import Inbound

LENGTH = struct.Struct(">Q")


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as the server hands it over: its bytes, when the mailbox got it, and the number that names it there."""

    raw: bytes = field(repr=False)
    arrived: datetime
    number: str


def framed(value: Any) -> bytes:
    """A value as a frame."""
    content = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    return LENGTH.pack(len(content)) + content


def read_one(reader: Reader, letter: Letter) -> Inbound:
    """The message of a letter, or what stands for one that a defect of ours keeps from being read: one mail must not
    stop a mailbox."""
    try:
        return reader.read(letter.raw, letter.arrived)
    except Exception as error:  # noqa: BLE001 - part of the receive loop: it goes on whatever happens
        cause = f"it cannot be read ({type(error).__name__})"
        return reader.unreadable(letter.number, cause, letter.arrived, letter.raw)


def _without_raw(reader: Reader, letter: Letter) -> Inbound:
    return replace(read_one(reader, letter), raw=b"")  # the other end has it


def serve(source: BinaryIO, target: BinaryIO) -> None:
    """Reads batches until there are no more."""
    target.write(LENGTH.pack(0))
    target.flush()
    while head := source.read(LENGTH.size):
        reader, letters = _batch(source.read(*LENGTH.unpack(head)))
        target.write(framed([_without_raw(reader, letter) for letter in letters]))
        target.flush()


def _batch(content: bytes) -> tuple[Reader, Sequence[Letter]]:
    batch: tuple[Reader, Sequence[Letter]] = pickle.loads(content)  # noqa: S301 - it comes from the desk itself
    return batch


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the desk ends it, in its own time
    serve(sys.stdin.buffer, sys.stdout.buffer)
