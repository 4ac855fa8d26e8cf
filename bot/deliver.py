"""Brings one outbox row to its end: claim, send, settle.

"Sending, attempt n" is committed before the call. A row found there after a crash, or a call that ended without an
answer, is unclear: where the provider can be read back we look first, else it is repeated once with the same mark; a
second unclear end goes to a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from sqlalchemy import Connection

from bot import returned, shelf, uncopied
from bot.blobs import BlobStore
from bot.core.decisions import Decision, Note, Post
from bot.core.events import Case, Policy, Settled, Way
from bot.core.messages import ALERT, KEPT_OUT, Address, Attachment, Button, DeliveryError, Outbound, Sent, Uncopied
from bot.core.ports import Channel, Clock, ReadsBack
from bot.db import attachments, blobs, history, outbox, people, senders, tickets
from bot.db.outbox import DESK_KINDS
from bot.db.session import Database, is_down
from bot.enact import House, Scene, enact
from bot.enact.telling import show_cards_copied_to
from bot.flows import router

log = structlog.get_logger()

GIVE_UP = timedelta(hours=24)  # how long a refusal that may pass is tried again
TOLD_AFTER = timedelta(minutes=30)  # longer than any server keeps a new sender waiting (RFC 6647: minutes)
FEWEST_ATTEMPTS = 2  # before: the desk may have stood still, and nobody has refused it yet
MOST_UNCLEAR = 2
MOST_REFUSED_POSTS = 3
MOST_UNEXPECTED = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended: the row's next values, and the event for the flows, if any. `dead`: the address is."""

    values: Mapping[str, Any]
    state: str
    uncopied: tuple[Uncopied, ...] = ()
    dead: bool = False


