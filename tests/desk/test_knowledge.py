"""What a ticket taught: released by an engineer, found by the next customer."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from bot.core.knowledge import Article
from bot.core.messages import DeskAction, Engineer
from bot.db import history, knowledge
from bot.db.schema import solutions
from bot.operations.articles import asked
from bot.sandbox.stage import ANNA, BO, ENGINEERS
from tests.desk.chats import TelegramCustomer
from tests.desk.harness import EngineerHand, World
from tests.desk.slack_words import buttons, words
from tests.desk.waiting import until

PROBLEM = "The label printer reports a paper jam although no paper is stuck"
ASKED = "Hello, our label printer reports a paper jam, but no paper is stuck in it."
SOLUTION = "Open the *rear* door and clean the sensor."


async def article_of(w: World, ticket: int) -> Article | None:
    return await w.app.database.read(lambda c: knowledge.of_ticket(c, ticket))


async def kinds(w: World, ticket: int) -> list[str]:
    """The kinds of the lines in a ticket's history, which is whole."""
    assert await w.app.database.read(lambda c: history.broken_at(c, ticket)) is None
    return [line["kind"] for line in await w.app.database.read(lambda c: history.read(c, ticket))]


async def solved_ticket(w: World, text: str, solution: str, customer: TelegramCustomer | None = None) -> int:
    """A ticket of a first customer, solved by an engineer."""
    customer = customer or w.has_telegram("Vera")
    await customer.chats(text)
    ticket = await w.ticket_of(customer)
    await w.anna.solves(ticket, solution)
    await w.desk.shows(ticket, status="solved")
    return ticket


async def known(
    w: World, problem: str = PROBLEM, solution: str = SOLUTION, customer: TelegramCustomer | None = None, **more: str
) -> int:
    """An answer that is released for customers; returns the ticket that taught it."""
    ticket = await solved_ticket(w, f"It is Vera. {problem}", solution, customer)
    fields: dict[str, Any] = {"problem": problem, "solution": solution, "audience": "customers", **more}
    label = "发布" if w.desk.language == "zh" else "Release"
    assert await w.anna.fills(label, ticket, **fields) == {}
    return ticket


async def test_an_engineer_releases_a_solution_from_the_card(desk_world: World) -> None:
    w = desk_world
    ticket = await solved_ticket(w, "It is Vera Li of Acme: the lamp blinks.", "Dear Vera, press F1.")
    draft = await article_of(w, ticket)
    assert draft is not None
    assert (draft.state, draft.solution) == ("draft", "Dear Vera, press F1.")
    assert draft.problem == "It is Vera Li of Acme: the lamp blinks."
    await w.anna.clicks("Release", ticket)
    view = w.stage.slack.views(w.anna.user)[-1]
    assert "Take out names, phone numbers" in words(view)
    assert [block["element"].get("initial_value") for block in view["blocks"][2:4]] == [draft.problem, draft.solution]
    fields = {"problem": "The lamp blinks", "solution": "Press F1.", "product": "LP-20"}
    assert await w.anna.fills("Release", ticket, **fields, audience="engineers") == {}
    assert "Product: LP-20" in await w.desk.tells(ticket, "Anna Berg released this answer")
    await w.desk.shows(ticket, says="Known answer: Our engineers (Anna Berg)")
    released = await article_of(w, ticket)
    assert released is not None
    assert (released.state, released.problem, released.released_by) == ("engineers", "The lamp blinks", "Anna Berg")
    assert released.released_at is not None
    lines = await w.app.database.read(lambda c: history.read(c, ticket))
    [line] = [line for line in lines if line["kind"] == "article_released"]
    assert line["actor"] == f"engineer:{w.anna.user}"
    assert line["data"] == {"audience": "engineers", "engineer": w.anna.user}
    url = str(w.app.database.engine.url)
    assert asked(url, "blinks").startswith("RB-1001  LP-20  for engineers, released by Anna Berg")
    assert "Press F1." in asked(url, "LAMP blinks")
    assert "Press F1." in asked(url, "lp-20")
    assert asked(url, "oven") == "No released answer has any of these words."


