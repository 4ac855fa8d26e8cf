"""The page: one file that loads nothing and runs nothing, whatever customers write."""

from __future__ import annotations

import re
import string
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.operations.problem import quiet
from bot.rehearsal import Options, guessed, rehearse
from bot.rehearsal import page as pages
from tests.page.browser import chromium
from tests.rehearsal.conftest import UNTIL
from tests.rehearsal.month import SUPPORT, Month

HOSTILE = """<script>document.title='owned'</script><img src=//evil.example/x onerror=alert(1)>"{{7*7}}'"""
AT = datetime(2026, 3, 30, 9, tzinfo=UTC)


def in_utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


async def drawn(folder: Path, language: str = "en") -> Path:
    settings = guessed(folder)
    general = settings.ringback.model_copy(update={"data": folder.parent / "var", "language": language})
    settings = settings.model_copy(update={"ringback": general})
    path = folder.parent / f"page-{language}.html"
    await rehearse(settings, Options(30, path, from_folder=folder), quiet, UNTIL, in_utc)
    return path


@pytest.fixture
def hostile(folder: Path, month: Month) -> Path:
    """The month, and customers and machines whose every word is markup."""
    for number, more in enumerate(("", "Auto-Submitted: auto-generated\r\n")):
        head = f'From: "{HOSTILE.replace(chr(34), "")}" <"<b>x</b>"@evil.example>\r\nTo: {SUPPORT}\r\n'
        raw = f"{head}Date: {AT:%d %b %Y %H:%M:%S} +0000\r\nSubject: {HOSTILE}\r\n{more}\r\n{HOSTILE}\r\n"
        (folder / "support" / f"hostile{number}.eml").write_text(raw)
    return folder


async def test_what_customers_write_is_text_and_nothing_else(hostile: Path) -> None:
    page = (await drawn(hostile)).read_text("utf-8")
    assert "&lt;script&gt;document.title=&#39;owned&#39;&lt;/script&gt;" in page
    assert "{{7*7}}" in page
    for markup in ("<script", "<img", "<b>x", "onerror=alert(1)>", "href=", " style="):
        assert markup not in page, markup


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_a_browser_shows_it_without_asking_anybody(hostile: Path, language: str) -> None:
    path = await drawn(hostile, language)
    troubles: list[str] = []
    asked: list[str] = []
    async with chromium() as browser:
        context = await browser.new_context(viewport={"width": 900, "height": 900}, offline=True)
        page = await context.new_page()
        page.on("console", lambda said: troubles.append(said.text))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        await page.goto(path.as_uri())
        assert await page.title() == {"en": "Ringback · Rehearsal", "zh": "Ringback · 预演"}[language]
        assert await page.locator("#never tr").count() > 10
        assert await page.locator("#days rect.place").count() == 31
        assert await page.locator("#hours rect").count() == 7 * 24
        assert await page.locator("#said article").count() == 3
        radius = await page.locator("section").first.evaluate("one => getComputedStyle(one).borderRadius")
        assert radius == "10px", "the policy lets the page's own style sheet through"
        wide = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide == 0, "nothing sticks out"
    assert troubles == []
    assert asked == [path.as_uri()]


async def test_the_answers_shown_are_the_ones_that_would_go_out_in_both_languages(folder: Path) -> None:
    page = (await drawn(folder)).read_text("utf-8")
    said = page[page.index('id="said"') :]
    assert "thank you for writing. We have your request" in said
    assert "感谢您的来信" in said
    assert len(re.findall(r"\[RB-\d+\]", said)) == 3


def test_both_languages_have_the_same_words_with_the_same_values() -> None:
    def values(language: str) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}

        def walk(table: dict[str, object], before: str) -> None:
            for key, entry in table.items():
                if isinstance(entry, dict):
                    walk(entry, f"{before}{key}.")
                else:
                    found[before + key] = {name for _, name, *_ in string.Formatter().parse(str(entry)) if name}

        walk(tomllib.loads((pages.HERE / f"words.{language}.toml").read_text("utf-8")), "")
        return found

    assert values("en") == values("zh")


def test_every_word_is_used() -> None:
    sources = [*pages.HERE.glob("*.j2"), *pages.HERE.parent.rglob("*.py"), Path("bot/__main__.py")]
    text = "\n".join(path.read_text("utf-8") for path in sources)
    words = tomllib.loads((pages.HERE / "words.en.toml").read_text("utf-8"))
    unused = [key for key in words if f'"{key}"' not in text and f"'{key}'" not in text and f'"{key}.' not in text]
    assert unused == []


def test_a_zone_is_written_with_its_offset() -> None:
    assert pages.zone_of(AT.astimezone(ZoneInfo("Asia/Shanghai"))) == "UTC+08:00"
    assert pages.zone_of(AT.astimezone(ZoneInfo("America/St_Johns"))) == "UTC-02:30"
    assert pages.zone_of(AT) == "UTC+00:00"
