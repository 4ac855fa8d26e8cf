"""The settings: every mistake at once, with its key and what to do; secrets never shown."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel, ValidationError

from bot.config import ConfigProblem, Settings, load
from bot.mistakes import sentence

EXAMPLE = Path(__file__).parents[1] / "ringback.example.toml"
SECRETS = {
    "SUPPORT_PASSWORD": "hunter2-support",
    "TELEGRAM_TOKEN": "123456:hunter2-telegram",
    "SLACK_BOT_TOKEN": "xoxb-hunter2",
    "SLACK_APP_TOKEN": "xapp-hunter2",
}
TELEGRAM = '[telegram]\ntoken = "123456:hunter2"\n'
MAILBOX = """
[[mailbox]]
name = "{name}"
address = "{name}@example.com"
{more}
[mailbox.imap]
host = "imap.example.com"
username = "{name}"
password = "hunter2"
[mailbox.smtp]
host = "smtp.example.com"
"""


HISTORY = """
[[mailbox]]
name = "a"
address = "a@example.com"
smtp.host = "smtp.example.com"
[mailbox.imap]
host = "imap.example.com"
username = "a"
password = "hunter2"
history = """


def read(folder: Path, text: str, environment: Mapping[str, str] | None = None) -> Settings:
    path = folder / "ringback.toml"
    path.write_text(text, "utf-8")
    return load(path, environment or {})


def mistakes(folder: Path, text: str, environment: Mapping[str, str] | None = None) -> list[str]:
    with pytest.raises(ConfigProblem) as caught:
        read(folder, text, environment)
    assert "hunter2" not in str(caught.value)
    assert caught.value.__cause__ is None or "hunter2" not in str(caught.value.__cause__)
    return list(caught.value.mistakes)


def example(folder: Path) -> str:
    (folder / "secrets").mkdir()
    (folder / "secrets" / "sales").write_text("hunter2-sales\n", "utf-8")
    return EXAMPLE.read_text("utf-8")


def test_the_example_loads_without_a_mistake_or_a_warning(tmp_path: Path) -> None:
    settings = read(tmp_path, example(tmp_path), SECRETS)
    assert [box.name for box in settings.mailbox] == ["support", "sales"]
    assert settings.mailbox[0].imap.password.get_secret_value() == "hunter2-support"
    assert settings.mailbox[1].oauth is not None
    assert settings.mailbox[1].oauth.client_secret.get_secret_value() == "hunter2-sales"
    assert settings.warnings() == []


def _models(model: type[BaseModel], value: Any, place: str = "") -> Iterator[tuple[str, type[BaseModel], Any]]:
    """Every section with what the example says in it."""
    yield place, model, value
    for name, field in model.model_fields.items():
        inner = next((m for m in _all(field.annotation) if isinstance(m, type) and issubclass(m, BaseModel)), None)
        if inner is not None:
            found = _union(value[name]) if isinstance(value[name], list) else value[name]
            yield from _models(inner, found, f"{place}.{name}".lstrip("."))


def _union(entries: list[dict[str, Any]]) -> dict[str, Any]:
    """Several entries as one: a mailbox has a password or OAuth2, so no single one names every setting."""
    whole: dict[str, Any] = {}
    for entry in reversed(entries):
        for name, value in entry.items():
            whole[name] = {**whole.get(name, {}), **value} if isinstance(value, dict) else value
    return whole


def _all(annotation: Any) -> Iterator[Any]:
    yield annotation
    for part in get_args(annotation):
        yield from _all(part)


def test_the_example_names_every_setting_with_its_default(tmp_path: Path) -> None:
    whole = re.sub(r"^#(?=\w+ = )", "", example(tmp_path), flags=re.MULTILINE)
    read(tmp_path, whole, SECRETS)
    for place, model, value in _models(Settings, tomllib.loads(whole)):
        assert value.keys() == model.model_fields.keys(), place
        for name, field in model.model_fields.items():
            plain = isinstance(field.default, str | int | float | bool)
            if plain and f"\n#{name} = " in EXAMPLE.read_text("utf-8"):
                assert value[name] == field.default, f"{place}.{name}"


def test_all_mistakes_are_told_at_once_each_with_its_key_and_the_fix(tmp_path: Path) -> None:
    text = f"""
