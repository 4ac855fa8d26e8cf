"""A client secret's end, which no provider tells: warned of 30 and 7 days before."""

from __future__ import annotations

from datetime import date

from bot.channels.email.settings import OAuthSettings

DAYS = (7, 30)


def secret_note(settings: OAuthSettings, today: date) -> str:
    """What is to be said on a day; the same words until the next thing is to be said, and nothing while all is well."""
    ends = settings.client_secret_expires
    if ends is None:
        return ""
    left = (ends - today).days
    fix = "make a new one at the provider, put it into oauth.client_secret and its end into oauth.client_secret_expires"
    if left <= 0:
        return f"the client secret ended on {ends}: {fix}"
    stage = next((days for days in DAYS if left <= days), 0)
    return f"the client secret ends on {ends}, within {stage} days: {fix}" if stage else ""
