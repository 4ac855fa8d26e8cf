"""Reads the settings: one TOML file, secrets from the environment or files. All mistakes are reported at once."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.channels.email.settings import ImapSettings, MailboxSettings, OAuthSettings, SmtpSettings
from bot.channels.slack.settings import SlackSettings
from bot.channels.telegram.settings import TelegramSettings
from bot.core.command import COMMAND
from bot.core.events import Policy
from bot.core.offering import Offering
from bot.hours import HoursSettings
from bot.mistakes import Place, said, sentence, told_together
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

    @field_validator("database")
    @classmethod
    def _known_kind(cls, database: SecretStr | None) -> SecretStr | None:
        if database is None:
            return None
        try:
            backend = make_url(database.get_secret_value()).get_backend_name()
        except (ArgumentError, ValueError):
            raise ValueError(
                "is not a database URL; write sqlite:/// or postgresql+psycopg://user:password@host/name"
            ) from None
        if backend not in ("sqlite", "postgresql"):
            raise ValueError("must begin with sqlite:/// or postgresql+psycopg://")
        return database

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
    callback_call_hours: Annotated[Hours, Field(validate_default=True)] = 48
    reopen_days: Annotated[float, Field(gt=0, le=3650)] = 30

    @field_validator("callback_call_hours")
    @classmethod
    def _order(cls, call: float, info: ValidationInfo) -> float:
        if call <= info.data.get("callback_reminder_hours", 0):
            raise ValueError("must be longer than callback_reminder_hours; raise it, or lower that")
        return call


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

    @model_validator(mode="wrap")
    @classmethod
    def _whole(cls, value: Any, validate: ModelWrapValidatorHandler[Settings]) -> Settings:
        ways = [said(value, way) for way in ("mailbox", "telegram", "slack")]
        boxes = ways[0] if isinstance(ways[0], list | tuple) else ()
        between = [*_twice(boxes, "name"), *_twice(boxes, "address"), *_strangers(boxes)]
        if not any(way not in (None, [], ()) for way in ways):
            between.append((("mailbox",), "there is no way in; add a [[mailbox]], [telegram] or [slack]"))
        return told_together(value, validate, between)

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


def _twice(boxes: Sequence[Any], what: str) -> Iterator[tuple[Place, str]]:
    first: dict[str, int] = {}
    for number, value in enumerate(said(box, what) for box in boxes):
        if isinstance(value, str) and first.setdefault(value.strip().lower(), number) != number:
            other = first[value.strip().lower()] + 1
            yield ("mailbox", number, what), f"mailbox[{other}] has the {what} {value} too; each needs its own"


def _strangers(boxes: Sequence[Any]) -> Iterator[tuple[Place, str]]:
    for number, box in enumerate(boxes):
        others = [name for other in boxes if isinstance(name := said(other, "name"), str) and name != said(box, "name")]
        named = said(box, "two_tickets_with")
        for wrong in named if isinstance(named, list | tuple) else ():
            if isinstance(wrong, str) and wrong.strip() not in others:
                fix = f"it may be {', '.join(dict.fromkeys(others))}" if others else "leave it out"
                yield ("mailbox", number, "two_tickets_with"), f"{wrong} is no other mailbox here; {fix}"


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
    if _seals(raw) and 0 < len(environment.get("RINGBACK_KEY", "")) < SHORTEST_KEY:
        mistakes.append(f"RINGBACK_KEY: is shorter than {SHORTEST_KEY} signs; make one with `openssl rand -hex 32`")
    try:
        settings = Settings.model_validate(filled)
    except ValidationError as error:
        told = [mistake.partition(":")[0] for mistake in mistakes]
        found = [sentence(one, Settings) for one in error.errors(include_input=False)]
        # Where a secret is missing, what is said of its setting follows from that.
        mistakes += [mistake for mistake in found if mistake.partition(":")[0] not in told]
        raise ConfigProblem(path, mistakes) from None
    if mistakes:
        raise ConfigProblem(path, mistakes)
    return _anchored(settings, path.parent)


def _seals(raw: Mapping[str, Any]) -> bool:
    boxes = raw.get("mailbox")
    return isinstance(boxes, list) and any(said(box, "oauth") is not None for box in boxes)


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
        except (OSError, UnicodeDecodeError) as error:
            cause = error.strerror if isinstance(error, OSError) else "it is no text"
            mistakes.append(f"{key}: the file {name} cannot be read ({cause}); check its path and rights")
            return ""
    return value
