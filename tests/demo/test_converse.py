"""The conversation in the terminal, as somebody types it."""

from __future__ import annotations

import subprocess
import sys

import pytest


def _talk(typed: str, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", "converse", *options]
    return subprocess.run(command, input=typed, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize(
    ("options", "typed", "answers"),
    [
        (
            ("--channel", "telegram", "--language", "zh"),
            "打印机坏了\n:solve 请更换搓纸轮。\n:1\n",
            ("编号是 RB-1001", "请更换搓纸轮。", "[:1] 已解决", "很高兴问题已经解决"),
        ),
        (
            ("--channel", "email"),
            "The printer jams\n:reply Which model is it?\n:9\n:dance\n:quit\nnever read\n",
            ("Its reference is RB-1001", "Which model is it?", "There is no button 9.", ":wait 30"),
        ),
        (("--channel", "slack"), "The printer jams\n:wait 15\n", ("RB-1001", "[:")),
    ],
    ids=("telegram", "email", "slack"),
)
def test_whoever_types_is_answered(options: tuple[str, ...], typed: str, answers: tuple[str, ...]) -> None:
    done = _talk(typed, *options)
    assert (done.returncode, done.stderr) == (0, "")
    places = [done.stdout.find(answer, done.stdout.find("> ")) for answer in answers]
    assert -1 not in places, done.stdout
    assert "never read" not in done.stdout


def test_a_channel_that_is_none_is_named_with_those_that_are() -> None:
    done = _talk("", "--channel", "fax")
    assert done.returncode == 2
    assert done.stderr == "There is no fax; there are telegram, email, slack.\n"


@pytest.mark.parametrize(
    ("language", "typed", "answers"),
    [
        ("en", "hi\nThe printer jams\n", ("Your reference is RB-1001.\n", "are you with?\n  │ [:1] Skip\n")),
        ("zh", "您好\n打印机卡纸\n", ("编号是 RB-1001。\n", "您是哪家单位的？\n  │ [:1] 跳过\n")),
    ],
)
def test_slack_is_shown_without_stray_blanks_and_its_buttons_once(
    language: str, typed: str, answers: tuple[str, ...]
) -> None:
    done = _talk(typed, "--channel", "slack", "--language", language)
    assert (done.returncode, done.stderr) == (0, "")
    for answer in answers:
        assert answer in done.stdout
    assert "  │ \n  │ \n" not in done.stdout