async def test_it_can_be_released_again_and_taken_back_even_when_the_ticket_is_closed(desk_world: World) -> None:
    w = desk_world
    ticket = await known(w)
    await w.anna.does("close", ticket, note="")
    await w.desk.shows(ticket, status="closed", says="Customers: who asks the same")
    assert await w.bo.fills("Release", ticket, problem=PROBLEM, solution="Call us.", audience="customers") == {}
    await w.desk.tells(ticket, "Bo Chen released this answer")
    customer = w.has_telegram("Ann")
    await customer.chats(ASKED)
    assert "Call us." in await customer.hears("This may help at once")
    assert await w.bo.fills("Release", ticket, problem=PROBLEM, solution="Call us.", audience="draft") == {}
    await w.desk.tells(ticket, "took the answer back")
    await w.desk.is_quiet()
    card = await w.desk.shows(ticket, status="closed")
    assert "Known answer" not in w.desk.shown(card)
    assert list(buttons(w.desk.message(card))) == ["Release", "Inspect"]
    other = w.has_telegram("Bea")
    await other.chats(ASKED)
    assert "This may help" not in await other.hears_next()
    assert (await kinds(w, ticket)).count("article_released") == 2


async def test_a_release_that_lacks_something_says_so_beside_the_field(desk_world: World) -> None:
    w = desk_world
    ticket = await solved_ticket(w, "The lamp blinks.", "Press F1.")
    errors = await w.anna.fills("Release", ticket, problem=" ", solution="Press F1.", audience="engineers")
    assert errors == {"problem": "Please write something."}


async def test_only_engineers_release(desk_world: World) -> None:
    w = desk_world
    ticket = await solved_ticket(w, "The lamp blinks.", "Press F1.")
    w.stage.slack.add_user("U0FAR", "Fay Away", team="T0OTHER")
    await w.stage.slack.join("U0FAR", ENGINEERS)
    far = EngineerHand(w.stage, w.desk, "U0FAR")
    await far.clicks("Release", ticket)
    await far.is_told("Only members of the engineers' channel may do this")
    assert w.stage.slack.views("U0FAR") == []


async def test_the_draft_follows_the_newest_solution_of_a_reopened_ticket(desk_world: World) -> None:
    w, customer = desk_world, desk_world.has_telegram("Ann")
    await customer.chats("The lamp blinks.")
    ticket = await w.ticket_of(customer)
    await w.anna.solves(ticket, "Press F1.")
    await customer.hears("Press F1.")
    await customer.presses("Still broken")
    card = await w.desk.shows(ticket, status="open")
    assert "Release" not in buttons(w.desk.message(card))
    await w.anna.solves(ticket, "Press F2.")
    await customer.hears("Press F2.")
    draft = await article_of(w, ticket)
    assert draft is not None
    assert (draft.problem, draft.solution, draft.state) == ("The lamp blinks.", "Press F2.", "draft")


async def test_a_known_question_in_a_chat_is_answered_at_once_and_that_helps(desk_world: World) -> None:
    w = desk_world
    await known(w)
    customer = w.has_telegram("Ann")
    await customer.chats(ASKED)
    shown = await customer.hears("This may help at once")
    assert "RB-1002" in shown
    assert SOLUTION in shown
    assert "Which company" in await customer.hears("Which company")
    ticket = await w.ticket_of(customer)
    await w.desk.shows(ticket, status="new", missing=("organisation", "phone", "priority"))
    assert SOLUTION in await w.desk.tells(ticket, "Shown to the customer as a known answer")
    assert (await w.desk.row(ticket))["solution_version"] == 0
    await customer.presses("This helped")
    await customer.hears("Good to hear that it works")
    await w.desk.shows(ticket, status="closed", confirmed_at=True, reached_by="telegram", solution=SOLUTION)
    await w.desk.tells(ticket, "The known answer helped")
    [row] = await w.desk.read(select(solutions).where(solutions.c.ticket_id == ticket))
    assert (row["version"], row["text"], row["author"]) == (1, SOLUTION, "")
    assert await kinds(w, ticket) == ["opened", "offered", "pressed", "helped"]
    assert await article_of(w, ticket) is None
    w.clock.forward(hours=72)
    await w.desk.is_quiet()
    assert customer.heard_nothing_more()


