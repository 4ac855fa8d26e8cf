"""The log of a whole day tells what happened by numbers, and holds nobody's words, names, addresses or tokens."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot import logs
from bot.sandbox.stage import SUPPORT, Stage
from tests.desk.chats import TelegramCustomer
from tests.desk.harness import quick
from tests.desk.waiting import until

ROOT = Path(__file__).parents[2]
#: Everything that was said, and who said it.
WORDS = (
    "Annabel", "Lindqvist", "annabel@acme.example", "acme.example", "Borislav", "打印机着火了", "smells of smoke",
    "13800138000", "CRASH", "secret drawings",
)  # fmt: skip
TOKENS = ("xoxb-sandbox", "xapp-sandbox", "the password of the mailbox")


@dataclass
class Desk:
    """`ringback run` as its own process, and what it writes."""

    folder: Path
    log: Path

    def lines(self) -> list[str]:
        return self.log.read_text("utf-8").splitlines()

    def rows(self, statement: str) -> list[Any]:
        with contextlib.closing(sqlite3.connect(self.folder / "data" / "ringback.sqlite3", timeout=10)) as connection:
            return connection.execute(statement).fetchall()

    async def has(self, statement: str) -> None:
        await until(lambda: self.rows(statement)[0][0], statement)


def toml(values: dict[str, Any], name: str = "") -> str:
    """Settings as the file holds them."""
    plain = {k: v for k, v in values.items() if not isinstance(v, dict) and not _is_tables(v)}
    text = (f"[{name}]\n" if name else "") + "".join(f"{k} = {json.dumps(v)}\n" for k, v in plain.items())
    for key, value in values.items():
        inner = f"{name}.{key}".strip(".")
        if isinstance(value, dict):
            text += toml(value, inner)
        elif _is_tables(value):
            text += "".join(toml(one, inner).replace(f"[{inner}]", f"[[{inner}]]", 1) for one in value)
    return text


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


@asynccontextmanager
async def desk(stage: Stage, folder: Path, form: str, values: dict[str, Any] | None = None) -> AsyncIterator[Desk]:
    values = quick(values or stage.settings(folder / "data"))
    values["ringback"]["log"] = form
    (folder / "ringback.toml").write_text(toml(values), "utf-8")
    made = Desk(folder, folder / "log")
    with made.log.open("wb") as output:
        command = (sys.executable, "-m", "bot", "run", "--config", str(folder / "ringback.toml"))
        process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=output, stderr=output)
    try:
        await until(lambda: "Ringback runs" in made.log.read_text("utf-8"), "the desk to run", seconds=30)
        yield made
        process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.wait(), 20)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def a_day(stage: Stage, made: Desk) -> None:
    """A conversation, a chat, a delivery that is refused for good, a blocked bot, something for the shelf."""
    stage.mail.refuse("annabel@acme.example")
    post = stage.mail.write
    await post("Annabel Lindqvist", "annabel@acme.example", SUPPORT, "打印机着火了", "It smells of smoke. 13800138000")
    await made.has("SELECT count(*) FROM outbox WHERE state = 'undeliverable'")
    with contextlib.closing(sqlite3.connect(made.folder / "data" / "ringback.sqlite3", timeout=10)) as connection:
        connection.execute(
            "CREATE TRIGGER crash BEFORE INSERT ON tickets WHEN new.subject LIKE '%CRASH%' "
            "BEGIN SELECT RAISE(ABORT, 'secret drawings'); END"
        )
        connection.commit()
    await post("Annabel Lindqvist", "annabel@acme.example", SUPPORT, "CRASH", "Behold the secret drawings.")
    await made.has("SELECT count(*) FROM inbox WHERE state = 'shelved'")
    customer = TelegramCustomer(stage, 1001, "Borislav")
    await customer.chats("It smells of smoke.")
    await customer.hears("RB-100")


@pytest.mark.parametrize("form", ["json", "text"])
async def test_a_whole_day_is_logged_without_anybodys_words(tmp_path: Path, form: str) -> None:
    async with Stage() as stage:
        async with desk(stage, tmp_path, form) as made:
            await a_day(stage, made)
        lines = made.lines()
        tokens = (*TOKENS, stage.telegram.token, stage.telegram.token.partition(":")[2])
    leaks = [(word, line) for line in lines for word in (*WORDS, *tokens) if word in line]
    assert leaks == []
    assert any("shelved" in line for line in lines), "the shelf is told"
    assert any("IntegrityError" in line for line in lines), "with its kind of error"
    if form == "json":
        events = [json.loads(line) for line in lines]
        assert {"event", "level", "timestamp"} <= set(events[0])
        assert {"mails taken in", "shelved"} <= {event["event"] for event in events}


@pytest.mark.parametrize("form", ["json", "text"])
async def test_trouble_with_each_way_in_is_logged_in_the_one_form(tmp_path: Path, form: str) -> None:
    async with Stage() as stage:
        values = stage.settings(tmp_path / "data")
        values["telegram"]["token"] = "123456:wrong"
        values["slack"]["bot_token"] = "xoxb-wrong"
        values["mailbox"][0]["imap"]["password"] = "wrong"
        del values["mailbox"][1]["responsible"]
        async with desk(stage, tmp_path, form, values) as made:
            for words in ("no updates from Telegram", "no Slack", "mailbox unreachable"):
                await until(lambda words=words: words in made.log.read_text("utf-8"), words)
            await asyncio.sleep(1)  # several attempts
        lines = made.lines()
    assert any("nobody is named" in line for line in lines)
    assert len([line for line in lines if "no Slack" in line]) == 1
    assert "invalid_auth" in next(line for line in lines if "no Slack" in line)
    for line in lines:
        if form == "json":
            assert {"event", "level", "timestamp"} <= json.loads(line).keys(), line
        else:
            assert re.match(r"\d{4}-\d\d-\d\dT\S+Z \[\w+ *\] ", line), line


def test_what_libraries_log_and_pythons_warnings_come_as_json_without_an_errors_words() -> None:
    program = """
import logging, warnings
from bot import logs
logs.configure("json")
try:
    raise ValueError("secret drawings")
except ValueError:
    logging.getLogger("a.library").exception("update %s failed", 7)
warnings.warn("old", stacklevel=1)
"""
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    failed, warned = map(json.loads, ran.stderr.splitlines())
    assert (failed["event"], failed["level"], failed["logger"]) == ("update 7 failed", "error", "a.library")
    assert failed["exception"].endswith("ValueError")
    assert warned["logger"] == "py.warnings"


def test_an_error_is_told_by_its_place_and_not_by_its_words() -> None:
    def inner() -> None:
        raise ValueError("Annabel's secret drawings")

    try:
        try:
            inner()
        except ValueError as error:
            raise RuntimeError("13800138000") from error
    except RuntimeError as error:
        told = logs.trace(error)
    assert "in inner" in told
    assert told.index("ValueError") < told.index("which led to") < told.index("RuntimeError")
    quoted = [line for line in told.splitlines() if not line.lstrip().startswith("raise ")]
    assert not [line for line in quoted if "secret drawings" in line or "13800138000" in line]


def test_the_errors_of_a_group_are_told_each() -> None:
    told = logs.trace(ExceptionGroup("Annabel", [ValueError("CRASH"), OSError("acme.example")]))
    assert told.splitlines() == ["ExceptionGroup", "ValueError", "OSError"]
