"""Turns a Decision into rows, inside the caller's transaction. No network, no channel, no rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection

from bot.core import decisions as d
from bot.core.messages import KEPT_OUT
from bot.core.tickets import Intake, moved
from bot.db import history, outbox, people, senders, tickets, timers
from bot.db.blobs import keep as keep_blob
from bot.enact import agreeing, learning, persons, telling
from bot.enact.notices import put_notice
from bot.enact.scene import Enactment, House, Scene, StoredFile

__all__ = ["Enactment", "House", "Scene", "StoredFile", "enact", "put_notice"]


def enact(connection: Connection, house: House, scene: Scene, decision: d.Decision) -> Enactment:
    """Writes everything the decision asks for. Raises ImpossibleMoveError and rendering problems; the caller's
    transaction then undoes all of it."""
    work = Enactment(connection, house, scene, dict(scene.ticket or {}), language=scene.language)
    for change in decision.changes:
        _HOW[type(change)](work, change)
    if work.ticket:
        if any(map(_may_alter_card, decision.changes)):
            telling.show_card(work, d.ShowCard())
        tickets.patch(connection, work.ticket["id"], work.patched)
        people.learn(connection, work.ticket["customer_id"], work.learnt)
        history.append(connection, work.ticket["id"], work.lines, new=work.new)
    return work


#: What leaves a ticket's card as it is. Whatever else is done to a ticket, its card is shown again: a flow may say
#: where among its posts, and needs not.
_BESIDE_CARD = (d.Say, d.Post, d.ShowFile, d.Note, d.SetTimer, d.DropTimer, d.KeepOut, d.LeaveTicket, d.OfferArticle)


def _may_alter_card(change: d.Change) -> bool:
    """What engineers say among themselves is not counted on the card."""
    talk = isinstance(change, d.Keep) and change.direction == "internal"
    return not talk and not isinstance(change, _BESIDE_CARD)


def _open(work: Enactment, change: d.OpenTicket) -> None:
    scene = work.scene
    assert scene.customer is not None
    assert scene.inbound is not None
    values: dict[str, Any] = {
        "subject": change.subject,
        "status": "new",
        "language": change.language,
        "urgent": change.urgent,
        "trouble": change.trouble,
        "customer_id": scene.customer.id,
        "address_id": scene.customer.address_id,
        "channel": scene.channel,
        "thread": scene.inbound.thread,
        "intake": tickets.write_intake(change.intake),
        "excerpt": scene.inbound.text[:1000],
        "opened_at": scene.now,
    }
    work.ticket = tickets.insert_row(work.connection, values)
    work.new = True
    _set(work, {"reference": tickets.reference(work.ticket["id"])})
    _converse(work, work.ticket["id"])
    telling.show_card(work, d.ShowCard())


def _converse(work: Enactment, ticket_id: int | None) -> None:
    """Chats have one conversation a thread; mail finds its ticket by the ids in it."""
    inbound = work.scene.inbound
    if inbound is not None and inbound.in_conversation:
        values = {"ticket_id": ticket_id, "updated_at": work.scene.now}
        tickets.converse(work.connection, inbound.channel, inbound.thread, values)


def _advance(work: Enactment, change: d.Advance) -> None:
    _patch(work, d.Patch({"status": moved(work.ticket["status"], change.move)}))


def _patch(work: Enactment, change: d.Patch) -> None:
    values = {
        name: work.scene.now if value == "now" and name.endswith("_at") else value
        for name, value in change.values.items()
    }
    values = {
        name: tickets.write_intake(value) if isinstance(value, Intake) else value for name, value in values.items()
    }
    _set(work, values)


def _set(work: Enactment, values: Mapping[str, Any]) -> None:
    """Written at the end, all at once."""
    work.patched.update(values)
    work.ticket.update(values)


def _learn(work: Enactment, change: d.Learn) -> None:
    column = "priority_stated" if change.field == "priority" else change.field
    if change.source in ("profile", "read") and work.ticket[column]:
        return
    _patch(work, d.Patch({column: change.value}))
    if change.field != "priority":
        work.learnt[change.field] = change.value


def _keep(work: Enactment, change: d.Keep) -> None:
    inbound = work.scene.inbound if change.direction == "in" else None
    customer = work.scene.customer
    if inbound and work.scene.continues is not None:
        _attach(work, work.scene.continues)
        return
    row = {
        "ticket_id": work.ticket["id"],
        "direction": change.direction,
        "author": change.author or (work.ticket["name"] if change.direction == "in" else ""),
        "channel": work.scene.channel,
        "subject": inbound.subject if inbound else "",
        "text": change.text,
        "full_text": inbound.full_text if inbound and inbound.full_text != change.text else "",
        "message_id": inbound.message_id[:998] if inbound and change.threads else "",
        "address_id": customer.address_id if inbound and customer else None,
        "inbox_id": work.scene.inbox_id if inbound else None,
        "album": inbound.album if inbound else "",
        "at": work.scene.now,
    }
    message = tickets.keep_message(work.connection, row)
    if inbound or change.with_files:
        _attach(work, message)
    if inbound:
        work.cut = message if inbound.is_cut else None


def _attach(work: Enactment, message: int) -> None:
    rows = [_attachment(work, message, file) for file in work.scene.files]
    work.attachments = tickets.keep_attachments(work.connection, rows)


def _attachment(work: Enactment, message: int, file: StoredFile) -> dict[str, Any]:
    if file.sha256:
        keep_blob(work.connection, file.sha256, file.size, file.inline)
    else:
        work.woken.add(work.scene.channel)
    return {
        "message_id": message,
        "name": file.name,
        "media_type": file.media_type[:200],
        "size": file.size,
        "blob": file.sha256,
        "state": "stored" if file.sha256 else "waiting",
        "channel": work.scene.channel,
        "reference": file.reference,
        "next_at": None if file.sha256 else work.scene.now,
    }


def _set_timer(work: Enactment, change: d.SetTimer) -> None:
    timers.set_timer(work.connection, work.ticket["id"], change.kind, work.scene.now + change.after)


def _drop_timer(work: Enactment, change: d.DropTimer) -> None:
    timers.drop(work.connection, work.ticket["id"], change.kind)


def _solution(work: Enactment, change: d.RecordSolution) -> None:
    version = tickets.keep_solution(work.connection, work.ticket["id"], change.text, change.author, work.scene.now)
    _patch(work, d.Patch({"solution_version": version, "solved_at": work.scene.now}))


def _note(work: Enactment, change: d.Note) -> None:
    work.line(change.kind, change.data)


def _follow(work: Enactment, change: d.Follow) -> None:
    _patch(work, d.Patch({"follows_id": change.ticket_id}))
    work.line("follows", {"ticket": change.ticket_id})
    telling.post(work, d.Post("desk/follows", {"other": change.reference, "said": change.said}))
    telling.show_card(work, d.ShowCard())
    older = tickets.load(work.connection, change.ticket_id)
    assert older is not None
    there = Enactment(work.connection, work.house, work.scene, dict(older[1]), language=work.language)
    there.line("followed", {"ticket": work.ticket["id"]})
    telling.post(there, d.Post("desk/followed", {"other": work.ticket["reference"], "said": change.said}))
    history.append(work.connection, change.ticket_id, there.lines)


def _keep_out(work: Enactment, change: d.KeepOut) -> None:
    senders.learn(work.connection, change.sender, "blocked", work.scene.actor, work.scene.now)
    waiting = outbox.unsaid(work.connection)
    rows = [row for address in waiting if senders.is_blocked(work.connection, address) for row in waiting[address]]
    if count := outbox.cancel(work.connection, rows, KEPT_OUT, work.scene.now):
        work.line("unsent", {"messages": count})


def _leave(work: Enactment, change: d.LeaveTicket) -> None:
    del change
    _converse(work, None)


def _language(work: Enactment, change: d.ChooseLanguage) -> None:
    if work.scene.customer:
        people.learn(work.connection, work.scene.customer.id, {"language": change.language})
    if work.ticket:
        _patch(work, d.Patch({"language": change.language}))
    work.language = change.language


_HOW: Mapping[type, Callable[[Enactment, Any], None]] = {
    d.OpenTicket: _open,
    d.Advance: _advance,
    d.Patch: _patch,
    d.Learn: _learn,
    d.Keep: _keep,
    d.Say: telling.say,
    d.Post: telling.post,
    d.ShowCard: telling.show_card,
    d.ShowFile: telling.show_file,
    d.SetTimer: _set_timer,
    d.DropTimer: _drop_timer,
    d.RecordSolution: _solution,
    d.DraftArticle: learning.draft,
    d.KeepArticle: learning.keep,
    d.OfferArticle: learning.offer,
    d.AnswerOffer: learning.answer,
    d.Agree: agreeing.agree,
    d.Join: persons.join,
    d.Part: persons.part,
    d.Note: _note,
    d.Follow: _follow,
    d.KeepOut: _keep_out,
    d.LeaveTicket: _leave,
    d.ChooseLanguage: _language,
}
