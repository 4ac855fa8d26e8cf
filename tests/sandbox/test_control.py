"""The demo's remote control: what a person can do, a script can; nobody else can."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator

import httpx
import pytest

from bot.sandbox.control import ACTIONS, SWITCHES, VIEWS, control_app
from bot.sandbox.stage import ENGINEERS, SUPPORT, Stage


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with Stage() as opened:
        yield opened


@pytest.fixture
async def control(stage: Stage) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=control_app(stage))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8470") as client:
        yield client


async def test_a_customer_writes_in_telegram_and_his_chat_shows_it(control: httpx.AsyncClient) -> None:
    assert (await control.post("/telegram/add_user", json={"user_id": 7, "first_name": "Li"})).status_code == 200
    wrote = await control.post("/telegram/write", json={"user_id": 7, "text": "打印机坏了"})
    assert wrote.json()["ok"] is True
    chat = (await control.get("/telegram/messages", params={"chat_id": 7})).json()["result"]
    assert [message["text"] for message in chat] == ["打印机坏了"]


async def test_an_engineer_writes_in_slack(control: httpx.AsyncClient) -> None:
    wrote = await control.post("/slack/write", json={"user": "U0ANNA", "channel": ENGINEERS, "text": "good morning"})
    assert wrote.status_code == 200
    shown = (await control.get("/slack/messages", params={"channel": ENGINEERS})).json()["result"]
    assert [message["text"] for message in shown] == ["good morning"]


async def test_a_customer_mails_a_mailbox(control: httpx.AsyncClient) -> None:
    mail = {"sender_name": "Emma", "sender_address": "emma@x.example", "to": "sales@ringback.example"}
    wrote = await control.post("/mail/write", json={**mail, "subject": "Hello", "text": "A question"})
    assert wrote.status_code == 200
    assert "@" in wrote.json()["result"]


async def test_a_file_is_sent_as_base64(control: httpx.AsyncClient) -> None:
    await control.post("/telegram/add_user", json={"user_id": 7, "first_name": "Li"})
    file = {"user_id": 7, "name": "log.txt", "media_type": "text/plain", "content": {"base64": "aGVsbG8="}}
    assert (await control.post("/telegram/send_document", json=file)).status_code == 200


async def test_the_clock_moves_forward_only(control: httpx.AsyncClient, stage: Stage) -> None:
    before = stage.clock.now()
    assert (await control.post("/clock", json={"seconds": 7200})).status_code == 200
    assert (stage.clock.now() - before).total_seconds() >= 7200
    assert (await control.post("/clock", json={"seconds": -1})).status_code == 400
    assert (await control.post("/clock", json={"hours": 1})).status_code == 400


async def test_switches_break_and_mend(control: httpx.AsyncClient, stage: Stage) -> None:
    await control.post("/telegram/down", json={"value": True})
    assert stage.telegram.down
    await control.post("/telegram/down", json={"value": False})
    assert not stage.telegram.down


async def test_mistakes_get_a_sentence(control: httpx.AsyncClient) -> None:
    unknown = await control.post("/telegram/shutdown", json={})
    assert (unknown.status_code, unknown.json()["error"]) == (404, "telegram has no action shutdown")
    wrong = await control.post("/telegram/write", json={"user": 7})
    assert wrong.status_code == 400
    assert "user" in wrong.json()["error"]
    assert (await control.get("/telegram/token")).status_code == 404
    no_json = await control.post("/telegram/write", content=b"{", headers={"content-type": "application/json"})
    assert no_json.status_code == 400


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/telegram/bot_messages?chat_id=abc", "chat_id: Input should be a valid integer"),
        ("/telegram/bot_messages?chat_id=99", "telegram knows no 99"),
        ("/telegram/bot_messages", "chat_id: Missing required argument"),
        ("/telegram/bot_messages?chat_id=7&user=7", "user: Unexpected keyword argument"),
    ],
)
async def test_a_look_at_what_is_not_there_gets_a_sentence(
    control: httpx.AsyncClient, path: str, sentence: str
) -> None:
    looked = await control.get(path)
    assert (looked.status_code, sentence in looked.json()["error"]) == (400, True), looked.text


@pytest.mark.parametrize("value", [None, 99, 0.5, "abc", [], {"a": 1}, {"base64": "***"}, {"base64": 5}])
async def test_arguments_of_any_shape_are_taken_or_get_a_sentence(
    control: httpx.AsyncClient, stage: Stage, value: object
) -> None:
    for service, names in ACTIONS.items():
        for name in names - {"answer_of"}:  # it waits as long as it is told to
            wanted = inspect.signature(getattr(getattr(stage, service), name)).parameters.values()
            for few in ([one for one in wanted if one.default is one.empty], wanted):
                done = await control.post(f"/{service}/{name}", json={one.name: value for one in few})
                assert done.status_code in (200, 400), (service, name)


async def test_a_mail_that_is_not_there_is_named(control: httpx.AsyncClient) -> None:
    await control.post(
        "/mail/write",
        json={"sender_name": "E", "sender_address": "e@x.example", "to": SUPPORT, "subject": "s", "text": "t"},
    )
    for mail in (99, "<none@x.example>"):
        done = await control.post("/mail/reply", json={"address": "e@x.example", "mail": mail, "text": "t"})
        assert (done.status_code, done.json()) == (400, {"error": f"e@x.example has no mail {mail}"})


async def test_another_host_or_origin_can_do_nothing(control: httpx.AsyncClient) -> None:
    body = {"seconds": 60}
    foreign_host = await control.post("/clock", json=body, headers={"host": "evil.example"})
    foreign_page = await control.post("/clock", json=body, headers={"origin": "https://evil.example"})
    form = await control.post("/clock", data={"seconds": "60"})
    assert [foreign_host.status_code, foreign_page.status_code, form.status_code] == [403, 403, 415]
    own_page = await control.post("/clock", json=body, headers={"origin": "http://127.0.0.1:8470"})
    assert own_page.status_code == 200


async def test_everything_that_is_promised_exists(stage: Stage) -> None:
    for table in (ACTIONS, VIEWS, SWITCHES):
        for service, names in table.items():
            for name in names:
                assert hasattr(getattr(stage, service), name), f"{service}.{name}"
