"""What a customer says beside the matter: where his request stands, why we ask."""

from __future__ import annotations

from dataclasses import replace

from bot.core.decisions import Change, ChooseLanguage, Decision, Note, Patch, Post, Say, ShowCard
from bot.core.events import Case, Wrote
from bot.core.tickets import Ticket
from bot.flows import reading
from bot.flows.asides import announces, asks_back, chosen_language, is_courtesy, is_nod, is_place, is_wordless
from bot.flows.greetings import SUBJECT_LIMIT
from bot.flows.matters import begins_anew, is_unfinished
from bot.flows.praise import praises
from bot.flows.wishes import greets, is_back, verdict, wish


def answered(case: Case, ticket: Ticket, event: Wrote) -> tuple[Change, ...]:
    """The answer to a question of his, in however few words; empty when he asks none. Nothing else changes: what we
    asked stands as it stood."""
    wished = wish(event.text)
    asked = ticket.intake.current if case.asks == "one" and ticket.intake.state == "asking" else ""
    if wished == "status":  # whoever asks it of a ticket that is solved has not read the solution
        return (status(ticket),)
    if wished == "language":
        return (*language(event.text, asked), ShowCard())
    if wished == "why" and asked:
        return (Say("intake/why", {"ask": asked}),)
    if wished == "bot" and ticket.status not in ("solved", "closed"):
        return (Say("conversation/bot"),)
    if wished == "hours":
        return (Say("conversation/hours"),)
    if wished == "levels" and ticket.status not in ("solved", "closed"):
        return (Say("intake/levels"),)
    return ()


def before_any(event: Wrote) -> Decision | None:
    """The answer to what a chat asks before there is any request: another language, or when somebody is there."""
    wished = wish(event.text)
    if wished == "language":
        return Decision(language(event.text), ledger="command: language")
    return Decision((Say("conversation/hours"),), ledger="command: hours") if wished == "hours" else None


def language(text: str, asked: str = "") -> tuple[Change, ...]:
    """He is written to in the language that he asks for, from now on; what he was `asked` is said in it at once."""
    return (ChooseLanguage(chosen_language(text)), Say("conversation/language_set", {"ask": asked}))


def only_courtesy(event: Wrote) -> bool:
    """Whether he only thanks, praises, nods, or says that the answer follows: nobody is asked anything for that."""
    face = bool(event.text.strip()) and is_wordless(event.text) and not is_place(event.text)
    return not event.contact and (is_courtesy(event.text) or praises(event.text) or announces(event.text) or face)


def beside(ticket: Ticket, event: Wrote, *, further: bool = False) -> tuple[Change, ...]:
    """What a chat hears to a question of his that only a person can answer, to a `further` trouble, which engineers see
    as one, and to what came without a word. What we asked stands as it stood."""
    if event.trouble and is_wordless(event.text):
        return (Say("conversation/empty"),)
    if greets(event.text):
        return (Say("conversation/bot" if ticket.intake.current else "intake/opened_greeting"),)
    if ticket.intake.current and asks_back(event.text):
        return (Say("conversation/asked"),)
    if further:
        return (Note("further"), Post("desk/further"), Say("intake/added", {"stands": True}))
    if is_place(event.text) or (event.files and is_wordless(event.text)):
        return (Say("intake/added"),)
    return ()


def added(case: Case, ticket: Ticket, event: Wrote) -> tuple[Change, ...]:
    """What he adds in a chat when nothing is asked any more and nobody has spoken with him yet is confirmed, once: he
    cannot see there that anybody has it. A question of his is passed on."""
    intake = ticket.intake
    done = intake.state in ("complete", "timed_out") and ticket.status not in ("solved", "closed")
    if case.asks == "all" or not done or intake.spoken or only_courtesy(event):
        return ()
    if asks_back(event.text):
        return (Say("conversation/asked"),)
    if intake.heard or is_nod(event.text[:SUBJECT_LIMIT]):
        return ()
    return (Patch({"intake": replace(intake, heard=True)}), Say("intake/added"))


def status(ticket: Ticket | None) -> Say:
    """Where his request stands."""
    if ticket is None:
        return Say("conversation/status_none")
    said = ticket.priority if ticket.priority_stated or ticket.priority_agreed or ticket.urgent else ""
    context = {
        "status": "withdrawn" if ticket.is_withdrawn else ticket.status,
        "engineer": ticket.assignee,
        "priority": said,
    }
    return Say("conversation/status", context)


def goes_on(ticket: Ticket, text: str) -> bool:
    """Whether what he writes in a chat is about the ticket before, closed or taken back: a thank you, a question how
    it stands, or that the trouble has come back, of that device or of none that he names. Anything else is a new
    request."""
    if (
        verdict(text) == "solved"
        or wish(text) in ("status", "language", "levels", "same", "hours")
        or is_courtesy(text)
        or praises(text)
    ):
        return True
    return (is_back(text) or is_unfinished(text)) and not _names_another(ticket, text)


def is_another_matter(ticket: Ticket, text: str) -> bool:
    """Whether he says beside a ticket that is closed, by a mail that answers it, what is another matter."""
    if praises(ticket.subject):  # there is no matter that this could be about
        return verdict(text) != "solved" and not goes_on(ticket, text)
    if not begins_anew(text) or verdict(text) == "solved" or goes_on(ticket, text):
        return False
    return _names_another(ticket, text) or not (is_back(text) or verdict(text) == "broken")


def _names_another(ticket: Ticket, text: str) -> bool:
    """Whether he names a device of which the ticket is not."""
    named = reading.read_product(text).casefold()
    return bool(named) and named not in f"{ticket.subject} {ticket.product}".casefold()
