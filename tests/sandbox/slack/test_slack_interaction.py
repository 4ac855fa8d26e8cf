"""Clicks, modals and response addresses over plain HTTP and a plain websocket."""

import asyncio
from collections.abc import Awaitable
from typing import Any

import aiohttp
import pytest

from bot.sandbox.slack import SlackSandbox, Submission

from .slack_raw import Raw, ack, receive

Ws = aiohttp.ClientWebSocketResponse


def plain(text: str) -> dict:
    return {"type": "plain_text", "text": text}


def button(action_id: str, value: str | None = None) -> dict:
    shape = {"type": "button", "action_id": action_id, "text": plain("Go")}
    return shape | ({"value": value} if value else {})


def option(value: str) -> dict:
    return {"text": plain(value.upper()), "value": value}


def field(block_id: str, element: dict, **more: object) -> dict:
    return {"type": "input", "block_id": block_id, "label": plain("L"), "element": element, **more}


NOTE = field("note", {"type": "plain_text_input", "action_id": "text"})


def modal(*blocks: dict, **more: object) -> dict:
    view = {"type": "modal", "title": plain("Title"), "submit": plain("Send"), "blocks": list(blocks)}
    return view | more


CARD = [
    {"type": "section", "text": plain("T"), "block_id": "s", "accessory": button("open", "1")},
    {"type": "actions", "block_id": "a", "elements": [button("take", "t1"), button("give", "t1")]},
    {
        "type": "actions",
        "elements": [
            {"type": "static_select", "action_id": "level", "options": [option("p1"), option("p2")]},
            {"type": "overflow", "action_id": "more", "options": [option("x"), option("y")]},
            {"type": "users_select", "action_id": "who"},
        ],
    },
]


async def _card(raw: Raw) -> tuple[Ws, str]:
    ws = await raw.connected()
    ts = (await raw.call("chat.postMessage", channel="C1", text="card", blocks=CARD))["ts"]
    await ack(ws, await receive(ws))
    return ws, ts


async def _used(ws: Ws, use: Awaitable[Any], answer: dict | None = None) -> tuple[dict, Any]:
    """Return the payload of an interaction, and what the person saw after the ack carrying `answer`."""
    task = asyncio.ensure_future(use)
    envelope = await receive(ws)
    assert envelope["accepts_response_payload"] is True
    await ack(ws, envelope, answer)
    return envelope["payload"], await task


async def test_a_click_says_who_pressed_what_on_which_message(raw: Raw) -> None:
    ws, ts = await _card(raw)
    payload, click = await _used(ws, raw.slack.click("U1", "C1", ts, "take"))
    assert click.acknowledged is True
    assert click.trigger_id == payload["trigger_id"]
    assert 0 <= click.seconds < 1
    assert (payload["type"], payload["user"]["id"], payload["channel"]["id"]) == ("block_actions", "U1", "C1")
    assert payload["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": "C1",
        "is_ephemeral": False,
    }
    assert payload["message"]["ts"] == ts
    [action] = payload["actions"]
    assert (action["action_id"], action["block_id"], action["value"]) == ("take", "a", "t1")
    assert action["action_ts"]


@pytest.mark.parametrize(
    ("action_id", "value", "reported"),
    [
        ("level", "p2", {"selected_option": option("p2")}),
        ("more", "y", {"selected_option": option("y")}),
        ("who", "U2", {"selected_user": "U2"}),
    ],
)
async def test_menus_report_what_was_chosen(raw: Raw, action_id: str, value: str, reported: dict) -> None:
    ws, ts = await _card(raw)
    payload, _ = await _used(ws, raw.slack.click("U1", "C1", ts, action_id, value))
    assert reported.items() <= payload["actions"][0].items()


