"""`ringback doctor` as an admin or a script calls it: lines, JSON, exit codes."""

from __future__ import annotations

import asyncio
import io
import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from bot.app import build, sole
from bot.config import Settings
from bot.doctor import Examination, Finding, Progress, Report, as_text, examine
from bot.doctor.findings import presentable, secrets_in
from bot.sandbox.stage import Stage
from bot.setup.wording import settings_text
from tests.doctor.conftest import Clinic, about, only


async def doctor(config: Path, *options: str) -> tuple[int, str, str]:
    command = [sys.executable, "-m", "bot", "doctor", "--config", str(config), "--seconds", "20", *options]
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=pipe)
    out, err = await asyncio.wait_for(process.communicate(), 30)
    return process.returncode or 0, out.decode(), err.decode()


def written(raw: dict[str, Any], folder: Path) -> Path:
    raw["web"] = {"port": 0}
    path = folder / "ringback.toml"
    path.write_text(settings_text(raw), "utf-8")
    return path


async def test_a_good_desk_is_0_with_a_line_for_each_part(clinic: Clinic, tmp_path: Path) -> None:
    code, out, err = await doctor(written(clinic.raw(), tmp_path))
    assert code == 0, out
    lines = out.splitlines()
    for part in ("mail support in", "mail sales out", "slack engineers", "telegram", "database", "templates", "time"):
        assert [line for line in lines if line.startswith(f"✓ {part} ")], (part, out)
    assert "nothing is broken" in lines[-1]
    assert err.startswith("Looking at mail support")
    assert "sandbox" not in err


async def test_warnings_alone_are_0_and_the_json_tells_them(clinic: Clinic, tmp_path: Path) -> None:
    def change(raw: dict[str, Any]) -> None:
        only("mailbox")(raw)
        del raw["mailbox"][1]
        del raw["mailbox"][0]["responsible"]

    code, out, _ = await doctor(written(clinic.raw(change), tmp_path), "--json")
    told = json.loads(out)
    assert code == 0
    assert told["ok"] is True
    assert told["broken"] == 0
    warned = [finding for finding in told["findings"] if finding["sign"] == "warning"]
    assert told["warnings"] == len(warned) == 3
    assert "1 of at least two mailboxes" in warned[0]["found"]
    assert "nobody is named" in warned[1]["found"]
    assert all(finding["fix"] for finding in warned)


async def test_something_broken_is_2_in_both_forms_and_no_secret_is_shown(clinic: Clinic, tmp_path: Path) -> None:
    def change(raw: dict[str, Any]) -> None:
        raw["mailbox"][0]["imap"]["password"] = "hunter2-mail"
        raw["slack"]["bot_token"] = "xoxb-hunter2"
        raw["telegram"]["token"] = "12345:hunter2"

    config = written(clinic.raw(change), tmp_path)
    (code, out, err), (json_code, told, _) = await asyncio.gather(doctor(config), doctor(config, "--json"))
    assert code == json_code == 2
    assert out.count("✗") == 3
    assert all(" → " in line for line in out.splitlines() if line.startswith("✗"))
    assert json.loads(told)["broken"] == 3
    assert json.loads(told)["ok"] is False
    assert "hunter2" not in out + err + told


async def test_settings_that_cannot_be_read_are_findings_too(tmp_path: Path) -> None:
    config = tmp_path / "ringback.toml"
    config.write_text('[telegram]\ntokn = "1:hunter2"\n[ringback]\nregion = "china"\n')
    code, out, _ = await doctor(config, "--json")
    told = json.loads(out)
    assert code == 2
    assert told["broken"] == 3
    assert "hunter2" not in out


async def test_a_check_over_its_time_is_a_finding_and_the_others_are_not_held_up(
    stage: Stage, tmp_path: Path, quick: None
) -> None:
    stage.telegram.black_hole = True
    settings = Settings.model_validate(stage.settings(tmp_path / "var"))
    report = await examine(settings, Examination(6))
    (late,) = [finding for finding in report.findings if finding.sign == "broken"]
    assert late.part == "telegram"
    assert "within 6 s" in late.found


async def test_a_check_that_fails_itself_is_a_finding(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> list[Finding]:
        raise KeyError("odd")

    monkeypatch.setattr("bot.doctor.house.check_time", fails)
    report = await clinic.report(only("mailbox"))
    assert [finding.part for finding in report.findings if finding.sign == "broken"] == ["time"]


async def test_a_running_desk_is_left_undisturbed(clinic: Clinic, tmp_path: Path) -> None:
    settings = Settings.model_validate(clinic.raw())
    with sole(settings.ringback.data):
        desk = await build(settings)
        task = asyncio.create_task(desk.run())
        try:
            async with asyncio.timeout(10):
                while not all(channel.health.green for channel in desk.channels.values()):
                    await asyncio.sleep(0.02)
            sockets = clinic.stage.slack.sockets_open
            reports = [await examine(settings, Examination(20)) for _ in range(2)]
            assert [finding for report in reports for finding in report.findings if finding.sign == "broken"] == []
            assert all(channel.health.green for channel in desk.channels.values())
            assert clinic.stage.slack.sockets_open == sockets
            assert "current" in about(reports[0], "database").found
            assert await desk.database.read(lambda c: c.exec_driver_sql("SELECT count(*) FROM tickets").scalar()) == 0
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


def test_what_servers_say_loses_secrets_and_control_characters() -> None:
    settings = Settings.model_validate(
        {
            "ringback": {"database": "postgresql+psycopg://desk:p%40ssw0rd@host/desk"},
            "telegram": {"token": "12345:hunter2"},
        }
    )
    said = Finding("x", "broken", "no\x1b[2J user desk p@ssw0rd\r\n12345:hunter2", "fix")
    (shown,) = presentable([said], secrets_in(settings))
    assert shown.found == "no [2J user desk *** ***"


def test_chinese_parts_keep_their_columns() -> None:
    lines = as_text(Report((Finding("邮箱", "ok", "a"), Finding("mail", "ok", "b")))).splitlines()
    assert lines[0] == "✓ 邮箱  a"
    assert lines[1] == "✓ mail  b"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_a_bar_on_a_terminal_that_is_gone_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    terminal = Terminal()
    with suppress(KeyboardInterrupt), Progress(terminal) as tell:
        for waiting in (["mail [a]", "slack"], ["slack"]):
            tell(waiting)
        raise KeyboardInterrupt
    shown = terminal.getvalue()
    assert "Looking at mail [a], slack" in shown
    assert "0/2" in shown
    assert shown.endswith("\x1b[?25h\r\x1b[1A\x1b[2K"), shown  # the cursor is back, the line wiped


def test_progress_is_one_line_in_a_pipe() -> None:
    pipe = io.StringIO()
    with Progress(pipe) as tell:
        for waiting in (["mail [a]", "slack"], ["slack"], []):
            tell(waiting)
    assert pipe.getvalue() == "Looking at mail [a], slack …\n"
