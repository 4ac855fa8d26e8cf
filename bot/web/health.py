"""GET /healthz: every part with its colour; 503 while one is red. Changes nothing."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from collections.abc import Mapping, Sequence

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.core.health import Health

log = structlog.get_logger()

RETRY_SECONDS = 30.0


def health_app(parts: Sequence[Health], more: Sequence[Route] = ()) -> Starlette:
    """The ASGI application; `more` are further ways to ask."""

    async def healthz(_request: Request) -> JSONResponse:
        now = time.monotonic()
        shown = {p.name: _shown(p, now) for p in parts}
        well = all(part.green for part in parts)
        return JSONResponse({"green": well, "parts": shown}, status_code=200 if well else 503)

    return Starlette(routes=[Route("/healthz", healthz, methods=["GET"]), *more])


def _shown(part: Health, now: float) -> Mapping[str, object]:
    note = {"note": part.note} if part.note else {}
    return {"green": part.green, "cause": part.cause, "seconds": round(now - part.since, 1), **note}


async def serve(app: Starlette, host: str, port: int) -> None:
    """Serves until cancelled. A taken port is reported and tried again: a desk without a lamp still works."""
    while (listening := _bind(host, port)) is None:
        log.error("health is not served: the port is taken by another program", host=host, port=port)
        await asyncio.sleep(RETRY_SECONDS)
    # Without a log_config of its own its lines come in the one form of all.
    plain = uvicorn.Config(app, log_config=None, log_level="warning", timeout_graceful_shutdown=1, lifespan="off")
    server = uvicorn.Server(plain)
    # The process's own signal handling stops everything in order; uvicorn's would stop only itself.
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign,assignment]  # no public switch for it
    try:
        await server.serve(sockets=[listening])
    finally:
        listening.close()


def _bind(host: str, port: int) -> socket.socket | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError:
        listening.close()
        return None
    return listening
