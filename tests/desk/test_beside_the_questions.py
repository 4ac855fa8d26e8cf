"""What customers say beside the questions: a further trouble, half a number, thanks, praise, a photo, a question."""

from __future__ import annotations

from tests.desk.harness import World


async def test_a_question_about_the_solution_by_mail_is_passed_on_and_he_is_told(desk_world: World) -> None:
    w, ann = desk_world, desk_world.writes_mail()
    await ann.mails("The scanner hums.\nAnn Li, Riverside School, +44 20 7946 0018, P3", subject="Scanner")
    ticket = await w.ticket_of(ann)
    await w.anna.solves(ticket, "Loosen the screw.")
    await ann.hears("Loosen the screw.")
    await ann.replies("Which screw do you mean? I see three.\n\nAnn")
    told = await ann.hears("An engineer will answer that")
    assert "support@" in told
    await w.desk.shows(ticket, status="solved", call_task="asked", says="he asked something about the solution")
    await ann.replies("Or is it the one below?")
    await w.desk.tells(ticket, "Or is it the one below?")
    await w.desk.is_quiet()
    assert ann.heard_nothing_more()


async def test_a_voice_message_at_the_very_beginning_is_asked_about_and_the_matter_names_the_ticket(
    desk_world: World,
) -> None:
    w, ann = desk_world, desk_world.has_telegram("Ann")
    await ann.taken(await w.stage.telegram.send_voice(ann.user_id))
    assert "What is it about?" in await ann.hears_next()
    ticket = await w.ticket_of(ann)
    await w.desk.tells(ticket, "voice")
    await ann.chats("The label printer prints every second label blank.")
    assert "company" in await ann.hears_next()
    await w.desk.shows(ticket, subject="The label printer prints every second label blank.")


async def test_praise_is_shown_with_his_last_ticket_and_the_next_matter_is_a_new_request(desk_world: World) -> None:
    w, ann = desk_world, desk_world.writes_mail()
    await ann.mails("The scanner hums.\nAnn Li, Riverside School, +44 20 7946 0018, P3", subject="Scanner")
    ticket = await w.ticket_of(ann)
    await w.anna.solves(ticket, "Loosen the screw.")
    await ann.hears("Loosen the screw.")
    await ann.presses("Solved")
    await ann.hears("Good to hear")
    await ann.mails("Thanks, great service yesterday!\n\nAnn", subject="Thank you")
    await ann.hears("Thank you for your kind words")
    await w.desk.tells(ticket, "great service yesterday")
    await w.desk.shows(ticket, status="closed")
    assert await w.ticket_of(ann) == ticket
    await w.desk.is_quiet()
    assert ann.heard_nothing_more()


async def test_praise_of_somebody_new_stands_on_a_card_and_the_next_matter_is_a_new_request(
    chinese_world: World,
) -> None:
    w, li = chinese_world, chinese_world.has_telegram("李娜", "zh")
    await li.chats("你们昨天的师傅服务很好，谢谢！")
    await li.hears("感谢您的肯定")
    ticket = await w.ticket_of(li)
    await w.desk.shows(ticket, status="closed", requester="李娜", missing=("organisation", "phone", "priority"))
    await w.desk.tells(ticket, "师傅服务很好")
    await li.chats("谢谢")
    await w.desk.tells(ticket, "谢谢")
    await w.desk.is_quiet()
    assert li.heard_nothing_more()
    await li.chats("打印机卡纸了")
    await li.hears("哪家单位")
    assert len(await w.desk.tickets_of(li.address)) == 2


async def test_a_mail_that_answers_our_thanks_for_praise_with_a_matter_is_a_new_request(desk_world: World) -> None:
    w, ann = desk_world, desk_world.writes_mail()
    await ann.mails("Great service, thank you!", subject="Thank you")
    await ann.hears("Thank you for your kind words")
    await ann.replies("The scanner hums.")
    await ann.hears("RB-1002")
    assert len(await w.desk.tickets_of(ann.address)) == 2


async def test_a_further_trouble_between_the_questions_is_seen_as_one_and_the_question_stands(
    desk_world: World,
) -> None:
    w, ann = desk_world, desk_world.has_telegram("Ann")
    await ann.chats("The label printer prints every second label blank.")
    await ann.hears("company")
    ticket = await w.ticket_of(ann)
    for text in ("also: the lights flicker", "还有另一台也坏了", "and the scanner in room 3 is broken too"):
        await ann.chats(text)
        await ann.hears("What we asked above is still open")
        await w.desk.tells(ticket, text)
    await w.desk.is_quiet()
    assert len([told for told in await w.desk.thread(ticket) if "a further trouble" in told]) == 3
    await w.desk.shows(ticket, organisation="")
    await ann.chats("Riverside School")
    await ann.hears("phone number")
    await w.desk.shows(ticket, organisation="Riverside School")


async def test_a_phone_number_in_pieces_is_joined_over_a_restart(chinese_world: World) -> None:
    w, li = chinese_world, chinese_world.has_telegram("李娜", "zh")
    await li.chats("打印机卡纸了，我们是蓝天贸易公司")
    await li.hears("电话")
    ticket = await w.ticket_of(li)
    await li.chats("138 0013")
    await li.hears("号码好像还不完整")
    await w.desk.shows(ticket, phone="")
    await w.restarts()
    await li.chats("8000")
    await w.desk.shows(ticket, phone="+8613800138000")
