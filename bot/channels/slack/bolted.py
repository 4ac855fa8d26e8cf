"""Listeners as Bolt wants them: it acknowledges an event when the listener returns, an interaction by `ack`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck

Json = dict[str, Any]


async def ignored(_body: Json) -> None:
    """An event we did not ask for."""


async def unknown(_body: Json) -> Json:
    """A button of an older version of ours."""
    return {}


def heard(act: Callable[[Json], Awaitable[None]], failed: Callable[[], None]) -> Callable[..., Any]:
    """A Bolt listener for events; `failed` is called when `act` raises."""

    async def listener(body: Json) -> None:
        try:
            await act(body)
        except BaseException:
            failed()
            raise

    return listener


def pressed(act: Callable[[Json], Awaitable[Mapping[str, Any]]]) -> Callable[..., Coroutine[Any, Any, None]]:
    """A Bolt listener for interactions: acknowledges with what `act` returns."""

    async def listener(ack: AsyncAck, body: Json) -> None:
        await ack(**await act(body))

    return listener
