"""Whole mails as many programs write them: replies, pages, reports on delivery, and odd ones."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.channels.email.html_text import html_to_text
from bot.channels.email.parse import parse_mail
from bot.channels.email.quotes import new_text
from bot.core.messages import Inbound
from bot.core.signing import Signer
from tests.channels.email.samples.more_odd_mails import MORE_CASES
from tests.channels.email.samples.odd_mails import CASES

FOLDER = Path(__file__).with_name("samples")


def samples(name: str) -> Iterator[tuple[str, str]]:
    """Yields the samples of a file, each under a line "~~~~ its name"."""
    for part in re.split("^~~~~ ", (FOLDER / name).read_text(encoding="utf8"), flags=re.MULTILINE)[1:]:
        title, _, text = part.partition("\n")
        yield title, text


def pairs(name: str) -> dict[str, tuple[str, str]]:
    """Returns what stands above and what stands below the line "~~~~>" of each sample."""
    split = {title: text.split("\n~~~~>\n") for title, text in samples(name)}
    return {title: (given, wanted) for title, (given, wanted) in split.items()}


def lines(text: str) -> list[str]:
    """Returns the lines that show something, blanks as one."""
    return [line for line in (" ".join(line.split()) for line in text.split("\n")) if line]


def read(raw: bytes) -> Inbound:
    now = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
    return parse_mail(raw, channel="email:support", own_addresses=(), signer=Signer(b"key"), now=now)


REPLIES, PAGES, REPORTS = pairs("replies.txt"), pairs("pages.txt"), dict(samples("reports.txt"))


@pytest.mark.parametrize("name", REPLIES)
def test_of_a_reply_stays_what_was_newly_written(name: str) -> None:
    given, wanted = REPLIES[name]
    assert new_text(given).split() == wanted.split()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_read_line_by_line_as_a_person_does(name: str) -> None:
    given, wanted = PAGES[name]
    assert lines(html_to_text(given)) == lines(wanted)


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_tells_whom_it_is_about_and_whether_the_server_gave_up(name: str) -> None:
    _, wanted, *charset = (word.strip() for word in name.split("|"))
    bounce = read(REPORTS[name].encode(*charset)).bounce
    found = {f"{'delayed' if r.verdict == 'delayed' else 'permanent'} {r.address}" for r in bounce.recipients}
    assert found == (set() if wanted == "none" else set(wanted.split(", ")))


ODD = [*CASES, *MORE_CASES]


@pytest.mark.parametrize(("name", "raw", "words"), ODD, ids=[name for name, _, _ in ODD])
def test_an_odd_mail_is_read(name: str, raw: bytes, words: str) -> None:
    found = read(raw)
    shown = "".join([found.subject, found.text, *(file.name for file in found.attachments)])
    assert "".join(words.split()) in "".join(shown.split())
