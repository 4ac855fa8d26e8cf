"""Telling: rows to the customer and to the engineers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.core import decisions as d
from bot.core.desk import WHOLE
from bot.core.files import is_executable
from bot.core.messages import ALERT, Address
from bot.core.ports import Abilities
from bot.core.signing import start_code
from bot.db import history, outbox, participants, people, tickets
from bot.enact.scene import Enactment, House, Scene, StoredFile

AUTOMATIC_BRAKE = {"all": 10, "one": 60}  # automatic messages to one address within BRAKE_SPAN
BRAKE_SPAN = timedelta(hours=1)
#: Automatic mails on one ticket within TICKET_SPAN, whatever addresses they go to: a conversation by mail has a
#: handful, two machines that answer each other slowly, or from changing addresses, have no end.
TICKET_BRAKE = 20
TICKET_SPAN = timedelta(days=1)
BUTTON_BYTES = 64
DOOR_OPEN = timedelta(days=7)  # how long the link into a chat is good
MOST_COPIED = 10
UNTIL_FETCHED = timedelta(days=36_500)  # it is made due when its files are here
HOURS = "conversation/hours"


def say(work: Enactment, change: d.Say) -> None:
    """A message to the customer, in as many rows as his channel needs."""
    where = _destination(work, change)
    if where is None:
        return
    limits = work.house.abilities[where.channel]
    if not change.explicit and (brake := _brake(work, where, limits)):
        _hold_back(work, change, brake)
        return
    language = work.ticket.get("language") or work.language
    context = {"chat": _door(work, where), **work.context(change.context, where.channel)}
    if change.template == HOURS:  # nobody else needs it, and it takes a look at the calendar
        context |= work.hours()
    made = work.house.rendering.render(language, change.template, context)
    pieces = work.house.split(made.body, limits.length)
    files, due = _files(work, change)
    for number, piece in enumerate(pieces, start=1):
        final = number == len(pieces)
        row = {
            "address_id": where.id,
            "thread": where.thread,
            "lane": f"{where.channel}|{where.address.value}",
            "priority": 1 if change.explicit else 5,
            "purpose": change.purpose if final else "part",
            "solution_version": change.solution_version,
            "subject": made.subject,
            "body": piece,
            "buttons": _buttons(work, change, made.buttons) if final else [],
            "automatic": not change.explicit,
            "refs": _references(work),
            "cc": _copied(work, change, where),
            "files": files if final else [],
            "next_at": due,
        }
        work.put(where.channel, "message", row)


def _files(work: Enactment, change: d.Say) -> tuple[list[int], datetime]:
    """The files that a message takes along, and when it is due. It waits for those whose content is still to be
    fetched: whatever ends the last fetch makes it due (bot/fetch.py)."""
    files = [*change.files, *(work.attachments if change.with_files else ())]
    waits = change.with_files and any(file.sha256 is None for file in work.scene.files)
    return files, work.scene.now + (UNTIL_FETCHED if waits else timedelta())


def _brake(work: Enactment, where: people.Reachable, limits: Abilities) -> dict[str, object]:
    """Which measure of automatic messages is full; empty when none is."""
    most, now = AUTOMATIC_BRAKE[limits.asks], work.scene.now
    if outbox.automatic_since(work.connection, where.id, now - BRAKE_SPAN) >= most:
        return {"limit": "address", "most": most, "address": str(where.address)}
    ticket = None if work.new or limits.asks == "one" else work.ticket.get("id")
    if ticket and outbox.automatic_of_ticket(work.connection, ticket, now - TICKET_SPAN) >= TICKET_BRAKE:
        return {"limit": "ticket", "most": TICKET_BRAKE, "address": str(where.address)}
    return {}


def _hold_back(work: Enactment, change: d.Say, brake: dict[str, object]) -> None:
    """An automatic message is not sent: noted each time, told to the engineers once."""
    ticket = work.ticket.get("id")
    told = any(line.kind == "brake" for line in work.lines)
    if ticket and not told and (work.new or not history.noted(work.connection, ticket, "brake")):
        post(work, d.Post("desk/held_back", brake))
    work.line("brake", {"template": change.template, "limit": brake["limit"]})


def _door(work: Enactment, where: people.Reachable) -> str:
    """The link by which he goes on in a chat; whoever follows it has read what goes to this address."""
    door = work.house.doors.get(where.channel)
    organisation = work.ticket.get("organisation") or ""
    if "telegram" not in work.house.offering.kinds(where.channel, organisation, where.address.value):
        return ""
    return door(start_code(work.house.signer, where.id, work.scene.now + DOOR_OPEN)) if door else ""


def _copied(work: Enactment, change: d.Say, where: people.Reachable) -> list[str]:
    """Who gets a copy of what an engineer writes to the requester's own mail address."""
    if not change.explicit or where.address.kind != "email" or where.id != work.ticket.get("address_id"):
        return []
    ours = {where.address.value, *work.house.mailboxes.values()}
    found = participants.copied(work.connection, work.ticket["id"], MOST_COPIED + len(ours))
    return [address for address in found if address not in ours][:MOST_COPIED]


