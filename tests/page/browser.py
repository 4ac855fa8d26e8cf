"""The demo as a newcomer starts it, and a real Chromium to look at it."""

from __future__ import annotations

import asyncio
import contextlib
import re
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright, expect

PATIENCE = 25_000  # ms; a busy machine is slow, a quick one does not wait
STOP = 3  # seconds from Ctrl-C to the end; a third of one on a machine that is not busy
expect.set_options(timeout=PATIENCE)

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextlib.asynccontextmanager
async def demo(data: Path, *options: str) -> AsyncIterator[str]:
    """`ringback demo` on a free port; its address. It must stop soon after Ctrl-C."""
    command = [sys.executable, "-m", "bot", "demo", "--port", "0", "--data", str(data), *options]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        async with asyncio.timeout(20):
            line = (await process.stdout.readline()).decode()
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert found, line
        yield found.group()
    finally:
        process.send_signal(signal.SIGINT)
        async with asyncio.timeout(STOP):
            assert await process.wait() == 0


@contextlib.asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Headless, without Debian's wrapper looking for anything outside."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            await browser.close()


@contextlib.asynccontextmanager
async def opened(browser: Browser, address: str, *, width: int = 1280, height: int = 800) -> AsyncIterator[Page]:
    """The page, live; what its console complains of, and any request to elsewhere, fails the test at the end."""
    context = await browser.new_context(viewport={"width": width, "height": height}, timezone_id="UTC")
    page = await context.new_page()
    page.set_default_timeout(PATIENCE)
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    here = (address.partition("?")[0], "data:")
    page.on("request", lambda asked: None if asked.url.startswith(here) else troubles.append(asked.url))
    await page.goto(address)
    await page.wait_for_selector("body[data-live=yes]")
    await page.wait_for_selector("#desk.up")
    yield page
    await context.close()
    assert troubles == []
