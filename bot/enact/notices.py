"""A sentence in the engineers' channel that belongs to no ticket."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from bot.enact.scene import Enactment, House, Scene


def put_notice(
    connection: Connection, house: House, now: datetime, template: str, context: Mapping[str, object]
) -> None:
    """Adds a row with the rendered template for the desk. Raises TemplateProblem."""
    scene = Scene(now, "ringback", house.desk, house.desk_language)
    work = Enactment(connection, house, scene, language=house.desk_language)
    body = house.rendering.render(house.desk_language, template, context).body
    work.put(house.desk, "notice", {"lane": "desk|notices", "body": body})
