"""Whatever form a message has in Slack: changed, taken back, by naming the bot, by an emoji, from a message's menu."""

from __future__ import annotations

from pathlib import Path

from bot.sandbox.stage import ANNA, CUSTOMERS
from tests.desk.chats import SlackCustomer
from tests.desk.harness import World, world

GENERAL = "C0GENERAL"


async def _in_general(w: World, *people: str) -> str:
    """A channel that is no customers' channel, with the bot in it. Returns what names the bot there."""
    w.stage.slack.add_channel(GENERAL, "general", members=(ANNA, *people))
    return f"<@{w.stage.slack.workspace.bot_user}>"


async def _wrote(w: World, who: SlackCustomer, text: str) -> str:
    return await w.stage.slack.write(who.user, GENERAL, text)


async def test_what_a_customer_changes_or_takes_back_is_shown_and_answered_by_nobody(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        ann = w.has_slack("Ann")
        ts = await ann.asks_in_channel("The printer burns")
        ticket = await w.ticket_of(ann)
        await ann.hears("RB-1001")
        await w.stage.slack.edit(ann.user, CUSTOMERS, ts, "The printer on floor 3 burns")
        await w.desk.tells(ticket, "✏️ The printer on floor 3 burns")
        reply = await ann.asks_in_channel("Please hurry, it is at my desk.")
        await w.desk.tells(ticket, "Please hurry")
        await w.stage.slack.delete(ann.user, CUSTOMERS, reply)
        await w.desk.tells(ticket, "took back a message")
        await w.desk.is_quiet()
        assert await w.desk.tickets_of(ann.address) == [ticket]
        assert "✏️ The printer on floor 3 burns" in await w.desk.told(ticket)


async def test_who_names_the_bot_in_any_channel_gets_a_ticket_and_an_engineer_none(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        ann = w.has_slack("Ann")
        bot = await _in_general(w, ann.user)
        await w.stage.slack.write(ANNA, GENERAL, f"{bot} look at this")
        await _wrote(w, ann, "Lunch, anybody?")
        await _wrote(w, ann, f"{bot} the printer burns")
        ticket = await w.ticket_of(ann)
        assert (await w.desk.row(ticket))["subject"] == "the printer burns"
        assert await w.desk.cards_of("RB-1002") == 0
        await w.anna.solves(ticket, "Put it out.")
        await ann.sees(lambda: _said(w, "Put it out."), "the solution in the channel's thread")


def _said(w: World, text: str) -> bool:
    roots = w.stage.slack.messages(GENERAL)
    threads = [w.stage.slack.messages(GENERAL, root["ts"]) for root in roots]
    return any(text in str(message) for thread in threads for message in thread)


async def test_an_engineers_emoji_makes_a_message_a_ticket_of_who_wrote_it_once(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        ann, bob = w.has_slack("Ann"), w.has_slack("Bob")
        await _in_general(w, ann.user, bob.user)
        ts = await _wrote(w, ann, "The printer burns")
        await w.stage.slack.react(bob.user, GENERAL, ts, "ticket")
        await w.stage.slack.react(ANNA, GENERAL, ts, "eyes")
        await w.stage.slack.react(ANNA, GENERAL, ts, "ticket")
        ticket = await w.ticket_of(ann)
        await w.stage.slack.react(ANNA, GENERAL, ts, "ticket")
        await w.desk.is_quiet()
        assert await w.desk.tickets_of(ann.address) == [ticket]


async def test_a_message_becomes_a_ticket_from_its_menu_for_engineers_only(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        ann, bob = w.has_slack("Ann"), w.has_slack("Bob")
        await _in_general(w, ann.user, bob.user)
        ts = await _wrote(w, ann, "The printer burns")
        own = await w.stage.slack.write(ANNA, GENERAL, "I am at lunch")
        assert (await w.stage.slack.shortcut(bob.user, GENERAL, ts, "make_ticket")).acknowledged
        assert (await w.stage.slack.shortcut(ANNA, GENERAL, own, "make_ticket")).acknowledged
        await w.anna.is_told("No customer wrote this message")
        assert (await w.stage.slack.shortcut(ANNA, GENERAL, ts, "make_ticket")).acknowledged
        await w.anna.is_told("It is a ticket now")
        ticket = await w.ticket_of(ann)
        await w.desk.shows(ticket, requester="Ann", says="The printer burns")
        assert await w.desk.cards_of("RB-1002") == 0
