"""Where the providers give tokens, and for what."""

from __future__ import annotations

from dataclasses import dataclass

from bot.channels.email.settings import OAuthSettings

_MICROSOFT = "https://login.microsoftonline.com"


@dataclass(frozen=True, slots=True)
class Endpoints:
    """`token_url` and `scope` are what the settings say, or the provider's; `ask_url` is where a person consents."""

    token_url: str
    scope: str
    ask_url: str = ""


def endpoints(settings: OAuthSettings) -> Endpoints:
    """The addresses of a mailbox's provider.

    Microsoft: https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth
    Google: https://developers.google.com/identity/protocols/oauth2/native-app
    """
    usual = _usual(settings)
    token_url = settings.token_url or usual.token_url
    ask_url = usual.ask_url
    if settings.token_url:  # a provider's other cloud, or one of one's own, has its pages side by side
        page = {"microsoft": "devicecode", "google": "auth", "custom": "devicecode"}[settings.provider]
        ask_url = f"{token_url.rpartition('/')[0]}/{page}"
    return Endpoints(token_url, settings.scope or usual.scope, ask_url)


def _usual(settings: OAuthSettings) -> Endpoints:
    if settings.provider == "google":
        ask_url = "https://accounts.google.com/o/oauth2/v2/auth"
        return Endpoints("https://oauth2.googleapis.com/token", "https://mail.google.com/", ask_url)
    if settings.provider == "custom":
        return Endpoints("", "")
    base = f"{_MICROSOFT}/{settings.tenant}/oauth2/v2.0"
    scope = "https://outlook.office365.com/.default"
    if settings.flow == "refresh_token":
        rights = "IMAP.AccessAsUser.All", "SMTP.Send"
        scope = " ".join([*(f"https://outlook.office.com/{right}" for right in rights), "offline_access"])
    return Endpoints(f"{base}/token", scope, f"{base}/devicecode")
