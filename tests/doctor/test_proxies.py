"""Slack and Telegram behind proxies, looked at: everything goes through them, and what is wrong with one is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.doctor.conftest import Clinic, about, only
from tests.servers.ports import free_port
from tests.servers.tls_front import with_tls
from tests.servers.web_proxy import WebProxy

LOGIN = "desk:only-for-the-proxy"


def behind(channel: str, proxy: str, **more: Any) -> Any:
    def change(raw: dict[str, Any]) -> None:
        only(channel)(raw)
        raw[channel] |= {"proxy": proxy, **more}

    return change


@pytest.mark.parametrize(("channel", "scheme"), [("slack", "http"), ("telegram", "http"), ("telegram", "socks5")])
async def test_a_chat_behind_a_proxy_is_looked_at_through_it(clinic: Clinic, channel: str, scheme: str) -> None:
    async with WebProxy(LOGIN) as proxy:
        report = await clinic.report(behind(channel, f"{scheme}://{LOGIN}@127.0.0.1:{proxy.port}"))
    assert [finding for finding in report.findings if finding.sign == "broken"] == []
    found = about(report, f"{channel} proxy")
    assert found.sign == "ok"
    assert found.found.startswith(f"127.0.0.1:{proxy.port} leads to 127.0.0.1:")
    assert len(proxy.asked) > 2


async def test_slacks_socket_goes_through_the_proxy_too(clinic: Clinic) -> None:
    async with WebProxy(LOGIN) as proxy:
        report = await clinic.report(behind("slack", f"http://{LOGIN}@127.0.0.1:{proxy.port}"))
    assert about(report, "slack app token").found == "it opens a socket"
    # The proxy itself, who am I, two channels, the engineers, a place for a socket, the socket.
    assert len(proxy.asked) == 7


@pytest.mark.parametrize("channel", ["slack", "telegram"])
async def test_a_wrong_password_of_a_proxy_names_the_setting_and_is_not_shown(clinic: Clinic, channel: str) -> None:
    async with WebProxy(LOGIN) as proxy:
        report = await clinic.report(behind(channel, f"http://desk:hunter2-wrong@127.0.0.1:{proxy.port}"))
    found = about(report, f"{channel} proxy")
    assert found.sign == "broken"
    assert "refuses the user and password" in found.found
    assert f"{channel}.proxy" in found.fix
    assert report.exit_code == 2
    assert "hunter2" not in repr(report)
    assert proxy.asked == []


@pytest.mark.parametrize(("channel", "scheme"), [("slack", "http"), ("telegram", "socks5"), ("telegram", "https")])
async def test_a_proxy_that_is_not_there_is_broken(clinic: Clinic, channel: str, scheme: str) -> None:
    found = about(await clinic.report(behind(channel, f"{scheme}://127.0.0.1:{free_port()}")), f"{channel} proxy")
    assert found.sign == "broken"
    assert "cannot be reached" in found.found
    assert f"see that the proxy runs and that {channel}.proxy names it" in found.fix


async def test_a_proxy_that_speaks_tls_is_looked_for(clinic: Clinic, tmp_path: Path) -> None:
    async with WebProxy() as proxy, with_tls(proxy.port, tmp_path) as (port, _):
        report = await clinic.report(behind("telegram", f"https://127.0.0.1:{port}"))
    assert about(report, "telegram proxy").found == f"127.0.0.1:{port} takes connections"
