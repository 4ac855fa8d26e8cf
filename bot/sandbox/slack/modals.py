"""Views of people: modals in stacks, App Home tabs, and the trigger ids that open them.

https://docs.slack.dev/surfaces/modals, https://docs.slack.dev/surfaces/app-home
"""

import time
from dataclasses import dataclass
from typing import Any

from bot.sandbox.slack import elements
from bot.sandbox.slack.workspace import Json, Workspace, random_token

TRIGGER_SECONDS = 3.0
STACK_LIMIT = 3


class ViewRefusedError(Exception):
    """A view call that Slack refuses; the argument is the error code."""


@dataclass(slots=True)
class _Trigger:
    user: str
    born: float
    used: bool = False


class Modals:
    """Open views by person, and what people have entered in them so far."""

    def __init__(self, workspace: Workspace) -> None:
        """Views belong to people of `workspace`."""
        self._workspace = workspace
        self._triggers: dict[str, _Trigger] = {}
        self._open: dict[str, list[Json]] = {}
        self._homes: dict[str, Json] = {}
        self._entered: dict[str, dict[tuple[str, str], Any]] = {}

    def new_trigger(self, user: str) -> str:
        """Make a trigger id, good once and for three seconds of real time.

        https://docs.slack.dev/interactivity/handling-user-interaction#modal_responses
        """
        trigger = f"{len(self._triggers) + 1}.{self._workspace.team}.{random_token()}"
        self._triggers[trigger] = _Trigger(user, time.monotonic())
        return trigger

    def _exchange(self, trigger_id: str) -> str:
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise ViewRefusedError("invalid_trigger_id")
        if time.monotonic() - trigger.born > TRIGGER_SECONDS:
            raise ViewRefusedError("expired_trigger_id")
        if trigger.used:
            raise ViewRefusedError("exchanged_trigger_id")
        trigger.used = True
        return trigger.user

    def stack(self, user: str) -> list[Json]:
        """Return the open modals of a person with their current state, top last."""
        return [self.with_state(view) for view in self._open.get(user, ())]

    def home(self, user: str) -> Json | None:
        """Return the App Home tab of a person, None before it was published."""
        return self._homes.get(user)

    def find(self, user: str, view_id: str) -> Json:
        """Return the view a person looks at; LookupError if it is not open."""
        home = self._homes.get(user)
        candidates: list[Json] = [*self._open.get(user, ()), *([home] if home else [])]
        for view in candidates:
            if view["id"] == view_id:
                return view
        raise LookupError(f"{user} does not see the view {view_id}")

    def open(self, trigger_id: str, content: Json) -> Json:
        """Open a new stack for the person who made the trigger."""
        self._refuse_taken(content)
        view = self._new(content, None)
        self._open.setdefault(self._exchange(trigger_id), []).append(view)
        return self.with_state(view)

    def push(self, trigger_id: str, content: Json) -> Json:
        """Lay a view over the person's top one; three in a stack at most."""
        self._refuse_taken(content)
        user = self._exchange(trigger_id)
        if not self._open.get(user):
            raise ViewRefusedError("not_found")
        return self.push_for(user, content)

    def push_for(self, user: str, content: Json) -> Json:
        """Lay a view over the top one without a trigger, as an acknowledgement can."""
        stack = self._open[user]
        root = stack[-1]["root_view_id"]
        if sum(view["root_view_id"] == root for view in stack) >= STACK_LIMIT:
            raise ViewRefusedError("push_limit_reached")
        stack.append(self._new(content, stack[-1]))
        return self.with_state(stack[-1])

    def update(self, found_by: Json, content: Json, wanted_hash: str | None = None) -> Json:
        """Replace a view found by view_id or external_id; what people entered in fields that stay is kept."""
        keys = {"id": found_by.get("view_id"), "external_id": found_by.get("external_id")}
        views = [view for stack in self._open.values() for view in stack] + list(self._homes.values())
        for view in views:
            if any(value and view[key] == value for key, value in keys.items()):
                if wanted_hash not in (None, view["hash"]):
                    raise ViewRefusedError("hash_conflict")
                self._fill(view, content)
                return self.with_state(view)
        raise ViewRefusedError("not_found")

    def publish(self, user: str, content: Json, wanted_hash: str | None = None) -> Json:
        """Set the App Home tab of a person."""
        old = self._homes.get(user)
        if wanted_hash is not None and (old is None or old["hash"] != wanted_hash):
            raise ViewRefusedError("hash_conflict")
        if old is None:
            old = self._homes[user] = self._new(content, None)
        else:
            self._fill(old, content)
        return self.with_state(old)

    def close(self, user: str, view_id: str, *, whole_stack: bool = False) -> None:
        """Take a view away, or all of its stack."""
        view = self.find(user, view_id)
        root = view["root_view_id"]
        kept = [v for v in self._open[user] if v is not view and not (whole_stack and v["root_view_id"] == root)]
        self._open[user] = kept

    def enter(self, view: Json, place: elements.Place, content: Any) -> None:
        """Remember what a person put into a field."""
        self._entered.setdefault(view["id"], {})[place.key] = content

    def with_state(self, view: Json) -> Json:
        """Return the view as payloads carry it, with state.values of every field."""
        entered = self._entered.get(view["id"], {})
        values: Json = {}
        for place in elements.places(view["blocks"]):
            if place.element["type"] in elements.REPORTED:
                block_id, action_id = place.key
                content = entered.get(place.key, elements.initial(place.element))
                values.setdefault(block_id, {})[action_id] = elements.report(place.element, content)
        return view | {"state": {"values": values}}

    def _refuse_taken(self, content: Json) -> None:
        name = content.get("external_id")
        if name and any(view["external_id"] == name for stack in self._open.values() for view in stack):
            raise ViewRefusedError("duplicate_external_id")

    def _new(self, content: Json, below: Json | None) -> Json:
        workspace = self._workspace
        view_id = workspace.new_id("V")
        view: Json = {"id": view_id, "team_id": workspace.team, "app_id": workspace.app_id}
        view |= {"app_installed_team_id": workspace.team, "bot_id": workspace.bot_id}
        view |= {"previous_view_id": below["id"] if below else None}
        view |= {"root_view_id": below["root_view_id"] if below else view_id}
        self._fill(view, content)
        return view

    def _fill(self, view: Json, content: Json) -> None:
        stamp = self._workspace.next_ts()
        defaults: Json = {"callback_id": "", "private_metadata": "", "external_id": "", "title": None}
        defaults |= {"submit": None, "close": None, "clear_on_close": False, "notify_on_close": False}
        view |= defaults | {key: value for key, value in content.items() if value is not None}
        view["blocks"] = elements.with_ids(content["blocks"], self._workspace.new_id)
        view["hash"] = f"{stamp.split('.', maxsplit=1)[0]}.{random_token()[:8]}"
