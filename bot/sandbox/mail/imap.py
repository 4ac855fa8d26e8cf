"""An IMAP server in this process: pymap with mailboxes in memory, IDLE included (RFC 3501, RFC 2177)."""

from __future__ import annotations

import asyncio
from argparse import Namespace

from pymap.backend.dict import DictBackend


class Imap:
    """Serves the mailboxes on 127.0.0.1. `stop` cuts every connection; `start` serves the same mailboxes again."""

    def __init__(self) -> None:
        self.port = 0
        self._login = None
        self._connections: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Makes the mailboxes' store and listens."""
        arguments = Namespace(
            demo_data=False,
            demo_user="nobody@ringback.example",
            demo_password="",
            passlib_cfg=None,
            tls=False,
            cert=None,
            key=None,
            proxy_protocol="NONE",
            host=None,
            port=0,
            inherited_sockets=None,
        )
        self._backend, self._config = await DictBackend.init(arguments)
        await self.start()
