"""The pictures of docs: there, small, and true to the settings."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from tools.steps.pictures import pictures

ROOT = Path(__file__).parents[1]
LARGEST = 60_000


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
        for section, values in tomllib.loads(picture.get("settings", "")).items():
            known = re.search(rf"^\[{section}\].*?(?=^\[|\Z)", example, re.MULTILINE | re.DOTALL)
            assert known, section
            for name in values:
                assert re.search(rf"^#?{name} = ", known.group(), re.MULTILINE), (picture["name"], name)
