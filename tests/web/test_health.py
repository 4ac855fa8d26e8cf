"""Health over HTTP: every part with its colour."""

from __future__ import annotations

import httpx

from bot.core.health import Health
from bot.web.health import health_app


async def ask(*parts: Health) -> httpx.Response:
    transport = httpx.ASGITransport(app=health_app(parts))
    async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
        return await client.get("/healthz")


async def test_all_parts_well_is_200() -> None:
    mail, chat = Health("email:support"), Health("telegram")
    mail.well()
    chat.well()
    answer = await ask(mail, chat)
    assert answer.status_code == 200
    assert answer.json()["green"] is True
    assert set(answer.json()["parts"]) == {"email:support", "telegram"}


async def test_one_red_part_is_503_with_its_cause() -> None:
    mail, chat = Health("email:support"), Health("telegram")
    mail.well()
    chat.ill("another program polls with the same token (409)")
    answer = await ask(mail, chat)
    assert answer.status_code == 503
    assert answer.json()["parts"]["telegram"]["cause"].startswith("another program")
    assert answer.json()["parts"]["email:support"]["green"] is True


async def test_a_part_that_has_not_said_anything_is_red() -> None:
    assert (await ask(Health("slack"))).status_code == 503


def test_a_part_heals_and_says_since_when() -> None:
    now = [100.0]
    lamp = Health("slack", monotonic=lambda: now[0])
    lamp.well()
    now[0] = 160.0
    lamp.ill("cut")
    now[0] = 170.0
    lamp.ill("still cut")
    assert (lamp.green, lamp.cause, lamp.since) == (False, "still cut", 160.0)
    now[0] = 180.0
    lamp.well()
    assert (lamp.green, lamp.since) == (True, 180.0)
