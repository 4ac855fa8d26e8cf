"""The shelf: what could not be handled, kept whole with its cause, shown to engineers, and tried again on demand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.blobs import Blob, BlobStore
from bot.core.clean import storable
from bot.core.messages import Address, Answer, Attachment, Bounce, DeskAction, Engineer, Inbound, Sender, Unreached
from bot.db import blobs, inbox, installation, outbox
from bot.enact import Enactment, House, Scene, StoredFile

EXCERPT = 300
QUIET_LANE = "desk|quiet"
SPAM = "spam: "  # before the reason, in the ledger
IMPOSTOR = "the mail does not prove that it is from whom it says"
RELEASED_BY = "released_by"  # beside an event that waited: the engineer whose word ended that
LONGEST_MESSAGE_ID = 998
_MADE_AGAIN = ("raw", "impression")  # out of the blob, and by reading the text
LONGEST_SENDER = 400  # the column's; PostgreSQL refuses more, and then nothing could be shelved


@dataclass(frozen=True, slots=True)
class Prepared:
    """An event with everything done that needs no transaction: cleaned, hashed, large contents on disk."""

    event: Inbound | DeskAction
    raw: Blob
    files: tuple[StoredFile, ...] = ()
    contents: tuple[Blob, ...] = ()


def inbox_row(prepared: Prepared, now: datetime) -> dict[str, Any]:
    """The ledger's row of an event that is being handled."""
    event = prepared.event
    return {
        "key": event.key,
        "channel": event.channel,
        "kind": ("press" if event.press else "message") if isinstance(event, Inbound) else event.action,
        "state": "handled",
        "cause": "",
        "raw": prepared.raw.sha256,
        "sender": storable(_sender(event))[:LONGEST_SENDER],
        "message_id": event.message_id[:LONGEST_MESSAGE_ID] if isinstance(event, Inbound) else "",
        "excerpt": (f"{event.subject}\n{event.text}".strip())[:EXCERPT] if isinstance(event, Inbound) else "",
        "received_at": now,
    }


def _sender(event: Inbound | DeskAction) -> str:
    return str(event.sender.address) if isinstance(event, Inbound) else f"engineer:{event.engineer.id}"


def put(
    house: House, prepared: Prepared, error: BaseException, now: datetime, connection: Connection
) -> tuple[Answer, set[str]]:
    """Puts an event on the shelf and shows it to the engineers; the answer tells an engineer to try again."""
    cause = storable(f"{type(error).__name__}: {error}")[:500]
    blobs.keep(connection, prepared.raw.sha256, prepared.raw.size, prepared.raw.inline)
    for blob in prepared.contents:
        blobs.keep(connection, blob.sha256, blob.size, blob.inline)
    row = {**inbox_row(prepared, now), "state": "shelved", "cause": cause, "event": _freeze(prepared)}
    inbox_id = inbox.shelve(connection, row)
    if isinstance(prepared.event, Inbound) and prepared.event.place:
        inbox.arrived(connection, inbox_id, prepared.event.channel, prepared.event.place, now)
    is_action = isinstance(prepared.event, DeskAction)
    answer = Answer(accepted=False, reason="try_again") if is_action else Answer()
    return answer, show(house, inbox_id, now, connection)


def hold(prepared: Prepared, inbox_id: int, values: Mapping[str, Any], connection: Connection) -> None:
    """Keeps a message that was just recorded, whole, until an engineer releases it. `values`: its state and cause."""
    for blob in prepared.contents:
        blobs.keep(connection, blob.sha256, blob.size, blob.inline)
    inbox.settle(connection, inbox_id, event=_freeze(prepared), **values)


def show(house: House, inbox_id: int, now: datetime, connection: Connection) -> set[str]:
    """Shows the engineers an inbox row, in place when it has a card already. Returns whom to wake."""
    row = inbox.by_id(connection, inbox_id)
    key = row["card_key"] if row else ""
    return _put(
        house, now, connection, {"lane": f"shelf|{inbox_id}", "kind": "shelf", "inbox_id": inbox_id, "thread": key}
    )


def show_quiet_list(house: House, now: datetime, connection: Connection) -> set[str]:
    """Brings the list of what is held as spam up to date, in place. Returns whom to wake."""
    if not house.desk or outbox.has_pending(connection, QUIET_LANE):
        return set()
    place = installation.load_cursor(connection, QUIET_LANE) or {}
    return _put(
        house, now, connection, {"lane": QUIET_LANE, "kind": "quiet", "priority": 9, "thread": place.get("key", "")}
    )


