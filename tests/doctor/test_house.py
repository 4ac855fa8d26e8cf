"""Time, templates and the port of health, looked at."""

from __future__ import annotations

import socket
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.config import WebSettings
from bot.doctor.house import check_hours, check_port, check_templates, check_time
from bot.hours import HoursSettings


def own(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def test_the_shipped_templates_are_complete_and_render_with_the_sample() -> None:
    (found,) = check_templates(None)
    assert found.sign == "ok", found


def test_own_wording_that_renders_is_good(tmp_path: Path) -> None:
    files = {"en/intake/opened_one.md.j2": "subject: {{ reference }}\n---\nHello {{ name }}"}
    (found,) = check_templates(own(tmp_path, files))
    assert found.sign == "ok", found
    assert str(tmp_path) in found.found


def test_a_message_that_one_language_lacks_is_named(tmp_path: Path) -> None:
    found = check_templates(own(tmp_path, {"en/intake/opend.md.j2": "Hello"}))
    assert any(f.sign == "broken" and "zh lacks the message intake/opend" in f.found for f in found)
    assert any(f.sign == "warning" and "nothing uses intake/opend" in f.found for f in found)


def test_a_phrase_that_one_language_lacks_is_named(tmp_path: Path) -> None:
    found = check_templates(own(tmp_path, {"zh/own.toml": '[own]\nword = "词"\n'}))
    assert any("en lacks the phrase own.word" in f.found for f in found)


@pytest.mark.parametrize("text", ["Hello {{ nmae }}", "Hello {% if %}", "subjct: x\n---\nHello"])
def test_own_wording_that_does_not_render_is_named(tmp_path: Path, text: str) -> None:
    found = check_templates(own(tmp_path, {"zh/intake/opened_one.md.j2": text}))
    assert [f.sign for f in found] == ["broken"]
    assert "zh/intake/opened_one" in found[0].found


def test_a_missing_folder_and_a_broken_phrase_file_are_named(tmp_path: Path) -> None:
    assert "is missing" in check_templates(tmp_path / "none")[0].found
    found = check_templates(own(tmp_path, {"en/words.toml": "no = toml = here"}))
    assert "words.toml" in found[0].found


def test_a_free_port_is_good_and_a_taken_one_is_not() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        web = WebSettings(port=other.getsockname()[1])
        (taken,) = check_port(web, running=False)
        assert taken.sign == "broken"
        assert "web.port" in taken.fix
        assert check_port(web, running=True)[0].sign == "ok"
    assert check_port(web, running=False)[0].sign == "ok"


def test_a_host_that_is_not_this_machine_is_broken() -> None:
    assert "web.host" in check_port(WebSettings(host="192.0.2.1"), running=False)[0].fix


def test_the_time_zone_is_told_and_an_unknown_one_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "UTC" in check_time()[0].found
    monkeypatch.setenv("TZ", "Asia/Shangai")
    assert "Asia/Shangai" in check_time()[0].found
    assert check_time()[0].sign == "broken"
    for known in ("Asia/Shanghai", "CST-8"):
        monkeypatch.setenv("TZ", known)
        assert check_time()[0].sign == "ok"


def test_a_clock_from_before_ringback_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.doctor.house._EARLIEST", 9999)
    (found,) = check_time()
    assert found.sign == "broken"
    assert "NTP" in found.fix


def hours(now: str, **more: Any) -> list[tuple[str, str]]:
    wanted = {"zone": "Asia/Shanghai", "weekdays": ["09:00-18:00"], **more}
    moment = datetime.fromisoformat(now).replace(tzinfo=ZoneInfo("Asia/Shanghai"))
    return [(one.sign, one.found) for one in check_hours(HoursSettings.model_validate(wanted), moment)]


def test_whether_it_is_open_and_the_special_days_to_come_are_told() -> None:
    assert hours("2025-12-30 10:00", country="CN") == [
        (
            "ok",
            "open now; it is Tue 10:00 in Asia/Shanghai; "
            "next holiday 2026-01-01 New Year's Day, next make-up day 2026-01-04",
        )
    ]
    assert hours("2026-02-14 18:00", country="CN")[0][1].startswith(
        "closed until Tue 2026-02-24 09:00; it is Sat 18:00 in"
    )


def test_without_a_country_only_the_days_of_the_settings_are_told() -> None:
    own = {"extra_holidays": ["2026-03-09"], "extra_working_days": {"2026-03-14": "monday"}}
    assert hours("2026-03-06 10:00")[0][1].endswith("; no holiday known, no make-up day known")
    assert hours("2026-03-06 10:00", **own)[0][1].endswith("; next holiday 2026-03-09, next make-up day 2026-03-14")


def test_next_years_days_that_nobody_knows_are_a_warning() -> None:
    assert [sign for sign, _ in hours("2100-01-04 10:00", country="DE")] == ["ok", "warning"]
    assert hours("2100-01-04 10:00", country="DE")[1][1] == "the holidays of 2101 in DE are not known yet"
    assert [sign for sign, _ in hours("2026-01-04 10:00", country="DE")] == ["ok"]


def test_a_desk_without_hours_is_always_open() -> None:
    (found,) = check_hours(None, datetime(2026, 3, 6, tzinfo=ZoneInfo("UTC")))
    assert (found.sign, found.found) == ("ok", "always open: the settings have no [hours]")
