"""The count, from outside: the database read-only, the mail server's log, what stands in the chats."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text

from bot.channels.telegram.compose import text_of
from bot.db import history
from bot.db.engine import open_engine
from tests.crash.crowd import Crowd, Press, Said, message_id
from tests.crash.town import ENGINEERS_CHANNEL, Town
from tests.servers.smtp import Mail

WORD = re.compile(r"w[a-z]\d{4}x")
MARK = "ringback_outbox"


@dataclass(slots=True)
class Count:
    """What was found. Every list names what is wrong; `figures` are for the table."""

    kills: int
    figures: dict[str, int | str] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    repeats: Counter[str] = field(default_factory=Counter)
    unclear: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        """Everything that must not be."""
        return [
            *(f"lost: {what}" for what in self.lost),
            *(f"doubled: {what}" for what in self.doubled),
            *self.wrong,
            *(f"{n} repeats by {by} in {self.kills} kills" for by, n in self.repeats.items() if n > self.kills),
        ]

    def lines(self) -> Iterator[str]:
        """For people."""
        yield "  " + " · ".join(f"{name} {value}" for name, value in self.figures.items())
        yield f"  lost {len(self.lost)} · doubled {len(self.doubled)} · otherwise wrong {len(self.wrong)}"
        by_channel = ", ".join(f"{by} {number}" for by, number in sorted(self.repeats.items()))
        yield f"  repeats {self.repeats.total()} (at most one a kill and channel): {by_channel or 'none'}"
        yield f"  in front of a person (unclear) {len(self.unclear)}: {', '.join(self.unclear) or 'none'}"
        yield from (f"  FAULT {fault}" for fault in self.faults[:40])

    def once(self, what: str, times: int) -> None:
        """Something that must be there exactly once."""
        if times == 0:
            self.lost.append(what)
        elif times > 1:
            self.doubled.append(f"{what} ({times} times)")


@dataclass(frozen=True, slots=True)
class Rows:
    """The desk's tables, as far as they are counted."""

    inbox: list[tuple[Any, ...]]
    messages: list[tuple[Any, ...]]
    tickets: list[tuple[Any, ...]]
    outbox: list[tuple[Any, ...]]
    history: list[tuple[Any, ...]]

    @classmethod
    def of(cls, town: Town) -> Rows:
        """Reads them."""
        return cls(
            town.rows("SELECT state, kind, channel, excerpt FROM inbox"),
            town.rows("SELECT direction, channel, text, ticket_id FROM messages ORDER BY id"),
            town.rows("SELECT id, channel, thread, reference FROM tickets"),
            town.rows(
                "SELECT id, channel, kind, state, lane, body, message_id, ticket_id, automatic FROM outbox ORDER BY id"
            ),
            town.rows("SELECT ticket_id, kind FROM history"),
        )


def words(texts: Iterable[str]) -> Counter[str]:
    """How many of the texts each word stands in."""
    return Counter(word for text in texts for word in set(WORD.findall(text)))


def count(town: Town, crowd: Crowd, kills: int) -> Count:
    """Counts everything."""
    found, rows = Count(kills), Rows.of(town)
    posts = [
        m for card in town.slack.messages(ENGINEERS_CHANNEL) for m in town.slack.messages(ENGINEERS_CHANNEL, card["ts"])
    ]
    _inbound(found, rows, crowd.said, posts)
    _tickets(found, rows, crowd.said)
    _cards(found, rows, town.slack.messages(ENGINEERS_CHANNEL))
    _marks(found, rows, [*posts, *_direct(town, crowd)])
    _unfinished(found, rows, posts)
    _mails(found, rows, town.smtp.received, crowd.said)
    _chats(found, rows, town)
    _chains(found, town)
    _clicks(found, rows, crowd.clicks)
    _replies(found, rows, crowd.replies, town)
    _figures(found, rows, town, crowd)
    return found


def _inbound(found: Count, rows: Rows, said: list[Said], posts: list[dict[str, Any]]) -> None:
    """Everything said is in the ledger, in its ticket and under its card, once."""
    ledger = words(row[3] for row in rows.inbox)
    kept = words(row[2] for row in rows.messages if row[0] != "out")
    shown = words(json.dumps(m["blocks"]) for m in posts if m.get("bot_id") and m.get("thread_ts", m["ts"]) != m["ts"])
    for one in said:
        found.once(f"{one.kind} {one.word} among the messages", kept[one.word])
        if one.kind != "note":
            found.once(f"{one.kind} {one.word} in the ledger", ledger[one.word])
            if kept[one.word]:
                found.once(f"{one.kind} {one.word} under its card", shown[one.word])
    found.wrong += [f"an event was shelved: {row}" for row in rows.inbox if row[0] != "handled"]


