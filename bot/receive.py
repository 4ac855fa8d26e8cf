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

from bot import agreeing, doubling, holding, known, linking, participating, returned, shelf
from bot.blobs import INLINE, BlobStore
from bot.core.decisions import Decision, ShowCard
from bot.core.events import Case, Did, Event, Linked, Policy, Role
from bot.core.messages import Answer, DeskAction, Engineer, Inbound
from bot.core.ports import Clock
from bot.core.signing import without_code
from bot.core.tickets import Ticket
from bot.db import blobs, inbox, people, tickets
from bot.db.session import Database, is_down
from bot.enact import House, Scene, enact
from bot.enact.telling import show_cards_copied_to
from bot.flows import router
from bot.joining import WORDS, Found, find_ticket, followed
from bot.preparing import prepared_action, prepared_message, pressed, wrote
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
            return await self.again(event.subject_id, event.engineer)
        prepared = await self._prepare(event)
        try:
            answer, woken = await self.database.write(partial(self._transaction, prepared))
        except Exception as error:  # the receive loop's one broad except: what cannot be handled is shelved
            if is_down(error):
                raise
            log.exception("shelved", channel=event.channel, cause=type(error).__name__)
            answer, woken = await self.database.write(partial(shelf.put, self.house, prepared, error, self.clock.now()))
        self.wake(woken)
        return answer

    async def again(self, inbox_id: int, engineer: Engineer) -> Answer:
        """Tries an event on the shelf once more, or lets in one that is held, at the word of `engineer`; a sender
        whose mail was no spam is let through from then on. Of two at once the first one does it."""
        found = 0 < inbox_id < LARGEST_ID
        row = await self.database.read(lambda connection: inbox.by_id(connection, inbox_id)) if found else None
        if row is None or row["state"] not in inbox.WAITING:
            return Answer(accepted=False, reason="not_on_shelf")
        event = await self.database.read(partial(shelf.restore, row, self.store))
        if isinstance(event, Inbound):
            event = replace(event, proof="proven", spam="")
        prepared = await self._prepare(event)
        try:
            answer, woken = await self.database.write(partial(self._released, prepared, inbox_id, engineer))
        except Exception as error:  # it stays on the shelf, with the new cause
            if is_down(error):
                raise
            answer, woken = await self.database.write(partial(shelf.put, self.house, prepared, error, self.clock.now()))
            answer = replace(answer, accepted=False, reason="try_again")
        self.wake(woken)
        return answer

    async def _prepare(self, event: Inbound | DeskAction) -> Prepared:
        if isinstance(event, DeskAction):
            return prepared_action(event, self.store)
        size = len(event.raw) + sum(len(a.content or b"") for a in event.attachments)
        if size > INLINE:
            return await asyncio.to_thread(prepared_message, event, self.store, self.policy.region)
        return prepared_message(event, self.store, self.policy.region)

    def _transaction(self, prepared: Prepared, connection: Connection) -> tuple[Answer, set[str]]:
        """The one transaction of an event, top to bottom."""
        now, event = self.clock.now(), prepared.event
        inbox_id = inbox.record(connection, shelf.inbox_row(prepared, now))
        waited = None if inbox_id else holding.let_in(connection, event)
        if waited is not None:
            inbox_id, event = waited
        elif inbox_id is None and (own := doubling.own_copy(connection, self.house, event)) is not None:
            event, prepared = own, replace(prepared, event=own)
            inbox_id = inbox.record(connection, shelf.inbox_row(prepared, now))
        if inbox_id is None:
            return self._known(connection, event, now)
        _note_place(connection, inbox_id, event, now)
        blobs.keep(connection, prepared.raw.sha256, prepared.raw.size, prepared.raw.inline)
        if isinstance(event, Inbound) and event.moved_from:
            tickets.moved_group(connection, event.channel, event.moved_from, event.thread)
            inbox.settle(connection, inbox_id, state="handled", cause="the group has a new id")
            return Answer(), set()
        if waited is None and (ticket_id := doubling.twin(connection, self.house, event, now)) is not None:
            inbox.settle(connection, inbox_id, state="handled", cause=doubling.COPY, ticket_id=ticket_id)
            return Answer(ticket_id=ticket_id, duplicate=True), self._shown_again(connection, event, ticket_id, now)
        if isinstance(event, Inbound):
            event = holding.judged(connection, event)
            if holding.is_doubtful(event):
                return Answer(), holding.hold(self.house, prepared, event, inbox_id, now, connection)
        return self._handled(connection, replace(prepared, event=event), inbox_id, now, waited=waited is not None)

    def _released(
        self, prepared: Prepared, inbox_id: int, engineer: Engineer, connection: Connection
    ) -> tuple[Answer, set[str]]:
        """The one transaction of what lay on the shelf, or was held."""
        now = self.clock.now()
        if not holding.released(connection, inbox_id, engineer, now):
            return Answer(accepted=False, reason="not_on_shelf"), set()
        return self._handled(connection, prepared, inbox_id, now, waited=True)

    def _handled(
        self, connection: Connection, prepared: Prepared, inbox_id: int, now: datetime, *, waited: bool
    ) -> tuple[Answer, set[str]]:
        """Decides about a recorded event and enacts that. `waited`: engineers see it among what waits."""
        event = prepared.event
        if isinstance(event, Inbound):
            scene, case, happened = self._meet(connection, prepared, event, inbox_id, now)
        else:
            scene, case, happened = self._at_desk(connection, prepared, event, inbox_id)
        if case is None:
            answer = Answer(accepted=False, reason="not_yours" if scene.ticket else "no_ticket")
            inbox.settle(connection, inbox_id, state="handled", answer=shelf.answer_json(answer), cause="no ticket")
            return answer, set()
        decision = router.decide(known.prepared(connection, case, happened), happened)
        work = enact(connection, self.house, scene, decision)
        answer = replace(decision.answer, ticket_id=work.ticket.get("id"))
        if work.ticket:
            participating.note(connection, work.ticket, scene)
        if isinstance(event, DeskAction) and not answer.accepted and not waited:
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
        if waited:
            work.woken |= shelf.settled(self.house, inbox_id, now, connection)
            for copy in doubling.elsewhere(connection, self.house, event, inbox_id):
                work.woken |= self._transaction(replace(prepared, event=copy), connection)[1]
        return answer, work.woken

    def _known(self, connection: Connection, event: Inbound | DeskAction, now: datetime) -> tuple[Answer, set[str]]:
        """A copy of something recorded before: it is acknowledged like the first one, and only its place is noted; the
        card shows it when it is another mailbox."""
        row = inbox.by_key(connection, event.key)
        answer = replace(shelf.read_answer(row["answer"] if row else None), duplicate=True)
        if row is None:
            return answer, set()
        _note_place(connection, row["id"], event, now)
        elsewhere = row["ticket_id"] and row["channel"] != event.channel
        return answer, self._shown_again(connection, event, row["ticket_id"], now) if elsewhere else set()

    def _shown_again(
        self, connection: Connection, event: Inbound | DeskAction, ticket_id: int, now: datetime
    ) -> set[str]:
        """Renews the card: it names the mailboxes that hold a copy."""
        loaded = tickets.load(connection, ticket_id)
        if loaded is None:
            return set()
        scene = Scene(now, "ringback", event.channel, self.house.desk_language, ticket=loaded[1])
        return enact(connection, self.house, scene, Decision((ShowCard(),))).woken

    def _meet(
        self, connection: Connection, prepared: Prepared, inbound: Inbound, inbox_id: int, now: datetime
    ) -> tuple[Scene, Case | None, Event]:
        """Who wrote, and on which ticket. A mail's button sent by somebody else is his mail like any other."""
        customer, linked = self._who(connection, inbound, now)
        found, loaded, role = self._find(connection, inbound, customer, now)
        if inbound.press and not inbound.in_conversation and (loaded is None or role == "copied"):
            inbound = replace(inbound, press="", text=inbound.text or without_code(inbound.subject))
            found, loaded, role = self._find(connection, inbound, customer, now)
        language = customer.language or holding.language(inbound, loaded[0].language if loaded else "")
        known = _known_of(customer, inbound)
        kept = frozenset(field for field, value in known.items() if value and value != inbound.sender.name)
        ticket, row = loaded or (None, None)
        if row is not None and found.sign != "changed" and _his(loaded, customer):
            row = {**row, **self._moved_here(connection, row, inbound, customer)}
        asks = self.house.abilities[inbound.channel].asks
        writer = customer.name or inbound.sender.name or inbound.sender.address.value
        spoken = ticket.language if ticket else language
        case = Case(ticket, inbound.channel, asks, spoken, known, policy=self.policy, kept=kept)
        asked = agreeing.other_ways(connection, self.house, customer, inbound, ticket)
        earlier = tickets.earlier(connection, customer.id, ticket.id if ticket else None)
        case = replace(case, role=role, writer=writer, earlier=earlier, **asked)
        if found.follows is not None and (older := tickets.load(connection, found.follows)):
            case = replace(case, follows=older[0])
        who, files = f"customer:{customer.id}", prepared.files
        scene = Scene(now, who, inbound.channel, language, customer, inbound, inbox_id, files, row, found.sign)
        if inbound.press and not _his(loaded, customer) and role != "colleague":
            return scene, None, pressed(inbound)
        if inbound.automatic == "bounce" and row is not None:
            happened, ways = returned.read(connection, self.house, inbound, row, now)
            return scene, replace(case, ways=ways), happened
        if row is not None and inbound.album:
            scene = replace(scene, continues=tickets.of_album(connection, row["id"], inbound.album))
        number = linking.known_number(connection, self.house, linking.Meeting(inbound, customer, now))
        going_on, changed = scene.continues is not None, found.sign == "changed"
        said = replace(wrote(inbound), continues=going_on, changed=changed, known_number=number)
        return scene, case, linked or (pressed(inbound) if inbound.press else said)

    def _who(self, connection: Connection, inbound: Inbound, now: datetime) -> tuple[people.Customer, Linked | None]:
        """The writer, and whom he has just proved to be. Mail to an address that writes again arrives again."""
        customer = people.meet(connection, inbound.sender, inbound.channel, inbound.thread, now)
        if customer.moved:
            show_cards_copied_to(connection, self.house, inbound.sender.address, now)
        linked = linking.proved(connection, self.house, linking.Meeting(inbound, customer, now))
        if linked is None:
            return customer, None
        return people.find(connection, inbound.sender.address) or customer, linked

    def _find(
        self, connection: Connection, inbound: Inbound, customer: people.Customer, now: datetime
    ) -> tuple[Found, tuple[Ticket, Mapping[str, Any]] | None, Role]:
        """The ticket that a message belongs to, and what its writer is to it."""
        limit = now - self.policy.reopen_within
        found = followed(connection, find_ticket(connection, inbound, customer), inbound, customer, limit)
        loaded = tickets.load(connection, found.ticket_id) if found.ticket_id is not None else None
        role = participating.role_of(connection, self.house, loaded[1], customer, inbound) if loaded else "requester"
        return found, loaded, role

    def _moved_here(
        self, connection: Connection, row: Any, inbound: Inbound, customer: people.Customer
    ) -> dict[str, object]:
        """The requester is answered where he wrote last."""
        here = {"channel": inbound.channel, "thread": inbound.thread, "address_id": customer.address_id}
        changed = {name: value for name, value in here.items() if row[name] != value}
        tickets.patch(connection, row["id"], changed)
        return changed

    def _at_desk(
        self, connection: Connection, prepared: Prepared, action: DeskAction, inbox_id: int
    ) -> tuple[Scene, Case | None, Event]:
        """Which ticket the engineer means."""
        did = Did(action.engineer, action.action, action.fields, action.seen, action.attachments)
        now, actor = self.clock.now(), f"engineer:{action.engineer.id}"
        loaded = tickets.load(connection, action.subject_id)
        language, files = self.house.desk_language, prepared.files
        scene = Scene(now, actor, action.channel, language, inbox_id=inbox_id, files=files)
        if loaded is None:
            return scene, None, did
        ticket, row = loaded
        asks = self.house.abilities[ticket.channel].asks if ticket.channel in self.house.abilities else "all"
        author = holding.author(connection, self.house, row) if action.action == "spam" else None
        solver = tickets.solver(connection, ticket.id) if action.action == "solve" else ""
        case = Case(ticket, ticket.channel, asks, ticket.language, policy=self.policy, author=author, solver=solver)
        case = replace(case, file_bytes=self.house.file_bytes(ticket.channel))
        return replace(scene, ticket=row), linking.by_an_engineer(connection, case, action, row), did


def _known_of(customer: people.Customer, inbound: Inbound) -> dict[str, str]:
    """What record and profile say of him."""
    name = customer.name or inbound.sender.name
    return {"name": name, "organisation": customer.organisation, "phone": customer.phone}


def _note_place(connection: Connection, inbox_id: int, event: Inbound | DeskAction, now: datetime) -> None:
    if isinstance(event, Inbound) and event.place:
        inbox.arrived(connection, inbox_id, event.channel, event.place, now)


def _his(loaded: tuple[Ticket, Mapping[str, Any]] | None, customer: people.Customer) -> bool:
    return loaded is not None and loaded[1]["customer_id"] == customer.id
