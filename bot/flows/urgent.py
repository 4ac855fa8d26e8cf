"""Whether a further message says that it cannot wait, and what he and the engineers hear then."""

from __future__ import annotations

from bot.core.decisions import Change, Learn, Note, Patch, Post, Say, ShowCard
from bot.core.events import Pressed, Wrote
from bot.core.tickets import Ticket
from bot.flows.asides import announces, cries, is_nod, is_wordless
from bot.flows.reading import own_words, sounds_urgent
from bot.flows.wishes import wish

LONGEST_CRY = 120  # characters


def marked(ticket: Ticket, event: Wrote, read: tuple[Change, ...]) -> tuple[Change, ...]:
    """He says now that it cannot wait. He hears that it is understood, unless he is answered anyhow; to a long text
    nothing is said: it may be our own, which asks how urgent it is, sent back by a machine."""
    if ticket.urgent or not _says_urgent(event, read):
        return ()
    heard = any(isinstance(change, Say) for change in read) or len(event.text) > LONGEST_CRY
    told = () if heard else (Say("conversation/urgent"),)
    return (*alerted(event.text), *told, ShowCard())


def alerted(text: str, writer: str = "") -> tuple[Change, ...]:
    """The ticket has become urgent: engineers have seen its card before, so they are told anew where all look."""
    words = " ".join(own_words(text).split())
    shown = words if len(words) <= LONGEST_CRY else f"{words[:LONGEST_CRY]}…"
    told = Post("desk/urgent", {"words": shown, "writer": writer}, alert=True)
    return (Patch({"urgent": True}), Note("urgent"), told)


def pressed(ticket: Ticket, event: Pressed) -> tuple[Change, ...]:
    """He presses that his business stands still."""
    return alerted("") if event.argument == "P1" and not ticket.urgent and ticket.priority != "P1" else ()


def _says_urgent(event: Wrote, read: tuple[Change, ...]) -> bool:
    """Whether he says that it cannot wait. A bare answer to a question says nothing of it: what he told is left out."""
    said, told = event.text, False
    for change in read:
        if isinstance(change, Learn) and change.field != "priority":
            said, told = said.replace(change.value, " "), True
        if isinstance(change, Learn) and change.field == "priority":
            return change.value == "P1"
    if told and is_nod(said) and not cries(said):
        return False
    return not (wish(said) or announces(said) or is_wordless(said)) and sounds_urgent(said)
