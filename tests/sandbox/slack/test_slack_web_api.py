"""The Web API over plain HTTP: https://docs.slack.dev/apis/web-api."""

import json

import aiohttp
import pytest

from bot.sandbox.slack import SlackSandbox

from .slack_raw import APP, BOT, Raw


async def test_a_call_without_token_is_not_authed(raw: Raw) -> None:
    assert (await raw.call("auth.test", token={}))["error"] == "not_authed"


async def test_a_wrong_token_is_invalid_auth(raw: Raw) -> None:
    wrong = {"Authorization": "Bearer xoxb-nobody"}
    assert (await raw.call("auth.test", token=wrong))["error"] == "invalid_auth"


async def test_a_token_in_a_form_is_taken_and_one_in_the_query_is_not(raw: Raw) -> None:
    url = raw.slack.url + "auth.test"
    async with raw.session.post(url, data={"token": "xoxb-sandbox"}) as response:
        assert (await response.json())["ok"] is True
    async with raw.session.get(url, params={"token": "xoxb-sandbox"}) as response:
        assert (await response.json())["error"] == "not_authed"


async def test_sockets_need_the_app_token_and_the_rest_the_bot_token(raw: Raw) -> None:
    assert (await raw.call("apps.connections.open"))["error"] == "not_allowed_token_type"
    assert (await raw.call("auth.test", token=APP))["error"] == "not_allowed_token_type"
    assert (await raw.call("apps.connections.open", token=APP))["url"].startswith("ws://127.0.0.1:")


async def test_every_answer_to_a_good_token_lists_its_scopes(raw: Raw) -> None:
    scopes = {}
    for method, token in (("auth.test", BOT), ("chat.postMessage", BOT), ("apps.connections.open", APP)):
        async with raw.session.post(raw.slack.url + method, headers=token) as response:
            scopes[method] = response.headers["X-OAuth-Scopes"]
    async with raw.session.post(raw.slack.url + "auth.test") as response:
        assert "X-OAuth-Scopes" not in response.headers
    assert "chat:write" in scopes["auth.test"].split(",")
    assert scopes["auth.test"] == scopes["chat.postMessage"]
    assert scopes["apps.connections.open"] == "connections:write"


@pytest.mark.parametrize(
    ("lacking", "method", "args"),
    [
        ("chat:write", "chat.postMessage", {"channel": "C1", "text": "x"}),
        ("groups:history", "conversations.history", {"channel": "C1"}),
        ("channels:history", "conversations.history", {"channel": "C2"}),
        ("groups:read", "conversations.members", {"channel": "C1"}),
        ("channels:read", "conversations.info", {"channel": "C2"}),
        ("im:read", "users.conversations", {"types": "im"}),
        ("channels:read", "conversations.list", {}),
        ("im:write", "conversations.open", {"users": "U1"}),
        ("files:read", "files.info", {"file": "F1"}),
        ("users:read", "users.info", {"user": "U1"}),
    ],
)
async def test_a_call_without_its_scope_is_refused_with_its_name(
    raw: Raw, lacking: str, method: str, args: dict
) -> None:
    raw.slack.scopes -= {lacking}
    answer = await raw.query(method, **args)
    assert (answer["ok"], answer["error"], answer["needed"]) == (False, "missing_scope", lacking)
    assert lacking not in answer["provided"].split(",")
    assert (await raw.call("auth.test"))["ok"] is True


async def test_auth_test_names_the_bot(raw: Raw) -> None:
    answer = await raw.query("auth.test")
    assert (answer["team_id"], answer["user_id"], answer["bot_id"]) == (
        "T0RINGBACK",
        "U0RINGBACK",
        "B0RINGBACK",
    )


async def test_a_method_that_is_not_there_is_unknown(raw: Raw) -> None:
    assert await raw.call("chat.postMessages", channel="C1") == {"ok": False, "error": "unknown_method"}


async def test_missing_and_unknown_arguments_are_refused_and_named(raw: Raw) -> None:
    answer = await raw.call("chat.postMessage", text="x", colour="red")
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] missing required field: channel",
        "[ERROR] invalid additional property: colour",
    ]


async def test_team_id_is_taken_by_every_method_and_journalled(raw: Raw) -> None:
    assert (await raw.form("auth.test", team_id="T0RINGBACK"))["ok"] is True
    assert raw.slack.journal.entries[0]["args"] == {"team_id": "T0RINGBACK"}


