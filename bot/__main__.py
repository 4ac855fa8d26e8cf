"""The command line: ringback init, check, doctor, rehearse, run, demo, inbox, knowledge, bench, backup and so on."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import structlog
import typer
from sqlalchemy.exc import DBAPIError

from bot import logs
from bot.app import AlreadyRunningError, DataFolderError, build, sole
from bot.cancelling import make_cancellations_heard
from bot.commands import ledger
from bot.commands.demo import converse, demo
from bot.commands.knowledge import articles
from bot.commands.links import links
from bot.commands.shared import ConfigPath, operating, read_settings, stop
from bot.config import Settings
from bot.core.command import COMMAND
from bot.db.migrate import NewerSchemaError
from bot.db.trouble import trouble
from bot.operations.problem import lasting, place_problem
from bot.stopping import interruptible
from bot.tokens import KeyProblem

LOG_WIDTH = 200  # columns of a table that no terminal shows
app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)


@app.command()
def run(config: ConfigPath = Path("ringback.toml")) -> None:
    """Runs the desk against the services in the settings, until SIGTERM or Ctrl-C."""
    settings = read_settings(config)
    logs.configure(settings.ringback.log)
    for warning in settings.warnings():
        structlog.get_logger().warning("the settings lack something", what=warning)
    try:
        with sole(settings.ringback.data):
            interruptible(_run(settings), 0)
    except (AlreadyRunningError, NewerSchemaError, KeyProblem) as error:
        stop(str(error))
    except DataFolderError as error:
        stop(str(error), lasting=error.lasting)
    except OSError as error:
        stop(place_problem(error), lasting=lasting(error))
    except DBAPIError as error:
        found = trouble(error, settings.ringback.url)
        stop(f"{found}\n`{COMMAND} doctor` tells more.", lasting=found.lasting)


@app.command()
def check(config: ConfigPath = Path("ringback.toml")) -> None:
    """Reads the settings and says everything that is wrong with them."""
    settings = read_settings(config)
    for warning in settings.warnings():
        print(f"warning: {warning}")
    print("The settings are complete.")


@app.command()
def doctor(
    config: ConfigPath = Path("ringback.toml"),
    as_json: Annotated[bool, typer.Option("--json", help="For a machine.")] = False,
    seconds: Annotated[float, typer.Option(min=1, help="The time limit of each part.")] = 45.0,
) -> None:
    """Tries mailboxes, Slack, Telegram, database and templates; says what is wrong and how to mend it. 2: broken."""
    from bot import doctor as clinic

    logs.configure("text", "error")
    with clinic.Progress(sys.stderr) as progress:
        report = clinic.diagnose(config, clinic.Examination(seconds, progress))
    print(clinic.as_json(report) if as_json else clinic.as_text(report))
    raise typer.Exit(report.exit_code)


@app.command()
def rehearse(  # noqa: PLR0913 - the options of a command
    *,
    config: Annotated[Path | None, typer.Option("--config", "-c", help="The settings file.")] = None,
    days: Annotated[int, typer.Option(min=1, max=3660, help="How far back.")] = 30,
    mailbox: Annotated[list[str] | None, typer.Option(help="Only this one; may be said again. Else all.")] = None,
    sent: Annotated[
        list[str] | None, typer.Option(help="Folder of what the company sent; MAILBOX=FOLDER for one mailbox.")
    ] = None,
    page: Annotated[Path, typer.Option(help="Where to write the page.")] = Path("rehearsal.html"),
    from_folder: Annotated[
        Path | None, typer.Option(help="Take .eml files from here instead: a sub-folder each mailbox, sent/ in it.")
    ] = None,
    keep: Annotated[Path | None, typer.Option(help="Keep mails and scratch database in this new folder.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures for a machine.")] = False,
) -> None:
    """Replays the last days' real mail without sending anything, and shows what Ringback would have done."""
    from rich.console import Console

    from bot import rehearsal

    logs.configure("text", "error")
    options = rehearsal.Options(days, page, tuple(sent or ()), tuple(mailbox or ()), from_folder, keep)
    with operating() as bar:
        guess = rehearsal.guessed(from_folder) if from_folder and config is None else None
        settings = guess or read_settings(config or Path("ringback.toml"))
        done = interruptible(rehearsal.rehearse(settings, options, bar, datetime.now(UTC).replace(microsecond=0)), None)
    if done is None:
        raise typer.Exit(130)
    words = rehearsal.words_of(settings.ringback.language)
    if as_json:
        print(rehearsal.as_json(done.figures))
    else:
        rehearsal.show(done.figures, words, Console(width=None if sys.stdout.isatty() else LOG_WIDTH))
        print(words("page_is", path=page))
        if keep and not from_folder:
            print(words("kept_in", path=keep))
    for unread in done.troubles:
        print(unread, file=sys.stderr)
    raise typer.Exit(2 if done.troubles else 0)


@app.command()
def init(
    config: ConfigPath = Path("ringback.toml"),
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    check: Annotated[bool, typer.Option(help="Try each answer at once.")] = True,
) -> None:
    """Asks for what the desk needs, tries each answer, and writes the settings file."""
    from bot import setup

    logs.configure("text", "error")
    try:
        setup.interview(config, force=force, trying=check)
    except setup.RefusedError as refusal:
        stop(str(refusal))


