"""Pages by cursor: https://docs.slack.dev/apis/web-api/pagination."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any

from bot.sandbox.slack.web_api.calls import RefusedError
from bot.sandbox.slack.workspace import Json


def limit_of(args: Json, default: int, maximum: int, error: str = "invalid_arguments") -> int:
    """Return the size of a page; refuse what is no number from 1 to `maximum`."""
    limit = args.get("limit", default)
    if not isinstance(limit, int) or isinstance(limit, bool) or limit < 0 or limit > maximum:
        raise RefusedError(error, "[ERROR] must be a number in range [json-pointer:/limit]")
    return limit or default


def cursor_of(args: Json) -> str:
    """Return what a cursor we gave out says; empty when there is none."""
    cursor = args.get("cursor") or ""
    try:
        said = base64.b64decode(str(cursor), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise RefusedError("invalid_cursor") from None
    if said and not said.startswith("next:"):
        raise RefusedError("invalid_cursor")
    return said.removeprefix("next:")


def cursor_for(position: Any) -> str:
    """Return the cursor that leads on from `position`."""
    return base64.b64encode(f"next:{position}".encode()).decode()


def page(values: Sequence[Any], args: Json, limit: int) -> tuple[list[Any], str]:
    """Return one page of values numbered by position, and the cursor of the next page or ""."""
    said = cursor_of(args)
    if said and not said.isdigit():
        raise RefusedError("invalid_cursor")
    start = int(said or 0)
    following = start + limit
    return list(values[start:following]), cursor_for(following) if following < len(values) else ""
