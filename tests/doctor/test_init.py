"""`ringback init`: asks, tries, writes; from a pipe and on a terminal."""

from __future__ import annotations

import asyncio
import fcntl
import os
import pty
import select
import socket
import stat
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot import __main__ as command_line
from bot.config import load
from bot.sandbox.stage import ENGINEERS, SALES, SUPPORT, Stage
from bot.setup.keeping import Safe
from bot.setup.presets import PRESETS, preset_for
from bot.setup.wording import settings_text
from tests.servers.ports import free_port

PORT = str(free_port())
DESK = ["en", "cn", "var", "sqlite", PORT, "n"]


@pytest.fixture(autouse=True)
def _own_logs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The runner's streams are closed after each call; the log must not hold on to them."""
    monkeypatch.setattr("bot.logs.configure", lambda *_: None)
    monkeypatch.setattr("bot.doctor.telegram.WATCH_SECONDS", 1)


def init(config: Path, answers: Sequence[str], *options: str) -> Result:
    text = "\n".join(answers) + "\n"
    return CliRunner().invoke(command_line.app, ["init", "--config", str(config), *options], input=text)


def mailbox(stage: Stage, address: str, password: str) -> list[str]:
    """Answers for a mailbox on the stage."""
    who = ["y", address, "", "Anna Berg", "zh", "own"]
    imap = ["127.0.0.1", "plain", str(stage.mail.imap_port)]
    smtp = ["127.0.0.1", "plain", str(stage.mail.smtp_port)]
    return [*who, *imap, *smtp, "", "", password, "n"]


def telegram(stage: Stage, token: str) -> list[str]:
    return [token, stage.telegram.api_url]


def slack(stage: Stage, bot_token: str = "xoxb-sandbox", channel: str = ENGINEERS) -> list[str]:
    return [bot_token, "xapp-sandbox", channel, "", stage.slack.url]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def test_a_whole_desk_from_a_pipe_works_at_once(stage: Stage, tmp_path: Path) -> None:
    config = tmp_path / "ringback.toml"
    answers = [*DESK, *mailbox(stage, SUPPORT, "sandbox"), *mailbox(stage, SALES, "sandbox"), "n"]
    answers += ["y", *telegram(stage, stage.telegram.token), "y", *slack(stage)]
    result = await asyncio.to_thread(init, config, answers)
    assert result.exit_code == 0, result.output
    assert "✗" not in result.output
    assert "ringback doctor --config" in result.output
    text = config.read_text("utf-8")
    for secret in ('sandbox"', stage.telegram.token, "xoxb-sandbox", "xapp-sandbox"):
        assert secret not in text
    settings = load(config, {})
    assert [box.name for box in settings.mailbox] == ["support", "sales"]
    assert settings.warnings() == []
    assert settings.slack
    assert settings.slack.bot_token.get_secret_value() == "xoxb-sandbox"
    assert text.count("#") > 10
    assert mode(tmp_path / "secrets") == 0o700
    files = sorted((tmp_path / "secrets").iterdir())
    assert [file.name for file in files] == ["mail-sales", "mail-support", "slack-app", "slack-bot", "telegram"]
    assert {mode(file) for file in files} == {0o600}


async def test_what_does_not_work_is_told_and_asked_again(stage: Stage, tmp_path: Path) -> None:
    config = tmp_path / "ringback.toml"
    wrong, right = mailbox(stage, SUPPORT, "hunter2"), mailbox(stage, SUPPORT, "sandbox")
    answers = [*DESK, *wrong, "y", *right[1:], "n"]
    answers += ["y", *telegram(stage, "12345:hunter2"), "y", *telegram(stage, stage.telegram.token)]
    answers += ["y", *slack(stage, channel="G0MISSING"), "y", *slack(stage)]
    result = await asyncio.to_thread(init, config, answers)
    assert result.exit_code == 0, result.output
    assert "wrong password or username" in result.output
    assert "does not know this token" in result.output
    assert "no such channel" in result.output
    settings = load(config, {})
    assert settings.mailbox[0].imap.password.get_secret_value() == "sandbox"
    assert (tmp_path / "secrets" / "telegram").read_text() == stage.telegram.token + "\n"
    assert "hunter2" not in config.read_text()


