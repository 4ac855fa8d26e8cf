"""What the page may do beyond what people do: break things, kill the desk, play the story. And what it saw."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.sandbox.page.cast import Cast, Person
from bot.sandbox.stage import Stage

SEEN = 80
REFUSED_CALLS = 3  # how many calls Slack throttles at one press
RETRY_AFTER = 3  # seconds


def _nothing() -> dict[str, Any]:
    return {}


class Director:
    """Switches and events of one demo. The demo hands in what only it can do.

    `desk()` tells of the desk's process, `kill()` ends it at once, `behind()` reads what it did (it may block, and is
    called in a thread), `story(command)` plays: "auto", "fast", "step", "pause". Once `over` is set, all streams end.
    """

    def __init__(self, stage: Stage, cast: Cast) -> None:
        self.stage, self.cast = stage, cast
        self.on: dict[str, bool] = {
            "telegram_blocks": False,
            "mail_bounces": False,
            "mailbox_down": False,
            "impostor": False,
        }
        self.events: deque[dict[str, Any]] = deque(maxlen=SEEN)
        self.desk: Callable[[], dict[str, Any]] = _nothing
        self.behind: Callable[[], dict[str, Any]] = _nothing
        self.told: Callable[[], dict[str, Any]] = _nothing
        self.kill: Callable[[], bool] = bool
        self.story: Callable[[str], Awaitable[None]] | None = None
        self.over = False
        self._read = {"slack": 0, "telegram": 0}

    def kept(self) -> dict[str, Any]:
        """Who is on the page and what is broken by its switches, for a snapshot."""
        return {"cast": self.cast.shown(), "on": self.on}

    async def restore(self, kept: Mapping[str, Any]) -> None:
        """Has that again, once the regular people have entered. Raises what `Keeps` says."""
        people = [Person(**person) for person in kept["cast"]["customers"]]
        in_slack, on = dict(kept["cast"]["slack"]), {name: bool(kept["on"][name]) for name in self.on}
        for person in people:
            self.cast.add(person)
        for user, name in in_slack.items():
            if user not in self.cast.in_slack:
                await self.cast.add_in_slack(user, name)
        for name in (name for name, value in on.items() if value):
            self.on[name] = True
            self._apply(name, True)

    def happened(self, what: str, **facts: Any) -> None:
        """Something for the time line, at the stage's time."""
        at = self.stage.clock.now().isoformat().replace("+00:00", "Z")
        self.events.appendleft({"at": at, "what": what, **facts})

    def switch(self, name: str, value: bool) -> None:
        """Breaks something, or mends it. Raises LookupError for an unknown switch."""
        if name == "slack_throttles":
            for method in ("chat.postMessage", "chat.update"):
                self.stage.slack.throttle(method, times=REFUSED_CALLS, retry_after=RETRY_AFTER)
        elif name in self.on:
            self.on[name] = value
            self._apply(name, value)
        else:
            raise LookupError(f"there is no switch {name}")
        self.happened("switch", name=name, value=value)

    def _apply(self, name: str, value: bool) -> None:
        if name == "mailbox_down":
            self.stage.mail.imap_down = self.stage.mail.smtp_down = value
        for person in self.cast.customers.values():
            if name == "mail_bounces" and person.address:
                self.stage.mail.refuse(person.address, "550 5.1.1 No such user here" if value else "")
            if name == "impostor" and person.address:
                (self.stage.mail.impostors.add if value else self.stage.mail.impostors.discard)(person.address)
            if name == "telegram_blocks" and person.telegram:
                (self.stage.telegram.block if value else self.stage.telegram.unblock)(person.telegram)

    def look(self) -> None:
        """Takes the calls that a service refused since the last look from the journals into the events."""
        for name, service in (("slack", self.stage.slack), ("telegram", self.stage.telegram)):
            entries = service.journal.entries
            for entry in entries[self._read[name] :]:
                if refusal := _refusal(entry):
                    self.happened("refused", channel=name, method=entry["method"], cause=refusal)
            self._read[name] = len(entries)


def _refusal(entry: Mapping[str, Any]) -> str:
    """Why the service did not do what it was asked; empty when it did. Bolt's own look-ups do not count."""
    result = entry.get("result")
    if not isinstance(result, Mapping) or result.get("ok") is not False:
        return ""
    return str(result.get("description") or result.get("error") or "refused")
