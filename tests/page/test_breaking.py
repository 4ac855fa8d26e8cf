"""The switches that break things: what is broken shows, and nothing is lost."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.page.browser import opened
from tests.page.conftest import Shown
from tests.page.hands import card_of, mail_about, mails, opens_thread, solves, switch

pytestmark = pytest.mark.asyncio(loop_scope="module")
ANSWERED = "Company: Northwind Ltd\nPhone: +44 20 7946 0018\nPriority: P2"


async def test_a_bounced_solution_ends_in_front_of_a_person(shown: Shown) -> None:
    async with opened(shown.browser, f"{shown.address}/?lang=en") as page:
        await mails(page, "Scanner is dark", f"No light at all.\n\n{ANSWERED}")
        card = await card_of(page, "Scanner is dark")
        await mail_about(page, "Scanner is dark")
        await switch(page, "mail_bounces").check()
        await solves(page, "Please plug it in.", card)
        await expect(page.locator("#line .undeliverable").first).to_contain_text("550")
        await opens_thread(page, "Scanner is dark")
        await expect(page.locator("#posts")).to_contain_text("did not arrive")
        await expect(page.locator("#posts")).to_contain_text("Please phone the customer")
        await expect(page.locator("#posts .card").first).to_contain_text("+442079460018")
        await switch(page, "mail_bounces").uncheck()
        await expect(page.locator("#line .switch").first).to_contain_text("bounces: off")


async def test_mail_waits_while_the_server_is_down_and_the_lamp_tells(shown: Shown) -> None:
    async with opened(shown.browser, f"{shown.address}/?lang=en") as page:
        support = page.locator("#parts li", has_text="support")
        await expect(support).to_have_class("well")
        await switch(page, "mailbox_down").check()
        await expect(support).to_have_class("ill")
        await mails(page, "Phones are dead", f"All of them.\n\n{ANSWERED}")
        await page.locator("#tab-chat").click()
        await page.locator("#say [name=text]").fill("And the internet too")
        await page.locator("#say .send").click()
        await card_of(page, "And the internet too")
        await expect(page.locator("#posts")).not_to_contain_text("Phones are dead")
        await switch(page, "mailbox_down").uncheck()
        await card_of(page, "Phones are dead")
        await page.locator("#tab-mail").click()
        await mail_about(page, "Phones are dead")
        await expect(support).to_have_class("well")


async def test_a_card_comes_though_slack_throttles_and_the_time_line_shows_the_retry(shown: Shown) -> None:
    async with opened(shown.browser, f"{shown.address}/?lang=en") as page:
        await page.locator("#throttle").click()
        await mails(page, "Mouse is gone", f"A real one.\n\n{ANSWERED}")
        await expect(page.locator("#line .refused").first).to_contain_text("slack")
        await expect(page.locator("#line .retried").first).to_contain_text("attempt")
        await card_of(page, "Mouse is gone")


async def test_a_mail_in_the_customers_name_is_held_until_an_engineer_releases_it(shown: Shown) -> None:
    async with opened(shown.browser, f"{shown.address}/?lang=en") as page:
        await expect(page.locator("#forged")).to_be_hidden()
        await switch(page, "impostor").check()
        await expect(page.locator("#forged")).to_be_visible()
        await mails(page, "New bank account", "Please pay to this one from now on.")
        held = page.locator("#posts .message", has_text="Please pay to this one")
        await expect(held).to_contain_text("does not prove")
        told = await mail_about(page, "Your message")
        await expect(told).not_to_contain_text("bank")
        await held.get_by_role("button", name="Release").click()
        card = page.locator("#posts .card", has_text="New bank account").filter(
            has=page.get_by_role("button", name="Acknowledge")
        )
        await expect(card).to_be_visible()
        await switch(page, "impostor").uncheck()
        await page.get_by_role("link", name="中文").click()
        await expect(page.get_by_label("有人冒充这位客户写邮件")).not_to_be_checked()
