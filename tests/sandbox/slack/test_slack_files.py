"""Files over plain HTTP: https://docs.slack.dev/messaging/working-with-files."""

import aiohttp
import pytest

from .slack_raw import BOT, Raw, receive

PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)


async def _uploaded(raw: Raw, *, as_form: bool = False) -> str:
    asked = await raw.query("files.getUploadURLExternal", filename="plan.png", length=str(len(PNG)))
    body: object = PNG
    if as_form:
        body = aiohttp.FormData()
        body.add_field("file", PNG, filename="plan.png")
    async with raw.session.post(asked["upload_url"], data=body) as response:
        assert (response.status, await response.text()) == (200, f"OK - {len(PNG)}")
    return str(asked["file_id"])


@pytest.mark.parametrize("as_form", [False, True])
async def test_an_upload_in_three_steps_becomes_a_message(raw: Raw, as_form: bool) -> None:
    file_id = await _uploaded(raw, as_form=as_form)
    shared = {"files": f'[{{"id": "{file_id}", "title": "The plan"}}]', "channel_id": "C1"}
    done = await raw.query("files.completeUploadExternal", **shared, initial_comment="look")
    assert done["files"][0]["title"] == "The plan"
    [message] = raw.slack.messages("C1")
    assert (message["text"], message["files"][0]["mimetype"]) == ("look", "image/png")
    again = await raw.query("files.completeUploadExternal", **shared)
    assert again["error"] == "file_not_found"


async def test_an_upload_goes_into_a_thread_that_is_there_or_nowhere(raw: Raw) -> None:
    file_id = await _uploaded(raw)
    shared = {"files": f'[{{"id": "{file_id}"}}]', "channel_id": "C1"}
    wrong = await raw.query("files.completeUploadExternal", **shared, thread_ts="1.000000")
    assert wrong["error"] == "invalid_arguments"
    root = await raw.slack.write("U1", "C1", "root")
    assert (await raw.query("files.completeUploadExternal", **shared, thread_ts=root))["ok"] is True
    assert raw.slack.messages("C1", root)[1]["files"][0]["id"] == file_id


async def test_a_download_can_be_made_to_fail(raw: Raw) -> None:
    await raw.slack.direct_message("U1", "see", files=[("a.txt", "text/plain", b"hello")])
    address = raw.slack.messages(raw.slack.im_of("U1"))[0]["files"][0]["url_private"]
    raw.slack.fail_http("download", 503)
    for status in (503, 200):
        async with raw.session.get(address, headers=BOT) as response:
            assert response.status == status


async def test_an_upload_of_another_length_is_refused(raw: Raw) -> None:
    asked = await raw.query("files.getUploadURLExternal", filename="a.txt", length="5")
    async with raw.session.post(asked["upload_url"], data=b"123456") as response:
        assert response.status == 400
    shared = {"files": f'[{{"id": "{asked["file_id"]}"}}]', "channel_id": "C1"}
    assert (await raw.query("files.completeUploadExternal", **shared))["error"] == "file_not_found"
    empty = await raw.query("files.getUploadURLExternal", filename="a.txt", length="0")
    assert empty["error"] == "invalid_arguments"


async def test_a_file_of_a_person_comes_with_the_message_and_needs_the_token(raw: Raw) -> None:
    ws = await raw.connected()
    await raw.slack.direct_message("U1", "see", files=[("打印机.png", "image/png", PNG)])
    event = (await receive(ws))["payload"]["event"]
    [file] = event["files"]
    assert (event["subtype"], file["name"], file["size"]) == ("file_share", "打印机.png", len(PNG))
    async with raw.session.get(file["url_private"], headers=BOT) as response:
        assert (response.content_type, await response.read()) == ("image/png", PNG)
    async with raw.session.get(file["url_private"]) as response:
        assert (response.status, response.content_type) == (200, "text/html")
        assert "Sign in" in await response.text()
    info = await raw.query("files.info", file=file["id"])
    assert info["file"]["url_private"] == file["url_private"]
    assert (await raw.query("files.info", file="F404"))["error"] == "file_not_found"


async def test_a_strangers_file_must_be_asked_for(raw: Raw) -> None:
    ws = await raw.connected()
    await raw.slack.write("W9", "C2", "", files=[("a.txt", "text/plain", b"hello")])
    [file] = (await receive(ws))["payload"]["event"]["files"]
    assert file == {"id": file["id"], "mode": "file_access", "file_access": "check_file_info"}
    whole = (await raw.query("files.info", file=file["id"]))["file"]
    async with raw.session.get(whole["url_private_download"], headers=BOT) as response:
        assert await response.read() == b"hello"


async def test_the_journal_tells_the_size_of_an_upload_and_not_its_content(raw: Raw) -> None:
    await _uploaded(raw)
    entry = raw.slack.journal.entries[-1]
    assert (entry["service"], entry["args"]["content"]) == ("slack-http", f"<{len(PNG)} bytes>")
