"""A month of mail, and the rehearsal as an admin starts it."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.rehearsal.month import Month

UNTIL = datetime(2026, 3, 31, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def month() -> Month:
    """A month of mail until the end of March 2026."""
    return Month(UNTIL)


@pytest.fixture
def folder(month: Month, tmp_path: Path) -> Path:
    """The month as files."""
    month.write(tmp_path / "mails")
    return tmp_path / "mails"


async def rehearse(*options: str, inside: Path) -> tuple[int, str, str]:
    """`ringback rehearse` in a folder of its own; its exit code and what it printed."""
    pipe = asyncio.subprocess.PIPE
    command = [sys.executable, "-m", "bot", "rehearse", *options]
    process = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=pipe, cwd=inside)
    out, err = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode or 0, out.decode(), err.decode()