def _destination(work: Enactment, change: d.Say) -> people.Reachable | None:
    """Where the customer is told: another way when asked for, else where he last wrote on this ticket."""
    if change.address_id is not None:
        way = people.way(work.connection, change.address_id)
        return way if way.channel in work.house.abilities else None
    scene = work.scene
    if work.ticket:
        way = _way(work, work.ticket["address_id"])
        channel, thread = work.ticket["channel"], work.ticket["thread"]
    elif scene.customer and scene.inbound:
        way = people.way(work.connection, scene.customer.address_id)
        channel, thread = scene.channel, scene.inbound.thread
    else:
        return None
    return people.Reachable(way.id, way.address, channel, thread, way.dead)


def _way(work: Enactment, address_id: int) -> people.Reachable:
    """The way to an address; who has just written from it is not looked up again."""
    scene = work.scene
    if scene.customer and scene.inbound and scene.customer.address_id == address_id:
        return people.Reachable(
            address_id, scene.inbound.sender.address, scene.channel, scene.inbound.thread, dead=False
        )
    return people.way(work.connection, address_id)


def _references(work: Enactment) -> list[str]:
    """The Message-IDs an answer belongs under, the one it answers last (RFC 5322, 3.6.4)."""
    inbound = work.scene.inbound
    if inbound and inbound.message_id and inbound.automatic not in ("replied", "bounce"):
        return [*inbound.references[-10:], inbound.message_id]
    return tickets.latest_message_ids(work.connection, work.ticket["id"]) if work.ticket else []


def _buttons(work: Enactment, change: d.Say, buttons: Sequence[tuple[str, str]]) -> list[list[str]]:
    """Buttons carry "action:ticket[:argument]"; a choice under a solution names its version, *Skip* the question."""
    made = []
    for action, label in buttons:
        verb, _, argument = action.partition(".")
        argument = argument or (str(change.context.get("ask") or "") if verb == "skip" else "")
        argument = argument or (str(change.solution_version) if change.solution_version else "")
        data = ":".join(filter(None, (verb, str(work.ticket.get("id", 0)), argument)))
        assert len(data.encode()) <= BUTTON_BYTES
        made.append([label, data])
    return made


def post(work: Enactment, change: d.Post) -> None:
    """A post in the card's thread, with an engineer's choices below, and the files that came with the message."""
    if not work.house.desk or not work.ticket:
        return
    context = {"cut": work.cut is not None, **work.context(change.context, work.house.desk)}
    rendered = work.house.rendering.render(work.house.desk_language, change.template, context)
    pieces = work.house.split(rendered.body, work.house.abilities[work.house.desk].length)
    about = {WHOLE: work.cut}
    buttons = [[label, f"{action}:{about.get(action, work.ticket['id'])}"] for action, label in rendered.buttons]
    for number, piece in enumerate(pieces, start=1):
        row = {"lane": desk_lane(work), "body": piece, "buttons": buttons if number == len(pieces) else []}
        row["cc"] = _named(work, change) if number == 1 else []
        row["purpose"] = ALERT if change.alert and number == 1 else ""
        work.put(work.house.desk, "post", row)
    if change.files:
        shown = [i for i, file in zip(work.attachments, work.scene.files, strict=False) if uploadable(file)]
        for attachment in shown:
            work.put(work.house.desk, "file", {"lane": desk_lane(work), "files": [attachment]})


def _named(work: Enactment, change: d.Post) -> list[str]:
    """Whom a post names, so that they are told of it."""
    holder = work.ticket.get("assignee_id") if change.alert else ""
    lead = work.house.lead if change.alert or change.lead else ""
    return list(dict.fromkeys(filter(None, (holder, lead))))


def uploadable(file: StoredFile) -> bool:
    """Whether a file may be shown to engineers at once: its content is here and it cannot run."""
    return file.sha256 is not None and file.size > 0 and not is_executable(file.name)


def show_card(work: Enactment, change: d.ShowCard) -> None:
    """The card, unless one that will show the newest state waits already."""
    del change
    if work.house.desk and not outbox.has_pending_card(work.connection, work.ticket["id"]):
        work.put(work.house.desk, "card", {"lane": desk_lane(work), "priority": 3})


def show_cards_copied_to(connection: Connection, house: House, address: Address, now: datetime) -> set[str]:
    """The cards of all tickets with this address in copy, once it has turned out that mail to it arrives, or does not.
    Returns whom to wake."""
    if address.kind != "email":
        return set()
    return show_cards(connection, house, participants.tickets_copied_to(connection, address.value), now)


def show_cards(connection: Connection, house: House, found: Sequence[int], now: datetime) -> set[str]:
    """The cards of tickets that something elsewhere has changed, too: they may be many, and wait behind everything
    else. Returns whom to wake."""
    woken: set[str] = set()
    for ticket_id in found:
        if house.desk and not outbox.has_pending_card(connection, ticket_id):
            scene = Scene(now, "ringback", house.desk, house.desk_language)
            work = Enactment(connection, house, scene, {"id": ticket_id}, language=house.desk_language)
            work.put(house.desk, "card", {"lane": desk_lane(work), "priority": 9})
            woken |= work.woken
    return woken


def show_file(work: Enactment, change: d.ShowFile) -> None:
    """The file itself in the thread, or its name and why not."""
    if not work.house.desk:
        return
    if change.lost or is_executable(change.name):
        reason = change.lost or "executable"
        post(work, d.Post("desk/file_kept", {"file": change.name, "cause": reason}))
        return
    work.put(work.house.desk, "file", {"lane": desk_lane(work), "files": [change.attachment_id]})


def desk_lane(work: Enactment) -> str:
    """The lane of everything that is shown of one ticket."""
    return f"desk|{work.ticket['id']}"
