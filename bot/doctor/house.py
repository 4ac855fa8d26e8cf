"""What the machine and the installation give: time, working hours, templates, the port of health."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.config import WebSettings
from bot.doctor.findings import Finding, broken, ok, warning
from bot.doctor.sample import SAMPLE
from bot.holidays import Almanac
from bot.hours import HoursSettings
from bot.rendering import Rendering, TemplateProblem, default_folders

LANGUAGES = ("en", "zh")
#: Before this version was written: such a clock is wrong, and every certificate looks not yet valid.
_EARLIEST = 2026


def check_time() -> list[Finding]:
    """The machine's time zone and clock."""
    named = os.environ.get("TZ", "").removeprefix(":")
    if named and not _known(named):
        fix = "set TZ to a name such as Asia/Shanghai, or install the package tzdata"
        return [broken("time", f"TZ names a time zone this machine does not know: {named}", fix)]
    now = datetime.now().astimezone()
    if now.year < _EARLIEST:
        return [broken("time", f"the clock says {now:%Y-%m-%d %H:%M}", "set the clock; switch NTP on")]
    zone = f"{now:%z}"
    return [ok("time", f"time zone {now.tzname()} (UTC{zone[:3]}:{zone[3:]}), {now:%Y-%m-%d %H:%M} here")]


def _known(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        # POSIX also allows rules such as "CST-8" (Base Definitions, 8.3), which name no file.
        return any(character.isdigit() for character in name)
    return True


def check_hours(hours: HoursSettings | None, now: datetime) -> list[Finding]:
    """Whether the desk is open, which special days come next, and whether next year's are known by now."""
    if hours is None:
        return [ok("hours", "always open: the settings have no [hours]")]
    almanac = hours.almanac
    local = now.astimezone(almanac.hours.zone)
    opening = almanac.calendar(now).next_opening(now)
    state = "open now" if opening <= now else f"closed until {opening.astimezone(almanac.hours.zone):%a %Y-%m-%d %H:%M}"
    found = [ok("hours", f"{state}; it is {local:%a %H:%M} in {hours.zone}; {_special_days(almanac, local.date())}")]
    if lacking := almanac.lacks(local.date()):
        what = f"the {lacking} of {local.year + 1} in {hours.country} are not known yet"
        fix = "upgrade the package holidays, or list them in hours.extra_holidays and hours.extra_working_days"
        found.append(warning("hours", what, fix))
    return found


def _special_days(almanac: Almanac, today: date) -> str:
    years = [almanac.dates(year) for year in (today.year, today.year + 1)]
    names = {day: name for one in years for day, name in one.holidays.items() if day >= today}
    worked = [day for one in years for day in one.make_up if day >= today]
    holiday = f"next holiday {min(names)} {names[min(names)]}".strip() if names else "no holiday known"
    return f"{holiday}, " + (f"next make-up day {min(worked)}" if worked else "no make-up day known")


def check_templates(own: Path | None) -> list[Finding]:
    """Every language has every message and phrase, and each message renders with sample values."""
    if own is not None and not own.is_dir():
        return [broken("templates", f"the folder {own} is missing", "correct ringback.templates, or make the folder")]
    try:
        rendering = Rendering(default_folders(own), LANGUAGES)
        shipped = Rendering(default_folders(), LANGUAGES)
    except (TemplateProblem, OSError) as error:
        return [broken("templates", f"phrases cannot be read: {error}", "correct that file")]
    wrong = [*_missing(rendering), *_unrenderable(rendering)]
    names = set().union(*map(rendering.names, LANGUAGES))
    unknown = sorted(names - set().union(*map(shipped.names, LANGUAGES)))
    if unknown:
        wrong.append(
            warning("templates", f"nothing uses {', '.join(unknown)}", "a misspelt name? compare with templates/")
        )
    if wrong:
        return wrong
    source = f" with your own in {own}" if own else ""
    return [ok("templates", f"{len(names)} messages in {' and '.join(LANGUAGES)}, all render{source}")]


def _missing(rendering: Rendering) -> Iterator[Finding]:
    for kind, have in (("message", rendering.names), ("phrase", rendering.keys)):
        every = set().union(*map(have, LANGUAGES))
        for language in LANGUAGES:
            if lacking := sorted(every - have(language)):
                others = " and ".join(other for other in LANGUAGES if other != language)
                what = f"{language} lacks the {kind} {', '.join(lacking)}, which {others} has"
                yield broken("templates", what, f"write it under {language}/ too, or remove the other one")


def _unrenderable(rendering: Rendering) -> Iterator[Finding]:
    for language in LANGUAGES:
        for name in sorted(rendering.names(language)):
            try:
                rendering.render(language, name, SAMPLE)
            except TemplateProblem as error:
                yield broken("templates", f"a message does not render: {error}", "correct the template it names")


def check_port(web: WebSettings, running: bool) -> list[Finding]:
    """Whether health can be served; a running desk holds its own port."""
    where = f"{web.host}:{web.port}"
    family = socket.AF_INET6 if ":" in web.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((web.host, web.port))
            listening.listen()
        except OSError as error:
            return [_port_taken(where, error, running)]
    return [ok("health", f"{where} is free")]


def _port_taken(where: str, error: OSError, running: bool) -> Finding:
    if error.errno == errno.EADDRINUSE:
        if running:
            return ok("health", f"{where} is served by the desk that is running")
        fix = "choose another web.port, or stop the program that `ss -ltnp` shows"
        return broken("health", f"{where} is taken by another program", fix)
    if error.errno == errno.EACCES:
        return broken("health", f"{where} may not be opened", "choose a web.port above 1023")
    return broken("health", f"{where} cannot be opened: {error.strerror or error}", "correct web.host")
