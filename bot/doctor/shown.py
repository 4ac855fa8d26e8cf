"""A report for people and for machines."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator

from bot.doctor.findings import Finding, Report, as_values

SIGNS = {"ok": "✓", "warning": "!", "broken": "✗"}


def as_text(report: Report) -> str:
    """One line a finding: sign, part, what was found; the fix stands behind an arrow."""
    width = max((_columns(finding.part) for finding in report.findings), default=0)
    return "\n".join([*(_line(finding, width) for finding in report.findings), "", _summary(report)])


def as_json(report: Report) -> str:
    """{"ok", "broken", "warnings", "findings": [{"part", "sign", "found", "fix"}]}."""
    shown = {
        "ok": not report.count("broken"),
        "broken": report.count("broken"),
        "warnings": report.count("warning"),
    }
    return json.dumps({**shown, "findings": list(map(as_values, report.findings))}, ensure_ascii=False, indent=1)


def _line(finding: Finding, width: int) -> str:
    part = finding.part + " " * (width - _columns(finding.part))
    return f"{SIGNS[finding.sign]} {part}  {finding.found}" + (f" → {finding.fix}" if finding.fix else "")


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _summary(report: Report) -> str:
    return ", ".join(_counts(report)) or "Nothing was looked at."


def _counts(report: Report) -> Iterator[str]:
    if wrong := report.count("broken"):
        yield f"{wrong} broken"
    if warned := report.count("warning"):
        yield f"{warned} warning" + ("s" if warned > 1 else "")
    if not wrong and report.findings:
        yield "nothing is broken"
