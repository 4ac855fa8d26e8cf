"""Socket Mode: the websockets of an app and the delivery of envelopes over them.

https://docs.slack.dev/apis/events-api/using-socket-mode; redelivery as in
https://docs.slack.dev/apis/events-api#retries: an event that is not acknowledged in time, or whose socket
is lost, or for which no socket is open, is sent again three times and then never again. Interactive
envelopes are sent once: the person sees an error.
"""

import asyncio
import contextlib
import itertools
import json
import time
import uuid
from dataclasses import dataclass, field
from typing import Literal

from aiohttp import ClientConnectionResetError, WSMsgType, web

from bot.sandbox.journal import Journal
from bot.sandbox.slack.workspace import Json, Workspace

MAX_SOCKETS = 10
PING_SECONDS = 5.0


@dataclass(slots=True)
class Delivery:
    """One event or interaction and what became of it.

    id: event_id of an event, trigger_id of an interaction. kind: the envelope type. name: the event type
    or interaction type. attempts: envelopes tried, also those no socket was open for.
    """

    id: str
    kind: Literal["events_api", "interactive", "slash_commands"]
    name: str
    payload: Json = field(repr=False)
    envelopes: list[str] = field(default_factory=list, repr=False)
    attempts: int = 0
    state: Literal["pending", "acknowledged", "lost"] = "pending"

    @property
    def acknowledged(self) -> bool:
        """Whether an acknowledgement came in time."""
        return self.state == "acknowledged"

    @property
    def lost(self) -> bool:
        """Whether Slack has given up."""
        return self.state == "lost"


@dataclass(frozen=True, slots=True)
class Ack:
    """An acknowledgement with the payload it carried."""

    payload: Json


@dataclass(slots=True, eq=False)
class _Socket:
    ws: web.WebSocketResponse
    transport: asyncio.Transport | None
    waiting: dict[str, "asyncio.Future[Ack | None]"] = field(default_factory=dict)
    retiring: bool = False

    def abort(self) -> None:
        if self.transport is not None:
            self.transport.abort()


