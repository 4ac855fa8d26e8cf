"""Whether an answer will do: each returns the value, or raises ValueError with what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.channels.email.settings import MailAddress

Check = Callable[[str], str]


def given(text: str) -> str:
    """Anything but nothing."""
    if not text.strip():
        raise ValueError("an answer is needed")
    return text.strip()


def one_of(*allowed: str) -> Check:
    """One of these words."""

    def check(text: str) -> str:
        if text.strip().lower() not in allowed:
            raise ValueError(f"answer {' or '.join(allowed)}")
        return text.strip().lower()

    return check


def region(text: str) -> str:
    """A country by ISO 3166."""
    return _matching(r"[A-Z]{2}", text.upper(), "two letters, for example CN")


def port(text: str) -> str:
    """A TCP port."""
    text = _matching(r"[0-9]{1,5}", text, "a number from 1 to 65535")
    if not 0 < int(text) < 65536:
        raise ValueError("a number from 1 to 65535")
    return text


def begins(start: str) -> Check:
    """A token of one kind, or a reference to it."""

    def check(text: str) -> str:
        text = text.strip()
        if not text.startswith((start, "env:", "file:")):
            raise ValueError(f"this token begins with {start}")
        return text

    return check


def channel(text: str) -> str:
    """The id of a Slack channel."""
    return _matching(
        r"[CG][A-Z0-9_]+", text, "the channel's id, for example G0123ABCD (channel details, at the bottom)"
    )


def channels(text: str) -> str:
    """Ids with commas between them; none will do."""
    return ",".join(map(channel, parts(text)))


def parts(text: str) -> list[str]:
    """What stands between commas."""
    return [part.strip() for part in text.split(",") if part.strip()]


def address(text: str) -> str:
    """A mail address."""
    try:
        return str(TypeAdapter(MailAddress).validate_python(text.strip()))
    except ValidationError as error:
        raise ValueError(words(error)) from None


def box_name(taken: frozenset[str]) -> Check:
    """A mailbox's name that no other one has."""

    def check(text: str) -> str:
        text = _matching(r"[a-z0-9][a-z0-9_-]{0,31}", text, "lower-case letters, digits, - and _, for example support")
        if text in taken:
            raise ValueError("another mailbox has this name")
        return text

    return check


def pem(folder: Path) -> Check:
    """A file with certificates, or nothing. A relative path is meant from `folder`."""

    def check(text: str) -> str:
        text = text.strip()
        if text and not (folder / text).is_file():
            raise ValueError(f"there is no file {folder / text}")
        return text

    return check


def valid(model: type[Any], values: dict[str, Any]) -> None:
    """What a section of the settings takes."""
    try:
        model.model_validate(values)
    except ValidationError as error:
        raise ValueError(words(error)) from None


def words(error: ValidationError) -> str:
    """The first mistake, as a sentence."""
    first = error.errors(include_input=False)[0]
    where = ".".join(map(str, first["loc"]))
    return f"{where}: {first['msg'].removeprefix('Value error, ')}".removeprefix(": ")


def _matching(pattern: str, text: str, otherwise: str) -> str:
    if not re.fullmatch(pattern, text.strip()):
        raise ValueError(otherwise)
    return text.strip()
