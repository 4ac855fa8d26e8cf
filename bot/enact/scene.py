"""What enacting needs to know: the house, the scene, and the rows so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.core.messages import Inbound
from bot.core.offering import Offering
from bot.core.ports import Abilities
from bot.core.signing import Signer, message_id
from bot.db import history, outbox, people
from bot.enact.opening import next_closing, next_opening, week
from bot.holidays import Almanac
from bot.joining import Sign
from bot.rendering import Rendering


@dataclass(frozen=True, slots=True)
class House:
    """What stays the same for every event: templates, abilities, marks and names. `desk` is the channel of the
    engineers, empty when there is none; `mailboxes` gives the address of channels that are mailboxes,
    `responsible` the person named for a channel. Without an `almanac` somebody is always there; `oncall` is the
    telephone for when nobody is. `doors` make the link of a code by which a mailbox's customers go on in a chat; it is
    empty while they cannot. `apart` are pairs of channels where one mail to both makes two tickets. `offering` is
    what customers are asked about and invited to. `plain` makes plain text of a row's body. `lead` is whom complaints
    are told to, as the desk's channel names people; empty when nobody is."""

    rendering: Rendering
    split: Callable[[str, int], list[str]]
    abilities: Mapping[str, Abilities]
    signer: Signer
    new_key: Callable[[], str]
    desk: str = ""
    desk_language: str = "en"
    lead: str = ""
    mailboxes: Mapping[str, str] = field(default_factory=dict)
    responsible: Mapping[str, str] = field(default_factory=dict)
    almanac: Almanac | None = None
    oncall: str = ""
    doors: dict[str, Callable[[str], str]] = field(default_factory=dict)
    apart: frozenset[frozenset[str]] = frozenset()
    offering: Offering = field(default_factory=Offering)
    plain: Callable[[str], str] = str

    def file_bytes(self, channel: str) -> int:
        """What an engineer's files to this channel may have together: they come through the desk's own."""
        able = [self.abilities[name].file_bytes for name in (channel, self.desk) if name in self.abilities]
        return min(able, default=0)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """An attachment whose content is already prepared as a blob, or only known by reference."""

    name: str
    media_type: str
    size: int
    sha256: str | None = None
    inline: bytes | None = field(default=None, repr=False)
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """Where and when an event happened, who did it, and what came with it. `continues` is the message that it is a
    further part of."""

    now: datetime
    actor: str
    channel: str
    language: str
    customer: people.Customer | None = None
    inbound: Inbound | None = None
    inbox_id: int | None = None
    files: Sequence[StoredFile] = ()
    ticket: Mapping[str, Any] | None = None
    sign: Sign = ""
    continues: int | None = None


@dataclass(slots=True)
class Enactment:
    """The rows of one decision. `ticket` is the ticket's row as it stands after the changes so far, `patched` those of
    its columns that are not written yet, `learnt` what is to be kept of its customer; `new`: it was opened just now;
    `woken` are the channels that have something to deliver; `cut` is the message that was kept, when its text lacks
    words of it."""

    connection: Connection
    house: House
    scene: Scene
    ticket: dict[str, Any] = field(default_factory=dict)
    lines: list[history.Line] = field(default_factory=list)
    attachments: list[int] = field(default_factory=list)
    woken: set[str] = field(default_factory=set)
    language: str = ""
    new: bool = False
    patched: dict[str, Any] = field(default_factory=dict)
    learnt: dict[str, str] = field(default_factory=dict)
    cut: int | None = None

    def line(self, kind: str, data: Mapping[str, Any]) -> None:
        """Adds a line to the ticket's history."""
        self.lines.append(history.Line(kind, self.scene.actor, self.scene.channel, self.scene.now, data))

    def context(self, context: Mapping[str, Any], channel: str) -> dict[str, Any]:
        """What every template may use, and what this one is given. `mailbox` is the address of the mailbox a message
        goes out from, empty for chats; `channel` is the instance it came through; `opens` is when somebody looks
        next, empty while somebody is there; `oncall` the telephone for what cannot wait until then."""
        ticket = self.ticket
        language = ticket.get("language") or self.language
        base = {
            "reference": ticket.get("reference") or "",
            "subject": ticket.get("subject") or "",
            "name": ticket.get("name") or "",
            "phone": ticket.get("phone") or "",
            "engineer": "",
            "text": "",
            "hours": "",
            "opens": next_opening(self.house.rendering, self.house.almanac, self.scene.now, language),
            "oncall": self.house.oncall,
            "urgent": bool(ticket.get("urgent")),
            "language": language,
            "mailbox": self.house.mailboxes.get(channel, ""),
            "channel": self.scene.channel,
        }
        return {**base, **context}

    def hours(self) -> dict[str, Any]:
        """When somebody is there: `closes`, until when; empty while nobody is, or somebody always is. `week`: the
        lines of an ordinary week."""
        language = self.ticket.get("language") or self.language
        closes = next_closing(self.house.rendering, self.house.almanac, self.scene.now, language)
        return {"closes": closes, "week": week(self.house.rendering, self.house.almanac, language)}

    def put(self, channel: str, kind: str, values: Mapping[str, Any]) -> None:
        """Adds a row to deliver."""
        key = self.house.new_key()
        ticket_id = self.ticket.get("id")
        domain = self.house.mailboxes.get(channel, "").rpartition("@")[2] or "ringback.invalid"
        row: dict[str, Any] = {
            "key": key,
            "channel": channel,
            "kind": kind,
            "ticket_id": ticket_id,
            "language": self.ticket.get("language") or self.language,
            "body": "",
            "buttons": [],
            "files": [],
            "refs": [],
            "cc": [],
            "automatic": True,
            "state": "pending",
            "next_at": self.scene.now,
            "created_at": self.scene.now,
            "message_id": message_id(self.house.signer, key, ticket_id or 0, domain),
            **values,
        }
        outbox.add(self.connection, row)
        self.woken.add(channel)