[ringback]
langauge = "en"
log = "xml"
[web]
port = "80"
[times]
callback_reminder_hours = 48
callback_call_hours = 24
[telegram]
token = "env:NO_SUCH_VARIABLE"
poll_seconds = 51
[slack]
bot_token = "file:no/such/file"
engineers_channel = "general"
{MAILBOX.format(name="support", more='adress = "x"')}
"""
    found = {line.partition(": ")[0]: line.partition(": ")[2] for line in mistakes(tmp_path, text)}
    assert found["ringback.langauge"] == "unknown setting; did you mean language?"
    assert "'text' or 'json'" in found["ringback.log"]
    assert found["times.callback_call_hours"].startswith("must be longer than callback_reminder_hours; ")
    assert found["telegram.token"].startswith("the environment variable NO_SUCH_VARIABLE is not set; ")
    assert found["telegram.poll_seconds"]
    assert found["slack.bot_token"].startswith("the file no/such/file cannot be read")
    assert found["slack.app_token"] == "is missing; add it"
    assert found["slack.engineers_channel"]
    assert found["mailbox[1].adress"] == "unknown setting; did you mean address?"


@pytest.mark.parametrize(
    ("text", "key", "fix"),
    [
        ("", "mailbox", "no way in; add a [[mailbox]], [telegram] or [slack]"),
        ("[telegram]\ntoken = 5", "telegram.token", "must be text in quotes"),
        ('[telegram]\ntoken = "hunter2"', "telegram.token", "@BotFather"),
        ('telegram = "x"', "telegram", "must be a section of its own"),
        (TELEGRAM + "[web]\nenabled = 7", "web.enabled", "true or false"),
        (
            TELEGRAM + '[ringback]\ndatabase = "mysql://root:hunter2@db/x"',
            "ringback.database",
            "sqlite:/// or postgresql",
        ),
        (TELEGRAM + '[ringback]\ndatabase = "hunter2"', "ringback.database", "not a database URL"),
        (TELEGRAM + '[ringback]\nregion = "china"', "ringback.region", "two capital letters"),
        (TELEGRAM + "[something]\nx = 1", "something", "unknown setting; remove it"),
        (TELEGRAM + "[ringback]\ndata = 5", "ringback.data", "must be a path in quotes"),
        (TELEGRAM + "[times]\nreopen_days = 0", "times.reopen_days", "must be greater than 0"),
        (TELEGRAM + "[mailbox]", "mailbox", "write [[mailbox]], in two brackets"),
        (TELEGRAM + "[times]\ncallback_reminder_hours = 72", "times.callback_call_hours", "must be longer than callb"),
        (HISTORY + "5", "mailbox[1].imap.history", 'must be "none", "all", or a date such as 2026-01-31'),
        (HISTORY + '"some"', "mailbox[1].imap.history", 'must be "none", "all", or a date such as 2026-01-31'),
        ("telegram = [", "the file", "this is not TOML"),
    ],
)
def test_a_mistake_names_its_key_and_the_fix(tmp_path: Path, text: str, key: str, fix: str) -> None:
    [line] = mistakes(tmp_path, text)
    assert fix in line
    assert key == "the file" or line.startswith(f"{key}: ")


def test_mistakes_between_settings_stand_beside_those_within_them(tmp_path: Path) -> None:
    text = f"""
[ringback]
data = 5
database = "mysql://root:hunter2@db/x"
[web]
port = 99999
[times]
callback_reminder_hours = 48
callback_call_hours = 24
reopen_days = "x"
[hours]
zone = "Mars/Phobos"
{MAILBOX.format(name="support", more='two_tickets_with = ["nope", "sales"]')}
{MAILBOX.format(name="support", more="language = 'fr'").replace('password = "hunter2"', "junk = 'INBOX'")}
{MAILBOX.format(name="sales", more="").replace("sales@", "Support@")}
"""
    found = mistakes(tmp_path, text)
    told = {line.partition(": ")[0]: line.partition(": ")[2] for line in found}
    assert len(told) == len(found)
    assert told["mailbox[2].name"] == "mailbox[1] has the name support too; each needs its own"
    assert told["mailbox[2].address"].startswith("mailbox[1] has the address support@example.com too; ")
    assert told["mailbox[3].address"].startswith("mailbox[1] has the address Support@example.com too; ")
    assert told["mailbox[1].two_tickets_with"] == "nope is no other mailbox here; it may be sales"
    assert told["mailbox[2].imap.password"] == "is missing; add it, or a section [mailbox.oauth]"
    assert told.keys() - {key for key in told if key.startswith("mailbox")} == {
        "ringback.data",
        "ringback.database",
        "web.port",
        "times.callback_call_hours",
        "times.reopen_days",
        "hours.zone",
        "hours.weekdays",
    }
    assert {"mailbox[2].language", "mailbox[2].imap.junk"} <= told.keys()


def _places(model: type[BaseModel], section: dict[str, Any], place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every setting, with its key and the section in which it stands."""
    for name, field in model.model_fields.items():
        yield f"{place}{name}", section
        inner = next((m for m in _all(field.annotation) if isinstance(m, type) and issubclass(m, BaseModel)), None)
        listed = isinstance(section.get(name), list)
        if inner is not None and name in section:
            found = section[name][0] if listed else section[name]
            yield from _places(inner, found, f"{place}{name}{'[1]' if listed else ''}.")


