"""What crosses the seam between a channel and the desk, as frozen values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.core.impression import Impression

AddressKind = Literal["email", "telegram", "slack", "phone"]

#: Why a message counts as written by a machine (RFC 3834): "replied" answers another message (vacation notes,
#: receipts), "generated" starts by itself (alarms, order confirmations), "bounce" reports a failed delivery.
Automatic = Literal["", "replied", "generated", "bounce"]


#: Whether a message is from whom it says: the provider vouches for it, says nothing that counts, or denies it.
Proof = Literal["proven", "unknown", "refuted"]


#: Why a mail counts as spam when no mark in it says so: where it lay, or that the admin wants nothing of its sender.
JUNK_FOLDER, BLOCKED = "junk folder", "the sender is blocked"
KEPT_OUT = "an engineer said that the sender writes spam"
JUNK_PLACE = "junk "  # stands before the place of a mail that lies in a junk folder

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person can be reached. `value` is normalised: a lower-case mail address, a Telegram user id in
    digits, a Slack "TEAM/USER", a phone number in E.164."""

    kind: AddressKind
    value: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote, as far as the provider says. `name` is the profile's, empty when there is none;
    `language` is a hint ("zh", "en" or empty)."""

    address: Address
    name: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message: its `content`, or the provider's `reference` to fetch it by later."""

    name: str
    media_type: str
    size: int = 0
    content: bytes | None = field(default=None, repr=False)
    reference: str = ""


#: What a report on delivery says of an address: "permanent" (given up, and it takes no mail), "transient" (given up
#: now, yet the address may live: a full mailbox, a server out of reach), "delayed" (still being tried).
Verdict = Literal["permanent", "transient", "delayed"]


@dataclass(frozen=True, slots=True)
class Unreached:
    """A recipient whom a mail of ours did not reach, and the server's words why."""

    address: str
    verdict: Verdict
    words: str = ""


@dataclass(frozen=True, slots=True)
class Bounce:
    """A report on delivery: whom it names, and the Message-ID of the mail it is about ("" when it does not say)."""

    recipients: tuple[Unreached, ...] = ()
    message_id: str = ""


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message of a customer.

    `channel` is the instance it came through ("email:support", "telegram", "slack").
    `key` is the same for every copy of the same provider message and differs for any two messages.
    `thread` names the conversation within the channel: a chat id, a Slack thread; for mail the sender's
    own Message-ID (mail finds its ticket by `references` and `claim`).
    `text` is what he newly wrote, `full_text` everything shown; `raw` the provider's bytes or JSON.
    `claim` is a ticket id that an unforgeable token of ours in the message proves.
    `press` is the data of the button that was pressed ("solved:17:2"), `command` a bot command without slash.
    `contact` is a phone number of his own that the provider vouches for.
    `place` is where the provider keeps this copy, if it can be asked again what it holds.
    `private`: nobody else reads this conversation. `album`: what was sent as one message and comes as several has
    the same. `changes`: the key or message id of what he had written before, when this is its new wording or, with
    `withdrawn`, what he took back. `moved_from`: nobody said anything; the group of
    this id goes on in `thread`.
    `copied` are the other people it was written to, as mail addresses, without ours.
    `bounce` is what a report on the delivery of a mail of ours says (only when `automatic` is "bounce").
    """

    channel: str
    key: str
    sender: Sender
    thread: str
    text: str
    at: datetime
    raw: bytes = field(default=b"", repr=False)
    subject: str = ""
    full_text: str = field(default="", repr=False)
    attachments: tuple[Attachment, ...] = ()
    message_id: str = ""
    references: tuple[str, ...] = ()
    claim: int | None = None
    press: str = ""
    command: str = ""
    contact: str = ""
    automatic: Automatic = ""
    bounce: Bounce = field(default_factory=Bounce)
    trouble: str = ""  # why the message could not be read in full; shown to engineers
    place: str = ""
    proof: Proof = "proven"
    private: bool = True
    album: str = ""
    changes: str = ""
    withdrawn: bool = False
    moved_from: str = ""
    copied: tuple[str, ...] = ()
    spam: str = ""  # why it counts as spam
    signature: str = field(default="", repr=False)  # the lines below a mail that say who wrote it
    impression: Impression | None = field(default=None, repr=False)  # None: it was not read yet

    @property
    def in_conversation(self) -> bool:
        """Whether `thread` is a conversation that goes on (a chat), not just this one message's own id (a mail)."""
        return bool(self.thread) and self.thread not in (self.message_id, self.key)

    @property
    def is_cut(self) -> bool:
        """Whether words of the whole message are missing from `text`."""
        if self.full_text.split() == self.text.split():
            return False
        return bool(Counter(_WORD.findall(self.full_text)) - Counter(_WORD.findall(self.text)))


