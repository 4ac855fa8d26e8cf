"""Builds the whole desk out of the settings, in one function, and runs it until it is told to stop."""

from __future__ import annotations

import asyncio
import fcntl
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

import structlog

from bot.blobs import BlobStore
from bot.cancelling import make_cancellations_heard
from bot.channels.email.channel import EmailChannel
from bot.channels.email.reading_room import ReadingRoom
from bot.channels.markdown import split_markdown, to_plain
from bot.config import Settings
from bot.core.clock import SystemClock
from bot.core.ports import Abilities, Channel, Clock, Invites, Receive
from bot.core.signing import Signer
from bot.db import inbox, installation, migrate
from bot.db.cursors import StoredCursors
from bot.db.engine import open_engine
from bot.db.session import Database
from bot.desk import Desk
from bot.enact import House
from bot.engine.embedded import Embedded
from bot.fetch import Fetcher
from bot.operations.problem import cause, lasting
from bot.receive import Receiver
from bot.reconcile import Reconciler
from bot.rendering import Rendering, default_folders
from bot.tick import Ticker
from bot.tokens import tokens_for
from bot.watch import Watch
from bot.web.health import health_app, serve
from bot.web.metrics import CountedDeliverer, Meters, Scrape
from bot.web.ready import Readiness

log = structlog.get_logger()

RESTART_SECONDS = 2.0


class AlreadyRunningError(Exception):
    """Another Ringback works on this data folder."""


class DataFolderError(Exception):
    """The data folder cannot be made or written in. `lasting`: trying again will not help, as it would with a disk
    that is full. `what` is the trouble alone, without the fix."""

    def __init__(self, data: Path, error: OSError) -> None:
        self.lasting = lasting(error)
        self.what = f"The data folder {data} cannot be used ({cause(error)})"
        fix = "let the user that runs Ringback write there, or set [ringback] data to another folder"
        super().__init__(f"{self.what}: {fix}" if self.lasting else self.what)


@dataclass(frozen=True, slots=True)
class App:
    """A desk that is ready to run. `receive` is the door that channels are given."""

    settings: Settings
    database: Database
    channels: Mapping[str, Channel]
    receive: Receive
    engine: Embedded
    desk: Desk
    watch: Watch
    reconciler: Reconciler
    scrape: Scrape

    async def run(self) -> None:
        """Runs until cancelled; then stops in order: listeners, deliveries under way, the database."""
        make_cancellations_heard()
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self.engine.run(), name="engine")
                tasks.create_task(self.watch.run(), name="watch")
                tasks.create_task(self.reconciler.run(), name="reconcile")
                for channel in self.channels.values():
                    tasks.create_task(listen(channel, self.receive), name=f"listen {channel.name}")
                if self.settings.web.enabled:
                    web, parts = self.settings.web, self.scrape.parts
                    readiness = Readiness(parts, self.database)
                    tasks.create_task(readiness.watch(), name="readiness")
                    site = health_app(parts, [readiness.route(), self.scrape.route()])
                    tasks.create_task(serve(site, web.host, web.port), name="web")
        finally:
            await asyncio.to_thread(self.database.close)


async def listen(channel: Channel, receive: Receive) -> None:
    """Keeps one channel listening: its trouble is its own, it is shown, and it heals without a restart."""
    while True:
        try:
            await channel.listen(receive)
        except Exception as error:  # the receive loop's broad except: one channel must not stop the others
            log.exception("the listener ended", channel=channel.name)
            channel.health.ill(f"the listener ended: {type(error).__name__}")
        await asyncio.sleep(RESTART_SECONDS)


