"""The post as JSON and back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.sandbox.snapshot import Json, packed, unpacked

from .letters import SandboxMail, read


def kept_mails(mails: Iterable[SandboxMail]) -> list[Json]:
    """Mails that reached somebody: their bytes, whom, and when."""
    return [{"to": mail.to, "at": mail.at.isoformat(), "raw": packed(mail.raw)} for mail in mails]


def mails_again(given: Iterable[Json]) -> list[SandboxMail]:
    """The mails, read anew."""
    return [read(unpacked(one["raw"]), one["to"], datetime.fromisoformat(one["at"])) for one in given]
