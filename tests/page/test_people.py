"""What people of the stage see of each other: two engineers at one card, files, a reminder after silence."""

from __future__ import annotations

import base64

import pytest
from playwright.async_api import expect

from tests.page.browser import opened
from tests.page.conftest import Shown
from tests.page.hands import card_of, mail_about, mails, opens_thread, solves

pytestmark = pytest.mark.asyncio(loop_scope="module")
ANSWERED = "Company: Northwind Ltd\nPhone: +44 20 7946 0018\nPriority: P2"
PICTURE = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


async def test_two_engineers_reach_for_one_ticket_and_the_second_is_told_who_was_first(shown: Shown) -> None:
    async with (
        opened(shown.browser, f"{shown.address}/?lang=en") as anna,
        opened(shown.browser, f"{shown.address}/?lang=en") as bo,
    ):
        await bo.locator("#me").select_option(label="Bo Chen")
        await mails(anna, "Door stays shut", f"The badge reader blinks.\n\n{ANSWERED}")
        card = await card_of(bo, "Door stays shut")
        await expect(card).to_contain_text("Northwind")
        late = await card.get_by_role("button", name="Acknowledge").element_handle()
        assert late is not None
        mine = (await card_of(anna, "Door stays shut")).get_by_role("button", name="Acknowledge")
        await mine.click()
        await expect(mine).to_have_count(0)
        await late.evaluate("button => button.click()")  # the button of a screen that has not changed yet
        await expect(bo.locator("#posts .whisper")).to_contain_text("Anna Berg")


async def test_a_mails_attachment_stands_in_the_tickets_thread(shown: Shown) -> None:
    async with opened(shown.browser, f"{shown.address}/?lang=en") as page:
        await page.locator("#compose").click()
        await page.locator("#letter [name=subject]").fill("Blue screen")
        await page.locator("#letter-text").fill(f"See the picture.\n\n{ANSWERED}")
        files = [
            {"name": "日志 1.txt", "mimeType": "text/plain", "buffer": "错误 0x1A".encode()},
            {"name": "screen.gif", "mimeType": "image/gif", "buffer": PICTURE},
        ]
        await page.locator("#letter [name=files]").set_input_files(files)
        await page.locator("#letter .main").click()
        await card_of(page, "Blue screen")
        await opens_thread(page, "Blue screen")
        await expect(page.locator("#posts a.shared")).to_contain_text("日志 1.txt")
        await expect(page.locator("#posts img.shared")).to_have_js_property("naturalWidth", 1)
        async with page.expect_download() as download:
            await page.locator("#posts a.shared").click()
        assert (await (await download.value).path()).read_bytes() == "错误 0x1A".encode()


async def test_silence_after_a_solution_brings_a_reminder_when_the_clock_moves(shown: Shown) -> None:
    async with opened(shown.browser, f"{shown.address}/?lang=en") as page:
        await mails(page, "Slow laptop", f"Very slow.\n\n{ANSWERED}")
        card = await card_of(page, "Slow laptop")
        row = await mail_about(page, "Slow laptop")
        await solves(page, "Please restart it.", card)
        await expect(row).to_have_count(2)
        await page.locator("[data-ahead='7200']").click()
        for _ in range(2):
            await page.locator("[data-ahead=tomorrow]").click()
        await expect(page.locator("#now")).to_contain_text("09:0")
        await expect(row).to_have_count(3)
        await expect(page.locator("#line .committed", has_text="reminded of the solution").first).to_be_visible()


@pytest.mark.parametrize(("language", "refused"), [("en", "is not a valid command"), ("zh", "不是有效的命令")])
async def test_an_engineer_looks_for_a_known_answer_by_command_and_only_he_sees_it(
    shown: Shown, language: str, refused: str
) -> None:
    async with opened(shown.browser, f"{shown.address}/?lang={language}") as page:
        field = page.locator("#post [name=text]")
        await field.fill("/ringback find printer 打印机")
        await page.keyboard.press("Enter")
        await expect(page.locator("#posts .whisper").last).to_contain_text("printer 打印机")
        await expect(field).to_have_value("")
        await field.fill("/nonsense")
        await page.keyboard.press("Enter")
        await expect(page.locator("#teller")).to_contain_text(f"/nonsense {refused}")
