"""What the admin says about a mailbox."""

from __future__ import annotations

import urllib.parse
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    SecretStr,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    field_validator,
    model_validator,
)

from bot.core.proxies import check_proxy
from bot.mistakes import Place, said, told_together


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


def _web_address(value: str) -> str:
    parts = urllib.parse.urlsplit(value)
    here = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if value and not (parts.hostname and (parts.scheme == "https" or (here and parts.scheme == "http"))):
        raise ValueError("must begin with https://; tokens go there")
    return value


def _history(value: Any, validate: ValidatorFunctionWrapHandler) -> Any:
    try:
        return validate(value)
    except ValidationError:
        raise ValueError('must be "none", "all", or a date such as 2026-01-31') from None


History = Annotated[Literal["none", "all"] | date, WrapValidator(_history)]
MailAddress = Annotated[str, AfterValidator(_address)]
OneLine = Annotated[str, AfterValidator(_one_line)]
Port = Annotated[int, Field(ge=1, le=65535)]
Proxy = Annotated[SecretStr, AfterValidator(_proxy)]
WebAddress = Annotated[str, AfterValidator(_web_address)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class ImapSettings(_Frozen):
    """Where mail is fetched. "tls" is TLS from the first byte. `password` is an authorisation code (授权码) at
    163, 126 and QQ, and is left out where the mailbox has OAuth2. `history` says what of the mail already there is
    taken in at the first connection: none, all, or what came since a date. `junk` is the folder into which the server
    moves spam: "auto" is the one it names itself, "" none; it is looked into every `junk_seconds`. `handled` is
    what is done to a mail in the folder once it is stored and handled: nothing, "seen", "flagged", or "move:" and a
    folder's name. `proxy` is an HTTP or SOCKS proxy with its password. All spans are seconds."""

    host: str = Field(min_length=1)
    port: Port = 993
    security: Literal["tls", "plain"] = "tls"
    username: OneLine
    password: SecretStr = SecretStr("")
    folder: OneLine = "INBOX"
    junk: OneLine = "auto"
    junk_seconds: float = Field(60, gt=0, le=600)
    handled: OneLine = ""
    history: History = "none"
    idle_seconds: float = Field(45, gt=0, le=45)
    poll_seconds: float = Field(30, gt=0, le=60)
    timeout_seconds: float = Field(20, gt=0, le=120)
    backoff_first: float = Field(0.2, gt=0)
    backoff_max: float = Field(30, gt=0, le=60)
    ca_file: Path | None = None
    proxy: Proxy | None = None

    @field_validator("junk")
    @classmethod
    def _another(cls, junk: str, info: ValidationInfo) -> str:
        if junk == info.data.get("folder"):
            raise ValueError("is the folder that is read anyway; name another one, or leave it out")
        return junk

    @field_validator("handled")
    @classmethod
    def _known(cls, value: str, info: ValidationInfo) -> str:
        target = _target(value)
        if value not in ("", "seen", "flagged") and not target:
            raise ValueError('must be "seen", "flagged", or "move:" and a folder, for example "move:Done"')
        if target and target == info.data.get("folder"):
            raise ValueError("the mail lies in that folder already; name another one")
        return value

    @property
    def handled_folder(self) -> str:
        """The folder into which handled mail is moved; empty when it stays where it is."""
        return _target(self.handled)


def _target(handled: str) -> str:
    kind, _, folder = handled.partition(":")
    return folder.strip() if kind == "move" else ""


class SmtpSettings(_Frozen):
    """Where mail is sent. Without `username` nobody logs in; with one and without `password` the mailbox's OAuth2 does,
    where it has one. `timeout_seconds` is for each step. `proxy` as above."""

    host: str = Field(min_length=1)
    port: Port = 465
    security: Literal["tls", "starttls", "plain"] = "tls"
    username: OneLine = ""
    password: SecretStr = SecretStr("")
    timeout_seconds: float = Field(30, gt=0, le=300)
    ca_file: Path | None = None
    proxy: Proxy | None = None


class OAuthSettings(_Frozen):
    """How the mailbox's access tokens are fetched (RFC 6749): with the client's own credentials, or with a refresh
    token that a person's consent gave. `scope` and `token_url` are the provider's unless they are given; `proxy` and
    `ca_file` are for the way to the provider. `client_secret_expires` cannot be asked for: it is the day the provider
    showed when the secret was made."""

    provider: Literal["microsoft", "google", "custom"]
    flow: Literal["client_credentials", "refresh_token"] = "refresh_token"
    token_url: Annotated[WebAddress, Field(validate_default=True)] = ""
    tenant: Annotated[OneLine, Field(validate_default=True)] = ""
    client_id: OneLine = Field(min_length=1)
    client_secret: SecretStr = Field(SecretStr(""), validate_default=True)
    client_secret_expires: date | None = None
    refresh_token: SecretStr = SecretStr("")
    scope: OneLine = ""
    timeout_seconds: float = Field(20, gt=0, le=120)
    backoff_first: float = Field(1, gt=0)
    backoff_max: float = Field(60, gt=0, le=600)
    ca_file: Path | None = None
    proxy: Proxy | None = None

    @field_validator("flow")
    @classmethod
    def _possible(cls, flow: str, info: ValidationInfo) -> str:
        if flow == "client_credentials" and info.data.get("provider") == "google":
            raise ValueError('Google gives no mailbox to a client alone; set flow = "refresh_token"')
        return flow

    @field_validator("token_url")
    @classmethod
    def _own_provider(cls, url: str, info: ValidationInfo) -> str:
        if not url and info.data.get("provider") == "custom":
            raise ValueError("is missing; add the address where your provider gives tokens")
        return url

    @field_validator("tenant")
    @classmethod
    def _directory(cls, tenant: str, info: ValidationInfo) -> str:
        if not tenant and info.data.get("provider") == "microsoft" and not info.data.get("token_url", "wrong"):
            raise ValueError("is missing; add the directory (tenant) id that the app's overview page shows")
        return tenant

    @field_validator("client_secret")
    @classmethod
    def _secret(cls, secret: SecretStr, info: ValidationInfo) -> SecretStr:
        alone = info.data.get("flow") == "client_credentials"
        if not secret.get_secret_value() and (alone or info.data.get("provider") == "google"):
            raise ValueError("is missing; add it, best as env:NAME or file:PATH")
        return secret


class MailboxSettings(_Frozen):
    """One mailbox. The channel's instance name is "email:<name>"; `responsible` is whoever looks after it.
    `authserv_id` is the name under which the receiving server writes Authentication-Results ("*" stands for what
    changes in it), "none" when it writes them without a name, "coremail" at 163 and 126; without one no mail proves by
    itself who sent it. `blocked` are addresses and domains whose
    mail counts as spam. `offers`: into which chats its customers are invited, and which other ways
    to them they are asked about. `two_tickets_with` names mailboxes:
    one mail to this and to one of them makes two tickets."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,31}$")
    address: MailAddress
    responsible: OneLine = ""
    display_name: OneLine = ""
    language: Literal["zh", "en"] = "en"
    signature: str = ""
    authserv_id: OneLine = ""
    blocked: tuple[OneLine, ...] = ()
    offers: tuple[Literal["telegram", "phone", "email"], ...] = ("phone", "email")
    two_tickets_with: tuple[OneLine, ...] = ()
    imap: ImapSettings
    smtp: SmtpSettings
    oauth: OAuthSettings | None = None

    @model_validator(mode="wrap")
    @classmethod
    def _one_log_in(cls, value: Any, validate: ModelWrapValidatorHandler[MailboxSettings]) -> MailboxSettings:
        imap, oauth, between = said(value, "imap"), said(value, "oauth") is not None, list[tuple[Place, str]]()
        given = said(imap, "password") is not None
        if isinstance(imap, Mapping | BaseModel) and not (given or oauth):
            between.append((("imap", "password"), "is missing; add it, or a section [mailbox.oauth]"))
        if given and oauth:
            between.append((("imap", "password"), "[mailbox.oauth] is there too; remove one of them"))
        return told_together(value, validate, between)
