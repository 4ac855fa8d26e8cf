"""What becomes urgent after its card was seen is told where all engineers look, to whoever has the ticket by name."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.stage import ANNA, BO, ENGINEERS
from tests.desk.chats import TelegramCustomer
from tests.desk.harness import World, world
from tests.desk.slack_words import words

CALM = {"en": "A question: how do I change the toner?", "zh": "请问怎么换墨粉？"}
LOUD = {
    "en": "Now the whole network is down, nobody can work, we are losing orders!",
    "zh": "现在全公司断网，所有人都不能工作！",
}
SAYS = {"en": "This has become urgent", "zh": "此单变为紧急"}
TAKES = {"en": "Acknowledge", "zh": "接单"}


def _led_by(lead: str, settings: dict[str, Any]) -> None:
    settings["slack"].update(lead=lead)


async def alert(w: World, ticket: int, language: str) -> str:
    """The post, once it stands in the thread and in the channel."""
    told = await w.desk.tells(ticket, SAYS[language])
    assert told in [words(message) for message in w.stage.slack.messages(ENGINEERS)], "only the thread shows it"
    return told


async def asks(w: World, language: str) -> tuple[TelegramCustomer, int, int]:
    """Somebody with a small matter, which Anna takes; his message's number."""
    customer = w.has_telegram("Ann", language)
    await customer.chats(CALM[language])
    ticket = await w.ticket_of(customer)
    await w.desk.shows(ticket, urgent=False)
    await w.anna.clicks(TAKES[language], ticket)
    await w.desk.shows(ticket, assignee="Anna Berg")
    own = [one for one in w.stage.telegram.messages(customer.user_id) if one["from"]["id"] == customer.user_id]
    return customer, ticket, int(own[-1]["message_id"])


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("edited", [False, True])
async def test_whoever_has_the_ticket_and_the_lead_are_told_by_name(
    tmp_path: Path, language: str, edited: bool
) -> None:
    led = partial(_led_by, BO)
    async with world(tmp_path, language=language, change=led) as w:
        customer, ticket, message = await asks(w, language)
        if edited:
            await customer.taken(await w.stage.telegram.edit(customer.user_id, message, LOUD[language]))
        else:
            await customer.chats(LOUD[language])
        told = await alert(w, ticket, language)
        assert told.startswith(f"@{ANNA} @{BO} ")
        assert LOUD[language] in told


async def test_a_level_that_he_presses_and_a_ticket_of_nobody_are_alerted_as_well(desk_world: World) -> None:
    w, customer = desk_world, desk_world.has_telegram("Ann")
    await customer.chats("It beeps.\nCompany: Acme\nPhone: 13800138000")
    await customer.hears("How badly")
    await customer.presses("P1 · Business stopped")
    ticket = await w.ticket_of(customer)
    await alert(w, ticket, "en")
    await w.desk.shows(ticket, urgent=True, priority="P1")
