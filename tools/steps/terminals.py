"""What `ringback init` and `ringback doctor` really say, asked of a desk on the emulators."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pty
import sys
import tempfile
from asyncio.subprocess import DEVNULL
from collections.abc import Sequence
from io import RawIOBase
from pathlib import Path

from bot.sandbox.stage import ENGINEERS, SALES, SUPPORT, Stage

LINES = 30  # of a long conversation the beginning is shown


async def said(terminal: str) -> str:
    """The command and what it says, with its folder left out. Raises RuntimeError when it ends with an error."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "ringback.toml"
        async with Stage() as stage:
            spoken = await _run("init", config, answers=_answers(stage))
            if terminal == "doctor":
                spoken = await _run("doctor", config)
        lines = spoken.replace(f"{folder}/", "").strip().splitlines()
        cut = [*lines[:LINES], "…"] if len(lines) > LINES else lines
        return "\n".join([f"$ ringback {terminal} --config ringback.toml", *cut])


async def _run(command: str, config: Path, answers: Sequence[str] = ()) -> str:
    line = [sys.executable, "-m", "bot", command, "--config", str(config)]
    terminal, inside = pty.openpty()
    plain = os.environ | {"TERM": "dumb", "NO_COLOR": "1"}
    err = inside if answers else DEVNULL  # hidden questions are asked on standard error
    process = await asyncio.create_subprocess_exec(
        *line, stdin=inside, stdout=inside, stderr=err, env=plain, start_new_session=True
    )
    os.close(inside)
    heard = (await asyncio.to_thread(_converse, terminal, list(answers))).replace("\r\n", "\n")
    if await process.wait():
        raise RuntimeError(f"{command} ended with {process.returncode}: {heard}")
    return heard


def _converse(terminal: int, answers: list[str]) -> str:
    """Gives an answer at each question, as a person does, until the command has ended; what stood on the terminal."""
    heard = b""
    with contextlib.closing(os.fdopen(terminal, "r+b", buffering=0)) as typed:
        while chunk := _read(typed):
            heard += chunk
            if heard.endswith(b": ") and answers:
                typed.write(f"{answers.pop(0)}\n".encode())
    return heard.decode()


def _read(typed: RawIOBase) -> bytes:
    try:
        return typed.read(4096) or b""
    except OSError:  # Linux says EIO when nobody is left inside
        return b""


def _answers(stage: Stage) -> list[str]:
    """A desk in English with two mailboxes, Telegram and Slack, in the order of the questions."""
    ways = ["y", *_mailbox(stage, SUPPORT, "Anna Berg"), "y", *_mailbox(stage, SALES, "Bo Chen"), "n"]
    chats = ["y", stage.telegram.token, stage.telegram.api_url]
    chats += ["y", "xoxb-sandbox", "xapp-sandbox", ENGINEERS, "", stage.slack.url]
    hours = ["y", *[""] * 6]
    return ["en", "cn", "var", "sqlite", "8480", *hours, *ways, *chats]


def _mailbox(stage: Stage, address: str, responsible: str) -> list[str]:
    imap = ["127.0.0.1", "plain", str(stage.mail.imap_port)]
    smtp = ["127.0.0.1", "plain", str(stage.mail.smtp_port)]
    return [address, "", responsible, "en", "own", *imap, *smtp, "", "", "sandbox", "n"]
