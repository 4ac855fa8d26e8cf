"""What admins meet at the usual mail providers, as sentences."""

from __future__ import annotations

import re
from typing import Literal

Provider = Literal["163", "126", "qq", "exmail", "microsoft", "google", ""]

_HOSTS: tuple[tuple[str, Provider], ...] = (
    (r"(^|\.)exmail\.qq\.com$", "exmail"),
    (r"(^|\.)qq\.com$|(^|\.)foxmail\.com$", "qq"),
    (r"(^|\.)(163|188)\.com$|(^|\.)yeah\.net$", "163"),
    (r"(^|\.)126\.com$", "126"),
    (r"(^|\.)(office365|outlook|hotmail|live)\.com$|(^|\.)partner\.outlook\.cn$", "microsoft"),
    (r"(^|\.)(gmail|googlemail|google)\.com$", "google"),
)

_NETEASE = "use an authorisation code (授权码), not the password: 设置 > POP3/SMTP/IMAP in the web mail, switch IMAP on"
_LOG_IN_FIXES: dict[Provider, str] = {
    "163": _NETEASE,
    "126": _NETEASE,
    "qq": "use an authorisation code (授权码), not the password: 设置 > 账号 in the web mail, switch IMAP/SMTP on",
    "exmail": (
        "use a client password (客户端专用密码) and switch IMAP/SMTP on in the web mail; "
        "the company's admin must allow IMAP/SMTP clients too"
    ),
    "microsoft": (
        "Microsoft 365 takes no passwords for IMAP (basic authentication is disabled): "
        "use OAuth2, docs/admin/mail.md shows every step"
    ),
    "google": "use an app password (2-step verification on, then Google Account > Security > App passwords)",
    "": "correct username and password; some servers want the whole address as username",
}


def provider_of(host: str) -> Provider:
    """Who stands behind a mail server's name; empty for a server of one's own."""
    host = host.lower().rstrip(".")
    return next((provider for pattern, provider in _HOSTS if re.search(pattern, host)), "")


def basic_refused(words: str) -> bool:
    """Whether Microsoft's server says that it takes no passwords at all."""
    said = words.lower()
    return any(sign in said for sign in ("basicauthblocked", "basic authentication is", "5.7.139", "5.7.30"))


def log_in_refused(host: str, words: str, sending: bool = False) -> tuple[str, str]:
    """What was found and the fix, when a server refused the log-in with `words`."""
    provider, said = provider_of(host), words.lower()
    if basic_refused(words):
        return f"{host}: basic authentication is disabled ({words})", _LOG_IN_FIXES["microsoft"]
    if sending and ("smtpclientauthentication is disabled" in said or "5.7.57" in said):
        fix = "let the Microsoft 365 admin switch Authenticated SMTP on for this mailbox"
        return f"{host}: SMTP log-in is switched off for this mailbox ({words})", fix
    if "application-specific password" in said:
        return f"{host} wants an app password ({words})", _LOG_IN_FIXES["google"]
    kind = {"163": "wrong authorisation code (授权码)", "126": "wrong authorisation code (授权码)"}
    kind |= {"qq": "wrong authorisation code (授权码)", "exmail": "wrong client password (客户端专用密码)"}
    return f"{host}: {kind.get(provider, 'wrong password or username')} ({words})", _LOG_IN_FIXES[provider]
