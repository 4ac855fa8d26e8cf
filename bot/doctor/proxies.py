"""The proxies of Slack and Telegram: whether each leads to its service. A mailbox's are tried with the mailbox."""

from __future__ import annotations

import asyncio
import urllib.parse

from pydantic import SecretStr

from bot.channels.email.way import ProxyProblem, proxy_name, tunnel
from bot.doctor.findings import Finding, broken, ok

_PORTS = {"http": 80, "https": 443}


async def check(part: str, proxy: SecretStr, api_url: str, seconds: float) -> list[Finding]:
    """Asks the proxy of `part` for a way to the service, and uses it for nothing."""
    service = urllib.parse.urlsplit(api_url)
    host, port = service.hostname or "", service.port or _PORTS[service.scheme]
    if proxy.get_secret_value().startswith("https:"):
        return [await _taking(part, proxy, seconds)]
    try:
        (await tunnel(proxy, host, port, seconds)).close()
    except ProxyProblem as problem:
        return [broken(f"{part} proxy", str(problem), proxy_fix(part, problem))]
    return [ok(f"{part} proxy", f"{proxy_name(proxy)} leads to {host}:{port}")]


async def _taking(part: str, proxy: SecretStr, seconds: float) -> Finding:
    """Of a proxy that speaks TLS itself no more is asked than that it is there."""
    host, _, port = proxy_name(proxy).rpartition(":")
    try:
        async with asyncio.timeout(seconds):
            _, writer = await asyncio.open_connection(host, int(port))
        writer.transport.abort()
    except (OSError, TimeoutError) as error:
        problem = ProxyProblem(f"the proxy {host}:{port} cannot be reached: {type(error).__name__}", "down")
        return broken(f"{part} proxy", str(problem), proxy_fix(part, problem))
    return ok(f"{part} proxy", f"{host}:{port} takes connections")


def proxy_fix(part: str, problem: ProxyProblem) -> str:
    """What to do about the proxy that `part` of the settings names."""
    if problem.kind == "down":
        return f"see that the proxy runs and that {part}.proxy names it"
    if problem.kind == "login":
        return f"correct user and password in {part}.proxy; signs such as @ and / are written %40 and %2F there"
    return f"let the proxy's admin allow this way, or correct the server's name and port under {part}"