app.command()(demo)
app.command()(converse)


@app.command()
def bench(
    mails: Annotated[int, typer.Option(min=100, help="How many mails.")] = 2000,
    database: Annotated[str, typer.Option(help="sqlite or postgresql.")] = "sqlite",
    tickets: Annotated[int, typer.Option(min=0, help="How many tickets the database holds before.")] = 0,
    latency: Annotated[int, typer.Option(min=0, help="Send so many mails one by one instead.")] = 0,
    plot: Annotated[Path, typer.Option(help="Where to draw.")] = Path("var/bench.svg"),
    profile: Annotated[Path | None, typer.Option(help="Where py-spy writes where the time went.")] = None,
) -> None:
    """Measures the desk beside a bare chain, on servers of its own (a checkout only; see benchmarks/README.md)."""
    import subprocess

    root = Path(__file__).resolve().parents[1]
    if not (root / "benchmarks" / "__main__.py").exists():
        stop("The benchmark comes with a checkout only.")
    chosen = {"mails": mails, "database": database, "tickets": tickets, "latency": latency}
    chosen |= {"plot": plot.absolute()} | ({"profile": profile.absolute()} if profile else {})
    options = [f"--{name}={value}" for name, value in chosen.items()]
    command = [sys.executable, "-m", "benchmarks", *options]
    raise typer.Exit(subprocess.run(command, cwd=root, check=False).returncode)  # noqa: S603 - our own module


@app.command()
def backup(
    to: Annotated[Path, typer.Option(help="Where to: a new folder, or a file that ends in .tar.")],
    config: ConfigPath = Path("ringback.toml"),
) -> None:
    """Copies the whole desk as it is at one moment: database and large contents. It may run."""
    from bot.operations.backup import back_up

    general = read_settings(config).ringback
    with operating() as bar:
        made = back_up(general.url, general.data / "blobs", to, bar)
    print(f"{to}: {made.tables.get('tickets', 0)} tickets, {len(made.blobs)} large contents, schema {made.schema}.")


@app.command()
def restore(
    source: Annotated[Path, typer.Option("--from", help="The backup: a folder or a .tar file.")],
    config: ConfigPath = Path("ringback.toml"),
    force: Annotated[bool, typer.Option("--force", help="Replace what is there; it is kept beside it.")] = False,
) -> None:
    """Puts a backup into the place that the settings name. The desk must not run."""
    from bot.operations.restore import Target
    from bot.operations.restore import restore as put_back

    general = read_settings(config).ringback
    with operating() as bar, sole(general.data):
        done = put_back(source, Target(general.url, general.data / "blobs"), force=force, tell=bar)
    print(f"Restored: {done.manifest.tables.get('tickets', 0)} tickets of {done.manifest.made_at}.")
    if done.aside:
        print(f"What was there before is kept as {done.aside}.")


@app.command()
def migrate(
    config: ConfigPath = Path("ringback.toml"),
    rehearse: Annotated[bool, typer.Option("--rehearse", help="Try it on a copy; the desk may run.")] = False,
) -> None:
    """Brings the database to this version's schema."""
    from bot.operations.rehearse import migrated, rehearsed

    general = read_settings(config).ringback
    with operating() as bar:
        if rehearse:
            done = rehearsed(general.url, general.data, bar)
        else:
            with sole(general.data):
                done = migrated(general.url, bar)
    steps = "nothing to do" if done.before == done.after else f"{done.before or 'empty'} to {done.after}"
    print(f"{'Rehearsed on a copy' if rehearse else 'Migrated'}: {steps}, {done.rows} rows, {done.seconds:.1f} s.")


app.add_typer(links, name="links")
app.add_typer(ledger.inbox, name="inbox")
app.add_typer(ledger.senders, name="senders")
app.add_typer(articles, name="knowledge")

mailbox_oauth = typer.Typer(no_args_is_help=True, help="Mailboxes with OAuth2.")
app.add_typer(mailbox_oauth, name="oauth")


@mailbox_oauth.command()
def consent(
    mailbox: Annotated[str, typer.Option(help="The mailbox's name in the settings.")],
    config: ConfigPath = Path("ringback.toml"),
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where the browser comes back to; 0: any.")] = 0,
) -> None:
    """Lets Ringback into a mailbox: shows an address, waits for a person's consent, keeps the token encrypted."""
    from bot.consenting import consent as asked_for

    logs.configure("text", "error")
    with operating():
        done = interruptible(asked_for(read_settings(config), mailbox, port, partial(print, flush=True)), "")
    if not done:
        raise typer.Exit(130)
    print(done)


async def _run(settings: Settings) -> int:
    desk = await build(settings)
    structlog.get_logger().info("Ringback runs. Ctrl-C stops it.")
    try:
        await desk.run()
    except ExceptionGroup as group:
        raise _alone(group) from None
    return 0


def _alone(group: ExceptionGroup[Exception]) -> Exception:
    """The database's own error where nothing else has ended the desk's parts."""
    if group.split(DBAPIError)[1] is not None:
        return group
    first = group.exceptions[0]
    return _alone(first) if isinstance(first, ExceptionGroup) else first


def main() -> None:
    """The console entry point."""
    make_cancellations_heard()
    app(prog_name=COMMAND)


if __name__ == "__main__":
    main()
