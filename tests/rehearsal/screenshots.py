"""Photographs the page of a made-up month in both languages: a part of `tools/screenshots`."""

from __future__ import annotations

import asyncio
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bot.operations.problem import quiet
from bot.rehearsal import Options, guessed, rehearse
from tests.page.browser import chromium
from tests.page.screenshots import IMAGES
from tests.rehearsal.month import CHINA, Month

UNTIL = datetime(2026, 3, 31, 10, tzinfo=UTC)


async def photograph(folder: Path, language: str) -> None:
    """The upper half of the page."""
    settings = guessed(folder / "mails")
    general = settings.ringback.model_copy(update={"data": folder, "language": language})
    path = folder / f"{language}.html"
    await rehearse(
        settings.model_copy(update={"ringback": general}),
        Options(30, path, from_folder=folder / "mails"),
        quiet,
        UNTIL,
        lambda at: at.astimezone(CHINA),
    )
    async with chromium() as browser:
        page = await browser.new_page(viewport={"width": 900, "height": 1000})
        await page.goto(path.as_uri())
        bottom = await page.evaluate("document.querySelector('#waiting').getBoundingClientRect().bottom + 18")
        await page.screenshot(
            path=IMAGES / f"rehearsal-{language}.png",
            full_page=True,
            clip={"x": 0, "y": 0, "width": 900, "height": bottom},
        )


async def main() -> None:
    """Writes docs/images/rehearsal-*.png."""
    with tempfile.TemporaryDirectory() as folder:
        Month(UNTIL, conversations=420, machines=6).write(Path(folder) / "mails")
        for language in ("en", "zh"):
            await photograph(Path(folder), language)


if __name__ == "__main__":
    asyncio.run(main())
