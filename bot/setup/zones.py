"""The time zone a desk is probably in."""

from __future__ import annotations

import os
from importlib import resources
from pathlib import Path

OTHERWISE = "Asia/Shanghai"


def likely_zone(country: str) -> str:
    """The machine's zone when the country (ISO 3166) has it, else the country's most populous one."""
    zones = _zones_of(country)
    machine = _machine_zone()
    if machine in zones or not zones:
        return machine or OTHERWISE
    return zones[0]


def _machine_zone() -> str:
    """From TZ or /etc/localtime; empty where neither names one."""
    named = os.environ.get("TZ", "").removeprefix(":") or str(Path("/etc/localtime").resolve())
    if "zoneinfo/" in named:
        return named.rpartition("zoneinfo/")[2]
    return "" if named.startswith("/") or "/" not in named else named


def _zones_of(country: str) -> list[str]:
    """As the tz database lists them: within a country the most populous first
    (https://data.iana.org/time-zones/tz-link.html, zone.tab)."""
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    return [row[2] for row in rows if row[0] == country]
