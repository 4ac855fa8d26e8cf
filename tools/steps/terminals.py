"""What `ringback init` and `ringback doctor` really say, asked of a desk on the emulators."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bot.sandbox.stage import ENGINEERS, SALES, SUPPORT, Stage

LINES = 34  # of a long conversation the end is shown


async def said(terminal: str) -> str:
    """The command and what it says, with its folder left out. Raises RuntimeError when it ends with an error."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "ringback.toml"
        async with Stage() as stage:
            spoken = await _run("init", config, answers=_answers(stage))
            if terminal == "doctor":
                spoken = await _run("doctor", config)
        lines = spoken.replace(f"{folder}/", "").rstrip().splitlines()
        cut = ["…", *lines[-LINES:]] if len(lines) > LINES else lines
        return "\n".join([f"$ ringback {terminal} --config ringback.toml", *cut])


async def _run(command: str, config: Path, answers: Sequence[str] = ()) -> str:
    pipe = asyncio.subprocess.PIPE
    line = [sys.executable, "-m", "bot", command, "--config", str(config)]
    process = await asyncio.create_subprocess_exec(*line, stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.DEVNULL)
    out, _ = await process.communicate("".join(f"{answer}\n" for answer in answers).encode())
    if process.returncode:
        raise RuntimeError(f"{command} ended with {process.returncode}: {out.decode()}")
    return out.decode()


def _answers(stage: Stage) -> list[str]:
    """A desk in English with two mailboxes, Telegram and Slack, in the order of the questions."""
    ways = ["y", *_mailbox(stage, SUPPORT, "Anna Berg"), "y", *_mailbox(stage, SALES, "Bo Chen"), "n"]
    chats = ["y", stage.telegram.token, stage.telegram.api_url]
    chats += ["y", "xoxb-sandbox", "xapp-sandbox", ENGINEERS, "", stage.slack.url]
    return ["en", "cn", "var", "sqlite", "8480", *ways, *chats]


def _mailbox(stage: Stage, address: str, responsible: str) -> list[str]:
    imap = ["127.0.0.1", "plain", str(stage.mail.imap_port)]
    smtp = ["127.0.0.1", "plain", str(stage.mail.smtp_port)]
    return [address, "", responsible, "en", "own", *imap, *smtp, "", "", "sandbox", "n"]
