"""A mailbox's token: fetched once, renewed ahead, kept sealed; trouble said in time and in the provider's words."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.channels.email.oauth.expiry import secret_note
from bot.channels.email.oauth.problem import TokenProblem
from bot.channels.email.oauth.providers import endpoints
from bot.channels.email.oauth.sasl import challenge_words
from bot.channels.email.oauth.sealed import SealedCursors, UnreadableError, derived_key
from bot.channels.email.oauth.tokens import Tokens
from bot.channels.email.settings import OAuthSettings
from tests.channels.email.conftest import MemoryCursors
from tests.servers.ports import free_port
from tests.servers.token_server import Fault, TokenServer


class Clock:
    """A clock that the test moves."""

    time = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    def forward(self, **span: float) -> None:
        self.time += timedelta(**span)


@dataclass
class Installation:
    """What outlasts a process: the database, the key, and the provider outside."""

    provider: TokenServer
    data: Path
    cursors: MemoryCursors = field(default_factory=MemoryCursors)
    clock: Clock = field(default_factory=Clock)

    def started(self, settings: dict[str, Any], environment: dict[str, str] | None = None) -> Tokens:
        sealed = SealedCursors(self.cursors, derived_key(self.data, b"salt", environment or {}))
        return Tokens("support", OAuthSettings.model_validate(settings), sealed, self.clock, lambda: 1.0)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Installation]:
    async with TokenServer() as provider:
        yield Installation(provider, tmp_path)


async def test_many_who_ask_at_once_make_one_question(house: Installation) -> None:
    tokens = house.started(house.provider.settings())
    assert len(set(await asyncio.gather(*(tokens.get() for _ in range(20))))) == 1
    assert len(house.provider.requests) == 1


async def test_a_token_is_not_handed_out_in_its_last_five_minutes(house: Installation) -> None:
    tokens = house.started(house.provider.settings())
    first = await tokens.get()
    house.clock.forward(minutes=54)
    assert await tokens.get() == first
    house.clock.forward(minutes=2)
    assert await tokens.get() != first


async def test_a_rotated_refresh_token_is_kept_and_outlasts_a_restart(house: Installation) -> None:
    house.provider.rotates = True
    settings = house.provider.settings()
    first = await house.started(settings).get()
    again = house.started(settings)
    assert await again.get() == first, "a restart asks for nothing while the token lives"
    for _ in range(3):
        house.clock.forward(hours=1)
        await house.started(settings).get()
    assert len(house.provider.requests) == 4
    assert len({form["refresh_token"] for form in house.provider.requests}) == 4


async def test_a_rotated_refresh_token_is_kept_although_the_database_was_down(house: Installation) -> None:
    house.provider.rotates = True
    settings = house.provider.settings()
    tokens = house.started(settings)
    save = house.cursors.save
    vars(house.cursors)["save"] = refusing
    with pytest.raises(OSError, match="disk full"):
        await tokens.get()
    vars(house.cursors)["save"] = save
    token = await tokens.get()
    assert await house.started(settings).get() == token
    assert len(house.provider.requests) == 1


async def refusing(_name: str, _value: object) -> None:
    raise OSError("disk full")


async def test_a_new_first_refresh_token_in_the_settings_wins_over_what_is_kept(house: Installation) -> None:
    first = await house.started(house.provider.settings()).get()
    assert await house.started(house.provider.settings()).get() != first


async def test_trouble_shows_while_the_old_token_still_works(house: Installation) -> None:
    tokens = house.started(house.provider.settings())
    told: list[str] = []
    assert 0 < await tokens.ahead(told.append) <= 60
    assert told == [""]
    token = await tokens.get()
    house.clock.forward(minutes=31)
    house.provider.answer_next(Fault(500, "<h1>oops</h1>"), times=3)
    for _ in range(3):
        await asyncio.sleep(await tokens.ahead(told.append))
        assert await tokens.get() == token
    host = "127.0.0.1 gives no token now: HTTP 500"
    assert told == ["", f"the token could not be renewed; it ends in 29 min: {host}"]
    await tokens.ahead(told.append)
    assert told[-1] == ""
    assert await tokens.get() != token


async def test_a_refusal_is_told_at_the_first_time(house: Installation) -> None:
    tokens = house.started(house.provider.settings())
    told: list[str] = []
    await tokens.ahead(told.append)
    house.clock.forward(minutes=40)
    house.provider.withdraw()
    await tokens.ahead(told.append)
    assert told[-1].startswith(
        "the token could not be renewed; it ends in 20 min: the provider refuses the refresh token: invalid_grant"
    )


@pytest.mark.parametrize("header", ["7", "date"])
async def test_a_provider_that_wants_us_to_wait_is_not_asked_before(house: Installation, header: str) -> None:
    if header == "date":
        header = (datetime.now(UTC) + timedelta(seconds=8)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    tokens = house.started(house.provider.settings())
    house.provider.answer_next(Fault(429, headers={"Retry-After": header}))
    assert 5 < await tokens.ahead(lambda _cause: None) <= 8
    for _ in range(3):
        with pytest.raises(TokenProblem, match="HTTP 429"):
            await tokens.get()
    assert len(house.provider.requests) == 1


async def test_a_refused_token_is_fetched_anew_but_not_again_and_again(house: Installation) -> None:
    tokens = house.started(house.provider.settings(backoff_max=60))
    first = await tokens.get()
    house.clock.forward(minutes=2)
    assert await tokens.refused(first)
    second = await tokens.get()
    assert second != first
    assert await tokens.refused(first), "whoever comes late is told to take the new one"
    assert not await tokens.refused(second)
    assert await tokens.get() == second


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(200, "<html>log in</html>"), "does not answer as a token endpoint does: HTTP 200"),
        (Fault(302, headers={"Location": "http://127.0.0.1:1/"}), "does not answer as a token endpoint does: HTTP 302"),
        (Fault(200, "[]"), "does not answer as a token endpoint does"),
        (Fault(200, '{"access_token": 7}'), "the answer holds no bearer token"),
        (Fault(200, '{"access_token": "a\\r\\nb", "token_type": "Bearer"}'), "the answer holds no bearer token"),
        (Fault(200, '{"access_token": "abc", "token_type": "mac"}'), "the answer holds no bearer token"),
        (Fault(200, '{"access_token": "abc", "expires_in": "soon"}'), "the provider's answer cannot be used"),
        (Fault(200, '{"access_token": "abc", "expires_in": [60]}'), "the token's life is no number"),
        (Fault(400, '{"error": "unauthorized_client"}'), "the provider refuses the client: unauthorized_client"),
        (Fault(400, '{"error": "invalid_scope", "error_description": "AADSTS70011\\u202e\\nTrace"}'), "(AADSTS70011)"),
        (Fault(503, headers={"Retry-After": "soon"}), "gives no token now: HTTP 503"),
    ],
)
async def test_every_odd_answer_is_a_sentence(house: Installation, fault: Fault, words: str) -> None:
    house.provider.answer_next(fault)
    with pytest.raises(TokenProblem) as caught:
        await house.started(house.provider.settings()).get()
    assert words in str(caught.value)
    assert str(caught.value).isprintable()


async def test_a_token_said_to_live_for_ever_is_renewed_all_the_same(house: Installation) -> None:
    house.provider.expires_in = 1e300
    tokens = house.started(house.provider.settings())
    first = await tokens.get()
    house.clock.forward(days=1)
    assert await tokens.get() != first


async def test_a_wrong_secret_is_told_apart(house: Installation) -> None:
    tokens = house.started(house.provider.settings("client_credentials", client_secret="hunter2 of last year"))
    with pytest.raises(TokenProblem, match=r"refuses the client: invalid_client \(AADSTS7000215: .*client_secret"):
        await tokens.get()


async def test_a_closed_door_and_a_silent_one_are_told_apart(house: Installation) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}/token"
    with pytest.raises(TokenProblem, match=r"127.0.0.1 cannot be reached"):
        await house.started(house.provider.settings(token_url=nowhere)).get()
    silent = socket.create_server(("127.0.0.1", 0))
    port = silent.getsockname()[1]
    began = time.monotonic()
    with pytest.raises(TokenProblem, match=r"gave no token in 0.2 s"):
        await house.started(
            house.provider.settings(token_url=f"http://127.0.0.1:{port}/token", timeout_seconds=0.2)
        ).get()
    assert time.monotonic() - began < 2
    silent.close()


async def test_no_secret_stands_in_the_clear_anywhere(
    house: Installation, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    settings = house.provider.settings()
    tokens = house.started(settings)
    await tokens.get()
    words = f"{settings['refresh_token']} and {settings['client_secret']}"
    house.clock.forward(hours=1)
    house.provider.answer_next(Fault(400, json.dumps({"error": "invalid_grant", "error_description": words})))
    with pytest.raises(TokenProblem) as caught:
        await tokens.get()
    shown = [repr(tokens), repr(tokens._token), str(caught.value), json.dumps(house.cursors.places)]
    shown += [capsys.readouterr().out, caplog.text]
    assert "*** and ***" in str(caught.value)
    assert not [text for text in shown if "hunter2" in text]


async def test_the_key_is_a_file_that_only_its_owner_reads_or_a_variable(house: Installation) -> None:
    settings = house.provider.settings()
    first = await house.started(settings).get()
    assert (house.data / "oauth.key").stat().st_mode & 0o777 == 0o600
    assert await house.started(settings).get() == first
    assert await house.started(settings, {"RINGBACK_KEY": "k" * 40}).get() != first
    assert derived_key(house.data, b"salt", {}) != derived_key(house.data, b"another installation", {})
    assert [path.name for path in house.data.iterdir()] == ["oauth.key"]


async def test_a_sealed_value_is_worth_nothing_under_another_name_or_changed(house: Installation) -> None:
    sealed = SealedCursors(house.cursors, derived_key(house.data, b"salt", {}))
    await sealed.save("oauth support", {"refresh": "hunter2"})
    assert await sealed.load("oauth support") == {"refresh": "hunter2"}
    assert await sealed.load("oauth sales") is None
    kept = house.cursors.places["oauth support"]
    changed = {"sealed": kept["sealed"][:-4] + "AAA="}
    for name, value in (("oauth sales", kept), ("oauth support", changed), ("oauth support", {"odd": 1})):
        house.cursors.places[name] = value
        with pytest.raises(UnreadableError):
            await sealed.load(name)


async def test_another_key_and_no_refresh_token_in_the_settings_is_said(house: Installation) -> None:
    settings = house.provider.settings()
    del settings["refresh_token"]
    with pytest.raises(
        TokenProblem, match="no consent yet: give consent with `ringback oauth consent --mailbox support`"
    ):
        await house.started(settings).get()
    given = {"access_token": "abc", "refresh_token": house.provider.new_refresh_token(), "expires_in": 1}
    await house.started(settings).adopt(given)
    house.clock.forward(hours=1)
    assert await house.started(settings).get()
    with pytest.raises(TokenProblem, match="cannot be read, its key has changed"):
        await house.started(settings, {"RINGBACK_KEY": "k" * 40}).get()


def test_the_providers_addresses_and_scopes_are_known() -> None:
    client = {"client_id": "c", "client_secret": "s"}
    microsoft = OAuthSettings(provider="microsoft", tenant="t", flow="client_credentials", **client)
    assert endpoints(microsoft).token_url == "https://login.microsoftonline.com/t/oauth2/v2.0/token"
    assert endpoints(microsoft).scope == "https://outlook.office365.com/.default"
    consent = OAuthSettings(provider="microsoft", tenant="t", **client)
    assert endpoints(consent).scope.split() == [
        "https://outlook.office.com/IMAP.AccessAsUser.All",
        "https://outlook.office.com/SMTP.Send",
        "offline_access",
    ]
    google = OAuthSettings(provider="google", **client)
    assert endpoints(google).token_url == "https://oauth2.googleapis.com/token"
    assert endpoints(google).scope == "https://mail.google.com/"
    china = "https://login.partner.microsoftonline.cn/t/oauth2/v2.0/token"
    moved = OAuthSettings(provider="microsoft", token_url=china, scope="https://partner.outlook.cn/.default", **client)
    assert (endpoints(moved).token_url, endpoints(moved).scope) == (china, "https://partner.outlook.cn/.default")
    assert endpoints(moved).ask_url == "https://login.partner.microsoftonline.cn/t/oauth2/v2.0/devicecode"


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2026, 12, 31), ""),
        (date(2027, 1, 1), "ends on 2027-01-31, within 30 days"),
        (date(2027, 1, 23), "ends on 2027-01-31, within 30 days"),
        (date(2027, 1, 24), "ends on 2027-01-31, within 7 days"),
        (date(2027, 1, 30), "ends on 2027-01-31, within 7 days"),
        (date(2027, 1, 31), "ended on 2027-01-31"),
        (date(2027, 3, 1), "ended on 2027-01-31"),
    ],
)
def test_the_client_secrets_end_is_warned_of_30_and_7_days_before(today: date, words: str) -> None:
    settings = OAuthSettings(
        provider="google", client_id="c", client_secret="s", client_secret_expires=date(2027, 1, 31)
    )
    note = secret_note(settings, today)
    assert words in note
    assert bool(note) == bool(words)


async def test_the_end_of_a_consent_given_for_a_time_is_warned_of_and_outlasts_a_restart(house: Installation) -> None:
    house.provider.consent_seconds = timedelta(days=40).total_seconds()
    settings = house.provider.settings()
    tokens = house.started(settings)
    await tokens.get()
    assert tokens.note() == ""
    house.provider.consent_seconds = None  # said once
    for days, words in ((15, "ends on 2026-04-11, within 30 days"), (20, "within 7 days"), (6, "ended on 2026-04-11")):
        house.clock.forward(days=days)
        restarted = house.started(settings)
        await restarted.get()
        assert words in restarted.note()
        assert "ringback oauth consent --mailbox support" in restarted.note()
    await restarted.adopt({"access_token": "a", "expires_in": 3600, "refresh_token": "given anew"})
    assert restarted.note() == ""


@pytest.mark.parametrize(
    ("said", "ends"),
    [
        ({"refresh_token_expires_in": 86400}, True),
        ({"refresh_expires_in": 86400}, True),
        ({"refresh_expires_in": 0}, False),
        ({"refresh_token_expires_in": "soon"}, False),
        ({"refresh_token_expires_in": 1e300}, False),
        ({}, False),
    ],
)
async def test_a_consents_end_is_read_as_providers_write_it(
    house: Installation, said: dict[str, object], ends: bool
) -> None:
    tokens = house.started(house.provider.settings())
    await tokens.adopt({"access_token": "a", "expires_in": 3600, "refresh_token": "r"} | said)
    assert bool(tokens.note()) == ends


@pytest.mark.parametrize("challenge", [b"", b"%%%", b"bnVsbA==", b"WzFd", b"eyJhIjo=", b"/w=="])
def test_a_challenge_that_is_none_says_nothing(challenge: bytes) -> None:
    assert challenge_words(challenge) == ""
