"""What the customer has written lies in his folder of sent mails; the story speaks the page's language."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from playwright.async_api import expect

from tests.page.browser import opened
from tests.page.conftest import Shown
from tests.page.hands import mails

pytestmark = pytest.mark.asyncio(loop_scope="module")
SECOND_LINE = "Since this morning. <img src=x onerror=alert(1)>"


async def test_what_he_sent_lies_in_his_folder_with_its_files(shown: Shown, tmp_path: Path) -> None:
    note = tmp_path / "日志.txt"
    note.write_text("错误", "utf-8")
    async with opened(shown.browser, f"{shown.address}/?lang=en") as page:
        await page.locator("[data-folder=sent]").click()
        await expect(page.locator("#inbox")).to_contain_text("Nothing sent yet")
        await page.locator("#compose").click()
        await expect(page.locator("#folders")).to_be_hidden()
        await page.locator("#letter [name=files]").set_input_files(note)
        await page.locator("#letter-away").click()
        await mails(page, "Fan hums", SECOND_LINE)
        rows = page.locator("#inbox .row")
        await expect(rows).to_have_count(1)
        await expect(rows).to_contain_text("To: sales@ringback.example")
        await expect(page.locator("#reader pre")).to_contain_text(SECOND_LINE)
        await expect(page.locator("#answer")).to_have_count(0)
        await page.locator("#compose").click()
        await page.locator("#letter [name=subject]").fill("Its log")
        await page.locator("#letter [name=files]").set_input_files(note)
        await page.locator("#letter .main").click()
        await expect(rows).to_have_count(2)
        file = page.locator("#reader .files a")
        await expect(file).to_contain_text("日志.txt")
        async with httpx.AsyncClient(base_url=shown.address, trust_env=False) as client:
            answer = await client.get(await file.get_attribute("href") or "")
            assert answer.content.decode() == "错误"
            assert (await client.get("/page/mail/trash/en/0")).status_code == 404
        await expect(page.locator("[data-folder=mails]")).to_have_attribute("data-count", "2")
        await page.locator("[data-folder=mails]").click()
        await expect(rows.first).not_to_contain_text("To: ")
        await expect(page.locator("#answer")).to_be_visible()


async def test_the_folders_are_chosen_by_keyboard_and_another_customer_starts_with_his_inbox(shown: Shown) -> None:
    async with opened(shown.browser, f"{shown.address}/?lang=zh") as page:
        await page.locator("#compose").focus()
        await page.keyboard.press("Tab")
        await page.keyboard.press("Tab")
        await expect(page.locator("[data-folder=sent]")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.locator("[data-folder=sent]")).to_have_attribute("aria-pressed", "true")
        await expect(page.locator("#inbox")).to_contain_text("还没有发过邮件")
        await page.locator("#who").select_option("en")
        await expect(page.locator("[data-folder=mails]")).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_a_mail_is_sent_once_though_its_button_is_pressed_twice(shown: Shown, language: str) -> None:
    async with opened(shown.browser, f"{shown.address}/?lang={language}") as page:
        await page.locator("[data-folder=sent]").click()
        subjects = [f"Once {language} {number}" for number in (1, 2, 3)]
        for number, subject in enumerate(subjects):
            await page.locator("#compose").click()
            await page.locator("#letter [name=subject]").fill(subject)
            await page.locator("#letter-text").fill("It hums.")
            if number == 1:
                await page.locator("#letter [name=subject]").press("Enter")
                await page.keyboard.press("Enter")
            else:
                await page.locator("#letter .main").dblclick()
            await expect(page.locator("#letter")).to_be_hidden()
            await expect(page.locator("#inbox .row", has_text=subject)).to_be_visible()
        await expect(page.locator("#inbox .row", has_text=f"Once {language}")).to_have_count(3)


async def test_the_chapters_of_the_story_are_in_chinese_on_a_chinese_page(shown: Shown) -> None:
    async with opened(shown.browser, f"{shown.address}/?lang=zh") as page:
        await page.locator("#story-step").click()
        chapters = page.locator("#script .chapter")
        await expect(chapters.first).to_have_text("服务台开门：两个邮箱、Telegram、Slack")
        await expect(chapters.nth(1)).to_have_text("一封中文邮件；第一个解决办法没有奏效")


async def test_the_story_is_told_in_chinese_and_its_mails_are_read_as_a_person_reads_them(shown: Shown) -> None:
    async with opened(shown.browser, f"{shown.address}/?lang=zh") as page:
        script = page.locator("#script")
        await page.locator("#story-auto").click()
        await page.locator("#story-fast").click()
        for caption in ("邮件 support@", "RB-1", "[接单]", "Slack，解决", "发给 张伟 的邮件", "邮件，按钮"):
            await expect(script).to_contain_text(caption)
        mail = script.locator("li", has_text="发给 张伟 的邮件").filter(has_text="取出卡住的纸").locator("p")
        assert "打印机坏了\n\n张伟，您好！\n\n" in await mail.inner_text()
        assert "mailto:" not in await script.inner_text()
        names = await page.locator("#me option").all_inner_texts()
        assert names == ["Anna Berg", "Bo Chen", "Carlos Diaz", "Carlos Diaz · 故事"]
