"""A solution that no way to the customer has taken goes out again where he writes, and nobody calls it read before."""

from __future__ import annotations

import pytest

from tests.desk.chats import TelegramCustomer
from tests.desk.harness import World


async def undelivered(w: World) -> tuple[TelegramCustomer, int]:
    """Ann has blocked the bot when her solution comes, and has told no other way; then she lets it write again."""
    ann = w.has_telegram("Ann")
    await ann.chats("The lamp blinks.")
    ticket = await w.ticket_of(ann)
    w.stage.telegram.block(ann.user_id)
    await w.anna.solves(ticket, "Press *F1*.")
    await w.desk.shows(ticket, call_task="undeliverable", delivered_at=None)
    w.stage.telegram.unblock(ann.user_id)
    return ann, ticket


@pytest.mark.parametrize("words", ["Any news?", "It is still broken!", "My name is Ann Li, by the way."])
async def test_it_goes_where_he_writes(desk_world: World, words: str) -> None:
    w = desk_world
    ann, ticket = await undelivered(w)
    await ann.chats(words)
    await ann.hears("Press *F1*.")
    await w.desk.tells(ticket, "The solution goes out again")
    await w.desk.is_quiet()
    card = await w.desk.shows(ticket, call_task="", reached_at=None, status="solved")
    assert card.delivered_at is not None
    assert sum("F1" in text for text in ann.messages()) == 1
    await ann.presses("Solved")
    await w.desk.shows(ticket, status="closed", reached_by="telegram")


async def test_who_does_not_need_it_any_more_gets_none(desk_world: World) -> None:
    w = desk_world
    ann, ticket = await undelivered(w)
    await ann.chats("It works now, thank you!")
    await w.desk.shows(ticket, status="closed", confirmed_at=True)
    await w.desk.is_quiet()
    assert not any("F1" in text for text in ann.messages())


async def test_a_mail_that_was_refused_goes_out_again_when_he_writes(desk_world: World) -> None:
    w = desk_world
    ann = w.writes_mail()
    await ann.mails("It jams.", subject="Printer")
    ticket = await w.ticket_of(ann)
    await ann.hears("RB-1001")
    w.stage.mail.refuse(ann.mail_address)
    await w.anna.solves(ticket, "Empty the tray.")
    await w.desk.shows(ticket, call_task="undeliverable", delivered_at=None)
    w.stage.mail.refuse(ann.mail_address, "")
    await ann.replies("Is there any news?")
    await ann.hears("Empty the tray.")
    await w.desk.shows(ticket, call_task="", reached_at=None, status="solved")
