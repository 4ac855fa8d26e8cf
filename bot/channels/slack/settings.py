"""What an installation says about its Slack workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

from bot.core.proxies import check_proxy


class SlackSettings(BaseModel):
    """One Slack app in one workspace. Times are seconds, sizes are bytes.

    `engineers_channel` is the id of the private channel whose members are the engineers; `customer_channels` are
    ids of channels where people outside it write to the desk. `language` is the desk's own. `thread_window_days`
    is how far back threads are looked through for new replies after a gap. `ticket_emoji` is the name of the emoji by
    which an engineer makes a message anywhere a ticket. `lead` is the id of the person, or the group of people, to whom
    complaints are told. `proxy` is an HTTP proxy with its
    password, `ca_file` an authority of one's own.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    bot_token: SecretStr
    app_token: SecretStr
    engineers_channel: str = Field(pattern=r"^[CG][A-Z0-9_]+$")
    customer_channels: tuple[str, ...] = ()
    lead: str = Field(default="", pattern=r"^([UWS][A-Z0-9]+)?$")
    ticket_emoji: str = Field(default="ticket", pattern=r"^[^\s:]*$")
    api_url: str = "https://slack.com/api/"
    language: Literal["en", "zh"] = "en"
    watchdog_seconds: float = Field(default=30.0, gt=0, le=60)
    read_back_overlap_seconds: float = Field(default=3600.0, ge=0)
    thread_window_days: float = Field(default=7.0, ge=0)
    timeout_seconds: float = Field(default=10.0, gt=0)
    members_ttl_seconds: float = Field(default=60.0, ge=0)
    backoff_first_seconds: float = Field(default=0.2, gt=0)
    backoff_max_seconds: float = Field(default=30.0, gt=0)
    file_bytes_max: int = Field(default=25_000_000, gt=0)
    proxy: SecretStr | None = None
    ca_file: Path | None = None

    @field_validator("proxy")
    @classmethod
    def _http_proxy(cls, proxy: SecretStr | None) -> SecretStr | None:
        # https://docs.slack.dev/tools/python-slack-sdk/web: "proxy"; aiohttp knows no other kind.
        if proxy and proxy.get_secret_value().startswith("socks"):
            raise ValueError("a proxy for Slack begins with http://; SOCKS is not possible")
        if proxy:
            check_proxy(proxy.get_secret_value(), ("http",))
        return proxy
