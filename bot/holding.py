"""What waits for an engineer's word instead of becoming a ticket, and what lets it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot import shelf
from bot.core.decisions import Decision, Say
from bot.core.events import Author
from bot.core.mail_domains import own_domain
from bot.core.messages import BLOCKED, JUNK_FOLDER, JUNK_PLACE, KEPT_OUT, DeskAction, Engineer, Inbound
from bot.db import inbox, people, senders, tickets
from bot.enact import House, Scene, enact
from bot.flows.reading import language_of
from bot.shelf import SPAM, Prepared


def judged(connection: Connection, event: Inbound) -> Inbound:
    """The message as engineers have taught to take its sender: as spam, or as none whatever the provider marks. The
    admin's own list is above them, and nobody is let through in another's name."""
    if event.sender.address.kind != "email" or event.spam == BLOCKED:
        return event
    rule = senders.rule_of(connection, event.sender.address.value)
    if rule == "blocked":
        return replace(event, spam=KEPT_OUT)
    return replace(event, spam="") if rule == "allowed" and event.proof != "refuted" else event


def released(connection: Connection, inbox_id: int, engineer: Engineer, now: datetime) -> bool:
    """Takes what waits out of the waiting; False when somebody did so before. Learns from a release that its sender
    writes no spam: the list of the admin stays as it is, and a mail in another's name says nothing about him."""
    row = inbox.by_id(connection, inbox_id)
    if row is None or not inbox.take(connection, inbox_id):
        return False
    inbox.settle(connection, inbox_id, event={**row["event"], shelf.RELEASED_BY: engineer.name})
    kind, _, address = str(row["sender"]).partition(":")
    cause = str(row["cause"])
    was_spam = kind == "email" and cause.startswith(SPAM) and cause != SPAM + BLOCKED
    if was_spam and row["event"]["proof"] != "refuted":
        senders.learn(connection, address, "allowed", f"engineer:{engineer.id}", now)
    return True


def author(connection: Connection, house: House, ticket: Mapping[str, Any]) -> Author:
    """Who wrote a ticket, as far as it matters for keeping him out: only mail has senders that can be."""
    address = people.way(connection, ticket["address_id"]).address
    if address.kind != "email":
        return Author()
    answered = ticket["solution_version"] > 0 or bool(tickets.latest_out(connection, ticket["id"]))
    return Author(address.value, own_domain(address.value, house.mailboxes.values()), answered)


def is_doubtful(event: Inbound) -> bool:
    """Whether it waits for an engineer's word. A mail server reports in nobody's name: our own signed Message-ID in its
    report is proof enough."""
    if event.automatic == "bounce" and event.claim is not None:
        return False
    return bool(event.spam) or event.proof == "refuted"


def hold(
    house: House, prepared: Prepared, event: Inbound, inbox_id: int, now: datetime, connection: Connection
) -> set[str]:
    """Keeps a doubtful message; returns whom to wake.

    Spam waits unanswered in the quiet list; with a card where the provider alone takes a customer's mail for it. A mail
    in the name of somebody who did not send it joins and steers nothing; its sender hears only that it came. A
    machine's reply stays in the ledger."""
    cause = SPAM + event.spam if event.spam else shelf.IMPOSTOR
    if event.automatic in ("replied", "bounce"):
        inbox.settle(connection, inbox_id, state="handled", cause=f"automatic: {event.automatic}; {cause}")
        return set()
    found = people.find(connection, event.sender.address)
    quiet = event.spam == KEPT_OUT or (bool(event.spam) and found is None)
    shelf.hold(prepared, inbox_id, {"state": "spam" if quiet else "held", "cause": cause}, connection)
    if quiet:
        return shelf.show_quiet_list(house, now, connection)
    woken = shelf.show(house, inbox_id, now, connection)
    if event.automatic or event.spam:
        return woken
    customer = found or people.meet(connection, event.sender, event.channel, event.thread, now)
    scene = Scene(now, "ringback", event.channel, language(event, ""), customer, event, inbox_id)
    return woken | enact(connection, house, scene, Decision((Say("conversation/held"),))).woken


def let_in(connection: Connection, event: Inbound | DeskAction) -> tuple[int, Inbound] | None:
    """The held row that this copy lets in, and the copy as it is to be read; None when it lets none in.

    A copy in a mailbox itself lets in what is held for its place in a junk folder alone; one that a colleague moved
    there is let in whatever the server had written into it, for that is his word; and a good copy in another mailbox
    lets it in, as it would have been let in had it come first."""
    if not isinstance(event, Inbound) or not event.place or event.place.startswith(JUNK_PLACE):
        return None
    row = inbox.by_key(connection, event.key)
    if row is None or row["state"] not in ("spam", "held") or event.spam == BLOCKED:
        return None
    if row["channel"] != event.channel and _is_good(copy := judged(connection, event), row):
        return int(row["id"]), copy
    alone = row["cause"] == SPAM + JUNK_FOLDER and not event.spam
    return (int(row["id"]), replace(event, spam="")) if alone or _was_moved(connection, row, event) else None


def _is_good(copy: Inbound, row: Mapping[str, Any]) -> bool:
    """Whether nothing speaks against this copy; where one was not from whom it said, this one must prove that it is.
    Both have the same sender and the same words: they have the same key."""
    return not is_doubtful(copy) and (copy.proof == "proven" or row["event"]["proof"] != "refuted")


def _was_moved(connection: Connection, row: Mapping[str, Any], event: Inbound) -> bool:
    was_spam = str(row["cause"]).startswith(SPAM)
    return was_spam and inbox.lay_in(connection, row["id"], event.channel, JUNK_PLACE)


def language(inbound: Inbound, ticket: str) -> str:
    """His language: the ticket's, else what the text is written in, else what the provider says."""
    return ticket or language_of(f"{inbound.subject}\n{inbound.text}", inbound.sender.language or "en")
