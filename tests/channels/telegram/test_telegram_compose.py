"""Rows to the arguments of sendMessage, without any network."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.markdown import split_markdown
from bot.channels.telegram.compose import compose, text_of
from bot.core.messages import Address, Button, DeliveryError, Outbound
from bot.rendering import escape


def row(body: str = "Hello", **more: Any) -> Outbound:
    values: dict[str, Any] = {"thread": "7", "address": Address("telegram", "7")} | more
    return Outbound(1, "telegram", "message", body, "en", 1, **values)


def marked(body: str) -> list[tuple[str, str]]:
    """Each entity with the text it covers, counted as Telegram counts."""
    text, entities = text_of(body)
    units = text.encode("utf-16-le")
    return [
        (entity["type"], units[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2].decode("utf-16-le"))
        for entity in entities
    ]


def test_a_body_becomes_text_and_entities() -> None:
    body = (
        "# Title\n\n🖨 **bold *both*** `code` [link](https://e.org)\n\n> 引用 **x**\n\n- one\n- two\n\n3. three\n\n***"
    )
    assert text_of(body)[0] == "Title\n\n🖨 bold both code link\n\n引用 x\n\n• one\n• two\n\n3. three\n\n———"
    assert marked(body) == [
        ("bold", "Title"),
        ("bold", "bold "),
        ("bold", "both"),
        ("italic", "both"),
        ("code", "code"),
        ("text_link", "link"),
        ("blockquote", "引用 x"),
        ("bold", "x"),
    ]


def test_quotes_and_code_are_not_nested() -> None:
    assert marked("> a\n>\n> > b\n\n**`c`**") == [("blockquote", "a\n\nb"), ("code", "c")]


def test_a_message_goes_to_its_chat_without_preview() -> None:
    arguments = compose(row("Hi **you**", thread="-77"))
    assert arguments == {
        "chat_id": -77,
        "text": "Hi you",
        "entities": [{"type": "bold", "offset": 3, "length": 3}],
        "link_preview_options": {"is_disabled": True},
    }
    assert compose(row(thread=""))["chat_id"] == 7


def test_wide_labels_have_a_row_each_and_narrow_ones_share() -> None:
    narrow = compose(row(buttons=tuple(Button(f"P{n}", f"p:{n}") for n in range(4))))
    assert [len(line) for line in narrow["reply_markup"]["inline_keyboard"]] == [3, 1]
    wide = compose(row(buttons=(Button("P1 · Business stopped", "a"), Button("Skip", "b"))))
    assert wide["reply_markup"]["inline_keyboard"] == [
        [{"text": "P1 · Business stopped", "callback_data": "a"}],
        [{"text": "Skip", "callback_data": "b"}],
    ]


def test_button_data_may_have_sixty_four_bytes_and_no_more() -> None:
    assert compose(row(buttons=(Button("x", "界" * 21 + "a"),)))
    with pytest.raises(DeliveryError, match="65 bytes") as caught:
        compose(row(buttons=(Button("x", "界" * 21 + "ab"),)))
    assert caught.value.permanent


@pytest.mark.parametrize(
    "outbound",
    [
        row("x" * 4097),
        row(""),
        row("  \n "),
        row(buttons=(Button("x", ""),)),
        row(buttons=(Button(" ", "x"),)),
        row(buttons=tuple(Button("x", "x") for _ in range(101))),
        row(thread="", address=None),
        row(thread="abc"),
        row(thread="0"),
        row(thread="٣"),
    ],
)
def test_what_telegram_cannot_carry_is_refused_for_good(outbound: Outbound) -> None:
    with pytest.raises(DeliveryError) as caught:
        compose(outbound)
    assert caught.value.permanent
    assert not caught.value.ambiguous


def test_a_message_may_have_four_thousand_and_ninety_six_characters() -> None:
    assert len(compose(row("x" * 4096))["text"]) == 4096
    assert len(compose(row("🖨" * 2048))["text"]) == 2048
    with pytest.raises(DeliveryError, match="4097 characters") as caught:
        compose(row("🖨" * 2048 + "x"))
    assert caught.value.permanent


def test_a_long_text_goes_in_pieces() -> None:
    pieces = split_markdown(escape("故障 *!* " * 900), 3500)
    assert [len(compose(row(piece))["text"]) <= 3500 for piece in pieces] == [True, True]


@given(st.text(min_size=1, max_size=200))
def test_a_customers_text_is_shown_and_has_no_effect(text: str) -> None:
    if not escape(text).strip():
        return
    shown, entities = text_of(escape(text))
    assert entities == []
    assert isinstance(shown, str)


@given(st.text(max_size=60), st.text(max_size=60))
def test_offsets_stay_right_beside_any_text(before: str, inside: str) -> None:
    if not escape(inside).strip("\u00a0 "):
        return
    body = f"{escape(before)}\n\n> {escape('x')}\n\n**tail**"
    assert marked(body)[-2:] == [("blockquote", "x"), ("bold", "tail")]
