"""What engineers may read: the tickets behind cards, modals and threads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sqlalchemy import Connection, func, select

from bot import searching
from bot.core.desk import Inspection, Precedent, ShelfCard, TicketCard, WholeMessage
from bot.core.files import WHOLE_TEXT
from bot.core.tickets import FIELDS, Ticket
from bot.db import inbox, knowledge, linking, participants, people, tickets, trails
from bot.db.schema import messages
from bot.db.session import Database
from bot.enact import House
from bot.enact.telling import MOST_COPIED
from bot.flows.reading import sounds_urgent
from bot.holding import author
from bot.inspecting import in_words, of_row, of_ticket
from bot.rendering import clean
from bot.shelf import RELEASED_BY

QUIET = 15  # messages that the quiet list shows
#: What an engineer's text becomes for the customer.
_PREVIEWS = {"reply": ("reply/answer", "text"), "solve": ("callback/solution", "solution")}


@dataclass(frozen=True, slots=True)
class Desk:
    """Reads for the engineers' room. Each call sees what is committed."""

    database: Database
    house: House

    async def card(self, ticket_id: int) -> TicketCard | None:
        """The ticket as its card shows it; None when there is none."""
        return await self.database.read(partial(_card, self.house, ticket_id))

    async def shelf(self, inbox_id: int) -> ShelfCard | None:
        """Something on the shelf, or that was there; None when there is none."""
        row = await self.database.read(lambda connection: inbox.by_id(connection, inbox_id))
        return None if row is None else self._shelved(row)

    async def quiet_list(self) -> tuple[int, list[ShelfCard]]:
        """How many messages are held as spam, and the newest of them."""
        count, rows = await self.database.read(lambda connection: inbox.quiet(connection, QUIET))
        return count, [self._shelved(row) for row in rows]

    async def inspect_ticket(self, ticket_id: int) -> Inspection:
        """What came in and went out for a ticket, and why."""
        rendering, language = self.house.rendering, self.house.desk_language
        return await self.database.read(partial(of_ticket, rendering.phrase, language, ticket_id))

    async def inspect_row(self, inbox_id: int) -> Inspection:
        """What the ledger knows of something that waits."""
        rendering, language = self.house.rendering, self.house.desk_language
        return await self.database.read(partial(of_row, rendering.phrase, language, inbox_id))

    async def whole(self, message_id: int) -> WholeMessage | None:
        """A message with all that was cut from it; None when there is none."""
        found = await self.database.read(lambda connection: trails.whole(connection, message_id, WHOLE_TEXT))
        return WholeMessage(clean(found[0]), WHOLE_TEXT if found[1] else "") if found else None

    def _shelved(self, row: Mapping[str, Any]) -> ShelfCard:
        return ShelfCard(
            inbox_id=row["id"],
            channel=row["channel"],
            cause=in_words(self.house.rendering.phrase, self.house.desk_language, row["cause"]),
            received_at=row["received_at"],
            sender=row["sender"],
            excerpt=row["excerpt"],
            state=row["state"],
            ticket_id=row["ticket_id"],
            reference=tickets.reference(row["ticket_id"]) if row["ticket_id"] else "",
            released_by=(row["event"] or {}).get(RELEASED_BY, ""),
            urgent=row["state"] == "held" and sounds_urgent(row["excerpt"]),
        )

    async def ticket_of_card(self, key: str) -> int | None:
        """The ticket whose card stands at "CHANNEL:ts"."""
        return await self.database.read(lambda connection: tickets.by_card(connection, key))

    async def find(self, wanted: str) -> tuple[int | None, tuple[Precedent, ...]]:
        """What has these words. Where they begin with a ticket's reference it is meant for that ticket, which is
        returned too; the reference alone asks for what is similar."""
        reference, words = searching.split(wanted)
        ticket = await self.database.read(partial(tickets.by_reference, reference=reference)) if reference else None
        if ticket is not None and not words:
            return ticket, await self.similar(ticket)
        sought = words if ticket is not None else wanted
        return ticket, await self.database.read(lambda connection: searching.found(connection, sought))

    async def similar(self, ticket_id: int) -> tuple[Precedent, ...]:
        """What is about the same as a ticket."""
        return await self.database.read(lambda connection: searching.similar(connection, ticket_id))

    async def precedent(self, article_id: int) -> Precedent | None:
        """A known answer; None when there is none that may be read."""
        return await self.database.read(lambda connection: searching.one(connection, article_id))

    async def preview(self, ticket_id: int, action: str, text: str) -> str:
        """The message a customer would get, as light Markdown; empty when there is no such ticket."""
        loaded = await self.database.read(lambda connection: tickets.load(connection, ticket_id, lock=False))
        if loaded is None:
            return ""
        ticket: Ticket = loaded[0]
        template, field = _PREVIEWS[action]
        context: dict[str, Any] = {
            "reference": ticket.reference,
            "subject": ticket.subject,
            "name": ticket.name,
            "language": ticket.language,
            "mailbox": self.house.mailboxes.get(ticket.channel, ""),
            "phone": ticket.phone,
            "hours": "",
            "engineer": ticket.assignee,
            "version": ticket.solution_version + 1,
            field: text,
        }
        return self.house.rendering.render(ticket.language, template, context).body


def _withdrawn(ticket: Ticket) -> dict[str, Any]:
    """What he has taken back looks so, and calls nobody."""
    if not ticket.is_withdrawn:
        return {"priority": ticket.priority}
    return {"priority": replace(ticket, urgent=False).priority, "urgent": False, "status": "withdrawn"}


def _card(house: House, ticket_id: int, connection: Connection) -> TicketCard | None:
    loaded = tickets.load(connection, ticket_id, lock=False)
    if loaded is None:
        return None
    ticket, row = loaded
    said = (messages.c.ticket_id == ticket_id, messages.c.direction != "internal")
    count = connection.execute(select(func.count()).where(*said)).scalar_one()
    same = {name: row[name] for name in TicketCard.__dataclass_fields__.keys() & row.keys()}
    way = people.way(connection, row["address_id"])
    copied = participants.copied(connection, ticket_id, MOST_COPIED) if way.address.kind == "email" else ()
    return TicketCard(
        **{
            **same,
            "ticket_id": ticket_id,
            "requester": ticket.name,
            "address": str(way.address),
            **_withdrawn(ticket),
            "solution": tickets.solution_text(connection, ticket_id, ticket.solution_version),
            "article": knowledge.of_ticket(connection, ticket_id) if ticket.solution_version else None,
            "missing": tuple(field for field in FIELDS if not (ticket.value(field) or row.get(f"{field}_agreed"))),
            "messages": int(count),
            "key": row["card_key"],
            "agreed": ticket.intake.agreed,
            "links": linking.of_customer(connection, row["customer_id"]),
            "responsible": house.responsible.get(ticket.channel, ""),
            "copied": tuple(copied),
            "follows": tickets.reference(row["follows_id"]) if row["follows_id"] else "",
            "author": author(connection, house, row),
            "also": tuple(name for name in inbox.channels_of(connection, ticket_id) if name != ticket.channel),
        }
    )
