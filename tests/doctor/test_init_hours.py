"""`ringback init` asks when somebody is there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot import __main__ as command_line
from bot.config import load
from bot.core.calendar import Shift
from bot.hours import HoursSettings
from bot.setup.hours import days_named, written
from bot.setup.zones import likely_zone
from tests.servers.ports import free_port

MORNING, AFTERNOON = Shift(time(9), time(12)), Shift(time(13, 30), time(18))


@pytest.fixture(autouse=True)
def _own_logs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The runner's streams are closed after each call; the log must not hold on to them."""
    monkeypatch.setattr("bot.logs.configure", lambda *_: None)


@pytest.fixture(autouse=True)
def _zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Etc/UTC")


def asked(folder: Path, hours: Sequence[str], region: str = "CN") -> tuple[Result, HoursSettings | None]:
    """The command, and the [hours] of the file it wrote. Everything but the hours is answered shortly."""
    config = folder / "ringback.toml"
    port = str(free_port())
    answers = ["en", region, "var", "sqlite", port, *hours, "n", "y", "env:RB_TOKEN", "", "n"]
    result = CliRunner().invoke(command_line.app, ["init", "--config", str(config)], input="\n".join(answers) + "\n")
    assert result.exit_code == 0, result.output
    return result, load(config, {"RB_TOKEN": "1:abc"}).hours


def test_enter_all_along_is_an_office_week_with_the_countrys_holidays(tmp_path: Path) -> None:
    result, hours = asked(tmp_path, [""] * 7)
    assert hours
    assert (hours.zone, hours.country, hours.oncall) == ("Asia/Shanghai", "CN", "")
    assert hours.week == ((MORNING, AFTERNOON),) * 5 + ((),) * 2
    assert "✓ hours" in result.output
    assert "next holiday" in result.output


def test_a_desk_that_is_always_open_has_no_hours(tmp_path: Path) -> None:
    _, hours = asked(tmp_path, ["n"])
    assert hours is None
    assert "[hours]" not in (tmp_path / "ringback.toml").read_text("utf-8")


def test_days_with_shifts_of_their_own_and_a_number_for_the_night(tmp_path: Path) -> None:
    days = ["tue-sat", "08:00-12:00,13:00-17:00", "fri 08:00-12:00", "星期天 22:00－06:00", ""]
    _, hours = asked(tmp_path, ["y", "Europe/Berlin", "de", *days, "030 901820"], region="DE")
    assert hours
    assert (hours.zone, hours.country, hours.oncall) == ("Europe/Berlin", "DE", "030 901820")
    usual = (Shift(time(8), time(12)), Shift(time(13), time(17)))
    assert hours.week == ((), usual, usual, usual, usual[:1], usual, (Shift(time(22), time(6)),))


def test_answers_that_will_not_do_are_explained_and_asked_again(tmp_path: Path) -> None:
    wrong = {
        "Asia/Shangai": ("Asia/Shanghai", "did you mean Asia/Shanghai?"),
        "ZZ": ("-", "no holidays are known for ZZ"),
        "weekend": ("周一至周五", "weekend is no day: name days such as mon-fri"),
        "9 to 5": ("09:00-12:00、13:30-18:00", "no shift; write it as"),
        "sat": ("", "write the day, a blank and its shifts"),
        "ask Anna": ("+86 10 6552 9911", "this is no phone number; write it with its country code"),
    }
    answers = [answer for bad, (good, _) in wrong.items() for answer in (bad, good)]
    result, hours = asked(tmp_path, ["y", *answers])
    for _, words in wrong.values():
        assert words in result.output
    assert hours
    assert (hours.country, hours.oncall) == ("", "+86 10 6552 9911")
    assert hours.week[0] == (MORNING, AFTERNOON)


def test_shifts_that_overlap_are_refused_at_once(tmp_path: Path) -> None:
    result, hours = asked(tmp_path, ["y", "", "", "", "09:00-13:00,12:00-18:00", "", "", ""])
    assert "shifts overlap" in result.output
    assert hours
    assert hours.week[0] == (MORNING, AFTERNOON)


def test_the_file_says_what_each_line_is_for(tmp_path: Path) -> None:
    asked(tmp_path, [""] * 7)
    text = (tmp_path / "ringback.toml").read_text("utf-8")
    assert 'weekdays = ["09:00-12:00", "13:30-18:00"]  # the shifts from Monday to Friday' in text


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon-fri", [0, 1, 2, 3, 4]),
        ("Monday, wed sat", [0, 2, 5]),
        ("sat-mon", [0, 5, 6]),
        ("周一到周五、周日", [0, 1, 2, 3, 4, 6]),
        ("礼拜天", [6]),
    ],
)
def test_days_are_read_in_both_languages(text: str, days: list[int]) -> None:
    assert days_named(text) == days


@pytest.mark.parametrize("text", ["", "mo", "someday", "mon-", "mon-fri-sun"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no day"):
        days_named(text)


def test_a_week_without_working_days_before_saturday_is_written_too() -> None:
    assert written({5: ["10:00-16:00"]}) == {"weekdays": [], "saturday": ["10:00-16:00"]}


def test_the_zone_is_the_machines_where_the_country_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/Chicago")
    assert likely_zone("US") == "America/Chicago"
    assert likely_zone("CN") == "Asia/Shanghai"
    monkeypatch.setenv("TZ", "CST6CDT")
    assert likely_zone("US") == "America/New_York"
    assert likely_zone("AA") == "Asia/Shanghai"