async def test_when_it_does_not_help_the_ticket_goes_on(desk_world: World) -> None:
    w = desk_world
    await known(w)
    customer = w.has_telegram("Ann")
    await customer.chats(ASKED)
    await customer.hears("Which company")
    ticket = await w.ticket_of(customer)
    await customer.presses("No, I need a person")
    await customer.hears("Our engineers have RB-1002")
    await w.desk.tells(ticket, "The known answer did not help")
    await customer.chats("Acme")
    await customer.hears("phone number")
    await w.desk.shows(ticket, status="new", organisation="Acme", solution="")
    assert (await kinds(w, ticket))[:4] == ["opened", "offered", "pressed", "declined"]
    await w.anna.solves(ticket, "Replace the sensor.")
    await customer.hears("Replace the sensor.")
    await customer.presses("Solved")
    await w.desk.shows(ticket, status="closed", solution="Replace the sensor.")


async def test_a_known_question_in_a_mail_is_answered_in_the_one_first_answer(desk_world: World) -> None:
    w = desk_world
    await known(w)
    customer = w.writes_mail()
    await customer.mails(f"{ASKED}\n\nBest regards\nAnn Li", subject="Paper jam")
    first = await customer.hears("This may help at once")
    assert SOLUTION in first
    assert "Organisation:" in first
    ticket = await w.ticket_of(customer)
    await w.desk.is_quiet()
    assert len(customer.inbox()) == 1
    assert [label for label, _ in customer.inbox()[0].buttons] == ["This helped", "No, I need a person"]
    await customer.presses("This helped")
    await customer.hears("Good to hear that it works")
    await w.desk.shows(ticket, status="closed", confirmed_at=True, reached_by="email:support", solution=SOLUTION)


async def test_a_mail_that_says_no_gets_a_word_and_the_form_can_still_be_answered(desk_world: World) -> None:
    w = desk_world
    await known(w)
    customer = w.writes_mail()
    await customer.mails(ASKED, subject="Paper jam")
    await customer.hears("This may help at once")
    form = customer.inbox()[0]
    await customer.presses("No, I need a person")
    await customer.hears("look into it")
    await customer.replies("Organisation: Acme\nPhone: 13800138000\nPriority: P3", to=form)
    ticket = await w.ticket_of(customer)
    await w.desk.shows(ticket, status="new", organisation="Acme", phone="+8613800138000", priority_stated="P3")


async def test_his_own_words_are_enough(desk_world: World) -> None:
    w = desk_world
    await known(w)
    customer = w.writes_mail()
    await customer.mails(ASKED, subject="Paper jam")
    await customer.hears("This may help at once")
    await customer.replies("That solved it, thank you very much!")
    await w.desk.shows(await w.ticket_of(customer), status="closed", solution=SOLUTION)


async def test_the_same_in_chinese(chinese_world: World) -> None:
    w = chinese_world
    await known(w, "标签打印机开机后显示E05错误", "请关机十秒后再开机。")
    customer = w.has_slack("李娜", "zh")
    await customer.asks_in_slack("您好，我们的标签打印机开机以后显示错误E05，麻烦看一下。")
    assert "请关机十秒后再开机。" in await customer.hears("也许马上就能帮到您")
    ticket = await w.ticket_of(customer)
    await w.desk.tells(ticket, "已向客户展示已知答案")
    await customer.presses("这个办法有用")
    await customer.hears("很高兴问题已经解决")
    await w.desk.shows(ticket, status="closed", reached_by="slack")


