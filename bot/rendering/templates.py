"""Renders `templates/<language>/<flow>/<message>.md.j2` and the phrases in `templates/<language>/*.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, FileSystemLoader, StrictUndefined, Template, TemplateError, TemplateNotFound
from jinja2.sandbox import SandboxedEnvironment

from bot.rendering.escaping import Ready, escape, quote, single_line, topic

_SUFFIX = ".md.j2"
_BUTTON = re.compile(r"button ([\w.]+):\s*(.+)")
_BLANK_LINES = re.compile(r"\n{3,}")
_BETWEEN = "\0"  # in no value: each is printed on a single, clean line
_HERE = Path(__file__).resolve().parents[1]


class TemplateProblem(Exception):  # noqa: N818  # the cause is a problem in a text, not in the program
    """A template or phrase is missing, malformed, or was given too few values. Says which one and why."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message ready for an outbox row. `body` is light Markdown, `buttons` are pairs of action and label."""

    subject: str
    body: str
    buttons: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Message:
    """A compiled template file. `head` gives the subject and the buttons' labels, `actions` are what these do."""

    head: Template
    body: Template
    actions: tuple[str, ...]


def default_folders(user: Path | None = None) -> tuple[Path, ...]:
    """Where templates are looked for: the user's own folder first, then the ones that came with the program."""
    packaged = _HERE / "_templates"
    ours = packaged if packaged.is_dir() else _HERE.parent / "templates"
    return (ours,) if user is None else (user, ours)


def _in_body(value: object) -> str:
    return value if isinstance(value, Ready) else escape("" if value is None else str(value))


def _as_is(value: object) -> object:
    return "" if value is None else value


class _Environment(SandboxedEnvironment):
    """Gives every template one plain dict of what all may use: Jinja's chain of them is copied for each rendering."""

    def make_globals(self, more: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What a template may use besides its context."""
        return {**self.globals, **(more or {})}


def _environment(finalize: Callable[[object], object], loader: BaseLoader | None = None) -> SandboxedEnvironment:
    """An environment where every printed value passes `finalize` and an unknown name is an error."""
    environment = _Environment(
        loader=loader,
        undefined=StrictUndefined,
        finalize=finalize,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    environment.filters |= {"quote": quote, "line": single_line, "topic": topic}
    return environment


def _flat(table: Mapping[str, object], before: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{key}.")
        else:
            yield before + key, str(value)


def _read_phrases(folders: Sequence[Path], language: str) -> dict[str, str]:
    """All phrases of one language; an earlier folder wins over a later one.

    Raises TemplateProblem for a file that is no TOML and for a key that stands in two files of a folder."""
    phrases: dict[str, str] = {}
    for folder in reversed(folders):
        here: dict[str, str] = {}
        for path in sorted((folder / language).glob("*.toml")):
            try:
                found = dict(_flat(tomllib.loads(path.read_text("utf-8"))))
            except ValueError as error:
                raise TemplateProblem(f"{path}: {error}") from error
            if twice := here.keys() & found.keys():
                raise TemplateProblem(f"{path}: {min(twice)} is defined in another file too")
            here |= found
        phrases |= here
    return phrases


class _Language:
    """The templates and phrases of one language. Compiled ones are kept."""

    def __init__(self, folders: Sequence[Path], language: str) -> None:
        self.folders = [folder / language for folder in folders]
        self.phrases = _read_phrases(folders, language)
        self._raw = _environment(_as_is)
        self._plain = _environment(single_line)
        self._body = _environment(_in_body, FileSystemLoader([str(folder) for folder in self.folders]))
        self._body.globals["phrase"] = self._plain.globals["phrase"] = self.phrase
        self._messages: dict[str, _Message] = {}
        self._compiled: dict[str, Template] = {}

    def phrase(self, key: str, /, **values: object) -> str:
        """The phrase with raw values. Raises KeyError."""
        if "{" not in self.phrases[key]:
            return self.phrases[key]
        if key not in self._compiled:
            self._compiled[key] = self._raw.from_string(self.phrases[key])
        return self._compiled[key].render(values)

    def message(self, name: str) -> _Message:
        """The compiled message. Raises TemplateNotFound, TemplateSyntaxError or ValueError."""
        if name not in self._messages:
            path = next((found for folder in self.folders if (found := folder / (name + _SUFFIX)).is_file()), None)
            if path is None:
                raise TemplateNotFound(name)
            self._messages[name] = self._compile(path.read_text("utf-8"))
        return self._messages[name]

    def _compile(self, source: str) -> _Message:
        head, rule, body = source.partition("\n---\n")
        if not rule:
            head, body = "", source
        subject, actions, labels = "", [], []
        for line in filter(None, map(str.strip, head.splitlines())):
            if line.startswith("subject:"):
                subject = line.removeprefix("subject:").strip()
            elif match := _BUTTON.fullmatch(line):
                actions.append(match[1])
                labels.append(match[2])
            else:
                raise ValueError(f"unknown line in the front matter: {line}")
        head = _BETWEEN.join([subject, *labels])
        return _Message(self._plain.from_string(head), self._body.from_string(body), tuple(actions))


class Rendering:
    """Renders messages and phrases. Implements core.ports.Phrase with `phrase`."""

    def __init__(self, folders: Sequence[Path], languages: Sequence[str] = ("en", "zh")) -> None:
        """Reads the phrases at once and each message at its first use. Raises TemplateProblem."""
        self._languages = {language: _Language(folders, language) for language in languages}

    def render(self, language: str, name: str, context: Mapping[str, object]) -> Rendered:
        """Fills the message `name` ("intake/opened"). Values take no effect as markup; a button whose label comes
        out empty is left out. Raises TemplateProblem."""
        try:
            message = self._languages[language].message(name)
            subject, *labels = map(single_line, message.head.render(context).split(_BETWEEN))
            return Rendered(
                subject=subject,
                body=_BLANK_LINES.sub("\n\n", message.body.render(context)).strip(),
                buttons=tuple((action, label) for action, label in zip(message.actions, labels, strict=True) if label),
            )
        except (TemplateError, ValueError, TypeError, KeyError) as error:
            raise TemplateProblem(f"{language}/{name}: {type(error).__name__}: {error}") from error

    def phrase(self, language: str, key: str, /, **values: object) -> str:
        """A short sentence or label with the raw values in it. Raises KeyError for an unknown key or language,
        TemplateProblem when a value is missing."""
        try:
            return self._languages[language].phrase(key, **values)
        except TemplateError as error:
            raise TemplateProblem(f"{language}: {key}: {error}") from error

    def names(self, language: str) -> set[str]:
        """All messages there are in a language; files whose name starts with "_" are parts of others."""
        return {
            path.relative_to(folder).as_posix().removesuffix(_SUFFIX)
            for folder in self._languages[language].folders
            for path in folder.rglob("*" + _SUFFIX)
            if not path.name.startswith("_")
        }

    def keys(self, language: str) -> set[str]:
        """All phrases there are in a language."""
        return set(self._languages[language].phrases)
