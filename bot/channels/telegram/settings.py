"""What the Telegram room must be told."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

from bot.core.proxies import check_proxy


class TelegramSettings(BaseModel):
    """One bot. Times are seconds; `language` is for people whose app names none we speak. `proxy` is an HTTP or
    SOCKS proxy with its password, `ca_file` an authority of one's own."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    token: SecretStr
    api_url: str = "https://api.telegram.org"
    poll_seconds: int = Field(default=50, ge=0, le=50)
    timeout_seconds: float = Field(default=10.0, gt=0)
    backoff_first: float = Field(default=0.5, gt=0)
    backoff_max: float = Field(default=30.0, gt=0)
    language: Literal["en", "zh"] = "en"
    proxy: SecretStr | None = None
    ca_file: Path | None = None

    @field_validator("token")
    @classmethod
    def _well_formed(cls, token: SecretStr) -> SecretStr:
        number, colon, secret = token.get_secret_value().partition(":")
        if not (colon and secret and number.isascii() and number.isdecimal()):
            raise ValueError("a bot's token looks like 123456:ABC-DEF; @BotFather shows it")
        return token

    @field_validator("api_url")
    @classmethod
    def _without_slash(cls, url: str) -> str:
        if not url.startswith(("https://", "http://")):
            raise ValueError("must begin with https:// or http://")
        return url.rstrip("/")

    @field_validator("proxy")
    @classmethod
    def _known_proxy(cls, proxy: SecretStr | None) -> SecretStr | None:
        # https://www.python-httpx.org/advanced/proxies/
        if proxy:
            check_proxy(proxy.get_secret_value(), ("http", "https", "socks5", "socks5h"))
        return proxy

    @property
    def bot_id(self) -> int:
        """The bot's user id: https://core.telegram.org/bots/api#authorizing-your-bot."""
        return int(self.token.get_secret_value().partition(":")[0])
