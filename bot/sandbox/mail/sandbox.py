"""The post of the sandbox: our mailboxes on one side, outside people on the other."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from email.utils import make_msgid
from typing import Self

from bot.sandbox.snapshot import Json

from .imap_server import ImapServer
from .letters import Draft, File, SandboxMail, as_sent, authenticated, mail_of_link, quoted, read, written
from .memory import kept_mails, mails_again
from .smtp_server import SmtpServer


class MailSandbox:
    """IMAP and SMTP in this process. An async context manager.

    Our mailboxes are made with `add_mailbox`; every other address is an outside person, who has an inbox, writes,
    answers, and presses the buttons of mails. No mail leaves this process.
    """

    def __init__(self, *, now: Callable[[], float] = time.time) -> None:
        """`now` is the time that mails are stamped with, in seconds since 1970."""
        self._now = now
        self._imap = ImapServer()
        self._smtp = SmtpServer(self._accepted)
        self._inboxes: defaultdict[str, list[SandboxMail]] = defaultdict(list)
        self._outboxes: defaultdict[str, list[SandboxMail]] = defaultdict(list)
        self._names: dict[str, str] = {}
        self.impostors: set[str] = set()
        """Addresses in whose name somebody else writes: our receiving server says so."""
        self.sent: list[SandboxMail] = []
        """Every mail our side has sent, one for each recipient."""

    async def __aenter__(self) -> Self:
        await self._imap.start()
        await self._smtp.start()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._smtp.stop()
        await self._imap.stop()

    def kept(self) -> Json:
        """What lies in our mailboxes and what outside people have got and written, for a snapshot."""
        outside = [mail for mails in self._outboxes.values() for mail in mails]
        mails = {"sent": kept_mails(self.sent), "written": kept_mails(outside)}
        return {"names": self._names, "mailboxes": self._imap.kept(), **mails}

    async def restore(self, kept: Json) -> None:
        """Has all that again; to be called before anybody reads mail. Raises what `Keeps` says."""
        names, sent = dict(kept["names"]), await asyncio.to_thread(mails_again, kept["sent"])
        outside = await asyncio.to_thread(mails_again, kept.get("written", []))
        await self._imap.restore(kept["mailboxes"])
        self._names |= names
        self.sent += sent
        for mail in outside:
            self._outboxes[mail.sender.lower()].append(mail)
        for mail in sent:
            if not self._imap.has(mail.to.lower()):
                self._inboxes[mail.to.lower()].append(mail)

    @property
    def imap_port(self) -> int:
        """Where our mailboxes are read, on 127.0.0.1 without TLS."""
        return self._imap.port

    @property
    def smtp_port(self) -> int:
        """Where our mail goes out, on 127.0.0.1 without TLS; any log-in, or none, will do."""
        return self._smtp.port

    @property
    def imap_down(self) -> bool:
        """Whether the way in is out of order; mail still arrives in the mailboxes."""
        return self._imap.down

    @imap_down.setter
    def imap_down(self, down: bool) -> None:
        self._imap.down = down

    @property
    def smtp_down(self) -> bool:
        """Whether the way out is out of order."""
        return self._smtp.down

    @smtp_down.setter
    def smtp_down(self, down: bool) -> None:
        self._smtp.down = down

    def add_mailbox(self, address: str, password: str = "sandbox") -> None:  # noqa: S107  # opens nothing but this
        """Makes a mailbox of ours; its user name is the address."""
        self._imap.add_mailbox(address.lower(), password)

    def refuse(self, address: str, code: str = "550 5.1.1 No such user here") -> None:
        """Lets every mail to an address be refused with this reply; an empty one takes it back."""
        if code:
            self._smtp.refused[address.lower()] = code
        else:
            self._smtp.refused.pop(address.lower(), None)

    def greylist(self, times: int = 1) -> None:
        """Lets the next recipients be told to come again later."""
        self._smtp.greylisted = times

    def inbox_of(self, address: str) -> list[SandboxMail]:
        """What an outside person has got, oldest first."""
        return list(self._inboxes[address.lower()])

    def written_by(self, address: str) -> list[SandboxMail]:
        """What an outside person has written to us, oldest first."""
        return list(self._outboxes[address.lower()])

    async def deliver(self, to: str | Iterable[str], raw: bytes) -> None:
        """Lets a mail arrive in mailboxes of ours. Raises KeyError for an address that is none."""
        addresses = [to] if isinstance(to, str) else list(to)
        checked = authenticated(raw, self.impostors)
        for address in addresses:
            await self._imap.deliver(address.lower(), checked, self._time())

    async def write(  # noqa: PLR0913  # a mail has that many parts
        self,
        sender_name: str,
        sender_address: str,
        to: str | Sequence[str],
        subject: str,
        text: str,
        *,
        in_reply_to: str = "",
        references: Sequence[str] = (),
        attachments: Sequence[File] = (),
        html: str = "",
    ) -> str:
        """An outside person writes to us; returns the Message-ID. Attachments are (name, media type, content)."""
        self._names[sender_address.lower()] = sender_name
        draft = Draft(
            name=sender_name,
            address=sender_address,
            to=(to,) if isinstance(to, str) else tuple(to),
            subject=subject,
            text=text,
            message_id=make_msgid(domain=sender_address.rpartition("@")[2]),
            at=self._time(),
            in_reply_to=in_reply_to,
            references=tuple(references),
            html=html,
            files=tuple(attachments),
        )
        raw = written(draft)
        await self.deliver(draft.to, raw)
        self._outboxes[sender_address.lower()].append(as_sent(draft, raw))
        return draft.message_id

    async def reply(self, address: str, mail: SandboxMail | int | str, text: str, *, quote: bool = True) -> str:
        """An outside person answers a mail of his inbox (itself, its number there, or its Message-ID)."""
        answered = self._mail(address, mail)
        subject = answered.subject if answered.subject.lower().startswith("re:") else f"Re: {answered.subject}"
        return await self.write(
            self._names.get(address.lower(), ""),
            address,
            answered.sender,
            subject,
            text + (quoted(answered) if quote else "\n"),
            in_reply_to=answered.message_id,
            references=(*answered.references, answered.message_id),
        )

    async def press(self, address: str, mail: SandboxMail | int | str, label: str, adding: str = "") -> None:
        """An outside person presses a button: he sends the mail its link opens, as it is or `adding` words. Raises
        LookupError."""
        links = dict(self._mail(address, mail).buttons)
        if label not in links:
            raise LookupError(f"there is no button {label!r}, only {list(links)}")
        to, subject, body = mail_of_link(links[label])
        await self.write(self._names.get(address.lower(), ""), address, to, subject, f"{body}\n{adding}")

    def _mail(self, address: str, mail: SandboxMail | int | str) -> SandboxMail:
        if isinstance(mail, SandboxMail):
            return mail
        inbox = self._inboxes[address.lower()]
        try:
            return inbox[mail] if isinstance(mail, int) else next(item for item in inbox if item.message_id == mail)
        except (IndexError, StopIteration):
            raise LookupError(f"{address} has no mail {mail}") from None

    async def _accepted(self, raw: bytes, recipients: Sequence[str]) -> None:
        """A mail our side has sent: into inboxes outside, and into mailboxes of ours."""
        for recipient in recipients:
            mail = await asyncio.to_thread(read, raw, recipient, self._time())
            self.sent.append(mail)
            if self._imap.has(recipient.lower()):
                await self.deliver(recipient, raw)
            else:
                self._inboxes[recipient.lower()].append(mail)

    def _time(self) -> datetime:
        return datetime.fromtimestamp(self._now(), UTC)
