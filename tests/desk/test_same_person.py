"""An engineer says in Slack that two requesters are one person, and takes it back."""

from __future__ import annotations

from sqlalchemy import select

from bot.db.schema import history, links, tickets
from tests.desk.harness import ANNA, World


async def owners(w: World) -> list[int]:
    return [row["customer_id"] for row in await w.desk.read(select(tickets.c.customer_id).order_by(tickets.c.id))]


async def two(w: World) -> tuple[int, int]:
    """Ann by mail and A. in Telegram; their tickets."""
    ann, chat = w.writes_mail(), w.has_telegram("A.")
    await ann.mails("The printer burns.", subject="Printer")
    await ann.hears("RB-1001")
    await chat.chats("The lamp is broken")
    await chat.hears("RB-1002")
    return await w.ticket_of(ann), await w.ticket_of(chat)


async def test_an_engineers_word_joins_with_his_name_and_reason_and_is_taken_back_in_slack(desk_world: World) -> None:
    w = desk_world
    printer, lamp = await two(w)
    await w.anna.does("same_person", lamp, same_as="rb-1001", note="He told me on the phone")
    told = await w.desk.tells(lamp, "same person")
    assert "Anna Berg" in told
    assert "He told me on the phone" in told
    assert len(set(await owners(w))) == 1
    assert [row["evidence"] for row in await w.desk.read(select(links.c.evidence))] == [
        "engineer Anna Berg: He told me on the phone"
    ]
    assert await w.anna.fills("More…", lamp, what="same_person", same_as="ANN@acme.example", note="again") == {
        "same_as": "That is the same customer already."
    }
    link = (await w.desk.read(select(links.c.id)))[0]["id"]
    await w.bo.does("apart", printer, link=str(link))
    await w.desk.tells(printer, "took a link back")
    assert len(set(await owners(w))) == 2
    lines = select(history.c.kind).where(history.c.ticket_id == lamp).order_by(history.c.id)
    assert [row["kind"] for row in await w.desk.read(lines)][-1] == "unlinked"


async def test_a_slip_is_shown_beside_its_field_and_nothing_changes(desk_world: World) -> None:
    w = desk_world
    _, lamp = await two(w)
    for fields, errors in (
        ({"same_as": "RB-9999", "note": "so"}, {"same_as": "We know no such ticket or address."}),
        ({"same_as": "nobody@acme.example", "note": "so"}, {"same_as": "We know no such ticket or address."}),
        ({"same_as": "RB-1001"}, {"note": "Please write something."}),
        ({"note": "so"}, {"same_as": "Please write something."}),
        ({"same_as": "RB-1002", "note": "so"}, {"same_as": "That is the same customer already."}),
    ):
        assert await w.anna.fills("More…", lamp, what="same_person", **fields) == errors
    assert len(set(await owners(w))) == 2
    await w.anna.clicks("More…", lamp)
    assert "Not the same person" not in str(w.stage.slack.views(ANNA)[-1])


async def test_after_an_engineers_word_the_solution_goes_the_other_way_when_the_first_is_dead(
    desk_world: World,
) -> None:
    w = desk_world
    ann, chat = w.writes_mail(), w.has_telegram("A.")
    await ann.mails("The printer burns.", subject="Printer")
    await ann.hears("RB-1001")
    await chat.chats("The lamp is broken")
    await chat.hears("RB-1002")
    lamp = await w.ticket_of(chat)
    await w.anna.does("same_person", lamp, same_as="ann@acme.example", note="Known to me")
    w.stage.telegram.block(chat.user_id)
    await w.anna.solves(lamp, "Turn the bulb.")
    await ann.hears("Turn the bulb.")
