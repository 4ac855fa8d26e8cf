"""`python -m benchmarks`: see README.md beside this file."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from benchmarks import report, runs
from benchmarks.chats import chats
from benchmarks.mails import letters
from benchmarks.stage import Stage, stage
from bot.operations.progress import Bar
from tests.servers.install import install


def main() -> int:
    """Runs what is asked for; 1 when the desk did something wrong."""
    parser = argparse.ArgumentParser(prog="ringback bench", description=__doc__)
    parser.add_argument("--mails", type=int, default=2000)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--tickets", type=int, default=0)
    parser.add_argument("--latency", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plot", type=Path, default=Path("var/bench.svg"))
    parser.add_argument("--profile", type=Path)
    chosen = parser.parse_args()
    if not install():
        return 2
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        Path(folder).chmod(0o755)
        return asyncio.run(_run(chosen, Path(folder)))


async def _run(chosen: argparse.Namespace, folder: Path) -> int:
    postgresql = chosen.database == "postgresql"
    with Bar() as bar, stage(folder, postgresql=postgresql, tell=bar, profile=chosen.profile) as servers:
        words, code = await (_waits if chosen.latency else _throughput)(servers, chosen)
    print(words)
    return code


async def _waits(servers: Stage, chosen: argparse.Namespace) -> tuple[str, int]:
    mail = await runs.latency(servers, chosen.latency, chosen.tickets)
    return report.waits(mail, await chats(servers, chosen.latency, chosen.tickets)), 0


async def _throughput(servers: Stage, chosen: argparse.Namespace) -> tuple[str, int]:
    mails = letters(chosen.mails, chosen.seed)
    before = await runs.bare(servers, mails)
    desk, wrong = await runs.desk(servers, mails, chosen.tickets)
    after = await runs.bare(servers, mails)
    bare = max(before, after, key=lambda run: run.rate)
    rows = {f"Ringback ({chosen.database})": desk, "bare chain": bare}
    chosen.plot.parent.mkdir(parents=True, exist_ok=True)
    report.plot(rows, chosen.plot)
    lines = [
        f"{len(mails)} mails: {runs.roles(mails)}; {chosen.database}, {chosen.tickets} tickets before",
        report.table(rows),
        f"plot: {chosen.plot}",
        "\n  ".join([f"right: {f'{len(wrong)} mistakes' if wrong else 'every mail'}", *wrong[:20]]),
        f"{desk.rate / bare.rate:.0%} of the bare chain".replace("%", " %"),
    ]
    return "\n".join(lines), int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
