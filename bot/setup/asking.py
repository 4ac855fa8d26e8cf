"""Questions on a terminal or from a pipe. A wrong answer is explained and asked again."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

import typer

Check = Callable[[str], str]
YES, NO = ("y", "yes", "j", "ja", "是", "好"), ("n", "no", "nein", "否", "不")


def say(text: str = "") -> None:
    """Tells something."""
    typer.echo(text)


def ask(question: str, default: str | None = None, check: Check = str.strip) -> str:
    """Asks until `check` takes the answer; it returns the value or raises ValueError with what is wrong.

    An empty answer means the default; without one `check` says what is missing. Raises typer.Abort at the end of a
    pipe.
    """
    shown = default is not None
    return _until_good(lambda: str(typer.prompt(question, default=default or "", show_default=shown)), check)


def ask_secret(question: str, check: Check = str.strip) -> str:
    """The same without showing what is typed; there is no default."""
    hidden = sys.stdin.isatty()  # from a pipe nothing is shown, and the terminal belongs to somebody else
    return _until_good(lambda: str(typer.prompt(question, "", hide_input=hidden, show_default=False)), check)


def agree(question: str, default: bool) -> bool:
    """A question for yes or no."""

    def check(text: str) -> str:
        if text.strip().lower() in YES:
            return "y"
        if text.strip().lower() in NO:
            return ""
        raise ValueError("answer y or n")

    return ask(f"{question} (y/n)", "y" if default else "n", check) == "y"


def choose(question: str, choices: Sequence[tuple[str, str]], default: str) -> str:
    """One of several, by number or name; returns its name. `choices` are pairs of name and what it is."""
    names = [name for name, _ in choices]
    for number, (name, label) in enumerate(choices, start=1):
        say(f"  {number}  {name:<10} {label}")

    def check(text: str) -> str:
        text = text.strip().lower()
        if text.isdecimal() and 1 <= int(text) <= len(names):
            return names[int(text) - 1]
        if text in names:
            return text
        raise ValueError(f"answer with a number from 1 to {len(names)}, or a name")

    return ask(question, default, check)


def _until_good(question: Callable[[], str], check: Check) -> str:
    while True:
        try:
            return check(question())
        except ValueError as error:
            say(f"  {error}")
