"""A workspace with three people and three channels, and a raw client for it."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.sandbox.journal import Journal
from bot.sandbox.slack import SlackSandbox

from .slack_raw import Raw


@pytest.fixture
async def slack() -> AsyncIterator[SlackSandbox]:
    async with SlackSandbox(journal=Journal(), ack_deadline=0.3, retry_delays=(0, 0.05, 0.1)) as sandbox:
        sandbox.scopes |= {"channels:join", "mpim:history", "mpim:read", "reactions:write"}
        sandbox.add_user("U1", "Ann Lee", display_name="ann", email="ann@ringback.example", locale="zh-CN")
        sandbox.add_user("U2", "Bob Wu")
        sandbox.add_user("W9", "Eve Stone", email="eve@other.example", team="T0OTHER")
        sandbox.add_channel("C1", "support", private=True, members=["U1", "U2"])
        sandbox.add_channel("C2", "general", members=["U1", "W9"])
        sandbox.add_channel("C3", "elsewhere", members=["U1"], bot_member=False)
        yield sandbox


@pytest.fixture
async def raw(slack: SlackSandbox) -> AsyncIterator[Raw]:
    async with aiohttp.ClientSession() as session:
        yield Raw(slack, session)
