"""What ends on a day that is known, and nobody will tell: it is warned of 30 and 7 days before."""

from __future__ import annotations

from datetime import date

from bot.channels.email.oauth.problem import consent_fix
from bot.channels.email.settings import OAuthSettings

DAYS = (7, 30)


def secret_note(settings: OAuthSettings, today: date) -> str:
    """What is to be said of the client secret, whose end no provider tells; nothing while all is well."""
    fix = "make a new one at the provider, put it into oauth.client_secret and its end into oauth.client_secret_expires"
    return _note("the client secret", settings.client_secret_expires, today, fix)


def consent_note(mailbox: str, ends: date | None, today: date) -> str:
    """What is to be said of a consent that was given for a time; nothing while all is well."""
    return _note("the consent to read this mailbox", ends, today, consent_fix(mailbox))


def _note(what: str, ends: date | None, today: date, fix: str) -> str:
    """The same words until the next thing is to be said."""
    if ends is None:
        return ""
    left = (ends - today).days
    if left <= 0:
        return f"{what} ended on {ends}: {fix}"
    stage = next((days for days in DAYS if left <= days), 0)
    return f"{what} ends on {ends}, within {stage} days: {fix}" if stage else ""
