"""Server-sent events: each listener gets all sections once, then each that changed (https://html.spec.whatwg.org)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from bot.sandbox.page.director import Director
from bot.sandbox.page.scenes import scenes

LOOK = 0.2  # seconds between two looks at the stage
BEAT = 15.0  # seconds after which a silent stream says that it lives


async def stream(director: Director) -> AsyncIterator[str]:
    """The events of one listener, until he goes."""
    sent: dict[str, str] = {}
    silent = 0.0
    yield "retry: 500\n\n"
    while not director.over:
        shown = await scenes(director)
        changed = {name: scene for name, scene in shown.items() if sent.get(name) != scene}
        for name, scene in changed.items():
            yield f'data: {{"section": "{name}", "scene": {scene}}}\n\n'
        sent = shown
        silent = 0.0 if changed else silent + LOOK
        if silent > BEAT:
            yield ": still here\n\n"
            silent = 0.0
        await asyncio.sleep(LOOK)
