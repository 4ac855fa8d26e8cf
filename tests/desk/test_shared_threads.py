"""A Slack thread that others read and write: whose ticket it is steers it, everybody else only adds to it."""

from __future__ import annotations

from bot.sandbox.stage import CUSTOMERS
from tests.desk.chats import SlackCustomer
from tests.desk.harness import World
from tests.desk.slack_words import buttons, words
from tests.desk.waiting import until


async def opened(w: World, team: str = "T0OTHER") -> tuple[SlackCustomer, SlackCustomer, int]:
    """Ann's request in the customers' channel, and Ben, who writes in her thread."""
    ann, ben = w.has_slack("Ann Poe"), w.has_slack("Ben Roe", team=team)
    await ann.asks_in_channel("The badge printer is dead. Poe Ltd, +44 20 7946 0332, P3")
    ticket = await w.ticket_of(ann)
    await w.stage.slack.join(ben.user, CUSTOMERS)
    ben.place, ben.thread = CUSTOMERS, ann.thread
    return ann, ben, ticket


async def test_another_person_in_the_thread_is_shown_as_himself_and_changes_nothing(desk_world: World) -> None:
    w = desk_world
    ann, ben, ticket = await opened(w)
    await w.desk.shows(ticket, phone="+442079460332")
    before = len(ann.posted())
    await ben.asks_in_channel("I am Ben, my number is +44 20 7946 0999")
    told = await w.desk.tells(ticket, "I am Ben")
    assert told.startswith("Ben Roe (in the same conversation) wrote by Slack")
    await w.desk.is_quiet()
    await w.desk.shows(ticket, phone="+442079460332", requester="Ann Poe", organisation="Poe Ltd")
    assert len(ann.posted()) == before
    assert await w.desk.tickets_of(ben.address) == []

    await ann.asks_in_channel("my number is +44 20 7946 0555")
    await w.desk.shows(ticket, phone="+442079460555")


async def test_another_person_in_the_thread_confirms_cancels_and_reopens_nothing(desk_world: World) -> None:
    w = desk_world
    ann, ben, ticket = await opened(w, team=w.stage.slack.workspace.team)
    await w.anna.solves(ticket, "Swap the ribbon.")
    await ann.hears("Swap the ribbon.")
    await ben.asks_in_channel("works fine here, solved")
    await w.desk.tells(ticket, "works fine here")
    await ben.asks_in_channel("cancel")
    await w.desk.is_quiet()
    await w.desk.shows(ticket, status="solved", confirmed_at=None, reached_at=None)

    await ann.asks_in_channel("it works now, thank you")
    await w.desk.shows(ticket, status="closed", confirmed_at=True)
    await ben.asks_in_channel("It is broken again!")
    assert (await w.desk.tells(ticket, "broken again")).startswith("Ben Roe")
    await w.desk.shows(ticket, status="closed")
    assert await w.desk.tickets_of(ben.address) == []


async def test_another_persons_press_is_refused_with_a_word_to_him(desk_world: World) -> None:
    w = desk_world
    ann, ben, ticket = await opened(w)
    await w.anna.solves(ticket, "Swap the ribbon.")
    await ann.hears("Swap the ribbon.")
    await ben.presses("Solved")

    def whispered() -> list[str]:
        return [words(one) for one in w.stage.slack.ephemerals(ben.user)]

    await until(lambda: any("somebody else's request" in text for text in whispered()), "Ben to be told")
    await w.desk.shows(ticket, status="solved", confirmed_at=None)
    await ann.presses("Solved")
    await w.desk.shows(ticket, status="closed", confirmed_at=True)
    assert "Solved" not in buttons(ann.posted()[-1])


async def test_a_colleague_in_the_thread_says_whether_the_solution_works(desk_world: World) -> None:
    w = desk_world
    cyn = w.has_slack("Cyn Poe", team="T0OTHER")
    await cyn.asks_in_slack("The lamp is dark. Poe Ltd, +44 20 7946 0333, P3")
    await w.desk.shows(await w.ticket_of(cyn), organisation="Poe Ltd")
    ann, _, ticket = await opened(w)
    await w.desk.shows(ticket, organisation="Poe Ltd")
    await w.anna.solves(ticket, "Swap the ribbon.")
    await ann.hears("Swap the ribbon.")
    await w.stage.slack.join(cyn.user, CUSTOMERS)
    await w.stage.slack.write(cyn.user, CUSTOMERS, "it works now", thread_ts=ann.thread)
    assert "Cyn Poe (same organisation) wrote" in await w.desk.tells(ticket, "it works now")
    await w.desk.shows(ticket, status="closed", confirmed_at=True, requester="Ann Poe", phone="+442079460332")


async def test_what_another_person_takes_back_is_told_in_his_name(desk_world: World) -> None:
    w = desk_world
    _, ben, ticket = await opened(w)
    ts = await ben.asks_in_channel("Mine is dead, too")
    await w.desk.tells(ticket, "Mine is dead")
    await w.stage.slack.delete(ben.user, CUSTOMERS, ts)
    assert (await w.desk.tells(ticket, "took back")).startswith("Ben Roe")
