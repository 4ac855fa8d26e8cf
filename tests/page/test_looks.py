"""The page at 1280 × 800 in both languages: readable, nothing cut off, the keyboard's place to be seen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.page.browser import opened
from tests.page.conftest import Shown
from tests.page.hands import mails

pytestmark = pytest.mark.asyncio(loop_scope="module")
MEASURE = (Path(__file__).parent / "looks.js").read_text("utf-8")
FOCUSED = """() => {
  const one = document.activeElement, seen = one.closest(".icon") ?? one;
  if (one === document.body) return null;
  const box = seen.getBoundingClientRect(), style = getComputedStyle(seen);
  const ringed = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const inside = box.width > 1 && box.right <= innerWidth + 1;
  const own = one.tagName === "IFRAME";  // the browser's own ring, in the mail
  return { name: one.id || one.dataset.key || one.name || one.tagName, seen: own || (ringed && inside) };
}"""


async def looks_well(page: Page) -> None:
    found: Any = await page.evaluate(MEASURE)
    assert found == {"pale": [], "cut": []}


async def by_keyboard(page: Page) -> list[Any]:
    """Everything that Tab reaches, once round the page."""
    await page.evaluate("() => document.activeElement.blur()")
    reached: list[Any] = []
    for _ in range(80):
        await page.keyboard.press("Tab")
        one = await page.evaluate(FOCUSED)
        if one is None and reached:
            return reached
        if one is not None:
            reached.append(one)
    raise AssertionError(f"Tab does not come to an end: {reached}")


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_every_word_is_readable_and_nothing_is_cut_off(shown: Shown, language: str) -> None:
    async with opened(shown.browser, f"{shown.address}/?lang={language}") as page:
        for tab in ("chat", "script", "tickets", "mail", "line"):
            await page.locator(f"#tab-{tab}").click()
            await looks_well(page)
        await page.locator("#compose").click()
        await looks_well(page)
        await page.locator("#letter-away").click()
        await mails(page, "打印机 Printer " + "very " * 30, "It jams.\nPriority: P2")
        await expect(page.locator("#inbox .row").first).to_be_visible()
        await page.locator("[data-folder=sent]").click()
        await looks_well(page)
        await page.locator("[data-key*=ticket_solve]").first.click()
        await expect(page.locator("#field-text")).to_be_visible()
        await looks_well(page)
        await page.locator("#modal .main + *, #modal footer button").first.click()
        await page.locator("#tab-chat").click()
        await page.locator("#say [name=text]").fill("Hello")
        await page.locator("#say .send").click()
        await expect(page.locator("#bubbles .bubble").nth(1)).to_be_visible()
        await looks_well(page)


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_tab_reaches_everything_and_shows_where_it_is(shown: Shown, language: str) -> None:
    async with opened(shown.browser, f"{shown.address}/?lang={language}") as page:
        await expect(page.locator("#desk.up")).to_be_visible()
        reached = await by_keyboard(page)
        assert [one["name"] for one in reached if not one["seen"]] == []
        names = {one["name"] for one in reached}
        assert names >= {"story-auto", "story-step", "who", "tab-mail", "compose", "me", "posts", "tab-line", "kill"}
