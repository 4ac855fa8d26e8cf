"""How long a chat waits in an idle desk: Telegram for its answer, a click in Slack for its acknowledgement."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from benchmarks.seed import fill
from benchmarks.stage import Desk
from benchmarks.stage import Stage as Servers
from bot.sandbox.stage import ANNA, ENGINEERS, Stage

T = TypeVar("T")

_SETTINGS = """
[ringback]
data = "data"
log = "json"
{database}
[web]
enabled = false
[telegram]
token = "{token}"
api_url = "{telegram}"
[slack]
bot_token = "xoxb-sandbox"
app_token = "xapp-sandbox"
api_url = "{slack}"
engineers_channel = "{channel}"
"""
WARM = 5  # chats before those that are counted
PATIENCE, LOOK = 15.0, 0.0005


@dataclass(frozen=True, slots=True)
class Chats:
    """Seconds, each ascending."""

    answered: tuple[float, ...]
    clicked: tuple[float, ...]


async def chats(servers: Servers, count: int, tickets: int) -> Chats:
    """Lets so many people write on Telegram one by one, and an engineer acknowledge the card of each."""
    answered, clicked = [], []
    async with Stage() as stage:
        desk = _desk(servers, stage)
        if tickets:
            fill(desk.database, tickets)
        await desk.start()
        for number in range(1, count + WARM + 1):
            answered.append(await _answer(stage, 5_000_000 + number))
            clicked.append(await _click(stage, number))
        await desk.stop()
    return Chats(tuple(sorted(answered[WARM:])), tuple(sorted(clicked[WARM:])))


def _desk(servers: Servers, stage: Stage) -> Desk:
    folder = servers.folder / "chats"
    folder.mkdir()
    url = servers.postgres.create_database() if servers.postgres else ""
    settings = _SETTINGS.format(
        database=f"database = {url!r}" if url else "",
        token=stage.telegram.token,
        telegram=stage.telegram.api_url,
        slack=stage.slack.url,
        channel=ENGINEERS,
    )
    (folder / "ringback.toml").write_text(settings)
    return Desk(folder, url)


async def _answer(stage: Stage, user: int) -> float:
    """Seconds from a message to its answer."""
    stage.telegram.add_user(user, "Ann", f"No. {user}", language_code="en")
    written = time.monotonic()
    await stage.telegram.write(user, "The printer on the third floor jams all the time.")
    await _seen(lambda: stage.telegram.bot_messages(user))
    return time.monotonic() - written


async def _click(stage: Stage, number: int) -> float:
    """Seconds from a click on the newest card to its acknowledgement."""
    cards = await _seen(lambda: stage.slack.messages(ENGINEERS)[number - 1 :])
    actions = next(block for block in cards[0]["blocks"] if block["type"] == "actions")
    button = actions["elements"][0]
    click = await stage.slack.click(ANNA, ENGINEERS, cards[0]["ts"], button["action_id"], button.get("value"))
    if not click.acknowledged:
        raise RuntimeError("a click was not acknowledged in time")
    return click.seconds


async def _seen(look: Callable[[], T]) -> Any:
    until = time.monotonic() + PATIENCE
    while not (found := look()):
        if time.monotonic() > until:
            raise TimeoutError("the desk does not answer")
        await asyncio.sleep(LOOK)
    return found
