"""One IMAP connection, which is one attempt: after any error it is thrown away.

aioimaplib is used with care: it neither notices a closed connection nor ends a call on one, so every call here is
raced against the loss of the connection and a time-out.
"""

from __future__ import annotations

import asyncio
import re
import ssl
import time
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from aioimaplib.aioimaplib import AUTH, SELECTED, AioImapException, Command

from bot.channels.email.imap_answers import MONTHS, arrived, groups, last_words
from bot.channels.email.imap_client import Client
from bot.channels.email.modified_utf7 import folder_name, quoted
from bot.channels.email.oauth.problem import TokenProblem
from bot.channels.email.oauth.sasl import challenge_words, initial_response
from bot.channels.email.place import Folder, Waiting
from bot.channels.email.settings import ImapSettings
from bot.channels.email.special_use import JUNK, folder_for
from bot.channels.email.way import ProxyProblem

if TYPE_CHECKING:  # loads an HTTP client and cryptography: only where a mailbox has OAuth2
    from bot.channels.email.oauth.tokens import Tokens

#: Slow lines get more time for a big mail: at least so many bytes a second.
SLOWEST_BYTES = 20_000
DONE_SECONDS = 10.0

_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_CODE = re.compile(rb"\[(UIDVALIDITY|UIDNEXT) (\d+)\]")


class ImapError(Exception):
    """The connection or the server failed; the words are for the admin and hold no secrets."""


class RefusedError(ImapError):
    """The server answered NO or BAD; the connection still works."""


class FolderError(RefusedError):
    """The folder cannot be opened."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A fetched mail."""

    uid: int
    raw: bytes = field(repr=False)
    arrived: datetime | None


