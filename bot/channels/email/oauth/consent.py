"""A person's consent: with a code typed at the provider's page, or in a browser that comes back to this machine."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode

from aiohttp import web
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from bot.channels.email.oauth.ask import Asking
from bot.channels.email.oauth.problem import TokenProblem, plain
from bot.channels.email.oauth.providers import endpoints

Say = Callable[[str], None]
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
PATIENCE = 900.0  # seconds for a person to answer


@asynccontextmanager
async def _in_time() -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(PATIENCE):
            yield
    except TimeoutError:
        raise TokenProblem(f"nobody answered within {PATIENCE / 60:.0f} minutes", "try again") from None


async def by_device(asking: Asking, say: Say) -> Mapping[str, Any]:
    """RFC 8628: shows an address and a code, and waits until somebody has typed it there. Raises TokenProblem."""
    where = endpoints(asking.settings)
    form = urlencode({"client_id": asking.settings.client_id, "scope": where.scope})
    given = await asking.post(where.ask_url, form)
    try:
        code, pause = str(given["device_code"]), float(given.get("interval", 5))
        page, typed = plain(str(given["verification_uri"]), ()), plain(str(given["user_code"]), ())
    except (KeyError, TypeError, ValueError) as error:
        words = plain(f"{given.get('error', '')} {given.get('error_description', '')}", ())
        fix = "see client_id, tenant and scope; at Microsoft the app must allow public client flows"
        raise TokenProblem(f"the provider gives no code: {words or 'an odd answer'}", fix) from error
    say(f"Open {page} in any browser, log in as the mailbox, and type {typed}")
    async with _in_time():
        while True:
            await asyncio.sleep(pause)
            try:
                return await asking.for_token(DEVICE, device_code=code)
            except TokenProblem as problem:
                if problem.refused and problem.code not in ("authorization_pending", "slow_down"):
                    raise
                pause += 5 if problem.code == "slow_down" else 0  # RFC 8628, 3.5


async def by_browser(asking: Asking, say: Say, port: int, login_hint: str) -> Mapping[str, Any]:
    """RFC 8252, 7.3 with PKCE: shows an address, and waits on 127.0.0.1 for the browser to come back. Raises
    TokenProblem, and OSError when the port is taken."""
    state, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
    loop = asyncio.get_running_loop()
    back: asyncio.Future[Mapping[str, str]] = loop.create_future()

    async def come_back(request: web.Request) -> web.Response:
        if not secrets.compare_digest(request.query.get("state", "").encode(), state.encode()):
            return web.Response(status=400, text="This is not the answer Ringback waits for.")
        if not back.done():
            back.set_result(dict(request.query))
        return web.Response(text="Thank you. Ringback has the answer; this page may be closed.")

    site = web.Application()
    site.router.add_get("/", come_back)
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        address = f"http://127.0.0.1:{runner.addresses[0][1]}/"
        page = _page(asking, address, state, verifier, login_hint)
        say(f"Open this in a browser on this machine, and log in as the mailbox:\n{page}")
        async with _in_time():
            answer = await back
    finally:
        await runner.cleanup()
    if "code" not in answer:
        raise TokenProblem(f"no consent was given: {plain(answer.get('error', 'an odd answer'), ())}", "try again")
    return await asking.for_token(
        "authorization_code", code=answer["code"], redirect_uri=address, code_verifier=verifier
    )


def _page(asking: Asking, address: str, state: str, verifier: str, login_hint: str) -> str:
    where = endpoints(asking.settings)
    # Google gives a refresh token only when it is asked for one, and for consent:
    # https://developers.google.com/identity/protocols/oauth2/web-server#offline
    return str(
        prepare_grant_uri(
            where.ask_url,
            asking.settings.client_id,
            "code",
            redirect_uri=address,
            scope=where.scope,
            state=state,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
            access_type="offline",
            prompt="consent",
            login_hint=login_hint,
        )
    )
