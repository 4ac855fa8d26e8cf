"""Customers who say in their own words what a button would have said, and answer what was not asked."""

from __future__ import annotations

import pytest

from tests.desk.chats import TelegramCustomer
from tests.desk.harness import World
from tests.desk.letters import MailCustomer
from tests.desk.waiting import until


async def test_a_ticket_that_is_not_a_new_problem_goes_on_from_the_last_one(desk_world: World) -> None:
    w, ann = desk_world, desk_world.has_telegram("Ann")
    await ann.chats("The lift stands still. Ann Li, Riverside School, +44 20 7946 0018, P3")
    old = await w.ticket_of(ann)
    await w.anna.solves(old, "Reset it.")
    await ann.hears("Reset it.")
    await ann.chats("It works now, thanks!")
    await w.desk.shows(old, status="closed")
    await ann.chats("The doors of the lift do not close")
    await ann.hears("Its reference is RB-1002")
    await ann.presses("Not a new problem")
    assert "goes on from RB-1001" in await ann.hears("need not tell anything twice")
    new = (await w.desk.tickets_of(ann.address))[1]
    await w.desk.shows(new, follows="RB-1001", missing=(), says="Follows: RB-1001")
    await w.desk.tells(old, "goes on with this in a new ticket: RB-1002")
    w.clock.forward(days=2)
    await w.desk.is_quiet()
    assert ann.heard_nothing_more()


async def test_what_was_taken_back_is_taken_up_again_and_another_matter_is_a_new_ticket(chinese_world: World) -> None:
    w, li = chinese_world, chinese_world.has_telegram("李娜", "zh")
    await li.chats("鼠标坏了")
    await li.hears("RB-1001")
    await li.chats("算了 不用了 已经换了一个")
    await li.hears("撤回 RB-1001")
    await li.chats("谢谢")
    await w.desk.is_quiet()
    assert li.heard_nothing_more()
    await li.chats("抱歉，还是不行，新的也没反应")
    await li.hears("哪家单位")
    await li.chats("不用修了，线没插好")
    await li.hears("撤回 RB-1001")
    await li.chats("空调漏水")
    await li.hears("RB-1002")
    assert len(await w.desk.tickets_of(li.address)) == 2


async def test_the_name_that_he_says_takes_the_place_of_his_profile_and_an_engineer_has_the_last_word(
    desk_world: World,
) -> None:
    w, maggie = desk_world, desk_world.has_telegram("Maggie")
    await maggie.chats("The label printer prints every second label blank.")
    ticket = await w.ticket_of(maggie)
    await w.desk.shows(ticket, requester="Maggie")
    await maggie.chats("Oh sorry, I'm Margaret Hall, by the way, from Holloway Logistics")
    assert "Name Margaret Hall; Organisation Holloway Logistics" in await maggie.hears("I have noted")
    await w.desk.shows(ticket, requester="Margaret Hall", organisation="Holloway Logistics")
    await w.anna.does("details", ticket, name="Margaret Hall-Smith")
    await maggie.chats("Maggie, Holloway Logistics, 13800138000")
    await w.desk.shows(ticket, requester="Margaret Hall-Smith", phone="+8613800138000")


async def test_the_language_is_switched_in_a_word_and_stays(chinese_world: World) -> None:
    w, leo = chinese_world, chinese_world.has_telegram("Leo", "zh")
    await leo.chats("打印机卡纸了")
    await leo.hears("哪家单位")
    await leo.chats("English please")
    assert "Which company" in await leo.hears("write to you in English")
    await leo.chats("Sunrise Ltd, 13512345678, P3")
    await leo.hears("that is all we need")
    ticket = await w.ticket_of(leo)
    await w.bo.solves(ticket, "Pull it out.")
    await leo.hears("Does it work for you now?")
    await leo.chats("好了，谢谢")
    await leo.hears("Good to hear")
    await leo.chats("扫描仪也坏了")
    await leo.hears("Its reference is RB-1002")


async def test_a_question_about_the_solution_stands_on_the_card_until_it_is_answered(desk_world: World) -> None:
    w, ann = desk_world, desk_world.has_telegram("Ann")
    await ann.chats("The mail program shows an error. Ann Li, Riverside School, +44 20 7946 0018, P3")
    ticket = await w.ticket_of(ann)
    await w.anna.solves(ticket, "Rebuild the profile.")
    await ann.hears("Rebuild the profile.")
    await ann.chats("Does that delete my files?")
    await ann.hears("An engineer will answer that")
    await w.desk.shows(ticket, status="solved", call_task="asked", says="he asked something about the solution")
    assert (await w.desk.tells(ticket, "asks something about the solution")).startswith("@")
    await w.anna.replies(ticket, "No, it keeps them.")
    await ann.hears("No, it keeps them.")
    await w.desk.shows(ticket, status="solved", call_task="")


