"""A known month gives exactly the known figures."""

from __future__ import annotations

import json
import statistics
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.operations.problem import OperationProblem, quiet
from bot.rehearsal import Options, Rehearsed, as_json, guessed, rehearse
from bot.rehearsal.figures import Waiting
from tests.rehearsal.conftest import UNTIL
from tests.rehearsal.month import BOXES, Month


def in_utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


async def rehearsed(folder: Path, days: int = 30, **more: object) -> Rehearsed:
    options = Options(days, folder.parent / "page.html", from_folder=folder, **more)  # type: ignore[arg-type]
    settings = guessed(folder)
    general = settings.ringback.model_copy(update={"data": folder.parent / "var"})
    return await rehearse(settings.model_copy(update={"ringback": general}), options, quiet, UNTIL, in_utc)


async def test_every_mail_comes_to_what_it_was_made_for(month: Month, folder: Path) -> None:
    figures = (await rehearsed(folder)).figures
    assert {name: figures.count(name) for name in month.came} == dict(month.came)
    assert dict(figures.sent) == dict(month.sent)
    assert sum(sum(counted.values()) for counted in figures.came.values()) == sum(month.came.values())
    assert figures.tickets == month.came["ticket"] + month.came["notice"] + month.came["unreadable"]
    assert (figures.threads, figures.longest_thread, figures.strays) == (month.came["joined"], 2, 3)
    assert dict(figures.robots) == dict(month.robots)
    assert figures.told["acknowledged"] == month.came["ticket"] + month.came["unreadable"]


async def test_waiting_times_are_exact_for_each_guessed_priority(month: Month, folder: Path) -> None:
    figures = (await rehearsed(folder)).figures
    for row in figures.waiting:
        made = sorted(month.waits.get(row.priority, []))
        assert list(row.times) == made, row.priority
        if made:
            assert row.median == statistics.median_low(made)
            assert row.longest == made[-1]
    assert [row.priority for row in figures.waiting] == ["P1", "P2", "P3", "P4", ""]
    assert {one.address for one in figures.never} == month.never


async def test_days_and_hours_count_every_mail_once(month: Month, folder: Path) -> None:
    figures = (await rehearsed(folder)).figures
    came = [letter for letter in month.letters if not letter.sent]
    per_day = {day: sum(parts.values()) for day, parts in figures.days}
    assert len(per_day) == 31
    left_out = month.came["own"] + month.came["duplicate"]
    assert sum(per_day.values()) == len(came) - left_out
    people = month.came["ticket"] + month.came["joined"] + month.came["unreadable"]
    assert sum(map(sum, figures.hours)) == people


async def test_two_rehearsals_of_the_same_mails_give_the_same_json(folder: Path) -> None:
    first, second = [as_json((await rehearsed(folder)).figures) for _ in range(2)]
    assert first == second
    told = json.loads(first)
    assert told["came"]["joined"] == 12
    assert len(told["mails"]) == len(list(folder.rglob("*.eml")))
    assert {one[0] for name, one in told["mails"].items() if "/sent/" in name} == {"answer", "automatic", "elsewhere"}


async def test_fewer_days_leave_earlier_mails_out(month: Month, folder: Path) -> None:
    figures = (await rehearsed(folder, days=7)).figures
    newest = max(letter.at for letter in month.letters)
    assert len(figures.mails) == sum(letter.at >= newest - timedelta(days=7) for letter in month.letters)
    assert 0 < len(figures.mails) < len(month.letters)


async def test_time_passes_between_mails_and_timers_fire_on_it(month: Month, folder: Path) -> None:
    """Nobody can answer a question that was never asked: whoever was not answered by a person within a day is reminded
    of it."""
    figures = (await rehearsed(folder)).figures
    day, until = timedelta(days=1), figures.span.until
    late = sum(time > day for row in figures.waiting for time in row.times)
    assert figures.told["reminded"] == late + sum(one.at <= until - day for one in figures.never)
    assert late > 0


async def test_only_the_named_mailbox_is_rehearsed(folder: Path) -> None:
    figures = (await rehearsed(folder, mailboxes=("sales",))).figures
    assert list(figures.came) == ["sales"]
    assert {one.mail.mailbox for one in figures.mails} == {"sales"}
    with pytest.raises(OperationProblem, match="no mailbox is named spam; there are sales, support"):
        await rehearsed(folder, mailboxes=("spam",))


async def test_mails_that_no_mailbox_of_the_settings_owns_are_not_passed_over(folder: Path) -> None:
    settings = guessed(folder)
    (folder / "support").rename(folder / "suport")
    with pytest.raises(OperationProblem, match="has mails of suport; the settings name sales, support"):
        await rehearse(settings, Options(30, folder / "page.html", from_folder=folder), quiet, UNTIL)


async def test_a_folder_that_is_kept_gives_the_same_figures_again(folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    figures = (await rehearsed(folder, keep=kept)).figures
    assert (kept / "ringback.sqlite3").exists()
    assert kept.stat().st_mode & 0o077 == 0
    assert figures.tickets > 0
    with pytest.raises(OperationProblem, match="is not empty"):
        await rehearsed(folder, keep=kept)


async def test_nothing_is_left_behind(folder: Path, tmp_path: Path) -> None:
    await rehearsed(folder)
    assert sorted(path.name for path in (tmp_path / "var").iterdir()) == []
    assert (tmp_path / "page.html").stat().st_mode & 0o077 == 0


def test_addresses_are_guessed_from_what_was_sent_or_from_whom_mails_go_to(folder: Path) -> None:
    assert {box.name: box.address for box in guessed(folder).mailbox} == BOXES
    for path in folder.glob("*/sent/*.eml"):
        path.unlink()
    assert {box.name: box.address for box in guessed(folder).mailbox} == BOXES


def test_a_folder_without_mailboxes_is_refused(tmp_path: Path) -> None:
    (tmp_path / "loose.eml").write_text("Subject: loose\n\n")
    with pytest.raises(OperationProblem, match="put the files of each"):
        guessed(tmp_path)
    (tmp_path / "No Such Name").mkdir()
    with pytest.raises(OperationProblem, match="name settings with --config"):
        guessed(tmp_path)


def test_nine_of_ten_is_a_time_that_somebody_waited() -> None:
    row = Waiting("P1", 12, tuple(timedelta(hours=hours) for hours in range(1, 11)))
    assert (row.median, row.nine_of_ten, row.longest) == (timedelta(hours=5), timedelta(hours=9), timedelta(hours=10))
    assert Waiting("P1", 3, ()).median is None
