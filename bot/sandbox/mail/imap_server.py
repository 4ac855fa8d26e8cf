"""Mailboxes in memory, served over IMAP (RFC 3501, IDLE of RFC 2177) by pymap."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from datetime import datetime

from proxyprotocol.sock import SocketInfoLocal
from pymap.backend.dict import Config, Login
from pymap.backend.dict.filter import FilterSet
from pymap.backend.dict.mailbox import MailboxData, MailboxSet
from pymap.concurrent import Event, Subsystem
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.selected import SelectedMailbox
from pymap.user import UserMetadata
from pysasl.hashing import Cleartext

from .door import Door


class _Mailbox(MailboxData):
    """A mailbox whose IDLE begins with what has changed since the client last looked, as RFC 2177 wants it; pymap
    waits for the next change and lets a mail that came in between lie."""

    async def update_selected(self, selected: SelectedMailbox, *, wait_on: Event | None = None) -> SelectedMailbox:
        """Tells the session what has changed."""
        seen = selected.mod_sequence
        changed = seen is not None and seen != self._mod_sequences.highest
        return await super().update_selected(selected, wait_on=None if changed else wait_on)


class _Mailboxes(MailboxSet):
    """One account's mailboxes."""

    def __init__(self) -> None:
        super().__init__()
        self._inbox = _Mailbox(self._content_cache, self._thread_cache)


class ImapServer(Door):
    """Our mailboxes."""

    def __init__(self) -> None:
        super().__init__()
        self._config = Config(
            Namespace(passlib_cfg=None, proxy_protocol=None),
            host=None,
            port=0,
            demo_data=False,
            demo_user="",
            demo_password="",
            tls_enabled=False,
            invalid_user_sleep=0,
            hash_context=Cleartext(),
            cpu_subsystem=Subsystem.for_asyncio(),  # comparing two words needs no thread
        )
        self._login = Login(self._config)
        self._serve = IMAPServer(self._login, self._config)
        self._connections: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    def add_mailbox(self, address: str, password: str) -> None:
        """Makes an empty mailbox, or changes the password of one."""
        self._login.users_dict[address] = UserMetadata(self._config, address, password=password)
        self._config.set_cache.setdefault(address, (_Mailboxes(), FilterSet()))

    def has(self, address: str) -> bool:
        """Whether there is such a mailbox."""
        return address in self._login.users_dict

    async def deliver(self, address: str, raw: bytes, at: datetime) -> None:
        """Puts a mail into the INBOX; who is in IDLE hears of it. Raises KeyError for an unknown address."""
        mailboxes, _ = self._config.set_cache[address]
        inbox = await mailboxes.get_mailbox("INBOX")
        await inbox.append(AppendMessage(raw, at), recent=True)

    async def _listening(self) -> asyncio.Server:
        self._config.apply_context()
        return await asyncio.start_server(self._accept, "127.0.0.1", self.port)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._down:
            writer.transport.abort()
            return
        task = asyncio.ensure_future(self._converse(reader, writer))
        self._connections[task] = writer
        task.add_done_callback(lambda ended: self._connections.pop(ended, None))

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._serve(reader, writer, SocketInfoLocal(writer))
        except (OSError, EOFError, asyncio.IncompleteReadError):
            pass  # a client may leave at any time
        finally:
            writer.close()

    def _cut(self) -> list[asyncio.Task[None]]:
        tasks = list(self._connections)
        for task, writer in list(self._connections.items()):
            writer.transport.abort()
            task.cancel()
        return tasks
