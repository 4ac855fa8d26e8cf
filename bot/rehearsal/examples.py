"""A few of Ringback's first answers, as the customers would read them. Pure."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

from bot.channels.email.compose import compose_mail
from bot.channels.email.settings import MailboxSettings
from bot.core.messages import Address, Outbound
from bot.core.signing import Signer
from bot.rehearsal.records import TicketFacts

HOW_MANY = 3


@dataclass(frozen=True, slots=True)
class Example:
    """A mail of ours: whom it goes to, its subject, its text, and the buttons under it."""

    to: str
    subject: str
    text: str
    buttons: tuple[str, ...]


def pick(tickets: Sequence[TicketFacts]) -> list[int]:
    """Different ones first: an urgent one, one in Chinese, one in English, then whatever comes."""
    tickets = [one for one in tickets if not one.silent and not one.address.endswith(".invalid")]
    kinds = [
        [one.id for one in tickets if one.priority == "P1"],
        [one.id for one in tickets if one.language == "zh"],
        [one.id for one in tickets if one.language == "en"],
    ]
    first = dict.fromkeys(kind[0] for kind in kinds if kind)
    return sorted([*dict.fromkeys([*first, *(one.id for one in tickets[:HOW_MANY])])][:HOW_MANY])


def examples(
    rows: Iterable[Mapping[str, Any]], boxes: Mapping[str, MailboxSettings], signer: Signer
) -> tuple[Example, ...]:
    """The mails of outbox rows; one to an address that no mail can go to is left out."""
    made = (_example(row, boxes[row["channel"]], signer) for row in rows)
    return tuple(one for one in made if one is not None)


def _example(row: Mapping[str, Any], box: MailboxSettings, signer: Signer) -> Example | None:
    outbound = Outbound(row["id"], row["channel"], "message", row["body"], row["language"], row["ticket_id"])
    try:
        raw = compose_mail(outbound, box, to=Address("email", row["value"]), date=row["created_at"], signer=signer)
    except ValueError:
        return None
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    plain = mail.get_body(("plain",))
    assert plain is not None
    buttons = tuple(label for label, _ in row["buttons"])
    return Example(row["value"], row["subject"], plain.get_content().strip(), buttons)
