"""Plays mails through the desk's own door on a clock that stands where the mails say. Nothing is delivered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from bot.app import App
from bot.channels.email.parse import parse_mail
from bot.core.messages import Answer, DeskAction, Engineer, Inbound
from bot.db import timers
from bot.rehearsal import answers, records
from bot.rehearsal.mails import MailFile
from bot.tick import Ticker

#: What became of a mail. A customer's: "ticket" (opened one, was answered at once), "joined" (went into one),
#: "unreadable" (either, with the raw mail attached, for it could not be read in full), "empty" (asked what is meant),
#: "shelved" (kept for engineers, for the desk failed), "held" (not from whom it says; engineers release it), "spam"
#: (kept unanswered). A machine's, never answered: "notice" (opened a ticket without an answer), "robot" (kept). "own":
#: from ourselves. "duplicate": had come before. What the company sent: "answer" (to a ticket), "elsewhere" (to none),
#: "automatic" (a machine of ours).
Outcome = Literal[
    "ticket", "joined", "unreadable", "empty", "shelved", "held", "spam", "notice", "robot", "own", "duplicate",
    "answer", "elsewhere", "automatic",
]  # fmt: skip
TEXT_LIMIT = 20_000  # characters of an engineer's answer
TELL_EVERY = 20  # mails


@dataclass(frozen=True, slots=True)
class Played:
    """A mail and what became of it; of an own one `ticket` is the one it answered. `threaded`: it says itself that it
    answers an earlier mail."""

    mail: MailFile
    outcome: Outcome
    sender: str
    ticket: int | None = None
    threaded: bool = False


class MovedClock:
    """Stands where it was put, and never goes back."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        """Where it stands."""
        return self._at

    def move(self, at: datetime) -> None:
        """Puts it forward."""
        self._at = max(self._at, at)


@dataclass(slots=True)
class Replay:
    """A desk that was built on `clock` and does not run. `own` are the company's addresses."""

    desk: App
    clock: MovedClock
    own: frozenset[str]
    _tickets: set[int] = field(default_factory=set)
    _answered: set[str] = field(default_factory=set)

    async def play(self, mails: Sequence[MailFile], until: datetime, told: Callable[[int, int], None]) -> list[Played]:
        """Plays mails, which are in order of time, and then lets time pass until the end."""
        played = []
        for number, mail in enumerate(mails):
            if number % TELL_EVERY == 0:
                told(number, len(mails))
            await self._time_passes(mail.arrived)
            raw = await asyncio.to_thread(mail.path.read_bytes)
            played.append(await (self._sent if mail.sent else self._came)(mail, raw))
        await self._time_passes(until)
        told(len(mails), len(mails))
        return played

    async def _time_passes(self, until: datetime) -> None:
        """Fires every timer that comes due on the way, at its own time."""
        house, policy = self.desk.desk.house, self.desk.settings.policy
        ticker = Ticker(self.desk.database, house, self.clock, policy)
        while (due := await self.desk.database.read(timers.oldest)) is not None and due <= until:
            self.clock.move(due)
            await ticker.fire_due()
        self.clock.move(until)

    async def _came(self, mail: MailFile, raw: bytes) -> Played:
        """A mail of a mailbox, through the door of every mail."""
        inbound = self._read(mail, raw, self.own)
        answer = await self.desk.receive(inbound)
        sender = inbound.sender.address.value
        outcome = await self._outcome(inbound, answer)
        if answer.ticket_id is not None:
            self._tickets.add(answer.ticket_id)
        if outcome == "own":
            return replace(await self._sent(mail, raw), outcome="own")
        return Played(mail, outcome, sender, answer.ticket_id, threaded=bool(inbound.references))

    async def _outcome(self, inbound: Inbound, answer: Answer) -> Outcome:
        ticket = answer.ticket_id
        if answer.duplicate:
            return "duplicate"
        if inbound.sender.address.value in self.own:
            return "own"
        if ticket is None:
            return await self._without_ticket(inbound)
        if inbound.automatic:
            return "robot" if ticket in self._tickets else "notice"
        if inbound.trouble:
            return "unreadable"
        return "joined" if ticket in self._tickets else "ticket"

    async def _without_ticket(self, inbound: Inbound) -> Outcome:
        state = await self.desk.database.read(lambda c: records.state(c, inbound.key))
        waiting: dict[str, Outcome] = {"shelved": "shelved", "held": "held", "spam": "spam"}
        return waiting.get(state) or ("robot" if inbound.automatic else "empty")

    async def _sent(self, mail: MailFile, raw: bytes) -> Played:
        """A mail of the company: had Ringback been there, an engineer would have answered on the ticket's card."""
        sent = self._read(mail, raw, ())
        sender = sent.sender.address.value
        if sent.key in self._answered:
            return Played(mail, "duplicate", sender)
        self._answered.add(sent.key)
        if sent.automatic:
            return Played(mail, "automatic", sender)
        ticket = await self._meant(sent, raw)
        if ticket is None:
            return Played(mail, "elsewhere", sender)
        await self._answer(ticket, sent)
        return Played(mail, "answer", sender, ticket)

    async def _meant(self, sent: Inbound, raw: bytes) -> int | None:
        read = self.desk.database.read
        found = await read(lambda connection: records.by_message_ids(connection, sent.references))
        if found is not None:
            return found
        to = answers.recipients(raw, self.own)
        theirs = await read(lambda connection: records.of_recipients(connection, to))
        return answers.likely(theirs, sent.subject, in_thread=bool(sent.references))

    async def _answer(self, ticket: int, sent: Inbound) -> None:
        name = sent.sender.name or sent.sender.address.value
        engineer = Engineer(sent.sender.address.value, name)
        text = sent.text.strip()[:TEXT_LIMIT] or sent.subject.strip() or "…"
        action = DeskAction(sent.channel, f"answer {sent.key}", engineer, "reply", ticket, sent.at, {"text": text})
        await self.desk.receive(action)
        if sent.message_id:
            await self.desk.database.write(lambda c: records.mark_answer(c, ticket, sent.message_id))

    def _read(self, mail: MailFile, raw: bytes, own: frozenset[str] | tuple[str, ...]) -> Inbound:
        channel, signer = f"email:{mail.mailbox}", self.desk.desk.house.signer
        server = next((box.authserv_id for box in self.desk.settings.mailbox if box.name == mail.mailbox), "")
        inbound = parse_mail(
            raw, channel=channel, own_addresses=own, signer=signer, now=mail.arrived, authserv_id=server
        )
        # Had Ringback sent the answers of that time, its marks in them would prove the threads.
        return replace(inbound, proof="proven") if inbound.proof == "unknown" else inbound