@dataclass(slots=True)
class Deliverer:
    """Delivers rows through the channels. Decides nothing about tickets: that is the flows' part."""

    database: Database
    house: House
    store: BlobStore
    clock: Clock
    policy: Policy
    channels: Mapping[str, Channel]

    async def claim(self, channel: str) -> Mapping[str, Any] | None:
        """Takes the next due row of a channel; None when there is none."""
        return await self.database.write(partial(self._claim, channel), first=True)

    async def recover(self, channel: str) -> int:
        """Settles what was being sent when the last process ended; returns how many rows that were. Idempotent; raises
        DBAPIError when the database refuses."""
        rows = await self.database.read(outbox.interrupted)
        mine = [row for row in rows if row["channel"] == channel]
        cut = DeliveryError("the process ended while sending", ambiguous=True)
        for row in mine:
            await self.settle(row, self.judge(row, cut), more=False)
        return len(mine)

    async def settle(
        self, row: Mapping[str, Any], outcome: Outcome, *, more: bool
    ) -> tuple[set[str], Mapping[str, Any] | None]:
        """Commits how an attempt ended together with what follows from it, and takes the channel's next row when
        `more` is wanted. Returns the channels that now have something to deliver, and that row. Idempotent; raises
        DBAPIError when the database refuses: try again, what was sent must not be sent anew."""
        try:
            return await self.database.write(partial(self._settle_and_claim, row, outcome, more), first=True)
        except Exception as error:  # of the delivery loop too: what follows must not undo what has happened
            if is_down(error):
                raise
            log.exception("the ticket could not be told", outbox=row["id"], cause=type(error).__name__)
            cause = f"{outcome.values.get('cause', '')} (the ticket could not be told: {type(error).__name__})".strip()
            untold = replace(outcome, values={**outcome.values, "cause": cause})
            await self.database.write(
                lambda connection: outbox.settle(connection, row["id"], untold.values), first=True
            )
            return set(), None

    async def attempt(self, row: Mapping[str, Any]) -> Outcome:
        """Sends a claimed row and judges how that ended. Never raises."""
        channel = self.channels[row["channel"]]
        try:
            files = await self.database.read(partial(self._files, row)) if row["files"] else []
            outbound = _outbound(row, files)
            found = await channel.find(outbound) if outbound.again and isinstance(channel, ReadsBack) else None
            sent = found or await channel.send(outbound)
        except DeliveryError as error:
            return self.judge(row, error)
        except Exception as error:  # the delivery loop's one broad except: a row must not stop the others
            log.exception("delivery failed unexpectedly", outbox=row["id"], cause=type(error).__name__)
            last = row["attempts"] >= MOST_UNEXPECTED
            return self.judge(row, DeliveryError(f"unexpected: {type(error).__name__}", permanent=last))
        return self._arrived(sent)

    def _claim(self, channel: str, connection: Connection) -> Mapping[str, Any] | None:
        rows = outbox.claim(connection, channel, self.clock.now(), 1)
        return shelf.placed(connection, rows[0]) if rows else None

    def _settle_and_claim(
        self, row: Mapping[str, Any], outcome: Outcome, more: bool, connection: Connection
    ) -> tuple[set[str], Mapping[str, Any] | None]:
        woken = self._settle(row, outcome, connection)
        return woken, self._claim(row["channel"], connection) if more else None

    def judge(self, row: Mapping[str, Any], error: DeliveryError) -> Outcome:
        """What a failure means for the row: again later, undeliverable, or unclear."""
        now = self.clock.now()
        unclear = row["unclear"] + (1 if error.ambiguous else 0)
        values: dict[str, Any] = {"cause": error.reason[:1000], "unclear": unclear}
        can_look = isinstance(self.channels[row["channel"]], ReadsBack)
        if error.ambiguous and unclear >= MOST_UNCLEAR and not can_look:
            return Outcome({**values, "state": "unclear", "settled_at": now}, "unclear")
        if self._is_final(row, error, now):
            ended = {**values, "state": "undeliverable", "settled_at": now}
            return Outcome(ended, "undeliverable", dead=error.of_address)
        later = now + timedelta(seconds=wait(row["attempts"], error, desk=row["kind"] != "message"))
        return Outcome({**values, "state": "pending", "next_at": later}, "pending")

    def _is_final(self, row: Mapping[str, Any], error: DeliveryError, now: datetime) -> bool:
        if row["kind"] in ("card", "shelf", "notice", "quiet"):
            return False  # what engineers must see is tried until they can
        if row["kind"] in DESK_KINDS:
            return error.permanent and row["attempts"] >= MOST_REFUSED_POSTS
        return error.permanent or (not error.ambiguous and now - row["created_at"] > GIVE_UP)

    def _arrived(self, sent: Sent) -> Outcome:
        values = {"state": "sent", "provider_id": sent.provider_id, "settled_at": self.clock.now(), "cause": ""}
        return Outcome(values, "sent", sent.uncopied)

    def _settle(self, row: Mapping[str, Any], outcome: Outcome, connection: Connection) -> set[str]:
        if not outbox.settle(connection, row["id"], outcome.values):
            return set()
        if outcome.state == "pending":
            kept_out = self._is_kept_out(row, connection)
            return set() if kept_out else self._still_waiting(row, outcome, connection)
        if outcome.state == "sent" and row["kind"] == "card" and row.get("card_key") != outcome.values["provider_id"]:
            tickets.patch(connection, row["ticket_id"], {"card_key": outcome.values["provider_id"]})
        if outcome.state == "sent" and row["kind"] in ("shelf", "quiet"):
            shelf.shown(connection, row, outcome.values["provider_id"])
        if row["purpose"] == uncopied.PURPOSE:
            return self._uncopied(row, outcome, connection)
        woken = uncopied.follow(connection, self.house, row, outcome.uncopied, self.clock.now())
        if outcome.dead and row["address_id"]:
            people.mark_dead(connection, row["address_id"], self.clock.now())
            dead = people.way(connection, row["address_id"]).address
            woken |= show_cards_copied_to(connection, self.house, dead, self.clock.now())
        if row["ticket_id"] is None or (outcome.state == "sent" and row["purpose"] != "solution"):
            return woken
        return woken | self._tell(row, outcome, connection)

    def _uncopied(self, row: Mapping[str, Any], outcome: Outcome, connection: Connection) -> set[str]:
        """A copy that was tried for one address alone has found its end."""
        if outcome.state == "sent":
            return set()
        one = Uncopied(row["cc"][0], str(outcome.values["cause"]), passing=False)
        return uncopied.tell(connection, self.house, row, one, self.clock.now())

    def _is_kept_out(self, row: Mapping[str, Any], connection: Connection) -> bool:
        """Nothing automatic is tried again to whom engineers called a spammer while it was being sent."""
        address = people.way(connection, row["address_id"]).address if row["address_id"] and row["automatic"] else None
        if address is None or address.kind != "email" or not senders.is_blocked(connection, address.value):
            return False
        return outbox.cancel(connection, [row["id"]], KEPT_OUT, self.clock.now()) > 0

    def _still_waiting(self, row: Mapping[str, Any], outcome: Outcome, connection: Connection) -> set[str]:
        """A message to a customer that is refused for long is told once."""
        now = self.clock.now()
        if row["kind"] != "message" or row["attempts"] < FEWEST_ATTEMPTS or now - row["created_at"] < TOLD_AFTER:
            return set()
        loaded = tickets.load(connection, row["ticket_id"] or 0)
        this = {"message": row["id"]}
        if loaded is None or this in history.noted(connection, loaded[0].id, "still_waiting"):
            return set()
        event = self._event(row, outcome, connection)
        told = Post("desk/still_waiting", {"address": event.address, "cause": event.cause, "text": event.text})
        scene = Scene(now, "ringback", row["channel"], self.house.desk_language, ticket=loaded[1])
        return enact(connection, self.house, scene, Decision((Note("still_waiting", this), told))).woken

    def _tell(self, row: Mapping[str, Any], outcome: Outcome, connection: Connection) -> set[str]:
        """Lets the ticket's flow know how a delivery ended."""
        loaded = tickets.load(connection, row["ticket_id"])
        assert loaded is not None
        ticket, values = loaded
        scene = Scene(self.clock.now(), "ringback", row["channel"], ticket.language, ticket=values)
        if row["kind"] != "message":
            context = {"address": row["kind"], "cause": str(outcome.values["cause"])}
            changes = (Note(outcome.state, {"purpose": row["kind"]}), Post("desk/undeliverable", context))
            return enact(connection, self.house, scene, Decision(changes)).woken
        ways = [
            Way(way.id, str(way.address))
            for way in people.ways(connection, values["customer_id"])
            if not way.dead and way.id != row["address_id"] and way.channel in self.channels
        ]
        case = Case(ticket, row["channel"], "one", ticket.language, ways=tuple(ways), policy=self.policy)
        decision = router.decide(case, self._event(row, outcome, connection))
        return enact(connection, self.house, scene, decision).woken

    def _event(self, row: Mapping[str, Any], outcome: Outcome, connection: Connection) -> Settled:
        return Settled(
            state=outcome.state,  # type: ignore[arg-type]  # one of the three by construction
            purpose=row["purpose"],
            address=str(people.way(connection, row["address_id"]).address) if row["address_id"] else "",
            text=returned.text_of(connection, self.house, row),
            cause=str(outcome.values.get("cause", "")),
            solution_version=row["solution_version"],
            explicit=not row["automatic"],
            files=tuple(row["files"]),
        )

    def _files(self, row: Mapping[str, Any], connection: Connection) -> list[Attachment]:
        files = []
        for file in attachments.by_ids(connection, row["files"]):
            if file["blob"] is None:
                raise DeliveryError(f"{file['name']} has not been fetched yet")
            content = blobs.load(connection, file["blob"]) or self.store.read(file["blob"])
            files.append(Attachment(file["name"], file["media_type"], file["size"], content))
        return files


