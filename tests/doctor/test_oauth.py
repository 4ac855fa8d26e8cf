"""Mailboxes with OAuth2 as an admin meets them: examined, consented to, and run, on real servers."""

from __future__ import annotations

import asyncio
import re
import sys
import tarfile
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.app import build
from bot.config import Settings
from bot.core.clock import SystemClock
from bot.doctor import Examination, Finding, Report, examine
from bot.operations.backup import back_up
from bot.setup.wording import settings_text
from bot.tokens import KeyProblem, tokens_for
from tests.channels.email.conftest import MemoryCursors, mail, until
from tests.doctor.conftest import about
from tests.doctor.test_mail import Post
from tests.servers.dovecot import Dovecot
from tests.servers.token_server import Fault, TokenServer

USER = "support@example.com"
PART = "mail support token"


class Company:
    """A provider with its mail servers, where a mail to the mailbox arrives; and the settings of a desk there."""

    def __init__(self, provider: TokenServer, dovecot: Dovecot, post: Post, data: Path) -> None:
        self.provider, self.dovecot, self.post, self.data = provider, dovecot, post, data
        self.oauth = provider.settings()

    def raw(self, **oauth: Any) -> dict[str, Any]:
        imap = {"host": "127.0.0.1", "port": self.dovecot.port, "security": "plain", "username": USER}
        imap |= {"idle_seconds": 5.0, "timeout_seconds": 5.0, "backoff_first": 0.05, "backoff_max": 0.2}
        smtp = {"host": "127.0.0.1", "port": self.post.port, "security": "plain", "username": USER}
        box = {"name": "support", "address": USER, "responsible": "Anna Berg", "imap": imap, "smtp": smtp}
        box["oauth"] = self.oauth | oauth
        return {"ringback": {"data": str(self.data)}, "web": {"enabled": False}, "mailbox": [box]}

    async def report(self, **oauth: Any) -> Report:
        return await examine(Settings.model_validate(self.raw(**oauth)), Examination(12))

    async def token(self, **oauth: Any) -> Finding:
        return about(await self.report(**oauth), PART)


@pytest.fixture
async def company(tmp_path: Path) -> AsyncIterator[Company]:
    async with TokenServer() as provider:
        dovecot = Dovecot(provider.url("introspect"))
        post = Post(bearer=provider.takes)
        post.dovecot = dovecot
        try:
            dovecot.start()
            dovecot.add_user(USER, "a password that nobody is told")
            await post.start()
            yield Company(provider, dovecot, post, tmp_path / "var")
        finally:
            await post.stop()
            dovecot.close()


async def test_the_doctor_shows_until_when_and_for_what_a_token_is_good_and_tries_it(company: Company) -> None:
    company.provider.rotates = True
    report = await company.report()
    parts = {finding.part: finding.sign for finding in report.findings if finding.part.startswith("mail support")}
    assert parts.pop("mail support senders") == "warning"  # nobody is named who checks them
    assert set(parts.values()) == {"ok"}
    assert re.fullmatch(
        r"good until \d{4}-\d\d-\d\d \d\d:\d\d, renewed by itself, for https://mail.example/all",
        about(report, PART).found,
    )
    again = await company.report()
    assert about(again, PART).sign == "ok"
    assert len(company.provider.requests) == 1, "what was fetched is kept"


async def test_the_doctor_says_what_a_provider_has_against_us(company: Company) -> None:
    company.provider.withdraw()
    found = await company.token()
    assert found.sign == "broken"
    assert found.found.startswith("the provider refuses the refresh token: invalid_grant (AADSTS70008")
    assert found.fix == "give consent again with `ringback oauth consent --mailbox support`"
    company.provider.answer_next(Fault(503))
    found = await company.token(refresh_token=company.provider.new_refresh_token())
    assert (found.sign, found.found) == ("broken", "127.0.0.1 gives no token now: HTTP 503")


async def test_a_mailbox_that_the_token_does_not_open_is_told_apart_from_a_wrong_password(company: Company) -> None:
    company.provider.user = "sales@example.com"
    found = about(await company.report(), "mail support in")
    assert found.sign == "broken"
    assert "127.0.0.1 does not take the token" in found.found
    assert found.fix.startswith("see that username and oauth.scope")


async def test_a_mail_server_that_takes_no_tokens_is_said(company: Company) -> None:
    plain = Dovecot()
    try:
        plain.start()
        raw = company.raw()
        raw["mailbox"][0]["imap"]["port"] = plain.port
        report = await examine(Settings.model_validate(raw), Examination(12))
    finally:
        plain.close()
    found = about(report, "mail support in")
    assert found.found == f"127.0.0.1:{plain.port} takes no OAuth2 (no AUTH=XOAUTH2)"


