"""Plays a little with the demo and photographs the page: `tools/screenshots`."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import Page, expect

from tests.page.browser import chromium, demo, opened

IMAGES = Path(__file__).parents[2] / "docs" / "images"
LETTER = {
    "zh": (
        "打印机坏了",
        "您好，三楼的打印机从今天早上起一直卡纸，请帮忙看看。",
        "公司：华星电子有限公司\n电话：13800138000\n优先级：P2",
    ),
    "en": (
        "Printer out of order",
        "Hello, the printer on floor 3 jams since this morning.",
        "Company: Northwind Ltd\nPhone: +44 20 7946 0018\nPriority: P2",
    ),
}
CHAT = {"zh": "全公司上不了网，订单都停了！", "en": "The whole company is offline, all orders stand still!"}
ANSWERS = {
    "zh": ("远东贸易有限公司", "021-62345678转801", "电话改成 13900001234"),
    "en": ("We are from Northwind Ltd", "+44 20 7946 0018", "my number is +44 20 7946 0099"),
}
SOLUTION = {
    "zh": "请打开后盖，取出卡住的纸，再重启打印机。",
    "en": "Please open the back, take the paper out and start it again.",
}


async def desk(page: Page, language: str) -> None:
    """A mail, a chat, a solution being written with its preview."""
    subject, text, answers = LETTER[language]
    await page.locator("#compose").click()
    await page.locator("#letter [name=subject]").fill(subject)
    await page.locator("#letter-text").fill(text)
    await page.locator("#letter .main").click()
    await page.locator("#answer").click()
    await page.locator("#letter-text").fill(answers)
    await page.locator("#letter .main").click()
    await expect(page.locator("#inbox .row")).to_have_count(2)
    await page.locator("[data-key*=ticket_acknowledge]").first.click()
    await page.locator("#tab-chat").click()
    await page.locator("#say [name=text]").fill(CHAT[language])
    await page.locator("#say .send").click()
    await expect(page.locator("#bubbles .bubble")).to_have_count(2)
    await page.locator("#tab-mail").click()
    await page.locator("[data-key*=ticket_solve]").first.click()
    await page.locator("#field-text").fill(SOLUTION[language])
    await page.locator("[data-key*=preview]").click()
    await expect(page.locator("#modal hr")).to_be_visible()


async def talk(page: Page, language: str) -> None:
    """The conversation in the chat, to its end and a correction after it."""
    await page.locator("#tab-chat").click()
    bubbles = page.locator("#bubbles .bubble")
    for text in ANSWERS[language]:
        count = await bubbles.count()
        await page.locator("#say [name=text]").fill(text)
        await page.locator("#say .send").click()
        await expect(bubbles).to_have_count(count + 2)
    await page.locator("section.customer").screenshot(path=IMAGES / f"talk-{language}.png")


async def photograph(page: Page, language: str) -> None:
    """Two moments: the desk was killed and is back; a conversation."""
    await desk(page, language)
    await page.locator("#modal .main").click()
    await expect(page.locator("#inbox .row")).to_have_count(3)
    frame = page.frame_locator("#reader iframe")
    await frame.locator("a[href^=mailto]").first.wait_for()
    await page.locator("#kill").click()
    await expect(page.locator("#desk.up")).to_contain_text("2")
    await expect(page.locator("#parts .ill")).to_have_count(0)
    await page.evaluate("document.getElementById('posts').scrollTop = 0")
    await page.mouse.move(5, 5)
    await page.screenshot(path=IMAGES / f"desk-{language}.png")
    await talk(page, language)


async def main() -> None:
    """Both languages, each on a desk of its own."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    async with chromium() as browser:
        for language in ("en", "zh"):
            with tempfile.TemporaryDirectory() as folder:
                async with (
                    demo(Path(folder) / "data", "--language", language) as address,
                    opened(browser, f"{address}/?lang={language}", width=1380, height=820) as page,
                ):
                    await photograph(page, language)


if __name__ == "__main__":
    asyncio.run(main())
