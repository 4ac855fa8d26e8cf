"""What people do with buttons, menus, modals and commands; each waits for the app's acknowledgement.

https://docs.slack.dev/interactivity/handling-user-interaction
"""

from collections.abc import Mapping

from bot.sandbox.slack import elements
from bot.sandbox.slack.acknowledgement import applied
from bot.sandbox.slack.elements import Place, Value
from bot.sandbox.slack.people import People
from bot.sandbox.slack.values import Click, Submission
from bot.sandbox.slack.workspace import Channel, Json

_REQUIRED = "Please complete this required field."


class Hands(People):
    """The people's side of interactive things."""

    def _payload(self, kind: str, user: str) -> Json:
        """Return what all interaction payloads share: https://docs.slack.dev/reference/interaction-payloads."""
        person = self.workspace.users[user]
        who = {"id": user, "username": person.display_name or user.lower(), "team_id": person.team}
        who["name"] = who["username"]
        team = {"id": self.workspace.team, "domain": "ringback"}
        payload: Json = {"type": kind, "user": who, "team": team, "api_app_id": self.workspace.app_id}
        payload |= {"token": "sandbox", "enterprise": None, "is_enterprise_install": False}
        return payload | {"trigger_id": self._modals.new_trigger(user)}

    async def _sent(self, payload: Json) -> Click:
        ack, seconds = await self._sockets.interact(payload)
        return Click(ack is not None, payload["trigger_id"], seconds)

    async def click(
        self, user: str, channel: str, ts: str, action_id: str, value: Value = None, *, late: bool = False
    ) -> Click:
        """Use a button (named by its value where several share an action_id) or menu of a message.

        `late`: also one that the message showed before, on a screen that has not changed yet. Raises LookupError when
        the person does not see it.
        https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
        """
        where = self._channel(user, channel)
        message = self._seen(user, where, ts)
        former = self.workspace.former.get((channel, ts), ()) if late else ()
        place = elements.find([*message.get("blocks", []), *former], action_id, value)
        ephemeral = bool(message.get("is_ephemeral"))
        payload = self._payload("block_actions", user)
        container: Json = {"type": "message", "message_ts": ts, "channel_id": channel}
        container["is_ephemeral"] = ephemeral
        if message.get("thread_ts"):
            container["thread_ts"] = message["thread_ts"]
        payload |= {"container": container, "channel": {"id": channel, "name": where.name or "directmessage"}}
        payload["response_url"] = self._responses.new_address(user, channel, ts)
        if not ephemeral:
            payload["message"] = self.workspace.shown(where, message, metadata=True)
        payload |= {"state": {"values": {}}, "actions": [self._action(place, value)]}
        return await self._sent(payload)

    def _seen(self, user: str, channel: Channel, ts: str) -> Json:
        whispered = self.workspace.ephemerals.get(user, [])
        for message in [*channel.messages.values(), *whispered]:
            if message["ts"] == ts and message.get("channel", channel.id) == channel.id:
                return message
        raise LookupError(f"{user} sees no message {ts} in {channel.id}")

    def _action(self, place: Place, value: Value) -> Json:
        return elements.action(place, value, self.workspace.next_ts())

    async def click_in_view(
        self,
        user: str,
        view_id: str,
        action_id: str,
        value: Value = None,
        values: Mapping[str, Value] | None = None,
    ) -> Click:
        """Use a button or menu of a modal or App Home, with `values` typed into other fields before.

        Raises LookupError when the person does not see it.
        """
        view = self._modals.find(user, view_id)
        self._fill(user, view, values or {})
        place = elements.find(view["blocks"], action_id, value)
        if place.element["type"] in elements.REPORTED:
            self._modals.enter(view, place, elements.chosen(place.element, value))
        payload = self._payload("block_actions", user)
        shown = self._modals.with_state(view)
        payload |= {"container": {"type": "view", "view_id": view_id}, "view": shown}
        payload["actions"] = [self._action(place, value)]
        return await self._sent(payload)

    def _fill(self, user: str, view: Json, values: Mapping[str, Value]) -> None:
        fields = [p for p in elements.places(view["blocks"]) if p.element["type"] in elements.REPORTED]
        for name, value in values.items():
            place = next((place for place in fields if name in place.key), None)
            if place is None:
                raise LookupError(f"the view has no field {name}")
            self._modals.enter(view, place, self._entered(user, place.element, value))

    def _entered(self, user: str, element: Json, value: Value) -> object:
        """What the field holds then; a file is with Slack from then on, and shared with nobody."""
        if element["type"] != "file_input":
            return elements.chosen(element, value)
        return [self._uploaded(user, *file) for file in elements.picked(element, value)]

    async def submit(self, user: str, view_id: str, values: Mapping[str, Value]) -> Submission:
        """Fill in fields (named by block_id or action_id) and submit; a menu takes the value of an option.

        What the Slack client refuses by itself, such as an empty required field, is told as errors and not
        sent. Raises LookupError for a field, an option or a view that is not shown.
        https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload#view_submission
        """
        view = self._modals.find(user, view_id)
        self._fill(user, view, values)
        shown = self._modals.with_state(view)
        if errors := _client_errors(shown):
            return Submission(acknowledged=False, errors=errors, view=shown)
        payload = self._payload("view_submission", user) | {"view": shown, "response_urls": []}
        ack, _ = await self._sockets.interact(payload)
        if ack is None:
            return Submission(acknowledged=False, view=shown, trouble="no answer in time")
        return applied(self._modals, user, view, ack.payload)

    async def shortcut(self, user: str, channel: str, ts: str, callback_id: str) -> Click:
        """Choose the app's entry in a message's menu.

        https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload
        """
        where = self._channel(user, channel)
        payload = self._payload("message_action", user) | {"callback_id": callback_id, "message_ts": ts}
        payload |= {"channel": {"id": channel, "name": where.name or "directmessage"}}
        payload["message"] = self.workspace.shown(where, self._seen(user, where, ts), metadata=False)
        payload["response_url"] = self._responses.new_address(user, channel, ts)
        return await self._sent(payload)

    async def close_view(self, user: str, view_id: str) -> Click | None:
        """Close a modal by hand; the app hears of it if the view says notify_on_close, else None.

        https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload#view_closed
        """
        view = self._modals.find(user, view_id)
        shown = self._modals.with_state(view)
        self._modals.close(user, view_id, whole_stack=view["clear_on_close"])
        if not view["notify_on_close"]:
            return None
        payload = self._payload("view_closed", user) | {"view": shown, "is_cleared": view["clear_on_close"]}
        trigger_id = payload.pop("trigger_id")
        ack, seconds = await self._sockets.interact(payload)
        return Click(ack is not None, trigger_id, seconds)

    async def command(self, user: str, channel: str, command: str, text: str = "") -> Click:
        """Use a slash command; its text answer, if any, is shown to the person only.

        https://docs.slack.dev/interactivity/implementing-slash-commands
        """
        where = self._channel(user, channel)
        name = self.workspace.users[user].display_name or user.lower()
        payload: Json = {"token": "sandbox", "team_id": self.workspace.team, "team_domain": "ringback"}
        payload |= {"channel_id": channel, "channel_name": where.name or "directmessage", "user_id": user}
        payload |= {"user_name": name, "command": command, "text": text}
        payload |= {"api_app_id": self.workspace.app_id, "is_enterprise_install": "false"}
        payload["response_url"] = address = self._responses.new_address(user, channel)
        payload["trigger_id"] = self._modals.new_trigger(user)
        ack, seconds = await self._sockets.interact(payload, "slash_commands")
        if ack is not None and ack.payload:
            self._responses.respond(address.rpartition("/")[2], ack.payload)
        return Click(ack is not None, payload["trigger_id"], seconds)


def _client_errors(view: Json) -> dict[str, str]:
    """Return what the Slack client refuses before it sends: empty required fields, too few or many words."""
    errors: dict[str, str] = {}
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        element = block["element"]
        state = view["state"]["values"][block["block_id"]][element["action_id"]]
        content = state[elements.REPORTED[element["type"]]]
        if not content:
            if not block.get("optional"):
                errors[block["block_id"]] = _REQUIRED
        elif element["type"] == "plain_text_input" and len(content) < element.get("min_length", 0):
            errors[block["block_id"]] = f"Must be at least {element['min_length']} characters."
        elif element["type"] == "plain_text_input" and len(content) > element.get("max_length", 3000):
            errors[block["block_id"]] = f"Must be at most {element.get('max_length', 3000)} characters."
    return errors
