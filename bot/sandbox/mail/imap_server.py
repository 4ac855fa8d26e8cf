"""Mailboxes in memory, served over IMAP (RFC 3501, IDLE of RFC 2177) by pymap."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from proxyprotocol.sock import SocketInfoLocal
from pymap.backend.dict import Config, Login
from pymap.backend.dict.filter import FilterSet
from pymap.backend.dict.mailbox import MailboxData, MailboxSet, Message
from pymap.concurrent import Event, Subsystem
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.parsing.specials.flag import Flag
from pymap.selected import SelectedMailbox
from pymap.user import UserMetadata
from pysasl.hashing import Cleartext

from bot.sandbox.snapshot import RESERVE, Json, packed, unpacked

from .door import Door


@dataclass(frozen=True, slots=True)
class Lying:
    """A mail as it lies in a mailbox of ours."""

    uid: int
    at: datetime
    flags: tuple[str, ...]
    raw: bytes = field(repr=False)


class _Mailbox(MailboxData):
    """A mailbox whose IDLE begins with what has changed since the client last looked, as RFC 2177 wants it; pymap
    waits for the next change and lets a mail that came in between lie."""

    def __init__(self, *caches: Any) -> None:
        super().__init__(*caches)
        self._raws: dict[int, bytes] = {}

    async def update_selected(self, selected: SelectedMailbox, *, wait_on: Event | None = None) -> SelectedMailbox:
        """Tells the session what has changed."""
        seen = selected.mod_sequence
        changed = seen is not None and seen != self._mod_sequences.highest
        return await super().update_selected(selected, wait_on=None if changed else wait_on)

    @property
    def last_uid(self) -> int:
        """The highest UID that was given."""
        return self._max_uid

    def lying(self) -> list[Lying]:
        """Its mails in the order of their UIDs. What a mail holds is always the same object."""
        messages = sorted(self._messages.items())
        self._raws = {uid: self._raws.get(uid) or _raw(one) for uid, one in messages}
        return [Lying(uid, one.internal_date, _flags(one), self._raws[uid]) for uid, one in messages]

    async def renew(self, uid_validity: int, last_uid: int, mails: Sequence[Lying]) -> None:
        """Fills an empty one with mails that keep their UIDs."""
        self._uid_validity = uid_validity
        for mail in mails:
            self._max_uid = mail.uid - 1
            await self.append(AppendMessage(mail.raw, mail.at, frozenset(map(Flag, mail.flags))))
        self._max_uid = last_uid


def _flags(message: Message) -> tuple[str, ...]:
    return tuple(flag.value.decode("ascii") for flag in message.permanent_flags)


def _raw(message: Message) -> bytes:
    return bytes(message._content or b"")  # noqa: SLF001  # pymap shows it to IMAP sessions only


class _Mailboxes(MailboxSet):
    """One account's mailboxes."""

    def __init__(self) -> None:
        super().__init__()
        self._inbox = self.inbox = _Mailbox(self._content_cache, self._thread_cache)


def _kept(inbox: _Mailbox) -> Json:
    mails = [
        {"uid": one.uid, "at": one.at.isoformat(), "flags": list(one.flags), "raw": packed(one.raw)}
        for one in inbox.lying()
    ]
    return {"uid_validity": inbox.uid_validity, "last_uid": inbox.last_uid, "mails": mails}


async def _renewed(given: Json) -> _Mailboxes:
    """A mailbox as it was kept; UIDs that may have been given since are not given again (RFC 3501, 2.3.1.1)."""
    mails = [
        Lying(int(one["uid"]), datetime.fromisoformat(one["at"]), tuple(one["flags"]), unpacked(one["raw"]))
        for one in given["mails"]
    ]
    box = _Mailboxes()
    await box.inbox.renew(int(given["uid_validity"]), int(given["last_uid"]) + RESERVE, mails)
    return box


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
        self._boxes: dict[str, _Mailboxes] = {}
        self._connections: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    def add_mailbox(self, address: str, password: str) -> None:
        """Makes an empty mailbox, or changes the password of one."""
        self._login.users_dict[address] = UserMetadata(self._config, address, password=password)
        if address not in self._boxes:
            self._place(address, _Mailboxes())

    def has(self, address: str) -> bool:
        """Whether there is such a mailbox."""
        return address in self._login.users_dict

    async def deliver(self, address: str, raw: bytes, at: datetime) -> None:
        """Puts a mail into the INBOX; who is in IDLE hears of it. Raises KeyError for an unknown address."""
        await self._boxes[address].inbox.append(AppendMessage(raw, at), recent=True)

    def kept(self) -> Json:
        """The mailboxes with their UIDVALIDITY and UIDs, by address."""
        return {address: _kept(box.inbox) for address, box in self._boxes.items()}

    async def restore(self, given: Json) -> None:
        """The mailboxes as they were, with the same passwords as now. To be called before anybody reads them."""
        renewed = {address: await _renewed(one) for address, one in given.items()}
        for address, box in renewed.items():
            self._place(address, box)

    def _place(self, address: str, box: _Mailboxes) -> None:
        self._boxes[address] = box
        self._config.set_cache[address] = (box, FilterSet())

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
