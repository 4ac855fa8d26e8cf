"""Telegram, looked at."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import aiohttp
import pytest

from bot.app import sole
from bot.sandbox.stage import Stage
from tests.doctor.conftest import Change, Clinic, about, only
from tests.servers.ports import free_port


def telegram(**changes: object) -> Change:
    def change(raw: dict[str, Any]) -> None:
        only("telegram")(raw)
        raw["telegram"] |= changes

    return change


async def call(stage: Stage, method: str, **arguments: object) -> Any:
    address = f"{stage.telegram.base_url}{stage.telegram.token}/{method}"
    async with aiohttp.ClientSession() as session, session.post(address, json=arguments) as answer:
        return await answer.json()


async def test_a_good_bot_is_named_and_its_waiting_messages_stay(clinic: Clinic, stage: Stage) -> None:
    stage.telegram.add_user(7, "Li")
    await stage.telegram.write(7, "打印机坏了")
    found = about(await clinic.report(telegram()), "telegram")
    assert found.sign == "ok"
    assert "@RingbackSandboxBot" in found.found
    assert len(stage.telegram.world.updates.pending) == 1
    assert not stage.telegram.world.updates.confirmed


async def test_a_wrong_token_is_not_shown(clinic: Clinic) -> None:
    report = await clinic.report(telegram(token="12345:hunter2"))
    found = about(report, "telegram")
    assert found.sign == "broken"
    assert "@BotFather" in found.fix
    assert "hunter2" not in repr(report)


async def test_a_webhook_left_over_is_a_warning_and_stays(clinic: Clinic, stage: Stage) -> None:
    await call(stage, "setWebhook", url="https://old.example/secret-path")
    found = about(await clinic.report(telegram()), "telegram")
    assert found.sign == "warning"
    assert "old.example" in found.found
    assert "secret-path" not in found.found
    assert stage.telegram.world.webhook


async def test_another_poller_is_found(clinic: Clinic, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.doctor.telegram.WATCH_SECONDS", 5)

    async def other() -> None:
        while True:
            await call(stage, "getUpdates", timeout=50)
            await asyncio.sleep(0.1)

    task = asyncio.create_task(other())
    try:
        found = about(await clinic.report(telegram()), "telegram")
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    assert found.sign == "broken"
    assert "409" in found.found


async def test_a_running_desk_is_not_disturbed(clinic: Clinic, stage: Stage) -> None:
    with sole(clinic.data):
        found = about(await clinic.report(telegram()), "telegram")
    assert found.sign == "ok"
    assert "desk that is running" in found.found
    assert "getUpdates" not in [entry["method"] for entry in stage.telegram.journal.entries]


async def test_privacy_mode_is_told(clinic: Clinic, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.sandbox.telegram import account, server

    def private(made: Any) -> Any:
        return account.get_me(made) | {"can_read_all_group_messages": False}

    monkeypatch.setitem(server.PERFORMED, "getMe", private)
    found = about(await clinic.report(telegram()), "telegram")
    assert found.sign == "ok"
    assert "privacy mode" in found.found


async def test_telegram_out_of_reach_names_the_proxy(clinic: Clinic) -> None:
    found = about(await clinic.report(telegram(api_url=f"http://127.0.0.1:{free_port()}")), "telegram")
    assert found.sign == "broken"
    assert "proxy" in found.fix
