"""Readable text of an HTML mail."""

from __future__ import annotations

import html
import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.channels.email.charsets import storable
from bot.channels.email.html_page import Page, bare, one_line
from bot.channels.email.html_styles import styles_of

HIDDEN = {
    *("script", "style", "head", "title", "template", "-comment", "meta", "link", "xml", "datalist"),
    *("iframe", "object", "audio", "video", "canvas"),
}
BLOCKS = {
    *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt"),
    *("fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr"),
    *("legend", "li", "main", "nav", "ol", "option", "p", "pre", "section", "summary", "table", "tbody", "textarea"),
    *("tfoot", "thead", "tr", "ul"),
}
SPACED = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre", "dl"}
UNSHOWN = {"script", "style", "title"}
RULE = "-" * 63
LONGEST_NUMBER = 7  # digits, of a list's entry
VOID = "area|base|br|col|embed|hr|img|input|link|meta|source|wbr|p|li|td|th|tr|option|dt|dd|!\\w*|\\?\\w*"

#: The tree builder takes time in the square of the nesting; above these the tags are simply taken off.
DEEPEST, MOST_WORK, MOST_TAGS, LONGEST = 2000, 4_000_000, 60_000, 4_000_000

_TAG = re.compile(rf"<(?:(/?)(?!(?:{VOID})\b)[a-zA-Z]|/?[a-zA-Z!?])", re.IGNORECASE)
_UNSHOWN = re.compile(rf"<({'|'.join(UNSHOWN)})(?![a-z0-9])[^<>]*>.*?(?=</\1|\Z)", re.IGNORECASE | re.DOTALL)
# By their first letters: one alternative after the other takes twice as long.
_LETTERS = {tag[0]: "|".join(other[1:] for other in sorted(BLOCKS | {"br"}) if other[0] == tag[0]) for tag in BLOCKS}
_NAMES = "|".join(f"{letter}(?:{rest})" for letter, rest in sorted(_LETTERS.items()))
_BLOCK_TAG = re.compile(rf"</?(?:{_NAMES})(?![a-z0-9])[^<>]*>", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[a-zA-Z/!?][^<>\x1c\x1d]*>")  # these two stand for tags that are off already
_INDENTED = re.compile(r"\bborder\s{0,9}:\s{0,9}(?:none|0)", re.IGNORECASE)
_GAP = re.compile(r"[^\S\n ][^\S\n]*| [^\S\n]+")  # but for a single blank, which stays


def html_to_text(source: str) -> str:
    """Returns the text of `source` in lines, quotes marked with "> ". Never empty when there is text in it."""
    if _too_deep(source):
        return _without_tags(source)
    tree = LexborHTMLParser(source)
    root = tree.body or tree.root
    text = _walk(root, styles_of(tree, source)) if root is not None else ""
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
    return tags > MOST_TAGS or deepest > DEEPEST or deepest * tags > MOST_WORK


def _without_tags(source: str) -> str:
    """The text between tags, in linear time."""
    source = source.replace("\x1c", " ").replace("\x1d", " ")
    text = _ANY_TAG.sub(" ", _BLOCK_TAG.sub("\x1d", _UNSHOWN.sub("\x1c", source)))
    text = html.unescape(text.replace("\x1d", "\n")).replace("\xa0", " ")
    text = _GAP.sub(" ", bare(text)).replace(" \n", "\n").replace("\n ", "\n")
    return storable(re.sub(r"\n{3,}", "\n\n", text).strip())


def _walk(root: LexborNode, styles: dict[int, str]) -> str:
    """Goes through the tree without recursion, so that no nesting is too deep for it."""
    page = Page()
    node: LexborNode | None = root
    while node is not None:
        style = styles.get(node.mem_id, "") if styles else ""
        if style != "unseen" and _enter(page, node, style) and node.child is not None:
            node = node.child
            continue
        while node is not None:
            style = styles.get(node.mem_id, "") if styles else ""
            if style != "unseen":
                _leave(page, node, style)
            if node.mem_id == root.mem_id:
                return page.text()
            if node.next is not None:
                node = node.next
                break
            node = node.parent
    return page.text()


def _enter(page: Page, node: LexborNode, style: str) -> bool:
    """Writes what stands at the start of `node`; returns whether to go into it."""
    tag = node.tag or ""
    if tag == "-text":
        page.write(node.text_content or "")
        return False
    if tag in HIDDEN:
        return False
    if tag in BLOCKS:
        page.gap() if tag in SPACED else page.end()
    page.preformatted += (tag == "pre") + (style == "kept")
    _open(page, node, tag)
    return True


def _open(page: Page, node: LexborNode, tag: str) -> None:
    match tag:
        case "br":
            page.end(force=True)
        case "hr":
            page.rule(RULE)
        case "ol" | "ul" | "li":
            _open_list(page, node, tag)
        case "blockquote":
            page.quotes += _quotes(node)
        case "tr":
            page.open_row()
        case "td" | "th":
            page.open_cell()
        case "img":
            shown = _picture(node)
            page.write(shown if page.linked or not shown else f"[{shown}]")
        case "a" if _target(node):
            page.linked = "["
        case "a" if node.css_first("img") and not _words(node):
            page.write(f" {_address(node)} ")  # all that a linked picture without words has to say


def _open_list(page: Page, node: LexborNode, tag: str) -> None:
    if tag == "li":
        page.open_item(_number(node, "value") if page.numbered else 0)
    elif tag == "ol":
        page.open_list(_number(node, "start") or 1, node.attributes.get("type") or "1")
    else:
        page.open_list(0, "")


def _leave(page: Page, node: LexborNode, style: str) -> None:
    tag = node.tag or ""
    if tag == "a" and (target := _target(node)):
        page.close_link(target)
    if tag == "pre":
        page.end()
    page.preformatted -= (tag == "pre") + (style == "kept")
    if tag == "li" and page.line == page.bullet:
        page.line = ""
    if tag in BLOCKS:
        page.end()
    if tag == "tr":
        page.close_row()
    if tag in ("ol", "ul"):
        page.close_list()
    if tag == "blockquote":
        page.quotes -= _quotes(node)
    if tag in SPACED:
        page.gap()


def _quotes(node: LexborNode) -> int:
    """How much deeper the lines of a block are quoted: not at all where its author but set them further in."""
    style = node.attributes.get("style") or ""
    return 0 if "border" in style and _INDENTED.search(style) and node.attributes.get("type") != "cite" else 1


def _number(node: LexborNode, name: str) -> int:
    """Returns the number that an attribute of a list holds; 0 when there is none."""
    value = node.attributes.get(name) or ""
    return int(value) if value.isascii() and value.isdigit() and len(value) < LONGEST_NUMBER else 0


def _target(node: LexborNode) -> str:
    """Returns where a link leads when its words do not say so themselves."""
    href = _address(node)
    words = _words(node) if href else ""
    return "" if not words or _bare(words) == _bare(href) else href


def _address(node: LexborNode) -> str:
    href = (node.attributes.get("href") or "").strip()
    return href if href.lower().startswith(("http:", "https:", "mailto:", "tel:")) else ""


def _words(node: LexborNode) -> str:
    words = one_line(node.text())
    return words or next(filter(None, map(_picture, node.css("img"))), "")


def _picture(node: LexborNode) -> str:
    """Returns what a picture says in words; of one that came with the mail (RFC 2392), its name."""
    source = node.attributes.get("src") or ""
    name = source[4:].partition("@")[0][:80] if source[:4].lower() == "cid:" else ""
    said = node.attributes.get("alt") or node.attributes.get("title") or name
    return one_line(said)


def _bare(address: str) -> str:
    if re.match(r"tel:|[+(]?\d[\d\s()/.+-]+$", address, re.IGNORECASE):
        return re.sub(r"\D", "", address)
    return re.sub(r"^(https?://|mailto:)", "", address, flags=re.IGNORECASE).rstrip("/").casefold()
