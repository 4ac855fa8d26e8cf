"""Free TCP ports on 127.0.0.1, each given once to one of all test processes of this user."""

import fcntl
import os
import random
import socket
import tempfile
import time
from functools import cache
from pathlib import Path

# Linux hands out 32768 and above to outgoing connections: a port below stays ours while its server is stopped.
_FIRST, _LAST = 20_000, 32_000


_GIVEN: set[int] = set()


def free_port() -> int:
    """Return a port that nobody listens on, that no outgoing connection will take, and that no other call has got
    before, in this process or in one that still runs: a server that is stopped finds its port again."""
    chance = random.SystemRandom()
    while len(_GIVEN) < _LAST - _FIRST:
        port = chance.randint(_FIRST, _LAST)
        if port not in _GIVEN and _is_ours(port) and _can_be_bound(port):
            _GIVEN.add(port)
            return port
    raise RuntimeError(f"all ports from {_FIRST} to {_LAST} have been given")


def _is_ours(port: int) -> bool:
    """Byte number `port` of a common file is locked until this process ends (fcntl(2): a record lock)."""
    try:
        fcntl.lockf(_ledger(), fcntl.LOCK_EX | fcntl.LOCK_NB, 1, port)
    except BlockingIOError:
        return False
    return True


@cache
def _ledger() -> int:
    return os.open(Path(tempfile.gettempdir()) / f"ringback-ports-{os.getuid()}", os.O_RDWR | os.O_CREAT, 0o600)


def _can_be_bound(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def is_open(port: int) -> bool:
    """Say whether somebody listens on the port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until_open(port: int, seconds: float = 10) -> None:
    """Return once somebody listens on the port; TimeoutError when nobody does in time."""
    _wait_until(port, True, seconds)


def wait_until_closed(port: int, seconds: float = 10) -> None:
    """Return once nobody listens on the port; TimeoutError when somebody still does in the end."""
    _wait_until(port, False, seconds)


def _wait_until(port: int, wanted: bool, seconds: float) -> None:
    end = time.monotonic() + seconds
    while is_open(port) != wanted:
        if time.monotonic() > end:
            raise TimeoutError(f"port {port} is {'closed' if wanted else 'open'} after {seconds} s")
        time.sleep(0.005)
