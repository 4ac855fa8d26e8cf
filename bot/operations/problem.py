"""What stops an operation, as a sentence for the admin; and how its progress is told."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable

#: Told while work goes on: what is done, how far (bytes or pieces) and of how many; 0 of 0 when nobody knows.
Tell = Callable[[str, int, int], None]


_PASSES = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ESTALE)


class OperationProblem(Exception):  # noqa: N818 - the problem is in the world, not in the program
    """The operation cannot be done, and nothing was changed. The message says why and what to do."""


def cause(error: OSError) -> str:
    """Why a place cannot be used, in the system's words."""
    # mkdir says "File exists" where a file stands in a folder's place.
    return os.strerror(errno.ENOTDIR if error.errno == errno.EEXIST else error.errno) if error.errno else str(error)


def lasting(error: OSError) -> bool:
    """Whether trying again will not help, as it would with a disk that is full."""
    return error.errno not in _PASSES


def place_problem(error: OSError) -> str:
    """What the system refuses, with the path and what to do."""
    if error.filename is None:
        return str(error)
    fix = ": let the user that runs Ringback write there, or name another place" if lasting(error) else ""
    return f"{error.filename} cannot be used ({cause(error)}){fix}"


def quiet(_what: str, _done: int, _total: int) -> None:
    """Tells nobody."""
