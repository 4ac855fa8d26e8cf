"""The demo's page in a real Chromium: what a newcomer does with his mouse and keys."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from tests.page.browser import chromium, demo, opened
from tests.page.hands import mails, replies, solves

HOSTILE = "<img src=x onerror=alert(1)><b>bold</b> <!channel> {{7*7}}"


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started


async def presses_in_mail(page: Page, label: str, mails_so_far: int) -> None:
    """The button opens a ready-made mail, which is sent with Enter."""
    await expect(page.locator("#inbox .row")).to_have_count(mails_so_far)
    await page.frame_locator("#reader iframe").get_by_role("link", name=label).click()
    await expect(page.locator("#letter .main")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("#inbox .row")).to_have_count(mails_so_far + 1)


async def comes_back(page: Page, start: int) -> None:
    await expect(page.locator("#desk.up")).to_contain_text(str(start))


async def test_a_mail_becomes_a_solved_ticket_though_the_desk_is_killed_in_the_middle(
    tmp_path: Path, browser: Browser
) -> None:
    async with demo(tmp_path) as address, opened(browser, f"{address}/?lang=en") as page:
        await mails(page, "Printer jams", f"Since this morning. {HOSTILE}")
        card = page.locator("#posts .card", has_text="Printer jams")
        await expect(card).to_contain_text("<img src=x onerror=alert(1)>")
        await expect(page.locator("#inbox .row")).to_have_count(1)
        await replies(page, "Company: Northwind Ltd\nPhone: +44 20 7946 0018\nPriority: P2")
        await expect(card).to_contain_text("Northwind Ltd")
        await expect(page.locator("#inbox .row")).to_have_count(2)
        await card.get_by_role("button", name="Acknowledge").click()
        await expect(card.get_by_role("button", name="Acknowledge")).to_have_count(0)

        await page.locator("#kill").click()
        await expect(page.locator("#line .died")).to_have_count(1)
        await comes_back(page, 2)

        await card.get_by_role("button", name="Reply").click()
        await page.locator("#modal .main").click()
        await expect(page.locator("#field-text-error")).to_contain_text("required")
        await page.locator("#field-text").fill("Which **code** is shown?")
        note = {"name": "codes 代码.txt", "mimeType": "text/plain", "buffer": b"E1: paper\n"}
        await page.locator("#field-files").set_input_files(note)
        await page.locator("#modal [data-key*=preview]").click()
        await expect(page.locator("#modal hr")).to_be_visible()
        await expect(page.locator("#field-text")).to_have_value("Which **code** is shown?")
        await expect(page.locator("#modal .context").last).to_contain_text("codes 代码.txt")
        await page.locator("#modal .main").click()
        await expect(page.locator("#inbox .row")).to_have_count(3)
        await expect(page.locator("#reader .files a")).to_contain_text("codes 代码.txt")

        await solves(page, "Please take the paper out.")
        await presses_in_mail(page, "Still broken", 4)
        await solves(page, "We have changed the wheel.")
        await presses_in_mail(page, "Solved", 6)
        await page.locator("#tab-tickets").click()
        await expect(page.locator("#tickets .status.closed")).to_be_visible()
        await page.locator("#tickets .ticket").click()
        await expect(page.locator("#tickets .history")).to_contain_text("confirmed")

        await page.reload()
        await expect(page.locator("#tickets .status.closed")).to_be_visible()
        await expect(page.locator("#inbox .row")).to_have_count(7)
        wide = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert wide[0] <= wide[1]


async def test_telegram_in_chinese_with_buttons_photo_and_contact_and_switches(
    tmp_path: Path, browser: Browser
) -> None:
    async with demo(tmp_path, "--language", "zh") as address, opened(browser, address) as page:
        await expect(page.locator("#compose")).to_contain_text("写邮件")
        await comes_back(page, 1)
        await page.locator("#tab-chat").click()
        bubbles = page.locator("#bubbles .bubble")
        say = page.locator("#say [name=text]")
        await say.fill("三楼的打印机打不出来")
        await say.press("Enter")
        await expect(bubbles).to_have_count(2)
        await say.fill("远东贸易有限公司")
        await say.press("Enter")
        await expect(bubbles).to_have_count(4)
        await page.locator("#contact").click()
        await expect(bubbles.last).to_contain_text("P1")
        await bubbles.last.get_by_role("button").first.click()
        await expect(page.locator("#posts .card")).to_contain_text("P1")
        picture = Path("docs/images/desk-en.png")
        await page.locator("#photo").set_input_files(picture)
        await expect(page.locator("#bubbles img")).to_be_visible()

        await page.locator("[data-switch=telegram_blocks]").check()
        await expect(say).to_be_disabled()
        await page.locator("#posts [data-key*=ticket_solve]").first.click()
        await page.locator("#field-text").fill("网络已恢复。")
        await page.locator("#modal .main").click()
        await expect(page.locator("#line .undeliverable, #line .refused").first).to_be_visible()
        await page.locator("[data-ahead='7200']").click()
        await page.locator("[data-switch=telegram_blocks]").uncheck()
        await expect(say).to_be_enabled()
        await page.get_by_role("link", name="English").click()
        await expect(page.locator("#compose")).to_contain_text("New mail")
        await expect(bubbles.first).to_contain_text("三楼的打印机打不出来")


async def test_the_story_plays_step_by_step(tmp_path: Path, browser: Browser) -> None:
    async with demo(tmp_path) as address, opened(browser, address) as page:
        await comes_back(page, 1)
        await page.locator("#story-step").click()
        await expect(page.locator("#script")).to_contain_text("打印机坏了")
        await expect(page.locator("#script .next")).to_have_count(1)
        await page.locator("#story-step").click()
        await expect(page.locator("#script")).to_contain_text("华星电子有限公司")
        await page.locator("#story-step").click()
        await expect(page.locator("#posts .card")).to_contain_text("华星电子有限公司")


async def test_the_page_is_closed_to_others_and_the_remote_control_stays(tmp_path: Path) -> None:
    async with demo(tmp_path) as address, httpx.AsyncClient(base_url=address, trust_env=False) as client:
        page = await client.get("/")
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert (await client.get("/", headers={"host": "evil.example"})).status_code == 403
        foreign = {"origin": "http://evil.example", "content-type": "application/json"}
        assert (await client.post("/page/kill", headers=foreign, content="{}")).status_code == 403
        assert (await client.post("/page/kill", content="{}")).status_code == 415
        assert (await client.post("/page/switch", json={"name": "x", "value": True})).status_code == 400
        assert (await client.get("/slack/messages", params={"channel": "G0ENGINEERS"})).status_code == 200
        assert (await client.post("/clock", json={"seconds": 600})).status_code == 200
    async with demo(tmp_path) as again, httpx.AsyncClient(base_url=again, trust_env=False) as client:
        assert (tmp_path / "clock").read_text() == "600.0"
        assert (await client.get("/")).status_code == 200
