"""May we also reach him another way? Asked once, in the message that ends the questions; nothing waits for the answer.

A number that he gives when asked where to call back is agreed by that. One that was only read, or that stands in his
record, and a mail address that he names, are asked about. What he agreed to is for a person: whoever writes could name
somebody else's address, so nothing goes there by itself until he has proved that it is his (bot.linking).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from bot.core.decisions import Agree, Change, Note, Patch, Say, ShowCard
from bot.core.events import Case, Wrote
from bot.core.tickets import Intake, Ticket
from bot.flows import reading
from bot.flows.facts import Told
from bot.flows.tables import agreed

MOST_NAMED, LONGEST = 2, 254  # mail addresses of one conversation; characters (RFC 5321, 4.5.3.1)
_MAIL = r"([A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24})"
_NAMED = re.compile(
    r"(?:\b(?:my (?:other |private |second )?e-?mail(?: address)?(?: is)?"
    r"|(?:reach|contact|mail|e-?mail|write(?: to)?) me(?: too| also)?(?: at| on| under| via)?)"
    r"|我的(?:另一个)?(?:邮箱|电子邮件|邮件)(?:地址)?(?:是|为)?|(?:也)?(?:可以)?(?:发|联系我)(?:邮件)?到)"
    r"\s{0,3}[:：]?\s{0,3}<?" + _MAIL,
    re.IGNORECASE,
)
_BELOW = re.compile(_MAIL)
_YES = re.compile(
    r"\W*(?:yes(?:,? (?:please|sure|of course|that is fine))?|yep|yeah|y|sure(?: thing)?|ok(?:ay)?|of course"
    r"|certainly|go ahead|why not|please do"
    r"|fine(?: by me)?|that(?:['’]s| is) (?:ok(?:ay)?|fine|good)|sounds good|no problem|by all means"
    r"|可以的?|好[的呀啊吧]?|行[的啊吧]?|是的?|嗯+|对|同意|没问题|当然(?:可以)?|都行|随便)\W*",
    re.IGNORECASE,
)
_NO = re.compile(
    r"\W*(?:no(?:,? (?:thanks?|thank you|please|never))?|nope|never|(?:please )?don['’]?t"
    r"|(?:i['’]d )?(?:rather|better|prefer) not(?: to)?|not (?:there|that)"
    r"|i (?:don['’]?t|do not) want (?:that|this|it)"
    r"|(?:请)?(?:不|不用了?|不要|不可以|不行|不必了?|不同意|不方便|别打?|否|算了)(?:谢谢)?)\W*",
    re.IGNORECASE,
)


def named(case: Case, event: Wrote, before: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The mail addresses that he gave as his, in his words or below his mail, but for the one he writes from and
    ours."""
    text = reading.own_words(event.text)[: reading.READ_LIMIT]
    found = [m[1] for m in _NAMED.finditer(text)] + _BELOW.findall(event.signature[: reading.READ_LIMIT])
    fresh = (address.lower() for address in found if len(address) <= LONGEST)
    return tuple(dict.fromkeys([*before, *(one for one in fresh if one not in case.own)]))[:MOST_NAMED]


def closing(
    case: Case, facts: Mapping[str, str], intake: Intake, told: Told
) -> tuple[Intake, tuple[str, ...], tuple[Change, ...]]:
    """What the end of the questions asks: how far they are then, the ways to ask about, and what is to be kept."""
    phone, before = facts.get("phone", ""), case.agreements
    answered = bool(intake.asked.get("phone")) and (case.asks == "one" or "phone" not in told.read)
    stated = (phone,) if phone and answered and before.get(phone) not in ("agreed", "declined") else ()
    offered = case.offering.kinds(case.channel, facts.get("organisation", ""), case.address)
    candidates = ((phone,) if "phone" in offered else ()) + (intake.also if "email" in offered else ())
    ask = tuple(way for way in candidates if way and way not in before and way not in stated)
    ask = ask if intake.may == "none" else ()
    said = tuple(dict.fromkeys([*(way for way, answer in before.items() if answer == "agreed"), *stated]))
    kept = (*((Agree(stated, "agreed"),) if stated else ()), *((Agree(ask, "asked"),) if ask else ()))
    state = agreed(intake.may, "ask") if ask else intake.may
    return replace(intake, also=ask, agreed=said, may=state), ask, kept


def heard(case: Case, ticket: Ticket, text: str) -> tuple[Change, ...]:
    """A bare yes or no in his own words, while the question is open; once an engineer has the ticket, he may mean the
    engineer."""
    said = reading.own_words(text)[:100]
    if ticket.status != "new" or ticket.intake.may != "asked" or not (_YES.fullmatch(said) or _NO.fullmatch(said)):
        return ()
    return answer(case, ticket, "yes" if _YES.fullmatch(said) else "no")


def answer(case: Case, ticket: Ticket, said: Literal["yes", "no"]) -> tuple[Change, ...]:
    """His answer, kept with where he gave it; the last one counts. A mail is not answered by a mail."""
    intake = ticket.intake
    state: Literal["agreed", "declined"] = "agreed" if said == "yes" else "declined"
    if intake.may in ("none", state) or case.role != "requester":
        return ()
    others = tuple(way for way in intake.agreed if way not in intake.also)
    ways = (*others, *intake.also) if said == "yes" else others
    mail = next((way for way in intake.also if "@" in way), "") if said == "yes" else ""
    told = (Say(f"intake/also_{said}", {"mail": mail}),) if case.asks == "one" else ()
    return (
        Patch({"intake": replace(intake, may=agreed(intake.may, said), agreed=ways)}),
        Agree(intake.also, state),
        Note("agreement", {"answer": state, "by": case.channel}),
        *told,
        ShowCard(),
    )