@pytest.mark.parametrize(
    ("user", "action_id", "value"),
    [("U1", "nope", None), ("U1", "take", "t9"), ("U1", "level", "p9"), ("W9", "take", None)],
)
async def test_what_a_person_does_not_see_cannot_be_used(raw: Raw, user: str, action_id: str, value: str) -> None:
    _, ts = await _card(raw)
    with pytest.raises(LookupError):
        await raw.slack.click(user, "C1", ts, action_id, value)
    with pytest.raises(LookupError):
        await raw.slack.click("U1", "C1", "1.0", "take")


async def test_a_click_without_ack_fails_once_and_is_not_redelivered(raw: Raw) -> None:
    ws, ts = await _card(raw)
    click = await raw.slack.click("U1", "C1", ts, "take")
    assert click.acknowledged is False
    assert click.seconds >= 0.3
    assert (await receive(ws))["type"] == "interactive"
    with pytest.raises(TimeoutError):
        await ws.receive(timeout=0.2)
    assert (raw.slack.record[-1].kind, raw.slack.record[-1].attempts) == ("interactive", 1)
    assert raw.slack.record[-1].lost


async def test_a_click_fails_at_once_when_no_socket_is_open(raw: Raw) -> None:
    ws, ts = await _card(raw)
    await ws.close()
    click = await raw.slack.click("U1", "C1", ts, "take")
    assert (click.acknowledged, click.seconds < 0.2) == (False, True)


async def _opened(raw: Raw, view: dict) -> tuple[Ws, dict]:
    ws, ts = await _card(raw)
    _, click = await _used(ws, raw.slack.click("U1", "C1", ts, "take"))
    answer = await raw.call("views.open", trigger_id=click.trigger_id, view=view)
    assert answer["ok"] is True, answer
    return ws, answer["view"]


async def test_a_trigger_opens_one_modal_for_the_person_who_clicked(raw: Raw) -> None:
    ws, ts = await _card(raw)
    _, click = await _used(ws, raw.slack.click("U1", "C1", ts, "take"))
    opened = await raw.call("views.open", trigger_id=click.trigger_id, view=modal(NOTE))
    [view] = raw.slack.views("U1")
    assert (view["id"], view["root_view_id"]) == (opened["view"]["id"], opened["view"]["id"])
    assert raw.slack.views("U2") == []
    again = await raw.call("views.open", trigger_id=click.trigger_id, view=modal(NOTE))
    assert again["error"] == "exchanged_trigger_id"
    wrong = await raw.call("views.open", trigger_id="1.2.3", view=modal(NOTE))
    assert wrong["error"] == "invalid_trigger_id"


async def test_a_trigger_dies_after_three_seconds(raw: Raw, monkeypatch: pytest.MonkeyPatch) -> None:
    ws, ts = await _card(raw)
    _, click = await _used(ws, raw.slack.click("U1", "C1", ts, "take"))
    monkeypatch.setattr("bot.sandbox.slack.modals.TRIGGER_SECONDS", 0)
    answer = await raw.call("views.open", trigger_id=click.trigger_id, view=modal(NOTE))
    assert answer["error"] == "expired_trigger_id"


async def test_a_submission_carries_every_field_and_closes_the_modal(raw: Raw) -> None:
    fields = (
        NOTE,
        field("level", {"type": "static_select", "action_id": "v", "options": [option("p1"), option("p2")]}),
        field("way", {"type": "radio_buttons", "action_id": "v", "options": [option("mail")]}),
        field("days", {"type": "checkboxes", "action_id": "v", "options": [option("mo"), option("tu")]}),
        field("who", {"type": "users_select", "action_id": "v", "initial_user": "U2"}),
        field("why", {"type": "plain_text_input", "action_id": "v"}, optional=True),
    )
    ws, view = await _opened(raw, modal(*fields, private_metadata="ticket 7", callback_id="solve"))
    values = {"note": "fixed", "level": "p2", "way": "mail", "days": ["mo", "tu"]}
    payload, seen = await _used(ws, raw.slack.submit("U1", view["id"], values))
    assert (payload["type"], payload["view"]["private_metadata"]) == ("view_submission", "ticket 7")
    assert payload["view"]["state"]["values"] == {
        "note": {"text": {"type": "plain_text_input", "value": "fixed"}},
        "level": {"v": {"type": "static_select", "selected_option": option("p2")}},
        "way": {"v": {"type": "radio_buttons", "selected_option": option("mail")}},
        "days": {"v": {"type": "checkboxes", "selected_options": [option("mo"), option("tu")]}},
        "who": {"v": {"type": "users_select", "selected_user": "U2"}},
        "why": {"v": {"type": "plain_text_input", "value": None}},
    }
    assert seen == Submission(acknowledged=True, closed=True)
    assert raw.slack.views("U1") == []


