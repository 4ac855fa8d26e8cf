"""What is drawn: messages, cards, modals. All of it is held against what Slack refuses."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.slack import card as cards
from bot.channels.slack import compose, modals
from bot.channels.slack.errors import GONE, THREADLESS, UNSURE, VERDICTS
from bot.core.desk import ShelfCard, TicketCard
from bot.core.messages import Button, DeliveryError
from bot.rendering import escape
from bot.sandbox.slack.blocks_check import message_faults, view_faults
from tests.channels.slack.conftest import OPENED, PHRASES, card, row, say

ROOT = Path(__file__).parents[3]
HOSTILE = "<!channel> *b* <@U1> <https://evil.example|x> :tada: {{7*7}} <b>\n" * 80
EVERYTHING = card(
    subject=HOSTILE,
    priority="P1",
    priority_stated="P1",
    priority_agreed="P2",
    tier="rnd",
    assignee="*Anna* <!here>",
    acknowledged_at=OPENED,
    solved_at=OPENED,
    delivered_at=OPENED,
    reached_at=OPENED,
    reached_by="Ben_",
    confirmed_at=OPENED,
    closed_at=OPENED,
    solution=HOSTILE,
    missing=("organisation", "phone", "product"),
    call_task=HOSTILE,
    urgent=True,
    messages=12,
    excerpt=HOSTILE,
    trouble=HOSTILE,
    requester=HOSTILE,
    organisation=HOSTILE,
    phone=HOSTILE,
    address=HOSTILE,
    status="open",
)


def pieces(block: Any) -> Iterator[dict[str, Any]]:
    if isinstance(block, dict):
        yield block
        for value in block.values():
            yield from pieces(value)
    if isinstance(block, list):
        for value in block:
            yield from pieces(value)


def shown(content: dict[str, Any]) -> str:
    return "".join(str(piece["text"]) for piece in pieces(content["blocks"]) if isinstance(piece.get("text"), str))


def buttons(content: dict[str, Any]) -> list[str]:
    return [str(piece["action_id"]) for piece in pieces(content["blocks"]) if piece.get("type") == "button"]


def size(block: dict[str, Any]) -> int:
    return sum(len(piece["text"]) for piece in pieces(block) if isinstance(piece.get("text"), str))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400), st.lists(st.sampled_from(["# h", "> q", "- a", "1. b", "  - c", "---", "**x** *y* `z`"])))
def test_any_body_becomes_blocks_that_slack_takes(text: str, lines: list[str]) -> None:
    body = "\n\n".join([*lines, str(escape(text)), "\n".join(lines)])
    content = compose.message(row(body=body))
    assert message_faults(content["blocks"]) == []
    assert content["text"]


def test_a_long_body_is_cut_into_blocks_and_nothing_is_lost() -> None:
    text = "".join(chr(0x4E00 + place % 500) for place in range(9000))
    for body in (text, "> " + text, "- " + text, f"**{text}**"):
        content = compose.message(row(body=body))
        assert all(size(block) <= 3000 for block in content["blocks"])
        assert shown(content) == text
        assert message_faults(content["blocks"]) == []


def test_markup_of_ours_becomes_rich_text() -> None:
    body = "# Title\n\nSee [the *page*](https://a.example)\n\n1. one\n   - deep\n2. two\n\n> cited\n\n---\n\nend"
    [first, rule, last] = compose.message(row(body=body))["blocks"]
    kinds = [element["type"] for element in first["elements"]]
    lists = ["rich_text_list"] * 3
    assert kinds == ["rich_text_section", "rich_text_section", *lists, "rich_text_quote"]
    assert [element.get("offset") for element in first["elements"][2:5]] == [0, None, 1]
    assert [element["indent"] for element in first["elements"][2:5]] == [0, 1, 0]
    links = [piece["url"] for piece in pieces(first) if piece.get("type") == "link"]
    assert links == ["https://a.example", "https://a.example"]
    assert (rule["type"], last["type"]) == ("divider", "rich_text")


def test_what_a_customer_wrote_stays_text() -> None:
    content = compose.message(row(body=f"You wrote:\n\n{escape(HOSTILE.strip())}"))
    assert not [piece for piece in pieces(content["blocks"]) if piece.get("type") in ("link", "mrkdwn", "user")]
    assert "<!channel> *b* <@U1>" in shown(content)
    assert "<" not in content["text"]


def test_too_many_blocks_are_refused_for_good() -> None:
    with pytest.raises(DeliveryError) as caught:
        compose.message(row(body="---\n\n" * 51))
    assert caught.value.permanent


def test_buttons_carry_their_data_and_long_labels_are_cut() -> None:
    choices = tuple(Button("标" * 90, f"p:{place}") for place in range(30))
    content = compose.message(row(buttons=choices))
    assert message_faults(content["blocks"]) == []
    assert buttons(content) == [f"customer_{place}" for place in range(30)]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("ticket", [card(), EVERYTHING, replace(EVERYTHING, language="zh", status="closed")])
def test_cards_and_modals_are_what_slack_takes(language: str, ticket: TicketCard) -> None:
    speak = functools.partial(PHRASES.phrase, language)
    assert message_faults(cards.ticket(ticket, speak)["blocks"]) == []
    views = [modals.priority(ticket, speak), modals.more(ticket, speak), modals.told("more", speak, "no")]
    views += [modals.reply(ticket, speak), modals.solve(ticket, speak, "x" * 3000, "long\n\n" * 4000)]
    for view in views:
        assert view_faults(view, "modal") == []
        assert "…" not in view["title"]["text"]


def test_only_the_line_of_times_is_markup_and_customers_are_not_in_it() -> None:
    content = cards.ticket(EVERYTHING, say)
    [line] = [piece["text"] for piece in pieces(content["blocks"]) if piece.get("type") == "mrkdwn"]
    assert "evil" not in line
    assert (
        "acknowledged by Anna &lt;!here&gt;, <!date^1741064760^{date_short_pretty} {time}|2025-03-04 05:06 UTC>" in line
    )
    assert "reached at <!date^1741064760^" in line
    assert "by Ben ·" in line
    assert "<!channel>" not in content["text"]


def test_a_card_says_what_is_missing_and_whom_to_phone() -> None:
    text = shown(cards.ticket(card(missing=("phone", "serial"), call_task="no other way"), say))
    assert "Still unknown: Phone, serial" in text
    assert "Please phone: no other way" in text
    asked = shown(cards.ticket(card(call_task="asked"), say))
    assert "Open question: he asked something about the solution" in asked
    assert "Please phone" not in asked


def test_p1_is_seen_at_once() -> None:
    assert cards.headline(card(priority="P1"), say) == "🚨 P1 · RB-17 · Printer on fire"
    assert cards.headline(card(urgent=True), say).startswith("🚨 No priority yet")
    assert cards.headline(card(priority="P2", urgent=True), say).startswith("P2")
    assert "Sounds like P1: please look first" in shown(cards.ticket(card(priority="P2", urgent=True), say))


@pytest.mark.parametrize(
    ("changes", "first"),
    [
        ({}, "ticket_acknowledge"),
        ({"acknowledged_at": OPENED}, "ticket_reply"),
        ({"status": "solved"}, "ticket_reply"),
    ],
)
def test_acknowledge_is_offered_while_nobody_has(changes: dict[str, Any], first: str) -> None:
    rest = ["ticket_reply", "ticket_solve", "ticket_priority", "ticket_similar", "ticket_more"]
    found = buttons(cards.ticket(card(**changes), say))
    assert found[0] == first
    assert found[-5:] == rest


def test_a_closed_ticket_offers_nothing_but_a_look() -> None:
    assert buttons(cards.ticket(card(status="closed", closed_at=OPENED), say)) == ["ticket_inspect"]


def test_the_shelf_shows_cause_and_beginning() -> None:
    shelved = ShelfCard(5, "email:support", "no charset <x>", OPENED, "a@b.example", HOSTILE, fields={"Subject": "s"})
    content = cards.shelf(shelved, say)
    assert message_faults(content["blocks"]) == []
    assert "no charset <x>" in shown(content)
    assert buttons(content) == ["shelf_retry", "shelf_inspect"]
    assert buttons(cards.shelf(replace(shelved, state="done"), say)) == ["shelf_inspect"]


def test_a_refusal_nobody_has_a_sentence_for_says_try_again() -> None:
    assert modals.sentence(say, "never_heard_of") == say("answers.try_again")


def test_errors_of_fields_that_are_not_shown_are_left_out() -> None:
    view = modals.reply(card(), say)
    assert modals.field_errors(view, {"phone": "phone_invalid"}, say) == {}


@pytest.mark.parametrize("name", ["desk", "answers"])
def test_both_languages_say_the_same_things_with_the_same_values(name: str) -> None:
    files = [ROOT / "templates" / language / f"{name}.toml" for language in ("en", "zh")]
    english, chinese = (tomllib.loads(file.read_text("utf-8")) for file in files)
    assert {table: set(words) for table, words in english.items()} == {t: set(w) for t, w in chinese.items()}
    for table, words in english.items():
        for key, phrase in words.items():
            other = chinese[table][key]
            assert sorted(values(phrase)) == sorted(values(other)), f"{table}.{key}"


def values(phrase: str) -> list[str]:
    return [part.split("}}")[0].strip() for part in phrase.split("{{")[1:]]


def test_every_word_the_code_looks_at_has_a_verdict() -> None:
    assert {*GONE, *THREADLESS, *UNSURE} <= set(VERDICTS)
