"""The figures of a rehearsal, out of what became of each mail. Pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.core.tickets import PRIORITIES
from bot.rehearsal.records import TicketFacts
from bot.rehearsal.replay import Outcome, Played

#: What is counted of the mails that came, in the order it is shown.
CAME: tuple[Outcome, ...] = (
    "ticket", "joined", "unreadable", "empty", "shelved", "held", "spam", "notice", "robot", "own", "duplicate",
)  # fmt: skip
SENT: tuple[Outcome, ...] = ("answer", "elsewhere", "automatic", "duplicate")
PEOPLE: frozenset[Outcome] = frozenset({"ticket", "joined", "unreadable", "empty", "shelved", "held"})
#: The parts of a day's column.
PARTS: tuple[tuple[str, frozenset[Outcome]], ...] = (
    ("new", frozenset({"ticket", "unreadable", "empty", "shelved", "held"})),
    ("joined", frozenset({"joined"})),
    ("machines", frozenset({"notice", "robot", "spam"})),
)
MOST_ROBOTS = 10

#: A moment in the zone in which people read it.
Local = Callable[[datetime], datetime]


@dataclass(frozen=True, slots=True)
class Span:
    """What was played: the days from `since` to `until`, and whether the company's answers were among it."""

    since: datetime
    until: datetime
    mailboxes: tuple[str, ...]
    sent_read: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """How long tickets of one guessed priority ("" when nothing hints at one) waited for the first human answer."""

    priority: str
    tickets: int
    times: tuple[timedelta, ...] = field(repr=False)

    @property
    def median(self) -> timedelta | None:
        """Half of them waited no longer; None when none was answered."""
        return self._within(0.5)

    @property
    def nine_of_ten(self) -> timedelta | None:
        """Nine of ten waited no longer."""
        return self._within(0.9)

    @property
    def longest(self) -> timedelta | None:
        """The one that waited longest."""
        return self._within(1)

    def _within(self, part: float) -> timedelta | None:
        return self.times[math.ceil(part * len(self.times)) - 1] if self.times else None


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A customer's ticket that no person has answered."""

    at: datetime
    mailbox: str
    reference: str
    name: str
    address: str
    subject: str
    priority: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything a rehearsal tells. `came` and `sent` count mails by mailbox and outcome; `threads` are tickets with
    more than one mail of the customer, `strays` mails that answer something and yet opened a ticket; `hours` counts
    customers' mails by weekday (Monday first) and hour; `answers` are the company's mails that belong to a ticket,
    wherever they lay."""

    span: Span
    came: Mapping[str, Mapping[Outcome, int]]
    sent: Mapping[Outcome, int]
    answers: int
    tickets: int
    threads: int
    longest_thread: int
    strays: int
    robots: tuple[tuple[str, int], ...]
    never: tuple[Unanswered, ...]
    waiting: tuple[Waiting, ...]
    days: tuple[tuple[date, Mapping[str, int]], ...]
    hours: tuple[tuple[int, ...], ...]
    told: Mapping[str, int]
    mails: tuple[Played, ...] = field(repr=False)

    def count(self, outcome: Outcome) -> int:
        """How many mails of all mailboxes came to this."""
        return sum(counted.get(outcome, 0) for counted in self.came.values())


def reckon(
    span: Span, played: Sequence[Played], tickets: Sequence[TicketFacts], told: Mapping[str, int], local: Local
) -> Figures:
    """Counts."""
    came = [one for one in played if not one.mail.sent]
    opened = {one.ticket: one for one in reversed(came) if one.outcome in ("ticket", "unreadable") and one.ticket}
    asked = [ticket for ticket in tickets if ticket.id in opened]
    by_box = {box: Counter(one.outcome for one in came if one.mail.mailbox == box) for box in span.mailboxes}
    robots = Counter(one.sender for one in came if one.outcome in ("robot", "notice"))
    return Figures(
        span=span,
        came=by_box,
        sent=Counter(one.outcome for one in played if one.mail.sent),
        answers=sum(one.outcome in ("answer", "own") and one.ticket is not None for one in played),
        tickets=len(tickets),
        threads=sum(ticket.mails > 1 for ticket in tickets),
        longest_thread=max((ticket.mails for ticket in tickets), default=0),
        strays=sum(one.outcome == "ticket" and one.threaded for one in came),
        robots=tuple(sorted(robots.items(), key=lambda item: (-item[1], item[0]))[:MOST_ROBOTS]),
        never=tuple(_unanswered(one, opened[one.id]) for one in asked if one.answered_at is None),
        waiting=_waiting(asked),
        days=_days(span, came, local),
        hours=_hours(came, local),
        told=told,
        mails=tuple(played),
    )


def _unanswered(ticket: TicketFacts, first: Played) -> Unanswered:
    return Unanswered(
        ticket.opened_at,
        first.mail.mailbox,
        ticket.reference,
        ticket.name,
        ticket.address,
        ticket.subject,
        ticket.priority,
    )


def _waiting(tickets: Sequence[TicketFacts]) -> tuple[Waiting, ...]:
    rows = []
    for priority in (*PRIORITIES, ""):
        of_it = [ticket for ticket in tickets if ticket.priority == priority]
        times = sorted(one.answered_at - one.opened_at for one in of_it if one.answered_at is not None)
        rows.append(Waiting(priority, len(of_it), tuple(times)))
    return tuple(rows)


def _days(span: Span, came: Sequence[Played], local: Local) -> tuple[tuple[date, Mapping[str, int]], ...]:
    first, last = local(span.since).date(), local(span.until).date()
    on = Counter((local(one.mail.arrived).date(), one.outcome) for one in came)
    every = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return tuple((day, {name: sum(on[day, what] for what in of) for name, of in PARTS}) for day in every)


def _hours(came: Sequence[Played], local: Local) -> tuple[tuple[int, ...], ...]:
    moments = [local(one.mail.arrived) for one in came if one.outcome in PEOPLE]
    counted = Counter((moment.weekday(), moment.hour) for moment in moments)
    return tuple(tuple(counted[day, hour] for hour in range(24)) for day in range(7))
