"""Reads the settings: one TOML file, secrets from the environment or files. All mistakes are reported at once."""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.channels.email.settings import ImapSettings, MailboxSettings, OAuthSettings, SmtpSettings
from bot.channels.slack.settings import SlackSettings
from bot.channels.telegram.settings import TelegramSettings
from bot.core.command import COMMAND
from bot.core.events import Policy
from bot.core.offering import Offering
from bot.hours import HoursSettings
from bot.offers import OrganisationSettings, offering

Hours = Annotated[float, Field(gt=0, le=24 * 365)]
SHORTEST_KEY = 32  # signs of RINGBACK_KEY, with which tokens are sealed
Minutes = Annotated[float, Field(gt=0, le=60 * 24 * 365)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class GeneralSettings(_Section):
    """Where things are kept and how the desk speaks."""

    data: Path = Path("var")
    database: SecretStr | None = None
    templates: Path | None = None
    language: Literal["en", "zh"] = "en"
    region: str = Field(default="CN", pattern="^[A-Z]{2}$")
    log: Literal["text", "json"] = "text"

    @model_validator(mode="after")
    def _url(self) -> GeneralSettings:
        try:
            backend = make_url(self.url).get_backend_name()
        except ArgumentError as error:
            raise ValueError("database is not a database URL") from error
        if backend not in ("sqlite", "postgresql"):
            raise ValueError("database must begin with sqlite:/// or postgresql+psycopg://")
        return self

    @property
    def url(self) -> str:
        """The database's URL; an SQLite file in the data folder unless said otherwise."""
        if self.database is None:
            return f"sqlite:///{self.data / 'ringback.sqlite3'}"
        return self.database.get_secret_value()


class WebSettings(_Section):
    """Where health is served."""

    host: str = "127.0.0.1"
    port: int = Field(default=8480, ge=0, le=65535)
    enabled: bool = True


class TimeSettings(_Section):
    """When Ringback asks again, and when a person takes over."""

    chat_reminder_minutes: Minutes = 10
    chat_give_up_minutes: Minutes = 20
    mail_reminder_hours: Hours = 24
    mail_give_up_hours: Hours = 48
    callback_reminder_hours: Hours = 24
    callback_call_hours: Hours = 48
    reopen_days: Annotated[float, Field(gt=0, le=3650)] = 30

    @model_validator(mode="after")
    def _order(self) -> TimeSettings:
        if self.callback_call_hours <= self.callback_reminder_hours:
            raise ValueError("callback_call_hours must be longer than callback_reminder_hours")
        return self


class Settings(_Section):
    """Everything the admin decides."""

    ringback: GeneralSettings = Field(default_factory=GeneralSettings)
    web: WebSettings = Field(default_factory=WebSettings)
    times: TimeSettings = Field(default_factory=TimeSettings)
    hours: HoursSettings | None = None
    mailbox: tuple[MailboxSettings, ...] = ()
    organisation: tuple[OrganisationSettings, ...] = ()
    telegram: TelegramSettings | None = None
    slack: SlackSettings | None = None

    @model_validator(mode="after")
    def _distinct(self) -> Settings:
        for what in ("name", "address"):
            values = [str(getattr(box, what)).lower() for box in self.mailbox]
            twice = sorted({value for value in values if values.count(value) > 1})
            if twice:
                raise ValueError(f"two mailboxes have the {what} {', '.join(twice)}: each needs its own")
        names = {box.name for box in self.mailbox}
        for box in self.mailbox:
            if wrong := [name for name in box.two_tickets_with if name not in names or name == box.name]:
                raise ValueError(f"mailbox.{box.name}.two_tickets_with: {', '.join(wrong)} is no other mailbox here")
        if not self.mailbox and self.telegram is None and self.slack is None:
            raise ValueError("no way in: add a [[mailbox]], [telegram] or [slack]")
        return self

    @property
    def offering(self) -> Offering:
        """What customers are asked about and invited to."""
        return offering({f"email:{box.name}": box.offers for box in self.mailbox}, self.organisation)

    @property
    def policy(self) -> Policy:
        """The times and the region as the flows use them."""
        times = self.times
        return Policy(
            remind_after={
                "one": timedelta(minutes=times.chat_reminder_minutes),
                "all": timedelta(hours=times.mail_reminder_hours),
            },
            give_up_after={
                "one": timedelta(minutes=times.chat_give_up_minutes),
                "all": timedelta(hours=times.mail_give_up_hours),
            },
            callback_remind=timedelta(hours=times.callback_reminder_hours),
            callback_call=timedelta(hours=times.callback_call_hours),
            reopen_within=timedelta(days=times.reopen_days),
            region=self.ringback.region,
        )

    def warnings(self) -> list[str]:
        """What is allowed, but not what the service plan promises."""
        found = []
        if len(self.mailbox) < 2:
            found.append(f"mailbox: {len(self.mailbox)} of at least two mailboxes; add another [[mailbox]]")
        found += [
            f"mailbox.{box.name}.responsible: nobody is named; name the person who answers for it"
            for box in self.mailbox
            if not box.responsible
        ]
        found += [
            f"mailbox.{box.name}.smtp.username: missing; nobody logs in to send; give the mailbox's address"
            for box in self.mailbox
            if box.oauth and not box.smtp.username
        ]
        if self.slack is None:
            found.append("slack: missing; tickets are kept, but engineers see them nowhere; add [slack]")
        return found


class ConfigProblem(Exception):  # noqa: N818 - the problem is in the file, not in the program
    """The settings cannot be used. `mistakes` are all of them, each with its key and the fix."""

    def __init__(self, path: Path, mistakes: Sequence[str]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__(f"{path} has {len(mistakes)} mistake(s):\n" + "\n".join(f"  - {m}" for m in mistakes))


def load(path: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    """Reads and checks the file. Relative paths are meant from the file's folder. Raises ConfigProblem."""
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        fix = f"the file is missing; make it with `{COMMAND} init`, or copy ringback.example.toml"
        raise ConfigProblem(path, [fix]) from error
    except OSError as error:
        raise ConfigProblem(path, [f"it cannot be read ({error.strerror}); check its path and rights"]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigProblem(path, [f"this is not TOML: {error}"]) from error
    mistakes: list[str] = []
    filled = _secrets(raw, environment, path.parent, "", mistakes)
    try:
        settings = Settings.model_validate(filled)
    except ValidationError as error:
        told = [mistake.partition(":")[0] for mistake in mistakes]
        found = map(_sentence, error.errors(include_input=False))
        # Where a secret is missing, what its own section says follows from that.
        mistakes += [m for m in found if not any(f"{key}.".startswith(m.partition(":")[0] + ".") for key in told)]
        raise ConfigProblem(path, mistakes) from None
    if any(box.oauth for box in settings.mailbox) and 0 < len(environment.get("RINGBACK_KEY", "")) < SHORTEST_KEY:
        mistakes.append(f"RINGBACK_KEY: is shorter than {SHORTEST_KEY} signs; make one with `openssl rand -hex 32`")
    if mistakes:
        raise ConfigProblem(path, mistakes)
    return _anchored(settings, path.parent)


def _anchored(settings: Settings, folder: Path) -> Settings:
    general = settings.ringback
    places: dict[str, Path] = {"data": folder / general.data}
    if general.templates is not None:
        places["templates"] = folder / general.templates
    boxes = tuple(_anchored_box(box, folder) for box in settings.mailbox)
    update: dict[str, Any] = {"ringback": general.model_copy(update=places), "mailbox": boxes}
    chats = {"telegram": settings.telegram, "slack": settings.slack}
    for name, chat in chats.items():
        if chat is not None and chat.ca_file is not None:
            update[name] = chat.model_copy(update={"ca_file": folder / chat.ca_file})
    return settings.model_copy(update=update)


def _anchored_box(box: MailboxSettings, folder: Path) -> MailboxSettings:
    servers: dict[str, ImapSettings | SmtpSettings | OAuthSettings | None]
    servers = {"imap": box.imap, "smtp": box.smtp, "oauth": box.oauth}
    update = {
        name: part.model_copy(update={"ca_file": folder / part.ca_file})
        for name, part in servers.items()
        if part and part.ca_file
    }
    return box.model_copy(update=update)


def _secrets(value: Any, environment: Mapping[str, str], folder: Path, key: str, mistakes: list[str]) -> Any:
    """Puts in what "env:NAME" and "file:PATH" stand for."""
    if isinstance(value, dict):
        return {k: _secrets(v, environment, folder, f"{key}.{k}".strip("."), mistakes) for k, v in value.items()}
    if isinstance(value, list):
        return [_secrets(v, environment, folder, f"{key}[{n}]", mistakes) for n, v in enumerate(value, start=1)]
    if not isinstance(value, str):
        return value
    kind, _, name = value.partition(":")
    if kind == "env":
        if not environment.get(name):
            mistakes.append(f"{key}: the environment variable {name} is not set; set it, or write file:PATH")
        return environment.get(name, "")
    if kind == "file":
        try:
            return (folder / name).read_text("utf-8").strip()
        except OSError as error:
            mistakes.append(f"{key}: the file {name} cannot be read ({error.strerror}); check its path and rights")
            return ""
    return value


_FIXES: Mapping[str, str] = {
    "missing": "is missing; add it",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number without quotes",
    "float_type": "must be a number without quotes",
    "float_parsing": "must be a number",
    "bool_parsing": "must be true or false, without quotes",
    "string_type": "must be text in quotes",
    "tuple_type": "must be a list in [ ]",
    "model_type": "must be a section of its own, such as [slack]",
}


#: What a setting must look like, where a pattern says too little.
_FORMS: Mapping[str, str] = {
    "engineers_channel": "must be the channel's id, for example G0123ABCD (channel details, at the bottom)",
    "region": "must be two capital letters, for example CN",
    "country": "must be two capital letters, for example CN",
    "name": "must be lower-case letters, digits, - and _, for example support",
}


def _sentence(error: Any) -> str:
    where = _key(error["loc"])
    if error["type"] == "string_pattern_mismatch":
        return f"{where}: {_FORMS.get(str(error['loc'][-1]), error['msg'])}"
    if error["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(error["loc"][-1]), list(_names(error["loc"][:-1])), 1)
        return f"{where}: unknown setting; " + (f"did you mean {near[0]}?" if near else "remove it")
    text = _FIXES.get(error["type"]) or str(error["msg"]).removeprefix("Value error, ")
    return f"{where or 'settings'}: {text}"


def _key(location: Sequence[str | int]) -> str:
    key = ""
    for part in location:
        key += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return key.lstrip(".")


def _names(location: Sequence[str | int]) -> Iterator[str]:
    """The settings that may stand at a place."""
    model: type[BaseModel] | None = Settings
    for part in location:
        if isinstance(part, str) and model is not None and part in model.model_fields:
            model = _model_in(model.model_fields[part].annotation)
    yield from model.model_fields if model is not None else ()


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)
