"""The flows as data: their states and what leads from one to the next. docs/flows.md is drawn from here.

The life of a ticket is a table of its own (core.tickets.LIFE).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from bot.core.tickets import Agreement, ImpossibleMoveError, IntakeState, Ticket

IntakeStep = Literal["answer", "skip", "remind", "complete", "give_up", "person", "withdraw", "again"]

#: The questions: state -> what happens -> next state. A pair that is not here is impossible.
INTAKE: Mapping[IntakeState, Mapping[IntakeStep, IntakeState]] = {
    "asking": {
        "answer": "asking",
        "skip": "asking",
        "remind": "asking",
        "complete": "complete",
        "give_up": "timed_out",
        "person": "person",
        "withdraw": "withdrawn",
    },
    "complete": {"person": "person", "withdraw": "withdrawn"},
    "timed_out": {"person": "person", "withdraw": "withdrawn"},
    "person": {"person": "person", "withdraw": "withdrawn"},
    "silent": {"person": "person", "withdraw": "withdrawn"},
    "withdrawn": {"person": "person", "withdraw": "withdrawn", "again": "asking"},
}


def after(state: IntakeState, step: IntakeStep) -> IntakeState:
    """The state of the questions after `step`. Raises ImpossibleMoveError."""
    follows = INTAKE[state].get(step)
    if follows is None:
        raise ImpossibleMoveError(f"{step} is impossible while the questions are {state}")
    return follows


AgreementStep = Literal["ask", "yes", "no"]

#: May we also reach him another way? Asked once; no answer is no agreement, and his last word counts.
AGREEMENT: Mapping[Agreement, Mapping[AgreementStep, Agreement]] = {
    "none": {"ask": "asked"},
    "asked": {"yes": "agreed", "no": "declined"},
    "agreed": {"no": "declined"},
    "declined": {"yes": "agreed"},
}


def agreed(state: Agreement, step: AgreementStep) -> Agreement:
    """The state of that question after `step`. Raises ImpossibleMoveError."""
    follows = AGREEMENT[state].get(step)
    if follows is None:
        raise ImpossibleMoveError(f"{step} is impossible while the other ways are {state}")
    return follows


Phase = Literal["none", "on_its_way", "delivered", "undelivered", "call_task", "reached", "confirmed"]
CallbackStep = Literal[
    "solve",
    "sent",
    "undeliverable",
    "remind",
    "silence",
    "wrote",
    "solved",
    "broken",
    "person",
    "phoned",
    "close",
    "helped",
]

#: What ends every line that waits for him.
_ENDS: Mapping[CallbackStep, Phase] = {
    "solve": "on_its_way",
    "wrote": "reached",
    "phoned": "reached",
    "solved": "confirmed",
    "helped": "confirmed",
    "broken": "none",
    "person": "none",
    "close": "none",
}
#: Calling back: phase -> what happens -> next phase. What is not here leaves the phase as it is.
CALLBACK: Mapping[Phase, Mapping[CallbackStep, Phase]] = {
    "none": {"solve": "on_its_way", "helped": "confirmed"},
    "on_its_way": {"sent": "delivered", "undeliverable": "undelivered", "silence": "call_task", **_ENDS},
    "delivered": {"remind": "delivered", "undeliverable": "undelivered", "silence": "call_task", **_ENDS},
    "undelivered": {**_ENDS, "sent": "call_task", "wrote": "on_its_way"},
    "call_task": {"undeliverable": "undelivered", **_ENDS},
    "reached": {"undeliverable": "undelivered", **{step: to for step, to in _ENDS.items() if to != "reached"}},
    "confirmed": {"broken": "none", "wrote": "none", "person": "none"},
}


def phase(ticket: Ticket) -> Phase:
    """How far calling back is: none before a solution, and when nobody is called back any more."""
    if ticket.confirmed_at is not None:
        return "confirmed"
    if ticket.status != "solved":
        return "none"
    if ticket.reached_at is not None:
        return "reached"
    if ticket.call_task:
        return "undelivered" if ticket.unread else "call_task"
    return "delivered" if ticket.delivered_at is not None else "on_its_way"
