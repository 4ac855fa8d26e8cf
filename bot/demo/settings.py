"""What the demo is told on the command line, and the port it takes."""

from __future__ import annotations

import shutil
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class DemoSettings:
    """What the command line says. `port` 0 takes any free one."""

    data: Path
    journal: Path | None = None
    port: int = 8470
    language: str = "en"
    fresh: bool = False


class ForeignFolderError(Exception):
    """A folder that no demo has made is not emptied."""


def emptied(data: Path) -> None:
    """Removes what an earlier demo left. Raises ForeignFolderError for a folder with anything else in it."""
    if not data.exists():
        return
    if any(data.iterdir()) and not (data / "lock").exists():
        raise ForeignFolderError(f"{data} holds other things than a demo; choose another folder with --data")
    shutil.rmtree(data)


class PortTakenError(Exception):
    """Another program listens on the port."""


def inviting(settings: dict[str, Any]) -> dict[str, Any]:
    """The settings of a desk whose mail customers are invited to go on in Telegram, too."""
    boxes = [{**box, "offers": ["telegram", "phone", "email"]} for box in settings["mailbox"]]
    return {**settings, "mailbox": boxes}


def bind(port: int) -> socket.socket:
    """Takes the port on 127.0.0.1. Raises PortTakenError."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise PortTakenError(f"port {port} is taken by another program; choose one with --port") from error
    return listening
