"""Looks at everything the desk stands on, and says what is wrong and how it is mended."""

from bot.doctor.examination import Examination, diagnose, examine, mistakes
from bot.doctor.findings import Finding, Report
from bot.doctor.progress import Progress
from bot.doctor.shown import as_json, as_text

__all__ = ["Examination", "Finding", "Progress", "Report", "as_json", "as_text", "diagnose", "examine", "mistakes"]
