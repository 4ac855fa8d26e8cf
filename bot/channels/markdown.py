"""Light Markdown as a small tree: what every room composes its own markup from."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate
from typing import TypeVar

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from bot.channels.sections import sections, simple_paragraph


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style. `text` may hold newlines (line breaks). `link` is http(s) or mailto, or empty."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `level` is 1 to 6."""

    level: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A block quote."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list. `start` is the first number of an ordered one, None for bullets."""

    items: tuple[tuple[Block, ...], ...]
    start: int | None = None

    def marks(self) -> Iterable[tuple[str, tuple[Block, ...]]]:
        """Each item with the mark that stands before it in plain text."""
        for place, item in enumerate(self.items):
            yield ("-" if self.start is None else f"{self.start + place}."), item


_T = TypeVar("_T")

Block = Paragraph | Heading | Rule | Quote | ListBlock

_OFF = ["image", "code", "fence", "html_block", "html_inline", "reference", "lheading"]
_PARSER = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False}).disable(_OFF)
_SAFE_LINK = re.compile(r"(?:https?://|mailto:)[^\s<>\"]+", re.IGNORECASE)
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_HARD_BREAK = re.compile(r"(?<!\\)((?:\\\\)*)\\$")
_SET_IN = re.compile(r"^[> ]*\u00a0+", re.MULTILINE)
_QUOTE_MARKS = re.compile(r"(?: {0,3}> ?)*")


def parse_markdown(markdown: str) -> tuple[Block, ...]:
    """Reads light Markdown. HTML, images, code blocks and other links than http, https, mailto are shown as text;
    every line end within a paragraph is a line break."""
    return tuple(block for section in sections(markdown) for block in _read(section))


def _kept(read: Callable[[str], _T]) -> Callable[[str], _T]:
    """Keeps what was last read out of short sections."""
    kept = lru_cache(128)(read)
    return lambda section: kept(section) if len(section) <= 1000 else read(section)


@_kept
def _read(section: str) -> tuple[Block, ...]:
    runs = simple_paragraph(section)
    if runs is not None:
        return (Paragraph(tuple(Span(text, bold) for text, bold in runs)),)
    return _blocks(SyntaxTreeNode(_PARSER.parse(section)).children)


def _blocks(nodes: Iterable[SyntaxTreeNode]) -> tuple[Block, ...]:
    return tuple(_BLOCKS[node.type](node) for node in nodes)


def _list(node: SyntaxTreeNode) -> ListBlock:
    start = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
    return ListBlock(tuple(_blocks(item.children) for item in node.children), start)


_BLOCKS: dict[str, Callable[[SyntaxTreeNode], Block]] = {
    "paragraph": lambda node: Paragraph(_inline(node)),
    "heading": lambda node: Heading(int(node.tag[1]), _inline(node)),
    "hr": lambda _: Rule(),
    "blockquote": lambda node: Quote(_blocks(node.children)),
    "bullet_list": _list,
    "ordered_list": _list,
}


def _inline(node: SyntaxTreeNode) -> tuple[Span, ...]:
    """The spans of a paragraph or heading; neighbours in the same style become one."""
    spans: list[Span] = []
    for child in node.children:
        for span in _spans(child.children, Span("")):
            if spans and replace(spans[-1], text="") == replace(span, text=""):
                spans[-1] = replace(span, text=spans[-1].text + span.text)
            elif span.text:
                spans.append(span)
    return tuple(spans)


def _spans(nodes: Iterable[SyntaxTreeNode], style: Span) -> Iterable[Span]:
    for node in nodes:
        if node.type in {"text", "code_inline"}:
            yield replace(style, text=node.content, code=style.code or node.type == "code_inline")
        elif node.type in {"softbreak", "hardbreak"}:
            yield replace(style, text="\n")
        elif node.type == "link":
            target = str(node.attrs.get("href", ""))
            yield from _spans(node.children, replace(style, link=target if _SAFE_LINK.fullmatch(target) else ""))
        else:
            bold, italic = node.type == "strong", node.type == "em"
            yield from _spans(node.children, replace(style, bold=style.bold or bold, italic=style.italic or italic))


def to_plain(markdown: str) -> str:
    """The text alone: quotes with "> ", list marks, links as "label (address)". A line that is set in has blanks."""
    text = "\n\n".join(filter(None, map(_plain_section, sections(markdown))))
    return _SET_IN.sub(_blanks, text) if "\u00a0" in text else text


def _blanks(set_in: re.Match[str]) -> str:
    return set_in[0].replace("\u00a0", " ")


@_kept
def _plain_section(section: str) -> str:
    return _plain_blocks(_read(section))


def _plain_blocks(blocks: Sequence[Block]) -> str:
    return "\n\n".join(map(_plain_block, blocks))


def _plain_block(block: Block) -> str:
    match block:
        case Paragraph(spans) | Heading(_, spans):
            return "".join(map(_plain_span, spans))
        case Quote(blocks):
            return "\n".join(f"> {line}".rstrip(" ") for line in _plain_blocks(blocks).split("\n"))
        case ListBlock():
            return "\n".join(_indented(mark, _plain_blocks(item)) for mark, item in block.marks())
        case Rule():
            return "---"


