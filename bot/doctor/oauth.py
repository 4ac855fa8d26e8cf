"""A mailbox's access token: fetched, until when, for what; and how long client secret and consent still hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.channels.email.oauth.problem import TokenProblem
from bot.channels.email.settings import MailboxSettings
from bot.doctor.findings import Finding, broken, ok, warning
from bot.doctor.reach import UnreachableError

if TYPE_CHECKING:
    from bot.channels.email.oauth.tokens import Tokens

_OPENS: dict[str, str] = {
    "microsoft": (
        "see that username is the mailbox's address; client_credentials: that the app has IMAP.AccessAsApp and "
        "SMTP.SendAsApp with admin consent, and its service principal FullAccess to this mailbox"
    ),
    "google": "see that username is the account that gave consent, and that its organisation allows IMAP",
    "custom": "see that username and oauth.scope are what this mail server wants",
}


async def check(box: MailboxSettings, tokens: Tokens | None) -> list[Finding]:
    """Fetches a token unless one is kept that still lives. Nothing where the mailbox has no OAuth2."""
    if box.oauth is None:
        return []
    if tokens is None:
        fix = "mend what is said about the database and the data folder"
        return [broken(_part(box), "no token: there is no place to keep one", fix)]
    fetched = await _token(box, tokens)
    return [*_ends(box, tokens.note()), fetched]


async def _token(box: MailboxSettings, tokens: Tokens) -> Finding:
    try:
        token = await tokens.current()
    except TokenProblem as problem:
        fix = problem.fix or "try again; see that this machine may reach the provider"
        return broken(_part(box), problem.what, fix)
    ends = token.ends.astimezone()
    return ok(_part(box), f"good until {ends:%Y-%m-%d %H:%M}, renewed by itself, for {token.scope or 'no scope named'}")


def _ends(box: MailboxSettings, note: str) -> list[Finding]:
    what, _, fix = note.partition(": ")
    return [warning(_part(box), what, fix)] if note else []


def offered(box: MailboxSettings, announced: frozenset[str]) -> None:
    """Raises UnreachableError where a mail server takes no tokens."""
    if "AUTH=XOAUTH2" not in announced:
        where = f"{box.imap.host}:{box.imap.port}"
        fix = 'see that imap.host is your provider\'s own server, and set imap.security = "tls" with imap.port = 993'
        raise UnreachableError(f"{where} takes no OAuth2 (no AUTH=XOAUTH2)", fix)


def refused(box: MailboxSettings, host: str, words: str) -> tuple[str, str]:
    """What was found and the fix, when a mail server does not take the token."""
    assert box.oauth is not None
    if "smtpclientauthentication is disabled" in words.lower():
        fix = "let the admin switch Authenticated SMTP on: Set-CASMailbox -SmtpClientAuthenticationDisabled $false"
        return f"{host}: SMTP log-in is switched off for this mailbox ({words})", fix
    return f"{host} does not take the token ({words})", _OPENS[box.oauth.provider]


def _part(box: MailboxSettings) -> str:
    return f"mail {box.name} token"
