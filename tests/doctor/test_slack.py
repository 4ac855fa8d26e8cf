"""Slack, looked at: each thing that goes wrong is named with its fix."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.doctor.slack import SCOPES
from bot.sandbox.slack.scopes import INSTALLED
from bot.sandbox.stage import ANNA, Stage
from tests.doctor.conftest import Clinic, about, only
from tests.servers.ports import free_port

MANIFEST = Path(__file__).parents[2] / "slack-manifest.yaml"


def slack(**changes: object) -> Any:
    def change(raw: dict[str, Any]) -> None:
        only("slack")(raw)
        raw["slack"] |= changes

    return change


def test_the_scopes_looked_for_are_those_of_the_manifest() -> None:
    manifest = yaml.safe_load(MANIFEST.read_text("utf-8"))
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == SCOPES == INSTALLED


async def test_a_good_app_is_good_in_every_part(clinic: Clinic) -> None:
    report = await clinic.report(slack())
    parts = [finding for finding in report.findings if finding.part.startswith("slack")]
    assert {finding.sign for finding in parts} == {"ok"}
    assert len(parts) == 5
    assert "2 people" in about(report, "slack engineers").found


async def test_a_missing_scope_is_named_before_anything_fails(clinic: Clinic, stage: Stage) -> None:
    stage.slack.scopes -= {"files:read"}
    found = about(await clinic.report(slack()), "slack scopes")
    assert found.sign == "broken"
    assert "files:read" in found.found
    assert "Reinstall" in found.fix


async def test_scopes_that_slack_does_not_tell_are_a_warning(clinic: Clinic, stage: Stage) -> None:
    stage.slack.scopes = frozenset()
    found = about(await clinic.report(slack()), "slack scopes")
    assert found.sign == "warning"
    assert "slack-manifest.yaml" in found.fix


async def test_missing_scope_in_an_answer_names_the_scope(clinic: Clinic, stage: Stage) -> None:
    stage.slack.scopes -= {"groups:read"}
    found = about(await clinic.report(slack()), "slack engineers")
    assert found.sign == "broken"
    assert "groups:read" in found.found


async def test_a_wrong_bot_token_is_told_apart_from_a_wrong_app_token(clinic: Clinic) -> None:
    report = await clinic.report(slack(bot_token="xoxb-wrong-hunter2"))
    assert about(report, "slack bot token").sign == "broken"
    assert "xoxb-" in about(report, "slack bot token").fix
    assert about(report, "slack app token").sign == "ok"
    report = await clinic.report(slack(app_token="xapp-wrong-hunter2"))
    assert about(report, "slack bot token").sign == "ok"
    assert about(report, "slack app token").sign == "broken"
    assert "connections:write" in about(report, "slack app token").fix
    assert "hunter2" not in repr(report)


async def test_a_bot_token_in_the_app_tokens_place_is_recognised(clinic: Clinic) -> None:
    found = about(await clinic.report(slack(app_token="xoxb-sandbox")), "slack app token")
    assert "that is a bot token" in found.found


async def test_an_app_token_without_its_scope_is_named(clinic: Clinic, stage: Stage) -> None:
    stage.slack.fail("apps.connections.open", "missing_scope")
    assert "connections:write" in about(await clinic.report(slack()), "slack app token").found


@pytest.mark.parametrize(
    ("channel", "private", "bot", "sign", "words"),
    [
        ("G0APART", True, False, "broken", "not in"),
        ("C0OPEN", False, True, "broken", "public"),
        ("G0MISSING", None, False, "broken", "no such channel"),
    ],
)
async def test_the_engineers_channel_must_be_private_with_the_bot_in_it(  # noqa: PLR0917  # one table
    clinic: Clinic, stage: Stage, channel: str, private: bool | None, bot: bool, sign: str, words: str
) -> None:
    if private is not None:
        stage.slack.add_channel(channel, "desk", private=private, members=(ANNA,), bot_member=bot)
    found = about(await clinic.report(slack(engineers_channel=channel)), "slack engineers")
    assert found.sign == sign
    assert words in found.found
    assert found.fix


async def test_a_public_customers_channel_without_the_bot_is_broken(clinic: Clinic, stage: Stage) -> None:
    stage.slack.add_channel("C0LATER", "later", members=(ANNA,), bot_member=False)
    found = about(await clinic.report(slack(customer_channels=("C0LATER",))), "slack customers")
    assert "not_in_channel" in found.found
    assert "/invite" in found.fix


async def test_a_channel_without_engineers_is_a_warning(clinic: Clinic, stage: Stage) -> None:
    stage.slack.add_channel("G0EMPTY", "desk", private=True)
    assert about(await clinic.report(slack(engineers_channel="G0EMPTY")), "slack engineers").sign == "warning"


async def test_a_socket_that_does_not_open_is_broken(clinic: Clinic, stage: Stage) -> None:
    stage.slack.accept_sockets = False
    found = about(await clinic.report(slack()), "slack app token")
    assert "socket does not open" in found.found


async def test_slack_out_of_reach_is_one_sentence_a_token(clinic: Clinic) -> None:
    report = await clinic.report(slack(api_url=f"http://127.0.0.1:{free_port()}/api/"))
    assert "cannot be reached" in about(report, "slack bot token").found
    assert "proxy" in about(report, "slack app token").fix
    assert stage_quiet(clinic)


def stage_quiet(clinic: Clinic) -> bool:
    return clinic.stage.slack.sockets_open == 0


async def test_a_lead_outside_the_engineers_channel_is_a_warning(clinic: Clinic) -> None:
    found = about(await clinic.report(slack(lead="U0ELSEWHERE")), "slack engineers")
    assert (found.sign, found.fix) == ("warning", "invite him")
    assert about(await clinic.report(slack(lead=ANNA)), "slack engineers").sign == "ok"
    assert about(await clinic.report(slack(lead="S0LEADS")), "slack engineers").sign == "ok"
