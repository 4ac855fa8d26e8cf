"""The settings file as text, with its comments."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.core.command import COMMAND

_HEAD = f"""\
# Ringback's settings, made by `ringback init`. ringback.example.toml explains every setting there is.
# Secrets do not stand here: "env:NAME" takes an environment variable, "file:PATH" a file's content.
# After a change: `{COMMAND} doctor` tries everything, then start Ringback again."""

_COMMENTS: Mapping[str, str] = {
    "ringback.data": "folder for the database and large files, from this file's folder",
    "ringback.language": "how the desk speaks where nothing else says so: en or zh",
    "ringback.region": "country in which phone numbers without a country code are read",
    "ringback.database": "the database's address",
    "web.port": "GET http://127.0.0.1:<port>/healthz tells how every part is",
    "hours.zone": "the time zone of the shifts",
    "hours.country": "its public holidays are free, its make-up days are worked",
    "hours.weekdays": "the shifts from Monday to Friday; a day named below has its own, [] is none",
    "hours.oncall": "told to whom it is urgent while nobody is there",
    "mailbox.responsible": "who answers for it",
    "mailbox.language": "en or zh: for what says nothing about its language",
    "imap.security": "tls or plain",
    "smtp.security": "tls, starttls or plain",
    "slack.engineers_channel": "the private channel whose members are the engineers",
    "slack.customer_channels": "channels where customers write",
    "telegram.token": "from @BotFather",
}


def settings_text(settings: Mapping[str, Any]) -> str:
    """The TOML file of settings in the shape of the file. Secrets must be references already."""
    lines = [_HEAD]
    for section in filter(settings.__contains__, ("ringback", "web", "hours")):
        lines += ["", f"[{section}]", *_values(section, settings[section])]
    for box in settings.get("mailbox", ()):
        lines += ["", "[[mailbox]]", *_values("mailbox", box)]
        for part in filter(box.__contains__, ("imap", "smtp", "oauth")):
            lines += ["", f"[mailbox.{part}]", *_values(part, box[part])]
    for section in filter(settings.__contains__, ("telegram", "slack")):
        lines += ["", f"[{section}]", *_values(section, settings[section])]
    return "\n".join(lines) + "\n"


def _values(section: str, values: Mapping[str, Any]) -> Iterator[str]:
    for key, value in values.items():
        if isinstance(value, Mapping):
            continue
        comment = _COMMENTS.get(f"{section}.{key}")
        yield f"{key} = {_toml(value)}" + (f"  # {comment}" if comment else "")


def _toml(value: object) -> str:
    """A value as TOML; JSON's strings, numbers and lists are TOML's too (https://toml.io/en/v1.0.0#string), but for
    DEL."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
