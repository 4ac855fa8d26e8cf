"""What a customer changes or takes back afterwards: it stays with its ticket, engineers see it, and nothing starts
anew."""

from __future__ import annotations

import pytest

from bot.sandbox.stage import CUSTOMERS
from tests.desk.chats import TelegramCustomer
from tests.desk.harness import World


async def _wrote(w: World, who: TelegramCustomer, text: str) -> int:
    """Writes to the bot; returns the message's own number."""
    await who.chats(text)
    own = [one for one in w.stage.telegram.messages(who.user_id) if one["from"]["id"] == who.user_id]
    return int(own[-1]["message_id"])


async def _edits(w: World, who: TelegramCustomer, message: int, text: str) -> None:
    await who.taken(await w.stage.telegram.edit(who.user_id, message, text))


async def _solved(w: World, who: TelegramCustomer, ticket: int, button: str) -> None:
    await w.anna.solves(ticket, "Put it out.")
    await who.hears("Put it out.")
    await who.presses(button)
    await w.desk.shows(ticket, status="closed", confirmed_at=True)
    await w.desk.is_quiet()


async def test_a_message_changed_in_telegram_after_the_end_opens_nothing(desk_world: World) -> None:
    w, ann = desk_world, desk_world.has_telegram("Ann")
    first = await _wrote(w, ann, "The printer burns")
    ticket = await w.ticket_of(ann)
    await ann.hears("RB-1001")
    await _solved(w, ann, ticket, "Solved")
    said = len(ann.messages())
    await _edits(w, ann, first, "The printer on floor 3 burns")
    await w.desk.tells(ticket, "✏️ The printer on floor 3 burns")
    await w.desk.is_quiet()
    assert (await w.desk.row(ticket))["status"] == "closed"
    assert await w.desk.tickets_of(ann.address) == [ticket]
    assert await w.desk.told(ticket) == ["The printer burns", "✏️ The printer on floor 3 burns"]
    assert len(ann.messages()) == said


async def test_the_same_in_chinese_while_a_newer_request_is_open(chinese_world: World) -> None:
    w, wang = chinese_world, chinese_world.has_telegram("王伟", "zh")
    first = await _wrote(w, wang, "打印机着火了")
    printer = await w.ticket_of(wang)
    await wang.hears("RB-1001")
    await _solved(w, wang, printer, "已解决")
    await wang.chats("扫描仪坏了")
    await wang.hears("RB-1002")
    await _edits(w, wang, first, "三楼的打印机着火了")
    await w.desk.tells(printer, "✏️ 三楼的打印机着火了")
    _, scanner = await w.desk.tickets_of(wang.address)
    assert (await w.desk.row(printer))["status"] == "closed"
    assert await w.desk.told(scanner) == ["扫描仪坏了"]


async def test_a_message_changed_or_taken_back_in_slack_after_the_end_opens_nothing(desk_world: World) -> None:
    w, ann = desk_world, desk_world.has_slack("Ann")
    ts = await ann.asks_in_channel("The printer burns")
    ticket = await w.ticket_of(ann)
    await ann.hears("RB-1001")
    await w.anna.does("close", ticket)
    await w.desk.shows(ticket, status="closed")
    await w.desk.is_quiet()
    said = len(ann.messages())
    await w.stage.slack.edit(ann.user, CUSTOMERS, ts, "The printer on floor 3 burns")
    await w.desk.tells(ticket, "✏️ The printer on floor 3 burns")
    await w.stage.slack.delete(ann.user, CUSTOMERS, ts)
    await w.desk.tells(ticket, "took back a message")
    await w.desk.is_quiet()
    assert (await w.desk.row(ticket))["status"] == "closed"
    assert await w.desk.tickets_of(ann.address) == [ticket]
    assert len(ann.messages()) == said