async def _presses_twice(w: World, who: TelegramCustomer, label: str) -> None:
    """Presses one button twice, before he has seen what the first press leads to."""
    message = next(one for one in reversed(w.stage.telegram.bot_messages(who.user_id)) if label in str(one))
    for _ in range(2):
        press = await w.stage.telegram.press(who.user_id, message["message_id"], label)
        await who.taken(press.update_id)


@pytest.mark.parametrize(
    ("language", "skip", "person", "coming"),
    [("en", "Skip", "A person, please", "taking over"), ("zh", "跳过", "转人工", "接手")],
)
async def test_a_button_pressed_twice_counts_once(
    desk_world: World, language: str, skip: str, person: str, coming: str
) -> None:
    w, ann = desk_world, desk_world.has_telegram("Ann", language)
    await ann.chats("It beeps." if language == "en" else "机器一直响")
    await ann.hears("RB-1001")
    await _presses_twice(w, ann, skip)
    ticket = await w.ticket_of(ann)
    await w.desk.is_quiet()
    assert ("phone number" if language == "en" else "电话") in await ann.hears_next()
    assert ann.heard_nothing_more()
    await _presses_twice(w, ann, person)
    await w.desk.is_quiet()
    assert coming in await ann.hears_next()
    assert ann.heard_nothing_more()
    assert len([told for told in await w.desk.thread(ticket) if "would like a person" in told]) == 1


WITHDRAWN = {
    "en": (
        "Production has stopped, nobody can work!",
        "never mind",
        "any news?",
        "You have taken it back",
        "Taken back",
    ),
    "zh": ("全厂停产了，没人能工作！", "不用修了", "进度", "您已撤回", "Taken back"),
}


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_what_was_taken_back_looks_so(desk_world: World, language: str) -> None:
    w, ann = desk_world, desk_world.has_telegram("Ann", language)
    first, cancel, asks, told, shown = WITHDRAWN[language]
    await ann.chats(first)
    await ann.hears("RB-1001")
    ticket = await w.ticket_of(ann)
    await w.desk.shows(ticket, status="new", urgent=True)
    await ann.chats(cancel)
    await w.desk.shows(ticket, status="withdrawn", urgent=False, says=shown)
    await ann.chats(asks)
    await ann.hears(told)


async def _has_two(w: World, who: TelegramCustomer | MailCustomer) -> bool:
    return len(await w.desk.tickets_of(who.address)) == 2


async def test_what_comes_after_an_engineers_close_is_the_same_matter_or_another_one(desk_world: World) -> None:
    w = desk_world
    for number, (language, trouble, unfinished) in enumerate(
        (("en", "The lift stands still.", "But it is not fixed!"), ("zh", "电梯停了", "没修好呢，怎么就关了"))
    ):
        who = w.has_telegram(f"Ann {number}", language)
        await who.chats(trouble)
        ticket = await w.ticket_of(who)
        await w.anna.does("close", ticket)
        await w.desk.shows(ticket, status="closed")
        await who.chats(unfinished)
        await w.desk.shows(ticket, status="open")
        assert await w.desk.tickets_of(who.address) == [ticket]
        await w.anna.does("close", ticket)
        await w.desk.shows(ticket, status="closed")
        await who.chats("The scanner does not scan." if language == "en" else "扫描仪不工作")
        await until(lambda one=who: _has_two(w, one), "another ticket")


@pytest.mark.parametrize(
    ("first", "again", "other"),
    [
        ("The printer does not print.", "It does not print again.", "By the way, the projector has no picture."),
        ("打印机不打印了。", "打印机又不打印了。", "另外，5号会议室的投影仪没有画面。"),
    ],
)  # fmt: skip
async def test_a_mail_that_answers_a_closed_ticket_with_another_matter_opens_a_new_one(
    desk_world: World, first: str, again: str, other: str
) -> None:
    w, ann = desk_world, desk_world.writes_mail()
    await ann.mails(first, subject="Printer")
    ticket = await w.ticket_of(ann)
    await w.anna.solves(ticket, "Restart it.")
    await ann.hears("Restart it.")
    await w.anna.does("close", ticket)
    await w.desk.shows(ticket, status="closed")
    await ann.replies(again)
    await w.desk.shows(ticket, status="open")
    await w.anna.does("close", ticket)
    await w.desk.shows(ticket, status="closed")
    await ann.replies(other)
    await until(lambda: _has_two(w, ann), "another ticket")
    _, new = await w.desk.tickets_of(ann.address)
    await w.desk.shows(new, status="new", follows="RB-1001")
    await w.desk.shows(ticket, status="closed")
