"""A private PostgreSQL cluster in a temporary folder, without root and without passwords."""

import itertools
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

from tests.servers.ports import free_port
from tests.servers.processes import give, run_as, run_to_end, unprivileged

_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class Postgres:
    """One cluster on 127.0.0.1 and on a socket in its folder; the superuser is `ringback`.

    `durable=False` lets PostgreSQL skip everything that only a power cut needs: commits survive `kill()` all the same.
    Databases and the port outlast `stop()` and `kill()`; `close()` stops and deletes everything.
    """

    def __init__(self, *, durable: bool = False) -> None:
        self.port = free_port()
        self._settings = () if durable else _FAST
        self._owner = unprivileged("postgres")
        self._home = Path(tempfile.mkdtemp(prefix="postgres-"))
        self._programs = programs()
        self._process: subprocess.Popen[bytes] | None = None
        self._numbers = itertools.count(1)
        give(self._home, self._owner)
        command = [str(self._programs / "initdb"), "-D", str(self._home / "data"), "-U", "ringback", "--no-sync"]
        command += ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"]
        run_to_end(self._owner, command, output=self._words)

    @property
    def _words(self) -> Path:
        # Beside the folder, which belongs to another user when root runs the tests.
        return self._home.with_suffix(".log")

    def start(self) -> None:
        """Start, and return once connections are served; RuntimeError with PostgreSQL's own words when it cannot."""
        if self._process is not None:
            raise RuntimeError("this PostgreSQL is running already")
        settings = ["listen_addresses=127.0.0.1", f"port={self.port}", f"unix_socket_directories={self._home}"]
        settings += ["max_connections=100", "shared_buffers=32MB", *self._settings]
        command = [str(self._programs / "postgres"), "-D", str(self._home / "data")]
        for setting in settings:
            command += ["-c", setting]
        self._process = run_as(self._owner, command, output=self._words)
        end = time.monotonic() + 20
        while not self._serves():
            if self._process.poll() is not None or time.monotonic() > end:
                self.kill()
                raise RuntimeError(f"PostgreSQL did not start: {self.log()[-2000:]}")
            time.sleep(0.02)

    def _serves(self) -> bool:
        try:
            psycopg.connect(self.dsn()).close()
        except psycopg.OperationalError:
            return False
        return True

    def stop(self) -> None:
        """End in order: sessions are closed, what they had not committed is rolled back."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """End at once without writing anything down, as a crash would; the next start recovers."""
        self._end(signal.SIGQUIT)

    def close(self) -> None:
        """End and delete all databases."""
        self.kill()
        shutil.rmtree(self._home, ignore_errors=True)
        self._words.unlink(missing_ok=True)

    def _end(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        process, self._process = self._process, None
        process.send_signal(number)
        process.wait(timeout=20)

    def log(self) -> str:
        """Return what PostgreSQL has printed so far."""
        return self._words.read_text(errors="replace")

    def dsn(self, database: str = "postgres") -> str:
        """Return the address of a database for libpq."""
        return f"host=127.0.0.1 port={self.port} user=ringback dbname={database}"

    def create_database(self, template: str = "template1") -> str:
        """Make a new database and return its address for SQLAlchemy; `template`: the name of one to copy."""
        name = f"test_{os.getpid()}_{next(self._numbers)}"
        self._administer(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return f"postgresql+psycopg://ringback@127.0.0.1:{self.port}/{name}"

    def drop_database(self, url: str) -> None:
        """Delete a database of `create_database`, whoever is still connected."""
        self._administer(f'DROP DATABASE "{url.rpartition("/")[2]}" WITH (FORCE)')

    def _administer(self, statement: str) -> None:
        with psycopg.connect(self.dsn(), autocommit=True) as connection:
            connection.execute(statement.encode())


def programs() -> Path:
    """Return the folder of the newest PostgreSQL's programs; RuntimeError when there is none from 15 on."""
    # Debian keeps every version's server programs in a folder of its own, off the path.
    found = {
        int(folder.parent.name): folder
        for folder in Path("/usr/lib/postgresql").glob("*/bin")
        if folder.parent.name.isdigit() and (folder / "initdb").exists()
    }
    if found and max(found) >= 15:
        return found[max(found)]
    on_path = shutil.which("initdb")
    if on_path is None:
        raise RuntimeError("PostgreSQL 15 or newer is not installed: the Debian package is postgresql")
    return Path(on_path).resolve().parent
