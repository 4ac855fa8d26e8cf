"""Engineers look for known answers and earlier tickets in Slack, by /ringback find and from a card."""

from __future__ import annotations

from typing import Any

from bot.core.messages import DeskAction, Engineer
from bot.db import knowledge
from bot.sandbox.stage import ANNA, ENGINEERS
from tests.desk.harness import World
from tests.desk.slack_words import buttons, element_types, words
from tests.desk.test_knowledge import ASKED, PROBLEM, SOLUTION, known, solved_ticket
from tests.desk.waiting import until

EVIL = "<!channel> *bold* <https://evil.example|click> :fire: {{ 7 * 7 }} &amp;"


async def finds(w: World, text: str, user: str = ANNA) -> Any:
    """What he is shown when he writes that after /ringback."""
    before = len(w.stage.slack.ephemerals(user))
    click = await w.stage.slack.command(user, ENGINEERS, "/ringback", text)
    assert click.acknowledged
    assert click.seconds < 3
    shown = w.stage.slack.ephemerals(user)
    assert len(shown) == before + 1, "nothing is shown"
    return shown[-1]


async def similar(w: World, ticket: int) -> Any:
    """What Anna is shown when she presses *Similar cases*."""
    before = len(w.stage.slack.ephemerals(ANNA))
    await w.anna.clicks("Similar cases", ticket)
    return (await until(lambda: w.stage.slack.ephemerals(ANNA)[before:], "similar cases"))[0]


async def uses(w: World, shown: Any, user: str = ANNA) -> None:
    button = buttons(shown)["Use in reply"]
    click = await w.stage.slack.click(user, ENGINEERS, shown["ts"], button["action_id"], button["value"])
    assert click.acknowledged


def links(node: Any) -> list[str]:
    if isinstance(node, list):
        return [link for one in node for link in links(one)]
    if not isinstance(node, dict):
        return []
    return [node["url"]] if node.get("type") == "link" else [link for one in node.values() for link in links(one)]


async def test_a_known_answer_is_found_with_its_state_product_and_a_link_to_its_card(desk_world: World) -> None:
    w = desk_world
    ticket = await known(w, product="LP-20")
    await w.desk.is_quiet()
    shown = await finds(w, "find paper jam")
    told = words(shown)
    assert "Known about “paper jam”" in told
    assert "RB-1001 · shown to customers · Anna Berg · LP-20" in told
    assert PROBLEM in told
    assert SOLUTION in told
    ts = (await w.desk.card(ticket)).key.partition(":")[2]
    assert links(shown["blocks"]) == [f"https://ringback.slack.com/archives/{ENGINEERS}/p{ts.replace('.', '')}"]
    assert buttons(shown) == {}
    assert w.stage.slack.ephemerals("U0BO") == []


async def test_earlier_tickets_that_nobody_released_are_found_after_the_answers(desk_world: World) -> None:
    w = desk_world
    await solved_ticket(w, "The scanner reports a paper jam", "Dear Vera, press F1.")
    await known(w)
    told = words(await finds(w, "find paper jam"))
    assert "RB-1001 · earlier ticket, not released" in told
    assert told.index("RB-1002") < told.index("RB-1001")
    assert words(await finds(w, "find oven")).endswith("Nothing was found.")


async def test_no_more_than_five_answers_are_shown(desk_world: World) -> None:
    w = desk_world
    ticket = await known(w)

    def more(connection: Any) -> None:
        for number in range(7):
            values = {"problem": f"Paper jam {number}", "solution": "F1", "language": "en", "state": "customers"}
            knowledge.keep(connection, others[number], values, w.stage.clock.now())

    others = []
    for number in range(7):
        customer = w.has_telegram(f"C{number}")
        await customer.chats(f"Matter {number}")
        others.append(await w.ticket_of(customer))
    await w.app.database.write(more)
    assert ticket not in others
    shown = await finds(w, "find paper jam")
    assert len([block for block in shown["blocks"] if block["type"] == "rich_text"]) == 5


async def test_chinese_is_found_without_blanks(chinese_world: World) -> None:
    w = chinese_world
    await known(w, "标签打印机开机后显示E05错误", "请关机十秒后再开机。")
    for command in ("查找 打印机错误", "查找打印机错误", "find 开机后", "FIND　E05"):
        told = words(await finds(w, command))
        assert "RB-1001 · 已向客户展示" in told
        assert "请关机十秒后再开机。" in told