def _plain_span(span: Span) -> str:
    address = span.link.removeprefix("mailto:")
    return f"{span.text} ({address})" if span.link and span.text not in {span.link, address} else span.text


def _indented(mark: str, text: str) -> str:
    first, *others = text.split("\n")
    blank = " " * (len(mark) + 1)
    return "\n".join([f"{mark} {first}", *(blank + line if line else "" for line in others)])


def to_html(markdown: str) -> str:
    """The same as HTML: only p, br, blockquote, ul, ol, li, hr, h1-h6, strong, em, code, a; everything escaped."""
    return "\n".join(filter(None, map(_html_section, sections(markdown))))


@_kept
def _html_section(section: str) -> str:
    return _html_blocks(_read(section))


def _html_blocks(blocks: Sequence[Block]) -> str:
    return "\n".join(map(_html_block, blocks))


def _html_block(block: Block) -> str:
    match block:
        case Paragraph(spans):
            return f"<p>{_html_spans(spans)}</p>"
        case Heading(level, spans):
            return f"<h{level}>{_html_spans(spans)}</h{level}>"
        case Quote(blocks):
            return f"<blockquote>\n{_html_blocks(blocks)}\n</blockquote>"
        case ListBlock(items, start):
            inside = "\n".join(f"<li>{_html_blocks(item)}</li>" for item in items)
            return f"<ul>\n{inside}\n</ul>" if start is None else f'<ol start="{start}">\n{inside}\n</ol>'
        case Rule():
            return "<hr>"


def _html_spans(spans: Iterable[Span]) -> str:
    return "".join(map(_html_span, spans))


def _html_span(span: Span) -> str:
    text = html.escape(span.text).replace("\n", "<br>\n")
    for tag, wanted in (("code", span.code), ("em", span.italic), ("strong", span.bold)):
        text = f"<{tag}>{text}</{tag}>" if wanted else text
    return f'<a href="{html.escape(span.link)}">{text}</a>' if span.link else text


def split_markdown(body: str, length: int) -> list[str]:
    """Cuts a body into pieces whose plain text has at most `length` (at least 20) characters each, those beyond
    U+FFFF counted twice (in UTF-16, as some providers count): between blocks
    where possible, else between lines, else within a line. No escape or markup is broken."""
    if _surely_fits(body, length) or units(to_plain(body)) <= length:
        return [body]
    lines = body.split("\n")
    pieces: list[str] = []
    room = 0
    for first, last in (token.map for token in _PARSER.parse(body) if token.level == 0 and token.map):
        for place, unit in enumerate(_units(lines[first:last], length)):
            joint = "\n" if place else "\n\n"
            size = units(to_plain(unit))
            if pieces and size + len(joint) <= room:
                pieces[-1] += joint + unit
                room -= size + len(joint)
            else:
                pieces.append(unit)
                room = length - size
    return [piece.strip() for piece in pieces if to_plain(piece).strip(" >\n")]


def _surely_fits(body: str, length: int) -> bool:
    """Whether the plain text cannot be too long, without reading it: only the marks of the lists and quotes around a
    line can make it longer, which the parser nests 20 deep and numbers with up to 10 characters."""
    return units(body) + (body.count("\n") + 1) * 20 * 12 <= length


def units(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _fitting(text: str, size: int) -> int:
    """How many characters of the text's beginning have at most `size` units; at least one."""
    ends = accumulate(2 if character > "\uffff" else 1 for character in text)
    return max(1, sum(end <= size for end in ends))


def _units(lines: list[str], length: int) -> list[str]:
    """One block in parts that fit: whole, or its lines, or parts of lines."""
    block = "\n".join(lines).rstrip()
    plain = to_plain(block)
    if units(plain) <= length:
        return [block]
    bare = [_HARD_BREAK.sub(r"\1", line) for line in lines]
    if len(bare) == 1:
        return _cut(bare[0], length)
    if "\n".join(map(to_plain, bare)).rstrip() != plain:  # markup spans lines: the text alone goes on
        bare = [_PUNCTUATION.sub(r"\\\1", line) for line in plain.split("\n")]
    return [unit for line in bare for unit in _units([line], length)]


def _cut(line: str, length: int) -> list[str]:
    """One overlong line in parts, as text without markup; a quote's parts stay quoted."""
    prefix = _QUOTE_MARKS.match(line)[0]  # type: ignore[index]  # the pattern matches the empty text too
    text, size = to_plain(line[len(prefix) :]), length - len(to_plain(prefix + "x")) + 1
    parts = []
    while text:
        end = min(len(text), _fitting(text[:size], size))
        if end < len(text) and (blank := text.rfind(" ", end // 2, end + 1)) > 0:
            end = blank
        parts.append(prefix + _PUNCTUATION.sub(r"\\\1", text[:end].strip()))
        text = text[end:].lstrip()
    return parts
