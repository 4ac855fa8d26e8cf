"""Customers who say in their own words what a button would have said, and answer what was not asked."""

from __future__ import annotations

from tests.desk.harness import World


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
