"""What the emulator's Web API answers, with the header that tells the app's scopes.

https://docs.slack.dev/authentication/installing-with-oauth: X-OAuth-Scopes lists the token's scopes.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from aiohttp import web


@asynccontextmanager
async def scoped(api_url: str, scopes: str, answers: Mapping[str, dict[str, Any]] | None = None) -> AsyncIterator[str]:
    """The address of an API that adds `scopes`, and answers the methods in `answers` by itself."""

    async def call(request: web.Request) -> web.Response:
        method = request.match_info["method"]
        headers = {"x-oauth-scopes": scopes}
        if answers and method in answers:
            return web.json_response(answers[method], headers=headers)
        passed = {name: request.headers[name] for name in ("Authorization", "Content-Type") if name in request.headers}
        address = f"{api_url}{method}?{request.query_string}"
        async with aiohttp.ClientSession() as session:
            sent = session.request(request.method, address, headers=passed, data=await request.read())
            async with sent as answer:
                return web.json_response(await answer.json(), status=answer.status, headers=headers)

    app = web.Application()
    app.router.add_route("*", "/api/{method}", call)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    finally:
        await runner.cleanup()