@pytest.mark.parametrize("wrong", [5, "?", True, -1.5, [], [5], {}, {"x": 5}, "", "2026-01-31T09:00"])
def test_no_message_speaks_of_programming_and_each_key_is_a_setting(wrong: Any) -> None:
    whole = tomllib.loads(re.sub(r"^#(?=\w+ = )", "", EXAMPLE.read_text("utf-8"), flags=re.MULTILINE))
    whole["mailbox"] = [whole["mailbox"][0] | {"oauth": whole["mailbox"][1]["oauth"]}]
    places = dict.fromkeys(key for key, _ in _places(Settings, whole))
    for key, section in list(_places(Settings, whole)):
        name = key.rpartition(".")[2]
        right = section.get(name)
        section[name] = wrong
        try:
            Settings.model_validate(whole)
        except ValidationError as error:
            for one in error.errors(include_input=False):
                where, _, words = sentence(one, Settings).partition(": ")
                bare = re.sub(r"\[\d+\]$", "", where)
                assert {where, bare} & places.keys() or "unknown setting" in words or "is missing" in words, where
                assert not re.search(r"Input|class|Value|valid |instance|should|validation", words), (key, words)
        finally:
            section[name] = right


def test_a_secret_in_a_file_that_is_no_text_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "token").write_bytes(b"\xff\xfe")
    [line] = mistakes(tmp_path, "[telegram]\ntoken = 'file:token'")
    assert line.startswith("telegram.token: the file token cannot be read (it is no text); ")


OAUTH = MAILBOX.replace('password = "hunter2"\n', "").format(name="a", more="") + "[mailbox.oauth]\n"
CLIENT = 'client_id = "c"\nclient_secret = "hunter2"\n'


@pytest.mark.parametrize(
    ("text", "key", "fix"),
    [
        (
            OAUTH.removesuffix("[mailbox.oauth]\n"),
            "mailbox[1].imap.password",
            "is missing; add it, or a section [mailb",
        ),
        (
            MAILBOX.format(name="a", more="") + "[mailbox.oauth]\nprovider = 'google'\n" + CLIENT,
            "mailbox[1].imap.password",
            "[mailbox.oauth] is there too; remove one of them",
        ),
        (OAUTH + CLIENT, "mailbox[1].oauth.provider", "is missing; add it"),
        (OAUTH + 'provider = "yahoo"\n' + CLIENT, "mailbox[1].oauth.provider", "'microsoft', 'google' or 'custom'"),
        (OAUTH + 'provider = "microsoft"\n' + CLIENT, "mailbox[1].oauth.tenant", "is missing; add the directory"),
        (OAUTH + 'provider = "custom"\n' + CLIENT, "mailbox[1].oauth.token_url", "is missing; add"),
        (
            OAUTH + 'provider = "google"\nflow = "client_credentials"\n' + CLIENT,
            "mailbox[1].oauth.flow",
            'set flow = "refresh_token"',
        ),
        (OAUTH + 'provider = "google"\nclient_id = "c"\n', "mailbox[1].oauth.client_secret", "is missing; add it"),
        (
            OAUTH + 'provider = "custom"\ntoken_url = "http://tokens.example/t"\n' + CLIENT,
            "mailbox[1].oauth.token_url",
            "must begin with https://",
        ),
        (
            OAUTH + 'provider = "custom"\ntoken_url = "https:///t"\n' + CLIENT,
            "mailbox[1].oauth.token_url",
            "must begin with https://",
        ),
        (
            OAUTH + 'provider = "google"\nclient_secret_expires = "soon"\n' + CLIENT,
            "mailbox[1].oauth.client_secret_expires",
            "must be a date such as 2026-01-31",
        ),
        (OAUTH + 'provider = "google"\ntennant = "x"\n' + CLIENT, "mailbox[1].oauth.tennant", "did you mean tenant?"),
    ],
)
def test_a_mistake_about_oauth_names_its_key_and_the_fix(tmp_path: Path, text: str, key: str, fix: str) -> None:
    [line] = mistakes(tmp_path, text)
    assert fix in line
    assert line.startswith(f"{key}: ")