async def test_what_does_not_work_may_be_kept(stage: Stage, tmp_path: Path) -> None:
    config = tmp_path / "ringback.toml"
    answers = [*DESK, *mailbox(stage, SUPPORT, "not-yet"), "n", "n", "n", "n"]
    result = await asyncio.to_thread(init, config, answers)
    assert result.exit_code == 0, result.output
    assert load(config, {}).mailbox[0].imap.password.get_secret_value() == "not-yet"


def test_malformed_answers_are_explained_and_asked_again(tmp_path: Path) -> None:
    config = tmp_path / "ringback.toml"
    answers = ["de", "en", "china", "CN", "var", "9", "1", "99999", PORT, "n", "perhaps", "n", "y"]
    answers += ["12345", "12345:abc", "", "y", "xapp-1", "xoxb-1", "xapp-1", "engineers", "G0ENG", "", ""]
    result = init(config, answers, "--no-check")
    assert result.exit_code == 0, result.output
    for words in (
        "answer en or zh",
        "two letters",
        "a number from 1 to 2",
        "a number from 1 to 65535",
        "answer y or n",
    ):
        assert words in result.output
    for words in ("@BotFather shows it", "this token begins with xoxb-", "the channel's id"):
        assert words in result.output
    settings = load(config, {})
    assert settings.slack
    assert settings.slack.engineers_channel == "G0ENG"


def test_an_empty_answer_where_one_is_needed_is_told_what_is_wanted(tmp_path: Path) -> None:
    config = tmp_path / "ringback.toml"
    answers = [*DESK, "y", "", "desk@163.com", "", "Bo Chen", "zh", "", "", "", "hunter2", "n", "n", "y"]
    answers += ["", "xoxb-1", "", "xapp-1", "", "G0ENG", "", ""]
    result = init(config, answers, "--no-check")
    assert result.exit_code == 0, result.output
    told = ("must be a mail address, for example", "an answer is needed", "begins with xoxb-", "begins with xapp-")
    for words in (*told, "the channel's id, for example"):
        assert result.output.count(words) == 1, words