@pytest.mark.parametrize("way", ["json", "form", "query"])
async def test_arguments_come_as_json_as_form_and_in_the_query(raw: Raw, way: str) -> None:
    blocks = [{"type": "divider"}]
    if way == "json":
        answer = await raw.call("chat.postMessage", channel="C1", text="打印机", blocks=blocks)
    else:
        send = raw.form if way == "form" else raw.query
        answer = await send("chat.postMessage", channel="C1", text="打印机", blocks=json.dumps(blocks))
    assert answer["ok"] is True
    [message] = raw.slack.messages("C1")
    assert (message["text"], message["blocks"][0]["type"]) == ("打印机", "divider")
    [entry] = raw.slack.journal.entries
    assert entry["args"] == {"channel": "C1", "text": "打印机", "blocks": blocks}


async def test_the_journal_holds_method_arguments_and_answer_but_never_the_token(raw: Raw) -> None:
    await raw.form("chat.postMessage", channel="C1", text="x", token="xoxb-sandbox")
    await raw.call("chat.postMessage", channel="CX", text="x")
    good, bad = raw.slack.journal.entries
    assert (good["service"], good["method"], good["result"]["ok"]) == ("slack", "chat.postMessage", True)
    assert bad["result"] == {"ok": False, "error": "channel_not_found"}
    assert "xoxb" not in json.dumps([good, bad])


async def test_users_info_shows_mail_and_locale_of_own_people_only(raw: Raw) -> None:
    own = (await raw.query("users.info", user="U1", include_locale="true"))["user"]
    assert (own["profile"]["email"], own["locale"]) == ("ann@ringback.example", "zh-CN")
    stranger = (await raw.query("users.info", user="W9"))["user"]
    assert stranger["is_stranger"] is True
    assert stranger["team_id"] == "T0OTHER"
    assert "email" not in stranger["profile"]
    assert (await raw.query("users.info", user="U404"))["error"] == "user_not_found"


async def test_users_list_pages_by_cursor_and_leaves_strangers_out(raw: Raw) -> None:
    first = await raw.query("users.list", limit="2")
    rest = await raw.query("users.list", limit="2", cursor=first["response_metadata"]["next_cursor"])
    assert [u["id"] for u in first["members"] + rest["members"]] == ["U0RINGBACK", "U1", "U2"]
    assert rest["response_metadata"]["next_cursor"] == ""
    assert (await raw.query("users.list", cursor="nonsense"))["error"] == "invalid_cursor"


async def test_bots_info_knows_the_app(raw: Raw) -> None:
    assert (await raw.query("bots.info", bot="B0RINGBACK"))["bot"]["app_id"] == "A0RINGBACK"
    assert (await raw.query("bots.info", bot="B1"))["error"] == "bot_not_found"


async def test_a_throttled_call_is_429_with_retry_after(raw: Raw, slack: SlackSandbox) -> None:
    slack.throttle("chat.postMessage", retry_after=7)
    body = {"channel": "C1", "text": "x"}
    async with raw.session.post(slack.url + "chat.postMessage", json=body, headers=BOT) as response:
        assert (response.status, response.headers["Retry-After"]) == (429, "7")
        assert await response.json() == {"ok": False, "error": "ratelimited"}
    assert (await raw.call("chat.postMessage", **body))["ok"] is True


async def test_a_call_made_to_fail_answers_the_error_and_does_nothing(raw: Raw, slack: SlackSandbox) -> None:
    slack.fail("chat.postMessage", "is_archived", times=2)
    for _ in range(2):
        assert (await raw.call("chat.postMessage", channel="C1", text="x"))["error"] == "is_archived"
    assert slack.messages("C1") == []
    assert (await raw.call("chat.postMessage", channel="C1", text="x"))["ok"] is True


async def test_an_http_failure_carries_no_json(raw: Raw, slack: SlackSandbox) -> None:
    slack.fail_http("auth.test", 503)
    async with raw.session.post(slack.url + "auth.test", headers=BOT) as response:
        assert (response.status, response.content_type) == (503, "text/plain")


async def test_a_dropped_answer_leaves_the_call_done(raw: Raw, slack: SlackSandbox) -> None:
    slack.drop_answer("chat.postMessage")
    with pytest.raises(aiohttp.ClientError):
        await raw.call("chat.postMessage", channel="C1", text="once")
    assert [m["text"] for m in slack.messages("C1")] == ["once"]
    assert slack.journal.entries[-1]["dropped"] is True


async def test_with_the_rate_limit_a_second_message_within_a_second_is_throttled() -> None:
    async with SlackSandbox(rate_limit=True) as slack, aiohttp.ClientSession() as session:
        slack.add_channel("C1", "one")
        slack.add_channel("C2", "two")
        raw = Raw(slack, session)
        answers = [await raw.call("chat.postMessage", channel=c, text="x") for c in ("C1", "C1", "C2")]
        assert [answer.get("error") for answer in answers] == [None, "ratelimited", None]
