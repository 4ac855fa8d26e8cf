"""What people do on the page, as the tests say it."""

from __future__ import annotations

import re

from playwright.async_api import Locator, Page, expect


async def mails(page: Page, subject: str, text: str) -> None:
    """The customer writes a new mail."""
    await page.locator("#compose").click()
    await page.locator("#letter [name=subject]").fill(subject)
    await page.locator("#letter-text").fill(text)
    await page.locator("#letter .main").click()


async def replies(page: Page, text: str) -> None:
    """The customer answers the mail he reads."""
    await page.locator("#answer").click()
    await page.locator("#letter-text").fill(text)
    await page.locator("#letter .main").click()


async def solves(page: Page, text: str, card: Locator | None = None) -> None:
    """The engineer gives a solution, by the first card unless one is named."""
    buttons = (card or page.locator("#posts")).locator("[data-key*=ticket_solve]")
    await buttons.first.click()
    await page.locator("#field-text").fill(text)
    await page.locator("#modal .main").click()
    await expect(page.locator("#modal")).to_be_hidden()


async def card_of(page: Page, words: str) -> Locator:
    """The card in #engineers with these words, once it is there."""
    card = page.locator("#posts .card", has_text=words)
    await expect(card).to_be_visible()
    return card


async def opens_thread(page: Page, words: str) -> None:
    """The thread of the card with these words, instead of the channel."""
    await page.locator("#posts .message", has_text=words).locator(".replies").first.click()
    await expect(page.locator("#back")).to_be_visible()


async def mail_about(page: Page, words: str) -> Locator:
    """The mail in the customer's inbox whose subject has these words."""
    row = page.locator("#inbox .row", has_text=re.compile(words))
    await expect(row.first).to_be_visible()
    return row


def switch(page: Page, name: str) -> Locator:
    """A switch that breaks something."""
    return page.locator(f"[data-switch={name}]")
