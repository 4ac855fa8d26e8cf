"""What waits for an engineer's word instead of becoming a ticket, and what lets it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot import shelf
from bot.core.decisions import Decision, Say
from bot.core.messages import BLOCKED, JUNK_FOLDER, JUNK_PLACE, DeskAction, Inbound
from bot.db import inbox, people
from bot.enact import House, Scene, enact
from bot.flows.reading import language_of
from bot.shelf import Prepared


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

    Spam waits unanswered in the quiet list, one in a customer's name with a card. A mail in the name of somebody who
    did not send it joins and steers nothing; its sender hears only that it came. A machine's reply stays in the
    ledger."""
    cause = f"spam: {event.spam}" if event.spam else shelf.IMPOSTOR
    if event.automatic in ("replied", "bounce"):
        inbox.settle(connection, inbox_id, state="handled", cause=f"automatic: {event.automatic}; {cause}")
        return set()
    found = people.find(connection, event.sender.address)
    quiet = bool(event.spam) and found is None
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
    there is let in whatever the server had written into it, for that is his word."""
    if not isinstance(event, Inbound) or not event.place or event.place.startswith(JUNK_PLACE):
        return None
    row = inbox.by_key(connection, event.key)
    if row is None or row["state"] not in ("spam", "held") or event.spam == BLOCKED:
        return None
    alone = row["cause"] == f"spam: {JUNK_FOLDER}" and not event.spam
    return (int(row["id"]), replace(event, spam="")) if alone or _was_moved(connection, row, event) else None


def _was_moved(connection: Connection, row: Mapping[str, Any], event: Inbound) -> bool:
    was_spam = str(row["cause"]).startswith("spam: ")
    return was_spam and inbox.lay_in(connection, row["id"], event.channel, JUNK_PLACE)


def language(inbound: Inbound, ticket: str) -> str:
    """His language: the ticket's, else what the text is written in, else what the provider says."""
    return ticket or language_of(f"{inbound.subject}\n{inbound.text}", inbound.sender.language or "en")
