"""*Play the story*: nobody touches anything until it is over."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.page.browser import opened
from tests.page.conftest import Shown

pytestmark = pytest.mark.asyncio(loop_scope="module")
WHOLE_STORY = 80_000  # ms


async def test_the_story_plays_by_itself_to_its_end_and_everybody_is_reached(shown: Shown) -> None:
    async with opened(shown.browser, f"{shown.address}/?lang=en") as page:
        await page.locator("#story-auto").click()
        await expect(page.locator("#story-pause")).to_be_visible()
        await expect(page.locator("#script")).to_contain_text("打印机坏了")
        await page.locator("#story-fast").click()
        await expect(page.locator("#story-fast")).to_be_hidden()
        await expect(page.locator("#script")).to_contain_text("Every customer was reached.", timeout=WHOLE_STORY)
        for name in ("张伟", "李娜", "Emma Brown", "Carlos Diaz"):
            await expect(page.locator("#script li", has_text=name).last).to_contain_text("confirmed")
        await expect(page.locator("#story-auto")).to_be_visible()
        await page.locator("#tab-tickets").click()
        await expect(page.locator("#tickets .status.closed")).to_have_count(4)
        for number in range(4):
            await page.locator("#tickets .ticket").nth(number).click()
            await expect(page.locator("#tickets dt", has_text="confirmed")).to_be_visible()
