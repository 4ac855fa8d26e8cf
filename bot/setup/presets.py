"""The servers of the usual mail providers, from their own help pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Server:
    """Where and how to connect; `security` as in the settings."""

    host: str
    port: int
    security: str


@dataclass(frozen=True, slots=True)
class Preset:
    """A provider. `secret` is what its password is called; `note` is told before the questions."""

    label: str
    imap: Server
    smtp: Server
    domains: tuple[str, ...] = ()
    secret: str = "Password"  # noqa: S105 - the question's text
    note: str = ""


def _netease(name: str) -> Preset:
    return Preset(
        f"{name} 网易",
        Server(f"imap.{name}.com", 993, "tls"),
        Server(f"smtp.{name}.com", 465, "tls"),
        (f"{name}.com",),
        "Authorisation code (授权码)",
        "Switch IMAP on and make a 授权码 in the web mail: 设置 > POP3/SMTP/IMAP.",
    )


PRESETS: Mapping[str, Preset] = {
    "microsoft": Preset(
        "Microsoft 365, Outlook",
        Server("outlook.office365.com", 993, "tls"),
        Server("smtp.office365.com", 587, "starttls"),
        ("outlook.com", "hotmail.com", "live.com"),
        note="Microsoft takes no passwords for IMAP any more: write [mailbox.oauth] into the settings afterwards.\n"
        "docs/admin/mail.md shows every step.",
    ),
    "google": Preset(
        "Gmail, Google Workspace",
        Server("imap.gmail.com", 993, "tls"),
        Server("smtp.gmail.com", 465, "tls"),
        ("gmail.com", "googlemail.com"),
        "App password",
        "Google wants an app password: Google Account > Security > App passwords.",
    ),
    "163": _netease("163"),
    "126": _netease("126"),
    "qq": Preset(
        "QQ 邮箱",
        Server("imap.qq.com", 993, "tls"),
        Server("smtp.qq.com", 465, "tls"),
        ("qq.com", "foxmail.com"),
        "Authorisation code (授权码)",
        "Switch IMAP/SMTP on and make a 授权码 in the web mail: 设置 > 账号.",
    ),
    "exmail": Preset(
        "Tencent Exmail 腾讯企业邮",
        Server("imap.exmail.qq.com", 993, "tls"),
        Server("smtp.exmail.qq.com", 465, "tls"),
        (),
        "Client password (客户端专用密码)",
        "IMAP/SMTP must be switched on in the web mail, and allowed by the company's admin.",
    ),
    "own": Preset("another or your own server", Server("", 993, "tls"), Server("", 465, "tls")),
}


def preset_for(address: str) -> str:
    """The provider that an address's domain names; "own" where it names none."""
    domain = address.rpartition("@")[2]
    return next((name for name, preset in PRESETS.items() if domain in preset.domains), "own")
