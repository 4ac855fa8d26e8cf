"""Dovecot 2.3 as a private IMAP server: no system configuration, no root, data in a temporary folder."""

import base64
import contextlib
import grp
import itertools
import os
import shutil
import signal
import subprocess
import tempfile
import time
from datetime import datetime
from pathlib import Path

from tests.servers.certificate import Certificate, make_certificate
from tests.servers.ports import free_port, wait_until_closed, wait_until_open
from tests.servers.processes import give, run_as, unprivileged

# https://doc.dovecot.org/2.3/configuration_manual/howto/rootless/ : the same configuration for everybody
# `:UTF-8` keeps folder names readable on disk, so a folder is made without IMAP's own UTF-7.
_CONFIGURATION = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
disable_plaintext_auth = no
auth_failure_delay = 0
auth_username_chars =
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
mail_uid = {uid}
mail_gid = {gid}
first_valid_uid = 1
first_valid_gid = 1
mail_home = {home}/mail/%u
mail_location = maildir:~/Maildir:UTF-8
mail_max_userip_connections = 1000
mail_fsync = never
mailbox_list_index = no
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Junk {{
    special_use = \\Junk
  }}
}}
{oauth}
passdb {{
  driver = passwd-file
  args = username_format=%u {home}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail/%u
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  service_count = 0
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
"""

# https://doc.dovecot.org/2.3/configuration_manual/authentication/oauth2/
# Without a penalty listener an address that failed to log in does not wait: a refused token is followed by a good one.
_OAUTH = """
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
auth_mechanisms = plain login xoauth2 oauthbearer
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {home}/oauth2.conf
}}
"""
_INTROSPECTION = """
introspection_mode = post
introspection_url = {url}
username_attribute = username
active_attribute = active
active_value = true
"""


class Dovecot:
    """One IMAP server on 127.0.0.1: plain (and STARTTLS) on `port`, TLS on `tls_port`. With `introspection_url` it
    takes access tokens too, and asks there whose they are (RFC 7662).

    Users, mails and ports outlast `stop()` and `kill()`; `close()` stops and deletes everything.
    """

    def __init__(self, introspection_url: str = "") -> None:
        self._introspection_url = introspection_url
        self.port = free_port()
        self.tls_port = free_port()
        # A socket's path has at most 107 bytes: pytest's own temporary folders are too deep.
        self._home = Path(tempfile.mkdtemp(prefix="dovecot-"))
        self.certificate: Certificate = make_certificate(self._home)
        self._owner = unprivileged("nobody")  # Dovecot serves no mail as root
        self._process: subprocess.Popen[bytes] | None = None
        self._users: dict[str, str] = {}
        self._numbers = itertools.count(1)
        (self._home / "users").touch()
        (self._home / "dovecot.conf").write_text(self._configuration())
        (self._home / "oauth2.conf").write_text(_INTROSPECTION.format(url=introspection_url))
        for file in (self._home, *self._home.iterdir()):
            give(file, self._owner)

    def _configuration(self) -> str:
        return _CONFIGURATION.format(
            oauth=_OAUTH.format(home=self._home) if self._introspection_url else "",
            home=self._home,
            certificate=self.certificate.certificate,
            key=self.certificate.key,
            user=self._owner.pw_name,
            group=grp.getgrgid(self._owner.pw_gid).gr_name,
            uid=self._owner.pw_uid,
            gid=self._owner.pw_gid,
            port=self.port,
            tls_port=self.tls_port,
        )

    def start(self) -> None:
        """Start, and return once log-ins are answered; RuntimeError with Dovecot's own words when it cannot."""
        if self._process is not None:
            raise RuntimeError("this Dovecot is running already")
        command = [executable(), "-F", "-c", str(self._home / "dovecot.conf")]
        self._process = run_as(self._owner, command, output=self._home / "console")
        try:
            wait_until_open(self.port)
        except TimeoutError:
            self.kill()
            raise RuntimeError(f"Dovecot did not start: {self.log()}") from None

    def stop(self) -> None:
        """End as an administrator would: connections are closed in order."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End all its processes at once, as a crash would."""
        self._end(signal.SIGKILL)

    def close(self) -> None:
        """End and delete all mail."""
        self.kill()
        shutil.rmtree(self._home, ignore_errors=True)

    def log(self) -> str:
        """Return what Dovecot has logged so far."""
        files = (self._home / "console", self._home / "log")
        return "".join(file.read_text(errors="replace") for file in files if file.exists())

    def add_user(self, name: str, password: str) -> None:
        """Let somebody log in, or change his password; the INBOX of a new one is empty. Whoever logs in during the
        same second as somebody else may still meet the old state: Dovecot looks once a second."""
        self._users[name] = base64.b64encode(password.encode()).decode()
        lines = [f"{user}:{{PLAIN.b64}}{secret}\n" for user, secret in self._users.items()]
        (self._home / "users.new").write_text("".join(lines))
        give(self._home / "users.new", self._owner)
        (self._home / "users.new").rename(self._home / "users")
        self._make_folder(name, "INBOX")

    def renumber(self, name: str, folder: str = "INBOX") -> None:
        """Give the folder a new UIDVALIDITY and its mails new UIDs, as after a restored backup. Nobody may have it
        open."""
        place = self._place(name, folder)
        for file in place.glob("dovecot*"):
            file.unlink()
        uidvalidity = int(time.time()) + next(self._numbers)  # never the one it had
        (place / "dovecot-uidlist").write_text(f"3 V{uidvalidity} N1\n")
        give(place / "dovecot-uidlist", self._owner)

    def deliver(self, user: str, raw: bytes, folder: str = "INBOX", arrived: datetime | None = None) -> None:
        """Put a mail into a folder, made when missing (`/` between parents and children), with one atomic rename.
        `arrived` becomes its INTERNALDATE; without it that is now."""
        place = self._make_folder(user, folder)
        name = f"{next(self._numbers):09}.test"
        (place / "tmp" / name).write_bytes(raw)
        if arrived is not None:
            os.utime(place / "tmp" / name, (arrived.timestamp(), arrived.timestamp()))
        (place / "tmp" / name).rename(place / "new" / name)

    def messages(self, user: str, folder: str = "INBOX") -> list[bytes]:
        """Return the raw mails of a folder as they lie on the disk, oldest first."""
        place = self._place(user, folder)
        files = [file for kind in ("new", "cur") for file in (place / kind).iterdir()]
        return [file.read_bytes() for file in sorted(files, key=lambda file: file.name)]

    def _place(self, user: str, folder: str) -> Path:
        if user not in self._users:
            raise KeyError(f"there is no user {user}")
        inbox = self._home / "mail" / user / "Maildir"
        return inbox if folder.upper() == "INBOX" else inbox / ("." + folder.replace("/", "."))

    def _make_folder(self, user: str, folder: str) -> Path:
        place = self._place(user, folder)
        if not (place / "new").exists():
            for kind in ("cur", "tmp", "new"):
                (place / kind).mkdir(parents=True)
            all_mail = self._home / "mail"
            for made in (all_mail, all_mail / user, all_mail / user / "Maildir", place, *place.iterdir()):
                give(made, self._owner)
        return place

    def _end(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        process, self._process = self._process, None
        if number == signal.SIGTERM:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=2)
        # A log-in process that has just been started can outlive its master by 5 s.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=10)
        wait_until_closed(self.port)  # the log-in process holds the port a moment longer than its master


def executable() -> str:
    """Return Dovecot's path; RuntimeError when there is none, or one that reads another configuration."""
    # Debian keeps it in /usr/sbin, which is not on everybody's path.
    found = shutil.which("dovecot", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
    if found is None or not _speaks_imap():
        raise RuntimeError("Dovecot is not installed: the Debian package is dovecot-imapd")
    version = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
    if not version.startswith("2.3."):
        raise RuntimeError(f"Dovecot is {version.split()[0]}, but 2.3 is needed: 2.4 reads another configuration")
    return found


def _speaks_imap() -> bool:
    return any((Path(place) / "dovecot" / "imap").exists() for place in ("/usr/lib", "/usr/libexec"))
