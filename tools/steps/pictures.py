"""The pictures as data (steps.toml) and as pages (picture.html.jinja)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from jinja2 import Environment, FileSystemLoader, StrictUndefined

HERE = Path(__file__).parent
Picture: TypeAlias = Mapping[str, Any]

_PAGES = Environment(
    loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


def pictures() -> Sequence[Picture]:
    """All pictures of steps.toml; the head of that file explains their keys."""
    read: Sequence[Picture] = tomllib.loads((HERE / "steps.toml").read_text("utf-8"))["picture"]
    return read


def page(picture: Picture, said: str = "") -> str:
    """The picture as HTML that loads nothing; `said` is what stands in a terminal."""
    return _PAGES.get_template("picture.html.jinja").render(picture=picture, said=said)
