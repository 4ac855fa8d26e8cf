"""`./ringback` of a fresh checkout: what it says while it sets itself up. Its Python is a stand-in."""

import os
import pty
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PYTHON = """#!/bin/sh
# Stands for python: makes an environment of itself, and installs three packages in a second.
site=$(dirname "$0")/../lib/python3.11/site-packages
case "$*" in
*'print("%d.%d"'*) echo 3.11 ;;
*'-m venv '*) for to; do :; done; mkdir -p "$to/bin" && cp "$0" "$to/bin/python" ;;
*'pip install'*'-r '*)
    [ ! -e "$(dirname "$0")/../../broken" ] || { echo 'ERROR: no such package' >&2; exit 1; }
    mkdir -p "$site"
    for name in apple pear plum; do
        echo "Collecting $name==1.0 (from -r requirements.txt)"; sleep 0.3
        [ ! -e "$(dirname "$0")/../../slow" ] || sleep 30
    done
    echo 'Installing collected packages: apple, pear, plum'
    for name in apple pear plum; do mkdir -p "$site/$name-1.0.dist-info"; sleep 0.3; done ;;
*'-m bot'*) echo "the desk: $*"; [ ! -e "$(dirname "$0")/../../real" ] || exec REAL "$@" ;;
esac
""".replace("REAL", shlex.quote(sys.executable))


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "checkout"
    folder.mkdir()
    shutil.copy(ROOT / "ringback", folder)
    (folder / "requirements.txt").write_text("apple==1.0\npear==1.0\nplum==1.0\n")
    (folder / "pyproject.toml").write_text("")
    (tmp_path / "python").write_text(PYTHON)
    (tmp_path / "python").chmod(0o755)
    return folder


def environment(checkout: Path) -> dict[str, str]:
    return {**os.environ, "RINGBACK_PYTHON": str(checkout.parent / "python")}


def launched(checkout: Path) -> subprocess.CompletedProcess[str]:
    command = [str(checkout / "ringback"), "check"]
    return subprocess.run(command, env=environment(checkout), capture_output=True, text=True, check=False, timeout=20)


def on_a_terminal(checkout: Path) -> str:
    """All that a terminal gets."""
    mine, its = pty.openpty()
    process = subprocess.Popen([str(checkout / "ringback"), "check"], env=environment(checkout), stdout=its, stderr=its)
    os.close(its)
    shown = bytearray()
    try:
        while piece := os.read(mine, 4096):
            shown += piece
    except OSError:  # Linux says so when the last writer has gone
        pass
    os.close(mine)
    assert process.wait(20) == 0
    return shown.decode()


def test_a_pipe_gets_a_line_for_each_step_and_the_second_time_none(checkout: Path) -> None:
    first = launched(checkout)
    assert first.returncode == 0, first.stderr
    assert first.stderr.splitlines() == [
        "ringback: making .venv with Python 3.11",
        "ringback: installing the 3 packages of requirements.txt (only when the pins change)",
        "ringback: installing Ringback itself",
        "ringback: ready",
    ]
    assert first.stdout == "the desk: -P -m bot check\n"
    assert launched(checkout).stderr == ""
    assert not (checkout / ".venv.lock").exists()


def test_a_terminal_sees_each_package_and_how_many_there_are(checkout: Path) -> None:
    shown = on_a_terminal(checkout)
    assert re.search(r"\[#{6}\.{14}\] 1 of 3, \d s  fetching apple", shown), shown
    assert re.search(r"\[#*\.*\] [123] of 3, \d s  unpacking", shown), shown
    moving = [line for line in re.split(r"\r\x1b\[K|\r\n", shown) if " s  " in line]
    assert max(map(len, moving)) < 80


def test_hints_name_what_was_typed(checkout: Path) -> None:
    (checkout / "real").touch()
    typed = {"./ringback": checkout, "checkout/ringback": checkout.parent}
    there = {**environment(checkout), "PYTHONPATH": str(ROOT)}
    for command, folder in typed.items():
        assert f"Try '{command} --help'" in refused([command, "bogus"], folder, there)
        assert f"make it with `{command} init`" in refused([command, "check"], folder, there)
    assert "Try 'ringback --help'" in refused([sys.executable, "-m", "bot", "bogus"], ROOT, dict(os.environ))


def refused(command: list[str], folder: Path, env: dict[str, str]) -> str:
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=20)
    assert done.returncode == 2
    return done.stderr


def test_what_pip_says_is_shown_when_it_fails_and_the_next_try_is_free(checkout: Path) -> None:
    (checkout / "broken").touch()
    failed = launched(checkout)
    assert failed.returncode == 1
    assert "ERROR: no such package" in failed.stderr
    assert "Is the network there?" in failed.stderr
    (checkout / "broken").unlink()
    assert launched(checkout).returncode == 0


def test_an_interrupted_installation_ends_at_once_and_leaves_no_lock(checkout: Path) -> None:
    (checkout / "slow").touch()
    command = [str(checkout / "ringback"), "check"]
    with subprocess.Popen(
        command,
        env=environment(checkout),
        stderr=subprocess.PIPE,
        text=True,
        # A shell lets what runs behind it ignore SIGINT.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - no threads here
    ) as process:
        assert process.stderr is not None
        while "packages of" not in process.stderr.readline():
            pass
        begun = time.monotonic()
        process.send_signal(signal.SIGINT)
        assert process.wait(5) == 130
    assert time.monotonic() - begun < 3
    assert not (checkout / ".venv.lock").exists()
