"""What sounds like a complaint is told at once as a proposal; an engineer says whether it is one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.db import figures, history
from bot.sandbox.slack.values import Click
from bot.sandbox.stage import ANNA, BO, ENGINEERS
from tests.desk.harness import EngineerHand, World, world
from tests.desk.slack_words import buttons, words
from tests.desk.waiting import until

ANGRY = "The printer is broken again. This is unacceptable!"


async def notice(w: World, ticket: int, label: str = "It is a complaint") -> Any:
    """The post that asks whether it is one."""

    async def look() -> Any:
        thread = (await w.desk.card(ticket)).key.partition(":")[2]
        return thread and next((m for m in w.stage.slack.messages(ENGINEERS, thread) if label in buttons(m)), None)

    return await until(look, "the notice")


async def says(w: World, user: str, ticket: int, label: str) -> Click:
    post = await notice(w, ticket, label)
    button = buttons(post)[label]
    return await w.stage.slack.click(user, ENGINEERS, post["ts"], button["action_id"], button["value"])


async def complained(w: World, text: str = ANGRY) -> tuple[Any, int]:
    customer = w.writes_mail()
    await customer.mails(text, subject="Printer")
    return customer, await w.ticket_of(customer)


async def lines(w: World, ticket: int) -> list[tuple[str, str]]:
    """Who has said what of a complaint, by the history, which is whole."""
    assert await w.app.database.read(lambda c: history.broken_at(c, ticket)) is None
    found = await w.app.database.read(lambda c: history.read(c, ticket))
    return [(one["kind"], one["actor"]) for one in found if one["kind"].startswith("complaint")]


async def counted(w: World) -> tuple[int, int]:
    """Complaints, and what only sounds like one."""
    found = await w.app.database.read(figures.read)
    return found.complaints, found.complaints_proposed


async def test_a_proposal_is_told_at_once_and_counts_only_when_an_engineer_confirms_it(desk_world: World) -> None:
    w = desk_world
    customer, ticket = await complained(w)
    post = await notice(w, ticket)
    assert 'sounds like a complaint ("unacceptable")' in words(post)
    assert post["ts"] in [message["ts"] for message in w.stage.slack.messages(ENGINEERS)], "only the thread shows it"
    await w.desk.shows(ticket, complaint="proposed", says="Complaint: sounds like one")
    assert await counted(w) == (0, 1)
    assert (await says(w, ANNA, ticket, "It is a complaint")).acknowledged
    await w.desk.shows(ticket, complaint="confirmed", says="Complaint: confirmed by Anna Berg")
    assert "Anna Berg says: it is a complaint" in await w.desk.tells(ticket, "it is a complaint.")
    assert await counted(w) == (1, 0)
    assert (await lines(w, ticket))[1:] == [("complaint_confirmed", f"engineer:{ANNA}")]
    metrics = w.app.scrape.text(await w.app.database.read(figures.read), w.stage.clock.now()).decode()
    assert "ringback_complaints 1.0" in metrics
    assert "ringback_complaints_proposed 0.0" in metrics

    await customer.replies("I want my money back, you are rude!")
    await w.desk.tells(ticket, "complains again")
    await w.desk.shows(ticket, complaint="confirmed")


async def test_the_first_word_counts_and_another_engineer_is_told_whose_it_was(desk_world: World) -> None:
    w = desk_world
    _, ticket = await complained(w)
    assert (await says(w, ANNA, ticket, "It is not")).acknowledged
    await w.desk.shows(ticket, complaint="refuted", says="Complaint: none, says Anna Berg")
    assert (await says(w, BO, ticket, "It is a complaint")).acknowledged
    await w.bo.is_told("Anna Berg has said already that it is no complaint")
    await w.desk.shows(ticket, complaint="refuted")
    assert await counted(w) == (0, 0)
    assert (await says(w, ANNA, ticket, "It is not")).acknowledged
    assert (await says(w, ANNA, ticket, "It is a complaint")).acknowledged
    await w.desk.shows(ticket, complaint="confirmed")
    assert (await says(w, BO, ticket, "It is a complaint")).acknowledged
    await w.bo.is_told("Anna Berg has confirmed already")
    assert [kind for kind, _ in await lines(w, ticket)] == ["complaint", "complaint_refuted", "complaint_confirmed"]


async def test_what_was_none_is_proposed_anew_when_he_complains_again(desk_world: World) -> None:
    w = desk_world
    customer, ticket = await complained(w)
    await says(w, ANNA, ticket, "It is not")
    await w.desk.shows(ticket, complaint="refuted")
    await customer.replies("Nobody cares! I want a refund.")
    await w.desk.shows(ticket, complaint="proposed", complaint_by="")
    assert await counted(w) == (0, 1)


async def test_who_is_no_engineer_decides_nothing(desk_world: World) -> None:
    w = desk_world
    _, ticket = await complained(w)
    w.stage.slack.add_user("U0FAR", "Fay Away", team="T0OTHER")
    await w.stage.slack.join("U0FAR", ENGINEERS)
    await says(w, "U0FAR", ticket, "It is a complaint")
    await EngineerHand(w.stage, w.desk, "U0FAR").is_told("Only members of the engineers' channel")
    await w.desk.shows(ticket, complaint="proposed")


@pytest.mark.parametrize("text", ["The printer is broken again.", "no complaints so far, but it jams"])
async def test_what_does_not_sound_like_one_asks_nobody(desk_world: World, text: str) -> None:
    w = desk_world
    _, ticket = await complained(w, text)
    await w.desk.is_quiet()
    assert "complaint" not in " ".join(await w.desk.thread(ticket)).replace(text, "")
    assert await counted(w) == (0, 0)


async def test_a_chinese_desk_decides_in_its_own_words(chinese_world: World) -> None:
    w = chinese_world
    customer = w.has_slack("李娜", "zh")
    await customer.asks_in_slack("打印机又坏了，我要投诉！没人管吗？")
    ticket = await w.ticket_of(customer)
    assert (await says(w, ANNA, ticket, "是投诉")).acknowledged
    await w.desk.shows(ticket, complaint="confirmed", says="Anna Berg 已确认是投诉")


@pytest.mark.parametrize("lead", [BO, "S0LEADS"])
async def test_a_confirmed_complaint_is_told_to_the_lead_by_name_and_where_everybody_reads(
    tmp_path: Path, lead: str
) -> None:
    async with world(tmp_path, change=lambda settings: settings["slack"].update(lead=lead)) as w:
        customer, ticket = await complained(w)
        assert f"@{lead}" not in words(await notice(w, ticket))
        await says(w, ANNA, ticket, "It is a complaint")
        told = await w.desk.tells(ticket, "it is a complaint.")
        assert told.startswith(f"@{lead} ")
        assert any(words(message) == told for message in w.stage.slack.messages(ENGINEERS)), "only the thread shows it"
        await customer.replies("I want my money back, you are rude!")
        assert (await w.desk.tells(ticket, "complains again")).startswith(f"@{lead} ")
