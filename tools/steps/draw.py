"""Photographs the pages of the pictures: `tools/draw_steps`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from playwright.async_api import Page

from tests.page.browser import chromium
from tools.steps.pictures import Picture, page, pictures
from tools.steps.terminals import said

TARGET = Path(__file__).parents[2] / "docs" / "images" / "steps"
WIDTH = 900


async def draw(tab: Page, picture: Picture) -> None:
    """Writes one PNG, as high as its content."""
    spoken = await said(picture["terminal"]) if "terminal" in picture else ""
    await tab.set_content(page(picture, spoken))
    assert await tab.locator("svg path[stroke]").count() == await tab.locator("[data-to]").count()
    await tab.locator("main").screenshot(path=TARGET / f"{picture['name']}.png")


async def main(names: Sequence[str]) -> None:
    """Draws the pictures with these names, or all."""
    TARGET.mkdir(parents=True, exist_ok=True)
    async with chromium() as browser:
        tab = await browser.new_page(viewport={"width": WIDTH, "height": 600})
        for picture in pictures():
            if not names or picture["name"] in names:
                await draw(tab, picture)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
