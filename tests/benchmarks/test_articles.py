"""The measuring of look-ups itself."""

from __future__ import annotations

import sys

import pytest

from benchmarks import articles


def test_it_fills_a_database_and_prints_figures_of_both_languages(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["articles", "--articles", "500"])
    articles.main()
    told = capsys.readouterr().out.splitlines()
    assert [line.split(" ")[0] for line in told] == ["sqlite:", "en:", "zh:"]
    assert told[1].count("median") == 2
