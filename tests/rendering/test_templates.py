"""The templates that come with the program: complete, equal in both languages, harmless."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import pytest

from bot.channels.markdown import Block, Heading, ListBlock, Paragraph, Quote, Span, parse_markdown, to_plain
from bot.rendering import Rendering, default_folders
from tests.rendering.samples import ALWAYS, EMPTY, EVIL, FULL, NEEDED, hostile

RENDERING = Rendering(default_folders())
NAMES = sorted(RENDERING.names("en") | RENDERING.names("zh"))
LANGUAGES = ("en", "zh")
CJK = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
ENGLISH = re.compile(r"[A-Za-z]{2,}(?:[ ,]+[A-Za-z']{2,}){2,}")
CUSTOMER = [name for name in NAMES if not name.startswith("desk/")]
ASKS = ("name", "organisation", "phone", "priority")
CALM = {**FULL, "text": "It burns.", "solution": "Wait."}
OURS = {**EMPTY, "mailbox": "s@e.org", "cause": "552", "address": "a@e.org", "channel": "slack"}


def spans(blocks: Iterable[Block]) -> Iterable[Span]:
    for block in blocks:
        match block:
            case Paragraph(inner) | Heading(_, inner):
                yield from inner
            case Quote(inside):
                yield from spans(inside)
            case ListBlock(items):
                for item in items:
                    yield from spans(item)
            case _:
                pass


def shape(body: str) -> list[tuple[bool, bool, bool, str]]:
    return [(span.bold, span.italic, span.code, span.link) for span in spans(parse_markdown(body))]


def test_both_languages_have_the_same_messages_and_phrases() -> None:
    assert RENDERING.names("en") == RENDERING.names("zh")
    assert RENDERING.keys("en") == RENDERING.keys("zh")
    assert len(NAMES) > 40


@pytest.mark.parametrize("context", [FULL, EMPTY, hostile()], ids=["full", "empty", "hostile"])
@pytest.mark.parametrize("name", NAMES)
def test_every_message_renders_in_every_language_with_the_same_buttons(
    name: str, context: Mapping[str, object]
) -> None:
    english, chinese = (RENDERING.render(language, name, context) for language in LANGUAGES)
    assert [action for action, _ in english.buttons] == [action for action, _ in chinese.buttons]
    for message in (english, chinese):
        assert message.body
        assert "\n" not in message.subject
        assert "**" not in to_plain(message.body).replace(EVIL, "")
        assert all(len(label) <= 40 and len(action.encode()) < 40 for action, label in message.buttons)
    if name in CUSTOMER:
        assert english.subject
        assert chinese.subject


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_hostile_values_change_nothing_in_the_shape_of_a_message(name: str, language: str) -> None:
    calm, evil = (RENDERING.render(language, name, context).body for context in (CALM, hostile()))
    tame = [style for style in shape(calm) if any(style)]
    assert [style for style in shape(evil) if any(style)] == tame
    assert [type(block) for block in parse_markdown(evil)] == [type(block) for block in parse_markdown(calm)]


@pytest.mark.parametrize("name", NAMES)
def test_no_sentence_of_the_other_language_is_left(name: str) -> None:
    context = EMPTY if name == "conversation/start" else OURS
    english, chinese = (RENDERING.render(language, name, context) for language in LANGUAGES)
    assert not CJK.search(english.body.replace("中文", "")), english.body
    assert not ENGLISH.search(to_plain(chinese.body)), chinese.body
    assert CJK.search(chinese.body)
    for action, label in chinese.buttons:
        assert CJK.search(label), action


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_message_needs_no_more_than_is_listed(name: str, language: str) -> None:
    context = {**ALWAYS, **{key: FULL[key] for key in NEEDED.get(name, ())}}
    assert RENDERING.render(language, name, context).body


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("ask", ASKS)
def test_each_question_of_a_chat_has_its_buttons(language: str, ask: str) -> None:
    priorities = [f"priority.P{number}" for number in (1, 2, 3, 4)] if ask == "priority" else []
    buttons = [*priorities, "skip", "person"]
    question = RENDERING.render(language, f"intake/ask_{ask}", ALWAYS)
    assert [action for action, _ in question.buttons] == buttons
    for name in ("intake/opened_one", "intake/remind_one"):
        message = RENDERING.render(language, name, {**ALWAYS, "ask": ask})
        assert [action for action, _ in message.buttons] == buttons
        assert message.body.endswith(question.body)
    if ask in {"phone", "priority"}:
        again = RENDERING.render(language, f"intake/again_{ask}", ALWAYS)
        assert [action for action, _ in again.buttons] == buttons


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_request_that_leaves_nothing_open_is_asked_nothing(language: str) -> None:
    nothing = {**ALWAYS, "ask": "", "missing": [], "known": {"name": "Ann"}}
    assert RENDERING.render(language, "intake/opened_one", nothing).buttons == ()
    assert "P1" not in RENDERING.render(language, "intake/opened_all", nothing).body


@pytest.mark.parametrize(
    ("language", "labels"),
    [("en", ["Name:", "Organisation:", "Phone:"]), ("zh", ["姓名：", "单位：", "电话："])],
)
def test_a_mail_asks_everything_in_one_form(language: str, labels: list[str]) -> None:
    for name in ("intake/opened_all", "intake/remind_all"):
        lines = to_plain(RENDERING.render(language, name, FULL).body).split("\n")
        assert [line for line in lines if line in labels] == labels
        assert any(line.endswith((":", "：")) and "P1" in line for line in lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_what_is_missing_is_asked(language: str) -> None:
    body = to_plain(RENDERING.render(language, "intake/opened_all", {**FULL, "missing": ["phone"], "known": {}}).body)
    assert not {"Name:", "姓名：", "Organisation:", "单位："} & set(body.split("\n"))
    assert "P3" not in body


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_can_be_filled(language: str) -> None:
    for key in RENDERING.keys(language):
        if key.startswith("words."):
            assert RENDERING.phrase(language, key).strip()
