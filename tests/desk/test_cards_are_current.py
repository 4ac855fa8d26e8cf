"""Whatever happens, a ticket's card shows how things stand now."""

from __future__ import annotations

from bot.sandbox.stage import ENGINEERS
from tests.desk.harness import SUPPORT, World
from tests.desk.slack_words import words

ANN, BOB = "ann@acme.example", "bob@partner.example"


async def test_a_message_that_changes_nothing_else_is_counted_on_the_card(desk_world: World) -> None:
    w = desk_world
    ann = w.writes_mail("Ann Li", ANN)
    await ann.mails("It jams.", subject="Printer")
    ticket = await w.ticket_of(ann)
    await ann.hears("RB-1001")
    await w.anna.clicks("Acknowledge", ticket)
    await w.desk.is_quiet()
    await ann.replies("Thanks!")
    await w.desk.tells(ticket, "Thanks!")
    await w.desk.shows(ticket, says="Messages: 2")
    await w.anna.replies(ticket, "We are on our way.")
    await w.desk.shows(ticket, says="Messages: 3")


async def test_what_engineers_say_among_themselves_is_not_counted(desk_world: World) -> None:
    w = desk_world
    ann = w.writes_mail("Ann Li", ANN)
    await ann.mails("It jams.", subject="Printer")
    ticket = await w.ticket_of(ann)
    await w.desk.shows(ticket, messages=1)
    await w.anna.talks(ticket, "I have seen this before.")
    assert await w.desk.told(ticket, "internal") == ["I have seen this before."]
    await w.desk.shows(ticket, messages=1)


async def test_who_cannot_be_reached_any_more_leaves_the_copies_on_every_card_and_comes_back(desk_world: World) -> None:
    w = desk_world
    raw = (
        f"From: Ann Li <{ANN}>\r\nTo: {SUPPORT}\r\nCc: {BOB}\r\nSubject: Printer\r\n"
        "Message-ID: <1@acme.example>\r\n\r\nIt jams.\r\n"
    )
    await w.stage.mail.deliver(SUPPORT, raw.encode())
    anns = await w.desk.ticket_of(f"email:{ANN}")
    await w.desk.shows(anns, says=f"In copy: {BOB}")
    bob = w.writes_mail("Bob", BOB)
    await bob.mails("It smells.", subject="Coffee machine")
    bobs = await w.ticket_of(bob)
    await bob.hears("RB-1002")

    w.stage.mail.refuse(BOB)
    await w.anna.replies(bobs, "Which machine?")
    await w.desk.tells(bobs, "No such user here")
    await w.desk.is_quiet()
    assert "In copy" not in w.desk.shown(await w.desk.card(anns))

    w.stage.mail.refuse(BOB, "")
    await bob.mails("Here I am again.", subject="Another coffee machine")
    await w.desk.shows(anns, says=f"In copy: {BOB}")


async def test_a_link_taken_back_on_one_ticket_is_seen_on_the_others(desk_world: World) -> None:
    w = desk_world
    ann, chat = w.writes_mail("Ann Li", ANN), w.has_telegram("A.")
    await ann.mails("It jams.", subject="Printer")
    printer = await w.ticket_of(ann)
    await ann.hears("RB-1001")
    await chat.chats("The lamp is broken")
    await chat.hears("RB-1002")
    lamp = await w.ticket_of(chat)
    await w.anna.does("same_person", printer, same_as="RB-1002", note="He told me")
    await ann.mails("About the lamp, RB-1002: it flickers.", subject="RB-1002")
    await w.desk.shows(lamp, says="email:support")
    (link,) = (await w.desk.card(printer)).links
    await w.bo.does("apart", printer, link=str(link))
    await w.desk.tells(printer, "took a link back")
    await w.desk.shows(lamp, says="Came by: telegram · email:support · telegram:")


async def test_a_card_that_somebody_deleted_is_posted_again_once(desk_world: World) -> None:
    w = desk_world
    chat = w.has_telegram("A.")
    await chat.chats("The lamp is broken")
    await chat.hears("RB-1001")
    lamp = await w.ticket_of(chat)
    await w.desk.is_quiet()
    old = (await w.desk.card(lamp)).key.partition(":")[2]
    workspace = w.stage.slack.workspace
    workspace.remove(workspace.channels[ENGINEERS], old)

    await chat.chats("13800138000")
    await w.desk.is_quiet()
    await w.desk.shows(lamp, says="13800138000")
    await w.anna.clicks("Acknowledge", lamp)
    await w.desk.shows(lamp, says="Anna Berg")
    await w.desk.tells(lamp, "Anna Berg is looking at it")
    await w.desk.is_quiet()
    headed = [words(one) for one in w.stage.slack.messages(ENGINEERS) if " · RB-1001 · " in words(one)]
    assert len(headed) == 1