def _tickets(found: Count, rows: Rows, said: list[Said]) -> None:
    """As many tickets as were opened: one a first mail, one a chat."""
    for kind in ("mail", "telegram", "slack"):
        prefix = "email" if kind == "mail" else kind
        have = sum(1 for row in rows.tickets if row[1].startswith(prefix))
        want = sum(1 for one in said if one.kind == kind and one.opens)
        if have != want:
            found.wrong.append(f"{have} tickets by {kind} instead of {want}")


def _cards(found: Count, rows: Rows, top: list[dict[str, Any]]) -> None:
    """One card a ticket."""
    headers = [json.dumps(m["blocks"][0]) for m in top if m.get("bot_id")]
    for row in rows.tickets:
        found.once(f"the card of {row[3]}", sum(f"{row[3]} " in header for header in headers))


def _direct(town: Town, crowd: Crowd) -> list[dict[str, Any]]:
    """What the desk wrote to customers in Slack."""
    users = {one.who for one in crowd.said if one.kind == "slack"}
    return [m for user in users for m in town.slack.messages(town.slack.im_of(user)) if m.get("bot_id")]


def _marks(found: Count, rows: Rows, shown: list[dict[str, Any]]) -> None:
    """Slack can be read back: everything stands there once, in order, and what was sent does stand there."""
    unique = {m["ts"]: m for m in shown if (m.get("metadata") or {}).get("event_type") == MARK}
    marks = Counter(m["metadata"]["event_payload"]["id"] for m in unique.values())
    found.doubled += [f"Slack message of row {row_id} ({times} times)" for row_id, times in marks.items() if times > 1]
    sent = [row for row in rows.outbox if row[1] == "slack" and row[2] in ("message", "post") and row[3] == "sent"]
    found.lost += [f"Slack {row[2]} of row {row[0]}" for row in sent if not marks[row[0]]]
    order: dict[str, list[int]] = {}
    lanes = {row[0]: row[4] for row in sent}
    for _, message in sorted(unique.items(), key=lambda item: float(item[0])):
        row_id = message["metadata"]["event_payload"]["id"]
        if row_id in lanes:
            order.setdefault(lanes[row_id], []).append(row_id)
    found.wrong += [f"out of order in {lane}: {ids}" for lane, ids in order.items() if ids != sorted(ids)]


def walk(found: Count, lane: str, rows: list[tuple[str, str]], arrived: list[str]) -> None:
    """Goes along what arrived in a lane, beside its rows (what each looks like, and its state): each once and in
    order; repeated at once, if at all; only an unclear one may be missing."""
    place, repeats = 0, Counter[int]()
    for one in arrived:
        if place and one == rows[place - 1][0] and (place == len(rows) or rows[place][0] != one):
            repeats[place] += 1
            continue
        while place < len(rows) and rows[place][0] != one and rows[place][1] == "unclear":
            place += 1
        if place == len(rows) or rows[place][0] != one:
            found.wrong.append(f"unexpected or out of order in {lane}: {one!r}")
            return
        place += 1
    found.lost += [f"{one!r} in {lane}" for one, state in rows[place:] if state != "unclear"]
    found.repeats[lane.partition("|")[0]] += repeats.total()
    found.doubled += [f"a message in {lane} came {times + 1} times" for times in repeats.values() if times > 1]


def _unfinished(found: Count, rows: Rows, posts: list[dict[str, Any]]) -> None:
    """Every row has found its end; what is unclear lies in front of a person."""
    found.wrong += [f"row {row[0]} ({row[2]} by {row[1]}) is {row[3]}" for row in rows.outbox if _is_open(row)]
    told = Counter(row[0] for row in rows.history if row[1] == "unclear")
    for row in rows.outbox:
        if row[3] == "unclear":
            found.unclear.append(f"row {row[0]} by {row[1]}")
            if not told[row[7]]:
                found.lost.append(f"row {row[0]} is unclear and nobody was told")


def _is_open(row: tuple[Any, ...]) -> bool:
    return row[3] not in ("sent", "unclear", "merged")


def _lanes(rows: Rows, channel: str, look: Callable[[tuple[Any, ...]], str]) -> dict[str, list[tuple[str, str]]]:
    """The rows to customers by lane: what each looks like outside, and its state."""
    lanes: dict[str, list[tuple[str, str]]] = {}
    for row in rows.outbox:
        if row[2] == "message" and row[1].startswith(channel):
            lanes.setdefault(row[4], []).append((look(row), row[3]))
    return lanes


