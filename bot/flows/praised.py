"""Somebody only thanks or praises us: it is shown with his last ticket, and nothing is asked of him."""

from __future__ import annotations

from bot.core.decisions import Advance, Change, Keep, Learn, Note, OpenTicket, Patch, Post, Say, ShowCard
from bot.core.events import Case, Wrote
from bot.core.tickets import FIELDS, Intake
from bot.flows import greetings, intake
from bot.flows.asides import is_courtesy
from bot.flows.praise import is_praise


def begins(event: Wrote) -> bool:
    """Whether a first message is nothing but praise; a bare thank you is as a greeting is."""
    plain = not (event.automatic or event.contact or event.trouble or event.files or is_courtesy(event.text))
    return plain and is_praise(event.subject, event.text)


def opened(case: Case, event: Wrote) -> tuple[Change, ...]:
    """Praise of somebody who has no ticket yet: it stands on a card of its own, which needs nothing any more."""
    known = ((field, case.known.get(field, "")) for field in FIELDS)
    return (
        OpenTicket(greetings.subject(event), case.language, Intake("complete")),
        *(Learn(field, value, "profile") for field, value in known if value),
        Keep("in", event.text),
        Note("opened", {"praise": True}),
        Advance("close"),
        Patch({"closed_at": "now"}),
        Say("conversation/praised"),
        ShowCard(),
        Post("desk/customer_wrote", intake.wrote_context(event), files=True),
    )


def answered(case: Case, event: Wrote) -> tuple[Change, ...]:
    """Praise after the end is answered, and told where all engineers look: the thread of an old card is read by nobody.
    What only nods or takes leave needs no answer, nor does a single word."""
    words = event.text.split()
    if not is_praise("", event.text) or (len(words) == 1 and words[0].isascii()):
        return ()
    told = Post("desk/praised", {"words": " ".join(words)[:300], "writer": case.writer}, alert=True)
    return (Note("praised"), told, Say("conversation/praised"))
