"""What a flow decides, as data: it names templates and changes, it never sends and never queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal

from bot.core.knowledge import Article, ArticleState
from bot.core.messages import Answer
from bot.core.tickets import Intake, Move


@dataclass(frozen=True, slots=True)
class OpenTicket:
    """Opens the ticket that all following changes are about."""

    subject: str
    language: str
    intake: Intake
    urgent: bool = False
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Advance:
    """Moves the ticket through its life (core.tickets.LIFE)."""

    move: Move


@dataclass(frozen=True, slots=True)
class Patch:
    """Sets facts of the ticket, by column."""

    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Learn:
    """Something learnt about the requester: set on the ticket and kept for his next one.
    `source`: what a "profile" says or what was only "read" in a free text fills a gap; what somebody "said" or an
    "engineer" wrote replaces."""

    field: str
    value: str
    source: Literal["profile", "read", "said", "engineer"]


@dataclass(frozen=True, slots=True)
class Keep:
    """Keeps a text in the ticket's record: the customer's ("in", with its files), ours ("out") or thread talk
    ("internal"). `with_files`: the files that came with the event are ours, too. `threads`: our mails may stand under
    it; not under what a machine wrote."""

    direction: Literal["in", "out", "internal"]
    text: str
    author: str = ""
    with_files: bool = False
    threads: bool = True


@dataclass(frozen=True, slots=True)
class Say:
    """Tells the customer something by a template. `explicit`: an engineer wants it sent, no brake applies.
    `address_id`: another way than the one he last used. `purpose` names it in the delivery's outcome. `files` are
    attachments to send along; `with_files`: those that came with the event, too."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    purpose: str = "auto"
    explicit: bool = False
    address_id: int | None = None
    solution_version: int = 0
    files: tuple[int, ...] = ()
    with_files: bool = False


@dataclass(frozen=True, slots=True)
class Post:
    """Tells the engineers something, in the thread of the ticket's card; `lead`: and whoever leads them, by name;
    `alert`: shown in their channel, too, with whoever has the ticket and whoever leads them by name."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    files: bool = False
    lead: bool = False
    alert: bool = False


@dataclass(frozen=True, slots=True)
class ShowFile:
    """A file of the customer's is to be shown in the thread; `lost` says why its content could not be had."""

    attachment_id: int
    name: str
    lost: str = ""


@dataclass(frozen=True, slots=True)
class ShowCard:
    """The ticket's card is to be shown, or shown anew."""


@dataclass(frozen=True, slots=True)
class SetTimer:
    """Comes due `after` from now; one timer of a kind per ticket."""

    kind: str
    after: timedelta


@dataclass(frozen=True, slots=True)
class DropTimer:
    """The timer is not needed any more; nothing happens when there is none."""

    kind: str


@dataclass(frozen=True, slots=True)
class RecordSolution:
    """A new version of the solution."""

    text: str
    author: str


@dataclass(frozen=True, slots=True)
class DraftArticle:
    """The ticket's problem and this solution become a draft, or renew it; an article that was ever released stays."""

    solution: str


@dataclass(frozen=True, slots=True)
class KeepArticle:
    """The ticket's article in an engineer's words, and who may read it from now on."""

    problem: str
    solution: str
    product: str
    state: ArticleState
    engineer: str


@dataclass(frozen=True, slots=True)
class OfferArticle:
    """The customer is shown an article as the answer to what he asks."""

    article: Article


@dataclass(frozen=True, slots=True)
class AnswerOffer:
    """What he says of the article that he was shown."""

    answer: Literal["helped", "declined"]


@dataclass(frozen=True, slots=True)
class Agree:
    """The customer is asked whether he may also be reached by these ways, or says so."""

    ways: tuple[str, ...]
    answer: Literal["asked", "agreed", "declined"]


@dataclass(frozen=True, slots=True)
class Join:
    """The requester is this customer, by this evidence."""

    customer_id: int
    evidence: str


@dataclass(frozen=True, slots=True)
class Part:
    """A link of the requester's is taken back."""

    link_id: int


@dataclass(frozen=True, slots=True)
class Note:
    """A line in the ticket's history: references and words of ours, never personal text."""

    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Follow:
    """The ticket follows an older one, whose thread says so too. `said`: he says so himself."""

    ticket_id: int
    reference: str
    said: bool = False


@dataclass(frozen=True, slots=True)
class KeepOut:
    """Mail of this address or domain counts as spam from now on."""

    sender: str


@dataclass(frozen=True, slots=True)
class LeaveTicket:
    """The conversation's next message opens a new ticket."""


@dataclass(frozen=True, slots=True)
class ChooseLanguage:
    """The customer chose his language."""

    language: str


Change = (
    OpenTicket
    | Advance
    | Patch
    | Learn
    | Keep
    | Say
    | Post
    | ShowCard
    | ShowFile
    | SetTimer
    | DropTimer
    | RecordSolution
    | DraftArticle
    | KeepArticle
    | OfferArticle
    | AnswerOffer
    | Agree
    | Join
    | Part
    | Note
    | Follow
    | KeepOut
    | LeaveTicket
    | ChooseLanguage
)


@dataclass(frozen=True, slots=True)
class Decision:
    """Everything that is to be done about one event, in order, and what to answer to the provider.

    `ledger` says why a message stays in the ledger without a ticket (a machine's reply), empty otherwise."""

    changes: tuple[Change, ...] = ()
    answer: Answer = field(default_factory=Answer)
    ledger: str = ""
