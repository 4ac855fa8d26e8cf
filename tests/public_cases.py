"""`./ringback test --exam`: public cases of others, held against our reading of mail and our calls of the providers.

The cases are no part of the project. They lie in a folder beside the checkout, shared/exam, or where RINGBACK_EXAM
says; its `score` names how many are read right, its `check-calls` what a journal of calls has against the providers'
published interfaces.
"""

import os
import sys
from collections.abc import Awaitable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

ROOT = Path(__file__).parent.parent
PYTHON = sys.executable
DOORS = {
    "quotes": "bot.channels.email.quotes:new_text",
    "html": "bot.channels.email.html_text:html_to_text",
    "bounces": "tests.scored:bounces",
    "odd": "tests.scored:mails",
}


class Run(Protocol):
    """Runs one part, showing what it prints or keeping it."""

    def __call__(self, name: str, command: list[str], *, show: bool) -> Awaitable["Ended"]: ...


class Ended(Protocol):
    """How a part ended."""

    @property
    def code(self) -> int: ...

    @property
    def words(self) -> str: ...


async def hold(run: Run) -> int:
    """Run every case and the story's journal, printing the figures; 0 when all ran through, else 1."""
    cases = Path(os.environ.get("RINGBACK_EXAM", ROOT.parent / "shared" / "exam"))
    if not (cases / "score").is_file():
        print(f"There are no public cases in {cases}. RINGBACK_EXAM names another folder.")
        return 1
    score = [PYTHON, str(cases / "score")]
    codes = [(await run(name, [*score, name, door], show=True)).code for name, door in DOORS.items()]
    with TemporaryDirectory() as folder:
        journal = f"{folder}/journal.jsonl"
        demo = [PYTHON, "-m", "bot", "demo", "--story", "--journal", journal, "--data", f"{folder}/data", "--port", "0"]
        story = await run("story", demo, show=False)
        print(story.words if story.code else "story: told to its end", flush=True)
        calls = await run("calls", [PYTHON, str(cases / "check-calls"), journal], show=True)
        codes += [story.code, calls.code]
    return int(any(codes))