async def test_similar_cases_of_a_card_go_into_the_reply(desk_world: World) -> None:
    w = desk_world
    await known(w, "A paper jam is reported although no paper is stuck in the small label printer")
    customer = w.has_telegram("Ann")
    await customer.chats(ASKED + " It began on Monday, and our second machine makes noises.")
    ticket = await w.ticket_of(customer)
    shown = await similar(w, ticket)
    assert "RB-1001" in words(shown)
    assert "RB-1002" not in words(shown)
    await uses(w, shown)
    view = w.stage.slack.views(ANNA)[-1]
    assert "RB-1002" in words(view)
    field, files = [block["element"] for block in view["blocks"] if block["type"] == "input"]
    assert (field["initial_value"], files["type"]) == (SOLUTION, "file_input")
    sent = await w.stage.slack.submit(ANNA, view["id"], {})
    assert sent.acknowledged
    assert SOLUTION in await customer.hears("Open the")
    assert await w.desk.told(ticket, "out") == [SOLUTION]


async def test_a_search_for_a_ticket_offers_the_answer_for_its_reply(desk_world: World) -> None:
    w = desk_world
    await known(w)
    customer = w.has_telegram("Ann")
    await customer.chats("Something about a jam of paper in our printer")
    ticket = await w.ticket_of(customer)
    shown = await finds(w, "find rb-1002 paper jam")
    await uses(w, shown)
    assert "RB-1002" in words(w.stage.slack.views(ANNA)[-1])
    assert "Known about cases" not in words(shown)
    assert "RB-1001" in words(await finds(w, "find RB-1002"))
    await w.anna.does("close", ticket)
    await w.desk.shows(ticket, status="closed")
    await uses(w, shown)
    await w.anna.is_told("This ticket is closed, or the answer was taken back")


async def test_an_answer_that_was_taken_back_is_not_put_into_a_reply(desk_world: World) -> None:
    w = desk_world
    teacher = await known(w)
    customer = w.has_telegram("Ann")
    await customer.chats("Something about a jam of paper in our printer")
    await w.ticket_of(customer)
    shown = await finds(w, "find RB-1002 paper jam")
    fields = {"problem": PROBLEM, "solution": SOLUTION, "product": "", "audience": "draft"}
    action = DeskAction("slack", "back", Engineer(ANNA, "Anna Berg"), "release", teacher, w.stage.clock.now(), fields)
    assert (await w.app.receive(action)).accepted
    await uses(w, shown)
    await w.anna.is_told("the answer was taken back")


async def test_hostile_text_shows_itself_and_does_nothing_else(desk_world: World) -> None:
    w = desk_world
    await known(w, f"Paper jam {EVIL}", f"Press F1. {EVIL}", product=EVIL)
    shown = await finds(w, f"find jam {EVIL}")
    assert words(shown).count("{{ 7 * 7 }}") == 4
    assert "<!channel>" not in shown["text"]
    assert element_types(shown["blocks"]) <= {
        "section", "plain_text", "rich_text", "rich_text_section", "rich_text_quote", "text", "link",
    }  # fmt: skip
    assert all(link.startswith("https://ringback.slack.com/") for link in links(shown["blocks"]))


async def test_only_engineers_are_answered(desk_world: World) -> None:
    w = desk_world
    await known(w)
    w.stage.slack.add_user("U0FAR", "Fay Away", team="T0OTHER")
    w.stage.slack.add_user("U0EVE", "Eve")
    await w.stage.slack.join("U0FAR", ENGINEERS)
    await w.stage.slack.join("U0EVE", ENGINEERS)
    await w.stage.slack.leave("U0EVE", ENGINEERS)
    for user, place in (("U0EVE", w.stage.slack.im_of("U0EVE")), ("U0FAR", ENGINEERS)):
        click = await w.stage.slack.command(user, place, "/ringback", "find paper jam")
        assert click.acknowledged
        told = words(w.stage.slack.ephemerals(user)[-1])
        assert "Only members of the engineers' channel" in told
        assert SOLUTION not in told


async def test_a_command_that_asks_for_nothing_is_told_how_and_one_that_comes_twice_is_answered_twice(
    desk_world: World,
) -> None:
    w = desk_world
    await known(w)
    for text in ("", "find", "help me", "find   "):
        assert "Write /ringback find and a few words" in words(await finds(w, text))
    first, second = await finds(w, "find paper jam"), await finds(w, "find paper jam")
    assert words(first) == words(second)


async def test_without_links_there_is_still_an_answer(desk_world: World) -> None:
    w = desk_world
    await known(w)
    w.stage.slack.fail("chat.getPermalink", "message_not_found")
    shown = await finds(w, "find paper jam")
    assert links(shown["blocks"]) == []
    assert "RB-1001" in words(shown)
