"""What the page shows, as plain data by section; only sections that changed are sent again."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from bot.sandbox.mail.letters import SandboxMail
from bot.sandbox.page.cast import Person
from bot.sandbox.page.director import Director
from bot.sandbox.stage import CUSTOMERS, ENGINEERS

Scene = dict[str, Any]


async def scenes(director: Director) -> dict[str, str]:
    """Every section as JSON, by name."""
    director.look()
    behind = await asyncio.to_thread(director.behind)
    shown: dict[str, Scene] = {
        "clock": _clock(director),
        "cast": director.cast.shown(),
        "slack": _slack(director),
        "behind": behind | {"events": list(director.events)},
        "desk": director.desk() | {"switches": director.on},
        "story": director.told(),
    }
    for person in director.cast.customers.values():
        shown[f"customer:{person.key}"] = _customer(director, person)
    return {name: json.dumps(scene, ensure_ascii=False, default=str) for name, scene in shown.items()}


def _clock(director: Director) -> Scene:
    """How far the stage is ahead of the machine, in whole seconds, which only changes when it is moved."""
    return {"ahead": round(director.stage.clock.ahead.total_seconds())}


def _customer(director: Director, person: Person) -> Scene:
    scene: Scene = {"mails": [], "sent": [], "chat": [], "keyboard": None, "blocked": director.on["telegram_blocks"]}
    if person.address:
        post = director.stage.mail
        scene["mails"] = [_mail(mail, number) for number, mail in enumerate(post.inbox_of(person.address))]
        scene["sent"] = [_mail(mail, number) for number, mail in enumerate(post.written_by(person.address))]
    if person.telegram:
        scene["chat"] = director.stage.telegram.messages(person.telegram)
        scene["keyboard"] = director.stage.telegram.keyboard(person.telegram)
    return scene


def _mail(mail: SandboxMail, number: int) -> Scene:
    names = ("sender", "to", "subject", "message_id", "text", "attachments")
    return {name: getattr(mail, name) for name in names} | {
        "number": number,
        "at": mail.at.isoformat(),
        "html": bool(mail.html),
    }


def _slack(director: Director) -> Scene:
    slack = director.stage.slack
    workspace = slack.workspace
    people = {}
    for user in director.cast.in_slack:
        direct = workspace.channels[slack.im_of(user)]
        people[user] = {
            "direct": direct.id,
            "messages": list(direct.messages.values()),
            "ephemerals": slack.ephemerals(user),
            "views": slack.views(user),
        }
    channels = {
        name: {"name": workspace.channels[name].name, "messages": list(workspace.channels[name].messages.values())}
        for name in (ENGINEERS, CUSTOMERS)
    }
    names = {user.id: user.real_name for user in workspace.users.values()}
    return {"people": people, "channels": channels, "names": names}
