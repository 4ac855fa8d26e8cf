"""A bare greeting, and the matter that follows it: what the ticket is called."""

from __future__ import annotations

import re
from collections.abc import Collection

from bot.core.decisions import Change, Patch, Say, SetTimer, ShowCard
from bot.core.events import Case, Wrote
from bot.core.tickets import Ticket
from bot.flows import reading
from bot.flows.asides import is_courtesy, is_wordless
from bot.flows.wishes import greets, is_bare, wish

SUBJECT_LIMIT = 120
_ONLY_FILES = re.compile(r"[\w.-]{1,60}\.\w{2,5}(?:, [\w.-]{1,60}\.\w{2,5}){0,9}")


def only_greets(case: Case, event: Wrote) -> bool:
    """Whether he begins with a greeting and nothing else, or in a chat with a nod or what has no words, a photo or a
    voice message; a mail greets in its subject, too."""
    if case.asks == "one":
        return greets(event.text) or is_courtesy(event.text) or not event.text.strip()
    if (event.files and not event.text.strip()) or event.contact or event.trouble:
        return False
    said = [line for line in (event.subject.strip(), reading.said(event.text)) if line]
    return not event.files and bool(said) and all(map(greets, said))


def greeted(case: Case, event: Wrote) -> tuple[Change, ...]:
    """In a chat he is asked what we can do for him, or what it is that he sent, before anything else."""
    older = {"other": case.earlier.reference} if case.earlier else {}
    asked = Say("intake/opened_greeting", {**older, "sent": bool(event.files)})
    return (asked, SetTimer("intake", case.policy.remind_after["one"]))


def is_unnamed(ticket: Ticket) -> bool:
    """Whether nobody has said yet what the ticket is about."""
    return ticket.intake.greeted and _is_unnamed(ticket.subject)


def begins(ticket: Ticket, event: Wrote) -> bool:
    """Whether he says something of his matter for the first time, where he has only greeted before."""
    return is_unnamed(ticket) and not ticket.intake.current and _tells(event)


def matter(case: Case, ticket: Ticket, event: Wrote, told: Collection[str] = ()) -> tuple[Change, ...]:
    """The ticket is named after what he wants once he says it, where it began with a greeting. What he `told` of
    himself is no name for it."""
    lines = [line for line in _lines(event.text) if case.asks == "one" or not _answers(line, told, case.policy.region)]
    named = _short(lines[0]) if lines else ""
    chosen = case.asks == "all" and greets(ticket.subject) and not ticket.intake.greeted  # the mail's own subject
    if chosen or _is_unnamed(named) or not _is_unnamed(ticket.subject) or not _tells(event):
        return ()
    return (Patch({"subject": named}), ShowCard())


def _is_unnamed(subject: str) -> bool:
    empty = not subject or greets(subject) or is_courtesy(subject) or is_bare(subject)
    return empty or _ONLY_FILES.fullmatch(subject) is not None


def _tells(event: Wrote) -> bool:
    return not (is_wordless(event.text) or greets(event.text) or wish(event.text))


def _answers(line: str, told: Collection[str], region: str) -> bool:
    """Whether a line of a mail fills in what we asked, and says nothing else."""
    return (
        line in told
        or bool(reading.read_labelled(line, region))
        or bool(reading.only_phone(line, region))
        or bool(reading.read_priority(line, answer=True))
    )


def subject(event: Wrote) -> str:
    """What the ticket is called: the mail's subject, or the first line of what he wrote; a greeting only where nothing
    else stands there."""
    first = next((line.strip() for line in event.text[: reading.READ_LIMIT].splitlines() if line.strip()), "")
    return _short(event.subject.strip() or next(iter(_lines(event.text)), "") or first or ", ".join(event.files))


def _lines(text: str) -> list[str]:
    """The lines that say more than a greeting or a thank you; a place and its link say nothing."""
    lines = (line.strip() for line in text[: reading.READ_LIMIT].splitlines())
    empty = (greets, is_courtesy, reading.is_salutation)
    told = [line for line in lines if line and not any(is_empty(line) for is_empty in empty)]
    return [] if is_wordless(text) else told


def _short(line: str) -> str:
    return " ".join(line.split())[:SUBJECT_LIMIT]
