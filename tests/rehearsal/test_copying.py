"""Mails are copied from servers that break off, refuse mails or date nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.channels.email.imap import ImapError
from bot.channels.email.settings import ImapSettings
from bot.rehearsal.fetching import Copying
from bot.rehearsal.mails import read_folder
from tests.channels.email.test_odd_servers import PlayedServer, playing
from tests.servers.dovecot import Dovecot

NOW = datetime.now(UTC).replace(microsecond=0)


def copying(
    port: int, folder: Path, days: int = 30, told: Callable[[int, int], None] = lambda done, total: None
) -> Any:
    settings = ImapSettings.model_validate(
        {"host": "127.0.0.1", "port": port, "security": "plain", "username": "ann", "password": "geheim"}
        | {"timeout_seconds": 5}
    )
    return Copying(settings, NOW - timedelta(days=days), NOW, folder / "support", told)


def letter(number: int, at: datetime = NOW) -> bytes:
    return (
        f"From: a@b.example\r\nDate: {at:%d %b %Y %H:%M:%S} +0000\r\nSubject: {number}\r\n\r\n{'x' * 200}\r\n".encode()
    )


@pytest.fixture
def full(dovecot: Dovecot) -> Dovecot:
    """A mailbox with 120 mails, one an hour until now."""
    dovecot.add_user("ann", "geheim")
    for number in range(120):
        dovecot.deliver("ann", letter(number), arrived=NOW - timedelta(hours=119 - number))
    return dovecot


async def test_a_copy_goes_on_after_a_broken_connection(
    full: Dovecot, fault_proxy: Callable[[int], Any], tmp_path: Path
) -> None:
    proxy, steps = await fault_proxy(full.port), []
    proxy.cut_after(40_000)
    await copying(proxy.port, tmp_path, told=lambda done, total: steps.append((done, total))).run()
    assert proxy.accepted == 2
    assert [path.read_bytes() for path in sorted((tmp_path / "support").iterdir())] == full.messages("ann")
    assert steps == [(50, 120), (100, 120), (120, 120)]


async def test_only_the_last_days_are_copied_with_the_time_the_server_got_them(full: Dovecot, tmp_path: Path) -> None:
    await copying(full.port, tmp_path, days=2).run()
    found = read_folder(tmp_path, ["support"])
    assert len(found) == 49
    assert found[0].arrived == NOW - timedelta(hours=48)


async def test_a_server_that_is_away_is_said_at_once(full: Dovecot, tmp_path: Path) -> None:
    full.stop()
    with pytest.raises(ImapError, match="cannot connect to 127"):
        await copying(full.port, tmp_path).run()
    assert not (tmp_path / "support").exists()


async def test_a_mail_that_the_server_refuses_does_not_hold_up_the_others(tmp_path: Path) -> None:
    server = PlayedServer()
    server.mails = {number: letter(number, NOW - timedelta(hours=number)) for number in (1, 2, 3)}
    server.refuses = {2}
    async with playing(server) as port:
        copy = copying(port, tmp_path)
        await copy.run()
    assert copy.refused == {2}
    found = read_folder(tmp_path, ["support"])
    assert [mail.path.read_bytes() for mail in found] == [server.mails[3], server.mails[1]]
    assert found[1].arrived == NOW - timedelta(hours=1)


async def test_nothing_but_reading_is_asked_for(tmp_path: Path) -> None:
    server = PlayedServer()
    server.mails = {1: letter(1)}
    async with playing(server) as port:
        await copying(port, tmp_path).run()
    asked = [line.partition(" ")[2] for line in server.lines]
    since = NOW - timedelta(days=31)
    assert [line for line in asked if not line.startswith(("CAPABILITY", "LOGIN"))] == [
        'EXAMINE "INBOX"',
        f"UID SEARCH UID 1:* SINCE {since.day}-{since:%b-%Y}",
        "UID FETCH 1 (UID RFC822.SIZE INTERNALDATE)",
        "UID FETCH 1 (UID INTERNALDATE BODY.PEEK[])",
    ]
