"""*Preview*: shows the message as the customer will get it, under what is being typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.slack import modals, parse
from bot.channels.slack.card import Say
from bot.core.desk import TicketCard

ACTION_ID = "preview"
_VIEWS: Mapping[str, Callable[[TicketCard, Say, str, str], dict[str, Any]]] = {
    "reply": modals.reply,
    "solve": modals.solve,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be shown: the text typed so far in the modal of an action, and the names of its files."""

    ticket_id: int
    action: str
    text: str
    metadata: str
    files: tuple[str, ...] = ()


def wanted(body: Mapping[str, Any]) -> Wanted:
    """Reads the modal."""
    view = body["view"]
    text, files = parse.values_of(view).get("text", ""), tuple(file.name for file in parse.files_of(view))
    return Wanted(parse.ticket_of(view), str(view["callback_id"]), text, str(view["private_metadata"]), files)


def shown(want: Wanted, card: TicketCard, say: Say, rendered: str) -> dict[str, Any]:
    """The same modal, as old as it was when it was opened, with the message below and the names of its files."""
    view = {**_VIEWS[want.action](card, say, want.text, rendered), "private_metadata": want.metadata}
    return view | {"blocks": [*view["blocks"], modals.named_files(want.files)]} if want.files else view
