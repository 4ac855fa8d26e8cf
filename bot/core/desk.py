"""What engineers see of a ticket and what they may do with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.core.events import Author
from bot.core.knowledge import Article

#: Every action of an engineer -> the fields it takes (all text). "subject_id" of the DeskAction is the ticket,
#: for the shelf actions the inbox row.
ACTIONS: Mapping[str, tuple[str, ...]] = {
    "acknowledge": (),
    "reply": ("text",),
    "solve": ("text",),
    "priority": ("priority", "reason"),
    "escalate": ("tier", "note"),
    "details": ("name", "organisation", "phone"),
    "log_call": ("outcome", "note"),  # outcome: reached | not_reached
    "close": ("note",),
    "spam": ("block",),  # block: address | domain
    "release": ("problem", "solution", "product", "audience"),  # audience: one of core.knowledge.AUDIENCES
    "release_again": (),
    "complaint_confirmed": (),
    "complaint_refuted": (),
    "same_person": ("same_as", "note"),  # same_as: a reference or an address
    "apart": ("link",),  # link: the id of a link of the requester's
    "note": ("text",),  # thread talk; stays internal
    "shelf_retry": (),
}

#: The button below a post that shows a message of which something was cut. It only reads, and is about that message.
WHOLE = "whole"

TIERS = ("on_site", "specialist", "rnd", "vendor")


@dataclass(frozen=True, slots=True)
class TicketCard:
    """A ticket as its card shows it. All text is raw customer text: whoever composes it must escape it.

    `status`: new | open | waiting | solved | closed. `priority` is what counts now; `priority_stated` the
    customer's word, `priority_agreed` the company's, both may be empty. `missing` are intake fields not known.
    `call_task` says why a person must phone, empty when nobody must. `urgent`: it sounds like P1.
    `key` is where the card stands ("CHANNEL:ts"), empty before the first post. `channel` is an instance name,
    `responsible` the person named for it, `also` the other instances that got a copy, `author` who wrote it by mail,
    `follows` the reference of the older ticket that it follows, `copied` the addresses that get a copy of what
    engineers write. `article` is what the ticket taught, once it was solved. `complaint` is one of
    core.tickets.ComplaintState, `complaint_by` who has decided it. `agreed` is where
    the customer said that he may be reached, too; it is his word alone. `links` are the ways that were joined to him:
    id and by what proof.
    """

    ticket_id: int
    reference: str
    subject: str
    status: str
    channel: str
    language: str
    opened_at: datetime
    excerpt: str = ""
    requester: str = ""
    organisation: str = ""
    phone: str = ""
    address: str = ""
    priority: str = ""
    priority_stated: str = ""
    priority_agreed: str = ""
    tier: str = "on_site"
    assignee_id: str = ""
    assignee: str = ""
    acknowledged_at: datetime | None = None
    solved_at: datetime | None = None
    solution: str = ""
    solution_version: int = 0
    delivered_at: datetime | None = None
    reached_at: datetime | None = None
    reached_by: str = ""
    confirmed_at: datetime | None = None
    closed_at: datetime | None = None
    missing: tuple[str, ...] = ()
    call_task: str = ""
    urgent: bool = False
    messages: int = 0
    key: str = ""
    trouble: str = ""
    responsible: str = ""
    author: Author | None = None
    follows: str = ""
    copied: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    article: Article | None = None
    product: str = ""
    site: str = ""
    complaint: str = ""
    complaint_by: str = ""
    agreed: tuple[str, ...] = ()
    links: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Came:
    """One thing that came in: when, from whom, what became of it and why, and where each copy of it lies. `state` is
    the ledger's. All text is one line of raw customer text: whoever composes it must escape it."""

    at: datetime
    sender: str
    subject: str = ""
    message_id: str = ""
    state: str = "handled"
    cause: str = ""
    reference: str = ""
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Went:
    """One message of ours: when it was written, to whom, what for, and how it ended."""

    at: datetime
    address: str
    channel: str
    purpose: str
    state: str
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Inspection:
    """What the ledger knows of a ticket or of something that waits."""

    came: tuple[Came, ...] = ()
    went: tuple[Went, ...] = ()


@dataclass(frozen=True, slots=True)
class WholeMessage:
    """All that can be read of a message, and the name of the file that holds it too when there is one. Raw text:
    whoever composes it must escape it."""

    text: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class Precedent:
    """What was found out on an earlier ticket: its article (a draft: nobody has released it), the ticket's reference,
    and where its card stands ("CHANNEL:ts", or empty). All text is raw: whoever composes it must escape it."""

    article: Article
    reference: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class ShelfCard:
    """Something that could not be handled, or waited, as engineers see it: where it came from, why, and how it begins.
    Once it is handled, `cause` says by which sign it found its ticket, `reference` which one, `released_by` who let it
    in, empty when nobody did in Slack."""

    inbox_id: int
    channel: str
    cause: str
    received_at: datetime
    sender: str = ""
    excerpt: str = ""
    state: str = "shelved"
    ticket_id: int | None = None
    reference: str = ""
    released_by: str = ""
    urgent: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)
