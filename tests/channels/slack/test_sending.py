"""Rows of the outbox onto the emulated workspace."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.desk import ShelfCard
from bot.core.messages import Attachment, DeliveryError, Inbound, Sent
from tests.channels.slack.conftest import (
    CUSTOMERS,
    ENGINEERS,
    OPENED,
    Team,
    card,
    room_for,
    row,
    settings_for,
    to,
    until,
)

HOSTILE = ("<!channel> *bold* {{7*7}} <b>x</b> <@U0ANNA> <https://evil.example|click> :tada: _i_ `c` &lt;" * 60)[:5000]


async def test_a_message_opens_the_conversation(team: Team) -> None:
    sent = await team.room.send(row(address=to("U0LI")))
    im = team.slack.im_of("U0LI")
    [message] = team.slack.messages(im)
    assert sent.provider_id == f"{im}:{message['ts']}"
    assert message["metadata"] == {"event_type": "ringback_outbox", "event_payload": {"id": 501}}
    assert message["text"] == "Hello you"
    assert message["blocks"][0]["elements"][0]["elements"] == [
        {"type": "text", "text": "Hello "},
        {"type": "text", "text": "you", "style": {"bold": True}},
    ]


async def test_an_answer_goes_into_its_thread(team: Team) -> None:
    root = await team.slack.write("U0LI", CUSTOMERS, "down")
    await team.room.send(row(address=to("U0LI"), thread=f"{CUSTOMERS}:{root}"))
    assert len(team.slack.messages(CUSTOMERS, root)) == 2


async def test_a_card_is_posted_once_and_then_updated_in_place(team: Team) -> None:
    ts = await team.post_card()
    assert "ticket_acknowledge" in str(team.shown(ts)["blocks"])
    team.desk.cards[17] = replace(
        team.desk.cards[17], assignee="Anna *B*", acknowledged_at=team.desk.cards[17].opened_at, status="open"
    )
    sent = await team.room.send(row("card", id=502))
    assert sent.provider_id == f"{ENGINEERS}:{ts}"
    assert len(team.slack.messages(ENGINEERS)) == 1
    shown = str(team.shown(ts)["blocks"])
    assert "ticket_acknowledge" not in shown
    assert "acknowledged by Anna B, <!date^1741064760^" in shown


async def test_a_card_that_was_deleted_is_posted_anew(team: Team) -> None:
    ts = await team.post_card()
    team.slack.fail("chat.update", "message_not_found")
    sent = await team.room.send(row("card", id=502))
    assert sent.provider_id != f"{ENGINEERS}:{ts}"


async def test_five_thousand_hostile_characters_take_no_effect(team: Team) -> None:
    ts = await team.post_card(
        subject=HOSTILE, excerpt=HOSTILE, requester=HOSTILE, organisation=HOSTILE, priority="P1", call_task=HOSTILE
    )
    shown = team.shown(ts)
    assert "<!channel>" not in shown["text"]
    assert "<@U0ANNA>" not in shown["text"]
    for block in shown["blocks"]:
        for element in block.get("elements", ()):
            if element["type"] == "mrkdwn":
                assert "evil" not in element["text"]
                assert "channel" not in element["text"]
        assert block["type"] != "section"
    assert shown["blocks"][0]["text"]["text"].startswith("🚨 P1 · RB-17 · <!channel>")
    assert shown["blocks"][0]["text"]["type"] == "plain_text"
    assert "{{7*7}}" in str(shown["blocks"])
    assert (await team.slack.click("U0ANNA", ENGINEERS, ts, "ticket_reply")).acknowledged
    assert (await team.slack.click("U0ANNA", ENGINEERS, ts, "ticket_more")).acknowledged
    assert len(team.slack.views("U0ANNA")) == 2


async def test_a_post_goes_under_its_card_and_to_the_channel_when_the_card_is_gone(team: Team) -> None:
    ts = await team.post_card()
    await team.room.send(row("post", thread=f"{ENGINEERS}:{ts}"))
    assert len(team.slack.messages(ENGINEERS, ts)) == 2
    await team.room.send(row("post", thread=f"{ENGINEERS}:1.000001"))
    await team.room.send(row("notice"))
    assert len(team.slack.messages(ENGINEERS)) == 3


async def test_a_file_goes_under_the_card_and_is_found_again(team: Team) -> None:
    ts = await team.post_card()
    files = (Attachment("mail.eml", "message/rfc822", 4, b"From"), Attachment("图.png", "image/png", 2, b"ab"))
    file = row("file", id=503, thread=f"{ENGINEERS}:{ts}", files=files)
    assert await team.room.find(file) is None
    await team.room.send(file)
    assert await team.room.find(file) is not None
    await team.room.send(replace(file, attempt=2))
    [_, message] = team.slack.messages(ENGINEERS, ts)
    assert [shared["name"] for shared in message["files"]] == ["mail.eml", "图.png"]


async def test_after_an_ambiguous_cut_the_message_is_found_and_not_doubled(team: Team) -> None:
    team.slack.drop_answer("chat.postMessage")
    outbound = row(address=to("U0LI"))
    with pytest.raises(DeliveryError) as caught:
        await team.room.send(outbound)
    assert caught.value.ambiguous
    assert not caught.value.permanent
    [message] = team.slack.messages(team.slack.im_of("U0LI"))
    found = await team.room.find(replace(outbound, again=True, attempt=2))
    assert found is not None
    assert found.provider_id.endswith(message["ts"])
    assert await team.room.find(row(id=9, address=to("U0LI"))) is None


async def test_a_post_in_a_thread_is_found_again(team: Team) -> None:
    ts = await team.post_card()
    team.slack.drop_answer("chat.postMessage")
    outbound = row("post", id=77, thread=f"{ENGINEERS}:{ts}")
    with pytest.raises(DeliveryError):
        await team.room.send(outbound)
    assert await team.room.find(outbound) is not None
    assert await team.room.find(replace(outbound, thread=f"{ENGINEERS}:1.000001")) is None


@pytest.mark.parametrize("kind", ["card", "shelf"])
async def test_a_card_that_is_found_again_shows_what_happened_since(team: Team, kind: str) -> None:
    shelved = ShelfCard(17, "email:support", "BrokenFlow", OPENED, excerpt="Before")
    team.desk.cards[17], team.desk.shelves[17] = card(), shelved
    team.slack.drop_answer("chat.postMessage")
    with pytest.raises(DeliveryError):
        await team.room.send(row(kind))
    team.desk.cards[17] = card(subject="After")
    team.desk.shelves[17] = replace(shelved, excerpt="After")
    found = await team.room.find(row(kind, again=True, attempt=2))
    [message] = team.slack.messages(ENGINEERS)
    assert found == Sent(f"{ENGINEERS}:{message['ts']}")
    assert "After" in str(message["blocks"])


async def test_a_throttled_delivery_says_when_to_come_again(team: Team) -> None:
    team.slack.throttle("chat.postMessage", retry_after=7)
    with pytest.raises(DeliveryError) as caught:
        await team.room.send(row(address=to("U0LI")))
    assert (caught.value.retry_after, caught.value.permanent, caught.value.ambiguous) == (7, False, False)
    assert not team.slack.messages(team.slack.im_of("U0LI"))


@pytest.mark.parametrize(
    ("code", "permanent", "ambiguous"),
    [
        ("channel_not_found", True, False),
        ("is_archived", True, False),
        ("invalid_auth", False, False),
        ("fatal_error", False, True),
        ("something_new", False, False),
    ],
)
async def test_a_refusal_carries_its_verdict(team: Team, code: str, permanent: bool, ambiguous: bool) -> None:
    team.slack.fail("chat.postMessage", code)
    with pytest.raises(DeliveryError, match=code) as caught:
        await team.room.send(row("notice"))
    assert (caught.value.permanent, caught.value.ambiguous) == (permanent, ambiguous)


async def test_a_server_error_while_posting_is_ambiguous(team: Team) -> None:
    team.slack.fail_http("chat.postMessage", 502)
    with pytest.raises(DeliveryError) as caught:
        await team.room.send(row("notice"))
    assert caught.value.ambiguous


async def test_a_card_whose_update_got_no_answer_is_simply_updated_again(team: Team) -> None:
    await team.post_card()
    team.slack.drop_answer("chat.update")
    with pytest.raises(DeliveryError) as caught:
        await team.room.send(row("card", id=502))
    assert not caught.value.ambiguous


async def test_a_person_who_does_not_exist_is_permanent(team: Team) -> None:
    with pytest.raises(DeliveryError) as caught:
        await team.room.send(row(address=to("U0NOBODY")))
    assert caught.value.permanent


async def test_our_token_goes_to_slack_only(team: Team) -> None:
    with pytest.raises(DeliveryError, match="not kept at Slack"):
        await team.room.fetch("https://evil.example/files.slack.com/x")


async def test_a_file_above_the_limit_is_not_kept(team: Team) -> None:
    await team.slack.direct_message("U0LI", "", files=[("a.zip", "application/zip", b"x" * 100)])
    await until(lambda: team.desk.got)
    [inbound] = team.desk.got
    assert isinstance(inbound, Inbound)
    small = room_for(team.desk, settings_for(team.slack.url, file_bytes_max=99))
    with pytest.raises(DeliveryError, match="larger than 99 bytes") as caught:
        await small.fetch(inbound.attachments[0].reference)
    assert caught.value.permanent


async def test_rows_go_out_also_while_nobody_listens(team: Team) -> None:
    await team.stop()
    sent = await room_for(team.desk, team.settings).send(row("notice"))
    assert sent.provider_id.startswith(ENGINEERS)
