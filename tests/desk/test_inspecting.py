"""Engineers ask in Slack where each message came from, why it is where it is, and what was sent."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.slack.actions import inspect
from bot.core.desk import Came, Inspection, Went
from bot.inspecting import _KEYS, MOST_CAME, MOST_WENT, in_words
from bot.sandbox.slack.blocks_check import view_faults
from bot.sandbox.stage import ANNA, ENGINEERS, SALES, SUPPORT
from tests.desk.harness import PHRASES, EngineerHand, World
from tests.desk.slack_words import buttons, element_types, words
from tests.desk.test_impostors import held_card
from tests.desk.waiting import until

EVIL = "<!channel> *bold* <https://evil.example|click> :fire:"


def modal(w: World) -> str:
    return words(w.stage.slack.views(ANNA)[-1])


async def test_a_tickets_messages_are_told_with_sign_places_and_what_was_sent(desk_world: World) -> None:
    w = desk_world
    ann = w.writes_mail()
    await ann.mails("It jams.", to=[SUPPORT, SALES], subject=f"Printer {EVIL}")
    ticket = await w.ticket_of(ann)
    await ann.hears("RB-1001")
    await ann.replies("It still does.")
    await w.desk.is_quiet()

    await w.anna.does("inspect", ticket)
    shown = modal(w)
    assert "RB-1001: opened: no sign of an earlier ticket" in shown
    assert "RB-1001: joined: our mark in the mails it answers" in shown
    assert "email:ann@acme.example" in shown
    assert shown.count("arrived in email:support") == 2
    assert shown.count("arrived in email:sales") == 1
    assert "automatic answer to ann@acme.example by email:" in shown
    assert "sent" in shown
    assert "mrkdwn" not in str([b for b in w.stage.slack.views(ANNA)[-1]["blocks"] if b["type"] == "section"])


async def test_a_closed_ticket_can_still_be_looked_into(desk_world: World) -> None:
    w = desk_world
    ann = w.writes_mail()
    await ann.mails("It jams.", subject="Printer")
    ticket = await w.ticket_of(ann)
    await w.anna.does("close", ticket)
    await w.anna.clicks("Inspect", ticket)
    assert "opened: no sign of an earlier ticket" in modal(w)


async def test_a_held_mail_says_at_a_chinese_desk_why_it_waits(chinese_world: World) -> None:
    w = chinese_world
    w.stage.mail.impostors.add("ann@acme.example")
    await w.writes_mail().mails("打印机卡纸", subject="打印机")
    card = await until(lambda: _with(w, "放行"), "the held card")
    assert "邮件不能证明" in words(card)
    assert "does not prove" not in words(card)
    button = buttons(card)["查看来历"]
    await w.stage.slack.click(ANNA, ENGINEERS, card["ts"], button["action_id"], button["value"])
    shown = await until(lambda: modal(w), "the modal")
    assert "没有工单" in shown
    assert "邮件不能证明" in shown
    assert "收到时位于 email:support" in shown


def _with(w: World, label: str) -> Any:
    return next((m for m in w.stage.slack.messages(ENGINEERS) if label in buttons(m)), None)


async def test_who_is_no_engineer_is_told_nothing(desk_world: World) -> None:
    w = desk_world
    w.stage.mail.impostors.add("ann@acme.example")
    await w.writes_mail().mails("It jams.", subject="Printer")
    card = await held_card(w, "It jams.")
    w.stage.slack.add_user("U0EVE", "Eve", team="T0OTHER")
    await w.stage.slack.join("U0EVE", ENGINEERS)
    button = buttons(card)["Inspect"]
    await w.stage.slack.click("U0EVE", ENGINEERS, card["ts"], button["action_id"], button["value"])
    await EngineerHand(w.stage, w.desk, "U0EVE").is_told("Only members of the engineers' channel")
    assert w.stage.slack.views("U0EVE") == []


def test_the_fullest_modal_is_within_slacks_limits_and_nothing_in_it_takes_effect() -> None:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    places = tuple(f"email:support {number}:{number}" for number in range(200))
    came = (Came(at, EVIL * 20, EVIL * 20, EVIL * 20, "held", EVIL * 20, "", places),) * MOST_CAME
    went = (Went(at, EVIL * 20, "email:support", "auto", "undeliverable", EVIL * 20),) * MOST_WENT
    for language in ("en", "zh"):
        view = inspect.view(Inspection(came, went), lambda key, /, *, _l=language, **v: PHRASES.phrase(_l, key, **v))
        assert view_faults(view, "modal") == []
        assert element_types(view) <= {"modal", "plain_text", "section", "context", "mrkdwn", "divider"}
        assert "<!channel>" not in "".join(str(b) for b in view["blocks"] if b["type"] == "context")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_cause_of_the_ledger_has_words_in_every_language(language: str) -> None:
    told = {cause: in_words(PHRASES.phrase, language, cause) for cause in _KEYS}
    assert all(told.values())
    if language == "zh":
        assert all(ord(max(said)) > 0x3000 for said in told.values())


def test_what_a_provider_says_stays_as_it_is() -> None:
    assert in_words(PHRASES.phrase, "zh", "spam: x-spam-flag: yes") == "垃圾邮件：x-spam-flag: yes"
    assert in_words(PHRASES.phrase, "zh", "ValueError: a; b") == "ValueError: a; b"
    both = in_words(PHRASES.phrase, "zh", "automatic: bounce; spam: junk folder")
    assert both == "投递报告; 垃圾邮件：位于垃圾邮件文件夹"
