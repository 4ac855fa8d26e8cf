"""A mail's button opens a mail: what a customer adds to that reaches the engineers, whatever the button still does."""

from __future__ import annotations

from bot.sandbox.mail.letters import mail_of_link
from tests.desk.harness import World
from tests.desk.letters import MailCustomer

FIRE = "The scanner on floor 4 is on fire now, please come at once!\n"
OUTDATED = "no longer does anything"


async def solved(w: World) -> tuple[MailCustomer, int]:
    """Ann's ticket with its first solution, and her with the mail that tells it."""
    ann = w.writes_mail()
    await ann.mails("The scanner is broken.", subject="Scanner")
    ticket = await w.ticket_of(ann)
    await w.anna.solves(ticket, "Please restart it.")
    await ann.hears("Please restart it.")
    return ann, ticket


async def test_a_choice_by_mail_is_named_as_its_button_is(desk_world: World) -> None:
    w = desk_world
    ann, ticket = await solved(w)
    await ann.presses("Still broken")
    posted = await w.desk.tells(ticket, "chose")
    assert "“Still broken" in posted
    assert "[rb:" not in posted
    assert "Just send this mail" not in "".join(await w.desk.thread(ticket))


async def test_what_is_added_to_a_choice_is_kept_and_shown_by_itself(desk_world: World) -> None:
    w = desk_world
    ann, ticket = await solved(w)
    await ann.presses("Still broken", adding="It smells now, too.\n")
    assert "wrote by" in await w.desk.tells(ticket, "It smells now, too.")
    await w.desk.shows(ticket, status="open")
    assert await w.desk.told(ticket) == ["The scanner is broken.", "It smells now, too."]


async def test_what_is_added_to_a_button_that_does_nothing_any_more_is_shown_and_answered(desk_world: World) -> None:
    w = desk_world
    ann, ticket = await solved(w)
    await ann.presses("Still broken")
    await w.desk.shows(ticket, status="open")
    await ann.presses("Solved", adding=FIRE)
    await w.desk.tells(ticket, "floor 4 is on fire")
    assert "What you added has reached our engineers." in await ann.hears(OUTDATED)
    await w.desk.shows(ticket, status="open", urgent=True)


async def test_who_changes_his_mind_by_an_old_button_is_told_that_it_is_old_and_engineers_see_it(
    desk_world: World,
) -> None:
    w = desk_world
    ann, ticket = await solved(w)
    await ann.presses("Still broken")
    await w.desk.shows(ticket, status="open")
    await ann.presses("Solved")
    assert "just write to us here" in await ann.hears(OUTDATED)
    await w.desk.tells(ticket, "chose “Solved")
    await w.desk.shows(ticket, status="open")


async def test_so_it_is_when_the_ticket_is_closed(chinese_world: World) -> None:
    w, li = chinese_world, chinese_world.writes_mail("李娜", "li@acme.example")
    await li.mails("扫描仪坏了。", subject="扫描仪")
    ticket = await w.ticket_of(li)
    await w.anna.solves(ticket, "请重启。")
    await li.hears("请重启。")
    await li.presses("已解决")
    await w.desk.shows(ticket, status="closed")
    await li.presses("已解决", adding="四楼的扫描仪着火了，快来！\n")
    await w.desk.tells(ticket, "着火了")
    assert "您补充的内容已转给工程师" in await li.hears("已经失效")


async def test_a_stranger_s_press_without_words_shows_which_button_it_was(desk_world: World) -> None:
    w = desk_world
    ann, ticket = await solved(w)
    bob = w.writes_mail("Bob", "bob@other.example")
    _, subject, body = mail_of_link(dict(ann.inbox()[-1].buttons)["Solved"])
    await bob.mails(body, subject=subject)
    assert [words[:6] for words in await w.desk.told(await w.ticket_of(bob))] == ["Solved"]
    await w.desk.shows(ticket, status="solved")
