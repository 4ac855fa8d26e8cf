"""A stage that is left and entered again: its emulators know what they knew, and give no number twice."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aioimaplib import IMAP4

from bot.sandbox.memory import Memory
from bot.sandbox.page import Cast, Director
from bot.sandbox.stage import ANNA, ENGINEERS, SUPPORT, Stage

EMMA, ZHANG, GROUP = "emma@northwind.example", 700_001, -5
LARGE_FILE = bytes(range(256)) * 1000
COUNTERS = {"last_id", "last_stamp", "last_message_id", "queries_made", "next_id", "last_uid", "base"}


@asynccontextmanager
async def remembered(folder: Path, told: list[str] | None = None) -> AsyncIterator[tuple[Stage, Director]]:
    async with Stage() as stage:
        cast = Cast(stage)
        await cast.enter()
        director = Director(stage, cast)
        parts = {"mail": stage.mail, "slack": stage.slack, "telegram": stage.telegram, "page": director}
        memory = Memory(folder, parts, (told if told is not None else []).append)
        await memory.recall()
        async with memory.keeping():
            yield stage, director


async def lives(stage: Stage, director: Director) -> None:
    """Something of every kind happens."""
    await stage.mail.write(
        "Emma Brown", EMMA, SUPPORT, "打印机", "It jams.", attachments=[("a.txt", "text/plain", b"\0")]
    )
    await stage.slack.write(ANNA, ENGINEERS, "你好", files=[("b.bin", "application/octet-stream", b"\xff")])
    await stage.slack.direct_message(ANNA, "\ud800 & <b>")
    stage.slack.add_user("U9", "Eve", team="T9")
    stage.telegram.add_group(GROUP, "Büro", [ZHANG])
    await stage.telegram.write(ZHANG, "in the group", chat_id=GROUP)
    await stage.telegram.send_photo(ZHANG, b"picture")
    director.switch("telegram_blocks", True)
    director.switch("mailbox_down", True)


def without_counters(kept: Any) -> Any:
    if isinstance(kept, dict):
        return {key: without_counters(value) for key, value in kept.items() if key not in COUNTERS}
    if isinstance(kept, list):
        return [without_counters(item) for item in kept]
    return kept


def known(stage: Stage, director: Director) -> Any:
    slack = json.dumps(stage.slack.kept()).replace(stage.slack.url.removesuffix("/api/"), "http://slack")
    kept = [stage.mail.kept(), json.loads(slack), stage.telegram.kept(), director.kept()]
    return without_counters(json.loads(json.dumps(kept)))


async def test_everything_is_known_again(tmp_path: Path) -> None:
    async with remembered(tmp_path) as (stage, director):
        await lives(stage, director)
        before = known(stage, director)
        assert [mail.subject for mail in stage.mail.written_by(EMMA)] == ["打印机"]
        mailboxes = stage.mail.kept()["mailboxes"]
    async with remembered(tmp_path) as (stage, director):
        assert known(stage, director) == before
        assert stage.mail.kept()["mailboxes"][SUPPORT]["uid_validity"] == mailboxes[SUPPORT]["uid_validity"]
        assert stage.mail.imap_down
        assert stage.telegram.world.people[ZHANG].blocked


async def test_a_real_client_finds_the_mail_under_its_old_uid_and_the_next_one_above(tmp_path: Path) -> None:
    async with remembered(tmp_path) as (stage, _):
        await stage.mail.write("Emma", EMMA, SUPPORT, "First", "one")
        (first,) = await _uids(stage)
    async with remembered(tmp_path) as (stage, _):
        await stage.mail.write("Emma", EMMA, SUPPORT, "Second", "two")
        uids = await _uids(stage)
        assert uids[0] == first
        assert uids[1] > first + 1  # the numbers between may have been given by a stage that was killed


async def _uids(stage: Stage) -> list[int]:
    client = IMAP4("127.0.0.1", stage.mail.imap_port)
    await client.wait_hello_from_server()
    await client.login(SUPPORT, "sandbox")
    await client.select("INBOX")
    found = await client.uid_search("ALL")
    await client.logout()
    return [int(number) for number in found.lines[0].split()]


async def test_no_number_is_given_twice_though_the_last_ones_were_not_kept(tmp_path: Path) -> None:
    async with remembered(tmp_path / "a") as (stage, _):
        await stage.telegram.write(ZHANG, "one")
    # What happens after the last snapshot of a stage that is then killed:
    async with remembered(tmp_path / "a") as (stage, _):
        old = (tmp_path / "a" / "telegram.json").read_bytes()
        lost = [await stage.telegram.write(ZHANG, "two") for _ in range(5)]
        messages = {one["message_id"] for one in stage.telegram.messages(ZHANG)}
        ids = {stage.slack.workspace.new_id("F")}
        query = stage.telegram.world.ask()
    (tmp_path / "a" / "telegram.json").write_bytes(old)
    async with remembered(tmp_path / "a") as (stage, _):
        assert await stage.telegram.write(ZHANG, "three") not in lost
        assert stage.telegram.messages(ZHANG)[-1]["message_id"] not in messages - {1}
        assert stage.slack.workspace.new_id("F") not in ids
        assert stage.telegram.world.ask() != query


async def large(stage: Stage) -> None:
    """The same large content comes by every service."""
    file = "large.bin", "application/octet-stream", LARGE_FILE
    await stage.mail.write("Emma Brown", EMMA, SUPPORT, "Log", "Here it is.", attachments=[file])
    await stage.slack.write(ANNA, ENGINEERS, "Log", files=[file])
    await stage.telegram.send_photo(ZHANG, LARGE_FILE)


def files(folder: Path) -> dict[str, tuple[int, int]]:
    """Each file of a folder with what changes when it is written anew."""
    return {file.name: (file.stat().st_ino, file.stat().st_mtime_ns) for file in folder.iterdir()}


async def test_a_large_content_is_written_once_and_stays_out_of_what_is_written_at_each_change(tmp_path: Path) -> None:
    async with remembered(tmp_path) as (stage, _):
        await large(stage)
    written = files(tmp_path / "payloads")
    assert len(written) == 3  # itself, and the mail around it as it was sent and as it came
    async with remembered(tmp_path) as (stage, _):
        await stage.telegram.write(ZHANG, "thanks")
        assert stage.telegram.world.files.all[0].content == LARGE_FILE
        assert len(stage.mail.kept()["mailboxes"][SUPPORT]["mails"][0]["raw"].content) > len(LARGE_FILE)
        assert [file.content for file in stage.slack.workspace.files.values()] == [LARGE_FILE]
    assert files(tmp_path / "payloads") == written
    assert sum(file.stat().st_size for file in tmp_path.glob("*.json")) < 20_000


@pytest.mark.parametrize("broken", [None, b"", b"another"])
async def test_a_large_content_that_is_gone_breaks_only_what_names_it(tmp_path: Path, broken: bytes | None) -> None:
    async with remembered(tmp_path) as (stage, _):
        await stage.slack.write(ANNA, ENGINEERS, "Log", files=[("large.bin", "application/octet-stream", LARGE_FILE)])
        await stage.telegram.write(ZHANG, "one")
    (file,) = (tmp_path / "payloads").iterdir()
    if broken is None:
        file.unlink()
    else:
        file.write_bytes(broken)
    told: list[str] = []
    async with remembered(tmp_path, told) as (stage, _):
        assert [words for words in told if "slack cannot be read" in words] == told != []
        assert stage.telegram.messages(ZHANG)


@pytest.mark.parametrize("part", ["mail", "slack", "telegram", "page"])
@pytest.mark.parametrize("broken", [b"", b'{"half": ', b"[]", b"{}", b"\xff\xfe", b'{"people": 1, "sent": [{}]}'])
async def test_a_broken_snapshot_is_told_and_put_aside_and_the_others_are_used(
    tmp_path: Path, part: str, broken: bytes
) -> None:
    async with remembered(tmp_path) as (stage, director):
        await lives(stage, director)
    file = tmp_path / f"{part}.json"
    file.write_bytes(broken)
    told: list[str] = []
    async with remembered(tmp_path, told) as (stage, _):
        assert len(told) == 1
        assert part in told[0]
        assert str(tmp_path / f"{part}.broken.json") in told[0]
        assert (stage.telegram.world.people[ZHANG].user["first_name"], len(stage.mail.inbox_of(EMMA))) == ("张伟", 0)
        assert (len(stage.slack.messages(ENGINEERS)) == 0) == (part == "slack")
    assert (tmp_path / f"{part}.broken.json").read_bytes() == broken
    assert json.loads(file.read_bytes())
    file.write_bytes(broken)
    async with remembered(tmp_path, told):
        assert str(tmp_path / f"{part}.broken-2.json") in told[1]


async def test_a_folder_that_takes_nothing_is_told_once_and_the_stage_goes_on(tmp_path: Path) -> None:
    told: list[str] = []
    async with remembered(tmp_path / "a", told) as (stage, _):
        for file in (tmp_path / "a").iterdir():
            file.unlink()
        (tmp_path / "a").rmdir()
        await stage.telegram.write(ZHANG, "one")
    assert len(told) == 1
    assert "cannot be kept" in told[0]
