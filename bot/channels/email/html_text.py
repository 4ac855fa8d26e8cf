"""Readable text of an HTML mail."""

from __future__ import annotations

import html
import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.channels.email.charsets import storable

HIDDEN = {"script", "style", "head", "title", "template", "noscript", "-comment", "meta", "link"}
BLOCKS = {
    *("address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figure"),
    *("footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "option"),
    *("p", "pre", "section", "table", "tbody", "thead", "tr", "ul"),
}
SPACED = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre", "dl"}
UNSHOWN = {"script", "style", "title"}
RULE = "-" * 63
BULLET = "- "
VOID = "area|base|br|col|embed|hr|img|input|link|meta|source|wbr|p|li|td|th|tr|option|dt|dd|!\\w*|\\?\\w*"

#: The tree builder takes time in the square of the nesting; above these the tags are simply taken off.
DEEPEST, MOST_WORK, LONGEST = 2000, 4_000_000, 4_000_000

_INVISIBLE = re.compile("[\u200b\u200c\u2060\ufeff\u00ad\u034f]")
_BLANKS = re.compile(r"[ \t\r\n\f\v]+")
_TAG = re.compile(rf"<(?:(/?)(?!(?:{VOID})\b)[a-zA-Z]|/?[a-zA-Z!?])", re.IGNORECASE)
_UNSHOWN = re.compile(rf"<({'|'.join(UNSHOWN)})(?![a-z0-9])[^<>]*>.*?(?=</\1|\Z)", re.IGNORECASE | re.DOTALL)
# By their first letters: one alternative after the other takes twice as long.
_LETTERS = {tag[0]: "|".join(other[1:] for other in sorted(BLOCKS | {"br"}) if other[0] == tag[0]) for tag in BLOCKS}
_NAMES = "|".join(f"{letter}(?:{rest})" for letter, rest in sorted(_LETTERS.items()))
_BLOCK_TAG = re.compile(rf"</?(?:{_NAMES})(?![a-z0-9])[^<>]*>", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[a-zA-Z/!?][^<>\x1c\x1d]*>")  # these two stand for tags that are off already
_GAP = re.compile(r"[^\S\n]+")


def html_to_text(source: str) -> str:
    """Returns the text of `source` in lines, quotes marked with "> ". Never empty when there is text in it."""
    if _too_deep(source):
        return _without_tags(source)
    tree = LexborHTMLParser(source)
    root = tree.body or tree.root
    text = _walk(root) if root is not None else ""
    return text or _without_tags(source)


def _too_deep(source: str) -> bool:
    if len(source) > LONGEST:
        return True
    depth = deepest = tags = 0
    for match in _TAG.finditer(source):
        tags += 1
        if match[1] == "/":
            depth = max(0, depth - 1)
        elif match[1] == "":
            depth += 1
            deepest = max(deepest, depth)
    return deepest > DEEPEST or deepest * tags > MOST_WORK


def _without_tags(source: str) -> str:
    """The text between tags, in linear time."""
    source = source.replace("\x1c", " ").replace("\x1d", " ")
    text = _ANY_TAG.sub(" ", _BLOCK_TAG.sub("\x1d", _UNSHOWN.sub("\x1c", source)))
    text = html.unescape(text.replace("\x1d", "\n")).replace("\xa0", " ")
    text = re.sub(" ?\n ?", "\n", _GAP.sub(" ", _INVISIBLE.sub("", text)))
    return storable(re.sub(r"\n{3,}", "\n\n", text).strip())


class _Page:
    """Text being laid out: whole lines with their quote depth, and the line under way."""

    def __init__(self) -> None:
        self.lines: list[tuple[int, str]] = []
        self.line = ""
        self.quotes = 0
        self.preformatted = 0
        self.linked = ""  # what stands before the next word: a link's bracket

    def write(self, text: str) -> None:
        text = _INVISIBLE.sub("", text)
        if self.linked and text.strip():
            start = len(text) - len(text.lstrip())
            text, self.linked = f"{text[:start]}{self.linked}{text[start:]}", ""
        if self.preformatted:
            *whole, last = text.replace("\r\n", "\n").split("\n")
            for line in whole:
                self.line += line
                self.end(force=True)
            self.line += last
            return
        text = _BLANKS.sub(" ", text).replace("\xa0", " ")
        if not self.line or self.line.endswith(" "):
            text = text.lstrip(" ")
        self.line += text

    def end(self, *, force: bool = False) -> None:
        if self.line == BULLET and not force:
            return
        if self.line.strip() or force:
            self.lines.append((self.quotes, self.line.rstrip()))
        self.line = ""

    def close_link(self, target: str) -> None:
        """Says where a link leads, behind its last word."""
        if self.linked:
            self.linked = ""
        elif self.line.strip():
            self.line = f"{self.line.rstrip()}]({target})"
        else:
            at = next((n for n in range(len(self.lines) - 1, -1, -1) if self.lines[n][1]), None)
            if at is not None:
                depth, line = self.lines[at]
                self.lines[at] = (depth, f"{line}]({target})")

    def gap(self) -> None:
        self.end()
        if self.lines and self.lines[-1][1] and not self.line:
            self.lines.append((self.quotes, ""))

    def text(self) -> str:
        self.end()
        while self.lines and not self.lines[-1][1]:
            self.lines.pop()
        shown = [(">" * depth + " " + line).rstrip() if depth else line for depth, line in self._spaced()]
        return storable(re.sub(r"\n{3,}", "\n\n", "\n".join(shown)).strip("\n"))

    def _spaced(self) -> list[tuple[int, str]]:
        """The lines; an empty one between quotes belongs to the outer of the two."""
        lines, below = list(self.lines), 0
        for at in range(len(lines) - 1, -1, -1):
            depth, line = lines[at]
            if line:
                below = depth
            else:
                lines[at] = (min(depth, below), "")
        return lines


def _walk(root: LexborNode) -> str:
    """Goes through the tree without recursion, so that no nesting is too deep for it."""
    page = _Page()
    node: LexborNode | None = root
    while node is not None:
        if _enter(page, node) and node.child is not None:
            node = node.child
            continue
        while node is not None:
            _leave(page, node)
            if node.mem_id == root.mem_id:
                return page.text()
            if node.next is not None:
                node = node.next
                break
            node = node.parent
    return page.text()


def _enter(page: _Page, node: LexborNode) -> bool:
    """Writes what stands at the start of `node`; returns whether to go into it."""
    tag = node.tag or ""
    if tag == "-text":
        page.write(node.text_content or "")
        return False
    if tag in HIDDEN:
        return False
    if tag in BLOCKS:
        page.gap() if tag in SPACED else page.end()
    _open(page, node, tag)
    return True


def _open(page: _Page, node: LexborNode, tag: str) -> None:
    match tag:
        case "br":
            page.end(force=True)
        case "hr":
            page.lines.append((page.quotes, RULE))
        case "li":
            page.line = BULLET
        case "blockquote":
            page.quotes += 1
        case "pre":
            page.preformatted += 1
        case "td" | "th":
            page.line += "" if not page.line or page.line.endswith(" ") else " "
        case "img":
            shown = _picture(node)
            page.write(shown if page.linked or not shown else f"[{shown}]")
        case "a" if _target(node):
            page.linked = "["
        case "a" if node.css_first("img") and not _words(node):
            page.write(f" {_address(node)} ")  # all that a linked picture without words has to say


def _leave(page: _Page, node: LexborNode) -> None:
    tag = node.tag or ""
    if tag == "a" and (target := _target(node)):
        page.close_link(target)
    if tag == "pre":
        page.end()
        page.preformatted -= 1
    if tag == "li" and page.line == BULLET:
        page.line = ""
    if tag in BLOCKS:
        page.end()
    if tag == "blockquote":
        page.quotes -= 1
    if tag in SPACED:
        page.gap()


def _target(node: LexborNode) -> str:
    """Returns where a link leads when its words do not say so themselves."""
    href = _address(node)
    words = _words(node) if href else ""
    return "" if not words or _bare(words) == _bare(href) else href


def _address(node: LexborNode) -> str:
    href = (node.attributes.get("href") or "").strip()
    return href if href.lower().startswith(("http:", "https:", "mailto:", "tel:")) else ""


def _words(node: LexborNode) -> str:
    words = _BLANKS.sub(" ", node.text()).strip()
    return words or next(filter(None, map(_picture, node.css("img"))), "")


def _picture(node: LexborNode) -> str:
    """Returns what a picture says in words; of one that came with the mail (RFC 2392), its name."""
    source = node.attributes.get("src") or ""
    name = source[4:].partition("@")[0][:80] if source[:4].lower() == "cid:" else ""
    said = node.attributes.get("alt") or node.attributes.get("title") or name
    return _BLANKS.sub(" ", said).strip()


def _bare(address: str) -> str:
    return re.sub(r"^(https?://|mailto:|tel:)", "", address, flags=re.IGNORECASE).rstrip("/").casefold()
