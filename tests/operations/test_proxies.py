"""A channel behind a proxy: everything of it goes that way, and nobody sees the proxy's password."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from bot.app import App, build
from bot.channels.slack.settings import SlackSettings
from bot.channels.telegram.settings import TelegramSettings
from bot.config import Settings, load
from bot.sandbox.stage import ENGINEERS, Stage
from tests.desk.chats import TelegramCustomer
from tests.desk.waiting import until
from tests.servers.tls_front import with_tls
from tests.servers.web_proxy import WebProxy

LOGIN = "desk:only-for-the-proxy"


@asynccontextmanager
async def desk_behind(stage: Stage, folder: Path, channel: str, **more: Any) -> AsyncIterator[App]:
    """A desk with one channel."""
    values = stage.settings(folder)
    values = {"ringback": values["ringback"], "web": values["web"], channel: values[channel] | more}
    app = await build(Settings.model_validate(values), clock=stage.clock)
    task = asyncio.create_task(app.run())
    try:
        yield app
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def green(app: App, name: str) -> None:
    lamp = app.channels[name].health
    await until(lambda: lamp.green, lambda: f"{name} to turn green; it is red: {lamp.cause}")


@pytest.mark.parametrize(("scheme", "kind"), [("http", "HTTP"), ("socks5", "SOCKS"), ("socks5h", "SOCKS")])
async def test_telegram_is_reached_through_its_proxy_alone(tmp_path: Path, scheme: str, kind: str) -> None:
    async with Stage() as stage, WebProxy(LOGIN) as proxy:
        address = f"{scheme}://{LOGIN}@127.0.0.1:{proxy.port}"
        async with desk_behind(stage, tmp_path, "telegram", proxy=address) as app:
            await green(app, "telegram")
            customer = TelegramCustomer(stage, 1001, "Ann", "en")
            await customer.chats("It beeps.")
            await customer.hears("RB-1001")
    assert proxy.asked
    assert all(way.startswith(kind) for way in proxy.asked)


@pytest.mark.parametrize(("scheme", "kind"), [("http", "CONNECT"), ("socks5h", "SOCKS")])
async def test_telegram_behind_a_proxy_with_tls_and_a_certificate_of_ones_own(
    tmp_path: Path, scheme: str, kind: str
) -> None:
    async with Stage() as stage:
        port = httpx.URL(stage.telegram.api_url).port
        assert port is not None
        # The name exists only behind the proxy.
        async with with_tls(port, tmp_path) as (tls, certificate), WebProxy(hosts={"localhost": tls}) as proxy:
            more = {"api_url": "https://localhost:9", "ca_file": certificate}
            async with desk_behind(
                stage, tmp_path / "data", "telegram", proxy=f"{scheme}://127.0.0.1:{proxy.port}", **more
            ) as app:
                await green(app, "telegram")
    assert proxy.asked
    assert {way.partition(":")[0] for way in proxy.asked} == {f"{kind} localhost"}


async def test_slack_is_reached_through_its_proxy_alone_socket_and_all(tmp_path: Path) -> None:
    async with Stage() as stage, WebProxy(LOGIN) as proxy:
        address = f"http://{LOGIN}@127.0.0.1:{proxy.port}"
        async with desk_behind(stage, tmp_path, "slack", proxy=address) as app:
            await green(app, "slack")
            calls = len(proxy.asked)
            await app.database.write(lambda c: None)
            assert stage.slack.messages(ENGINEERS) == []
    assert calls >= 3  # who am I, a place for a socket, the socket


@pytest.mark.parametrize("channel", ["telegram", "slack"])
async def test_a_proxy_that_refuses_us_is_shown_without_its_password(tmp_path: Path, channel: str) -> None:
    async with Stage() as stage, WebProxy("somebody:else") as proxy:
        address = f"http://{LOGIN}@127.0.0.1:{proxy.port}"
        async with desk_behind(stage, tmp_path, channel, proxy=address) as app:
            lamp = app.channels[channel].health
            await until(lambda: lamp.cause not in ("", "starting"), "the lamp to say why")
            assert "only-for-the-proxy" not in lamp.cause
            assert "only-for-the-proxy" not in repr(app.settings)
    assert proxy.asked == []
    assert proxy.refused


def test_slack_refuses_a_proxy_that_it_cannot_use() -> None:
    with pytest.raises(ValidationError, match="SOCKS is not possible") as refused:
        SlackSettings(bot_token="x", app_token="x", engineers_channel="G0", proxy=f"socks5://{LOGIN}@proxy:1")
    assert LOGIN not in str(refused.value)


def test_telegram_refuses_a_proxy_of_no_kind() -> None:
    with pytest.raises(ValidationError, match="begins with http://") as refused:
        TelegramSettings(token="1:x", proxy=f"ftp://{LOGIN}@proxy:1")
    assert LOGIN not in str(refused.value)


def test_an_authority_of_ones_own_is_meant_from_the_settings_folder(tmp_path: Path) -> None:
    file = tmp_path / "ringback.toml"
    file.write_text('[telegram]\ntoken = "1:x"\nca_file = "ca.pem"\n')
    settings = load(file, {})
    assert settings.telegram
    assert settings.telegram.ca_file == tmp_path / "ca.pem"
