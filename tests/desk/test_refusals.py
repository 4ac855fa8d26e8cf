"""Customers who do not answer, answer something else, answer before they are asked, or think again: the ticket stands
all the same, its gaps are shown to engineers, and nobody is pressed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.desk.harness import World, world

MISSING = ("organisation", "phone", "priority")


@pytest.mark.parametrize(
    ("language", "first", "no", "told", "left_out"),
    [
        ("en", "It beeps.", "no", "that is all we need", "Left out"),
        ("en", "It beeps.", "I'd rather not say.", "that is all we need", "Left out"),
        ("zh", "打印机一直响", "不想说", "RB-1001", "未提供"),
        ("zh", "打印机一直响", "不方便透露", "RB-1001", "未提供"),
    ],
)
async def test_who_refuses_everything_has_a_ticket_and_is_asked_each_thing_once(
    tmp_path: Path, language: str, first: str, no: str, told: str, left_out: str
) -> None:
    async with world(tmp_path, language=language) as w:
        ann = w.has_telegram("Ann", language)
        await ann.chats(first)
        ticket = await w.ticket_of(ann)
        await ann.hears("RB-1001")
        for _ in range(2):
            await ann.chats(no)
            await ann.hears_next()
        await ann.chats(no)
        await ann.hears(told)
        await w.desk.tells(ticket, left_out)
        await w.desk.shows(ticket, status="new", missing=MISSING)
        said = len(ann.messages())
        assert said == 4
        w.clock.forward(days=3)
        await w.desk.is_quiet()
        assert len(ann.messages()) == said


async def test_silence_in_slack_is_reminded_once_and_left_to_engineers(desk_world: World) -> None:
    w, ann = desk_world, desk_world.has_slack("Ann")
    await ann.asks_in_slack("It beeps.")
    ticket = await w.ticket_of(ann)
    await ann.hears("Which company")
    w.clock.forward(minutes=11)
    await ann.hears("one thing would still help")
    w.clock.forward(minutes=21)
    await w.desk.tells(ticket, "did not answer our questions in time")
    w.clock.forward(days=3)
    await w.desk.is_quiet()
    assert ann.heard_nothing_more()
    await w.desk.shows(ticket, status="new", missing=MISSING)


@pytest.mark.parametrize(
    ("language", "first", "answers", "name", "organisation"),
    [
        ("en", "It beeps.", ("I'm at Acme Ltd, my phone is 13800138000, P2",), "Ann", "Acme Ltd"),
        ("zh", "打印机一直响", ("公司是蓝天科技，电话13800138000，P2",), "王伟", "蓝天科技"),
    ],
)
async def test_answers_before_their_questions_are_taken(
    tmp_path: Path, language: str, first: str, answers: tuple[str, ...], name: str, organisation: str
) -> None:
    async with world(tmp_path, language=language) as w:
        ann = w.has_telegram(name, language)
        await ann.chats(first)
        ticket = await w.ticket_of(ann)
        for text in answers:
            await ann.chats(text)
        facts = {"organisation": organisation, "phone": "+8613800138000", "priority_stated": "P2", "missing": ()}
        await w.desk.shows(ticket, requester=name, **facts)
        await w.desk.is_quiet()
        assert len(ann.messages()) == 2


@pytest.mark.parametrize(
    ("language", "opening", "correction", "confirmed", "facts"),
    [
        (
            "en",
            "It beeps.\nCompany: Acme Ltd\nPhone: 13800138000\nPriority: P3",
            "My phone number is 13900139000",
            "noted",
            {"phone": "+8613900139000", "organisation": "Acme Ltd"},
        ),
        (
            "zh",
            "打印机一直响\n公司：蓝天科技\n电话：13800138000\n优先级：P3",
            "公司写错了，是蓝海科技",
            "已记录",
            {"phone": "+8613800138000", "organisation": "蓝海科技"},
        ),
    ],
)
async def test_a_correction_after_the_last_question_counts_and_is_confirmed(
    tmp_path: Path, language: str, opening: str, correction: str, confirmed: str, facts: dict[str, str]
) -> None:
    async with world(tmp_path, language=language) as w:
        ann = w.has_telegram("Ann", language)
        await ann.chats(opening)
        ticket = await w.ticket_of(ann)
        await w.desk.shows(ticket, missing=())
        await ann.hears("RB-1001")
        await ann.chats(correction)
        await ann.hears(confirmed)
        await w.desk.shows(ticket, missing=(), **facts)


async def test_a_message_in_the_night_is_asked_about_and_told_the_morning_once(tmp_path: Path) -> None:
    night = datetime(2026, 3, 4, 2, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    hours = {"zone": "Asia/Shanghai", "weekdays": ["09:00-18:00"]}
    async with world(tmp_path, language="zh", starts=night, hours=hours) as w:
        wang = w.has_telegram("王伟", "zh")
        await wang.chats("打印机一直响")
        first = await wang.hears("RB-1001")
        assert "3月4日(星期三)9:00" in first
        assert "哪家单位" in first
        await wang.chats("蓝天科技")
        await wang.hears("电话")
        ticket = await w.ticket_of(wang)
        await w.desk.shows(ticket, organisation="蓝天科技")
        assert sum("9:00" in text for text in wang.messages()) == 1
