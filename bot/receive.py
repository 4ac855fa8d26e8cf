"""What happens when a message arrives.

Everything a provider hands over comes through `Receiver.__call__`: a customer's message, a press, an engineer's
action. One transaction records it once, finds who and which ticket, lets the flow decide, and enacts the decision.
Only then the caller acknowledges. What cannot be handled is put on the shelf; when even that cannot be committed, the
error goes up and the provider keeps the message.
"""

from __future__ import annotations

import asyncio
import hashlib
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
from bot.core.events import Case, Did, Event, Policy, Pressed, Wrote
from bot.core.messages import Answer, DeskAction, Inbound
from bot.core.ports import Clock
from bot.core.tickets import Ticket
from bot.db import blobs, inbox, people, tickets
from bot.db.session import Database
from bot.enact import House, Scene, StoredFile, enact
from bot.flows import router
from bot.flows.reading import language_of
from bot.flows.wishes import verdict
from bot.shelf import Prepared

log = structlog.get_logger()

LARGEST_ID = 2**63  # beyond the database's integers
LONGEST_KEY = 255  # the column's


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
        """Tries an event on the shelf once more, at an engineer's word."""
        found = 0 < inbox_id < LARGEST_ID
        row = await self.database.read(lambda connection: inbox.by_id(connection, inbox_id)) if found else None
        if row is None or row["state"] != "shelved":
            return Answer(accepted=False, reason="not_on_shelf")
        event = await self.database.read(partial(shelf.restore, row, self.store))
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
            return await asyncio.to_thread(_prepare_inbound, event, self.store)
        return _prepare_inbound(event, self.store)

    def _transaction(
        self, prepared: Prepared, connection: Connection, *, shelved: int | None = None
    ) -> tuple[Answer, set[str]]:
        """The one transaction of an event, top to bottom."""
        now, event = self.clock.now(), prepared.event
        inbox_id = shelved or inbox.record(connection, shelf.inbox_row(prepared, now))
        if inbox_id is None:
            return self._known(connection, event.key), set()
        blobs.keep(connection, prepared.raw.sha256, prepared.raw.size, prepared.raw.inline)
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
            cause=decision.ledger,
            ticket_id=answer.ticket_id,
            answer=shelf.answer_json(answer),
        )
        return answer, work.woken

    def _known(self, connection: Connection, key: str) -> Answer:
        """A copy of something recorded before: it is acknowledged like the first one, and nothing happens."""
        row = inbox.by_key(connection, key)
        return replace(shelf.read_answer(row["answer"] if row else None), duplicate=True)

    def _meet(
        self, connection: Connection, prepared: Prepared, inbound: Inbound, inbox_id: int, now: datetime
    ) -> tuple[Scene, Case | None, Event]:
        """Who wrote, and on which ticket."""
        customer = people.meet(connection, inbound.sender, inbound.channel, inbound.thread, now)
        loaded = _load(connection, inbound, customer)
        if inbound.press and not inbound.in_conversation and not _his(loaded, customer):
            inbound = replace(inbound, press="")  # a mail's button sent by somebody else is his mail like any other
            loaded = _load(connection, inbound, customer)
        language = customer.language or _language(inbound, loaded[0].language if loaded else "")
        known = {"name": customer.name or inbound.sender.name, "organisation": customer.organisation}
        known["phone"] = customer.phone
        ticket, row = loaded or (None, None)
        if row is not None and _his(loaded, customer):
            row = {**row, **self._moved_here(connection, row, inbound, customer)}
        asks = self.house.abilities[inbound.channel].asks
        case = Case(ticket, inbound.channel, asks, ticket.language if ticket else language, known, (), self.policy)
        actor = f"customer:{customer.id}"
        scene = Scene(now, actor, inbound.channel, language, customer, inbound, inbox_id, prepared.files, row)
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


def _load(
    connection: Connection, inbound: Inbound, customer: people.Customer
) -> tuple[Ticket, Mapping[str, Any]] | None:
    ticket_id = find_ticket(connection, inbound, customer)
    return tickets.load(connection, ticket_id) if ticket_id is not None else None


def _his(loaded: tuple[Ticket, Mapping[str, Any]] | None, customer: people.Customer) -> bool:
    return loaded is not None and loaded[1]["customer_id"] == customer.id


def find_ticket(connection: Connection, inbound: Inbound, customer: people.Customer) -> int | None:
    """The ticket a message belongs to, by the strongest sign: a pressed button, our own unforgeable mark, the
    Message-IDs or the reference in the subject together with the sender, the conversation. A chat goes on with a new
    ticket when its last one is closed, unless he only says thanks."""
    if inbound.press:
        number = inbound.press.split(":")[1:2]
        return int(number[0]) if number and number[0].isascii() and number[0].isdecimal() else None
    if inbound.claim is not None:
        return inbound.claim
    if inbound.automatic == "bounce":
        return returned.find_ticket(connection, inbound)
    found = tickets.by_message_ids(connection, inbound.references, customer.id)
    if found is None:
        found = tickets.by_subject(connection, inbound.subject, customer.id)
    if found is None and inbound.in_conversation:
        conversation = tickets.of_conversation(connection, inbound.channel, inbound.thread)
        found = conversation[1] if conversation else None
        again = not inbound.command and verdict(inbound.text) != "solved"
        if found is not None and again and tickets.is_closed(connection, found):
            return None
    return found


def _prepare_inbound(event: Inbound, store: BlobStore) -> Prepared:
    """Hashes and stores contents, and makes every text storable."""
    raw = store.prepare(event.raw)
    files, contents = [], []
    for attachment in event.attachments:
        name, media_type = storable(attachment.name), storable(attachment.media_type)
        if attachment.content is None:
            files.append(StoredFile(name, media_type, attachment.size, reference=attachment.reference))
            continue
        blob = store.prepare(attachment.content)
        contents.append(blob)
        files.append(StoredFile(name, media_type, blob.size, blob.sha256, blob.inline))
    clean = replace(
        event,
        key=_short_key(event.key),
        text=storable(event.text),
        subject=storable(event.subject),
        full_text=storable(event.full_text),
        trouble=storable(event.trouble),
        message_id=storable(event.message_id),
        references=tuple(storable(r) for r in event.references),
        sender=replace(event.sender, name=storable(event.sender.name)),
    )
    return Prepared(clean, raw, tuple(files), tuple(contents))


def _short_key(key: str) -> str:
    """A key that fits its column, still one for every message."""
    key = storable(key)
    return key if len(key) <= LONGEST_KEY else f"{key[:150]}:{hashlib.sha256(key.encode()).hexdigest()}"


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
