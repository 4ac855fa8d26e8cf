"""A mail's invitation, followed on the page: its QR picture stands in place, and its link leads into the chat."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.page.browser import opened
from tests.page.conftest import Shown
from tests.page.hands import card_of, mails

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    ("language", "subject", "text", "said", "asked"),
    [
        ("en", "Plotter smears", "Every page.\nCompany: Northwind Ltd", "Plotter", "phone number"),
        ("zh", "绘图仪模糊", "每页都这样。\n公司：远东贸易", "绘图仪", "电话"),
    ],
)
async def test_the_link_of_a_mail_leads_into_the_chat_and_both_are_one_customer(
    shown: Shown, language: str, subject: str, text: str, said: str, asked: str
) -> None:
    async with opened(shown.browser, f"{shown.address}/?lang={language}") as page:
        await page.locator("#tab-mail").click()
        before = await page.locator("#inbox .row").count()
        await mails(page, subject, text)
        card = await card_of(page, said)
        await expect(page.locator("#inbox .row")).to_have_count(before + 1)
        mail = page.frame_locator("#reader iframe")
        await expect(mail.get_by_role("img")).to_have_attribute("src", re.compile("^data:image/png;base64,"))
        await mail.get_by_role("link", name="Telegram").click()
        await expect(page.locator("#tab-chat")).to_have_attribute("aria-selected", "true")
        await expect(page.locator("#bubbles .bubble.own").last).to_contain_text("/start ")
        await expect(page.locator("#bubbles .bubble:not(.own)").last).to_contain_text(asked)
        await page.locator("#say [name=text]").fill("+44 20 7946 0123")
        await page.keyboard.press("Enter")
        await expect(card).to_contain_text("+442079460123")
