"""`./ringback test [--thorough] [pytest arguments...]`: the servers, then the checks of the code beside the tests.

`./ringback test --exam` holds public cases of others against us instead (tests/public_cases.py).
With pytest arguments only pytest runs. The last line is pytest's closing line; the exit code is 0 when all is well.
"""

import asyncio
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests import public_cases
from tests.servers.install import install

ROOT = Path(__file__).parent.parent
PYTHON = sys.executable
CHECKS = {
    "ruff check": [PYTHON, "-m", "ruff", "check", "--no-fix", "--output-format=concise"],
    "ruff format": [PYTHON, "-m", "ruff", "format", "--check", "--output-format=concise"],
    "mypy": [PYTHON, "-m", "mypy"],
    "imports": [str(Path(PYTHON).parent / "lint-imports"), "--no-logo"],
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a part ended; `words` is what it printed."""

    name: str
    code: int
    seconds: float
    words: str

    def line(self) -> str:
        """Return one line of the summary."""
        return f"{self.name:12} {'ok' if self.code == 0 else 'FAILED':6} {self.seconds:6.1f} s"


async def run(name: str, command: list[str], *, show: bool) -> Outcome:
    """Run one part in the checkout, showing what it prints as it comes or keeping it for later."""
    begun = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=ROOT,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert process.stdout is not None
    words = bytearray()
    while piece := await process.stdout.read(4096):
        words += piece
        if show:
            sys.stdout.buffer.write(piece)
            sys.stdout.flush()
    code = await process.wait()
    return Outcome(name, code, time.monotonic() - begun, words.decode(errors="replace"))


async def run_all(arguments: list[str]) -> list[Outcome]:
    """Run pytest, and beside it the checks, one after the other so that they take one core at most."""
    colour = "yes" if sys.stdout.isatty() else "no"
    spread = ["-n", "3", "--dist", "worksteal"]
    pytest = [PYTHON, "-m", "pytest", f"--color={colour}", *spread, *arguments]

    async def checks() -> list[Outcome]:
        wanted = {} if arguments else CHECKS
        return [await run(name, command, show=False) for name, command in wanted.items()]

    checked, tested = await asyncio.gather(checks(), run("pytest", pytest, show=True))
    return [*checked, tested]


def main(arguments: list[str]) -> int:
    """Return 0 when everything is well, 1 when something is not."""
    if "--exam" in arguments:
        return asyncio.run(public_cases.hold(run))
    if "--thorough" in arguments:
        arguments.remove("--thorough")
        os.environ["RINGBACK_THOROUGH"] = "1"
    if not install():
        return 1
    outcomes = asyncio.run(run_all(arguments))
    *checked, tested = outcomes
    for outcome in checked:
        if outcome.code:
            print(f"\n{outcome.name}:\n{outcome.words.rstrip()}")
    print("", *(outcome.line() for outcome in outcomes), sep="\n")
    closing = tested.words.rstrip().rpartition("\n")[2]
    print(closing, flush=True)
    return int(any(outcome.code for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