async def test_a_submission_carries_the_files_that_were_picked(raw: Raw) -> None:
    picks = field(
        "files", {"type": "file_input", "action_id": "f", "max_files": 2, "filetypes": ["pdf"]}, optional=True
    )
    ws, view = await _opened(raw, modal(picks))
    for wrong in (
        [("a.pdf", "application/pdf", b"1")] * 3,
        [("a.exe", "x/y", b"1")],
        [("a.pdf", "application/pdf", b"")],
        [("a.pdf", "application/pdf", bytes(10 * 1024 * 1024 + 1))],
    ):
        with pytest.raises(LookupError):
            await raw.slack.submit("U1", view["id"], {"files": wrong})
    picked = [("手册.pdf", "application/pdf", b"%PDF"), ("b.pdf", "application/pdf", b"%%")]
    payload, seen = await _used(ws, raw.slack.submit("U1", view["id"], {"files": picked}))
    state = payload["view"]["state"]["values"]["files"]["f"]
    assert [(one["name"], one["mimetype"], one["size"]) for one in state["files"]] == [
        ("手册.pdf", "application/pdf", 4),
        ("b.pdf", "application/pdf", 2),
    ]
    assert seen.closed
    address = state["files"][0]["url_private_download"]
    async with raw.session.get(address, headers={"Authorization": "Bearer xoxb-sandbox"}) as answer:
        assert await answer.read() == b"%PDF"
    assert all(raw.slack.messages(channel) == [] for channel in ("C2", "C3"))


async def test_required_fields_left_empty_are_not_sent(raw: Raw) -> None:
    _, view = await _opened(raw, modal(NOTE))
    before = len(raw.slack.record)
    seen = await raw.slack.submit("U1", view["id"], {"note": ""})
    assert (seen.acknowledged, list(seen.errors), seen.closed) == (False, ["note"], False)
    assert len(raw.slack.record) == before
    with pytest.raises(LookupError):
        await raw.slack.submit("U1", view["id"], {"nothing": "x"})
    with pytest.raises(LookupError):
        await raw.slack.submit("U2", view["id"], {"note": "x"})


async def test_field_errors_keep_the_modal_with_what_was_typed(raw: Raw) -> None:
    ws, view = await _opened(raw, modal(NOTE))
    answer = {"response_action": "errors", "errors": {"note": "too short"}}
    _, seen = await _used(ws, raw.slack.submit("U1", view["id"], {"text": "hm"}), answer)
    assert (seen.acknowledged, seen.errors, seen.closed) == (True, {"note": "too short"}, False)
    [kept] = raw.slack.views("U1")
    assert kept["state"]["values"]["note"]["text"]["value"] == "hm"


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"nobody": "x"}},
        {"response_action": "errors"},
        {"response_action": "update", "view": {"type": "modal"}},
        {"response_action": "dance"},
        {"text": "ok"},
    ],
)
async def test_an_answer_slack_cannot_use_is_trouble_for_the_person(raw: Raw, answer: dict) -> None:
    ws, view = await _opened(raw, modal(NOTE))
    _, seen = await _used(ws, raw.slack.submit("U1", view["id"], {"note": "x"}), answer)
    assert (seen.acknowledged, seen.closed, bool(seen.trouble)) == (False, False, True)
    assert len(raw.slack.views("U1")) == 1


