"""The story, played as a newcomer does: from the command line, in a process of its own."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from pathlib import Path

import pytest

from bot.demo.timeline import Timeline, _cut, _width
from bot.sandbox.clock import MovableClock


async def ringback(*arguments: str) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    try:
        out, _ = await process.communicate()
    except asyncio.CancelledError:
        process.kill()
        raise
    return process.returncode or 0, out.decode()


async def test_the_story_reaches_every_customer_and_the_services_refuse_nothing(tmp_path: Path) -> None:
    journal = tmp_path / "calls.jsonl"
    code, out = await ringback("demo", "--story", "--data", str(tmp_path / "data"), "--journal", str(journal))
    assert code == 0, out
    assert "Every customer was reached." in out
    for chapter in ("张伟", "李娜", "Emma Brown", "Carlos Diaz"):
        assert chapter in out
    calls = [json.loads(line) for line in journal.read_text("utf-8").splitlines()]
    assert {call["service"] for call in calls} == {"slack", "telegram"}
    refused = [call for call in calls if isinstance(call.get("result"), dict) and call["result"].get("ok") is False]
    assert refused == []


async def test_the_story_plays_with_a_chinese_desk(tmp_path: Path) -> None:
    code, out = await ringback("demo", "--story", "--language", "zh", "--data", str(tmp_path / "data"))
    assert code == 0, out


async def test_the_demo_stays_open_and_stops_in_order(tmp_path: Path) -> None:
    pipe = asyncio.subprocess.PIPE
    command = [sys.executable, "-m", "bot", "demo", "--port", "0", "--data", str(tmp_path / "data")]
    process = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=pipe, process_group=0)
    assert process.stdout is not None
    async with asyncio.timeout(30):
        line = (await process.stdout.readline()).decode()
    assert "http://127.0.0.1:" in line
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does, while the desk behind the page still starts
    async with asyncio.timeout(3):
        _, words = await process.communicate()
    assert (process.returncode, words) == (0, b"")


async def test_a_taken_port_is_told_in_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        code, out = await ringback("demo", "--port", str(port), "--data", str(tmp_path / "data"))
    assert code == 2
    assert f"port {port} is taken" in out


@pytest.mark.parametrize("story", [(), ("--story",)])
@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("--language", "fr", "There is no fr; there are en, zh."),
        ("--port", "99999", "--port"),
        ("--data", "/proc/foo", "The data folder /proc/foo cannot be used (No such file or directory); choose another"),
        ("--data", "/dev/null", "/dev/null"),
        ("--journal", "/missing/calls.jsonl", "/missing/calls.jsonl cannot be written (No such file or directory)"),
    ],
)
async def test_what_the_demo_cannot_begin_with_is_told_in_a_sentence(
    tmp_path: Path, story: tuple[str, ...], option: str, value: str, sentence: str
) -> None:
    given = {"--data": str(tmp_path / "data"), "--port": "0", option: value}
    async with asyncio.timeout(20):
        code, out = await ringback("demo", *story, *(word for pair in given.items() for word in pair))
    assert (code, sentence in out) == (2, True), out
    assert "Traceback" not in out
    assert "The desk runs" not in out


def test_columns_stand_straight_with_chinese_names() -> None:
    assert _width("张伟") == 4
    assert _cut("打印机坏了", 7) == "打印机…"
    assert Timeline(MovableClock()).clock.now().tzinfo is not None