async def test_a_client_secret_that_will_end_is_a_warning(company: Company) -> None:
    soon = date.today() + timedelta(days=20)  # noqa: DTZ011 - a day of the calendar
    report = await company.report(client_secret_expires=soon)
    assert [f.sign for f in report.findings if f.part == PART] == ["warning", "ok"]
    assert f"the client secret ends on {soon}" in about(report, PART).found
    assert report.exit_code == 0


async def test_a_place_that_keeps_nothing_is_said(company: Company, tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file where the folder should be")
    found = await company.token()
    assert (found.sign, found.found) == ("broken", "no token: there is no place to keep one")


async def test_a_key_that_cannot_be_read_is_a_sentence_and_no_traceback(company: Company) -> None:
    (company.data / "oauth.key").mkdir(parents=True)
    with pytest.raises(KeyProblem, match=r"the key of the tokens cannot be read: .*oauth.key: Is a directory; give it"):
        tokens_for(Settings.model_validate(company.raw()), b"salt", MemoryCursors(), SystemClock())


async def consenting(company: Company, folder: Path, **oauth: Any) -> asyncio.subprocess.Process:
    raw = company.raw(**oauth)
    raw["mailbox"][0]["oauth"].pop("refresh_token")
    path = folder / "ringback.toml"
    path.write_text(settings_text(raw), "utf-8")
    command = [sys.executable, "-m", "bot", "oauth", "consent", "--mailbox", "support", "--config", str(path)]
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=pipe)


async def ended(process: asyncio.subprocess.Process) -> tuple[int, str]:
    out, err = await asyncio.wait_for(process.communicate(), 20)
    return process.returncode or 0, (out + err).decode()


async def test_consent_with_a_code_is_kept_and_the_desk_needs_nothing_more(company: Company, tmp_path: Path) -> None:
    company.provider.consented = None
    process = await consenting(company, tmp_path)
    await until(lambda: len(company.provider.requests) >= 2, 20)
    company.provider.consented = True
    code, said = await ended(process)
    assert code == 0, said
    assert f"Open {company.provider.url('device')} in any browser, log in as the mailbox, and type ABCD-EFGH" in said
    assert f"Ringback may read and send as {USER} now" in said
    assert "hunter2" not in said
    company.oauth.pop("refresh_token")
    assert (await company.token()).sign == "ok"


async def test_consent_in_a_browser_comes_back_to_this_machine(company: Company, tmp_path: Path) -> None:
    process = await consenting(company, tmp_path, provider="google")
    assert process.stdout is not None
    await asyncio.wait_for(process.stdout.readline(), 20)
    page = (await process.stdout.readline()).decode().strip()
    assert "access_type=offline" in page
    async with httpx.AsyncClient(follow_redirects=True, trust_env=False) as browser:
        home = httpx.URL(page).params["redirect_uri"]
        stranger = await browser.get(home, params={"state": "guessed", "code": "stolen"})
        assert stranger.status_code == 400
        assert "Thank you" in (await browser.get(page)).text
    code, said = await ended(process)
    assert code == 0, said
    company.oauth.pop("refresh_token")
    assert (await company.token(provider="google")).sign == "ok"


@pytest.mark.parametrize("provider", ["custom", "google"])
async def test_a_person_who_says_no_is_reported(company: Company, tmp_path: Path, provider: str) -> None:
    company.provider.consented = False
    process = await consenting(company, tmp_path, provider=provider)
    if provider == "google":
        assert process.stdout is not None
        await process.stdout.readline()
        async with httpx.AsyncClient(follow_redirects=True, trust_env=False) as browser:
            await browser.get((await process.stdout.readline()).decode().strip())
    code, said = await ended(process)
    assert code == 2
    assert "access_denied" in said


async def test_a_desk_runs_on_tokens_and_neither_database_nor_backup_shows_one(
    company: Company, tmp_path: Path
) -> None:
    settings = Settings.model_validate(company.raw())
    for start in (1, 2):
        desk = await build(settings)
        running = asyncio.create_task(desk.run())
        lamp = desk.channels["email:support"].health
        await until(lambda lamp=lamp: lamp.green)  # type: ignore[misc] # the loop's own lamp
        company.dovecot.deliver(USER, mail(f"Printer on fire {start}"))
        await company.post.wait_for(start)  # the desk answers
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
    assert len(company.provider.requests) == 1, "a restart needs no new token"
    back_up(settings.ringback.url, company.data / "blobs", tmp_path / "backup.tar")
    with tarfile.open(tmp_path / "backup.tar") as kept:
        assert not [name for name in kept.getnames() if "oauth.key" in name]
    for file in [tmp_path / "backup.tar", *(path for path in company.data.rglob("*") if path.is_file())]:
        assert b"hunter2" not in file.read_bytes(), file