async def test_a_submission_without_answer_leaves_the_modal_open(raw: Raw) -> None:
    _, view = await _opened(raw, modal(NOTE))
    seen = await raw.slack.submit("U1", view["id"], {"note": "x"})
    assert (seen.acknowledged, seen.closed) == (False, False)
    assert len(raw.slack.views("U1")) == 1


async def test_an_answer_can_update_push_and_clear(raw: Raw) -> None:
    ws, view = await _opened(raw, modal(NOTE))
    update = {"response_action": "update", "view": modal(NOTE, callback_id="second")}
    _, seen = await _used(ws, raw.slack.submit("U1", view["id"], {"note": "x"}), update)
    assert (seen.view["id"], seen.view["callback_id"], seen.closed) == (view["id"], "second", False)
    assert seen.view["hash"] != view["hash"]
    push = {"response_action": "push", "view": modal(NOTE, callback_id="third")}
    _, seen = await _used(ws, raw.slack.submit("U1", view["id"], {"note": "x"}), push)
    assert seen.view["previous_view_id"] == view["id"]
    top = raw.slack.views("U1")[-1]
    _, seen = await _used(ws, raw.slack.submit("U1", top["id"], {"note": "x"}), {"response_action": "clear"})
    assert (seen.view, raw.slack.views("U1")) == (None, [])


async def test_a_click_in_a_modal_carries_what_was_typed_so_far(raw: Raw) -> None:
    blocks = (NOTE, {"type": "actions", "elements": [button("look", "7")]})
    ws, view = await _opened(raw, modal(*blocks))
    use = raw.slack.click_in_view("U1", view["id"], "look", values={"note": "half"})
    payload, click = await _used(ws, use)
    assert payload["container"] == {"type": "view", "view_id": view["id"]}
    assert payload["view"]["state"]["values"]["note"]["text"]["value"] == "half"
    pushed = await raw.call("views.push", trigger_id=click.trigger_id, view=modal(NOTE))
    assert pushed["view"]["root_view_id"] == view["id"]
    assert [v["id"] for v in raw.slack.views("U1")] == [view["id"], pushed["view"]["id"]]


async def test_a_fourth_view_in_a_stack_is_refused(raw: Raw) -> None:
    blocks = ({"type": "actions", "elements": [button("look")]},)
    ws, view = await _opened(raw, modal(*blocks))
    answers = []
    for _ in range(3):
        _, click = await _used(ws, raw.slack.click_in_view("U1", view["id"], "look"))
        answers.append(await raw.call("views.push", trigger_id=click.trigger_id, view=modal(*blocks)))
    assert [answer.get("error") for answer in answers] == [None, None, "push_limit_reached"]


async def test_a_view_is_updated_by_id_by_name_and_only_with_the_current_hash(raw: Raw) -> None:
    _, view = await _opened(raw, modal(NOTE, external_id="mine"))
    new = modal(NOTE, external_id="mine", callback_id="new")
    stale = await raw.call("views.update", view_id=view["id"], view=new, hash="1.old")
    assert stale["error"] == "hash_conflict"
    by_id = await raw.call("views.update", view_id=view["id"], view=new, hash=view["hash"])
    assert by_id["view"]["callback_id"] == "new"
    assert (await raw.call("views.update", external_id="mine", view=new))["ok"] is True
    assert (await raw.call("views.update", view_id="V404", view=new))["error"] == "not_found"
    assert (await raw.call("views.update", view=new))["error"] == "invalid_arguments"


async def test_closing_by_hand_is_told_when_the_view_asks_for_it(raw: Raw) -> None:
    ws, view = await _opened(raw, modal(NOTE, notify_on_close=True))
    payload, _ = await _used(ws, raw.slack.close_view("U1", view["id"]))
    assert (payload["type"], payload["is_cleared"]) == ("view_closed", False)
    assert raw.slack.views("U1") == []


