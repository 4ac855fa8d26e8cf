"""The section [hours]: what an admin writes, and what he is told when it is wrong."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from bot.config import ConfigProblem, load
from bot.core.calendar import Shift
from bot.hours import HoursSettings

OFFICE = (Shift(time(9), time(12)), Shift(time(13, 30), time(18)))


def read(folder: Path, hours: str) -> HoursSettings:
    path = folder / "ringback.toml"
    path.write_text(f'[telegram]\ntoken = "123456:ABC"\n[hours]\n{hours}', "utf-8")
    found = load(path, {}).hours
    assert found is not None
    return found


def mistakes(folder: Path, hours: str) -> list[str]:
    with pytest.raises(ConfigProblem) as caught:
        read(folder, hours)
    return list(caught.value.mistakes)


def test_a_days_own_shifts_stand_instead_of_those_of_weekdays(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        """
zone = "Asia/Shanghai"
weekdays = ["13:30-18:00", "9:00 – 12:00"]
wednesday = []
friday = ["09：00－12：00"]
saturday = ["22:00-06:00"]
sunday = ["18:00-24:00"]
""",
    )
    night, evening = (Shift(time(22), time(6)),), (Shift(time(18), time()),)
    assert found.week == (OFFICE, OFFICE, (), OFFICE, OFFICE[:1], night, evening)


def test_dates_may_stand_with_or_without_quotes(tmp_path: Path) -> None:
    text = 'zone = "UTC"\nweekdays = ["00:00-24:00"]\nextra_holidays = [2026-02-15, "2026-02-16"]\n'
    found = read(tmp_path, text + 'extra_working_days = { 2026-02-14 = "Friday", "2026-02-28" = "monday" }')
    assert found.extra_holidays == (date(2026, 2, 15), date(2026, 2, 16))
    assert found.almanac.dates(2026).make_up == {date(2026, 2, 14): 4, date(2026, 2, 28): 0}
    assert found.week[0] == (Shift(time(), time()),)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    found = mistakes(
        tmp_path,
        """
zone = "Asia/Shangai"
country = "XX"
weekday = ["09:00-18:00"]
monday = ["9-12", "25:00-26:00", "13:00-17:00"]
tuesday = "09:00-18:00"
extra_holidays = ["1 May", "2026-05-02"]
extra_working_days = { "2026-02-14" = "fri" }
""",
    )
    told = {line.partition(": ")[0]: line.partition(": ")[2] for line in found}
    assert told["hours.zone"] == "this machine knows no time zone Asia/Shangai; did you mean Asia/Shanghai?"
    assert told["hours.country"].startswith("no holidays are known for XX; ")
    assert told["hours.weekday"] == "unknown setting; did you mean weekdays?"
    assert told["hours.monday"].startswith('"9-12", "25:00-26:00": no shift; write it as "09:00-12:00"')
    assert told["hours.tuesday"] == "must be a list in [ ]"
    assert told["hours.extra_holidays"] == "1 May: no date; write it as 2026-02-14"
    assert told["hours.extra_working_days"].startswith("2026-02-14: no weekday; ")
    assert len(found) == 7


@pytest.mark.parametrize(
    ("zone", "fix"),
    [
        ("Mars", "write a name such as Asia/Shanghai"),
        ("Mars/Phobos", "write a name such as Asia/Shanghai"),
        ("Asia/Beijing", "write a name such as Asia/Shanghai"),
        ("Shanghai", "did you mean Asia/Shanghai?"),
        ("europe/berlin", "did you mean Europe/Berlin?"),
    ],
)
def test_only_a_similar_time_zone_is_proposed(tmp_path: Path, zone: str, fix: str) -> None:
    [line] = mistakes(tmp_path, f'zone = "{zone}"\nweekdays = ["09:00-18:00"]')
    assert line.startswith(f"hours.zone: this machine knows no time zone {zone}; {fix}")


USUAL = 'zone = "Asia/Shanghai"\nweekdays = ["09:00-18:00"]\n'


@pytest.mark.parametrize(
    ("text", "key", "words"),
    [
        ('weekdays = ["09:00-18:00"]', "hours.zone", "is missing; add it"),
        ('zone = "../../etc/passwd"\nweekdays = ["09:00-18:00"]', "hours.zone", "no time zone"),
        ('zone = "UTC"', "hours.weekdays", "no day has a shift; add weekdays"),
        (USUAL + 'country = "china"', "hours.country", "two capital letters"),
        (USUAL + 'subdivision = "BY"', "hours.subdivision", "set country too"),
        (USUAL + 'country = "DE"\nsubdivision = "Bavaria"', "hours.subdivision", "it may be"),
        (USUAL + 'sunday = ["09:00-12:00", "11:00-13:00"]', "hours.sunday", "shifts overlap; "),
        (USUAL + 'sunday = ["22:00-06:00", "23:00-23:30"]', "hours.sunday", "shifts overlap; "),
        (USUAL + 'sunday = ["09:00-09:00"]', "hours.sunday", "no shift; "),
        (USUAL + "extra_holidays = [2026-02-14T09:00:00]", "hours.extra_holidays", "no date; "),
        (USUAL + 'extra_holidays = ["2026-02-30"]', "hours.extra_holidays", "2026-02-30: no date; "),
        (USUAL + "extra_working_days = [2026-02-14]", "hours.extra_working_days", "must be a table such as"),
        (USUAL + 'extra_working_days = { x = "friday" }', "hours.extra_working_days", "x: no date; "),
        (USUAL + "extra_working_days = { 2026-02-14 = 5 }", "hours.extra_working_days", "no weekday; "),
        (
            USUAL + 'extra_working_days = { 2026-02-14 = "sunday" }',
            "hours.extra_working_days",
            "2026-02-14 (sunday), where nobody works",
        ),
        (
            USUAL + 'extra_holidays = [2026-02-14]\nextra_working_days = { 2026-02-14 = "friday" }',
            "hours.extra_working_days",
            "2026-02-14: in extra_holidays too; keep one of them",
        ),
    ],
)
def test_a_mistake_names_its_key_and_the_fix(tmp_path: Path, text: str, key: str, words: str) -> None:
    [line] = mistakes(tmp_path, text)
    assert line.startswith(f"{key}: ")
    assert words in line


def test_a_part_of_an_unknown_country_is_one_mistake(tmp_path: Path) -> None:
    [line] = mistakes(tmp_path, USUAL + 'country = "XX"\nsubdivision = "BY"')
    assert line.startswith("hours.country: ")


def test_without_the_section_there_are_no_hours(tmp_path: Path) -> None:
    path = tmp_path / "ringback.toml"
    path.write_text('[telegram]\ntoken = "123456:ABC"\n', "utf-8")
    assert load(path, {}).hours is None


def test_the_settings_can_be_written_out(tmp_path: Path) -> None:
    found: dict[str, Any] = read(tmp_path, USUAL + 'extra_working_days = { 2026-02-14 = "friday" }').model_dump()
    assert HoursSettings.model_fields.keys() == found.keys()
