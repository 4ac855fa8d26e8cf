"""Which ticket a message belongs to, and by what sign."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection

from bot.core.messages import Inbound
from bot.db import inbox, outbox, people, tickets
from bot.flows import besides
from bot.flows.praise import is_praise
from bot.flows.wishes import verdict

Sign = Literal["", "button", "mark", "report", "thread", "subject", "conversation", "follows", "changed", "praise"]
LATEST = timedelta(days=7)  # servers give up after five days (RFC 5321, 4.5.4.1)

#: What the ledger says of each sign.
WORDS: dict[Sign, str] = {
    "": "opened: no sign of an earlier ticket",
    "button": "joined: a button of ours",
    "mark": "joined: our mark in the mails it answers",
    "report": "joined: a report on delivery names whom we wrote to",
    "thread": "joined: it answers a mail of the same customer, or one he had a copy of",
    "subject": "joined: the reference in its subject, from the same customer",
    "conversation": "joined: the conversation goes on",
    "changed": "joined: it changes or takes back a message of this ticket",
    "praise": "joined: he only thanks, and this is his last ticket",
    "follows": "opened: it answers a ticket that was closed long ago",
}


@dataclass(frozen=True, slots=True)
class Found:
    """The ticket's id, None when the message belongs to none yet, and the sign that led there. A new ticket may follow
    an older one."""

    ticket_id: int | None = None
    sign: Sign = ""
    follows: int | None = None


def find_ticket(connection: Connection, inbound: Inbound, customer: people.Customer) -> Found:
    """The ticket a message belongs to, by the strongest sign: a pressed button, our own unforgeable mark, the message
    that it changes, the Message-IDs or the reference in the subject together with a proven sender, the conversation. A
    chat goes on with a new ticket when its last one is closed or taken back, unless what he says is about that one."""
    if inbound.press:
        number = inbound.press.split(":")[1:2]
        return Found(int(number[0]), "button") if number and number[0].isascii() and number[0].isdecimal() else Found()
    if inbound.claim is not None:
        return Found(inbound.claim, "mark")
    if inbound.changes and (found := inbox.ticket_of(connection, inbound.channel, inbound.changes)) is not None:
        return Found(found, "changed")
    if inbound.automatic == "bounce":
        return _reported(connection, inbound)
    if inbound.proof == "proven":
        address = inbound.sender.address.value
        if (found := tickets.by_message_ids(connection, inbound.references, customer.id, address)) is not None:
            return Found(found, "thread")
        if (found := tickets.by_subject(connection, inbound.subject, customer.id, address)) is not None:
            return Found(found, "subject")
    going_on = _in_conversation(connection, inbound, customer) if inbound.in_conversation else Found()
    return going_on if going_on.ticket_id is not None else _praised(connection, inbound, customer)


def followed(
    connection: Connection, found: Found, inbound: Inbound, customer: people.Customer, limit: datetime
) -> Found:
    """Where the message belongs when the ticket was closed before `limit`, or a mail is about another matter than the
    closed one: his newest ticket that follows it, or a new one. Presses, machines and thanks stay with the old one."""
    if found.ticket_id is None or inbound.press or inbound.automatic or inbound.command or found.sign == "changed":
        return found
    newest = tickets.newest_follower(connection, found.ticket_id, customer.id)
    closed_at = tickets.closed_at(connection, newest)
    thanks = verdict(inbound.text) == "solved" or is_praise("", inbound.text)
    late = closed_at is not None and closed_at < limit and not thanks
    if not late and not (closed_at is not None and _is_another(connection, newest, inbound)):
        return replace(found, ticket_id=newest)
    return Found(sign="follows", follows=newest)


def _is_another(connection: Connection, ticket_id: int, inbound: Inbound) -> bool:
    """Whether a mail that answers a closed ticket is about another matter; a chat has been asked before."""
    loaded = None if inbound.in_conversation else tickets.load(connection, ticket_id, lock=False)
    return loaded is not None and besides.is_another_matter(loaded[0], inbound.text)


def _reported(connection: Connection, inbound: Inbound) -> Found:
    """The ticket of the last message to somebody whom a report on delivery names, when it does not prove one."""
    since = inbound.at - LATEST
    named = (entry.address for entry in inbound.bounce.recipients)
    found = (outbox.ticket_written_to(connection, "email", address, since) for address in named)
    ticket = next((ticket for ticket in found if ticket is not None), None)
    return Found() if ticket is None else Found(ticket, "report")


def _praised(connection: Connection, inbound: Inbound, customer: people.Customer) -> Found:
    """The last ticket of somebody who only thanks or praises us."""
    own = inbound.proof == "proven" and not (inbound.automatic or inbound.command or inbound.contact or inbound.changes)
    if not own or not is_praise(inbound.subject, inbound.text):
        return Found()
    last = tickets.earlier(connection, customer.id, None)
    return Found(last.id, "praise") if last else Found()


def _in_conversation(connection: Connection, inbound: Inbound, customer: people.Customer) -> Found:
    """The ticket that the conversation is about. Where others read and write, it stays the requester's: nobody else
    begins one of his own in it."""
    conversation = tickets.of_conversation(connection, inbound.channel, inbound.thread)
    loaded = tickets.load(connection, conversation[1], lock=False) if conversation and conversation[1] else None
    if loaded is None:
        return Found()
    ticket, row = loaded
    if not inbound.private and row["customer_id"] != customer.id:
        return Found(ticket.id, "conversation")
    ended = ticket.status == "closed" or ticket.intake.state == "withdrawn"
    over = ended and not inbound.command and not inbound.changes and not besides.goes_on(ticket, inbound.text)
    return Found() if over else Found(ticket.id, "conversation")