async def test_in_another_language_nothing_is_shown(desk_world: World) -> None:
    w = desk_world
    await known(w, "Fehler E05 beim Start des Druckers", "Aus und wieder ein.")
    customer = w.has_telegram("李娜", "zh")
    await customer.chats("打印机 Fehler E05 beim Start des Druckers 标签打印机开机后显示错误，请帮忙看看")
    assert "Aus und" not in await customer.hears("RB-1002")


@pytest.mark.parametrize(
    "text", [f"URGENT: {ASKED}", f"Nobody can work! {ASKED}", "The label printer pulls in no paper"]
)
async def test_who_needs_a_person_at_once_or_asks_something_else_is_shown_nothing(desk_world: World, text: str) -> None:
    w = desk_world
    await known(w)
    customer = w.has_telegram("Ann")
    await customer.chats(text)
    assert "This may help" not in await customer.hears("RB-1002")
    assert "offered" not in await kinds(w, await w.ticket_of(customer))


async def test_an_answer_of_hostile_text_shows_itself_and_does_nothing_else(desk_world: World) -> None:
    w, evil = desk_world, "Press <!channel> [x](https://evil.example) {{ 7 * 7 }} `F1` **now** & <b>*"
    await known(w, PROBLEM + " <!here> **", evil)
    customer = w.writes_mail()
    await customer.mails(ASKED, subject="Paper jam")
    assert evil in await customer.hears("This may help at once")
    assert 'href="https://evil.example"' not in customer.inbox()[0].html
    ticket = await w.ticket_of(customer)
    assert evil in await w.desk.tells(ticket, "Shown to the customer")


async def test_the_answer_is_recorded_in_the_words_he_saw(desk_world: World) -> None:
    w = desk_world
    teacher = await known(w)
    customer = w.has_telegram("Ann")
    await customer.chats(ASKED)
    await customer.hears("Which company")
    assert await w.anna.fills("Release", teacher, problem=PROBLEM, solution="Something new.", audience="draft") == {}
    await customer.presses("This helped")
    await w.desk.shows(await w.ticket_of(customer), status="closed", solution=SOLUTION)


async def test_two_at_once_are_each_answered_once(desk_world: World) -> None:
    w = desk_world
    await known(w)
    customer = w.has_telegram("Ann")
    update = await customer.chats(ASKED)
    w.stage.telegram.redeliver(update)
    await customer.hears("Which company")
    await w.desk.is_quiet()
    assert customer.heard_nothing_more()
    shown = await until(lambda: [m for m in customer.messages() if SOLUTION in m], "the answer")
    assert len(shown) == 1


async def test_the_longest_texts_that_slack_takes_are_released_and_shown_whole(desk_world: World) -> None:
    w, customer = desk_world, desk_world.writes_mail("Vera Li", "vera@acme.example")
    await customer.mails("The lamp blinks. " * 600, subject="Lamp")
    ticket = await w.ticket_of(customer)
    await w.anna.solves(ticket, "Press F1. " * 300)
    await w.desk.shows(ticket, status="solved")
    await w.anna.clicks("Release", ticket)
    view = w.stage.slack.views(w.anna.user)[-1]
    shown = view["blocks"][2]["element"]["initial_value"]
    assert (len(shown), shown[-1]) == (3000, "…")
    solution = "Open the *rear* door & wait. " * 102 + "Close it again."
    assert await w.anna.fills("Release", ticket, problem=PROBLEM, solution=solution, audience="customers") == {}
    await w.desk.tells(ticket, "Close it again.")
    other = w.has_telegram("Ann")
    await other.chats(ASKED)
    assert "Close it again." in await other.hears("Close it again.")
    await other.presses("This helped")
    await w.desk.shows(await w.ticket_of(other), status="closed", solution=solution)


async def reopened(w: World) -> tuple[Any, int]:
    """A released answer whose own customer says that it does not work."""
    vera = w.has_telegram("Vera")
    ticket = await known(w, customer=vera)
    await vera.hears(SOLUTION)
    await vera.presses("Still broken")
    await w.desk.shows(ticket, status="open", says="In doubt")
    return vera, ticket


