"""`ringback rehearse` against a real IMAP server: it reads, and touches nothing and nobody."""

from __future__ import annotations

import asyncio
import contextlib
import imaplib
import json
import re
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.stage import Stage
from bot.setup.wording import settings_text
from tests.desk.waiting import until
from tests.rehearsal.conftest import rehearse
from tests.rehearsal.month import BOXES, Month
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import SmtpServer

SENT = '已发送 & "Sent"'


@dataclass(frozen=True)
class House:
    """A month of mail on Dovecot, an SMTP server, Slack and Telegram; and settings that name them all."""

    dovecot: Dovecot
    smtp: SmtpServer
    stage: Stage
    month: Month
    folder: Path

    def settings(self, **general: Any) -> dict[str, Any]:
        raw = self.stage.settings(self.folder / "var")
        raw["ringback"].update(general)
        raw["web"] = {"enabled": False}
        login = {"host": "127.0.0.1", "port": self.dovecot.port, "security": "plain", "password": "geheim"}
        for box in raw["mailbox"]:
            box |= {"address": BOXES[box["name"]], "authserv_id": ""}
            box["imap"] = {**login, "username": BOXES[box["name"]]}
            box["smtp"] = {"host": "127.0.0.1", "port": self.smtp.port, "security": "plain"}
        return raw

    def written(self, raw: dict[str, Any]) -> None:
        (self.folder / "ringback.toml").write_text(settings_text(raw), "utf-8")

    def lying(self) -> dict[str, Any]:
        """Every mail's UID and flags, the folders' states, and the very files."""
        seen: dict[str, Any] = {}
        for user in BOXES.values():
            for folder in ("INBOX", SENT):
                with imaplib.IMAP4("127.0.0.1", self.dovecot.port) as client:
                    client.login(user, "geheim")
                    client.select(_quoted(folder), readonly=True)
                    seen[f"{user} {folder}"] = (
                        client.uid("FETCH", "1:*", "(UID FLAGS RFC822.SIZE)"),
                        client.response("UIDVALIDITY"),
                        client.status(_quoted(folder), "(MESSAGES UIDNEXT UNSEEN RECENT)"),
                    )
                seen[f"{user} {folder} files"] = self.dovecot.messages(user, folder)
        return seen


def _quoted(folder: str) -> str:
    from bot.channels.email.modified_utf7 import folder_name

    return folder_name(folder)


@pytest.fixture
async def house(dovecot: Dovecot, smtp_server: SmtpServer, tmp_path: Path) -> AsyncIterator[House]:
    month = Month(datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=5))
    for user in BOXES.values():
        dovecot.add_user(user, "geheim")
    for letter in month.letters:
        dovecot.deliver(BOXES[letter.box], letter.raw, SENT if letter.sent else "INBOX", letter.at)
    async with Stage() as stage:
        yield House(dovecot, smtp_server, stage, month, tmp_path)


async def test_it_reads_a_month_and_nobody_hears_of_it(house: House) -> None:
    house.written(house.settings())
    before = house.lying()
    code, out, err = await rehearse("--sent", SENT, "--json", inside=house.folder)
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert {name: told["came"][name] for name in house.month.came} == dict(house.month.came)
    assert {name: told["sent"][name] for name in house.month.sent} == dict(house.month.sent)
    waited = {name or "unknown": waits for name, waits in house.month.waits.items()}
    for priority, waits in waited.items():
        assert told["waiting"][priority]["answered"] == len(waits)
        assert told["waiting"][priority]["longest"] == max(waits).total_seconds()
    assert house.lying() == before
    assert house.smtp.connections == 0
    assert house.stage.slack.journal.entries == []
    assert house.stage.telegram.journal.entries == []
    assert sorted(path.name for path in house.folder.iterdir()) == ["rehearsal.html", "ringback.toml", "var"]
    assert list((house.folder / "var").iterdir()) == []


async def test_the_terminal_says_it_in_the_language_of_the_settings(house: House) -> None:
    house.written(house.settings(language="zh"))
    code, out, _ = await rehearse("--sent", SENT, "--page", "out/页面.html", inside=house.folder)
    assert code == 0
    assert "没有向任何人发送任何消息" in out
    assert re.search(rf"建立工单，并立即回复\s+\d+\s+\d+\s+{house.month.came['ticket']}\n", out)
    page = (house.folder / "out" / "页面.html").read_text("utf-8")
    assert '<html lang="zh-CN">' in page
    assert "从未得到答复的客户" in page


