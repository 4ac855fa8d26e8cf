"""The longest texts through the whole desk: nothing is refused, nothing is lost."""

from __future__ import annotations

import pytest

from bot.channels.markdown import units
from tests.desk.harness import World
from tests.desk.waiting import until

PRINTER = "\N{PRINTER}\N{VARIATION SELECTOR-16}"


@pytest.mark.parametrize(("letter", "number"), [("字", 2900), (PRINTER, 950), ("x", 2990)])
async def test_the_longest_answer_of_an_engineer_reaches_a_chat_whole(
    desk_world: World, letter: str, number: int
) -> None:
    w, ann = desk_world, desk_world.has_telegram("Ann")
    await ann.chats("It beeps.")
    ticket = await w.ticket_of(ann)
    await ann.hears("RB-1001")
    await w.anna.replies(ticket, letter * number)

    def whole() -> bool:
        texts = ann.messages()[1:]
        return sum(text.count(letter) for text in texts) == number and all(units(text) <= 4096 for text in texts)

    await until(whole, lambda: f"{number} in {[len(text) for text in ann.messages()]}")


@pytest.mark.parametrize("text", ["字" * 4096, "\N{PRINTER}" * 2048, "a" * 4096])
async def test_the_longest_text_of_a_chat_is_shown_whole(desk_world: World, text: str) -> None:
    w, ann = desk_world, desk_world.has_telegram("Ann")
    await ann.chats(text)
    ticket = await w.ticket_of(ann)
    assert await w.desk.told(ticket) == [text]
    await until(lambda: _shown(w, ticket, text), "all of it in the thread")


async def _shown(w: World, ticket: int, text: str) -> bool:
    return sum(post.count(text[0]) for post in await w.desk.thread(ticket)) >= len(text)


async def test_forty_thousand_characters_of_slack_are_shown_whole(desk_world: World) -> None:
    w, ann = desk_world, desk_world.has_slack("Ann")
    text = "故障字" * 13_333 + "完"
    await ann.asks_in_slack(text)
    ticket = await w.ticket_of(ann)
    assert await w.desk.told(ticket) == [text]
    await until(lambda: _shown_in_pieces(w, ticket, text), "all of it in the thread, or a file")


async def _shown_in_pieces(w: World, ticket: int, text: str) -> bool:
    return sum(post.count("障") for post in await w.desk.thread(ticket)) >= text.count("障")
