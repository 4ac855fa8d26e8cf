"""What is wrong with Slack, for the lamp and for the log."""

from __future__ import annotations

import structlog

from bot.core.health import Health

log = structlog.get_logger()


def ill(health: Health, cause: str) -> None:
    """Turns the lamp red. The log hears of a cause once, until it is another one or all is well again."""
    if health.cause != cause:
        log.warning("no Slack", channel=health.name, cause=cause)
    health.ill(cause)
