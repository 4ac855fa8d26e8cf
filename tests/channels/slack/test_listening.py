"""What customers and engineers write, through the emulated workspace."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

from bot.core.messages import Button, DeskAction, Inbound
from tests.channels.slack.conftest import CUSTOMERS, ENGINEERS, Team, row, to, until


async def test_a_direct_message_is_handed_over_and_then_acknowledged(team: Team) -> None:
    ts = await team.slack.direct_message("U0LI", "打印机 <b> & fire, see https://example.com")
    await until(lambda: team.desk.got)
    [inbound] = team.desk.got
    assert isinstance(inbound, Inbound)
    im = team.slack.im_of("U0LI")
    assert (inbound.key, inbound.thread, inbound.channel) == (f"slack:T0RINGBACK:{im}:{ts}", im, "slack")
    assert inbound.text == "打印机 <b> & fire, see https://example.com"
    assert (inbound.sender.address, inbound.sender.name, inbound.sender.language) == (to("U0LI"), "李伟", "zh")
    assert abs((inbound.at - datetime.now(UTC)).total_seconds()) < 10
    await until(lambda: all(delivery.acknowledged for delivery in team.slack.record))


async def test_nothing_is_acknowledged_before_it_is_committed(team: Team) -> None:
    gate = asyncio.Event()
    plain = team.desk.receive

    async def slow(event: object) -> object:
        await gate.wait()
        return await plain(event)  # type: ignore[arg-type]  # handed through

    await team.stop()
    team.desk.receive = slow  # type: ignore[method-assign, assignment]  # the desk takes its time
    await team.start()
    await team.slack.direct_message("U0LI", "wait for it")
    await until(lambda: team.slack.record[-1].attempts)
    assert not team.slack.record[-1].acknowledged
    gate.set()
    await until(lambda: team.slack.record[-1].acknowledged)


async def test_what_could_not_be_committed_comes_again(team: Team) -> None:
    await until(lambda: "slack:*" in team.desk.cursors)
    team.desk.failures = 2
    await team.slack.direct_message("U0LI", "the disk is full")
    await until(lambda: team.slack.record[-1].acknowledged)
    assert team.slack.record[-1].attempts >= 2
    assert team.desk.texts() == ["the disk is full"]


async def test_what_slack_gave_up_on_is_read_back(team: Team) -> None:
    await until(lambda: "slack:*" in team.desk.cursors)
    team.desk.failures = 9
    await team.slack.direct_message("U0LI", "for a long time")
    await until(lambda: team.desk.texts() == ["for a long time"])


async def test_eleven_copies_with_new_ids_have_one_key(team: Team) -> None:
    team.slack.repeat_next(10)
    await team.slack.direct_message("U0LI", "once")
    await until(lambda: team.desk.calls >= 11)
    assert team.desk.texts() == ["once"]


async def test_messages_of_one_conversation_keep_their_order(team: Team) -> None:
    for number in range(12):
        await team.slack.direct_message("U0LI", str(number))
    await until(lambda: len(team.desk.got) == 12)
    assert team.desk.texts() == [str(number) for number in range(12)]


async def test_a_channel_message_starts_a_conversation_and_replies_join_it(team: Team) -> None:
    root = await team.slack.write("U0LI", CUSTOMERS, "down again")
    await team.slack.write("U0FAR", CUSTOMERS, "here too", thread_ts=root)
    await until(lambda: len(team.desk.got) == 2)
    first, second = (event for event in team.desk.got if isinstance(event, Inbound))
    assert first.thread == second.thread == f"{CUSTOMERS}:{root}"
    assert second.sender.address.value == "T0OTHER/U0FAR"


async def test_engineers_in_a_customer_channel_are_no_customers(team: Team) -> None:
    await team.slack.write("U0ANNA", CUSTOMERS, "we are on it")
    await team.slack.write("U0LI", CUSTOMERS, "thanks")
    await until(lambda: team.desk.got)
    assert team.desk.texts() == ["thanks"]


async def test_what_is_changed_and_taken_back_is_handed_over_as_such(team: Team) -> None:
    ts = await team.slack.direct_message("U0LI", "first")
    im = team.slack.im_of("U0LI")
    await team.slack.edit("U0LI", im, ts, "second")
    await team.slack.delete("U0LI", im, ts)
    await until(lambda: len(team.slack.record) == 3 and all(d.acknowledged for d in team.slack.record))
    assert team.desk.texts() == ["first", "second", "second"]
    assert [event.withdrawn for event in team.desk.got if isinstance(event, Inbound)] == [False, False, True]
    assert len({event.key for event in team.desk.got}) == 3


async def test_a_file_comes_as_a_reference_and_is_fetched_with_our_token(team: Team) -> None:
    await team.slack.direct_message("U0LI", "", files=[("日志.txt", "text/plain", b"error 42")])
    await until(lambda: team.desk.got)
    [inbound] = team.desk.got
    assert isinstance(inbound, Inbound)
    [file] = inbound.attachments
    assert (file.name, file.media_type, file.size, file.content) == ("日志.txt", "text/plain", 8, None)
    assert await team.room.fetch(file.reference) == b"error 42"


async def test_a_file_of_another_company_is_looked_up_when_it_is_fetched(team: Team) -> None:
    await team.slack.direct_message("U0FAR", "look", files=[("a.txt", "text/plain", b"far")])
    await until(lambda: team.desk.got)
    [inbound] = team.desk.got
    assert isinstance(inbound, Inbound)
    assert await team.room.fetch(inbound.attachments[0].reference) == b"far"


async def test_talk_under_a_card_is_a_note(team: Team) -> None:
    ts = await team.post_card()
    await team.slack.write("U0ANNA", ENGINEERS, "he sounds angry", thread_ts=ts)
    await team.slack.write("U0BEN", ENGINEERS, "lunch?")
    await team.slack.write("U0BEN", ENGINEERS, "same cause as RB-9", thread_ts=ts)
    await until(lambda: len(team.desk.got) == 2)
    notes = [event for event in team.desk.got if isinstance(event, DeskAction)]
    assert [(note.action, note.subject_id, note.engineer.name) for note in notes] == [
        ("note", 17, "Anna Berg"),
        ("note", 17, "Ben Stone"),
    ]
    assert notes[0].fields == {"text": "he sounds angry"}


async def test_talk_under_a_card_whose_place_is_not_committed_yet_is_a_note_too(team: Team) -> None:
    ts = await team.post_card()
    team.desk.cards[17] = replace(team.desk.cards[17], key="")  # as after a kill between the post and its commit
    await team.slack.write("U0ANNA", ENGINEERS, "he sounds angry", thread_ts=ts)
    await until(lambda: team.desk.got)
    assert [(action.action, action.subject_id) for action in team.desk.actions()] == [("note", 17)]


async def test_talk_under_what_is_no_card_is_nothing_of_ours(team: Team) -> None:
    notice = await team.room.send(row("notice", body="The mailbox is red."))
    theirs = await team.slack.write("U0ANNA", ENGINEERS, "lunch?")
    for root in (notice.provider_id.partition(":")[2], theirs):
        await team.slack.write("U0BEN", ENGINEERS, "at last", thread_ts=root)
    await until(lambda: all(delivery.acknowledged for delivery in team.slack.record))
    assert not team.desk.got


async def test_a_customer_presses_a_button_of_ours(team: Team) -> None:
    buttons = (Button("Solved", "solved:17:2"), Button("Not yet", "unsolved:17:2"))
    sent = await team.room.send(row(address=to("U0LI"), buttons=buttons))
    im, ts = sent.provider_id.split(":")
    click = await team.slack.click("U0LI", im, ts, "customer_0", "solved:17:2")
    assert click.acknowledged
    [inbound] = team.desk.got
    assert isinstance(inbound, Inbound)
    assert (inbound.press, inbound.text, inbound.thread) == ("solved:17:2", "Solved", im)
    assert inbound.key.startswith("slack:press:U0LI:")


async def test_a_press_that_cannot_be_committed_is_shown_as_failed(team: Team) -> None:
    sent = await team.room.send(row(address=to("U0LI"), buttons=(Button("Solved", "solved:17:2"),)))
    im, ts = sent.provider_id.split(":")
    team.desk.failures = 1
    assert not (await team.slack.click("U0LI", im, ts, "customer_0")).acknowledged
    assert not team.desk.got
