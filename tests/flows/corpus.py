"""Sentences and first messages as files, with what is to be read in them."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def read(folder: str, language: str) -> dict[str, Any]:
    """One file's tables."""
    return tomllib.loads((HERE / folder / f"{language}.toml").read_text("utf-8"))


def half(text: str) -> str:
    """Which half a text belongs to by its hash: "seen" or "unseen"."""
    return "unseen" if hashlib.sha256(text.encode()).digest()[0] % 2 else "seen"
