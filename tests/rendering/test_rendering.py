"""Templates: what the files may say, and that values take no effect."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.markdown import ListBlock, Paragraph, Quote, parse_markdown, to_html, to_plain
from bot.rendering import Rendering, TemplateProblem, default_folders, escape, quote

HOSTILE = [
    "{{7*7}}",
    "{% raw %}",
    "*bold*",
    "**x**",
    "_x_",
    "<b>x</b>",
    "<!channel>",
    "<@U123>",
    "[x](https://evil.example)",
    "![x](https://evil.example/a.png)",
    "# head",
    "1. list",
    "2) list",
    "- list",
    "+ list",
    "---",
    "===",
    "> quote",
    "`code`",
    "```\ncode\n```",
    "    indented",
    "\tindented",
    "a\\\nb\\",
    "[a]: https://evil.example",
    "<https://evil.example>",
    "&amp; &#42;x&#42;",
    "a\n===",
    "- a\n\n    b",
    "| a | b |\n|---|---|",
    "~~x~~",
    "\x00\x07\x1b[31m",
    "\u202eevil",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "en" / "flow").mkdir(parents=True)
    (tmp_path / "en" / "_part.md.j2").write_text("Part of {{ name }}", "utf-8")
    (tmp_path / "en" / "flow" / "full.md.j2").write_text(
        "subject: [{{ reference }}] {{ subject|topic }}\n"
        "button yes: Yes, {{ name }}\n"
        "button no: {{ 'No' if reference else '' }}\n"
        "---\n"
        "Dear {{ name }},\n\nyou wrote:\n{{ text|quote }}\nSo **long**.\n",
        "utf-8",
    )
    (tmp_path / "en" / "flow" / "bare.md.j2").write_text("{% include '_part.md.j2' %}, {{ missing }}", "utf-8")
    (tmp_path / "en" / "flow" / "odd.md.j2").write_text("subjekt: x\n---\ny", "utf-8")
    (tmp_path / "en" / "words.toml").write_text('plain = "Hi"\n[card]\nhello = "Hello {{ name }}"\n', "utf-8")
    return tmp_path


@pytest.fixture
def rendering(folder: Path) -> Rendering:
    return Rendering([folder], ["en"])


def context(**values: object) -> dict[str, object]:
    return {"reference": "RB-1001", "subject": "Printer", "name": "Ann", "text": "It burns"} | values


def test_a_message_has_subject_body_and_buttons_in_order(rendering: Rendering) -> None:
    message = rendering.render("en", "flow/full", context())
    assert message.subject == "[RB-1001] Printer"
    assert message.body == "Dear Ann,\n\nyou wrote:\n\n> It burns\n\nSo **long**."
    assert message.buttons == (("yes", "Yes, Ann"), ("no", "No"))


def test_a_button_without_label_is_left_out(rendering: Rendering) -> None:
    assert [action for action, _ in rendering.render("en", "flow/full", context(reference="")).buttons] == ["yes"]


def test_a_file_without_front_matter_is_all_body_and_may_include_parts(rendering: Rendering) -> None:
    message = rendering.render("en", "flow/bare", context(missing="x-y"))
    assert (message.subject, message.body, message.buttons) == ("", "Part of Ann, x\\-y", ())


@pytest.mark.parametrize(
    ("subject", "shown"),
    [
        ("Re: AW: 回复：Printer", "[RB-1001] Printer"),
        ("Re: [RB-1001] Printer", "[RB-1001] Printer"),
        ("Regards", "[RB-1001] Regards"),
        ("", "[RB-1001]"),
        ("a\r\nBcc: x@y", "[RB-1001] a Bcc: x@y"),
    ],
)
def test_a_subject_is_one_line_without_reply_marks(rendering: Rendering, subject: str, shown: str) -> None:
    assert rendering.render("en", "flow/full", context(subject=subject)).subject == shown


def test_labels_are_plain_and_on_one_line(rendering: Rendering) -> None:
    message = rendering.render("en", "flow/full", context(name="A*\nB"))
    assert message.buttons[0] == ("yes", "Yes, A* B")


@pytest.mark.parametrize("name", ["flow/none", "flow/odd", "../en/flow/full2", "flow/bare"])
def test_a_problem_names_the_message(rendering: Rendering, name: str) -> None:
    with pytest.raises(TemplateProblem, match=name):
        rendering.render("en", name, context())


def test_an_unknown_language_is_a_problem(rendering: Rendering) -> None:
    with pytest.raises(TemplateProblem):
        rendering.render("fr", "flow/full", context())


def test_a_template_cannot_reach_out_of_its_sandbox(folder: Path, rendering: Rendering) -> None:
    (folder / "en" / "flow" / "bad.md.j2").write_text("{{ name.__class__.__mro__ }}", "utf-8")
    with pytest.raises(TemplateProblem, match="unsafe"):
        rendering.render("en", "flow/bad", context())


def test_phrases_have_raw_values_and_unknown_ones_raise(rendering: Rendering) -> None:
    assert rendering.phrase("en", "plain") == "Hi"
    assert rendering.phrase("en", "card.hello", name="*A*\n") == "Hello *A*\n"
    with pytest.raises(KeyError):
        rendering.phrase("en", "card.nothing")
    with pytest.raises(KeyError):
        rendering.phrase("fr", "plain")
    with pytest.raises(TemplateProblem):
        rendering.phrase("en", "card.hello")


def test_the_users_folder_comes_first(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    own = tmp_path_factory.mktemp("own")
    (own / "en" / "flow").mkdir(parents=True)
    (own / "en" / "flow" / "full.md.j2").write_text("mine", "utf-8")
    (own / "en" / "mine.toml").write_text('[card]\nhello = "Hey"', "utf-8")
    rendering = Rendering([own, folder], ["en"])
    assert rendering.render("en", "flow/full", {}).body == "mine"
    assert rendering.phrase("en", "card.hello") == "Hey"
    assert rendering.names("en") == {"flow/full", "flow/bare", "flow/odd"}
    assert default_folders(own)[0] == own


def test_a_phrase_defined_twice_is_a_problem(folder: Path) -> None:
    (folder / "en" / "more.toml").write_text('plain = "x"', "utf-8")
    with pytest.raises(TemplateProblem, match="plain"):
        Rendering([folder], ["en"])


@pytest.mark.parametrize("value", HOSTILE)
def test_nothing_a_value_contains_takes_effect(rendering: Rendering, value: str) -> None:
    body = rendering.render("en", "flow/full", context(name=value, text=value)).body
    blocks = parse_markdown(body)
    assert not [block for block in blocks if not isinstance(block, Paragraph | Quote)]
    styled = [
        span.text
        for block in blocks
        if isinstance(block, Paragraph)
        for span in block.spans
        if span.bold or span.italic or span.code or span.link
    ]
    assert styled == ["long"]
    assert "<script" not in to_html(body)
    assert "49" not in body


@given(st.text())
def test_an_escaped_text_comes_back_as_it_was(text: str) -> None:
    blocks = parse_markdown(escape(text))
    assert all(isinstance(block, Paragraph) for block in blocks)
    for block in blocks:
        assert isinstance(block, Paragraph)
        assert [span for span in block.spans if span.bold or span.italic or span.code or span.link] == []
    assert "".join(to_plain(escape(text)).split()) == "".join(visible(text).split())


@given(st.text(alphabet="ab \n\t\\`*_{}[]()#+-.!<>&~|=1:/'\""))
def test_punctuation_and_white_space_do_nothing(text: str) -> None:
    test_an_escaped_text_comes_back_as_it_was.hypothesis.inner_test(text)  # type: ignore[attr-defined]  # of hypothesis


@given(st.text())
def test_a_quote_holds_the_text_and_nothing_outside(text: str) -> None:
    blocks = parse_markdown("Before\n" + quote(text) + "\n- after")
    assert isinstance(blocks[-1], ListBlock)
    middle = blocks[1:-1]
    assert len(middle) == (1 if visible(text).strip() else 0)
    for block in middle:
        assert isinstance(block, Quote)
        assert all(isinstance(inner, Paragraph) for inner in block.blocks)


def visible(text: str) -> str:
    """What escaping keeps of a text."""
    gone = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    line_ends = "\r\n\t\x0b\x0c\x85"
    kept = (
        mark for mark in text if mark not in gone and (mark in line_ends or not ("\x7f" <= mark < "\xa0" or mark < " "))
    )
    return "".join("\ufffd" if "\ud800" <= mark < "\ue000" else mark for mark in kept)


def test_it_renders_thousands_of_messages_a_second(rendering: Rendering) -> None:
    values = context(text="The printer on floor 3 burns (again).\nPlease *hurry*.")
    rendering.render("en", "flow/full", values)
    began = time.thread_time()
    for _ in range(500):
        rendering.render("en", "flow/full", values)
    assert 500 / (time.thread_time() - began) > 1_000  # five times slower than measured, for busy machines