def test_a_short_key_is_refused_where_tokens_are_sealed_with_it(tmp_path: Path) -> None:
    good = OAUTH + 'provider = "google"\n' + CLIENT
    [line] = mistakes(tmp_path, good, {"RINGBACK_KEY": "secret"})
    assert line.startswith("RINGBACK_KEY: is shorter than 32 signs; make one with `openssl rand -hex 32`")
    assert read(tmp_path, good, {"RINGBACK_KEY": "k" * 32}).mailbox[0].oauth
    assert read(tmp_path, TELEGRAM, {"RINGBACK_KEY": "secret"})


def test_a_mailbox_with_oauth_that_nobody_logs_in_to_for_sending_is_warned_about(tmp_path: Path) -> None:
    settings = read(tmp_path, OAUTH + 'provider = "google"\n' + CLIENT)
    assert [w for w in settings.warnings() if "smtp.username" in w] == [
        "mailbox.a.smtp.username: missing; nobody logs in to send; give the mailbox's address"
    ]
    assert "hunter2" not in repr(settings)


def test_a_secret_that_is_missing_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "ringback.toml"
    path.write_text('[ringback]\ndatabase = "env:NO_SUCH_VARIABLE"\nlog = "loud"\n' + TELEGRAM)
    with pytest.raises(ConfigProblem) as problem:
        load(path, {})
    database, log = problem.value.mistakes
    assert database.startswith("ringback.database: the environment variable NO_SUCH_VARIABLE is not set")
    assert log.startswith("ringback.log: ")
    path.write_text(path.read_text().replace('log = "loud"\n', ""))
    with pytest.raises(ConfigProblem) as problem:
        load(path, {})
    assert problem.value.mistakes == (database,)


def test_a_missing_file_says_where_to_begin(tmp_path: Path) -> None:
    with pytest.raises(ConfigProblem, match=r"ringback\.example\.toml"):
        load(tmp_path / "none.toml")


def test_a_folder_in_the_files_place_is_told(tmp_path: Path) -> None:
    # What Docker puts there for a file that is to be mounted and is missing.
    with pytest.raises(ConfigProblem, match=r"it cannot be read \(Is a directory\); check its path and rights"):
        load(tmp_path)


def test_what_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "ringback.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigProblem, match="this is not TOML"):
        load(path)


def test_secrets_are_never_shown(tmp_path: Path) -> None:
    url = '[ringback]\ndatabase = "postgresql+psycopg://u:hunter2@db/ringback"\n'
    settings = read(tmp_path, url + TELEGRAM + MAILBOX.format(name="a", more=""))
    assert "hunter2" not in repr(settings)
    assert "hunter2" not in str(settings.model_dump())
    assert "hunter2" in settings.ringback.url


def test_what_the_service_plan_promises_is_warned_about(tmp_path: Path) -> None:
    told = "\n".join(read(tmp_path, TELEGRAM + MAILBOX.format(name="a", more="")).warnings())
    assert "1 of at least two mailboxes" in told
    assert "mailbox.a.responsible: nobody is named" in told
    assert "slack: missing" in told


def test_paths_are_meant_from_the_files_folder(tmp_path: Path) -> None:
    more = '[mailbox.imap]\nca_file = "ca.pem"'
    text = MAILBOX.format(name="a", more="").replace("[mailbox.imap]", more)
    settings = read(tmp_path, '[ringback]\ndata = "kept"\ntemplates = "words"\n' + text)
    assert settings.ringback.data == tmp_path / "kept"
    assert settings.ringback.templates == tmp_path / "words"
    assert settings.ringback.url == f"sqlite:///{tmp_path / 'kept' / 'ringback.sqlite3'}"
    assert settings.mailbox[0].imap.ca_file == tmp_path / "ca.pem"


def test_the_times_become_the_flows_policy(tmp_path: Path) -> None:
    policy = read(tmp_path, "[times]\nchat_reminder_minutes = 5\n" + TELEGRAM).policy
    assert policy.remind_after["one"].total_seconds() == 300
    assert policy.remind_after["all"].total_seconds() == 86_400
    assert policy.callback_call.total_seconds() == 172_800
