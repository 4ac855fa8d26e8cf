"""What the styles of a page say of its parts: which of them nobody sees, and where lines are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

#: Longer sheets, and more rules that hide, are not looked into: then all is shown.
LONGEST_SHEET, LONGEST_KEPT, MOST_RULES = 200_000, 20_000, 60
_HIDING = re.compile(
    r"\bdisplay\s{0,9}:\s{0,9}none|\bvisibility\s{0,9}:\s{0,9}hidden|\b(?:max-height|opacity)\s{0,9}:\s{0,9}0(?![.\d])",
    re.IGNORECASE,
)
_KEPT = re.compile(r"\bwhite-space\s{0,9}:\s{0,9}(?:pre|break-spaces)", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\shidden(?=[\s>=/])", re.IGNORECASE)
_DISPLAY = re.compile(r"(?:^|;)\s*display\s*:\s*([a-z-]+)", re.IGNORECASE)
_NARROW = re.compile(r"max-|print|dark|landscape|portrait", re.IGNORECASE)
_BRACE = re.compile(r"([^{}]*)([{}])")
_SELECTOR = re.compile(r"[a-z][a-z0-9]{0,20}[.#][a-z_][\w-]{0,80}|[.#][a-z_][\w-]{0,80}", re.IGNORECASE | re.ASCII)


def styles_of(tree: LexborHTMLParser, source: str) -> dict[int, str]:
    """Returns of nodes, by their `mem_id`, that they are "unseen" or their lines "kept". What a program that knows
    nothing of sheets and a person see may differ: in doubt a part is shown."""
    small = source.lower()
    hides = (
        any(word in small for word in ("none", "hidden", "max-height", "opacity"))
        and _HIDING.search(source) is not None
    )
    keeps = "white-space" in small and _KEPT.search(source) is not None
    found: dict[int, str] = {}
    if hides and "<style" in small:
        found |= dict.fromkeys(_hidden_by_sheet(tree), "unseen")
    if "hidden" in small and _ATTRIBUTE.search(source):
        found |= {node.mem_id: "unseen" for node in tree.css("[hidden]")}
    if hides or keeps or found:
        for node in tree.css("[style]"):
            _by_own(node, found)
    return found


def _by_own(node: LexborNode, found: dict[int, str]) -> None:
    """What the style at a part itself says comes before any sheet."""
    style = node.attributes.get("style") or ""
    if _is_hidden(style):
        found[node.mem_id] = "unseen"
    elif _KEPT.search(style):
        found[node.mem_id] = "kept"
    elif found and _DISPLAY.search(style):
        found.pop(node.mem_id, None)


def _is_hidden(style: str) -> bool:
    hidden = _HIDING.search(style)
    return hidden is not None and (hidden[0][0] not in "mM" or "overflow" in style.lower())


def _hidden_by_sheet(tree: LexborHTMLParser) -> set[int]:
    """The parts that a rule for their class or id hides, and none shows."""
    sheet = "\n".join(node.text() for node in tree.css("style"))
    if len(sheet) > LONGEST_SHEET or not _HIDING.search(sheet):
        return set()
    hiding, showing = _selectors(sheet) if len(sheet) < LONGEST_KEPT else _selectors.__wrapped__(sheet)
    hidden = _matched(tree, hiding) if hiding else set()
    return hidden - _matched(tree, showing) if hidden and showing else hidden


@lru_cache(maxsize=10)  # programs put the same sheet into every mail
def _selectors(sheet: str) -> tuple[str, str]:
    """What a sheet hides by class or id, and what it shows; nothing where it hides too much to look for."""
    shown: dict[str, bool] = {}
    for selectors, body, always in _rules(sheet):
        display = _DISPLAY.findall(body)
        if display and (always or display[-1].lower() != "none"):
            simple = (name for name in map(str.strip, selectors.split(",")) if _SELECTOR.fullmatch(name))
            shown |= dict.fromkeys(simple, display[-1].lower() != "none")
    hiding = [name for name, seen in shown.items() if not seen]
    showing = [name for name, seen in shown.items() if seen][:MOST_RULES]
    return (", ".join(hiding), ", ".join(showing)) if len(hiding) <= MOST_RULES else ("", "")


def _matched(tree: LexborHTMLParser, selectors: str) -> set[int]:
    return {node.mem_id for node in tree.css(selectors)}


def _rules(sheet: str) -> Iterator[tuple[str, str, bool]]:
    """The rules of a sheet that hold on a wide screen: selectors, what is declared, and whether it holds always."""
    first, *commented = sheet.split("/*")
    sheet = first + "".join(piece.partition("*/")[2] for piece in commented)
    around: list[str] = []
    for match in _BRACE.finditer(sheet, 0, sheet.rfind("}") + 1):
        if match[2] == "{":
            around.append(match[1].rpartition(";")[2].replace("<!--", "").strip())
        elif around:
            selectors = around.pop()
            if all(outer.startswith("@media") and not _NARROW.search(outer) for outer in around):
                yield selectors, match[1], not around