class ImapConnection:
    """A mailbox, opened for reading only (EXAMINE) where nothing else is asked for. One call at a time."""

    def __init__(self, settings: ImapSettings, tokens: Tokens | None = None) -> None:
        """With `tokens` it logs in with OAuth2, else with the password."""
        self._settings = settings
        self._tokens = tokens
        context = None
        if settings.security == "tls":
            context = ssl.create_default_context(cafile=str(settings.ca_file) if settings.ca_file else None)
        self._client = Client(settings, context)

    @property
    def grown(self) -> bool:
        """Whether the server has announced mail since the last search began."""
        return bool(self._client.protocol.grown)

    @property
    def can_idle(self) -> bool:
        """Whether the server pushes."""
        return bool(self._client.has_capability("IDLE"))

    def close(self) -> None:
        """Drops the connection."""
        self._client.abort()

    async def open(self, *, writing: bool = False) -> Folder:
        """Connects, logs in and opens the folder, for reading only unless `writing`. Raises ImapError with a sentence
        for the admin."""
        await self._enter()
        return await self._opened(writing=writing)

    async def junk_folder(self) -> str:
        """Connects, logs in and asks which folder is the junk folder; empty when the server names none. Nothing is
        opened. Raises ImapError."""
        await self._enter()
        # RFC 6154, 2: the selection needs both; elsewhere the flags come unasked.
        chooses = all(map(self._client.has_capability, ("SPECIAL-USE", "LIST-EXTENDED")))
        response = await self._list("(SPECIAL-USE) " if chooses else "")
        if chooses and response.result != "OK":
            response = await self._list("")
        self._accepted(response, "the list of folders was refused")
        return folder_for(JUNK, response.lines)

    async def _list(self, only: str) -> Any:
        protocol = self._client.protocol
        command = Command("LIST", protocol.new_tag(), f'{only}"" "*"', loop=protocol.loop)
        return await self._race(protocol.execute(command), "no answer to the list of folders")

    async def _enter(self) -> None:
        where = f"{self._settings.host}:{self._settings.port}"
        try:
            # The proxy and the server have the time each.
            seconds = self._settings.timeout_seconds * (2 if self._settings.proxy else 1)
            await self._race(self._client.hello(), f"{where} did not greet", seconds)
        except ProxyProblem as error:
            raise ImapError(str(error)) from error
        except ssl.SSLError as error:
            raise ImapError(f"TLS with {where} failed: {error.reason or type(error).__name__}") from error
        except OSError as error:
            raise ImapError(f"cannot connect to {where}: {error.strerror or type(error).__name__}") from error
        await (self._login() if self._tokens is None else self._authenticate(self._tokens))
        await self._race(self._client.protocol.capability(), "no answer after the log-in")
        await self._identify()

    async def _authenticate(self, tokens: Tokens) -> None:
        """XOAUTH2. A token that is refused is fetched anew once."""
        try:
            token = await tokens.get()
            refusal = await self._refusal(token)
            if refusal and await tokens.refused(token):
                refusal = await self._refusal(await tokens.get())
        except TokenProblem as problem:
            raise ImapError(str(problem)) from problem
        if refusal:
            raise RefusedError(f"log-in refused: {refusal}")

    async def _refusal(self, token: str) -> str:
        """What the server has against the token; nothing when it lets us in. Raises ImapError when it cannot say."""
        protocol = self._client.protocol
        protocol.log_in, protocol.objection = initial_response(self._settings.username, token), b""
        command = Command("AUTHENTICATE", protocol.new_tag(), "XOAUTH2", loop=protocol.loop)
        response = await self._race(protocol.execute(command), "no answer to the log-in")
        if response.result == "OK":
            protocol.state = AUTH
            return ""
        words, said = last_words(response.lines), challenge_words(protocol.objection)
        if "[UNAVAILABLE]" in words.upper():  # RFC 5530: the server's own trouble
            raise ImapError(f"no log-in now: {words}")
        return (f"{words} ({said})" if said else words) or "without a word"

    async def _login(self) -> None:
        settings = self._settings
        try:
            login = self._client.login(quoted(settings.username), settings.password.get_secret_value())
            self._accepted(await self._race(login, "no answer to the log-in"), "log-in refused")
        except ValueError as error:
            raise ImapError("the password holds a line break or NUL") from error

    async def _identify(self) -> None:
        """163, 126 and QQ open no folder before they have got an ID (RFC 2971), in exactly this form."""
        if self._client.has_capability("ID"):
            protocol = self._client.protocol
            command = Command("ID", protocol.new_tag(), '("name" "ringback" "version" "1")', loop=protocol.loop)
            await self._race(protocol.execute(command), "no answer to ID")

    async def _opened(self, *, writing: bool) -> Folder:
        name = folder_name(self._settings.folder)
        opening = self._client.select(name) if writing else self._client.examine(name)
        response = await self._race(opening, "no answer to opening the folder")
        if response.result != "OK":
            raise FolderError(f"the folder cannot be opened: {last_words(response.lines)}")
        self._client.protocol.state = SELECTED  # the library forgets this for EXAMINE
        codes = {name: int(value) for line in response.lines for name, value in _CODE.findall(bytes(line))}
        if b"UIDVALIDITY" not in codes:
            raise ImapError("the server gives no UIDVALIDITY")
        messages = [int(line.split()[0]) for line in response.lines if re.fullmatch(rb"\d+ EXISTS", bytes(line))]
        return Folder(codes[b"UIDVALIDITY"], codes.get(b"UIDNEXT", 0), messages[-1] if messages else 0)

    async def search(self, first: int, last: int | None = None, since: date | None = None, only: str = "") -> list[int]:
        """Returns the UIDs from `first` on (to `last`), ascending; `only` is a further criterion (UNSEEN). The
        server's "n:*" also names a mail below n."""
        self._client.protocol.grown = False
        criteria = [f"UID {first}:{last or '*'}"]
        if since:
            criteria.append(f"SINCE {since.day}-{MONTHS[since.month - 1]}-{since.year}")
        if only:
            criteria.append(only)
        searching = self._client.uid_search(*criteria, charset=None)
        response = await self._race(searching, "no answer to a search")
        self._accepted(response, "the search was refused")
        words = b" ".join(bytes(line) for line in response.lines[:-1]).split()
        found = {int(word) for word in words if word.isdigit()}
        return sorted(uid for uid in found if uid >= first and (last is None or uid <= last))

    async def look(self) -> None:
        """Lets the server find what has come: some see nothing new in a search alone."""
        await self._race(self._client.noop(), "no answer to NOOP")

    async def sizes(self, uids: Sequence[int]) -> list[Waiting]:
        """Looks at up to 50 waiting mails; those that vanished meanwhile are missing."""
        response = await self._fetch(uids, "(UID RFC822.SIZE INTERNALDATE)", 0)
        waiting = {}
        for head, _ in groups(response.lines):
            uid, size = _UID.search(head), _SIZE.search(head)
            if uid and size and int(uid[1]) in uids:
                waiting[int(uid[1])] = Waiting(int(uid[1]), int(size[1]), arrived(head))
        return [waiting[uid] for uid in sorted(waiting)]

    async def bodies(self, uids: Sequence[int], size: int) -> list[Mail]:
        """Fetches up to 50 mails of `size` bytes together, without marking them as read."""
        response = await self._fetch(uids, "(UID INTERNALDATE BODY.PEEK[])", size)
        mails = {}
        for head, body in groups(response.lines):
            uid = _UID.search(head)
            if uid and body is not None and int(uid[1]) in uids:
                mails[int(uid[1])] = Mail(int(uid[1]), body, arrived(head))
        return [mails[uid] for uid in sorted(mails)]

    async def mark(self, uids: Sequence[int], flag: str) -> None:
        r"""Sets a flag ("\\Seen"). Idempotent."""
        await self._change("STORE", uids, f"+FLAGS.SILENT ({flag})")

    async def move(self, uids: Sequence[int], folder: str) -> None:
        """Moves mails (RFC 6851), or copies them and takes away just these (RFC 4315). Raises RefusedError, for a
        server that can do neither too."""
        if self._client.has_capability("MOVE"):
            await self._change("MOVE", uids, folder_name(folder))
            return
        if not self._client.has_capability("UIDPLUS"):
            raise RefusedError("the server can move no mail (neither MOVE nor UIDPLUS)")
        await self._change("COPY", uids, folder_name(folder))
        await self.mark(uids, r"\Deleted")
        await self._change("EXPUNGE", uids)

    async def _change(self, command: str, uids: Sequence[int], *words: str) -> None:
        changing = self._client.uid(command, ",".join(map(str, uids)), *words)
        self._accepted(await self._race(changing, f"no answer to {command}"), f"{command} was refused")

    async def _fetch(self, uids: Sequence[int], parts: str, size: int) -> Any:
        fetching = self._client.uid("FETCH", ",".join(map(str, uids)), parts)
        seconds = self._settings.timeout_seconds + size / SLOWEST_BYTES
        response = await self._race(fetching, "no answer to a fetch", seconds)
        self._accepted(response, "a fetch was refused")
        return response

    async def idle(self) -> bool:
        """Waits until the server announces a change, at most `idle_seconds`; returns whether it did."""
        seconds = self._settings.idle_seconds
        idling = await self._race(self._client.idle_start(seconds + 60), "no answer to IDLE")
        announced = False
        until = time.monotonic() + seconds
        while not announced and (left := until - time.monotonic()) > 0:
            pushed = await self._pushed(left)
            announced = any(line.endswith(b" EXISTS") for line in pushed)
        self._client.idle_done()
        await self._race(idling, "no answer to DONE", min(DONE_SECONDS, self._settings.timeout_seconds))
        return announced

    async def _pushed(self, seconds: float) -> list[bytes]:
        """What the server pushes next; nothing when it has nothing to say in that time."""
        waiting = asyncio.ensure_future(self._client.protocol.idle_queue.get())
        lost = self._client.protocol.lost
        try:
            await asyncio.wait({waiting, lost}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if waiting.done():
                return [line for line in waiting.result() if isinstance(line, bytes)]
            if lost.done():
                raise ImapError("the server closed the connection")
            return []
        finally:
            waiting.cancel()

    async def _race(self, call: Awaitable[Any], late: str, seconds: float | None = None) -> Any:
        """Runs one call. Raises ImapError(late) after its time, and as soon as the connection is lost; it is dropped
        then, and when the caller is told to stop."""
        seconds = seconds or self._settings.timeout_seconds
        task = asyncio.ensure_future(call)
        lost = self._client.protocol.lost
        try:
            await asyncio.wait({task, lost}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                return task.result()
            raise ImapError("the server closed the connection" if lost.done() else f"{late} in {seconds:g} s")
        except (AioImapException, TimeoutError) as error:
            raise ImapError(f"{late}: {type(error).__name__}") from error
        finally:
            if not task.done():
                # The library's own tasks hold locks while the server is silent: who waits for one cannot be cancelled.
                self._client.abort()
                task.cancel()
                await asyncio.wait({task})

    def _accepted(self, response: Any, otherwise: str) -> None:
        if response.result != "OK":
            raise RefusedError(f"{otherwise}: {last_words(response.lines)}")
