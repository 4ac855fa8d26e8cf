"""Runs all checks at the same time, each within its time."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy.exc import SQLAlchemyError

from bot.config import ConfigProblem, Settings, load
from bot.doctor import database, house, mail, proxies, slack, telegram
from bot.doctor.findings import Finding, Report, broken, presentable, secrets_in, warning
from bot.doctor.running import is_running
from bot.tokens import opened

if TYPE_CHECKING:
    from bot.channels.email.oauth.tokens import Tokens

Findings: TypeAlias = list[Finding]
Check: TypeAlias = Callable[[], Awaitable[Findings]]
Tell: TypeAlias = Callable[[Sequence[str]], None]
SECONDS = 45.0


def _quiet(_waiting: Sequence[str]) -> None:
    """Shows nothing."""


@dataclass(frozen=True, slots=True)
class Examination:
    """`seconds` is how long each check may take; `tell` hears, at every step, which parts are still being looked at."""

    seconds: float = SECONDS
    tell: Tell = _quiet


async def examine(settings: Settings, how: Examination | None = None) -> Report:
    """Looks at everything at once and never raises: a check that fails is a finding.

    It sends a mail from each mailbox to itself and reads the mailboxes without changing them; a running desk on the
    same data folder is left undisturbed.
    """
    how = how or Examination()
    async with AsyncExitStack() as stack:
        tokens: Mapping[str, Tokens] = {}
        with suppress(SQLAlchemyError, OSError):  # the checks of database and folder say why
            tokens = await stack.enter_async_context(opened(settings))
        return await _examined(settings, _checks(settings, how, tokens), how)


async def _examined(settings: Settings, checks: Mapping[str, Check], how: Examination) -> Report:
    waiting = list(checks)

    async def one(name: str, check: Check) -> Findings:
        try:
            return await _within(how.seconds, name, check)
        finally:
            waiting.remove(name)
            how.tell(waiting)

    how.tell(waiting)
    results = await asyncio.gather(*(one(*item) for item in checks.items()), return_exceptions=True)
    found = _settings_warnings(settings)
    for name, result in zip(checks, results, strict=True):
        found += [_failed(name, result)] if isinstance(result, BaseException) else result
    return Report(presentable(found, secrets_in(settings)))


def diagnose(config: Path, how: Examination | None = None) -> Report:
    """Reads the settings file and looks at everything; a file that cannot be used is a report too."""
    try:
        settings = load(config)
    except ConfigProblem as problem:
        return mistakes(problem)
    return asyncio.run(examine(settings, how))


def mistakes(problem: ConfigProblem) -> Report:
    """The report on settings that cannot be read: each mistake is a finding."""
    return Report(presentable((_mistake(text) for text in problem.mistakes), ()))


def _checks(settings: Settings, how: Examination, tokens: Mapping[str, Tokens]) -> Mapping[str, Check]:
    running = is_running(settings.ringback.data)
    checks: dict[str, Check] = {}
    for box in settings.mailbox:
        checks[f"mail {box.name}"] = partial(mail.check, box, how.seconds * 0.9, tokens.get(box.name))
    if settings.slack:
        checks["slack"] = partial(slack.check, settings.slack, running=running)
    if settings.telegram:
        checks["telegram"] = partial(telegram.check, settings.telegram, running=running)
    for name, chat in {"slack": settings.slack, "telegram": settings.telegram}.items():
        if chat and chat.proxy:
            checks[f"{name} proxy"] = partial(proxies.check, name, chat.proxy, chat.api_url, chat.timeout_seconds)
    checks["database"] = partial(asyncio.to_thread, database.check, settings.ringback)
    checks["data folder"] = partial(asyncio.to_thread, database.check_folder, settings.ringback.data)
    checks["time"] = partial(asyncio.to_thread, house.check_time)
    checks["hours"] = partial(asyncio.to_thread, house.check_hours, settings.hours, datetime.now(UTC))
    checks["templates"] = partial(asyncio.to_thread, house.check_templates, settings.ringback.templates)
    if settings.web.enabled:
        checks["health"] = partial(asyncio.to_thread, house.check_port, settings.web, running)
    return checks


async def _within(seconds: float, name: str, check: Check) -> Findings:
    try:
        async with asyncio.timeout(seconds):
            return await check()
    except TimeoutError:
        return [
            broken(
                name,
                f"no result within {seconds:g} s",
                "see whether a firewall swallows the connection; try again",
            )
        ]


def _failed(name: str, error: BaseException) -> Finding:
    if isinstance(error, ssl.SSLError):
        return broken(name, f"TLS cannot be set up: {error.reason or error}", "check ca_file")
    if isinstance(error, FileNotFoundError):
        return broken(name, f"the file {error.filename or ''} is missing", "check the paths in the settings")
    return broken(name, f"this check ended with {type(error).__name__}: {error}", "tell the maintainers of Ringback")


def _settings_warnings(settings: Settings) -> Findings:
    found = []
    for text in settings.warnings():
        what, _, fix = text.rpartition("; ")
        found.append(warning("settings", what, fix))
    return found


def _mistake(text: str) -> Finding:
    what, _, fix = text.partition("; ")
    return broken("settings", what, fix or "correct it; ringback.example.toml explains every setting")
