"""Every word the page needs stands in both languages: whoever adds a kind of history line finds out here."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from bot.core.events import Settled

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "bot" / "sandbox" / "page" / "static"
WRITERS = {"Note": "history", "line": "history", "SetTimer": "timer"}
COMPUTED = {"change.kind", "event.state"}  # a note as it is decided, and how a delivery ended


def words(language: str) -> dict[str, Any]:
    text = (STATIC / f"words.{language}.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def first_arguments() -> Iterator[ast.expr]:
    """The kind in every call that writes a line of the history or sets a timer."""
    for folder in ("flows", "enact", "db"):
        for file in sorted((ROOT / "bot" / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Call) and node.args:
                    called = node.func
                    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
                    if name in WRITERS:
                        yield node.args[0]


def kinds() -> set[str]:
    found = set(get_args(get_type_hints(Settled)["state"])) - {"sent"}
    for argument in first_arguments():
        if isinstance(argument, ast.Constant):
            found.add(argument.value)
        else:
            assert ast.unparse(argument) in COMPUTED
    return found


def paths(value: Mapping[str, Any], before: str = "") -> Iterator[str]:
    for key, inside in value.items():
        yield from paths(inside, f"{before}{key}.") if isinstance(inside, dict) else (f"{before}{key}",)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_kind_of_history_line_and_timer_has_a_word(language: str) -> None:
    assert kinds() >= {"opened", "confirmed", "callback"}
    assert kinds() - set(words(language)["history_words"]) == set()


def test_the_page_has_the_same_words_in_both_languages() -> None:
    assert set(paths(words("en"))) == set(paths(words("zh")))


def test_the_scripts_use_only_words_that_there_are() -> None:
    used = {word for file in STATIC.glob("*.js") for word in re.findall(r"\bwords\.(\w+)", file.read_text("utf-8"))}
    assert len(used) > 40
    assert used <= set(words("en"))


def test_every_chapter_of_the_story_has_its_words_on_the_page() -> None:
    source = ast.parse((ROOT / "bot" / "demo" / "story.py").read_text("utf-8"))
    called = [node for node in ast.walk(source) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    titles = {node.args[0] for node in called if isinstance(node.func, ast.Attribute) and node.func.attr == "title"}
    named = {title.value for title in titles if isinstance(title, ast.Constant)}
    assert len(named) == len(titles) > 5
    for language in ("en", "zh"):
        assert named <= set(words(language)["chapters"])
    assert all(chapter != name for name, chapter in words("zh")["chapters"].items())