def _outbound(row: Mapping[str, Any], files: Sequence[Attachment]) -> Outbound:
    return Outbound(
        id=row["id"],
        channel=row["channel"],
        kind=row["kind"],
        body=row["body"],
        language=row["language"],
        subject_id=row["ticket_id"] or row["inbox_id"] or 0,
        address=Address(row["address_kind"], row["address"]) if row["address_id"] else None,
        thread=row["thread"] or row["card_key"] or "",
        subject=row["subject"],
        buttons=tuple(Button(label, data) for label, data in row["buttons"]),
        message_id=row["message_id"],
        references=tuple(row["refs"]),
        automatic=row["automatic"],
        attempt=row["attempts"],
        again=row["unclear"] > 0,
        files=tuple(files),
        cc=tuple(row["cc"] or ()),
        copy_only=row["purpose"] == uncopied.PURPOSE,
        aloud=row["purpose"] == ALERT,
    )


def wait(attempts: int, error: DeliveryError, *, desk: bool) -> float:
    """Seconds until the next attempt: what the provider asked for, else doubling from one second, at most ten
    minutes to a customer and one minute to the desk."""
    if error.retry_after is not None:
        return error.retry_after
    return min(60.0 if desk else 600.0, 2.0 ** min(attempts - 1, 12))
