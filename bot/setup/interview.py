"""The questions, in order. Each part is tried as soon as it is answered, and asked again when it does not work."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.channels.email.settings import MailboxSettings
from bot.channels.slack.settings import SlackSettings
from bot.channels.telegram.settings import TelegramSettings
from bot.config import ConfigProblem, GeneralSettings, WebSettings, load
from bot.core.command import COMMAND
from bot.doctor import Finding, Report, as_text, database, house, mail, slack, telegram
from bot.doctor.findings import presentable, secrets_in
from bot.doctor.running import is_running
from bot.hours import HoursSettings
from bot.operations.progress import Bar
from bot.setup import checks, hours, mailboxes
from bot.setup.asking import agree, ask, ask_secret, choose, say
from bot.setup.keeping import Safe, filled, references, refuse_to_overwrite, write_settings
from bot.setup.wording import settings_text

Section = dict[str, Any]
Try = Callable[[Any], Coroutine[Any, Any, list[Finding]]]
TRY_SECONDS = 40.0


def interview(config: Path, *, force: bool, trying: bool) -> None:
    """Asks, and writes the file at the end; nothing is written before. Raises RefusedError, typer.Abort."""
    refuse_to_overwrite(config, force)
    safe = Safe(config.absolute().parent)
    say("Ringback asks for what it needs; Enter takes what stands in [ ].")
    say("A secret is kept in a file of its own; answer env:NAME to take it from an environment variable instead.")
    desk = _Interview(safe, trying)
    answers = desk.everything()
    write_settings(config, settings_text(answers), safe.write)
    _farewell(config)


class _Interview:
    def __init__(self, safe: Safe, trying: bool) -> None:
        self._safe = safe
        self._trying = trying
        self._language = "en"

    def everything(self) -> Section:
        """All sections, in the shape of the settings file."""
        answers: Section = {"ringback": self._general()}
        answers["web"] = self._web(answers["ringback"]["data"])
        say("\nWorking hours: whoever writes outside them is told when somebody is back. Without them it never closes.")
        if agree("Does the desk have working hours?", True):
            answers["hours"] = self._hours(answers["ringback"]["region"])
        answers["mailbox"] = self._mailboxes()
        while True:
            if agree("\nTelegram: shall customers reach the desk there?", bool(answers["mailbox"])):
                answers["telegram"] = self._telegram()
            if agree("\nSlack: do the engineers work there?", True):
                answers["slack"] = self._slack()
            if answers["mailbox"] or {"telegram", "slack"} & answers.keys():
                return answers
            say("  There is no way in: the desk needs a mailbox, Telegram or Slack.")

    def _general(self) -> Section:
        say("\nThe desk")
        self._language = ask("Language of the desk, en or zh", "en", checks.one_of("en", "zh"))
        region = ask("Country of phone numbers without a country code", "CN", checks.region)

        def questions() -> Section:
            section = {"data": ask("Folder for data", "var"), "language": self._language, "region": region}
            kinds = [("sqlite", "a file in the data folder; right for one machine"), ("postgresql", "15 or newer")]
            if choose("Database", kinds, "sqlite") == "postgresql":
                url = ask_secret("Its address, such as postgresql+psycopg://user:password@host/ringback", _url)
                section["database"] = self._safe.put("database", url)
            return section

        return self._good(questions, GeneralSettings, self._try_database)

    async def _try_database(self, general: GeneralSettings) -> list[Finding]:
        general = general.model_copy(update={"data": self._safe.folder / general.data})
        tried = [asyncio.to_thread(database.check, general), asyncio.to_thread(database.check_folder, general.data)]
        return [finding for found in await asyncio.gather(*tried) for finding in found]

    def _web(self, data: str) -> Section:
        def questions() -> Section:
            return {"port": int(ask("Port of health on 127.0.0.1", "8480", checks.port))}

        async def trial(web: WebSettings) -> list[Finding]:
            return house.check_port(web, is_running(self._safe.folder / data))

        return self._good(questions, WebSettings, trial)

    def _hours(self, region: str) -> Section:
        async def trial(settings: HoursSettings) -> list[Finding]:
            return house.check_hours(settings, datetime.now(UTC))

        return self._good(partial(hours.questions, region), HoursSettings, trial)

    def _mailboxes(self) -> list[Section]:
        say("\nMailboxes: at least two are meant to be there, each with a person who answers for it.")
        boxes: list[Section] = []
        while agree(f"Add {'another' if boxes else 'a'} mailbox?", len(boxes) < 2):
            box = self._good(
                partial(mailboxes.questions, self._safe, self._language, tuple(boxes)),
                MailboxSettings,
                lambda settings: mail.check(mailboxes.anchored(settings, self._safe.folder), TRY_SECONDS * 0.9),
            )
            boxes.append(box)
        return boxes

    def _telegram(self) -> Section:
        def questions() -> Section:
            token = ask_secret("Token from @BotFather, such as 123456:ABC-DEF", _token)
            server = ask("Telegram's server", "https://api.telegram.org")
            return {"token": self._safe.put("telegram", token), "api_url": server, "language": self._language}

        return self._good(questions, TelegramSettings, telegram.check_token)

    def _slack(self) -> Section:
        say("  Make the app from slack-manifest.yaml first; docs/admin/slack.md shows each step.")

        def questions() -> Section:
            bot = ask_secret("Bot User OAuth Token, xoxb-…", checks.begins("xoxb-"))
            app = ask_secret("App-level token with connections:write, xapp-…", checks.begins("xapp-"))
            return {
                "bot_token": self._safe.put("slack-bot", bot),
                "app_token": self._safe.put("slack-app", app),
                "engineers_channel": ask(
                    "Id of the engineers' private channel, such as G0123ABCD", None, checks.channel
                ),
                "customer_channels": checks.parts(
                    ask("Ids of customers' channels, with commas between", "", checks.channels)
                ),
                "api_url": ask("Slack's server", "https://slack.com/api/"),
                "language": self._language,
            }

        return self._good(questions, SlackSettings, lambda settings: slack.check(settings, running=False))

    def _good(self, questions: Callable[[], Section], model: type[Any], trial: Try) -> Section:
        """Asks until the section is valid and works, or the admin keeps it as it is."""
        while True:
            section = questions()
            try:
                settings = model.model_validate(filled(section, self._safe))
            except ValidationError as error:
                say(f"  {checks.words(error)}")
                self._forget(section)
                continue
            if not self._trying or self._works(settings, section, trial):
                return section
            if not agree("Answer this part again?", True):
                return section
            self._forget(section)

    def _works(self, settings: Any, section: Section, trial: Try) -> bool:
        if absent := [name for name in references(section) if not self._safe.value(name)]:
            say(f"  not tried: {', '.join(absent)} holds nothing yet")
            return True
        say("  trying …")
        with Bar() as bar:
            bar("  trying", 0, 0)
            findings = asyncio.run(_in_time(trial(settings)))
        report = Report(presentable(findings, secrets_in(settings)))
        say("\n".join("  " + line for line in as_text(report).splitlines()[:-2]))
        return not report.count("broken")

    def _forget(self, section: Section) -> None:
        for reference in references(section):
            self._safe.forget(reference)


async def _in_time(trial: Coroutine[Any, Any, list[Finding]]) -> list[Finding]:
    try:
        async with asyncio.timeout(TRY_SECONDS):
            return await trial
    except TimeoutError:
        return [
            Finding("trial", "broken", f"no result within {TRY_SECONDS:g} s", "see whether a firewall is in between")
        ]


def _farewell(config: Path) -> None:
    say(f"\n{config} is written.")
    try:
        load(config)
    except ConfigProblem as problem:
        say("Before the desk can start:")
        say("\n".join(f"  - {mistake}" for mistake in problem.mistakes))
    say(f"Next: {COMMAND} doctor --config {config}, then {COMMAND} run --config {config}")


def _url(text: str) -> str:
    text = checks.given(text)
    if not text.startswith(("env:", "file:")):
        checks.valid(GeneralSettings, {"database": text})
    return text


def _token(text: str) -> str:
    text = checks.given(text)
    if not text.startswith(("env:", "file:")):
        checks.valid(TelegramSettings, {"token": text})
    return text
