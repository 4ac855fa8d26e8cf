"""What engineers do on cards and in modals, through the emulated workspace."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.core.desk import ShelfCard
from bot.core.messages import Answer
from tests.channels.slack.conftest import ENGINEERS, OPENED, Team, row, say, until


async def told(team: Team, user: str) -> str:
    await until(lambda: team.slack.ephemerals(user))
    return str(team.slack.ephemerals(user)[-1]["blocks"][0]["text"]["text"])


async def test_an_engineer_acknowledges(team: Team) -> None:
    ts = await team.post_card()
    await team.click("U0ANNA", ts, "ticket_acknowledge")
    [action] = team.desk.actions()
    assert (action.action, action.subject_id, action.engineer.id) == ("acknowledge", 17, "U0ANNA")
    assert action.engineer.name == "Anna Berg"
    assert action.key.startswith("slack:action:U0ANNA:")
    assert b"trigger_id" not in action.raw
    assert not team.slack.ephemerals("U0ANNA")


async def test_the_second_engineer_is_told_who_was_first(team: Team) -> None:
    ts = await team.post_card()
    context = {"who": "Anna <Berg>", "when": "09:41"}
    team.desk.answer = lambda _: Answer(accepted=False, reason="already_acknowledged", context=context)
    await team.click("U0BEN", ts, "ticket_acknowledge")
    assert await told(team, "U0BEN") == "Anna <Berg> was first: acknowledged 09:41."
    assert team.slack.ephemerals("U0BEN")[0]["text"] == "Anna &lt;Berg&gt; was first: acknowledged 09:41."


async def test_a_whisper_about_a_card_with_a_thread_stands_beside_the_card(team: Team) -> None:
    ts = await team.post_card()
    team.slack.workspace.channels[ENGINEERS].messages[ts]["thread_ts"] = ts  # as Slack names a thread's first message
    team.desk.answer = lambda _: Answer(
        accepted=False, reason="already_acknowledged", context={"who": "A", "when": "1"}
    )
    await team.click("U0BEN", ts, "ticket_acknowledge")
    await told(team, "U0BEN")
    assert "thread_ts" not in team.slack.ephemerals("U0BEN")[0]


async def test_the_button_of_a_closed_ticket_says_so(team: Team) -> None:
    ts = await team.post_card()
    team.desk.cards[17] = team.desk.cards[17].__class__(
        **{name: getattr(team.desk.cards[17], name) for name in team.desk.cards[17].__slots__} | {"status": "closed"}
    )
    team.desk.answer = lambda _: Answer(accepted=False, reason="ticket_closed")
    await team.click("U0ANNA", ts, "ticket_acknowledge")
    assert await told(team, "U0ANNA") == say("answers.ticket_closed")
    await team.click("U0ANNA", ts, "ticket_reply")
    await until(lambda: len(team.slack.ephemerals("U0ANNA")) == 2)
    assert not team.slack.views("U0ANNA")


async def test_people_of_another_company_are_no_engineers_even_in_the_channel(team: Team) -> None:
    ts = await team.post_card()
    for button in ("ticket_acknowledge", "ticket_reply", "ticket_more"):
        await team.click("U0FAR", ts, button)
    await until(lambda: len(team.slack.ephemerals("U0FAR")) == 3)
    assert await told(team, "U0FAR") == say("answers.not_an_engineer")
    assert not team.desk.got
    assert not team.slack.views("U0FAR")


async def test_who_came_may_act_at_once_and_who_left_may_not(team: Team) -> None:
    ts = await team.post_card()
    await team.slack.join("U0LI", ENGINEERS)
    await team.click("U0LI", ts, "ticket_acknowledge")
    assert len(team.desk.got) == 1
    await team.slack.leave("U0ANNA", ENGINEERS)
    view = await team.modal("U0BEN", ts, "ticket_reply")
    await team.slack.leave("U0BEN", ENGINEERS)
    await until(lambda: all(delivery.acknowledged for delivery in team.slack.record))
    seen = await team.slack.submit("U0BEN", view, {"text": "hello"})
    assert seen.view is not None
    assert seen.view["blocks"][0]["text"]["text"] == say("answers.not_an_engineer")
    assert len(team.desk.got) == 1


async def test_a_click_that_cannot_be_committed_is_shown_as_failed(team: Team) -> None:
    ts = await team.post_card()
    team.desk.failures = 1
    assert not (await team.slack.click("U0ANNA", ENGINEERS, ts, "ticket_acknowledge")).acknowledged


async def test_a_reply_shows_where_it_goes_and_says_what_is_wrong_beside_the_field(team: Team) -> None:
    ts = await team.post_card()
    view = await team.modal("U0ANNA", ts, "ticket_reply")
    where = team.slack.views("U0ANNA")[0]["blocks"][1]["elements"][0]["text"]
    assert where == "Goes to li@example.com by email:support, in English"
    team.desk.answer = lambda _: Answer(accepted=False, errors={"text": "text_too_long"})
    refused = await team.slack.submit("U0ANNA", view, {"text": "x" * 2999})
    assert refused.errors == {"text": say("answers.text_too_long")}
    team.desk.answer = lambda _: Answer()
    sent = await team.slack.submit("U0ANNA", view, {"text": "Please restart it. 请重启。"})
    assert sent.acknowledged
    assert sent.closed
    [action] = team.desk.actions()
    assert (action.action, dict(action.fields)) == ("reply", {"text": "Please restart it. 请重启。"})


async def test_a_second_press_of_the_same_submission_has_the_same_key(team: Team) -> None:
    ts = await team.post_card()
    view = await team.modal("U0ANNA", ts, "ticket_reply")
    both = await asyncio.gather(
        team.slack.submit("U0ANNA", view, {"text": "once"}),
        team.slack.submit("U0ANNA", view, {"text": "once"}),
        return_exceptions=True,
    )
    assert any(not isinstance(result, BaseException) and result.closed for result in both)
    assert len(team.desk.got) == 1
    assert team.desk.calls == 2


async def test_a_refusal_without_a_field_takes_the_place_of_the_form(team: Team) -> None:
    ts = await team.post_card()
    view = await team.modal("U0ANNA", ts, "ticket_solve")
    team.desk.answer = lambda _: Answer(accepted=False, reason="ticket_closed")
    seen = await team.slack.submit("U0ANNA", view, {"text": "done"})
    assert seen.acknowledged
    assert seen.view is not None
    assert [block["text"]["text"] for block in seen.view["blocks"]] == [say("answers.ticket_closed")]


async def test_the_preview_shows_the_message_and_keeps_what_was_typed(team: Team) -> None:
    ts = await team.post_card()
    view = await team.modal("U0ANNA", ts, "ticket_solve")
    click = await team.slack.click_in_view("U0ANNA", view, "preview", values={"text": "Pull the plug"})
    assert click.acknowledged
    assert team.desk.previews == [(17, "solve", "Pull the plug")]
    seen = team.slack.views("U0ANNA")[-1]
    assert seen["state"]["values"]["text"]["value"]["value"] == "Pull the plug"
    assert "Pull the plug" in str(seen["blocks"][6:])
    assert {"type": "text", "text": "Dear customer", "style": {"bold": True}} in seen["blocks"][7]["elements"][0][
        "elements"
    ]
    assert not team.desk.got
    assert (await team.slack.submit("U0ANNA", view, {})).closed
    assert dict(team.desk.actions()[0].fields) == {"text": "Pull the plug"}


async def test_the_priority_comes_with_its_meaning_and_a_reason(team: Team) -> None:
    ts = await team.post_card(priority="P3")
    view = await team.modal("U0ANNA", ts, "ticket_priority")
    assert (await team.slack.submit("U0ANNA", view, {"priority": "P1", "reason": "line stopped"})).closed
    [action] = team.desk.actions()
    assert (action.action, dict(action.fields)) == ("priority", {"priority": "P1", "reason": "line stopped"})


@pytest.mark.parametrize(
    ("filled", "action", "fields"),
    [
        ({"what": "escalate", "tier": "rnd", "note": "n"}, "escalate", {"tier": "rnd", "note": "n"}),
        (
            {"what": "details", "name": "Li", "phone": "+86 21 1"},
            "details",
            {"name": "Li", "organisation": "Acme", "phone": "+86 21 1"},
        ),
        ({"what": "log_call", "outcome": "reached"}, "log_call", {"outcome": "reached", "note": ""}),
        ({"what": "close", "note": "spam"}, "close", {"note": "spam"}),
    ],
)
async def test_more_does_one_thing_of_many(
    team: Team, filled: dict[str, Any], action: str, fields: dict[str, str]
) -> None:
    ts = await team.post_card()
    view = await team.modal("U0ANNA", ts, "ticket_more")
    assert (await team.slack.submit("U0ANNA", view, filled)).closed
    assert [(done.action, dict(done.fields)) for done in team.desk.actions()] == [(action, fields)]


async def test_an_error_in_more_stands_beside_its_field(team: Team) -> None:
    ts = await team.post_card()
    view = await team.modal("U0ANNA", ts, "ticket_more")
    team.desk.answer = lambda _: Answer(accepted=False, errors={"tier": "tier_unknown"})
    seen = await team.slack.submit("U0ANNA", view, {"what": "escalate"})
    assert seen.errors == {"tier": say("answers.tier_unknown")}


async def test_a_modal_that_slack_does_not_open_is_told(team: Team) -> None:
    ts = await team.post_card()
    team.slack.fail("views.open", "expired_trigger_id")
    await team.click("U0ANNA", ts, "ticket_reply")
    assert await told(team, "U0ANNA") == say("answers.try_again")


async def test_the_shelf_is_retried(team: Team) -> None:
    team.desk.shelves[5] = ShelfCard(5, "email:support", "cannot be read", OPENED, "x@example.com", "Hel<lo")
    sent = await team.room.send(row("shelf", subject_id=5))
    await team.click("U0BEN", sent.provider_id.partition(":")[2], "shelf_retry")
    [action] = team.desk.actions()
    assert (action.action, action.subject_id) == ("shelf_retry", 5)
