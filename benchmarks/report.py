"""What a benchmark says: a table and a plot."""

from __future__ import annotations

from pathlib import Path

from benchmarks.chats import Chats
from benchmarks.runs import Latency, Throughput, percentile

WIDTH, HEIGHT, LEFT, TOP = 720, 360, 60, 30
_COLOURS = ("#1f5fbf", "#9aa4ad")


def table(rows: dict[str, Throughput]) -> str:
    """The figures of the chains, a line each."""
    lines = [f"{'':24}{'mails/s':>9}{'seconds':>9}{'CPU s':>8}{'CPU ms/mail':>13}{'peak MiB':>10}"]
    lines += [
        f"{name:24}{run.rate:9.0f}{run.seconds:9.2f}{run.cpu:8.2f}{run.cpu / run.mails * 1000:13.2f}{run.memory:10.0f}"
        for name, run in rows.items()
    ]
    return "\n".join(lines)


def waits(mail: Latency, chat: Chats) -> str:
    """How long one of each took, in milliseconds."""
    lines = [f"{'milliseconds':48}{'median':>9}{'p95':>9}{'most':>9}"]
    rows = {
        "mail: server's notice to commit": mail.committed,
        "mail: server's notice to accepted answer": mail.answered,
        "Telegram: message to answer": chat.answered,
        "Slack: click to acknowledgement": chat.clicked,
    }
    for name, values in rows.items():
        shown = (percentile(values, 0.5), percentile(values, 0.95), values[-1])
        lines.append(f"{name:48}" + "".join(f"{value * 1000:9.1f}" for value in shown))
    return "\n".join(lines)


def plot(rows: dict[str, Throughput], path: Path) -> None:
    """Draws accepted answers over time, a line a chain, as SVG."""
    longest = max(run.seconds for run in rows.values())
    most = max(len(run.curve) for run in rows.values()) or 1
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH + 140} {HEIGHT + 80}" font-family="sans-serif" '
        f'font-size="13"><rect width="100%" height="100%" fill="white"/>',
        f'<path d="M{LEFT} {TOP}V{TOP + HEIGHT}H{LEFT + WIDTH}" fill="none" stroke="#333"/>',
        f'<text x="{LEFT + WIDTH // 2}" y="{TOP + HEIGHT + 40}">seconds</text>',
        f'<text x="{LEFT}" y="{TOP - 10}">answers accepted</text>',
    ]
    for step in range(1, 5):
        x, y = LEFT + WIDTH * step / 4, TOP + HEIGHT - HEIGHT * step / 4
        parts.append(f'<text x="{x:.0f}" y="{TOP + HEIGHT + 18}" text-anchor="middle">{longest * step / 4:.1f}</text>')
        parts.append(f'<text x="{LEFT - 6}" y="{y + 4:.0f}" text-anchor="end">{most * step // 4}</text>')
        parts.append(f'<path d="M{LEFT} {y:.0f}H{LEFT + WIDTH}" stroke="#eee"/>')
    for colour, (name, run) in zip(_COLOURS, rows.items(), strict=False):
        points = [
            f"{LEFT + at / longest * WIDTH:.1f},{TOP + HEIGHT - number / most * HEIGHT:.1f}"
            for number, at in enumerate(run.curve, start=1)
            if number % 10 == 0 or number == len(run.curve)
        ]
        parts.append(f'<polyline points="{" ".join(points)}" fill="none" stroke="{colour}" stroke-width="2"/>')
        if points:
            left, top = map(float, points[-1].split(","))
            parts.append(f'<text x="{left + 6:.0f}" y="{top + 16:.0f}" fill="{colour}">{name}</text>')
    path.write_text("\n".join([*parts, "</svg>"]), "utf-8")
