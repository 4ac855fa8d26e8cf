"""Customers and engineers in Slack."""

from __future__ import annotations

import asyncio

from bot.sandbox.stage import ANNA, BO, ENGINEERS
from tests.desk.harness import EngineerHand, World
from tests.desk.slack_words import buttons


async def test_a_customer_writes_to_the_bot_alone(desk_world: World) -> None:
    w, customer = desk_world, desk_world.has_slack("Ann Li")
    await customer.asks_in_slack("The printer does not print.")
    assert "Which company" in await customer.hears("Its reference is RB-1001")
    ticket = await w.ticket_of(customer)
    await customer.asks_in_slack("Acme")
    await customer.hears("phone number")
    await customer.asks_in_slack("+86 138 0013 8000")
    await customer.hears("How badly")
    await customer.presses("P3 · Works, shows errors")
    await customer.hears("that is all we need")
    await w.desk.shows(ticket, requester="Ann Li", organisation="Acme", phone="+8613800138000", priority_stated="P3")
    await w.anna.clicks("Acknowledge", ticket)
    await customer.hears("Anna Berg is now looking")
    await w.anna.solves(ticket, "Switch it on.")
    await customer.hears("Switch it on.")
    await customer.presses("Still broken")
    await w.desk.shows(ticket, status="open", reached_by="slack")
    await w.anna.solves(ticket, "Plug it in.")
    await customer.hears("Plug it in.")
    await customer.presses("Solved")
    await customer.hears("Good to hear")
    await w.desk.shows(ticket, status="closed", confirmed_at=True)
    assert await w.desk.tickets_of(customer.address) == [ticket]


async def test_a_customer_of_another_company_asks_in_the_customers_channel(desk_world: World) -> None:
    w, customer = desk_world, desk_world.has_slack("李娜", "zh", team="T0LANTIAN")
    await customer.asks_in_channel("打印机坏了")
    await customer.hears("RB-1001")
    ticket = await w.ticket_of(customer)
    await customer.asks_in_channel("蓝天科技")
    await customer.hears("电话")
    await customer.asks_in_channel("没有")
    await customer.hears("P4")
    await customer.presses("P4 · 咨询或建议")
    await w.desk.shows(ticket, organisation="蓝天科技", language="zh", missing=("phone",), priority_stated="P4")
    await w.bo.solves(ticket, "请重启。")
    await customer.hears("请重启。")
    await customer.asks_in_channel("解决了")
    await w.desk.shows(ticket, status="closed", reached_by="slack")


async def test_two_engineers_at_once_one_wins_and_the_other_is_told(desk_world: World) -> None:
    w, customer = desk_world, desk_world.has_telegram("Ann")
    await customer.chats("It beeps.")
    ticket = await w.ticket_of(customer)
    await w.desk.shows(ticket, status="new")
    await asyncio.gather(w.anna.clicks("Acknowledge", ticket), w.bo.clicks("Acknowledge", ticket))
    card = await w.desk.shows(ticket, status="open", acknowledged_at=True)
    loser = w.bo if card.assignee == "Anna Berg" else w.anna
    await loser.is_told(f"{card.assignee} was first")
    assert "Acknowledge" not in buttons(w.desk.message(card))


async def test_who_is_no_engineer_is_refused(desk_world: World) -> None:
    w, customer = desk_world, desk_world.has_telegram("Ann")
    await customer.chats("It beeps.")
    ticket = await w.ticket_of(customer)
    await w.desk.shows(ticket, status="new")
    w.stage.slack.add_user("U0FAR", "Fay Away", team="T0OTHER")
    await w.stage.slack.join("U0FAR", ENGINEERS)
    far = EngineerHand(w.stage, w.desk, "U0FAR")
    await far.clicks("Acknowledge", ticket)
    await far.is_told("Only members of the engineers' channel may do this")
    await far.clicks("Solve", ticket)
    assert w.stage.slack.views("U0FAR") == []
    assert (await w.desk.card(ticket)).status == "new"


