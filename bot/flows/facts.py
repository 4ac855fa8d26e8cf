"""What a message tells for the ticket: answers, statements, and what is read out of its free text.

An explicit statement replaces what was known. What was only read fills gaps, and replaces a name that merely the
provider's profile says; it is shown back to the customer, who may correct it at any time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.core.events import Case, Wrote
from bot.core.tickets import FIELDS, Ticket
from bot.flows import reading
from bot.flows.asides import asks_back, cries, is_wordless
from bot.flows.wishes import wish

FEW_DIGITS, FEW_WORDS = 4, 12  # a longer text with fewer digits is no number that could not be read
LONGEST_LEVEL = 8  # characters of a level's word
LONGEST_SAID = 600  # characters of a mail in which how bad it is may be told in free words
LONGEST_ANSWER = 40  # characters of a bare answer to a question that is not open any more
THINGS = ("product", "site")  # noted when he names them, never asked for
_NUMBER = re.compile(r"\+?\(?\d[\d\s().\-/]{5,24}(?:\s?(?:ext|转|分机|x)[\s.]{0,2}\d{1,6})?", re.IGNORECASE)
_BARE = re.compile(r"[\W\d_]+")
_SEVERAL = re.compile(r"[,;，；、]")
_EDGES = re.compile(r"^\W+|[\W的]+$")


CHANGED = "✏️ "  # stands before the new wording of what he wrote


@dataclass(frozen=True, slots=True)
class Told:
    """`facts` are the intake fields a message tells, `read` why those of them were read that he did not label or
    answer, `things` product and site, `stated` the fields that he states or corrects. `tried`: it may have been meant
    as the answer to the open question; `added`: it is more about the matter; `complaint`: it sounds like one;
    `fills`: something was missing that it tells; `greets`: it only greets; `further`: it tells of a further trouble;
    `piece`: the digits so far of a phone number that comes in pieces."""

    facts: Mapping[str, str] = field(default_factory=dict)
    read: Mapping[str, str] = field(default_factory=dict)
    things: Mapping[str, str] = field(default_factory=dict)
    tried: bool = True
    stated: frozenset[str] = frozenset()
    added: bool = False
    complaint: bool = False
    fills: bool = False
    greets: bool = False
    further: bool = False
    piece: str = ""

    @property
    def noted(self) -> list[str]:
        """The fields to show back."""
        return [name for name in FIELDS if name in self.read or name in self.stated]


def first(case: Case, event: Wrote) -> Told:
    """Reads a first message."""
    found = dict(_opening(case, event))
    if event.automatic:  # a machine's text speaks of many people
        found = {name: one for name, one in found.items() if _of_a_machine(name, one)}
    if "priority" in found and found["priority"].why == "wording" and reading.is_eased(event.text):
        del found["priority"]  # he says in the same breath that work goes on
    taken = {name: one for name, one in found.items() if name in FIELDS and _counts(case, name, one)}
    facts = {name: one.value for name, one in taken.items()}
    read = {name: one.why for name, one in taken.items() if one.why != "labelled"}
    if event.contact:
        facts["phone"] = event.contact
        read.pop("phone", None)
    things = {name: found[name].value for name in THINGS if name in found}
    return Told(facts, read, things, complaint=bool(impression(case, event).complaint))


def stated(case: Case, ticket: Ticket, event: Wrote) -> dict[str, str]:
    """What he states or corrects by name, whatever is open."""
    region, known = case.policy.region, {name: ticket.value(name) for name in FIELDS}
    found = _reworded(case, known, event) if event.changed else {}
    found |= {**reading.read_corrections(event.text, known, region), **reading.read_labelled(event.text, region)}
    if reading.is_our_question(event.text):
        found.pop("priority", None)
    if event.contact:
        found["phone"] = event.contact
    return {name: value for name, value in found.items() if value != known[name]}


def _reworded(case: Case, known: Mapping[str, str], event: Wrote) -> dict[str, str]:
    """The new wording of a message corrects the facts that it gave before."""
    found = {}
    for name in FIELDS:
        gave = known[name] and known[name] in _given(name, case.before, case.policy.region)
        given = _given(name, event.text, case.policy.region) if gave else ()
        if given and known[name] not in given:
            found[name] = given[0]
    return found


def _given(name: str, text: str, region: str) -> tuple[str, ...]:
    """What a message gives of a field, as a first message and as an answer."""
    read = reading.read_opening(text, region)
    answered = reading.read_field(name, text, region)
    return tuple(filter(None, (read[name].value if name in read else "", answered)))


def later(case: Case, ticket: Ticket, event: Wrote, *, begins: bool = False) -> Told:
    """Reads a further message: what he states or corrects, the answer to the open question, and what fills a gap. One
    that `begins`, because he has only greeted before, tells what a first one does."""
    complains = bool(impression(case, event).complaint) and not ticket.complaint
    told = _later(case, ticket, event)
    if begins:
        told = _begun(ticket, first(case, event), told)
    return replace(told, complaint=complains, fills=any(name in ticket.missing for name in told.facts))


def _later(case: Case, ticket: Ticket, event: Wrote) -> Told:
    said_so = stated(case, ticket, event)
    said = reading.own_words(event.text)
    if cries(event.text) and ticket.priority_stated != "P1":
        said_so["priority"] = "P1"
    if ticket.intake.state == "asking" and case.asks == "all":
        return _mail(case, ticket, event, said_so)
    if not said_so and (little := _without_words(case, ticket, said)):
        return little
    asked = ticket.intake.current if ticket.intake.state == "asking" else ""
    if asked == "organisation" and not said_so and (firm := reading.framed_company(said)):
        return Told({"organisation": firm})
    read = _opening(case, event) if wish(event.text) in ("", "person") else {}
    gaps = {name: one for name, one in read.items() if _is_gap(case, ticket, name, one) and name not in said_so}
    if said_so:  # what he states beside it fills gaps when it is as plain
        listed = said_so.keys() == {"priority"}  # a level stands among the facts of a list
        plain = {name: one for name, one in gaps.items() if one.explicit or (listed and one.why == "listed")}
        return _told(ticket, plain, said_so)
    beyond = {name for name in gaps if name != "priority"}
    if len(beyond) > 1 or any(_is_answer(ticket, said, name, gaps[name]) for name in beyond):
        return _told(ticket, gaps, {})
    if wish(event.text):
        return Told()
    if not ticket.intake.current or ticket.intake.state != "asking":
        return Told(_bare(case, ticket, said), added=True)
    if reading.adds_trouble(said) and (ticket.intake.current != "priority" or reading.read_effect(said) != "P1"):
        return Told(tried=False, added=True, further=True)
    digits = sum(character.isdecimal() for character in said)
    tried = ticket.intake.current != "phone" or digits >= FEW_DIGITS or len(said) < FEW_WORDS
    facts = _answer(case, ticket, said)
    return Told(facts, tried=tried, added=True, stated=frozenset(facts) - {ticket.intake.current})


def _without_words(case: Case, ticket: Ticket, said: str) -> Told | None:
    """What holds no word: a face or a place, or some digits of a number that comes in pieces."""
    return Told(tried=False) if is_wordless(said) else _piece(case, ticket, said)


def _piece(case: Case, ticket: Ticket, said: str) -> Told | None:
    """The number of which this is the rest, or the digits so far. A whole number is none; words may stand beside digits
    where the number is asked for."""
    region, digits = case.policy.region, reading.digits_in(said)
    asked = ticket.intake.state == "asking" and ticket.intake.current == "phone"
    if ticket.phone or not digits or reading.read_phone(said, region) or not (asked or _BARE.fullmatch(said)):
        return None
    begun = f"{ticket.intake.piece}{digits}"
    if ticket.intake.piece and (phone := reading.read_phone(begun, region)):
        return Told({"phone": phone}, stated=frozenset({"phone"}) - {ticket.intake.current})
    short = asked and len(digits) <= FEW_DIGITS  # "138", and the rest later
    return Told(piece=begun) if short or reading.is_piece(begun, region) else None


def _begun(ticket: Ticket, opening: Told, told: Told) -> Told:
    """What a first message would have told, beside what a further one does."""
    facts = {**opening.facts, **told.facts}
    facts = {name: value for name, value in facts.items() if value != ticket.value(name)}
    instead = {name for name in facts if ticket.value(name)}
    read = {**opening.read, **told.read}
    read = {name: why for name, why in read.items() if name in facts and name not in instead}
    return replace(told, facts=facts, read=read, things=opening.things, stated=told.stated | instead)


def _told(ticket: Ticket, found: Mapping[str, reading.Proposal], said_so: Mapping[str, str]) -> Told:
    """What was read beside what he states. A name takes the place of one that only his profile says."""
    instead = {name for name in found if ticket.value(name)}
    values = {name: one.value for name, one in found.items()}
    read = {name: one.why for name, one in found.items() if name not in instead}
    return Told({**values, **said_so}, read, stated=frozenset({*instead, *said_so}) - {ticket.intake.current})


def _is_gap(case: Case, ticket: Ticket, name: str, one: reading.Proposal) -> bool:
    """Whether what was read is not known yet. Of his name the profile may be all that is known. What only sounds urgent
    marks the ticket; it is no level that he states beside an answer ("call 138…")."""
    if name == "priority" and one.why == "wording":
        return False
    if name == "name" and ticket.name and ticket.name == case.known.get("name") and "name" not in case.kept:
        return one.why != "wording" and one.value.casefold() != ticket.name.casefold()
    return name in ticket.missing


def _is_answer(ticket: Ticket, said: str, name: str, one: reading.Proposal) -> bool:
    """Whether he says it in so many words and was asked it, or his name, or says nothing else."""
    if one.explicit and name in (ticket.intake.current, "name"):
        return True
    whole = {_EDGES.sub("", text).casefold() for text in (one.value, one.words)}
    return one.why != "wording" and _EDGES.sub("", said).casefold() in whole


def _answer(case: Case, ticket: Ticket, said: str) -> dict[str, str]:
    """The answer to the open question, or another thing that he gives instead."""
    current, region = ticket.intake.current, case.policy.region
    if current in ("name", "organisation"):
        if found := _beside_number(case, ticket, said):
            return found
        if asks_back(said) or reading.read_product(said) == said.strip():
            return {}
    if current == "organisation" and reading.is_person(said.strip(" .。!！")):
        return {"name": said.strip(" .。!！")} if "name" not in case.kept else {}
    both = reading.read_both(said) if current in ("name", "organisation") else {}
    both = {name: value for name, value in both.items() if name != "name" or name not in case.kept}
    value = reading.read_field(current, said, region) if not both else ""
    if not value and current == "priority":
        value = reading.read_effect(said)
    if both or value:
        return both or {current: value}
    return _bare(case, ticket, said)


def _beside_number(case: Case, ticket: Ticket, said: str) -> dict[str, str]:
    """The number that he gives where he was asked who he is, and whom he names beside it."""
    region, current = case.policy.region, ticket.intake.current
    phone = reading.read_phone(said, region) or reading.only_phone(said, region)
    if not phone or len(said) > LONGEST_ANSWER:
        return {}
    rest = _NUMBER.sub(" ", said).strip(" ,，。.;；:：、")
    if current == "organisation" and reading.is_person(rest):
        return {"phone": phone, **({"name": rest} if "name" not in case.kept else {})}
    value = reading.read_field(current, rest, region) if rest and not _SEVERAL.search(rest) else ""
    return {"phone": phone, **({current: value} if value else {})}


def _bare(case: Case, ticket: Ticket, said: str) -> dict[str, str]:
    """A number or a level that he gives without being asked, or after he was."""
    region, found = case.policy.region, {}
    if len(said) <= LONGEST_ANSWER and not asks_back(said):
        phone = reading.only_phone(said, region) or ("" if ticket.phone else reading.read_phone(said, region))
        if phone:
            found["phone"] = phone
        bare = said.isalpha() and len(said) <= LONGEST_LEVEL  # "low", 一般: where he was shown another one
        if level := reading.read_priority(said, answer=bare):
            found["priority"] = level
    return {name: value for name, value in found.items() if value != ticket.value(name)}


def _mail(case: Case, ticket: Ticket, event: Wrote, stated: dict[str, str]) -> Told:
    """A mail may answer everything at once: in our quoted form, line by line, or in its own words."""
    region, said = case.policy.region, reading.own_words(event.text)
    quoted = reading.read_labelled(event.full_text, region)
    lines = reading.read_lines(said, [n for n in ticket.missing if n == "priority" or n not in stated], region)
    if reading.is_our_question(said):
        lines.pop("priority", None)
    facts = {**{n: value for n, value in (lines | quoted).items() if n in ticket.missing}, **stated}
    rest = {n: one for n, one in _opening(case, event).items() if n in ticket.missing and n not in facts}
    rest.pop("priority", None)
    if "priority" in ticket.missing and "priority" not in facts and len(said) <= LONGEST_SAID:
        facts |= {"priority": level} if (level := reading.told_priority(said)) else {}
    return Told({**{n: one.value for n, one in rest.items()}, **facts}, {n: one.why for n, one in rest.items()})


def impression(case: Case, event: Wrote) -> reading.Impression:
    """What the message tells at a first look: it was read before its transaction, or is read now."""
    return event.impression or reading.impression(
        event.text, case.policy.region, subject=event.subject, signature=event.signature
    )


def _opening(case: Case, event: Wrote) -> Mapping[str, reading.Proposal]:
    return impression(case, event).proposals


def _counts(case: Case, name: str, one: reading.Proposal) -> bool:
    """Whether what was read stands against what is known: an engineer may have written what stands in his record."""
    return one.explicit or not case.known.get(name) or name not in case.kept


def _of_a_machine(name: str, one: reading.Proposal) -> bool:
    return one.why == "labelled" or (one.why == "stated" and name in ("phone", "priority"))
