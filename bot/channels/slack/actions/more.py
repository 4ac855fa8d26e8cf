"""*More*: the rarer actions in one modal."""

from collections.abc import Mapping

from bot.channels.slack import modals
from bot.channels.slack.actions.inspect import INSPECT
from bot.channels.slack.actions.kinds import Modal, fields_of


def _chosen(values: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    if values["what"] == INSPECT:
        return INSPECT, {}
    return fields_of(values["what"], values)


MORE = Modal("ticket_more", "more", modals.more, _chosen)