def settled(house: House, inbox_id: int, now: datetime, connection: Connection) -> set[str]:
    """Lets what engineers saw of a row say that it is handled: its card, or the quiet list. Returns whom to wake."""
    row = inbox.by_id(connection, inbox_id)
    if row is not None and row["card_key"]:
        return show(house, inbox_id, now, connection)
    listed = installation.load_cursor(connection, QUIET_LANE) is not None
    return show_quiet_list(house, now, connection) if listed else set()


def placed(connection: Connection, row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A row that is to be delivered now, with the place of the card or the list that it renews: when it was written,
    that may not have been known yet."""
    if row["thread"] or row["kind"] not in ("shelf", "quiet"):
        return row
    if row["kind"] == "quiet":
        return {**row, "thread": (installation.load_cursor(connection, QUIET_LANE) or {}).get("key", "")}
    waiting = inbox.by_id(connection, row["inbox_id"])
    return {**row, "thread": waiting["card_key"] if waiting else ""}


def shown(connection: Connection, row: Mapping[str, Any], key: str) -> None:
    """Notes where a delivered card or the quiet list stands."""
    if row["kind"] == "quiet":
        installation.save_cursor(connection, QUIET_LANE, {"key": key})
    elif row["kind"] == "shelf":
        inbox.settle(connection, row["inbox_id"], card_key=key)


def _put(house: House, now: datetime, connection: Connection, values: Mapping[str, Any]) -> set[str]:
    if not house.desk:
        return set()
    work = Enactment(
        connection, house, Scene(now, "ringback", house.desk, house.desk_language), language=house.desk_language
    )
    work.put(house.desk, str(values["kind"]), values)
    return work.woken


def restore(row: Mapping[str, Any], store: BlobStore, connection: Connection) -> Inbound | DeskAction:
    """Makes the event again out of its row and its contents."""
    value = {name: kept for name, kept in row["event"].items() if name != RELEASED_BY}

    def content(sha256: str) -> bytes:
        return blobs.load(connection, sha256) or store.read(sha256)

    raw = content(row["raw"])
    attachments = tuple(
        Attachment(a["name"], a["media_type"], a["size"], content(a["sha256"]) if a["sha256"] else None, a["reference"])
        for a in value.get("attachments", ())
    )
    if value.pop("is") == "action":
        return DeskAction(
            **{
                **value,
                "engineer": Engineer(**value["engineer"]),
                "at": datetime.fromisoformat(value["at"]),
                "attachments": attachments,
                "raw": raw,
            }
        )
    sender = Sender(**{**value["sender"], "address": Address(**value["sender"]["address"])})
    value |= {
        "sender": sender,
        "attachments": attachments,
        "references": tuple(value["references"]),
        "copied": tuple(value.get("copied", ())),
        "bounce": _bounce(value.get("bounce", {})),
        "at": datetime.fromisoformat(value["at"]),
        "raw": raw,
    }
    return Inbound(**value)


def _bounce(value: Mapping[str, Any]) -> Bounce:
    recipients = tuple(Unreached(**entry) for entry in value.get("recipients", ()))
    return Bounce(recipients, value.get("message_id", ""))


def answer_json(answer: Answer) -> dict[str, Any] | None:
    """The answer's JSON form; None for the plain yes."""
    if answer.accepted and not answer.reason:
        return None
    return asdict(answer)


def read_answer(value: Mapping[str, Any] | None) -> Answer:
    """The answer given before."""
    return Answer(**value) if value else Answer()


def _freeze(prepared: Prepared) -> dict[str, Any]:
    event = prepared.event
    value: dict[str, Any] = {f.name: getattr(event, f.name) for f in fields(event) if f.name not in _MADE_AGAIN}
    value["at"] = event.at.isoformat()
    value["attachments"] = [
        {"name": f.name, "media_type": f.media_type, "size": f.size, "sha256": f.sha256, "reference": f.reference}
        for f in prepared.files
    ]
    if isinstance(event, DeskAction):
        value |= {"is": "action", "engineer": asdict(event.engineer), "fields": dict(event.fields)}
        value["seen"] = dict(event.seen)
    else:
        value |= {"is": "inbound", "sender": asdict(event.sender), "references": list(event.references)}
        value["bounce"] = asdict(event.bounce)
    frozen: dict[str, Any] = json.loads(json.dumps(value))
    return frozen