def test_the_port_of_the_desk_that_runs_on_the_same_folder_is_its_own(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    answers = ["en", "CN", "kept", "sqlite", PORT, "n", "n", "n", "y", "xoxb-1", "xapp-1", "env:NONE", "", ""]
    with (tmp_path / "kept" / "lock").open("wb") as lock, socket.socket() as taken:
        fcntl.flock(lock, fcntl.LOCK_EX)
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", int(PORT)))
        taken.listen()
        result = init(tmp_path / "ringback.toml", answers)
    assert f"127.0.0.1:{PORT} is served by the desk that is running" in result.output


def test_secrets_may_stay_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RB_TOKEN", raising=False)
    config = tmp_path / "ringback.toml"
    answers = ["zh", "CN", "var", "postgresql", "env:RB_DATABASE", PORT, "n", "n", "y", "env:RB_TOKEN", "", "n"]
    result = init(config, answers)
    assert result.exit_code == 0, result.output
    assert "env:RB_TOKEN holds nothing yet" in result.output
    assert "the environment variable RB_TOKEN is not set" in result.output
    assert not (tmp_path / "secrets").exists()
    environment = {"RB_TOKEN": "1:abc", "RB_DATABASE": "postgresql+psycopg://desk@host/desk"}
    assert load(config, environment).ringback.url == environment["RB_DATABASE"]


def test_a_file_that_is_there_is_written_over_only_by_force(tmp_path: Path) -> None:
    config = tmp_path / "ringback.toml"
    config.write_text("# mine\n")
    answers = [*DESK, "n", "y", "1:abc", "", "n"]
    result = init(config, answers, "--no-check")
    assert result.exit_code == 2
    assert "--force" in result.output
    assert config.read_text() == "# mine\n"
    assert not (tmp_path / "secrets").exists()
    assert init(config, answers, "--no-check", "--force").exit_code == 0
    assert init(config, [*DESK, "n", "y", "1:later", "", "n"], "--no-check", "--force").exit_code == 0
    assert load(config, {}).telegram
    assert (tmp_path / "secrets" / "telegram").read_text() == "1:abc\n"
    assert (tmp_path / "secrets" / "telegram-2").read_text() == "1:later\n"


def test_a_pipe_that_ends_too_early_writes_nothing(tmp_path: Path) -> None:
    result = init(tmp_path / "ringback.toml", [*DESK, "n", "y", "1:abc"], "--no-check")
    assert result.exit_code == 1
    assert list(tmp_path.iterdir()) == []


def test_a_desk_without_any_way_in_is_not_written(tmp_path: Path) -> None:
    result = init(tmp_path / "ringback.toml", [*DESK, "n", "n", "n", "y", "1:abc", "", "n"], "--no-check")
    assert result.exit_code == 0
    assert "no way in" in result.output


def test_a_known_provider_needs_no_server_names(tmp_path: Path) -> None:
    config = tmp_path / "ringback.toml"
    answers = [*DESK, "y", "desk@163.com", "", "Bo Chen", "zh", "", "", "hunter2", "n", "n", "n"]
    result = init(config, answers, "--no-check")
    assert result.exit_code == 0, result.output
    assert "授权码" in result.output
    (box,) = load(config, {}).mailbox
    assert (box.imap.host, box.imap.port, box.smtp.host, box.smtp.port) == ("imap.163.com", 993, "smtp.163.com", 465)
    assert box.smtp.password.get_secret_value() == "hunter2"


@pytest.mark.parametrize(
    ("address", "provider"),
    [
        ("a@qq.com", "qq"),
        ("a@126.com", "126"),
        ("a@gmail.com", "google"),
        ("a@outlook.com", "microsoft"),
        ("a@b.c", "own"),
    ],
)
def test_the_provider_is_guessed_from_the_address(address: str, provider: str) -> None:
    assert preset_for(address) == provider
    assert provider in PRESETS


def test_odd_text_survives_the_file(tmp_path: Path) -> None:
    import tomllib

    odd = 'a "quoted" \\ back\x7f 中文 \U0001f600 #'
    text = settings_text({"ringback": {"data": odd}, "web": {"port": 1}, "slack": {"customer_channels": ["C1", "C2"]}})
    read = tomllib.loads(text)
    assert read["ringback"]["data"] == odd
    assert read["slack"]["customer_channels"] == ["C1", "C2"]


def test_secrets_do_not_show_in_the_safe(tmp_path: Path) -> None:
    safe = Safe(tmp_path)
    assert safe.put("telegram", "1:hunter2") == "file:secrets/telegram"
    assert "hunter2" not in repr(safe)


def test_on_a_terminal_secrets_are_not_echoed(tmp_path: Path) -> None:
    config = tmp_path / "ringback.toml"
    child, terminal = pty.fork()
    if child == 0:
        os.environ["TERM"] = "dumb"
        os.execv(sys.executable, [sys.executable, "-m", "bot", "init", "--no-check", "--config", str(config)])
    screen = _Screen(terminal)
    for prompt, answer in [
        ("en or zh [en]", ""),
        ("country code [CN]", ""),
        ("data [var]", ""),
        ("Database [sqlite]", ""),
        ("127.0.0.1 [8480]", PORT),
        ("working hours? (y/n)", "n"),
        ("mailbox? (y/n)", "n"),
        ("there? (y/n)", "y"),
        ("123456:ABC-DEF: ", "12345:hunter2"),  # from its blank on nothing is echoed
        ("server [https://api.telegram.org]", ""),
        ("work there? (y/n)", "n"),
    ]:
        screen.wait_for(prompt)
        os.write(terminal, answer.encode() + b"\n")
    screen.wait_for("ringback run")
    assert os.waitpid(child, 0)[1] == 0
    os.close(terminal)
    assert "hunter2" not in screen.shown
    assert (tmp_path / "secrets" / "telegram").read_text() == "12345:hunter2\n"


class _Screen:
    """What a terminal has shown so far."""

    def __init__(self, terminal: int) -> None:
        self._terminal = terminal
        self._seen = 0
        self.shown = ""

    def wait_for(self, words: str, seconds: float = 20) -> None:
        """Returns once `words` have come after what was waited for before, and the line waits for an answer."""
        until = time.monotonic() + seconds
        while (at := self.shown.find(words, self._seen)) < 0:
            ready, _, _ = select.select([self._terminal], [], [], max(until - time.monotonic(), 0))
            assert ready, self.shown
            self.shown += os.read(self._terminal, 4096).decode()
        self._seen = at + len(words)
