"""The pictures of docs: there, small, and true to the settings."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools.steps.pictures import pictures

ROOT = Path(__file__).parents[1]
LARGEST = 120_000


def test_every_picture_named_in_the_docs_is_there() -> None:
    named = [
        (page, link)
        for page in ROOT.glob("docs/**/*.md")
        for link in re.findall(r"!\[[^]]*\]\(([^)]+)\)", page.read_text("utf-8"))
    ]
    assert named
    assert [link for page, link in named if not (page.parent / link).is_file()] == []


def test_every_drawn_step_is_a_small_picture_and_none_is_left_over() -> None:
    drawn = {file.stem: file.stat().st_size for file in (ROOT / "docs/images/steps").glob("*.png")}
    assert drawn.keys() == {picture["name"] for picture in pictures()}
    assert [name for name, size in drawn.items() if size >= LARGEST] == []


def test_the_steps_name_only_settings_that_the_example_knows() -> None:
    example = (ROOT / "ringback.example.toml").read_text("utf-8")
    for picture in pictures():
        for section, name in settings_named(picture.get("settings", "")):
            assert known(example, section, name), (picture["name"], section, name)


def test_the_toml_of_the_docs_names_only_settings_that_the_example_knows() -> None:
    example = (ROOT / "ringback.example.toml").read_text("utf-8")
    blocks = [
        (page.name, block)
        for page in ROOT.glob("docs/admin/*.md")
        for block in re.findall(r"^```toml\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    ]
    assert {section for _, block in blocks for section, _ in settings_named(block)} >= {"mailbox", "mailbox.oauth"}
    for page, block in blocks:
        for section, name in settings_named(block):
            assert known(example, section, name), (page, section, name)


def settings_named(text: str) -> set[tuple[str, str]]:
    """Every setting as (section with its dots, name)."""
    return set(_leaves(tomllib.loads(text), ""))


def _leaves(values: dict[str, Any], section: str) -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        inner = f"{section}.{name}".strip(".")
        if isinstance(value, dict) and name != "extra_working_days":
            yield from _leaves(value, inner)
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for item in value:
                yield from _leaves(item, inner)
        else:
            yield section, name


def known(example: str, section: str, name: str) -> bool:
    """Whether the example has the setting in one of its sections of this name, set or behind "#"."""
    parts = re.findall(rf"^\[\[?{re.escape(section)}\]\]?.*?(?=^\[|\Z)", example, re.MULTILINE | re.DOTALL)
    return any(re.search(rf"^#?{name} = ", part, re.MULTILINE) for part in parts)
