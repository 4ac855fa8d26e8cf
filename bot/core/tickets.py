"""The life of a ticket: its states, what moves it, and the ticket as flows see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Status = Literal["new", "open", "waiting", "solved", "closed"]
Move = Literal["acknowledge", "answer", "wait", "solve", "confirm", "reopen", "close"]

#: The whole truth about a ticket's life: state -> what happens -> next state. A pair that is not here is impossible.
LIFE: Mapping[Status, Mapping[Move, Status]] = {
    "new": {"acknowledge": "open", "answer": "open", "wait": "waiting", "solve": "solved", "close": "closed"},
    "open": {"acknowledge": "open", "answer": "open", "wait": "waiting", "solve": "solved", "close": "closed"},
    "waiting": {"acknowledge": "open", "answer": "open", "reopen": "open", "solve": "solved", "close": "closed"},
    "solved": {"answer": "solved", "solve": "solved", "confirm": "closed", "reopen": "open", "close": "closed"},
    "closed": {"answer": "closed", "reopen": "open", "confirm": "closed"},
}

PRIORITIES = ("P1", "P2", "P3", "P4")
FIELDS = ("name", "organisation", "phone", "priority")


class ImpossibleMoveError(Exception):
    """This cannot happen to a ticket in this state; nothing was changed."""


def moved(status: Status, move: Move) -> Status:
    """Returns the state after `move`. Raises ImpossibleMoveError."""
    after = LIFE[status].get(move)
    if after is None:
        raise ImpossibleMoveError(f"{move} is impossible while {status}")
    return after


Agreement = Literal["none", "asked", "agreed", "declined"]
IntakeState = Literal["asking", "complete", "timed_out", "person", "withdrawn", "silent"]


@dataclass(frozen=True, slots=True)
class Intake:
    """How far the questions are. `asked` counts how often each field was asked; `left` are fields the customer
    skipped or could not answer; "silent" is never asked (a machine wrote). `spoken`: an engineer has answered him;
    `heard`: something he added in a chat after the questions was confirmed, or a person wrote after all where a machine
    had; `greeted`: he began with a bare greeting; `piece`: the digits of a phone number whose rest is still to come.
    `also` are other ways to him that he
    named, then those that he is asked about, `may` how far that is, `agreed` where he may be reached."""

    state: IntakeState = "asking"
    current: str = ""
    asked: Mapping[str, int] = field(default_factory=dict)
    left: tuple[str, ...] = ()
    reminded: bool = False
    spoken: bool = False
    heard: bool = False
    greeted: bool = False
    piece: str = ""
    also: tuple[str, ...] = ()
    may: Agreement = "none"
    agreed: tuple[str, ...] = ()


#: What sounds like a complaint is proposed as one until an engineer confirms or refutes it.
ComplaintState = Literal["", "proposed", "confirmed", "refuted"]


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket as a flow sees it. `priority_stated` is the customer's word, `priority_agreed` the company's; `offered`
    the article that he was shown when he asked, 0 for none; `complaint_by` who has said whether it is a complaint."""

    id: int
    reference: str
    subject: str
    status: Status
    language: str
    channel: str
    opened_at: datetime
    name: str = ""
    organisation: str = ""
    phone: str = ""
    priority_stated: str = ""
    priority_agreed: str = ""
    urgent: bool = False
    tier: str = "on_site"
    assignee_id: str = ""
    assignee: str = ""
    intake: Intake = field(default_factory=Intake)
    solution_version: int = 0
    offered: int = 0
    acknowledged_at: datetime | None = None
    solved_at: datetime | None = None
    delivered_at: datetime | None = None
    reached_at: datetime | None = None
    confirmed_at: datetime | None = None
    closed_at: datetime | None = None
    call_task: str = ""
    product: str = ""
    site: str = ""
    complaint: ComplaintState = ""
    complaint_by: str = ""
    complaint_by_id: str = ""

    @property
    def is_withdrawn(self) -> bool:
        """Whether he has taken it back, and nobody has solved or closed it yet."""
        return self.intake.state == "withdrawn" and self.status not in ("solved", "closed")

    @property
    def priority(self) -> str:
        """What counts now: agreed before stated, P3 when nobody said anything."""
        return self.priority_agreed or self.priority_stated or ("P1" if self.urgent else "P3")

    @property
    def by_machine(self) -> bool:
        """A machine opened it, and no person has written from there since: nobody is asked or phoned."""
        return self.intake.state == "silent" and not self.intake.heard

    @property
    def awaits_answer(self) -> bool:
        """A solution was recorded and the customer has not yet said whether it works."""
        return self.status == "solved" and self.confirmed_at is None

    @property
    def unread(self) -> bool:
        """No way to the customer has taken the solution: a person is to phone him."""
        return self.awaits_answer and self.call_task == "undeliverable" and self.delivered_at is None

    def value(self, name: str) -> str:
        """The intake field `name`, empty when not known."""
        return {
            "name": self.name,
            "organisation": self.organisation,
            "phone": self.phone,
            "priority": self.priority_stated,
        }[name]

    @property
    def missing(self) -> tuple[str, ...]:
        """The intake fields nobody has told yet, in the order they are asked."""
        return tuple(name for name in FIELDS if not self.value(name))