def _mails(found: Count, rows: Rows, received: list[Mail], said: list[Said]) -> None:
    """Each row has arrived, twice only under the same Message-ID; one automatic answer a ticket."""
    lanes, arrived = _lanes(rows, "email:", lambda row: str(row[6])), dict[str, list[str]]()
    answers: dict[str, set[str]] = {}
    for mail in received:
        name = str(mail.message["Message-ID"])
        arrived.setdefault(f"email:{mail.sender.partition('@')[0]}|{mail.recipients[0]}", []).append(name)
        if mail.message["Auto-Submitted"]:
            answers.setdefault(str(mail.message["In-Reply-To"]), set()).add(name)
    for lane in lanes.keys() | arrived.keys():
        walk(found, lane, lanes.get(lane, []), arrived.get(lane, []))
    doubtful = {row[7] for row in rows.outbox if row[3] == "unclear"}
    ticket_of = {word: row[3] for row in rows.messages for word in WORD.findall(row[2])}
    for one in said:
        if one.kind == "mail" and one.opens and ticket_of.get(one.word) not in doubtful:
            found.once(f"the answer to mail {one.word}", len(answers.get(message_id(one.word), ())))


def _chats(found: Count, rows: Rows, town: Town) -> None:
    """In every chat stands each row, or is repeated; and one answer that names the ticket."""
    lanes = _lanes(rows, "telegram", lambda row: text_of(row[5])[0])
    for _, _, chat, reference in [row for row in rows.tickets if row[1] == "telegram"]:
        texts = [str(message["text"]) for message in town.telegram.bot_messages(int(chat))]
        lane = lanes.get(f"telegram|{chat}", [])
        walk(found, f"telegram|{chat}", lane, texts)
        opened = {said for said in texts if f"reference is {reference}" in said}
        if opened or all(state != "unclear" for _, state in lane):
            found.once(f"the answer in chat {chat}", len(opened))


def _chains(found: Count, town: Town) -> None:
    """Every ticket's history is whole."""
    engine = open_engine(town.database)
    with engine.connect().execution_options(readonly=True) as connection:
        for (ticket,) in connection.execute(text("SELECT id FROM tickets")).all():
            if (line := history.broken_at(connection, ticket)) is not None:
                found.wrong.append(f"the history of ticket {ticket} is broken at line {line}")
    engine.dispose()


def _clicks(found: Count, rows: Rows, clicks: list[Press]) -> None:
    """Every ticket whose button was acknowledged is taken, and none is taken twice."""
    taken = Counter(row[0] for row in rows.history if row[1] == "acknowledged")
    found.lost += [f"acknowledged click on ticket {c.ticket}" for c in clicks if c.acknowledged and not taken[c.ticket]]
    found.doubled += [f"ticket {ticket} was taken {times} times" for ticket, times in taken.items() if times > 1]


def _replies(found: Count, rows: Rows, replies: list[Press], town: Town) -> None:
    """Every acknowledged answer is one row and one message in its ticket, and has reached the customer."""
    kept = words(row[2] for row in rows.messages if row[0] == "out")
    made = words(row[5] for row in rows.outbox if row[2] == "message" and not row[8])
    unclear = words(row[5] for row in rows.outbox if row[3] == "unclear")
    mails = [str(mail.message.get_body(("plain",)).get_content()) for mail in town.smtp.received]  # type: ignore[union-attr]  # all have one
    chats = [
        str(m["text"]) for row in rows.tickets if row[1] == "telegram" for m in town.telegram.bot_messages(int(row[2]))
    ]
    arrived = words([*mails, *chats])
    for reply in replies:
        if reply.refused:
            found.wrong.append(f"answer {reply.word} was refused: {reply.refused}")
        elif reply.acknowledged:
            found.once(f"answer {reply.word} in its ticket", kept[reply.word])
            found.once(f"answer {reply.word} in the outbox", made[reply.word])
        elif max(kept[reply.word], made[reply.word]) > 1:
            found.doubled.append(f"answer {reply.word}, not acknowledged")
        if made[reply.word] and not arrived[reply.word] and not unclear[reply.word]:
            found.lost.append(f"answer {reply.word} on its way to the customer")


def _figures(found: Count, rows: Rows, town: Town, crowd: Crowd) -> None:
    kinds = Counter(one.kind for one in crowd.said)
    acked = sum(reply.acknowledged for reply in crowd.replies)
    found.figures |= {
        "mails delivered": sum(len(town.dovecot.messages(box)) for box in ("support", "sales")),
        "of them different": kinds["mail"],
        "updates": kinds["telegram"],
        "Slack messages": kinds["slack"],
        "notes": kinds["note"],
        "clicks": f"{sum(c.acknowledged for c in crowd.clicks)} of {len(crowd.clicks)} acknowledged",
        "answers": f"{acked} of {len(crowd.replies)} acknowledged",
        "tickets": len(rows.tickets),
        "rows sent": sum(row[3] == "sent" for row in rows.outbox),
        "Slack deliveries given up": sum(delivery.lost for delivery in town.slack.record),
        "Slack redeliveries": sum(delivery.attempts - 1 for delivery in town.slack.record),
    }
