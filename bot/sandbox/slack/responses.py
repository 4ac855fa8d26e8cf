"""Response addresses: five answers to one interaction, within 30 minutes.

https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

from dataclasses import dataclass
from typing import Any

from bot.sandbox.slack.web_api.calls import Backend, RefusedError
from bot.sandbox.slack.web_api.chat import content_of, signed, thread_root, whisper
from bot.sandbox.slack.workspace import Channel, Json, random_token

USES = 5
SECONDS = 30 * 60


@dataclass(slots=True)
class _Address:
    user: str
    channel: str
    message_ts: str
    born: float
    used: int = 0


class Responses:
    """The addresses given out, and what is done when one is posted to."""

    def __init__(self, backend: Backend) -> None:
        """Answers appear in the conversations of `backend`."""
        self._backend = backend
        self._addresses: dict[str, _Address] = {}

    def new_address(self, user: str, channel: str, message_ts: str = "") -> str:
        """Make an address for an interaction of `user`."""
        secret = random_token()
        now = self._backend.workspace.now()
        self._addresses[secret] = _Address(user, channel, message_ts, now)
        return f"{self._backend.base}/actions/{secret}"

    def respond(self, secret: str, body: Any) -> tuple[int, str]:
        """Perform one answer; returns the HTTP status and the text of the answer."""
        address = self._addresses.get(secret)
        if address is None:
            return 404, "no_such_url"
        if self._backend.workspace.now() - address.born > SECONDS:
            return 404, "expired_url"
        if address.used >= USES:
            return 404, "used_url"
        try:
            self._perform(address, body if isinstance(body, dict) else {})
        except RefusedError as refused:
            return 400 if refused.error == "invalid_blocks" else 404, refused.error
        address.used += 1
        return 200, "ok"

    def _perform(self, address: _Address, body: Json) -> None:
        workspace = self._backend.workspace
        channel = workspace.channels[address.channel]
        if body.get("delete_original"):
            return self._delete(address, channel)
        content = content_of(workspace, body)
        if body.get("replace_original"):
            self._replace(address, channel, content)
        elif body.get("response_type") == "in_channel":
            workspace.post(channel, signed(workspace, {}) | content, thread_ts=thread_root(channel, body))
        else:
            whisper(workspace, address.user, channel, content)
        return None

    def _whispered(self, address: _Address) -> list[Json]:
        return self._backend.workspace.ephemerals.get(address.user, [])

    def _delete(self, address: _Address, channel: Channel) -> None:
        if address.message_ts in channel.messages:
            self._backend.workspace.remove(channel, address.message_ts)
            return
        whispered = self._whispered(address)
        whispered[:] = [message for message in whispered if message["ts"] != address.message_ts]

    def _replace(self, address: _Address, channel: Channel, content: Json) -> None:
        workspace = self._backend.workspace
        if address.message_ts in channel.messages:
            workspace.change(channel, address.message_ts, content, workspace.bot_user)
            return
        for message in self._whispered(address):
            if message["ts"] == address.message_ts:
                message.update(content)
