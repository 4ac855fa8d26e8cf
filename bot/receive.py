"""What happens when a message arrives.

Everything a provider hands over comes through `Receiver.__call__`: a customer's message, a press, an engineer's
action. One transaction records it once, finds who and which ticket, lets the flow decide, and enacts the decision.
Only then the caller acknowledges. What cannot be handled is put on the shelf; when even that cannot be committed, the
error goes up and the provider keeps the message.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot import returned, shelf
from bot.blobs import INLINE, BlobStore
from bot.core.clean import storable
from bot.core.decisions import Decision, Say, ShowCard
from bot.core.events import Case, Did, Event, Policy, Pressed, Wrote
from bot.core.messages import Answer, DeskAction, Inbound
from bot.core.ports import Clock
from bot.core.tickets import Ticket
from bot.db import blobs, inbox, people, tickets
from bot.db.session import Database
from bot.enact import House, Scene, enact
from bot.flows import router
from bot.flows.reading import language_of
from bot.joining import WORDS, Sign, find_ticket
from bot.preparing import prepared_message
from bot.shelf import Prepared

log = structlog.get_logger()

LARGEST_ID = 2**63  # beyond the database's integers


@dataclass(slots=True)
class Receiver:
    """The one door for everything that comes in."""

    database: Database
    house: House
    store: BlobStore
    clock: Clock
    policy: Policy
    wake: Callable[[Iterable[str]], None]

    async def __call__(self, event: Inbound | DeskAction) -> Answer:
        """Commits the event and what it leads to, and returns what to answer. Idempotent by `event.key`.

        Raises when nothing could be committed (database down, disk full): the caller then acknowledges nothing.
        """
        if isinstance(event, DeskAction) and event.action == "shelf_retry":
            return await self.again(event.subject_id)
        prepared = await self._prepare(event)
        try:
            answer, woken = await self.database.write(partial(self._transaction, prepared))
        except Exception as error:  # the receive loop's one broad except: what cannot be handled is shelved
            if _database_is_down(error):
                raise
            log.exception("shelved", channel=event.channel, cause=type(error).__name__)
            answer, woken = await self.database.write(partial(shelf.put, self.house, prepared, error, self.clock.now()))
        self.wake(woken)
        return answer

    async def again(self, inbox_id: int) -> Answer:
        """Tries an event on the shelf once more, or lets in one that is held, at an engineer's word."""
        found = 0 < inbox_id < LARGEST_ID
        row = await self.database.read(lambda connection: inbox.by_id(connection, inbox_id)) if found else None
        if row is None or row["state"] not in ("shelved", "held", "spam"):
            return Answer(accepted=False, reason="not_on_shelf")
        event = await self.database.read(partial(shelf.restore, row, self.store))
        if isinstance(event, Inbound):
            event = replace(event, proof="proven", spam="")
        prepared = await self._prepare(event)
        try:
            answer, woken = await self.database.write(partial(self._transaction, prepared, shelved=inbox_id))
        except Exception as error:  # it stays on the shelf, with the new cause
            if _database_is_down(error):
                raise
            answer, woken = await self.database.write(partial(shelf.put, self.house, prepared, error, self.clock.now()))
            answer = replace(answer, accepted=False, reason="try_again")
        self.wake(woken)
        return answer

    async def _prepare(self, event: Inbound | DeskAction) -> Prepared:
        if isinstance(event, DeskAction):
            fields = {name: storable(value) for name, value in event.fields.items()}
            return Prepared(replace(event, fields=fields), self.store.prepare(event.raw))
        size = len(event.raw) + sum(len(a.content or b"") for a in event.attachments)
        if size > INLINE:
            return await asyncio.to_thread(prepared_message, event, self.store)
        return prepared_message(event, self.store)

    def _transaction(
        self, prepared: Prepared, connection: Connection, *, shelved: int | None = None
    ) -> tuple[Answer, set[str]]:
        """The one transaction of an event, top to bottom."""
        now, event = self.clock.now(), prepared.event
        inbox_id = shelved or inbox.record(connection, shelf.inbox_row(prepared, now))
        if inbox_id is None:
            return self._known(connection, event, now)
        _note_place(connection, inbox_id, event, now)
        blobs.keep(connection, prepared.raw.sha256, prepared.raw.size, prepared.raw.inline)
        if isinstance(event, Inbound) and shelved is None and _is_doubtful(event):
            return Answer(), self._hold(prepared, event, inbox_id, now, connection)
        if isinstance(event, Inbound):
            scene, case, happened = self._meet(connection, prepared, event, inbox_id, now)
        else:
            scene, case, happened = self._at_desk(connection, event, inbox_id, now)
        if case is None:
            answer = Answer(accepted=False, reason="no_ticket")
            inbox.settle(connection, inbox_id, state="handled", answer=shelf.answer_json(answer), cause="no ticket")
            return answer, set()
        decision = router.decide(case, happened)
        work = enact(connection, self.house, scene, decision)
        answer = replace(decision.answer, ticket_id=work.ticket.get("id"))
        if isinstance(event, DeskAction) and not answer.accepted and shelved is None:
            inbox.forget(connection, inbox_id)  # refused: nothing happened, and the same may be tried again
            return answer, work.woken
        inbox.settle(
            connection,
            inbox_id,
            state="handled",
            cause=decision.ledger or (WORDS[scene.sign] if scene.inbound else ""),
            ticket_id=answer.ticket_id,
            answer=shelf.answer_json(answer),
        )
        if shelved is not None:
            work.woken |= shelf.settled(self.house, inbox_id, now, connection)
        return answer, work.woken

    def _hold(
        self, prepared: Prepared, event: Inbound, inbox_id: int, now: datetime, connection: Connection
    ) -> set[str]:
        """Spam waits unanswered in the quiet list, one in a customer's name with a card. A mail in the name of somebody
        who did not send it joins and steers nothing; its sender hears only that it came. A machine's reply stays in
        the ledger."""
        cause = f"spam: {event.spam}" if event.spam else shelf.IMPOSTOR
        if event.automatic in ("replied", "bounce"):
            inbox.settle(connection, inbox_id, state="handled", cause=f"automatic: {event.automatic}; {cause}")
            return set()
        found = people.find(connection, event.sender.address)
        quiet = bool(event.spam) and found is None
        shelf.hold(prepared, inbox_id, {"state": "spam" if quiet else "held", "cause": cause}, connection)
        if quiet:
            return shelf.show_quiet_list(self.house, now, connection)
        woken = shelf.show(self.house, inbox_id, now, connection)
        if event.automatic or event.spam:
            return woken
        customer = found or people.meet(connection, event.sender, event.channel, event.thread, now)
        scene = Scene(now, "ringback", event.channel, _language(event, ""), customer, event, inbox_id)
        return woken | enact(connection, self.house, scene, Decision((Say("conversation/held"),))).woken

    def _known(self, connection: Connection, event: Inbound | DeskAction, now: datetime) -> tuple[Answer, set[str]]:
        """A copy of something recorded before: it is acknowledged like the first one, and only its place is noted; the
        card shows it when it is another mailbox."""
        row = inbox.by_key(connection, event.key)
        answer = replace(shelf.read_answer(row["answer"] if row else None), duplicate=True)
        if row is None:
            return answer, set()
        _note_place(connection, row["id"], event, now)
        loaded = tickets.load(connection, row["ticket_id"] or 0) if row["channel"] != event.channel else None
        if loaded is None:
            return answer, set()
        scene = Scene(now, "ringback", event.channel, self.house.desk_language, ticket=loaded[1])
        return answer, enact(connection, self.house, scene, Decision((ShowCard(),))).woken

    def _meet(
        self, connection: Connection, prepared: Prepared, inbound: Inbound, inbox_id: int, now: datetime
    ) -> tuple[Scene, Case | None, Event]:
        """Who wrote, and on which ticket."""
        customer = people.meet(connection, inbound.sender, inbound.channel, inbound.thread, now)
        sign, loaded = _load(connection, inbound, customer)
        if inbound.press and not inbound.in_conversation and not _his(loaded, customer):
            inbound = replace(inbound, press="")  # a mail's button sent by somebody else is his mail like any other
            sign, loaded = _load(connection, inbound, customer)
        language = customer.language or _language(inbound, loaded[0].language if loaded else "")
        known = {"name": customer.name or inbound.sender.name, "organisation": customer.organisation}
        known["phone"] = customer.phone
        kept = frozenset(field for field, value in known.items() if value and value != inbound.sender.name)
        ticket, row = loaded or (None, None)
        if row is not None and _his(loaded, customer):
            row = {**row, **self._moved_here(connection, row, inbound, customer)}
        asks = self.house.abilities[inbound.channel].asks
        case = Case(
            ticket, inbound.channel, asks, ticket.language if ticket else language, known, (), self.policy, kept
        )
        actor = f"customer:{customer.id}"
        scene = Scene(now, actor, inbound.channel, language, customer, inbound, inbox_id, prepared.files, row, sign)
        if inbound.press and not _his(loaded, customer):
            return scene, None, _press(inbound)
        if inbound.automatic == "bounce" and row is not None:
            happened, ways = returned.read(connection, self.house, inbound, row, now)
            return scene, replace(case, ways=ways), happened
        return scene, case, _press(inbound) if inbound.press else _wrote(inbound)

    def _moved_here(
        self, connection: Connection, row: Any, inbound: Inbound, customer: people.Customer
    ) -> dict[str, object]:
        """The requester is answered where he wrote last."""
        here = {"channel": inbound.channel, "thread": inbound.thread, "address_id": customer.address_id}
        changed = {name: value for name, value in here.items() if row[name] != value}
        tickets.patch(connection, row["id"], changed)
        return changed

    def _at_desk(
        self, connection: Connection, action: DeskAction, inbox_id: int, now: datetime
    ) -> tuple[Scene, Case | None, Event]:
        """Which ticket the engineer means."""
        did = Did(action.engineer, action.action, action.fields)
        actor = f"engineer:{action.engineer.id}"
        loaded = tickets.load(connection, action.subject_id)
        scene = Scene(now, actor, action.channel, self.house.desk_language, inbox_id=inbox_id)
        if loaded is None:
            return scene, None, did
        ticket, row = loaded
        asks = self.house.abilities[ticket.channel].asks if ticket.channel in self.house.abilities else "all"
        case = Case(ticket, ticket.channel, asks, ticket.language, policy=self.policy)
        return replace(scene, ticket=row), case, did


