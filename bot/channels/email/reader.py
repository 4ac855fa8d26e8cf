"""Makes messages of one mailbox's mails: parsed, looked at for the first time, and marked where nobody wants them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.channels.email.junk import is_blocked
from bot.channels.email.parse import NOBODY, parse_mail
from bot.channels.email.quotes import new_text
from bot.channels.email.subjects import hands_on
from bot.core.impression import Impression
from bot.core.messages import BLOCKED, Address, Attachment, Inbound, Sender
from bot.core.signing import Signer
from bot.flows.reading import impression, sounds_urgent

#: What is never a customer's first message needs no first look.
_MACHINES = ("replied", "bounce")


@dataclass(frozen=True, slots=True)
class Reader:
    """What a mailbox's mails are read with. `own` are our addresses, `authserv_id` is the server whose word about
    senders counts, `blocked` the addresses and domains that the admin wants nothing of; `region` (ISO 3166) reads
    national numbers; `junk` is why all of them count as spam. Pure and picklable."""

    channel: str
    own: tuple[str, ...]
    signer: Signer
    authserv_id: str = ""
    blocked: frozenset[str] = field(default_factory=frozenset)
    region: str = "CN"
    junk: str = ""

    def read(self, raw: bytes, arrived: datetime) -> Inbound:
        """The message of a mail that the mailbox got then. Raises what a defect of ours raises, never for bad mail."""
        mail = parse_mail(
            raw,
            channel=self.channel,
            own_addresses=self.own,
            signer=self.signer,
            now=arrived,
            authserv_id=self.authserv_id,
        )
        blocked = bool(self.blocked) and is_blocked(mail.sender.address.value, self.blocked)
        spam = BLOCKED if blocked else mail.spam or self.junk
        if mail.automatic in _MACHINES:
            return mail if spam == mail.spam else replace(mail, spam=spam)
        return replace(mail, spam=spam, impression=self._first_look(mail))

    def _first_look(self, mail: Inbound) -> Impression:
        """What he says of himself stands in his own words; how bad it is may stand in a mail that he hands on."""
        own = new_text(mail.text) if hands_on(mail.subject) else mail.text
        first = impression(own, self.region, subject=mail.subject, signature=mail.signature)
        if first.urgent or own == mail.text:
            return first
        return replace(first, urgent=sounds_urgent(new_text(mail.text.removeprefix(own).strip())))

    def unreadable(self, number: str, cause: str, arrived: datetime, raw: bytes = b"") -> Inbound:
        """Stands for a mail that the server does not hand over, or that we cannot read (`raw`); `number` names it."""
        key = "mail:" + hashlib.sha256(number.encode()).hexdigest()
        original = (Attachment("original.eml", "message/rfc822", len(raw), raw),) if raw else ()
        return Inbound(
            self.channel,
            key,
            Sender(Address("email", NOBODY)),
            key,
            "",
            arrived,
            raw,
            attachments=original,
            trouble=f"mail {number.rsplit(maxsplit=1)[-1]}: {cause}",
            spam=self.junk,
        )