async def test_a_changed_message_is_no_answer_to_the_question_that_stands(desk_world: World) -> None:
    w, ann = desk_world, desk_world.has_telegram("Ann")
    first = await _wrote(w, ann, "The printer burns")
    ticket = await w.ticket_of(ann)
    await ann.hears("Which company")
    await _edits(w, ann, first, "The big printer")
    await w.desk.tells(ticket, "✏️ The big printer")
    await w.desk.shows(ticket, missing=("organisation", "phone", "priority"))
    await w.desk.is_quiet()
    assert ann.heard_nothing_more()
    await ann.chats("Acme Ltd")
    await ann.hears("phone number")
    await w.desk.shows(ticket, organisation="Acme Ltd")


async def test_what_a_changed_message_states_beyond_doubt_counts(desk_world: World) -> None:
    w, ann = desk_world, desk_world.has_telegram("Ann")
    first = await _wrote(w, ann, "The printer burns")
    ticket = await w.ticket_of(ann)
    await ann.hears("Which company")
    await _edits(w, ann, first, "The printer burns\nCompany: Acme Ltd\nPhone: 13800138000")
    await ann.hears("How badly")
    await w.desk.shows(ticket, organisation="Acme Ltd", phone="+8613800138000", missing=("priority",))


async def test_what_was_first_said_to_us_by_changing_it_is_a_request(desk_world: World) -> None:
    w, ann = desk_world, desk_world.has_telegram("Ann")
    group = -4001
    w.stage.telegram.add_group(group, "Acme and support", (ann.user_id,))
    await ann.taken(await w.stage.telegram.write(ann.user_id, "The printer burns", chat_id=group))
    message = int(w.stage.telegram.messages(group)[-1]["message_id"])
    text = "@RingbackSandboxBot The printer burns"
    await ann.taken(await w.stage.telegram.edit(ann.user_id, message, text, chat_id=group))
    ticket = await w.ticket_of(ann)
    assert (await w.desk.row(ticket))["subject"] == "The printer burns"


@pytest.mark.parametrize(
    ("language", "trouble", "company", "renamed"),
    [("en", "The printer burns", "Acme Ltd", "Apex Ltd"), ("zh", "打印机着火了", "蓝天科技", "蓝海科技")],
)
async def test_a_changed_answer_corrects_the_fact_that_it_gave(
    desk_world: World, language: str, trouble: str, company: str, renamed: str
) -> None:
    w, ann = desk_world, desk_world.has_telegram("Ann", language)
    await ann.chats(trouble)
    ticket = await w.ticket_of(ann)
    firm = await _wrote(w, ann, company)
    number = await _wrote(w, ann, "13900001111")
    await ann.hears("P4")
    await _edits(w, ann, number, "13900002222")
    await ann.hears("+8613900002222")
    await w.desk.shows(ticket, phone="+8613900002222", organisation=company)
    await _edits(w, ann, number, "13900003333")
    await w.desk.shows(ticket, phone="+8613900003333")
    await ann.chats("P3")
    await w.desk.shows(ticket, missing=())
    await _edits(w, ann, firm, renamed)
    await ann.hears(f" {renamed}")
    await w.desk.shows(ticket, organisation=renamed, phone="+8613900003333")
    await _edits(w, ann, firm, "hm, what was it")
    await w.desk.is_quiet()
    await w.desk.shows(ticket, organisation=renamed)


async def test_a_fact_among_others_is_corrected_by_a_changed_first_message(desk_world: World) -> None:
    w, ann = desk_world, desk_world.has_telegram("Ann")
    first = await _wrote(w, ann, "The printer burns. Ann Li, Acme Ltd, 13900001111, P3")
    ticket = await w.ticket_of(ann)
    await w.desk.shows(ticket, phone="+8613900001111", organisation="Acme Ltd")
    await _edits(w, ann, first, "The printer burns. Ann Li, Apex Ltd, 13900002222, P3")
    await w.desk.shows(ticket, phone="+8613900002222", organisation="Apex Ltd", requester="Ann Li")
    await ann.hears("Apex Ltd")
