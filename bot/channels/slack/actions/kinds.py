"""The two kinds of things engineers press, as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.slack import modals
from bot.channels.slack.card import Say
from bot.core.desk import ACTIONS, TicketCard
from bot.core.messages import Answer

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Click:
    """A button that acts at once. `action` is one of core.desk.ACTIONS."""

    action_id: str
    action: str

    def told(self, answer: Answer, say: Say) -> str:
        """What the one who pressed is told; empty when the card says it all."""
        return "" if answer.accepted or answer.duplicate else refusal(answer, say)


@dataclass(frozen=True, slots=True)
class Modal:
    """A button that opens a modal, and what its submission means.

    `view` draws it; `read` turns what was filled in into an action and its fields. `late`: also for a closed ticket."""

    action_id: str
    callback_id: str
    view: Callable[[TicketCard, Say], Json]
    read: Callable[[Mapping[str, str]], tuple[str, dict[str, str]]]
    late: bool = False

    def answered(self, answer: Answer, view: Mapping[str, Any], say: Say) -> Json:
        """The acknowledgement: errors beside their fields, a sentence instead of the form, or nothing to close.

        https://docs.slack.dev/surfaces/modals#response_actions"""
        if answer.duplicate or (answer.accepted and not answer.errors):
            return {}
        if errors := modals.field_errors(view, answer.errors, say, answer.context):
            return {"response_action": "errors", "errors": errors}
        sentence = refusal(answer, say)
        return {"response_action": "update", "view": modals.told(self.callback_id, say, sentence)}


def refusal(answer: Answer, say: Say) -> str:
    """Why something was not done, as a sentence."""
    reason = answer.reason or next(iter(answer.errors.values()), "try_again")
    return modals.sentence(say, reason, answer.context)


def fields_of(action: str, values: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The fields an action takes, out of everything that was filled in."""
    return action, {field: values.get(field, "") for field in ACTIONS[action]}
