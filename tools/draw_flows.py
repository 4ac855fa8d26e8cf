"""Draws the flows from their tables: `python -m tools.draw_flows` writes docs/flows.md."""

from __future__ import annotations

from pathlib import Path

from bot.core.tickets import FIELDS
from bot.flows.questions import MOST_ASKED
from bot.flows.tables import AGREEMENT, CALLBACK, INTAKE
from tools.draw_life import diagram

TARGET = Path(__file__).parents[1] / "docs" / "flows.md"
_HEAD = """# The flows

Drawn from the tables in [bot/flows/tables.py](../bot/flows/tables.py) by `python -m tools.draw_flows`. Tests go
through every state with everything that can happen in it, and keep this page current. The life of a ticket has
[a page of its own](ticket-life.md).

A flow is a table and a pure function: `decide(case, event)` in [bot/flows/router.py](../bot/flows/router.py) returns
what is to be done as data, and nothing is sent or stored there.
"""
_INTAKE = f"""
## Gathering name, organisation, phone and priority

The ticket and its clock start with the first message; the questions never stand in the way. They are asked in this
order: {", ".join(FIELDS)}; what is known already is not asked, a chat asks one at a time, a mail all at once, and
none is asked more than {MOST_ASKED} times.

| what happens | who makes it |
|---|---|
| answer | the customer tells something that was missing |
| skip | he leaves a question out |
| remind | he has not answered: one reminder |
| complete | nothing is missing any more |
| give_up | he has not answered the reminder either: engineers see what is missing |
| person | he asks for a person, at any time |
| withdraw | he takes his request back |
| again | he needs it after all |
"""
_AGREEMENT = """
## Agreeing on another way to reach him

The message that ends the questions asks once whether he may also be reached at a number or address that he named.
Nothing waits for the answer.

| what happens | who makes it |
|---|---|
| ask | the questions end, and he named another way that he was never asked about |
| yes, no | his answer, pressed or written; the last one counts |
"""
_CALLBACK = """
## Calling back with the solution

| what happens | who makes it |
|---|---|
| helped | an answer that was known already, shown with the first message, helped |
| solve | an engineer records a solution (again) |
| sent | the customer's channel has taken it |
| undeliverable | no way to him is left |
| remind | a day without a reaction |
| silence | another day: a person is to phone |
| wrote | he reacted in any way; a solution that did not reach him goes where he writes now |
| solved, broken, person | his choice under the solution, pressed or written |
| phoned | an engineer spoke with him |
| close | an engineer closes without asking any more |
"""


def drawing() -> str:
    """The page as it should be."""
    intake = diagram({"[*]": {"": "asking", "a machine wrote": "silent"}, **INTAKE})
    agreement = diagram({"[*]": {"": "none"}, **AGREEMENT})
    return _HEAD + _INTAKE + intake + _AGREEMENT + agreement + _CALLBACK + diagram({"[*]": {"": "none"}, **CALLBACK})


if __name__ == "__main__":
    TARGET.write_text(drawing(), "utf-8")