async def test_an_answer_whose_own_ticket_is_opened_again_is_shown_to_no_customer(desk_world: World) -> None:
    w = desk_world
    _, ticket = await reopened(w)
    told = await w.desk.tells(ticket, "customers are not shown the known answer any more")
    assert "Anna Berg had released it" in told
    assert SOLUTION in told
    article = await article_of(w, ticket)
    assert article is not None
    assert (article.state, article.released_by, article.solution) == ("doubted", "Anna Berg", SOLUTION)
    lines = await w.app.database.read(lambda c: history.read(c, ticket))
    [line] = [line for line in lines if line["kind"] == "article_doubted"]
    assert line["data"] == {"article": article.id, "why": "reopened"}
    assert line["actor"].startswith("customer:")
    next_one = w.has_telegram("Ann")
    await next_one.chats(ASKED)
    assert "This may help" not in await next_one.hears("RB-1002")
    assert "in doubt, released by Anna Berg" in asked(str(w.app.database.engine.url), "paper jam")


async def test_it_is_released_again_with_one_click_once_the_ticket_is_solved_again(desk_world: World) -> None:
    w = desk_world
    _, ticket = await reopened(w)
    assert "Release again" not in buttons(w.desk.message(await w.desk.card(ticket)))
    await w.desk.tells(ticket, "Anna Berg had released it")
    [told] = [m for m in w.stage.slack.messages(ENGINEERS) if "Anna Berg had released it" in words(m)]
    button = buttons(told)["Release again"]
    early = await w.stage.slack.click(BO, ENGINEERS, told["ts"], button["action_id"], button["value"])
    assert early.acknowledged
    await w.bo.is_told("The ticket is not solved yet")
    await w.anna.solves(ticket, "Close the door again.")
    await w.desk.shows(ticket, status="solved")
    await w.bo.clicks("Release again", ticket)
    await w.desk.shows(ticket, says="at once (Bo Chen)")
    assert (await kinds(w, ticket)).count("article_released") == 2
    again = DeskAction("slack", "again", Engineer(ANNA, "Anna"), "release_again", ticket, w.stage.clock.now())
    assert (await w.app.receive(again)).reason == "not_in_doubt"
    next_one = w.has_telegram("Ann")
    await next_one.chats(ASKED)
    assert SOLUTION in await next_one.hears("This may help at once")


async def test_the_form_can_release_it_again_in_other_words(desk_world: World) -> None:
    w = desk_world
    _, ticket = await reopened(w)
    await w.anna.solves(ticket, "Replace the sensor.")
    await w.desk.shows(ticket, status="solved")
    assert await w.anna.fills("Release", ticket, solution="Replace the sensor.") == {}
    article = await article_of(w, ticket)
    assert article is not None
    assert (article.state, article.solution) == ("customers", "Replace the sensor.")


async def test_another_matter_on_a_closed_ticket_leaves_its_answer_released(desk_world: World) -> None:
    w, vera = desk_world, desk_world.writes_mail("Vera", "vera@acme.example")
    await vera.mails(PROBLEM, subject="Paper jam")
    ticket = await w.ticket_of(vera)
    await w.anna.solves(ticket, SOLUTION)
    await vera.hears(SOLUTION)
    fields = {"problem": PROBLEM, "solution": SOLUTION, "audience": "customers"}
    assert await w.anna.fills("Release", ticket, **fields) == {}
    await vera.presses("Solved")
    await w.desk.shows(ticket, status="closed")
    await vera.replies("Could you send me the invoice as well?")
    await w.desk.shows(ticket, status="open")
    article = await article_of(w, ticket)
    assert article is not None
    assert article.state == "customers"


async def test_what_only_engineers_read_stays(desk_world: World) -> None:
    w = desk_world
    vera = w.has_telegram("Vera")
    ticket = await known(w, customer=vera, audience="engineers")
    await vera.hears(SOLUTION)
    await vera.presses("Still broken")
    await w.desk.shows(ticket, status="open", says="Our engineers")
    assert "article_doubted" not in await kinds(w, ticket)
