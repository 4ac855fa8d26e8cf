"""Server processes that never run as root: servers refuse it, and tests must not depend on who runs them."""

import os
import pwd
import subprocess
from pathlib import Path


def unprivileged(name: str) -> pwd.struct_passwd:
    """Return who runs a server: whoever runs the tests, or the named user when that is root."""
    return pwd.getpwuid(os.getuid()) if os.getuid() else pwd.getpwnam(name)


def give(path: Path, owner: pwd.struct_passwd) -> None:
    """Hand a file or folder to the user; nothing happens where it is his already."""
    if path.stat().st_uid != owner.pw_uid:
        os.chown(path, owner.pw_uid, owner.pw_gid)


def run_as(owner: pwd.struct_passwd, command: list[str], *, output: Path) -> subprocess.Popen[bytes]:
    """Start a command as the user, in a session of its own; what it prints is appended to a file of the caller's."""
    root = os.getuid() == 0
    with output.open("ab") as words:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
            start_new_session=True,
            cwd="/",  # the caller's folder may be closed to the user
            user=owner.pw_uid if root else None,
            group=owner.pw_gid if root else None,
            extra_groups=[] if root else None,
        )


def run_to_end(owner: pwd.struct_passwd, command: list[str], *, output: Path) -> None:
    """Run a command as the user; RuntimeError with its words when it fails."""
    if run_as(owner, command, output=output).wait():
        raise RuntimeError(f"{command[0]} failed: {output.read_text(errors='replace')[-2000:]}")
