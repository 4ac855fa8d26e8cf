"""The journal of the emulators."""

import json
from pathlib import Path

from bot.sandbox.journal import Journal


def test_a_line_holds_json_values_and_is_on_disk_at_once(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "calls.jsonl")
    journal.write("slack", "chat.postMessage", {"text": "打印机", "blocks": [{}]}, {"ok": True}, dropped=True)
    [line] = (tmp_path / "calls.jsonl").read_text("utf-8").splitlines()
    entry = json.loads(line)
    assert entry == journal.entries[0]
    assert (entry["args"], entry["result"]) == ({"text": "打印机", "blocks": [{}]}, {"ok": True})
    assert entry["dropped"] is True
    assert "打印机" in line


def test_two_journals_share_a_path(tmp_path: Path) -> None:
    first, second = Journal(tmp_path / "j"), Journal(tmp_path / "j")
    for journal in (first, second, first):
        journal.write("telegram", "getMe", {})
    lines = (tmp_path / "j").read_text().splitlines()
    assert [json.loads(line)["method"] for line in lines] == ["getMe"] * 3
    assert len(first.entries) == 2


def test_tokens_and_contents_are_never_written() -> None:
    journal = Journal()
    journal.write("slack", "x", {"token": "secret", "file": b"abc", "deep": [{"token": "secret"}]})
    assert journal.entries[0]["args"] == {"file": "<3 bytes>", "deep": [{}]}


def test_odd_values_still_make_a_line_of_json(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j")
    journal.write("slack", "x", {"half": "\ud83d", "nan": float("nan"), "line": "a\nb", "path": Path("p")})
    args = json.loads((tmp_path / "j").read_text("utf-8"))["args"]
    assert args == {"half": "\ud83d", "nan": "nan", "line": "a\nb", "path": "p"}
