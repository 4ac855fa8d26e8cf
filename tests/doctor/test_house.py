"""Time, templates and the port of health, looked at."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from bot.config import WebSettings
from bot.doctor.house import check_port, check_templates, check_time


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
