"""What a message tells for the ticket: answers, statements, and what is read out of its free text.

An explicit statement replaces what was known. What was only read fills gaps, and at a first message also what merely
the provider's profile says; it is shown back to the customer, who may correct it at any time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core.events import Case, Wrote
from bot.core.tickets import FIELDS, Ticket
from bot.flows import reading
from bot.flows.wishes import wish

FEW_DIGITS, FEW_WORDS = 4, 12  # a longer text with fewer digits is no number that could not be read
LONGEST_SAID = 600  # characters of a mail in which how bad it is may be told in free words
THINGS = ("product", "site")  # noted when he names them, never asked for


@dataclass(frozen=True, slots=True)
class Told:
    """`facts` are the intake fields a message tells, `read` why those of them were read that he did not label or
    answer, `things` product and site."""

    facts: Mapping[str, str] = field(default_factory=dict)
    read: Mapping[str, str] = field(default_factory=dict)
    things: Mapping[str, str] = field(default_factory=dict)
    tried: bool = True

    @property
    def noted(self) -> list[str]:
        """The fields to show back."""
        return [name for name in FIELDS if name in self.read]


def first(case: Case, event: Wrote) -> Told:
    """Reads a first message."""
    found = _opening(case, event)
    if event.automatic:  # a machine's text speaks of many people
        found = {name: one for name, one in found.items() if _of_a_machine(name, one)}
    taken = {name: one for name, one in found.items() if name in FIELDS and _counts(case, name, one)}
    facts = {name: one.value for name, one in taken.items()}
    read = {name: one.why for name, one in taken.items() if one.why != "labelled"}
    if event.contact:
        facts["phone"] = event.contact
        read.pop("phone", None)
    return Told(facts, read, {name: found[name].value for name in THINGS if name in found})


def later(case: Case, ticket: Ticket, event: Wrote) -> Told:
    """Reads a further message: what he states or corrects, the answer to the open question, and what fills a gap."""
    region, known = case.policy.region, {name: ticket.value(name) for name in FIELDS}
    stated = {**reading.read_corrections(event.text, known, region), **reading.read_labelled(event.text, region)}
    if event.contact:
        stated["phone"] = event.contact
    if ticket.intake.state != "asking":
        return Told(stated)
    if case.asks == "all":
        return _mail(case, ticket, event, stated)
    read = _opening(case, event) if not wish(event.text) else {}
    gaps = {name: one for name, one in read.items() if name in ticket.missing and name != "priority"}
    if stated:  # what he states beside it fills gaps when it is as plain
        beside = {n: one for n, one in read.items() if one.explicit and n in ticket.missing and n not in stated}
        values = {name: one.value for name, one in beside.items()}
        return Told({**values, **stated}, {name: one.why for name, one in beside.items()})
    if len(gaps) > 1 or any(one.explicit and name == ticket.intake.current for name, one in gaps.items()):
        return Told({n: one.value for n, one in gaps.items()}, {n: one.why for n, one in gaps.items()})
    if not ticket.intake.current or wish(event.text):
        return Told()
    said = reading.own_words(event.text)
    digits = sum(character.isdecimal() for character in said)
    tried = ticket.intake.current != "phone" or digits >= FEW_DIGITS or len(said) < FEW_WORDS
    return Told(_answer(case, ticket, said), tried=tried)


def _answer(case: Case, ticket: Ticket, said: str) -> dict[str, str]:
    """The answer to the open question, or a number that he gives instead."""
    current, region = ticket.intake.current, case.policy.region
    both = reading.read_both(said) if current in ("name", "organisation") else {}
    value = reading.read_field(current, said, region) if not both else ""
    if not value and current == "priority" and reading.sounds_urgent(said):
        value = "P1"  # he was asked how bad it is, and says it in his own words
    if both or value:
        return both or {current: value}
    phone = reading.read_phone(said, region) if not ticket.phone else ""
    return {"phone": phone} if phone else {}


def _mail(case: Case, ticket: Ticket, event: Wrote, stated: dict[str, str]) -> Told:
    """A mail may answer everything at once: in our quoted form, line by line, or in its own words."""
    region, said = case.policy.region, reading.own_words(event.text)
    quoted = reading.read_labelled(event.full_text, region)
    lines = reading.read_lines(said, [name for name in ticket.missing if name not in stated], region)
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
