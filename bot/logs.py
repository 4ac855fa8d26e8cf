"""What is written to the log: events with ids, no personal data, no secrets."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Sequence
from typing import Literal

import structlog

#: Libraries that write requests, and with them tokens and people's words, at INFO and DEBUG.
_TALKATIVE = (
    "httpx",
    "httpcore",
    "telegram",
    "slack_sdk",
    "slack_bolt",
    "aioimaplib",
    "aiosmtplib",
    "alembic",
    "asyncio",
)


def configure(form: Literal["text", "json"], level: str = "info") -> None:
    """Logs to standard error as text or JSON lines, libraries and Python's warnings in the same form. Libraries are
    heard from WARNING on."""
    render: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    before: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_words,
    ]
    structlog.configure(
        processors=[*before, render],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    _configure_libraries(before, render)


def _configure_libraries(before: Sequence[structlog.typing.Processor], render: structlog.typing.Processor) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *before],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.captureWarnings(True)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


def trace(error: BaseException) -> str:
    """Where an error and its causes happened, without what they say: an error's words quote people's words, values
    of rows and tokens."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    before = [trace(cause), "which led to"] if cause is not None else []
    frames = "".join(traceback.format_tb(error.__traceback__)).rstrip("\n")
    inner = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    return "\n".join([*before, *([frames] if frames else []), type(error).__qualname__, *map(trace, inner)])


def _without_words(
    _logger: structlog.typing.WrappedLogger, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["exception"] = trace(error)
    return event
