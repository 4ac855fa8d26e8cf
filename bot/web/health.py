"""GET /healthz: every part with its colour; 503 while one is red. Changes nothing."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.core.health import Health


def health_app(parts: Sequence[Health]) -> Starlette:
    """The ASGI application."""

    async def healthz(_request: Request) -> JSONResponse:
        now = time.monotonic()
        shown = {p.name: {"green": p.green, "cause": p.cause, "seconds": round(now - p.since, 1)} for p in parts}
        well = all(part.green for part in parts)
        return JSONResponse({"green": well, "parts": shown}, status_code=200 if well else 503)

    return Starlette(routes=[Route("/healthz", healthz, methods=["GET"])])


async def serve(app: Starlette, host: str, port: int) -> None:
    """Serves until cancelled. Raises SystemExit when the port is taken."""
    server = uvicorn.Server(
        uvicorn.Config(app, host=host, port=port, log_level="warning", timeout_graceful_shutdown=1, lifespan="off")
    )
    # The process's own signal handling stops everything in order; uvicorn's would stop only itself.
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign,assignment]  # no public switch for it
    try:
        await server.serve()
    finally:
        server.should_exit = True
