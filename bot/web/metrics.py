"""GET /metrics: how the desk does, for Prometheus. Numbers, channels and states only: nobody's words, no secrets."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.core.health import Health
from bot.core.messages import Answer, DeskAction, Inbound
from bot.core.ports import Clock, Receive
from bot.db import figures
from bot.db.figures import Figures
from bot.db.session import Database
from bot.deliver import Deliverer

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1.0, 5.0)


class Meters:
    """What is counted while the desk runs; from zero at every start."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.received = Counter(
            "ringback_messages_received",
            "What providers handed over and we committed, by channel and result (new, duplicate, refused).",
            ["channel", "result"],
            registry=self.registry,
        )
        self.attempts = Counter(
            "ringback_delivery_attempts",
            "Attempts to deliver, by channel and the state they led to (pending: again later).",
            ["channel", "state"],
            registry=self.registry,
        )
        self.transactions = Histogram(
            "ringback_writer_transaction_seconds",
            "How long the writer's transactions took from begin to commit; the count is the number of commits.",
            buckets=_BUCKETS,
            registry=self.registry,
        )

    def counting(self, receive: Receive) -> Receive:
        """The same door, with a counter."""

        async def counted(happened: Inbound | DeskAction) -> Answer:
            answer = await receive(happened)
            result = "duplicate" if answer.duplicate else "new" if answer.accepted else "refused"
            self.received.labels(happened.channel, result).inc()
            return answer

        return counted

    def time(self, engine: Engine) -> None:
        """Times the engine's writing transactions from now on."""
        begun: dict[int, float] = {}

        def begin(connection: Connection) -> None:
            begun[id(connection)] = time.perf_counter()

        def commit(connection: Connection) -> None:
            started = begun.pop(id(connection), None)
            if started is not None and not connection.get_execution_options().get("readonly"):
                self.transactions.observe(time.perf_counter() - started)

        def rollback(connection: Connection) -> None:
            begun.pop(id(connection), None)

        for name, listener in (("begin", begin), ("commit", commit), ("rollback", rollback)):
            event.listen(engine, name, listener)


class CountedDeliverer(Deliverer):
    """Counts how attempts end."""

    __slots__ = ("meters",)

    def __init__(self, *parts: Any, meters: Meters) -> None:
        super().__init__(*parts)
        self.meters = meters

    def _settle(self, row: Any, outcome: Any, connection: Connection) -> set[str]:
        woken = super()._settle(row, outcome, connection)
        self.meters.attempts.labels(row["channel"], outcome.state).inc()
        return woken


@dataclass(frozen=True, slots=True)
class Scrape:
    """Everything that is known at the moment somebody asks."""

    database: Database
    clock: Clock
    parts: Sequence[Health]
    meters: Meters = field(default_factory=Meters)

    def route(self) -> Route:
        """The way to ask. Answers 503 when the database cannot be read: old figures would mislead."""

        async def metrics(_request: Request) -> Response:
            now = self.clock.now()
            try:
                found = await self.database.read(figures.read)
            except DBAPIError as error:
                return PlainTextResponse(f"the database refuses: {type(error).__name__}\n", status_code=503)
            return Response(self.text(found, now), media_type=CONTENT_TYPE_PLAIN_0_0_4)

        return Route("/metrics", metrics, methods=["GET"])

    def text(self, found: Figures, now: datetime) -> bytes:
        """The exposition."""
        once = CollectorRegistry()
        once.register(_Moment([*_figures(found, now), *_lamps(self.parts)]))
        return generate_latest(self.meters.registry) + generate_latest(once)


@dataclass(frozen=True, slots=True, eq=False)
class _Moment:
    """Implements prometheus_client's Collector."""

    families: Sequence[Metric]

    def collect(self) -> Sequence[Metric]:
        return self.families


def _figures(found: Figures, now: datetime) -> Iterator[Metric]:
    status = GaugeMetricFamily("ringback_tickets", "Tickets by status.", labels=["status"])
    for name, number in sorted(found.tickets.items()):
        status.add_metric([name], number)
    yield status
    waiting = GaugeMetricFamily(
        "ringback_deliveries", "Deliveries that wait or ended badly, by channel and state.", labels=["channel", "state"]
    )
    for (channel, state), number in sorted(found.deliveries.items()):
        waiting.add_metric([channel, state], number)
    yield waiting
    yield _gauge("ringback_shelf_size", "Events that could not be handled and wait for a person.", found.shelf)
    yield _gauge("ringback_complaints", "Tickets that an engineer has confirmed as complaints.", found.complaints)
    proposed = found.complaints_proposed
    yield _gauge("ringback_complaints_proposed", "Tickets that sound like complaints and nobody has decided.", proposed)
    oldest = _seconds(found.oldest_waiting, now)
    yield _gauge("ringback_oldest_waiting_delivery_seconds", "Age of the oldest delivery that is not settled.", oldest)
    lag = _seconds(found.oldest_timer, now)
    yield _gauge("ringback_tick_lag_seconds", "How long the oldest timer has been overdue.", lag)


def _lamps(parts: Sequence[Health]) -> Iterator[Metric]:
    up = GaugeMetricFamily("ringback_part_up", "1 while the part works.", labels=["part"])
    seen = GaugeMetricFamily("ringback_part_seen_seconds", "Since the part last worked.", labels=["part"])
    for part in parts:
        up.add_metric([part.name], float(part.green))
        seen.add_metric([part.name], max(0.0, part.monotonic() - part.seen))
    yield up
    yield seen


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(name, meaning, value=value)


def _seconds(since: datetime | None, now: datetime) -> float:
    return 0.0 if since is None else max(0.0, (now - since).total_seconds())
