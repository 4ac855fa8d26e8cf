"""What the admin says about a mailbox."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

from bot.core.proxies import check_proxy


def _address(value: str) -> str:
    local, _, domain = value.strip().lower().rpartition("@")
    if not local or not domain or any(character.isspace() or not character.isprintable() for character in value):
        raise ValueError("must be a mail address, for example support@example.com")
    return f"{local}@{domain}"


def _one_line(value: str) -> str:
    if not value.isprintable():
        raise ValueError("must be one line without control characters")
    return value.strip()


def _proxy(value: SecretStr) -> SecretStr:
    check_proxy(value.get_secret_value(), ("http", "socks5", "socks5h"))
    return value


MailAddress = Annotated[str, AfterValidator(_address)]
OneLine = Annotated[str, AfterValidator(_one_line)]
Port = Annotated[int, Field(ge=1, le=65535)]
Proxy = Annotated[SecretStr, AfterValidator(_proxy)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class ImapSettings(_Frozen):
    """Where mail is fetched. "tls" is TLS from the first byte. `password` is an authorisation code (授权码) at
    163, 126 and QQ. `history` says what of the mail already there is taken in at the first connection: none, all,
    or what came since a date. `proxy` is an HTTP or SOCKS proxy with its password. All spans are seconds."""

    host: str = Field(min_length=1)
    port: Port = 993
    security: Literal["tls", "plain"] = "tls"
    username: OneLine
    password: SecretStr
    folder: OneLine = "INBOX"
    history: Literal["none", "all"] | date = "none"
    idle_seconds: float = Field(45, gt=0, le=45)
    poll_seconds: float = Field(30, gt=0, le=60)
    timeout_seconds: float = Field(20, gt=0, le=120)
    backoff_first: float = Field(0.2, gt=0)
    backoff_max: float = Field(30, gt=0, le=60)
    ca_file: Path | None = None
    proxy: Proxy | None = None


class SmtpSettings(_Frozen):
    """Where mail is sent. Without `username` nobody logs in. `timeout_seconds` is for each step. `proxy` as above."""

    host: str = Field(min_length=1)
    port: Port = 465
    security: Literal["tls", "starttls", "plain"] = "tls"
    username: OneLine = ""
    password: SecretStr = SecretStr("")
    timeout_seconds: float = Field(30, gt=0, le=300)
    ca_file: Path | None = None
    proxy: Proxy | None = None


class MailboxSettings(_Frozen):
    """One mailbox. The channel's instance name is "email:<name>"; `responsible` is whoever looks after it.
    `authserv_id` is the name under which the receiving server writes Authentication-Results, "none" when it writes
    them without a name; without one no mail proves by itself who sent it. `blocked` are addresses and domains whose
    mail counts as spam."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,31}$")
    address: MailAddress
    responsible: OneLine = ""
    display_name: OneLine = ""
    language: Literal["zh", "en"] = "en"
    signature: str = ""
    authserv_id: OneLine = ""
    blocked: tuple[OneLine, ...] = ()
    imap: ImapSettings
    smtp: SmtpSettings