async def build(
    settings: Settings,
    *,
    clock: Clock | None = None,
    before_commit: Callable[[], None] | None = None,
    extra: Callable[[StoredCursors], Channel] | None = None,
) -> App:
    """Builds the desk: opens and migrates the database, makes the channels, ties them together.

    `extra` makes one more channel; `before_commit` is called before every commit of the writer. Raises
    NewerSchemaError, TemplateProblem, or the database's own error when it cannot be opened.
    """
    clock = clock or SystemClock()
    general = settings.ringback
    general.data.mkdir(parents=True, exist_ok=True)
    db_engine = open_engine(general.url)
    await asyncio.to_thread(migrate.upgrade, db_engine)
    (meters := Meters()).time(db_engine)
    database = Database(db_engine, before_commit=before_commit)
    signer = Signer(await database.write(installation.signing_key))
    rendering = Rendering(default_folders(general.templates))
    cursors = StoredCursors(database)
    abilities: dict[str, Abilities] = {}
    house = _house(settings, signer, rendering, abilities)
    desk = Desk(database, house)
    made = [*_mailboxes(settings, signer, cursors, clock), *_chats(settings, rendering, desk, cursors, clock)]
    channels = {channel.name: channel for channel in [*made, *([extra(cursors)] if extra else [])]}
    abilities |= {name: channel.abilities for name, channel in channels.items()}
    house.doors.update(_doors(settings, channels))
    store = BlobStore(general.data / "blobs")
    deliverer = CountedDeliverer(database, house, store, clock, settings.policy, channels, meters=meters)
    engine = Embedded(
        deliverer, Fetcher(database, house, store, clock), Ticker(database, house, clock, settings.policy), channels
    )
    door = meters.counting(Receiver(database, house, store, clock, settings.policy, engine.wake))
    lamps = [channel.health for channel in channels.values()]
    watch = Watch(database, house, clock, lamps, engine.wake)
    scrape = Scrape(database, clock, [*lamps, engine.health], meters)
    reconciler = Reconciler(database, house, clock, channels, door, engine.wake)
    return App(settings, database, channels, door, engine, desk, watch, reconciler, scrape)


def _house(settings: Settings, signer: Signer, rendering: Rendering, abilities: Mapping[str, Abilities]) -> House:
    """What stays the same for every event. `abilities` is filled as channels are made."""
    return House(
        rendering=rendering,
        split=split_markdown,
        plain=to_plain,
        abilities=abilities,
        signer=signer,
        new_key=partial(secrets.token_hex, 8),
        desk="slack" if settings.slack else "",
        desk_language=settings.slack.language if settings.slack else settings.ringback.language,
        lead=settings.slack.lead if settings.slack else "",
        mailboxes={f"email:{box.name}": box.address for box in settings.mailbox},
        responsible={f"email:{box.name}": box.responsible for box in settings.mailbox},
        offering=settings.offering,
        almanac=settings.hours.almanac if settings.hours else None,
        oncall=settings.hours.oncall if settings.hours else "",
        apart=frozenset(
            frozenset((f"email:{box.name}", f"email:{other}"))
            for box in settings.mailbox
            for other in box.two_tickets_with
        ),
    )


def _doors(settings: Settings, channels: Mapping[str, Channel]) -> dict[str, Callable[[str], str]]:
    """The ways from mailboxes into chats."""
    return {
        f"email:{box.name}": partial(_through, channels[offer])
        for box in settings.mailbox
        for offer in box.offers
        if offer in channels
    }


def _through(channel: Channel, code: str) -> str:
    return channel.door(code) if isinstance(channel, Invites) else ""


def _mailboxes(settings: Settings, signer: Signer, cursors: StoredCursors, clock: Clock) -> list[Channel]:
    own = tuple(box.address for box in settings.mailbox)
    tokens = tokens_for(settings, signer.key, cursors, clock)
    room, region = ReadingRoom(), settings.policy.region
    return [
        EmailChannel(
            box,
            signer=signer,
            cursors=cursors,
            clock=clock,
            own_addresses=own,
            tokens=tokens.get(box.name),
            region=region,
            room=room,
            settled=partial(_settled, cursors.database, f"email:{box.name}"),
        )
        for box in settings.mailbox
    ]


async def _settled(database: Database, channel: str, places: Sequence[str]) -> set[str]:
    return await database.read(lambda connection: inbox.settled_places(connection, channel, places))


def _chats(settings: Settings, rendering: Rendering, desk: Desk, cursors: StoredCursors, clock: Clock) -> list[Channel]:
    made: list[Channel] = []
    if settings.telegram:  # a client library that nobody uses costs more than ten megabytes
        from bot.channels.telegram.channel import TelegramChannel

        made.append(TelegramChannel(settings.telegram, phrase=rendering.phrase, clock=clock))
    if settings.slack:
        from bot.channels.slack.channel import SlackChannel

        made.append(
            SlackChannel(
                settings.slack,
                phrase=rendering.phrase,
                desk=desk,
                ticket_of_card=desk.ticket_of_card,
                preview=desk.preview,
                cursors=cursors,
                clock=clock,
            )
        )
    return made


@contextmanager
def sole(data: Path) -> Iterator[None]:
    """Holds the data folder for this process; the lock dies with it. Raises AlreadyRunningError, DataFolderError."""
    with _opened(data) as file:
        _lock(file, data)
        yield


def _opened(data: Path) -> IO[str]:
    try:
        data.mkdir(parents=True, exist_ok=True)
        return (data / "lock").open("a+")
    except OSError as error:
        raise DataFolderError(data, error) from error


def _lock(file: IO[str], data: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise AlreadyRunningError(f"another Ringback works on {data}; stop it first") from error
