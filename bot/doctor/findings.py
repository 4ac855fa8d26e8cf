"""What the examination says: one finding a line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from pydantic import BaseModel, SecretStr
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

Sign = Literal["ok", "warning", "broken"]
LONGEST = 400
#: Shorter words stand in ordinary sentences.
SHORTEST_SECRET = 6


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `fix` is what to do about it; empty when all is well."""

    part: str
    sign: Sign
    found: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """All findings, in the order of the settings."""

    findings: tuple[Finding, ...]

    def count(self, sign: Sign) -> int:
        """How many findings have this sign."""
        return sum(finding.sign == sign for finding in self.findings)

    @property
    def exit_code(self) -> int:
        """0 when nothing is broken, warnings or not; else 2."""
        return 2 if self.count("broken") else 0


def ok(part: str, found: str) -> Finding:
    """All is well."""
    return Finding(part, "ok", found)


def warning(part: str, found: str, fix: str) -> Finding:
    """It works, but not as it should."""
    return Finding(part, "warning", found, fix)


def broken(part: str, found: str, fix: str) -> Finding:
    """The desk cannot work like this."""
    return Finding(part, "broken", found, fix)


def secrets_in(settings: object) -> frozenset[str]:
    """Every secret of the settings, the password within a database address too."""
    if isinstance(settings, SecretStr):
        value = settings.get_secret_value()
        return frozenset(filter(None, (value, _password(value))))
    if isinstance(settings, BaseModel):
        return frozenset().union(*(secrets_in(value) for _, value in settings))
    if isinstance(settings, tuple | list):
        return frozenset().union(*map(secrets_in, settings))
    return frozenset()


def _password(value: str) -> str:
    try:
        return str(make_url(value).password or "")
    except (ArgumentError, ValueError):
        return ""


def presentable(findings: Iterable[Finding], secrets: Iterable[str]) -> tuple[Finding, ...]:
    """The findings on one line each, without secrets and control characters: they quote what servers said."""
    hidden = sorted((secret for secret in secrets if len(secret) >= SHORTEST_SECRET), key=len, reverse=True)
    return tuple(replace(f, found=_plain(f.found, hidden), fix=_plain(f.fix, hidden)) for f in findings)


def _plain(text: str, hidden: Sequence[str]) -> str:
    for secret in hidden:
        text = text.replace(secret, "***")
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def as_values(finding: Finding) -> dict[str, Any]:
    """The finding for a machine."""
    return {"part": finding.part, "sign": finding.sign, "found": finding.found, "fix": finding.fix}
