"""Light Markdown: the tree, the text, the HTML, and cutting it."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it.tree import SyntaxTreeNode

from bot.channels import markdown
from bot.channels.markdown import (
    Heading,
    ListBlock,
    Paragraph,
    Quote,
    Rule,
    Span,
    parse_markdown,
    split_markdown,
    to_html,
    to_plain,
    units,
)
from bot.channels.sections import simple_paragraph
from bot.rendering import escape, quote

FULL = """# Head

Hello **bold *both***, *italic*, `code` and [label](https://example.org/a?b=1&c=2).
Second line\\
third

> quoted **word**
>
> more

- one
- two

3. three
4. four

---

End"""


def test_a_body_becomes_a_small_tree() -> None:
    head, text, quoted, bullets, numbers, rule, end = parse_markdown(FULL)
    assert head == Heading(1, (Span("Head"),))
    assert isinstance(text, Paragraph)
    assert text.spans == (
        Span("Hello "),
        Span("bold ", bold=True),
        Span("both", bold=True, italic=True),
        Span(", "),
        Span("italic", italic=True),
        Span(", "),
        Span("code", code=True),
        Span(" and "),
        Span("label", link="https://example.org/a?b=1&c=2"),
        Span(".\nSecond line\nthird"),
    )
    assert quoted == Quote((Paragraph((Span("quoted "), Span("word", bold=True))), Paragraph((Span("more"),))))
    assert bullets == ListBlock(((Paragraph((Span("one"),)),), (Paragraph((Span("two"),)),)))
    assert isinstance(numbers, ListBlock)
    assert numbers.start == 3
    assert rule == Rule()
    assert end == Paragraph((Span("End"),))


PIECES = (
    "word",
    "中 文",
    "\n",
    "\n\n",
    "\n \n\n",
    "- ",
    "* ",
    "+",
    "1. ",
    "2) ",
    "12",
    "> ",
    " ",
    "    ",
    "\t",
    "# ",
    "**",
    "\\",
    "---",
    "\r",
)


@example("- \n \n\n- \n\nend")
@example("+ one\r\n\n\ttwo")
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_a_body_read_section_by_section_is_the_body_read_whole(body: str) -> None:
    whole = markdown._blocks(SyntaxTreeNode(markdown._PARSER.parse(body)).children)
    assert parse_markdown(body) == whole


WORDS = (
    "a",
    "1",
    "你",
    "。",
    " ",
    "\n",
    "\\\n",
    "**",
    "**b**",
    "\\*",
    "\\.",
    "\\\\",
    "*",
    "_",
    "-",
    "2.",
    "#",
    "&",
    "\u00a0",
    "😀",
)


@example("**a****b**")
@example("x**1**y**你**。")
@example("a\\\\\n**b\\.**")
@given(st.lists(st.sampled_from(WORDS), max_size=12).map("".join))
def test_a_paragraph_that_needs_no_parser_is_what_the_parser_makes_of_it(body: str) -> None:
    assert parse_markdown(body) == markdown._blocks(SyntaxTreeNode(markdown._PARSER.parse(body)).children)


@pytest.mark.parametrize("hostile", ["**a", "a*", "\\", "**a**", "a\n", "\\.", "a ", "_"])
def test_a_long_paragraph_is_judged_in_no_time(hostile: str) -> None:
    begun = time.process_time()
    simple_paragraph(hostile * 50_000 + "\x00")
    assert time.process_time() - begun < 1


def test_the_plain_text_keeps_quotes_lists_and_addresses() -> None:
    assert to_plain(FULL) == (
        "Head\n\nHello bold both, italic, code and label (https://example.org/a?b=1&c=2).\nSecond line\nthird\n\n"
        "> quoted word\n>\n> more\n\n- one\n- two\n\n3. three\n4. four\n\n---\n\nEnd"
    )


def test_the_html_is_clean() -> None:
    assert to_html("a **b**\n\n> [x](https://e.org/?a=1&b)\n\n2. <i>`c`") == (
        "<p>a <strong>b</strong></p>\n<blockquote>\n"
        '<p><a href="https://e.org/?a=1&amp;b">x</a></p>\n</blockquote>\n'
        '<ol start="2">\n<li><p>&lt;i&gt;<code>c</code></p></li>\n</ol>'
    )


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "data:text/html,x", "ftp://e.org", "/path", "vbscript:x", "#"]
)
def test_only_web_and_mail_links_survive(target: str) -> None:
    assert "href" not in to_html(f"[x]({target})")
    assert "x" in to_plain(f"[x]({target})")


def test_a_mail_link_shows_its_address_once() -> None:
    assert to_plain("[a@b.org](mailto:a@b.org) [us](mailto:a@b.org)") == "a@b.org us (a@b.org)"


@pytest.mark.parametrize(
    "source", ["<script>x</script>", "![i](https://e.org/i.png)", "```\nx\n```", "    x", "a\n==="]
)
def test_no_html_images_or_code_blocks(source: str) -> None:
    assert all(isinstance(block, Paragraph) for block in parse_markdown(source))
    assert "<script" not in to_html(source)
    assert "<img" not in to_html(source)


def test_a_short_body_is_left_alone() -> None:
    assert split_markdown(FULL, 500) == [FULL]


def test_blocks_stay_whole_where_they_fit() -> None:
    body = "\n\n".join(f"Paragraph **{number}** of the text" for number in range(10))
    pieces = split_markdown(body, 60)
    assert "\n\n".join(pieces) == body
    assert all(len(to_plain(piece)) <= 60 for piece in pieces)


def test_a_long_quote_stays_a_quote_in_every_piece() -> None:
    pieces = split_markdown("Intro\n" + quote("word *x* " * 100 + "\n" + "y" * 90), 80)
    assert len(pieces) > 10
    for piece in pieces[1:]:
        assert all(isinstance(block, Quote) for block in parse_markdown(piece))


def test_an_overlong_line_of_escapes_is_cut_between_them() -> None:
    pieces = split_markdown(escape("*" * 1000), 33)
    assert [to_plain(piece) for piece in pieces] == ["*" * 33] * 30 + ["*" * 10]


def test_a_letter_is_never_cut_in_two() -> None:
    assert "".join(map(to_plain, split_markdown("故障🖨" * 50, 20))) == "故障🖨" * 50


def test_pictures_are_counted_as_the_two_units_they_are() -> None:
    pieces = [to_plain(piece) for piece in split_markdown("🖨" * 70, 33)]
    assert [len(piece) for piece in pieces] == [16, 16, 16, 16, 6]


@given(st.text(max_size=300), st.text(max_size=300), st.integers(20, 200))
def test_cutting_keeps_every_word_and_every_limit(text: str, other: str, length: int) -> None:
    body = f"**Dear customer,**\n\n{escape(text)}\n{quote(other)}\n- **item** one\n- item two"
    pieces = split_markdown(body, length)
    assert all(units(to_plain(piece)) <= length for piece in pieces)

    def letters(plain: str) -> str:
        return "".join(mark for mark in plain if not mark.isspace() and mark != ">")

    assert letters("".join(map(to_plain, pieces))) == letters(to_plain(body))


def test_lines_that_are_set_in_have_plain_blanks_in_plain_text() -> None:
    typed = "server:\n  host: a\n\tport: 1\n\n10\u00a0000 rows"
    assert to_plain(escape(typed)) == "server:\n  host: a\n    port: 1\n\n10\u00a0000 rows"
    assert to_plain(quote(typed)).startswith("> server:\n>   host: a\n>     port: 1")
    assert "\u00a0\u00a0host" in to_html(escape(typed))
