"""Free TCP ports on 127.0.0.1."""

import random
import socket
import time

# Linux hands out 32768 and above to outgoing connections: a port below stays ours while its server is stopped.
_FIRST, _LAST = 20_000, 32_000


def free_port() -> int:
    """Return a port that nobody listens on, and that no outgoing connection will take."""
    chance = random.SystemRandom()
    while True:
        port = chance.randint(_FIRST, _LAST)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


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
