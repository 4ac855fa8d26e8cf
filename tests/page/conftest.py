"""One browser and one demo for all tests of a file; each test looks through a window of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.page.browser import chromium, demo


@dataclass(frozen=True, slots=True)
class Shown:
    """A browser and the address of the demo it looks at."""

    browser: Browser
    address: str


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shown(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Shown]:
    data = tmp_path_factory.mktemp("demo")
    async with chromium() as browser, demo(data) as address:
        yield Shown(browser, address)
