"""The measurements: how many mails a second, and how long one mail takes."""

from __future__ import annotations

import asyncio
import email
import email.policy
from collections import Counter
from dataclasses import dataclass

from benchmarks.check import mistakes
from benchmarks.mails import Letter, letters
from benchmarks.relay import Relay
from benchmarks.seed import fill
from benchmarks.stage import Stage

PAUSE = 0.3


@dataclass(frozen=True, slots=True)
class Throughput:
    """A chain's figures: mails, wall and processor seconds, peak memory in MiB, answers accepted by then."""

    mails: int
    seconds: float
    cpu: float
    memory: float
    curve: tuple[float, ...]

    @property
    def rate(self) -> float:
        """Mails a second, to the last accepted answer."""
        return self.mails / self.seconds


async def bare(stage: Stage, mails: list[Letter]) -> Throughput:
    """The bare chain's run."""
    figures = await stage.bare(stage.mailboxes(mails))
    curve = sorted(answer.at - figures["started"] for answer in await stage.accepted())
    return Throughput(len(mails), figures["seconds"], figures["cpu"], figures["memory"] / 1024, tuple(curve))


async def desk(stage: Stage, mails: list[Letter], tickets: int) -> tuple[Throughput, list[str]]:
    """The desk's run, and what it did wrong."""
    under_test = stage.desk(stage.mailboxes(mails))
    if tickets:
        fill(under_test.database, tickets, stage.tell)
    await under_test.start()
    wrong = []
    try:
        await stage.wait_for(sum(letter.role == "request" for letter in mails))
        await asyncio.sleep(PAUSE)  # an answer too many would come now
    except TimeoutError as error:
        wrong.append(f"{error}; {under_test.log()[-2000:]}")
    figures = await under_test.stop()
    answers = await stage.accepted()
    wrong += mistakes(mails, under_test, answers)
    curve = sorted(answer.at - figures["started"] for answer in answers)
    last = max([0.001, *curve, *(at - figures["started"] for at in figures["committed"].values())])
    return Throughput(len(mails), last, figures["cpu"], figures["memory"] / 1024, tuple(curve)), wrong


@dataclass(frozen=True, slots=True)
class Latency:
    """Seconds from the mail server's notice, each ascending."""

    committed: tuple[float, ...]
    answered: tuple[float, ...]


async def latency(stage: Stage, count: int, tickets: int) -> Latency:
    """Sends mails one by one into an idle desk."""
    relay = Relay(stage.dovecot.port)
    await relay.start()
    users = stage.mailboxes([])
    under_test = stage.desk(users, imap=relay.port, name="latency")
    if tickets:
        fill(under_test.database, tickets, stage.tell)
    await under_test.start()
    mails = [letter for letter in letters(count * 3, seed=2) if letter.role == "request"][: count + 5]
    notices: dict[str, float] = {}
    await relay.idling(len(users))
    for number, letter in enumerate(mails, start=1):
        stage.dovecot.deliver(users[letter.box], letter.raw)
        notices[letter.message_id] = await relay.notice()
        await stage.wait_for(number)
        await asyncio.sleep(PAUSE)
    figures = await under_test.stop()
    await relay.stop()
    warm = [letter.message_id for letter in mails[5:]]
    answered = {_answered_id(answer.raw): answer.at for answer in await stage.accepted()}
    return Latency(
        tuple(sorted(figures["committed"][name] - notices[name] for name in warm)),
        tuple(sorted(answered[name] - notices[name] for name in warm)),
    )


def _answered_id(raw: bytes) -> str:
    return str(email.message_from_bytes(raw, policy=email.policy.default)["In-Reply-To"])


def percentile(values: tuple[float, ...], share: float) -> float:
    """The value that `share` of the ascending values do not exceed."""
    return values[min(len(values) - 1, int(len(values) * share))]


def roles(mails: list[Letter]) -> str:
    """How many of which kind."""
    return ", ".join(f"{count} {name}" for name, count in sorted(Counter(letter.role for letter in mails).items()))
