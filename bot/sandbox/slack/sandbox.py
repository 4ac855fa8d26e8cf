"""The emulator as tests and the demo hold it."""

import time
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import Literal, Self

from bot.sandbox.journal import Journal
from bot.sandbox.slack import memory
from bot.sandbox.slack.faults import Fault, Faults
from bot.sandbox.slack.hands import Hands
from bot.sandbox.slack.responses import Responses
from bot.sandbox.slack.server import Server
from bot.sandbox.slack.sockets import Delivery, Sockets
from bot.sandbox.slack.values import Click
from bot.sandbox.slack.workspace import Json, Workspace


class SlackSandbox(Hands):
    """A workspace at `url` with an app installed; used as an async context manager."""

    def __init__(  # noqa: PLR0913  each is a setting of its own with a default
        self,
        *,
        journal: Journal | None = None,
        now: Callable[[], float] = time.time,
        port: int = 0,
        ack_deadline: float = 3.0,
        retry_delays: tuple[float, ...] = (0, 60, 300),
        bot_token: str = "xoxb-sandbox",  # noqa: S107  known to everybody: the emulator's own
        app_token: str = "xapp-sandbox",  # noqa: S107  the same
        rate_limit: bool = False,
    ) -> None:
        """Prepare; nothing listens before the context is entered.

        `now` stamps messages (Unix seconds); `ack_deadline` and `retry_delays` are seconds of real time;
        `rate_limit` refuses a second message within a second in one channel.
        """
        self.journal = journal if journal is not None else Journal()
        self.url = ""
        self._port = port
        self._faults = Faults()
        self._server = Server(self.journal, self._faults, (bot_token, app_token), rate_limit=rate_limit)
        workspace = Workspace(now)
        super().__init__(workspace, Sockets(workspace, self.journal, ack_deadline, retry_delays))
        workspace.on_event = self._deliver

    async def __aenter__(self) -> Self:
        """Start listening; `url` is right from here on."""
        listening, base = self._server.bind(self._port)
        self.url = f"{base}/api/"
        self._backend = replace(self._backend, base=base)
        self._responses = Responses(self._backend)
        await self._server.start(listening, self._backend, self._responses)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Cut the sockets, end all deliveries, close the port."""
        await self._sockets.stop()
        await self._server.stop()

    async def command(self, user: str, channel: str, command: str, text: str = "") -> Click:
        """Use a slash command. Raises LookupError when the app may have none.

        https://docs.slack.dev/reference/scopes/commands
        """
        if "commands" not in self.scopes:
            raise LookupError(f"{command} is not a valid command: the app lacks the scope commands")
        return await super().command(user, channel, command, text)

    def kept(self) -> Json:
        """What the workspace knows, for a snapshot."""
        return memory.kept(self.workspace, self._backend.base)

    async def restore(self, kept: Json) -> None:
        """Knows that again; to be called while it listens. Raises what `Keeps` says."""
        memory.restore(self.workspace, kept, self._backend.base)

    def _deliver(self, event: Json, ext_shared: bool) -> None:
        """Wrap an event: https://docs.slack.dev/apis/events-api#callback-field."""
        workspace = self.workspace
        grant = {"enterprise_id": None, "team_id": workspace.team, "user_id": workspace.bot_user}
        payload: Json = {"token": "sandbox", "team_id": workspace.team, "api_app_id": workspace.app_id}
        payload |= {"event": event, "type": "event_callback", "event_time": int(workspace.now())}
        payload["authorizations"] = [grant | {"is_bot": True, "is_enterprise_install": False}]
        payload |= {"is_ext_shared_channel": ext_shared, "event_context": f"4-{event.get('event_ts', '')}"}
        self._sockets.event(payload)

    def inject(self, event: Json) -> None:
        """Deliver an event that somebody made up, as it is; it need not be one that the service would make."""
        self._deliver(event, ext_shared=False)

    @property
    def record(self) -> list[Delivery]:
        """Every event and interaction with its attempts and outcome, oldest first."""
        return self._sockets.record

    @property
    def sockets_open(self) -> int:
        """How many sockets the app holds open now."""
        return self._sockets.count

    @property
    def scopes(self) -> frozenset[str]:
        """What the bot's token may do; what it lacks is refused."""
        return self._server.scopes

    @scopes.setter
    def scopes(self, value: frozenset[str]) -> None:
        self._server.scopes = value

    @property
    def accept_sockets(self) -> bool:
        """Whether new sockets are let in; refused ones get HTTP 503."""
        return self._sockets.accept

    @accept_sockets.setter
    def accept_sockets(self, value: bool) -> None:
        self._sockets.accept = value

    @property
    def quiet(self) -> bool:
        """Whether sockets stay open while nothing is delivered, taken or answered, pings included."""
        return self._sockets.quiet

    @quiet.setter
    def quiet(self, value: bool) -> None:
        self._sockets.quiet = value

    @property
    def new_event_ids(self) -> bool:
        """Whether redeliveries come with a new event_id."""
        return self._sockets.new_event_ids

    @new_event_ids.setter
    def new_event_ids(self, value: bool) -> None:
        self._sockets.new_event_ids = value

    async def cut_sockets(self) -> None:
        """Break all sockets without a closing frame."""
        self._sockets.cut()

    async def ask_to_reconnect(self, reason: Literal["warning", "refresh_requested"] = "warning") -> None:
        """Send a disconnect message over all sockets."""
        await self._sockets.ask_to_reconnect(reason)

    def repeat_next(self, n: int, new_ids: bool = True) -> None:
        """Deliver the next event `n` extra times, by default each with an event_id of its own."""
        self._sockets.extra_copies = n
        self._sockets.extra_with_new_ids = new_ids

    def throttle(self, method: str, times: int = 1, retry_after: int = 1) -> None:
        """Answer the next calls of `method` with 429 and Retry-After (seconds)."""
        self._faults.add(method, Fault("throttle", retry_after=retry_after), times)

    def fail(self, method: str, error: str, times: int = 1) -> None:
        """Answer the next calls of `method` with "ok": false and this code."""
        self._faults.add(method, Fault("error", error=error), times)

    def fail_http(self, method: str, status: int, times: int = 1) -> None:
        """Answer the next calls of `method` with an HTTP status and no JSON; "download" means fetching files."""
        self._faults.add(method, Fault("http", status=status), times)

    def drop_answer(self, method: str, times: int = 1) -> None:
        """Perform the next calls of `method` and cut the connection instead of answering."""
        self._faults.add(method, Fault("drop"), times)