async def test_a_home_tab_is_published_for_one_person_and_used(raw: Raw) -> None:
    home = {"type": "home", "blocks": [{"type": "actions", "elements": [button("next")]}]}
    answer = await raw.call("views.publish", user_id="U1", view=home)
    assert raw.slack.home("U1")["id"] == answer["view"]["id"]
    assert raw.slack.home("U2") is None
    ws = await raw.connected()
    payload, _ = await _used(ws, raw.slack.click_in_view("U1", answer["view"]["id"], "next"))
    assert payload["view"]["type"] == "home"
    assert (await raw.call("views.publish", user_id="U404", view=home))["error"] == "invalid_arguments"
    stale = await raw.call("views.publish", user_id="U1", view=home, hash="old")
    assert stale["error"] == "hash_conflict"


async def _respond(raw: Raw, url: str, **body: object) -> tuple[int, str]:
    async with raw.session.post(url, json=body) as response:
        return response.status, await response.text()


async def test_a_response_address_whispers_replaces_and_deletes(raw: Raw) -> None:
    ws, ts = await _card(raw)
    payload, _ = await _used(ws, raw.slack.click("U1", "C1", ts, "take"))
    url = payload["response_url"]
    assert await _respond(raw, url, text="for you") == (200, "ok")
    assert [m["text"] for m in raw.slack.ephemerals("U1")] == ["for you"]
    await _respond(raw, url, text="for all", response_type="in_channel")
    await _respond(raw, url, text="new card", replace_original=True, blocks=[])
    assert [m["text"] for m in raw.slack.messages("C1")] == ["new card", "for all"]
    assert (await _respond(raw, url, text="x", blocks=[{"type": "pie"}]))[0] == 400
    await _respond(raw, url, delete_original=True)
    assert [m["text"] for m in raw.slack.messages("C1")] == ["for all"]


async def test_a_response_address_has_five_uses(raw: Raw) -> None:
    ws, ts = await _card(raw)
    payload, _ = await _used(ws, raw.slack.click("U1", "C1", ts, "take"))
    answers = [await _respond(raw, payload["response_url"], text="x") for _ in range(6)]
    assert answers[4:] == [(200, "ok"), (404, "used_url")]


async def test_a_response_address_lives_thirty_minutes() -> None:
    clock = [1_700_000_000.0]
    async with SlackSandbox(now=lambda: clock[0]) as slack, aiohttp.ClientSession() as session:
        slack.add_user("U1", "Ann")
        slack.add_channel("C1", "one", members=["U1"])
        url = slack._responses.new_address("U1", "C1")
        clock[0] += 30 * 60 + 1
        assert await _respond(Raw(slack, session), url, text="x") == (404, "expired_url")


async def test_a_button_of_an_ephemeral_message_can_be_used_by_its_reader_alone(raw: Raw) -> None:
    ws = await raw.connected()
    blocks = [{"type": "actions", "elements": [button("ok")]}]
    ts = (await raw.call("chat.postEphemeral", channel="C1", user="U1", text="t", blocks=blocks))["message_ts"]
    payload, _ = await _used(ws, raw.slack.click("U1", "C1", ts, "ok"))
    assert payload["container"]["is_ephemeral"] is True
    assert "message" not in payload
    with pytest.raises(LookupError):
        await raw.slack.click("U2", "C1", ts, "ok")


async def test_a_command_is_answered_to_the_person_alone(raw: Raw) -> None:
    ws = await raw.connected()
    payload, click = await _used(ws, raw.slack.command("U1", "C1", "/ticket", "list"), {"text": "none open"})
    assert (payload["command"], payload["text"], payload["user_id"]) == ("/ticket", "list", "U1")
    assert click.acknowledged is True
    assert [m["text"] for m in raw.slack.ephemerals("U1")] == ["none open"]


async def test_without_its_scope_the_app_has_no_commands(raw: Raw) -> None:
    raw.slack.scopes -= {"commands"}
    with pytest.raises(LookupError, match="commands"):
        await raw.slack.command("U1", "C1", "/ticket", "list")
