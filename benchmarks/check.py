"""Whether the desk did right by every mail: what a benchmark that only counts would not see."""

from __future__ import annotations

import email
import email.policy
from collections import Counter
from collections.abc import Iterator

from benchmarks.mails import Letter
from benchmarks.stage import Accepted, Desk

_MESSAGES = """
SELECT m.message_id, m.text, t.id, t.subject, t.reference FROM messages m JOIN tickets t ON t.id = m.ticket_id
WHERE m.direction = 'in' AND m.message_id <> ''
"""


def mistakes(letters: list[Letter], desk: Desk, answers: list[Accepted]) -> list[str]:
    """Returns a sentence for each thing that is wrong."""
    tickets: dict[str, tuple[str, int, str, str]] = {}
    found: list[str] = []
    for message_id, *rest in desk.rows(_MESSAGES):
        if message_id in tickets:
            found.append(f"{message_id} was kept twice")
        tickets[message_id] = (rest[0], rest[1], rest[2], rest[3])
    found += _kept(letters, tickets)
    references = {message_id: ticket[3] for message_id, ticket in tickets.items()}
    return found + list(_answered(letters, references, answers))


def _kept(letters: list[Letter], tickets: dict[str, tuple[str, int, str, str]]) -> Iterator[str]:
    opened: Counter[int] = Counter()
    for letter in letters:
        kept = tickets.get(letter.message_id)
        if (kept is None) != (letter.role == "robot"):
            yield f"{letter.message_id} ({letter.shape}) " + ("was lost" if kept is None else "of a robot was kept")
        if kept is None:
            continue
        text, ticket, subject, _ = kept
        if " ".join(text.split()) != " ".join(letter.text.split()):
            yield f"{letter.message_id} ({letter.shape}): wrong text"
        if letter.role in ("request", "silent"):
            opened[ticket] += 1
            if subject != letter.subject:
                yield f"{letter.message_id} ({letter.shape}): wrong subject"
        elif letter.role == "reply" and tickets[letter.joins][1] != ticket:
            yield f"{letter.message_id}: the reply did not join its ticket"
    for ticket, count in opened.items():
        if count > 1:
            yield f"ticket {ticket} was opened by {count} requests"


def _answered(letters: list[Letter], references: dict[str, str], answers: list[Accepted]) -> Iterator[str]:
    wanted = {letter.message_id: letter for letter in letters if letter.role == "request"}
    seen: set[str] = set()
    for answer in answers:
        mail = email.message_from_bytes(answer.raw, policy=email.policy.default)
        to = str(mail["In-Reply-To"])
        letter = wanted.get(to)
        if letter is None or to in seen:
            yield f"an answer to {to} that nobody asked for"
            continue
        seen.add(to)
        plain = mail.get_body(("plain",))
        text = plain.get_content() if plain else ""
        reference = references.get(to, "?")
        if answer.recipient != letter.sender or mail["Auto-Submitted"] != "auto-replied":
            yield f"the answer to {to} has a wrong envelope"
        if letter.subject not in str(mail["Subject"]) or reference not in str(mail["Subject"]) + text:
            yield f"the answer to {to} has a wrong subject or body"
    for message_id in wanted.keys() - seen:
        yield f"{message_id} was not answered"
