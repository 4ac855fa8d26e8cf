"""What can happen to a ticket, as a flow sees it. No provider, no row, no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from bot.core.impression import Impression
from bot.core.knowledge import Article, Offer
from bot.core.messages import Attachment, Automatic, Engineer, Unreached
from bot.core.offering import Offering
from bot.core.tickets import Ticket


@dataclass(frozen=True, slots=True)
class Wrote:
    """The customer wrote. `text` is new, `full_text` everything shown, quotes included; `files` names what came.
    `continues`: it is a further part of what he wrote before (an album); `changed`: it
    is the new wording of what stands in the ticket already; `withdrawn`: he took that text back."""

    text: str
    subject: str = ""
    full_text: str = ""
    files: tuple[str, ...] = ()
    command: str = ""
    contact: str = ""
    automatic: Automatic = ""
    trouble: str = ""
    continues: bool = False
    changed: bool = False
    withdrawn: bool = False
    signature: str = ""  # the lines below a mail
    impression: Impression | None = None  # None: it was not read yet
    known_number: Linked | None = None  # the number that he shared stands in somebody's record


@dataclass(frozen=True, slots=True)
class Pressed:
    """The customer pressed a button under one of our messages. `written`: by a mail, to which he may have added `words`
    and files, and where he sees nothing but our answer."""

    action: str
    argument: str = ""
    label: str = ""
    written: bool = False
    words: str = ""
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Did:
    """An engineer did something (see core.desk.ACTIONS). `seen`: what the form showed him when he opened it, by field;
    nothing for what has no form. `files` are to go out with it."""

    engineer: Engineer
    action: str
    fields: Mapping[str, str] = field(default_factory=dict)
    seen: Mapping[str, str] = field(default_factory=dict)
    files: tuple[Attachment, ...] = ()

    @property
    def noted(self) -> dict[str, str | int]:
        """What a line of the history says of it: names of files may be personal, their number is not."""
        return {"engineer": self.engineer.id} | ({"files": len(self.files)} if self.files else {})

    @property
    def told(self) -> dict[str, object]:
        """What a post about a message of his says beside its text."""
        return {"engineer": self.engineer.name, "attachments": [file.name for file in self.files]}


@dataclass(frozen=True, slots=True)
class Fired:
    """A timer of the ticket came due. `text` is the present solution."""

    kind: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """A message to the customer found its end: delivered, undeliverable or unclear. `files` are the attachments that
    it has."""

    state: Literal["sent", "undeliverable", "unclear"]
    purpose: str
    address: str
    text: str = ""
    buttons: tuple[tuple[str, str], ...] = ()
    subject: str = ""
    cause: str = ""
    solution_version: int = 0
    explicit: bool = False
    files: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Returned:
    """A report says that a message of ours did not reach him. `settled` is how that message ended after all; None
    when it is only delayed, or when the report does not prove which message it was. `uncopied` are those in
    copy whom it did not reach."""

    text: str
    delayed: bool = False
    settled: Settled | None = None
    files: tuple[str, ...] = ()
    uncopied: tuple[Unreached, ...] = ()


@dataclass(frozen=True, slots=True)
class Linked:
    """He proves that another way is his, too. "joined": done, by this `evidence`; "asked": a `code` goes to
    `address_id`, both empty when nobody is known there; "wrong" code; "over": too late or too often; "how": he is told
    how it goes; "private": not where others read; "number": as "asked", because a record has his number."""

    outcome: Literal["joined", "asked", "wrong", "over", "how", "private", "number"]
    address: str = ""
    code: str = field(default="", repr=False)
    address_id: int | None = None
    evidence: str = ""


#: Who does it: the ticket's requester, a colleague of his, or somebody else who got a copy of a mail.
Role = Literal["requester", "colleague", "copied"]

Event = Wrote | Pressed | Did | Fired | Settled | Returned | Linked


@dataclass(frozen=True, slots=True)
class Policy:
    """What the service decided, as data for the flows."""

    remind_after: Mapping[str, timedelta] = field(
        default_factory=lambda: {"one": timedelta(minutes=10), "all": timedelta(days=1)}
    )
    give_up_after: Mapping[str, timedelta] = field(
        default_factory=lambda: {"one": timedelta(minutes=20), "all": timedelta(days=2)}
    )
    callback_remind: timedelta = timedelta(days=1)
    callback_call: timedelta = timedelta(days=2)
    reopen_within: timedelta = timedelta(days=30)
    region: str = "CN"


@dataclass(frozen=True, slots=True)
class Way:
    """Another agreed way to the customer."""

    address_id: int
    address: str


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a ticket by mail: his address, empty for chats; his domain, empty where it is everybody's or ours; and
    whether an engineer has answered him."""

    address: str = ""
    domain: str = ""
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Whom an engineer names; `is_requester`: he is the ticket's requester already."""

    customer_id: int
    is_requester: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """All a flow may know: the ticket (None: a new conversation), how the channel asks ("one" or "all"),
    what is known of the customer, and the other ways to him. `author` is there where somebody is to be kept out;
    `follows` is the ticket, closed long ago, that the first message of a new one answers; `role` and `writer` are who
    writes on a ticket. `articles` may answer a first message, `offer` is the one that he was shown on this ticket.
    `taught` is what this ticket taught others. `kept` are the known fields that stand in his record, not only in the
    provider's profile. `agreements` say by which other ways he may be reached (asked | agreed | declined),
    `offering` and the `address` he writes from which kinds he may be asked about, and `own` are addresses that are no
    other way to him: that one, and ours.
    `before` is the last wording of what he has changed just now.
    `earlier` is the last ticket that he had before this one.
    `solver` recorded the solution that there is, where an engineer means to record one.
    `other` is whom an engineer takes for the same person, `links` are those of the requester that can be taken back.
    `file_bytes` is what all files of one message to him may have together.
    `unsent` is the solution that could not be delivered to him in any way."""

    ticket: Ticket | None
    channel: str
    asks: Literal["one", "all"]
    language: str
    known: Mapping[str, str] = field(default_factory=dict)
    ways: tuple[Way, ...] = ()
    policy: Policy = field(default_factory=Policy)
    author: Author | None = None
    follows: Ticket | None = None
    role: Role = "requester"
    writer: str = ""
    articles: tuple[Article, ...] = ()
    offer: Offer | None = None
    taught: Article | None = None
    kept: frozenset[str] = frozenset()
    agreements: Mapping[str, str] = field(default_factory=dict)
    offering: Offering = field(default_factory=Offering)
    address: str = ""
    own: frozenset[str] = frozenset()
    solver: str = ""
    other: Person | None = None
    links: tuple[int, ...] = ()
    earlier: Ticket | None = None
    file_bytes: int = 0
    before: str = ""
    unsent: Settled | None = None
