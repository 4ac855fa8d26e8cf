"""The questions themselves: which is next, how it is asked, and how they end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.core.decisions import Change, DropTimer, Note, Patch, Post, Say, SetTimer, ShowCard
from bot.core.events import Case
from bot.core.tickets import FIELDS, Intake, Ticket
from bot.flows import agreeing
from bot.flows.facts import Told
from bot.flows.tables import after

MOST_ASKED = 2


@dataclass(frozen=True, slots=True)
class Progress:
    """What is known after an event: the facts, and how far the questions are."""

    facts: Mapping[str, str]
    intake: Intake

    @property
    def wanted(self) -> tuple[str, ...]:
        """What may still be asked, most important first."""
        return tuple(
            field
            for field in FIELDS
            if not self.facts.get(field)
            and field not in self.intake.left
            and self.intake.asked.get(field, 0) < MOST_ASKED
        )

    @property
    def still_open(self) -> bool:
        """Whether the present question has no answer, and may not be asked once more."""
        current = self.intake.current
        left = current in self.intake.left or self.intake.asked.get(current, 0) < MOST_ASKED
        return bool(current) and not self.facts.get(current) and not left


def go_on(
    case: Case, progress: Progress, told: Told, *, first: bool = False, named: bool = False
) -> tuple[Change, ...]:
    """Asks what is wanted next, or ends the questions. `named`: the ticket has just been named after what he said."""
    wanted, said = progress.wanted, told.facts
    if case.asks == "one" and said and progress.still_open and not told.fills:
        return _noted_while_open(case, progress, told)
    if not wanted or (case.asks == "all" and not first and not said and progress.intake.reminded):
        return _finish(case, progress, told, first=first)
    if case.asks == "all":
        return _ask_all(case, progress, told, first=first, named=named)
    field = wanted[0]
    again = field == progress.intake.current and not said
    asked = {**progress.intake.asked, field: progress.intake.asked.get(field, 0) + 1}
    ask = f"intake/again_{field}" if again and told.tried and field in ("phone", "priority") else f"intake/ask_{field}"
    shown = {**context(case, wanted, progress.facts, field, told.noted), "added": told.added and not said and not named}
    shown |= {"complaint": told.complaint, "piece": bool(told.piece)}
    return (
        Patch({"intake": replace(progress.intake, current=field, asked=asked)}),
        Say("intake/opened_one" if first else ask, shown),
        SetTimer("intake", case.policy.remind_after["one"]),
        *((ShowCard(),) if said and not first else ()),
    )


def _noted_while_open(case: Case, progress: Progress, told: Told) -> tuple[Change, ...]:
    """He corrects something instead of answering what he was asked twice: it is confirmed, and the question stands."""
    shown = context(case, (), progress.facts, "", told.noted)
    return (
        Patch({"intake": progress.intake}),
        *((Say("intake/noted", shown),) if told.noted else ()),
        SetTimer("intake", case.policy.remind_after["one"]),
        ShowCard(),
    )


def _ask_all(case: Case, progress: Progress, told: Told, *, first: bool, named: bool) -> tuple[Change, ...]:
    """Mail: the first answer holds all questions. What later mails tell is confirmed and not answered with questions
    again: the one reminder is the timer's. The matter is confirmed, too, where the first mail only greeted: once, for
    the ticket is then named after it."""
    if not first:
        new = [field for field in FIELDS if field in told.facts]
        return _confirmed(case, progress.facts, new, named=named and not progress.intake.spoken)
    asked = dict.fromkeys(progress.wanted, 1)
    shown = {**context(case, progress.wanted, progress.facts, ""), "complaint": told.complaint, "greets": told.greets}
    return (
        Patch({"intake": replace(progress.intake, asked=asked)}),
        Say("intake/opened_all", shown),
        SetTimer("intake", case.policy.remind_after["all"]),
    )


def _finish(case: Case, progress: Progress, told: Told, *, first: bool) -> tuple[Change, ...]:
    missing = [field for field in FIELDS if not progress.facts.get(field)]
    shown = {
        **context(case, missing, progress.facts, "", told.noted),
        "priority": progress.facts.get("priority", ""),
        "complaint": told.complaint,
        "greets": told.greets,
    }
    intake, also, kept = agreeing.closing(case, progress.facts, progress.intake, told)
    name = ("opened" if first else "complete") + ("_all" if case.asks == "all" else "_one" if first else "")
    return (
        Patch({"intake": replace(intake, state=after(intake.state, "complete"), current="")}),
        *kept,
        DropTimer("intake"),
        Note("intake_complete", {"missing": missing}),
        Say(f"intake/{name}", {**shown, "also": list(also)}),
        Post("desk/intake_done", shown),
        ShowCard(),
    )


def noted(case: Case, ticket: Ticket, said: Mapping[str, str], *, named: bool = False) -> tuple[Change, ...]:
    """What he corrects or adds while no question is open is confirmed; in a mail the matter, too, after which the
    ticket has just been `named`: unless an engineer speaks with him."""
    new = [field for field in FIELDS if field in said and said[field] != ticket.value(field)]
    intake = ticket.intake
    told = named and case.asks == "all" and intake.state in ("complete", "timed_out") and not intake.spoken
    facts = {**{field: ticket.value(field) for field in FIELDS}, **said}
    return _confirmed(case, facts, new, named=told) or ((ShowCard(),) if said else ())


def _confirmed(case: Case, facts: Mapping[str, str], new: Sequence[str], *, named: bool) -> tuple[Change, ...]:
    if not (new or named):
        return ()
    shown = context(case, [field for field in FIELDS if not facts.get(field)], facts, "", new)
    return (Say("intake/noted" if case.asks == "one" else "intake/noted_all", {**shown, "named": named}), ShowCard())


def context(
    case: Case, missing: Sequence[str], facts: Mapping[str, str], ask: str, noted: Sequence[str] = ()
) -> dict[str, object]:
    """What a question needs to be written."""
    known = {field: facts[field] for field in FIELDS if facts.get(field)}
    older = case.earlier.reference if case.earlier and case.ticket is None else ""
    return {
        "other": older,
        "missing": list(missing),
        "known": known,
        "ask": ask,
        "asks": case.asks,
        "noted": list(noted),
    }
