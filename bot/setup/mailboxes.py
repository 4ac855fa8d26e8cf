"""The questions about one mailbox."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.channels.email.settings import MailboxSettings
from bot.setup import checks
from bot.setup.asking import agree, ask, ask_secret, choose, say
from bot.setup.keeping import Safe
from bot.setup.presets import PRESETS, Preset, Server, preset_for

Section = dict[str, Any]


def questions(safe: Safe, language: str, taken: Sequence[Section]) -> Section:
    """Asks for everything a mailbox needs; `taken` are the mailboxes there are already."""
    box: Section = {}
    address = ask("Mail address", None, _unused(frozenset(other["address"] for other in taken)))
    names = frozenset(other["name"] for other in taken)
    box["name"] = ask("Short name for it", _name_from(address, names), checks.box_name(names))
    box["address"] = address
    box["responsible"] = ask("Person who answers for it", "")
    box["language"] = ask("Its language, en or zh", language, checks.one_of("en", "zh"))
    choices = [(name, preset.label) for name, preset in PRESETS.items()]
    provider = choose("Where is it kept?", choices, preset_for(address))
    preset = PRESETS[provider]
    if preset.note:
        say(f"  {preset.note}")
    return box | (_own(safe, box) if provider == "own" else _known(safe, box, preset))


def anchored(settings: MailboxSettings, folder: Path) -> MailboxSettings:
    """The settings with the paths of certificates meant from `folder`."""
    parts: dict[str, Any] = {"imap": settings.imap, "smtp": settings.smtp}
    update = {
        name: part.model_copy(update={"ca_file": folder / part.ca_file}) for name, part in parts.items() if part.ca_file
    }
    return settings.model_copy(update=update)


def _known(safe: Safe, box: Section, preset: Preset) -> Section:
    login = _login(safe, box, preset.secret)
    return {"imap": {**_server(preset.imap), **login}, "smtp": {**_server(preset.smtp), **login}}


def _own(safe: Safe, box: Section) -> Section:
    domain = box["address"].rpartition("@")[2]
    imap = _asked("IMAP", Server(f"imap.{domain}", 993, "tls"), ("tls", "plain"))
    smtp = _asked("SMTP", Server(f"smtp.{domain}", 465, "tls"), ("tls", "starttls", "plain"))
    question = "File with your own certificate authority (PEM), if there is one"
    ca_file = ask(question, "", checks.pem(safe.folder))
    trust = {"ca_file": ca_file} if ca_file else {}
    login = _login(safe, box, "Password")
    sending = login if agree("Does SMTP want the same log-in?", True) else {}
    return {"imap": {**_server(imap), **login, **trust}, "smtp": {**_server(smtp), **sending, **trust}}


def _asked(kind: str, default: Server, securities: tuple[str, ...]) -> Server:
    host = ask(f"{kind} server", default.host, checks.given)
    security = ask(f"{kind} security, {' or '.join(securities)}", default.security, checks.one_of(*securities))
    ports = {"IMAP": {"tls": 993, "plain": 143}, "SMTP": {"tls": 465, "starttls": 587, "plain": 25}}
    port = ask(f"{kind} port", str(ports[kind][security]), checks.port)
    return Server(host, int(port), security)


def _server(server: Server) -> Section:
    return {"host": server.host, "port": server.port, "security": server.security}


def _login(safe: Safe, box: Section, secret: str) -> Section:
    username = ask("Username", box["address"], checks.given)
    password = ask_secret(secret, checks.given)
    return {"username": username, "password": safe.put(f"mail-{box['name']}", password)}


def _unused(taken: frozenset[str]) -> checks.Check:
    def check(text: str) -> str:
        address = checks.address(text)
        if address in taken:
            raise ValueError("this address is in the list already")
        return address

    return check


def _name_from(address: str, taken: frozenset[str]) -> str:
    name = re.sub(r"[^a-z0-9_-]", "", address.partition("@")[0])[:28].lstrip("_-") or "mail"
    return next(n for n in (name, *(f"{name}-{number}" for number in range(2, 1000))) if n not in taken)