class Sockets:
    """All open sockets of the app; the public attributes are switches and settings."""

    def __init__(
        self, workspace: Workspace, journal: Journal, ack_deadline: float, retry_delays: tuple[float, ...]
    ) -> None:
        """`ack_deadline` and `retry_delays` are seconds of real time."""
        self.accept = True
        self.quiet = False
        self.new_event_ids = False
        self.record: list[Delivery] = []
        self.extra_copies = 0
        self.extra_with_new_ids = True
        self._workspace = workspace
        self._journal = journal
        self._deadline = ack_deadline
        self._delays = retry_delays
        self._open: list[_Socket] = []
        self._turn = itertools.count()
        self._running: set[asyncio.Task[None]] = set()
        self._tickets: set[str] = set()

    @property
    def count(self) -> int:
        """How many sockets are open."""
        return len(self._open)

    def new_ticket(self) -> str:
        """Return a one-time name for a socket address, as apps.connections.open gives out."""
        ticket = str(uuid.uuid4())
        self._tickets.add(ticket)
        return ticket

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one websocket until it ends."""
        ticket = request.query.get("ticket", "")
        if not self.accept:
            return web.Response(status=503)
        if ticket not in self._tickets:
            return web.Response(status=404)
        self._tickets.discard(ticket)
        ws = web.WebSocketResponse(autoping=False)
        await ws.prepare(request)
        if self.count >= MAX_SOCKETS:
            await ws.send_json(self._disconnect("too_many_websockets"))
            await ws.close()
            return ws
        socket = _Socket(ws, request.transport)
        self._open.append(socket)
        pings = asyncio.get_running_loop().create_task(self._keep_alive(socket))
        try:
            await self._greet(socket)
            await self._listen(socket)
        finally:
            pings.cancel()
            self._forget(socket)
        return ws

    async def _keep_alive(self, socket: _Socket) -> None:
        """Ping the app every few seconds, as Slack's side of a socket does."""
        with contextlib.suppress(ClientConnectionResetError):
            while not socket.ws.closed:
                await asyncio.sleep(PING_SECONDS)
                if not self.quiet:
                    await socket.ws.ping(b"Ping from applink-sandbox")

    async def _greet(self, socket: _Socket) -> None:
        if self.quiet:
            return
        debug = {"host": "applink-sandbox", "approximate_connection_time": 18060}
        info = {"app_id": self._workspace.app_id}
        hello = {"type": "hello", "num_connections": self.count, "debug_info": debug, "connection_info": info}
        with contextlib.suppress(ClientConnectionResetError):
            await socket.ws.send_json(hello)

    async def _listen(self, socket: _Socket) -> None:
        async for message in socket.ws:
            if self.quiet:
                continue
            if message.type is WSMsgType.PING:
                with contextlib.suppress(ClientConnectionResetError):
                    await socket.ws.pong(message.data)
            elif message.type is WSMsgType.TEXT:
                self._take_ack(socket, message.data)

    def _take_ack(self, socket: _Socket, text: str) -> None:
        try:
            frame = json.loads(text)
        except ValueError:
            return
        if not isinstance(frame, dict):
            return
        waiting = socket.waiting.get(str(frame.get("envelope_id")))
        if waiting is not None and not waiting.done():
            payload = frame.get("payload")
            waiting.set_result(Ack(payload if isinstance(payload, dict) else {}))

    def _forget(self, socket: _Socket) -> None:
        if socket in self._open:
            self._open.remove(socket)
        for waiting in socket.waiting.values():
            if not waiting.done():
                waiting.set_result(None)

    def _disconnect(self, reason: str) -> Json:
        return {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-sandbox"}}

    def _next_socket(self) -> _Socket | None:
        usable = [socket for socket in self._open if not socket.retiring]
        return usable[next(self._turn) % len(usable)] if usable else None

    async def _attempt(self, envelope: Json) -> Ack | None:
        """Send one envelope; None when it is lost or not acknowledged in time."""
        socket = self._next_socket()
        if socket is None:
            return None
        waiting: asyncio.Future[Ack | None] = asyncio.get_running_loop().create_future()
        socket.waiting[envelope["envelope_id"]] = waiting
        try:
            async with asyncio.timeout(self._deadline):
                if not self.quiet:
                    await socket.ws.send_json(envelope)
                return await waiting
        except (TimeoutError, ClientConnectionResetError):
            return None
        finally:
            del socket.waiting[envelope["envelope_id"]]

    def event(self, payload: Json) -> Delivery:
        """Deliver an event in the background; extra copies are made when a fault asks for them."""
        copies, self.extra_copies = self.extra_copies, 0
        payload = {**payload, "event_id": self._event_id()}
        first = self._start(payload)
        for _ in range(copies):
            self._start({**payload, "event_id": self._event_id()} if self.extra_with_new_ids else payload)
        return first

    def _event_id(self) -> str:
        return self._workspace.new_id("Ev")

    def _start(self, payload: Json) -> Delivery:
        delivery = Delivery(payload["event_id"], "events_api", payload["event"]["type"], payload)
        self.record.append(delivery)
        task = asyncio.get_running_loop().create_task(self._deliver(delivery, payload))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return delivery

    async def _deliver(self, delivery: Delivery, payload: Json) -> None:
        for attempt in range(1 + len(self._delays)):
            if attempt:
                await asyncio.sleep(self._delays[attempt - 1])
                payload = payload | ({"event_id": self._event_id()} if self.new_event_ids else {})
            envelope = self._envelope(delivery, payload)
            envelope |= {"accepts_response_payload": False, "retry_attempt": attempt}
            envelope["retry_reason"] = "timeout" if attempt else ""
            if await self._attempt(envelope) is not None:
                delivery.state = "acknowledged"
                return
        delivery.state = "lost"
        told = {"event_id": delivery.id, "type": delivery.name, "attempts": delivery.attempts}
        self._journal.write("slack-socket", "event lost", told)

    def _envelope(self, delivery: Delivery, payload: Json) -> Json:
        envelope_id = str(uuid.uuid4())
        delivery.attempts += 1
        delivery.envelopes.append(envelope_id)
        return {"envelope_id": envelope_id, "type": delivery.kind, "payload": payload}

    async def interact(
        self, payload: Json, kind: Literal["interactive", "slash_commands"] = "interactive"
    ) -> tuple[Ack | None, float]:
        """Deliver an interaction once; returns the acknowledgement or None, and the seconds it took."""
        name = str(payload.get("type") or payload.get("command"))
        delivery = Delivery(payload.get("trigger_id", ""), kind, name, payload)
        self.record.append(delivery)
        started = time.monotonic()
        ack = await self._attempt(self._envelope(delivery, payload) | {"accepts_response_payload": True})
        delivery.state = "acknowledged" if ack else "lost"
        return ack, time.monotonic() - started

    async def ask_to_reconnect(self, reason: Literal["warning", "refresh_requested"]) -> None:
        """Tell every socket that it will be replaced; after refresh_requested it gets nothing new.

        https://docs.slack.dev/apis/events-api/using-socket-mode#disconnect
        """
        for socket in list(self._open):
            socket.retiring = reason == "refresh_requested"
            with contextlib.suppress(ClientConnectionResetError):
                await socket.ws.send_json(self._disconnect(reason))

    def cut(self) -> None:
        """Break every socket without a closing frame."""
        for socket in list(self._open):
            socket.abort()
            self._forget(socket)

    async def stop(self) -> None:
        """End all deliveries and sockets."""
        self.accept = False
        self.cut()
        running = list(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
