"""Makes sure that the servers the tests need are installed: `python -m tests.servers.install`."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from rich.console import Console

from tests.servers import dovecot, postgres


def missing() -> dict[str, str]:
    """Return the Debian packages that are not there, each with the reason in words."""
    wanted = {
        "dovecot-imapd": dovecot.executable,
        "openssl": _openssl,
        "chromium": _chromium,
        "fonts-noto-cjk": _fonts,
        "fonts-noto-color-emoji": _emoji,
        "postgresql": postgres.programs,
    }
    lacking = {}
    for package, find in wanted.items():
        try:
            find()
        except RuntimeError as reason:
            lacking[package] = str(reason)
    return lacking


def install() -> bool:
    """Install what is missing, with apt-get where that is allowed; say on stderr what is done or left to do."""
    lacking = missing()
    if not lacking:
        return True
    prefix = _right_to_install()
    if prefix is None:
        _say("the tests need servers that are not here:", *lacking.values())
        _say(f"Please type:  sudo apt-get install {' '.join(lacking)}")
        return False
    _say(f"installing Debian packages for the tests: {' '.join(lacking)}")
    options = ["-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0"]
    environment = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", *options]
    for step in (["update"], ["install", "-y", "--no-install-recommends", *lacking]):
        command = [*prefix, *environment, *step]
        with Console(stderr=True).status(f"apt-get {step[0]}"):
            done = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        if done.returncode:
            _say(f"apt-get {step[0]} failed; its words are above")
            return False
    if still := missing():
        _say("apt-get has ended well, and yet:", *still.values())
    return not still


def _right_to_install() -> list[str] | None:
    if shutil.which("apt-get") is None:
        return None
    if os.getuid() == 0:
        return []
    if shutil.which("sudo"):
        allowed = subprocess.run(["sudo", "-n", "true"], check=False, capture_output=True)
        return ["sudo", "-n"] if allowed.returncode == 0 else None
    return None


def _openssl() -> None:
    if shutil.which("openssl") is None:
        raise RuntimeError("openssl is not installed: the Debian package is openssl")


def _chromium() -> None:
    if shutil.which("chromium") is None:
        raise RuntimeError(
            "Chromium, for the tests of the demo's page, is not installed: the Debian package is chromium"
        )


def _fonts() -> None:
    if not Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc").exists():
        raise RuntimeError("fonts with Chinese characters are not installed: the Debian package is fonts-noto-cjk")


def _emoji() -> None:
    if not Path("/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf").exists():
        raise RuntimeError("a font with emoji is not installed: the Debian package is fonts-noto-color-emoji")


def _say(*lines: str) -> None:
    for line in lines:
        print(f"ringback test: {line}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(not install())
