"""Customers who write when nobody is there are told when somebody looks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.db.schema import tickets
from bot.enact.opening import next_opening
from bot.hours import HoursSettings
from bot.rendering import Rendering, default_folders
from tests.desk.harness import SALES, SUPPORT, world

SHANGHAI = ZoneInfo("Asia/Shanghai")
CHINA: Mapping[str, Any] = {"zone": "Asia/Shanghai", "country": "CN", "weekdays": ["09:00-12:00", "13:30-18:00"]}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


async def test_a_mail_on_friday_evening_is_told_monday_and_one_on_monday_nothing(tmp_path: Path) -> None:
    async with world(tmp_path, starts=at("2026-03-06 19:00"), hours=dict(CHINA)) as w:
        ann = w.writes_mail()
        await ann.mails("It burns. Please help.", to=SALES, subject="Printer on fire")
        told = "We are closed at the moment; our engineers are back on Monday 9 March 09:00 (UTC+8)."
        assert told in await ann.hears("Its reference is RB-1001")
        w.clock.forward(days=2, hours=15)
        bob = w.writes_mail("Bob", "bob@acme.example")
        await bob.mails("It burns here too.", to=SALES, subject="Printer on fire")
        assert "closed" not in await bob.hears("Its reference is RB-1002")


async def test_on_the_last_day_before_the_chinese_new_year_the_day_after_it_is_named(tmp_path: Path) -> None:
    async with world(tmp_path, language="zh", starts=at("2026-02-14 18:30"), hours=dict(CHINA)) as w:
        customer = w.writes_mail("王伟", "wang@lantian.example")
        await customer.mails("打印机着火了，请帮忙。", to=SUPPORT, subject="打印机")
        first = await customer.hears("RB-1001")
        assert "现在是非工作时间，工程师将于 2月24日(星期二)9:00 上班后查看。" in first


async def test_a_chat_on_a_make_up_saturday_is_answered_by_people_who_are_there(tmp_path: Path) -> None:
    async with world(tmp_path, starts=at("2026-02-14 10:00"), hours=dict(CHINA)) as w:
        ann = w.has_telegram()
        await ann.chats("It burns")
        assert "closed" not in await ann.hears("RB-1001")
        w.clock.forward(hours=3)
        bob = w.has_telegram("Bob")
        await bob.chats("It burns")
        assert "back on Saturday 14 February 13:30 (UTC+8)." in await bob.hears("RB-1002")


async def test_what_sounds_urgent_on_a_free_day_is_told_the_telephone(tmp_path: Path) -> None:
    hours = {**CHINA, "oncall": "+86 10 6552 9911"}
    async with world(tmp_path, language="zh", starts=at("2026-03-07 10:00"), hours=hours) as w:
        ann, wang = w.writes_mail(), w.writes_mail("王伟", "wang@lantian.example")
        await ann.mails("The mouse sticks.", to=SALES, subject="Mouse")
        assert "If your business stands still, reply URGENT or call +86 10 6552 9911." in await ann.hears("RB-1001")
        await ann.replies("URGENT")
        assert "please call +86 10 6552 9911 now, somebody answers there" in await ann.hears("marked as urgent")
        await wang.mails("生产线全停了", to=SUPPORT, subject="停产")
        assert "听起来很紧急，请现在拨打 +86 10 6552 9911，有人接听。" in await wang.hears("RB-1002")


async def test_who_asks_when_somebody_is_there_is_told_at_once_and_the_open_question_stands(tmp_path: Path) -> None:
    hours = {**CHINA, "oncall": "+86 10 6552 9911"}
    async with world(tmp_path, starts=at("2026-03-06 10:00"), hours=hours) as w:
        ann, wang = w.has_telegram(), w.has_telegram("王伟", language="zh")
        await ann.chats("When are you open?")  # before there is any request
        told = await ann.hears("Our engineers are here now, until Friday 6 March 12:00 (UTC+8).")
        assert "call +86 10 6552 9911" in told
        assert "Monday – Friday: 09:00–12:00, 13:30–18:00" in told
        assert await w.desk.read(select(tickets.c.id)) == []
        w.clock.forward(hours=9)
        await wang.chats("打印机坏了")
        await wang.hears("RB-1001")
        await wang.chats("你们周末上班吗？")
        told = await wang.hears("工程师将于 3月9日(星期一)9:00 上班")
        assert "星期一至星期五：09:00–12:00、13:30–18:00" in told
        assert "RB-1001" in told
        await wang.chats("王伟")
        assert (await w.desk.row(1))["name"] == "王伟"


async def test_a_desk_that_never_closes_says_so(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        ann = w.has_telegram()
        await ann.chats("The printer burns")
        await ann.hears("RB-1001")
        await ann.chats("are you open on sunday?")
        await ann.hears("Somebody is here day and night.")


@pytest.mark.parametrize(
    ("zone", "language", "words"),
    [
        ("Asia/Shanghai", "zh", "3月9日(星期一)9:00"),
        ("Europe/Berlin", "zh", "3月9日(星期一)9:00 (UTC+1)"),
        ("America/St_Johns", "en", "Monday 9 March 09:00 (UTC-2:30)"),
        ("UTC", "en", "Monday 9 March 09:00 (UTC+0)"),
    ],
)
def test_the_moment_is_told_in_the_zone_of_the_desk(zone: str, language: str, words: str) -> None:
    hours = HoursSettings.model_validate({"zone": zone, "weekdays": ["09:00-18:00"]})
    sunday = datetime(2026, 3, 8, 12, tzinfo=ZoneInfo(zone))
    rendering = Rendering(default_folders())
    assert next_opening(rendering, hours.almanac, sunday, language) == words
    assert next_opening(rendering, hours.almanac, sunday + timedelta(days=1), language) == ""
    assert next_opening(rendering, None, sunday, language) == ""
