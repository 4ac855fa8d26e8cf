"""The page of a rehearsal: one file, nothing loaded from elsewhere, no script; every value in it is escaped."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from datetime import datetime
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.channels.email.parse import NOBODY
from bot.rehearsal import charts
from bot.rehearsal.examples import Example
from bot.rehearsal.figures import CAME, PARTS, Figures, Local
from bot.rehearsal.wording import Words

HERE = Path(str(files("bot.rehearsal.page")))
MOST_LISTED = 200


def draw(figures: Figures, examples: Sequence[Example], troubles: Sequence[str], words: Words, local: Local) -> str:
    """Returns the page. `troubles` are sentences about what could not be read."""
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = (HERE / "page.css").read_text("utf-8")
    span = figures.span
    return environment.get_template("page.html.j2").render(
        words=words,
        figures=figures,
        examples=examples,
        troubles=troubles,
        style=style,
        policy=_policy(style),
        headline=_headline(figures, words),
        asked=sum(row.tickets for row in figures.waiting),
        outcomes=CAME,
        parts=[name for name, _ in PARTS],
        days=(span.until - span.since).days,
        zone=zone_of(local(span.until)),
        day=lambda at: f"{local(at):%Y-%m-%d}",
        minute=lambda at: f"{local(at):%Y-%m-%d %H:%M}",
        most=MOST_LISTED,
        nobody=NOBODY,
        **_pictures(figures, words),
    )


def _pictures(figures: Figures, words: Words) -> dict[str, object]:
    return {
        "columns": charts.columns(figures.days),
        "heat": charts.heat(figures.hours),
        "dots": charts.dots(figures.waiting),
        "marks": [charts.Mark(charts.along(mark), words.span(mark)) for mark in charts.MARKS],
        "width": charts.WIDTH,
        "left": charts.LEFT,
        "row": charts.ROW,
    }


def _headline(figures: Figures, words: Words) -> list[tuple[str, object]]:
    """The figures in large type."""
    times = sorted(time for row in figures.waiting for time in row.times)
    middle = times[(len(times) - 1) // 2] if times else None
    return [
        ("came", sum(figures.count(name) for name in CAME)),
        ("tickets", figures.tickets),
        ("joined", figures.count("joined")),
        ("machines", figures.count("robot") + figures.count("notice")),
        ("never", len(figures.never) if figures.span.sent_read else "–"),
        ("median", words.span(middle)),
    ]


def summary(figures: Figures, words: Words) -> str:
    """The rehearsal in one sentence."""
    return words(
        "in_words",
        came=sum(figures.count(name) for name in CAME),
        tickets=figures.tickets,
        joined=figures.count("joined"),
        robots=figures.count("robot") + figures.count("notice"),
    )


def zone_of(at: datetime) -> str:
    """The zone of a local moment, such as "UTC+08:00"."""
    offset = f"{at:%z}"
    return f"UTC{offset[:3]}:{offset[3:5]}"


def _policy(style: str) -> str:
    """Nothing may be loaded and nothing may run; only this very style sheet holds."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