async def test_thread_talk_stays_in_the_house(desk_world: World) -> None:
    w, customer = desk_world, desk_world.has_telegram("Ann")
    await customer.chats("It beeps.")
    ticket = await w.ticket_of(customer)
    await customer.hears("RB-1001")
    await w.desk.shows(ticket, status="new")
    await w.anna.talks(ticket, "This customer is a nuisance, solved or not.")
    await w.anna.replies(ticket, "We are looking at it.")
    await customer.hears("We are looking at it.")
    await w.desk.is_quiet()
    assert await w.desk.told(ticket, "internal") == ["This customer is a nuisance, solved or not."]
    assert "nuisance" not in "".join(customer.messages())
    assert (await w.desk.card(ticket)).status == "open"


async def test_the_rarer_things_are_shown_on_the_card(desk_world: World) -> None:
    w, customer = desk_world, desk_world.has_telegram("Ann")
    await customer.chats("It beeps.")
    ticket = await w.ticket_of(customer)
    await w.anna.does("escalate", ticket, tier="rnd", note="firmware")
    await w.desk.shows(ticket, tier="rnd", says="Research and development")
    assert await w.anna.fills("Priority", ticket, priority="P1") == {"reason": "Please write something."}
    await w.anna.does("details", ticket, name="Ann Li", organisation="Acme", phone="13800138000")
    await w.desk.shows(ticket, requester="Ann Li", organisation="Acme", phone="+8613800138000")
    assert await w.bo.fills("Priority", ticket, priority="P2", reason="one desk") == {}
    card = await w.desk.shows(ticket, priority="P2", says="agreed P2")
    assert "priority" not in card.missing
    await w.bo.does("close", ticket, note="a duplicate")
    card = await w.desk.shows(ticket, status="closed")
    assert list(buttons(w.desk.message(card))) == ["Inspect"]


async def test_events_that_come_again_change_nothing(desk_world: World) -> None:
    w, customer = desk_world, desk_world.has_slack("Ann Li")
    w.stage.slack.repeat_next(3)
    await customer.asks_in_slack("The printer does not print.")
    await customer.hears("RB-1001")
    await w.desk.is_quiet()
    assert customer.heard_nothing_more()
    assert await w.desk.told(await w.ticket_of(customer)) == ["The printer does not print."]
    assert await w.desk.cards_of("RB-1001") == 1


async def test_engineers_talk_outside_threads_is_nobodys_ticket(desk_world: World) -> None:
    w = desk_world
    await w.stage.slack.write(ANNA, ENGINEERS, "lunch?")
    await w.stage.slack.write(BO, ENGINEERS, "<@U0RINGBACK> are you there?")
    customer = w.has_telegram("Ann")
    await customer.chats("It beeps.")
    assert await w.ticket_of(customer) == 1


async def test_telegram_with_a_second_poller_is_red_and_heals(desk_world: World) -> None:
    w, customer = desk_world, desk_world.has_telegram("Ann")
    w.stage.telegram.fail("getUpdates", 409, "Conflict: terminated by other getUpdates request", times=4)
    w.stage.telegram.down = True
    w.stage.telegram.down = False
    assert await w.desk.is_red("telegram")
    chatter = w.has_slack("Bea")
    await chatter.asks_in_slack("It beeps.")
    await chatter.hears("RB-1001")
    await w.desk.is_green("telegram")
    await customer.chats("It beeps.")
    await customer.hears("RB-1002")


async def test_slack_that_is_cut_off_heals_and_misses_nothing(desk_world: World) -> None:
    w, customer = desk_world, desk_world.has_slack("Ann Li")
    w.stage.slack.accept_sockets = False
    await w.stage.slack.cut_sockets()
    await w.desk.is_red("slack")
    await w.stage.slack.direct_message(customer.user, "The printer does not print.")
    customer.place = w.stage.slack.im_of(customer.user)
    w.stage.slack.accept_sockets = True
    await w.desk.is_green("slack")
    await customer.hears("RB-1001")
    assert await w.desk.told(await w.ticket_of(customer)) == ["The printer does not print."]
