"""The world of the desk's sentences."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.desk.harness import World, world


@pytest.fixture
async def desk_world(tmp_path: Path) -> AsyncIterator[World]:
    """A running desk that speaks English with its engineers."""
    async with world(tmp_path) as made:
        yield made


@pytest.fixture
async def chinese_world(tmp_path: Path) -> AsyncIterator[World]:
    """A running desk whose engineers read Chinese."""
    async with world(tmp_path, language="zh") as made:
        yield made
