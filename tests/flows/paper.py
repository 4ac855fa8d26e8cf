"""A ticket on paper: applies what a flow decides, as enacting does, without any row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, TypeVar

from bot.core import decisions as d
from bot.core.events import Case, Did, Event, Fired, Policy, Pressed, Settled, Way, Wrote
from bot.core.knowledge import Article, Offer
from bot.core.messages import Engineer
from bot.core.tickets import Ticket, moved
from bot.flows import router

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANNA, BO = Engineer("U0ANNA", "Anna Berg"), Engineer("U0BO", "Bo Chen")
_FACTS = Ticket.__dataclass_fields__.keys()
T = TypeVar("T")


@dataclass
class Paper:
    """One customer's ticket. `asked` counts how often each field was asked for, reminders left out; `articles` are what
    a first message finds."""

    asks: Literal["one", "all"] = "one"
    channel: str = "telegram"
    language: str = "en"
    known: Mapping[str, str] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()
    ways: tuple[Way, ...] = ()
    ticket: Ticket | None = None
    tickets: int = 0
    timers: dict[str, timedelta] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    changes: list[d.Change] = field(default_factory=list)
    solutions: list[str] = field(default_factory=list)
    articles: tuple[Article, ...] = ()
    offer: Offer | None = None
    earlier: Ticket | None = None
    unsent: Settled | None = None

    def happens(self, event: Event) -> d.Decision:
        """Decides about the event and applies it."""
        case = Case(self.ticket, self.channel, self.asks, self.language, self.known, self.ways, Policy())
        articles = () if self.ticket else self.articles
        case = replace(case, kept=self.kept, articles=articles, offer=self.offer, earlier=self.earlier)
        case = replace(case, unsent=self.unsent if isinstance(event, Wrote) and self._is_unread() else None)
        decision = router.decide(case, event)
        assert decision == router.decide(case, event)
        for change in decision.changes:
            self._apply(change)
            self._show(change)
        self.changes = list(decision.changes)
        return decision

    def writes(self, text: str, **more: Any) -> d.Decision:
        return self.happens(Wrote(text, **more))

    def presses(self, action: str, argument: str = "") -> d.Decision:
        return self.happens(Pressed(action, argument))

    def does(self, action: str, engineer: Engineer = ANNA, **fields: str) -> d.Decision:
        return self.happens(Did(engineer, action, fields))

    def waits(self, kind: str) -> d.Decision:
        """The timer of this kind comes due."""
        self.timers.pop(kind, None)
        return self.happens(Fired(kind, self.solutions[-1] if self.solutions else ""))

    def settles(self, state: Any, purpose: str = "solution", **more: Any) -> d.Decision:
        version = self.now.solution_version
        settled = Settled(state, purpose, "telegram:7", solution_version=version, **more)
        self.unsent = settled if purpose == "solution" and state == "undeliverable" else None
        return self.happens(settled)

    def _is_unread(self) -> bool:
        """As bot/returned.py looks it up."""
        unread = self.ticket is not None and self.ticket.awaits_answer and self.ticket.delivered_at is None
        return unread and self.now.call_task == "undeliverable"

    @property
    def now(self) -> Ticket:
        """The ticket as it stands."""
        assert self.ticket is not None
        return self.ticket

    def of(self, kind: type[T]) -> list[T]:
        """The last decision's changes of one kind."""
        return [change for change in self.changes if isinstance(change, kind)]

    @property
    def said(self) -> list[str]:
        """The templates by which the customer was told something at the last event."""
        return [say.template for say in self.of(d.Say)]

    @property
    def posted(self) -> list[str]:
        """The same for the engineers."""
        return [post.template for post in self.of(d.Post)]

    def _apply(self, change: d.Change) -> None:
        match change:
            case d.OpenTicket():
                self.tickets += 1
                made = Ticket(
                    self.tickets, f"RB-{1000 + self.tickets}", change.subject, "new", change.language, "", NOON
                )
                self.ticket = replace(made, channel=self.channel, urgent=change.urgent, intake=change.intake)
                self.timers, self.facts, self.asked, self.solutions = {}, {}, Counter(), []
                self.offer = None
            case d.Advance(move):
                self.ticket = replace(self.now, status=moved(self.now.status, move))
            case d.Patch(values):
                self._patch(values)
            case d.Learn():
                self._learn(change)
            case d.SetTimer() | d.DropTimer():
                self._clock(change)
            case d.RecordSolution(text, _):
                self.solutions.append(text)
                self._patch({"solution_version": len(self.solutions), "solved_at": "now"})
            case d.LeaveTicket():
                self.ticket = None
            case d.ChooseLanguage(language):
                self.language = language
            case d.Say():
                self._ask(change)

    def _show(self, change: d.Change) -> None:
        if isinstance(change, d.OfferArticle):
            self.offer = Offer(change.article.id, change.article.solution)
        if isinstance(change, d.AnswerOffer):
            assert self.offer is not None
            self.offer = replace(self.offer, answer=change.answer)

    def _clock(self, change: d.SetTimer | d.DropTimer) -> None:
        self.timers.pop(change.kind, None)
        if isinstance(change, d.SetTimer):
            assert change.after > timedelta()
            self.timers[change.kind] = change.after

    def _patch(self, values: Mapping[str, Any]) -> None:
        values = {name: NOON if value == "now" else value for name, value in values.items()}
        self.facts |= values
        self.ticket = replace(self.now, **{name: value for name, value in values.items() if name in _FACTS})

    def _learn(self, change: d.Learn) -> None:
        name = "priority_stated" if change.field == "priority" else change.field
        if change.source not in ("profile", "read") or not getattr(self.now, name):
            self._patch({name: change.value})

    def _ask(self, say: d.Say) -> None:
        flow, _, name = say.template.partition("/")
        if flow != "intake" or name.startswith("remind"):
            return
        if name == "opened_all":
            self.asked.update(say.context["missing"])
        elif say.context.get("ask"):
            self.asked[say.context["ask"]] += 1