def _is_doubtful(event: Inbound) -> bool:
    """Whether it waits for an engineer's word. A mail server reports in nobody's name: our own signed Message-ID in its
    report is proof enough."""
    if event.automatic == "bounce" and event.claim is not None:
        return False
    return bool(event.spam) or event.proof == "refuted"


def _note_place(connection: Connection, inbox_id: int, event: Inbound | DeskAction, now: datetime) -> None:
    if isinstance(event, Inbound) and event.place:
        inbox.arrived(connection, inbox_id, event.channel, event.place, now)


def _load(
    connection: Connection, inbound: Inbound, customer: people.Customer
) -> tuple[Sign, tuple[Ticket, Mapping[str, Any]] | None]:
    found = find_ticket(connection, inbound, customer)
    return found.sign, tickets.load(connection, found.ticket_id) if found.ticket_id is not None else None


def _his(loaded: tuple[Ticket, Mapping[str, Any]] | None, customer: people.Customer) -> bool:
    return loaded is not None and loaded[1]["customer_id"] == customer.id


def _wrote(inbound: Inbound) -> Wrote:
    return Wrote(
        text=inbound.text,
        subject=inbound.subject,
        full_text=inbound.full_text,
        files=tuple(a.name for a in inbound.attachments),
        command=inbound.command,
        contact=inbound.contact,
        automatic=inbound.automatic,
        trouble=inbound.trouble,
        signature=inbound.signature,
    )


def _press(inbound: Inbound) -> Pressed:
    action, _, rest = inbound.press.partition(":")
    return Pressed(action, rest.partition(":")[2], inbound.text)


def _language(inbound: Inbound, ticket: str) -> str:
    """His language: the ticket's, else what the text is written in, else what the provider says."""
    return ticket or language_of(f"{inbound.subject}\n{inbound.text}", inbound.sender.language or "en")


def _database_is_down(error: BaseException) -> bool:
    """Whether nothing can be committed now, as opposed to an event that cannot be handled."""
    if isinstance(error, OSError):
        return True
    return (
        isinstance(error, DBAPIError)
        and not isinstance(error, IntegrityError)
        and (
            error.connection_invalidated
            or type(error).__name__ in ("OperationalError", "InterfaceError", "InternalError")
        )
    )