async def test_mail_before_those_days_is_left_out_and_sent_mail_may_be_unknown(house: House) -> None:
    house.written(house.settings())
    code, out, _ = await rehearse("--days", "10", "--json", "--mailbox", "support", inside=house.folder)
    told = json.loads(out)
    since = datetime.now(UTC) - timedelta(days=10)
    inside = [one for one in house.month.letters if one.box == "support" and not one.sent and one.at > since]
    assert code == 0
    assert sum(told["came"].values()) == len(inside)
    assert sum(told["sent"].values()) == 0
    assert "name their folder with --sent" in (house.folder / "rehearsal.html").read_text("utf-8")


async def test_a_mailbox_that_does_not_open_is_named_and_the_others_go_on(house: House) -> None:
    raw = house.settings()
    raw["mailbox"][1]["imap"]["password"] = "hunter2"
    house.written(raw)
    code, out, err = await rehearse("--sent", f"support={SENT}", "--json", inside=house.folder)
    assert code == 2
    assert err.startswith("mailbox sales, folder INBOX: log-in refused")
    assert "hunter2" not in out + err
    told = json.loads(out)
    assert sum(told["mailboxes"]["support"].values()) > 0
    assert sum(told["mailboxes"]["sales"].values()) == 0
    assert "log-in refused" in (house.folder / "rehearsal.html").read_text("utf-8")


async def test_nothing_readable_at_all_is_said_without_a_page(house: House) -> None:
    raw = house.settings()
    for box in raw["mailbox"]:
        box["imap"]["folder"] = "No such folder"
    house.written(raw)
    code, out, err = await rehearse(inside=house.folder)
    assert (code, out) == (2, "")
    assert [line.split(":")[0] for line in err.splitlines()] == [
        f"mailbox {name}, folder No such folder" for name in ("support", "sales")
    ]
    assert not (house.folder / "rehearsal.html").exists()
    assert list((house.folder / "var").iterdir()) == []


async def test_a_folder_of_a_mailbox_that_is_not_there_is_refused_with_the_names_there_are(house: House) -> None:
    house.written(house.settings())
    code, out, err = await rehearse("--sent", "nope=Sent", inside=house.folder)
    assert (code, out) == (2, "")
    assert err.strip() == "--sent: no mailbox is named nope; there are support, sales"
    assert not (house.folder / "rehearsal.html").exists()


async def test_a_folder_of_a_mailbox_that_is_left_out_is_not_looked_for_in_another(house: House) -> None:
    house.written(house.settings())
    options = ("--days", "3", "--mailbox", "support", "--sent", "sales=Elsewhere", "--sent", f"support={SENT}")
    code, _, err = await rehearse(*options, "--json", inside=house.folder)
    assert (code, err) == (0, "")


async def test_what_was_kept_can_be_rehearsed_again_without_a_server(house: House) -> None:
    house.written(house.settings())
    code, first, _ = await rehearse("--sent", SENT, "--json", "--keep", "kept", inside=house.folder)
    assert code == 0
    again = ("--from-folder", "kept/mails", "--config", "ringback.toml", "--json")
    code, second, _ = await rehearse(*again, inside=house.folder)
    assert code == 0
    a, b = json.loads(first), json.loads(second)
    for name in ("mailboxes", "sent", "threads", "robots", "waiting", "mails"):
        assert a[name] == b[name], name
    code, third, _ = await rehearse(*again, inside=house.folder)
    assert (code, third) == (0, second)


async def test_one_that_is_stopped_leaves_no_mail_behind(house: House, fault_proxy: Callable[[int], Any]) -> None:
    proxy = await fault_proxy(house.dovecot.port)
    raw = house.settings()
    raw["mailbox"][1]["imap"]["port"] = proxy.port
    proxy.black_hole()
    house.written(raw)
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "rehearse", cwd=house.folder)
    try:
        await until(lambda: proxy.accepted and list(house.folder.glob("var/.rehearsal-*/mails/support/*.eml")), "mails")
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 20) == 130
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
    assert list((house.folder / "var").iterdir()) == []
    assert not (house.folder / "rehearsal.html").exists()


async def test_settings_that_are_missing_are_said(tmp_path: Path) -> None:
    code, out, err = await rehearse(inside=tmp_path)
    assert (code, out) == (2, "")
    assert "make it with `ringback init`" in err
    code, out, err = await rehearse("--from-folder", "nowhere", inside=tmp_path)
    assert (code, out) == (2, "")
    assert "nowhere has no mailboxes" in err
