"""A client of plain HTTP and websockets that knows no Slack library."""

import asyncio
import json
import time
from collections.abc import Callable

import aiohttp

from bot.sandbox.slack import SlackSandbox

BOT = {"Authorization": "Bearer xoxb-sandbox"}
APP = {"Authorization": "Bearer xapp-sandbox"}


async def wait_until(true: Callable[[], object], seconds: float = 10) -> None:
    """Wait until `true()` holds; fail after some seconds."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came true"
        await asyncio.sleep(0.005)


class Raw:
    """Plain HTTP and websocket calls."""

    def __init__(self, slack: SlackSandbox, session: aiohttp.ClientSession) -> None:
        self.slack = slack
        self.session = session

    async def call(self, method: str, token: dict | None = None, **args: object) -> dict:
        """Call with a JSON body and return the answer."""
        headers = BOT if token is None else token
        async with self.session.post(self.slack.url + method, json=args, headers=headers) as response:
            return await response.json()

    async def form(self, method: str, **args: str) -> dict:
        async with self.session.post(self.slack.url + method, data=args, headers=BOT) as response:
            return await response.json()

    async def query(self, method: str, **args: str) -> dict:
        async with self.session.get(self.slack.url + method, params=args, headers=BOT) as response:
            return await response.json()

    async def connect(self) -> aiohttp.ClientWebSocketResponse:
        """Open a socket; the hello is still to be read."""
        opened = await self.call("apps.connections.open", token=APP)
        return await self.session.ws_connect(opened["url"], autoping=False)

    async def connected(self) -> aiohttp.ClientWebSocketResponse:
        ws = await self.connect()
        assert (await receive(ws))["type"] == "hello"
        return ws


async def receive(ws: aiohttp.ClientWebSocketResponse, seconds: float = 3) -> dict:
    """Return the next envelope."""
    message = await ws.receive(timeout=seconds)
    assert message.type is aiohttp.WSMsgType.TEXT, message
    return json.loads(message.data)


async def ack(ws: aiohttp.ClientWebSocketResponse, envelope: dict, payload: dict | None = None) -> None:
    frame = {"envelope_id": envelope["envelope_id"]} | ({"payload": payload} if payload else {})
    await ws.send_json(frame)


async def silent(ws: aiohttp.ClientWebSocketResponse, seconds: float = 0.15) -> bool:
    """Whether nothing arrives for a while."""
    try:
        await ws.receive(timeout=seconds)
    except TimeoutError:
        return True
    return False