@dataclass(frozen=True, slots=True)
class Engineer:
    """A member of the private engineers' channel; `id` is the provider's."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class DeskAction:
    """One thing an engineer did. The room has already proved that he may act.

    `action` is one of `core.desk.ACTIONS`; `fields` are what he typed or chose, `seen` what the form showed when he
    opened it, `attachments` what goes out with it; `subject_id` is the ticket's id, or the inbox row's for actions on
    the shelf.
    """

    channel: str
    key: str
    engineer: Engineer
    action: str
    subject_id: int
    at: datetime
    fields: Mapping[str, str] = field(default_factory=dict)
    seen: Mapping[str, str] = field(default_factory=dict)
    raw: bytes = field(default=b"", repr=False)
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an event; the room turns it into the provider's acknowledgement.

    `reason` names a sentence under templates/<language>/answers/ and `context` fills it; `errors` maps a field
    to the name of such a sentence. A `duplicate` was handled before: acknowledge and do nothing else.
    """

    accepted: bool = True
    reason: str = ""
    context: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    ticket_id: int | None = None
    duplicate: bool = False


@dataclass(frozen=True, slots=True)
class Button:
    """A choice under a message. `data` (at most 64 bytes) comes back as `Inbound.press`."""

    label: str
    data: str


#: "message" goes to a customer; the others to the desk: a ticket's "card" (projected when sent), a "post" in the
#: card's thread, a "shelf" card (an inbox row to look at), a "file" into the thread, a "notice" to the channel,
#: the "quiet" list of what is held as spam.
OutboundKind = Literal["message", "card", "post", "shelf", "file", "notice", "quiet"]


@dataclass(frozen=True, slots=True)
class Outbound:
    """One thing to deliver, wholly determined by its outbox row.

    `body` is light Markdown whose values are already escaped. `thread` is where it belongs: a customer
    conversation's thread, or for the desk the key of the ticket's card (empty: not yet posted).
    `message_id` is the same at every attempt. `again` says that an earlier attempt ended without an answer, so it
    may have arrived. `cc` are mail addresses that get a copy; `copy_only`: only the first of them still needs it.
    `subject_id` is the ticket's id, for "shelf" the inbox
    row's.
    """

    id: int
    channel: str
    kind: OutboundKind
    body: str
    language: str
    subject_id: int
    address: Address | None = None
    thread: str = ""
    subject: str = ""
    buttons: tuple[Button, ...] = ()
    message_id: str = ""
    references: tuple[str, ...] = ()
    automatic: bool = True
    attempt: int = 1
    again: bool = False
    files: tuple[Attachment, ...] = ()
    cc: tuple[str, ...] = ()
    copy_only: bool = False


@dataclass(frozen=True, slots=True)
class Uncopied:
    """Somebody in copy for whom the server did not take a mail, with its words; `passing`: it may do so later."""

    address: str
    words: str
    passing: bool


@dataclass(frozen=True, slots=True)
class Sent:
    """The provider took it. `provider_id` finds it again ("chat:message", "channel:ts", a Message-ID). `uncopied` are
    those in copy for whom it did not."""

    provider_id: str
    uncopied: tuple[Uncopied, ...] = ()


class DeliveryError(Exception):
    """A delivery failed, with its verdict.

    `permanent`: trying again is useless. `retry_after`: seconds the provider asked for.
    `ambiguous`: the request left us and no answer came, so it may have arrived. `of_address`: what is refused for good
    is the address; else it is this message, or us.
    """

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool = False,
        retry_after: float | None = None,
        ambiguous: bool = False,
        of_address: bool = True,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.retry_after = retry_after
        self.ambiguous = ambiguous
        self.of_address = of_address
