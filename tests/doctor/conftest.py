"""A desk's settings on the emulators, and what the examination says of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from bot.config import Settings
from bot.doctor import Examination, Finding, Report, examine
from bot.sandbox.stage import Stage

Change = Callable[[dict[str, Any]], None]
SECONDS = 12.0


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with Stage() as opened:
        yield opened


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another poller is waited for less long."""
    monkeypatch.setattr("bot.doctor.telegram.WATCH_SECONDS", 1)


class Clinic:
    """`await clinic.report(change)`: the report on the stage's desk, after `change` has been made to its settings."""

    def __init__(self, stage: Stage, data: Path) -> None:
        self.stage = stage
        self.data = data

    def raw(self, change: Change = lambda raw: None) -> dict[str, Any]:
        raw = deepcopy(self.stage.settings(self.data))
        change(raw)
        return raw

    async def report(self, change: Change = lambda raw: None) -> Report:
        return await examine(Settings.model_validate(self.raw(change)), Examination(SECONDS))


@pytest.fixture
def clinic(stage: Stage, tmp_path: Path, quick: None) -> Clinic:
    return Clinic(stage, tmp_path / "var")


def about(report: Report, part: str) -> Finding:
    """The worst finding about a part."""
    found = [finding for finding in report.findings if finding.part == part]
    assert found, [finding.part for finding in report.findings]
    return max(found, key=lambda finding: ("ok", "warning", "broken").index(finding.sign))


def only(*parts: str) -> Change:
    """Leaves out every way in but these."""

    def change(raw: dict[str, Any]) -> None:
        for name in {"mailbox", "telegram", "slack"} - set(parts):
            raw.pop(name)

    return change
